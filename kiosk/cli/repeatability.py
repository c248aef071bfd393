"""`kiosk repeatability`: this kiosk's own day-to-day spread. May import typer and kiosk.app."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.chosen import chosen
from kiosk.cli.telling import Json, say, table, tell_json
from kiosk.core import strictjson
from kiosk.errors import ConfigError

if TYPE_CHECKING:
    from kiosk.app.repeatability import Found

Since = Annotated[
    str, typer.Option("--since", metavar="YYYY-MM-DD", help="Visits from this day on.")
]
Within = Annotated[
    int,
    typer.Option(
        "--within", min=1, max=90, metavar="DAYS", help="Of a person's first visit; later: no."
    ),
]
Person = Annotated[
    list[str] | None,
    typer.Option(
        "--person", metavar="TICKETS",
        help="One person's tickets, with commas; again for the next. Else by scanned slips.",
    ),
]  # fmt: skip


def repeatability() -> typer.Typer:
    """`show` and `set`."""
    group = typer.Typer(
        help="How much figures vary from day to day: 10 people, two days.", no_args_is_help=True
    )
    group.command("show")(show)
    group.command("set")(set_)
    return group


def show(
    context: typer.Context,
    since: Since = "",
    within: Within = 14,
    person: Person = None,
    as_json: Json = False,
) -> None:
    """Tell the spread of people who came on several days.

    Who came again is known from slips that were scanned. Only visits by today's pose model and
    metric count; repeats on one day are told apart and switch nothing on.

    Exit status: 0 enough for `set`; 1 not enough yet; 2 it could not be told, and why.
    """
    found = _find(context, since, within, person)
    if as_json:
        tell_json(_tree(found))
    else:
        _tell(found)
    raise typer.Exit(1 if found.study.missing else 0)


def set_(
    context: typer.Context,
    since: Since = "",
    within: Within = 14,
    person: Person = None,
    as_json: Json = False,
) -> None:
    """Put it into the settings: visits are compared from then on.

    The previous settings are kept. With another pose model comparisons are off again.

    Exit status: 0 done; 2 people or days are missing, or it could not be written.
    """
    from kiosk.app.places import config_to_write
    from kiosk.app.repeatability import keep

    path = chosen(context)[1] or config_to_write()
    if path is None:
        raise ConfigError("Which settings? Give the file: kiosk --config FILE.toml …")
    found = _find(context, since, within, person)
    changed = keep(path, found)
    if as_json:
        before = None if changed.before is None else str(changed.before)
        tell_json(_tree(found) | {"file": str(changed.path), "before": before})
        return
    _tell(found)
    say(f"It is in {changed.path}. Start the kiosk anew: kiosk service restart.")


def _find(context: typer.Context, since: str, within: int, person: list[str] | None) -> Found:
    from kiosk.app.repeatability import EVER, find

    begin = EVER[0]
    if since:
        try:
            begin = datetime.strptime(since, "%Y-%m-%d").astimezone().isoformat()
        except ValueError as error:
            raise ConfigError(
                f"--since is a day such as 2026-11-26, not {since[:40]!r}."
            ) from error
    people = [
        [ticket.strip() for ticket in one.split(",") if ticket.strip()] for one in person or []
    ]
    return find(chosen(context)[0], (begin, EVER[1]), within, people)


def _tree(found: Found) -> dict[str, object]:
    return {
        "study": strictjson.tree(found.study),
        "missing": list(found.study.missing),
        "model_sha256": found.model_sha256,
        "metric_revision": found.revision,
        "left_out": dict(found.left_out),
    }


def _tell(found: Found) -> None:
    from kiosk.app.repeatability import told_out

    told = found.study
    typer.echo(f"people    {told.people} on {told.days} days; {told.alone} came on one day only")
    typer.echo(f"for       model {found.model_sha256[:12]}, metric {found.revision}")
    left_out = ", ".join(told_out(found))
    if left_out:
        say(f"not used  {left_out}")
    rows = []
    named = ("both legs", told.both), ("left", told.left), ("right", told.right)
    for name, one in (*named, ("same day", told.same_day)):
        if one is not None:
            reach = f"{one.low_mm:.1f} to {one.high_mm:.1f}"
            icc = "–" if one.icc is None else f"{one.icc:.2f}"
            rows.append(
                (name, f"{one.sem_mm:.1f}", f"{one.mdc95_mm:.1f}", reach, icc, str(one.values))
            )
    if rows:
        for line in table(("", "SEM mm", "MDC95 mm", "95 %", "ICC(1,1)", "values"), rows):
            typer.echo(line)
    if told.missing:
        say(f"Not enough yet: {', '.join(told.missing)}.")
    else:
        say("Enough: kiosk repeatability set switches comparisons with earlier visits on.")
