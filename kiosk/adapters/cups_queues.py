"""Queues of the system's print service, by lpstat. stdlib only."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Final

from kiosk.core.printeruri import printer_uri
from kiosk.errors import ConfigError
from kiosk.printing.connected import Connected

PATIENCE_S: Final = 5.0


def cups_queues() -> list[Connected]:
    """None where there is no print service, or it does not answer in time."""
    command = shutil.which("lpstat")
    if command is None:
        return []
    try:
        said = subprocess.run(  # noqa: S603
            [command, "-e"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE_S,
            check=False,
            env=os.environ | {"LC_ALL": "C"},
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return []
    names = (line.strip() for line in said.splitlines())
    return [Connected(f"cups://{name}", "a queue of the print service") for name in names
            if _fits(name)]  # fmt: skip


def _fits(name: str) -> bool:
    try:
        printer_uri(f"cups://{name}")
    except ConfigError:
        return False
    return bool(name)
