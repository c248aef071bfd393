"""The system's service manager, by its own commands. stdlib and kiosk.errors only; Linux."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from kiosk.errors import ConfigError, InstallationError

UNIT: Final = "kiosk.service"
BOOTED: Final = Path("/run/systemd/system")
"""There only where systemd runs this machine (sd_booted(3))."""
PATIENCE_S: Final = 120.0
NO_RIGHT: Final = (
    "interactive authentication required", "access denied", "permission denied", "not permitted",
    "authorization", "authentication",
)  # fmt: skip
NO_UNIT: Final = ("not found", "not loaded", "no such file", "does not exist", "no files found")

Verb = Literal["start", "stop", "restart"]


@dataclass(frozen=True, slots=True)
class Unit:
    """active: 'active', 'inactive', 'failed', 'activating' … ; there: whether it is installed.
    since: when that began, as systemd writes it. pid: of its main process, 0 none."""

    name: str
    there: bool
    active: str
    since: str
    pid: int = 0


def command(
    verb: Verb,
    unit: str = UNIT,
    booted: Path = BOOTED,
    *,
    wait: bool = True,
    patience_s: float = PATIENCE_S,
) -> None:
    """Do it, and wait until it is done, at most so long. Raises InstallationError where there
    is no systemd or no such unit, ConfigError where this user may not or it failed."""
    if verb != "stop":
        # Whoever asks for it knows what they do: starts before this one do not count against it.
        _run("systemctl", ["--no-ask-password", "reset-failed", unit], booted)
    words = ["--no-ask-password", *([] if wait else ["--no-block"]), verb, unit]
    done = _run("systemctl", words, booted, patience_s)
    if done.returncode == 0:
        return
    said = " ".join(done.stderr.split())
    low = said.lower()
    if any(word in low for word in NO_UNIT):
        raise InstallationError(
            f"There is no service {unit} on this machine. Where the kiosk is not installed as a "
            "service, it is started with: kiosk run."
        )
    if any(word in low for word in NO_RIGHT):
        raise ConfigError(
            f"You may not {verb} the kiosk: be in the group kiosk-staff, or use sudo ({said})."
        )
    why = said or f"status {done.returncode}"
    raise ConfigError(f"The kiosk did not {verb}: {why}. See: kiosk service logs.")


def unit_of(unit: str = UNIT, booted: Path = BOOTED) -> Unit:
    """How a unit is. Raises InstallationError where there is no systemd."""
    names = "LoadState,ActiveState,StateChangeTimestamp,MainPID"
    done = _run("systemctl", ["show", unit, f"--property={names}"], booted)
    told = dict(line.partition("=")[::2] for line in done.stdout.splitlines())
    return Unit(
        unit,
        told.get("LoadState") == "loaded",
        told.get("ActiveState", "unknown"),
        told.get("StateChangeTimestamp", ""),
        int(told.get("MainPID", "") or 0),
    )


def not_enabled(units: Sequence[str], booted: Path = BOOTED) -> list[str]:
    """Those that do not start with the system. Raises InstallationError where there is no
    systemd."""
    # One by one: asked for several, it ends at the first that is not there.
    return [
        unit
        for unit in units
        if _run("systemctl", ["is-enabled", unit], booted).stdout.strip() != "enabled"
    ]


def logs(
    lines: int, *, follow: bool, as_json: bool, unit: str = UNIT, booted: Path = BOOTED
) -> int:
    """Hand the journal's lines on to the terminal; journalctl's exit status. Raises
    InstallationError where there is no systemd."""
    program = _program("journalctl", booted)
    words = [program, "--no-pager", f"--unit={unit}", f"--lines={lines}"]
    words += ["--follow"] if follow else []
    words += ["--output=json"] if as_json else ["--output=short-iso"]
    try:
        return subprocess.call(words)  # noqa: S603 - the system's own tool
    except KeyboardInterrupt:
        return 0


def _run(
    name: str, words: list[str], booted: Path, patience_s: float = PATIENCE_S
) -> subprocess.CompletedProcess[str]:
    program = _program(name, booted)
    try:
        return subprocess.run(  # noqa: S603 - the system's own tool
            [program, *words],
            capture_output=True,
            text=True,
            timeout=patience_s,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as error:
        raise ConfigError(
            f"{name} was not done after {patience_s:.0f} s, and goes on without this command: what "
            "it starts ends at every start, or has much to do. See: kiosk service logs."
        ) from error
    except OSError as error:
        raise ConfigError(f"{name} cannot be run: {error}. Try again.") from error


def _program(name: str, booted: Path) -> str:
    program = shutil.which(name)
    if program is None or not booted.is_dir():
        raise InstallationError(
            "This machine is not run by systemd, so there is no service to start, stop or read "
            "the journal of. The kiosk is started with: kiosk run."
        )
    return program
