"""The command `kiosk`. May import typer and the commands, which load heavy parts when called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

import kiosk
from kiosk.cli.analyze import analyze
from kiosk.cli.demo import demo_recording, show_picture
from kiosk.cli.key import commands as key
from kiosk.cli.printer import print_worker, printer
from kiosk.cli.record import record
from kiosk.cli.run import run
from kiosk.config import load
from kiosk.errors import KioskError


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"kiosk {kiosk.__version__}")
        raise typer.Exit


def _options(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE.toml", help="Settings; without it all are default."),
    ] = None,
    version: Annotated[  # noqa: ARG001 - answered by its callback
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Tell it and stop."),
    ] = False,
) -> None:
    """Measures where the knees go in a squat, in 3D, from a depth camera alone."""
    if config is not None:
        context.obj = load(config)


def build() -> typer.Typer:
    """The command line with all its commands."""
    cli = typer.Typer(
        name="kiosk",
        callback=_options,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    cli.command("run")(run)
    cli.command("analyze")(analyze)
    cli.command("record")(record)
    cli.add_typer(key(), name="key")
    cli.add_typer(printer(), name="printer")
    cli.command("print-worker", hidden=True)(print_worker)
    cli.command("demo-recording", hidden=True)(demo_recording)
    cli.command("show-picture", hidden=True)(show_picture)
    return cli


def main() -> None:
    """Run a command; what we raise on purpose becomes one sentence and an exit status."""
    try:
        build()(prog_name="kiosk")
    except KioskError as error:
        typer.echo(f"kiosk: {error}", err=True)
        sys.exit(error.exit_status)


if __name__ == "__main__":
    main()
