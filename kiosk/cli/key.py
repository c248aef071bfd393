"""`kiosk key`: the key that signs the codes on slips. May import typer and kiosk.app."""

from __future__ import annotations

import typer

from kiosk.app.codes import ShownKey, make_key, show_key
from kiosk.config import Config


def commands() -> typer.Typer:
    """`make` and `show`."""
    key = typer.Typer(
        help="The key that signs the codes on slips.",
        no_args_is_help=True,
    )
    key.command("make")(make)
    key.command("show")(show)
    return key


def make(context: typer.Context) -> None:
    """Make this kiosk's key; one that is there already is kept.

    `kiosk run` makes it too where there is none. Exit status: 0 there is a key; 4 there is none to
    be had, and why.
    """
    shown = make_key(_config(context))
    typer.echo(f"{'Made' if shown.made else 'Kept'} {shown.path}", err=True)
    _tell(shown)


def show(context: typer.Context) -> None:
    """Show its public half, for kiosks that shall read these slips.

    It goes into their configuration, under [code] also_trust. Exit status: 0 shown; 4 there is no
    key that can be used, and why.
    """
    _tell(show_key(_config(context)))


def _config(context: typer.Context) -> Config:
    return context.obj if isinstance(context.obj, Config) else Config()


def _tell(shown: ShownKey) -> None:
    typer.echo(f"public key  {shown.public}")
    typer.echo(f"key id      {shown.key_id}")
