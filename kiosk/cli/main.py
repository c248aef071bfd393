"""The command `kiosk`. May import typer and the commands, which load heavy parts when called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

import kiosk
from kiosk.cli.chosen import choose
from kiosk.cli.lazily import Entry, lazily
from kiosk.cli.panels import DEVELOPERS, INSTALLER, KIOSK, OWNER, STAFF
from kiosk.cli.telling import complain
from kiosk.errors import KioskError


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"kiosk {kiosk.__version__}")
        raise typer.Exit


ENTRIES: Final = (
    Entry("run", KIOSK, "run:run"),
    Entry("status", STAFF, "status:status"),
    Entry("monitor", STAFF, "monitor:monitor"),
    Entry("reprint", STAFF, "reprint:reprint"),
    Entry("report", STAFF, "report:report"),
    Entry("self-check", STAFF, "self_check:self_check"),
    Entry("backup", OWNER, "backup:backup"),
    Entry("restore", OWNER, "backup:restore"),
    Entry("purge", OWNER, "maintenance:purge"),
    Entry("deliver", OWNER, "deliver:deliver"),
    Entry("sync", OWNER, "sync:sync"),
    Entry("metrics", INSTALLER, "metrics:metrics"),
    Entry("doctor", INSTALLER, "doctor:doctor"),
    Entry("calibrate", INSTALLER, "calibrate:calibrate"),
    Entry("replay", INSTALLER, "replay:replay"),
    Entry("record", DEVELOPERS, "record:record"),
    Entry("view", DEVELOPERS, "view:view"),
    Entry("analyze", DEVELOPERS, "analyze:analyze"),
    Entry("reanalyse", DEVELOPERS, "reanalyse:reanalyse"),
    Entry("print-worker", "", "printer:print_worker"),
    Entry("safe-page", "", "safe_page:safe_page"),
    Entry("release-check", "", "update:release_check"),
    Entry("staff-shell", "", "staff_shell:staff_shell"),
    Entry("demo-recording", "", "demo:demo_recording"),
    Entry("show-picture", "", "demo:show_picture"),
    Entry("printer", STAFF, "printer:printer", group=True),
    Entry("maintenance", STAFF, "maintenance:maintenance", group=True),
    Entry("results", STAFF, "results:results", group=True),
    Entry("service", STAFF, "service:service", group=True),
    Entry("fleet", OWNER, "fleet:fleet", group=True),
    Entry("update", OWNER, "update:update", group=True),
    Entry("config", INSTALLER, "config_commands:config", group=True),
    Entry("key", INSTALLER, "key:commands", group=True),
    Entry("recordings", INSTALLER, "recordings:recordings", group=True),
    Entry("repeatability", INSTALLER, "repeatability:repeatability", group=True),
)
"""All commands, in the order in which the help tells of them."""

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
    return typer.Typer(
        name="kiosk",
        cls=lazily(ENTRIES),
        callback=_options,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def main() -> None:
    """Run a command; what we raise on purpose becomes one sentence and an exit status."""
    try:
        build()(prog_name="kiosk")
    except KioskError as error:
        complain(error)
        sys.exit(error.exit_status)


if __name__ == "__main__":
    main()
