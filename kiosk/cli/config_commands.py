"""`kiosk config`: what is set, and changes that cannot break it. May import typer and kiosk.app."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.cli.chosen import chosen_or_wrong
from kiosk.cli.telling import Json, say, tell_json
from kiosk.errors import ConfigError

if TYPE_CHECKING:
    from kiosk.app.settings import Changed

WHICH = (
    "There is no configuration file: every default holds. Say which one it shall be: kiosk "
    "--config FILE.toml config …"
)


def config() -> typer.Typer:
    """`show`, `check`, `set` and `edit`."""
    group = typer.Typer(help="The settings: look, check, change.", no_args_is_help=True)
    group.command("show")(show)
    group.command("check")(check)
    group.command("set")(set_)
    group.command("edit")(edit)
    return group


def show(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="KEY|TABLE", help="For example mark.ahead_m, or mark.")
    ] = "",
    changed: Annotated[bool, typer.Option("--changed", help="Only what is not default.")] = False,
    as_json: Json = False,
) -> None:
    """Show what holds; what is not a default is marked with a star.

    Exit status: 0 shown; 2 the configuration is wrong, or there is no such setting.
    """
    from kiosk.app.settings import setting, settings

    told = chosen_or_wrong(context)
    if told.mistakes:
        raise ConfigError(told.mistakes)
    found = [one for one in settings(told.config) if not changed or not one.is_default]
    if name and (tables := [one for one in found if one.name.partition(".")[0] == name]):
        found = tables
    elif name:
        found = [setting(told.config, name)]
    if as_json:
        tell_json({
            "file": None if told.path is None else str(told.path),
            "settings": {one.name: one.value for one in found},
            "changed": [one.name for one in found if not one.is_default],
        })  # fmt: skip
        return
    typer.echo(f"# {told.path or 'no file: every default holds'}")
    for one in found:
        typer.echo(f"{' ' if one.is_default else '*'} {one.name} = {_written(one.value)}")


def check(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE.toml", help="Another one than the kiosk's.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Tell every mistake in the configuration, each with its line.

    Exit status: 0 it is fine; 2 it is not.
    """
    from kiosk.app.settings import check as read

    told = chosen_or_wrong(context)
    path, mistakes = file or told.path, told.mistakes
    if file is not None:
        mistakes = ""
        try:
            read(file)
        except ConfigError as error:
            mistakes = str(error)
    if as_json:
        tell_json({
            "file": None if path is None else str(path), "fine": not mistakes,
            "mistakes": mistakes.splitlines(),
        })  # fmt: skip
    elif mistakes:
        typer.echo(mistakes, err=True)
        count = len(mistakes.splitlines())
        typer.echo(f"kiosk: {count} mistake{'s' if count > 1 else ''} in {path}.", err=True)
    else:
        typer.echo(f"{path} is fine." if path else "There is no file: every default holds.")
    raise typer.Exit(2 if mistakes else 0)


def set_(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="KEY", help="For example mark.ahead_m.")],
    value: Annotated[
        str | None, typer.Argument(metavar="VALUE", help="Left out with --default.")
    ] = None,
    default: Annotated[bool, typer.Option("--default", help="Back to its default.")] = False,
    as_json: Json = False,
) -> None:
    """Change one setting.

    Comments and order in the file stay; its previous version is kept as FILE.1, the one before as
    FILE.2, up to 9. What would make the configuration wrong is refused.

    Exit status: 0 changed; 2 refused, and why: then nothing has changed.
    """
    from kiosk.app.settings import set_value

    if (value is None) != default:
        raise ConfigError("Give a value, or --default: kiosk config set mark.ahead_m 1.7")
    _changed(set_value(_file(context), name, value), as_json=as_json)


def edit(context: typer.Context) -> None:
    """Change the configuration in your editor ($EDITOR).

    On a copy: it is checked when you leave the editor, and a wrong one is not put in place.

    Exit status: 0 changed, or left as it was; 2 refused, and why: then nothing has changed.
    """
    from kiosk.app.settings import edited, install

    path = _file(context)
    before = text = path.read_text(encoding="utf-8") if path.exists() else ""
    while True:
        text = edited(text, path.name)
        if text == before:
            typer.echo("Nothing has changed.")
            return
        try:
            done = install(path, text)
        except ConfigError as error:
            typer.echo(str(error), err=True)
            if not typer.confirm("Not put in place. Edit again?", default=True, err=True):
                raise typer.Exit(2) from error
        else:
            _changed(done, as_json=False)
            return


def _file(context: typer.Context) -> Path:
    """The file to change. Raises ConfigError where none is known."""
    from kiosk.app.places import config_to_write

    path = chosen_or_wrong(context).path or config_to_write()
    if path is None:
        raise ConfigError(WHICH)
    return path


def _changed(done: Changed, *, as_json: bool) -> None:
    from kiosk.app.asking import is_running

    restart = is_running()
    if as_json:
        before = None if done.before is None else str(done.before)
        tell_json({
            "file": str(done.path), "before": before, "restart": restart,
            "restart_printing": done.printing,
        })  # fmt: skip
        return
    kept = "" if done.before is None else f" The previous one is {done.before.name}."
    say(f"{done.path} is changed.{kept}")
    if restart:
        say("The kiosk runs with the old settings until: kiosk service restart")
    if restart and done.printing:
        say("And the print service: systemctl restart kiosk-printing")


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else f"{value}"
