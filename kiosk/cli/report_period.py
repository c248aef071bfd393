"""`kiosk report --period`: what the owner is told. May import typer and kiosk.app."""

from __future__ import annotations

from pathlib import Path

from kiosk.cli.telling import say, tell_json
from kiosk.config import Config
from kiosk.core import strictjson


def tell_period(
    config: Config, period: str, format_: str, out: Path | None, *, overwrite: bool, as_json: bool
) -> None:
    """Write it, or tell it here where format_ is ''. Raises KioskError."""
    from kiosk.app.reporting_period import write_period_report

    done = write_period_report(config, period, format_, out, overwrite=overwrite)
    if as_json:
        tell_json(
            {
                "file": None if done.path is None else str(done.path),
                "format": format_ or None,
                "bytes": done.size_bytes,
                "figures": strictjson.tree(done.made.figures),
            }
        )
    elif done.path is not None:
        say(f"{done.path}: {done.made.report.subtitle}.")
    else:
        for line in done.made.plain.splitlines():
            say(line)
