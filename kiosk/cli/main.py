"""The command `kiosk`. May import typer and the commands, which load heavy parts when called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

import kiosk
from kiosk.cli.analyze import analyze
from kiosk.cli.backup import backup, restore
from kiosk.cli.calibrate import calibrate
from kiosk.cli.chosen import choose
from kiosk.cli.config_commands import config
from kiosk.cli.deliver import deliver
from kiosk.cli.demo import demo_recording, show_picture
from kiosk.cli.doctor import doctor
from kiosk.cli.fleet import fleet
from kiosk.cli.key import commands as key
from kiosk.cli.maintenance import maintenance, purge
from kiosk.cli.metrics import metrics
from kiosk.cli.monitor import monitor
from kiosk.cli.panels import DEVELOPERS, INSTALLER, KIOSK, OWNER, STAFF, ByPanel
from kiosk.cli.printer import print_worker, printer
from kiosk.cli.reanalyse import reanalyse
from kiosk.cli.record import record
from kiosk.cli.recordings import recordings
from kiosk.cli.repeatability import repeatability
from kiosk.cli.replay import replay
from kiosk.cli.report import report
from kiosk.cli.reprint import reprint
from kiosk.cli.results import results
from kiosk.cli.run import run
from kiosk.cli.safe_page import safe_page
from kiosk.cli.self_check import self_check
from kiosk.cli.service import service
from kiosk.cli.staff_shell import staff_shell
from kiosk.cli.status import status
from kiosk.cli.sync import sync
from kiosk.cli.telling import complain
from kiosk.cli.update import release_check, update
from kiosk.cli.view import view
from kiosk.errors import KioskError


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"kiosk {kiosk.__version__}")
        raise typer.Exit


FORGIVING = ("config", "doctor", "safe-page", "release-check", "staff-shell")
"""Commands that are about a wrong configuration, and so must not end with it."""


def _options(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Option(
            "--config",
            metavar="FILE.toml",
            envvar="KIOSK_CONFIG",
            show_envvar=False,
            help="Settings; else $KIOSK_CONFIG, else those of the service, else all are default.",
        ),
    ] = None,
    version: Annotated[  # noqa: ARG001 - answered by its callback
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Tell it and stop."),
    ] = False,
) -> None:
    """Measures where the knees go in a squat, in 3D, from a depth camera alone."""
    if context.resilient_parsing:
        return
    from kiosk.app.places import default_config

    choose(context, file or default_config(), forgiving=context.invoked_subcommand in FORGIVING)


def build() -> typer.Typer:
    """The command line with all its commands."""
    cli = typer.Typer(
        name="kiosk",
        cls=ByPanel,
        callback=_options,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    cli.command("run", rich_help_panel=KIOSK)(run)
    cli.command("status", rich_help_panel=STAFF)(status)
    cli.command("monitor", rich_help_panel=STAFF)(monitor)
    cli.add_typer(printer(), name="printer", rich_help_panel=STAFF)
    cli.command("reprint", rich_help_panel=STAFF)(reprint)
    cli.add_typer(maintenance(), name="maintenance", rich_help_panel=STAFF)
    cli.add_typer(results(), name="results", rich_help_panel=STAFF)
    cli.command("report", rich_help_panel=STAFF)(report)
    cli.command("self-check", rich_help_panel=STAFF)(self_check)
    cli.add_typer(service(), name="service", rich_help_panel=STAFF)
    cli.command("backup", rich_help_panel=OWNER)(backup)
    cli.command("restore", rich_help_panel=OWNER)(restore)
    cli.command("purge", rich_help_panel=OWNER)(purge)
    cli.command("deliver", rich_help_panel=OWNER)(deliver)
    cli.command("sync", rich_help_panel=OWNER)(sync)
    cli.add_typer(fleet(), name="fleet", rich_help_panel=OWNER)
    cli.add_typer(update(), name="update", rich_help_panel=OWNER)
    cli.command("metrics", rich_help_panel=INSTALLER)(metrics)
    cli.command("doctor", rich_help_panel=INSTALLER)(doctor)
    cli.add_typer(config(), name="config", rich_help_panel=INSTALLER)
    cli.add_typer(key(), name="key", rich_help_panel=INSTALLER)
    cli.add_typer(recordings(), name="recordings", rich_help_panel=INSTALLER)
    cli.command("calibrate", rich_help_panel=INSTALLER)(calibrate)
    cli.add_typer(repeatability(), name="repeatability", rich_help_panel=INSTALLER)
    cli.command("replay", rich_help_panel=INSTALLER)(replay)
    cli.command("record", rich_help_panel=DEVELOPERS)(record)
    cli.command("view", rich_help_panel=DEVELOPERS)(view)
    cli.command("analyze", rich_help_panel=DEVELOPERS)(analyze)
    cli.command("reanalyse", rich_help_panel=DEVELOPERS)(reanalyse)
    cli.command("print-worker", hidden=True)(print_worker)
    cli.command("safe-page", hidden=True)(safe_page)
    cli.command("release-check", hidden=True)(release_check)
    cli.command("staff-shell", hidden=True)(staff_shell)
    cli.command("demo-recording", hidden=True)(demo_recording)
    cli.command("show-picture", hidden=True)(show_picture)
    return cli


def main() -> None:
    """Run a command; what we raise on purpose becomes one sentence and an exit status."""
    try:
        build()(prog_name="kiosk")
    except KioskError as error:
        complain(error)
        sys.exit(error.exit_status)


if __name__ == "__main__":
    main()
