"""How the computer is: its temperature, whether it slows itself down, its disk. stdlib only; Linux.

What this machine does not tell is None or empty: a Raspberry Pi tells all of it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

THERMAL: Final = Path("/sys/class/thermal")
PROCESSOR: Final = ("cpu", "soc", "x86_pkg", "package", "acpitz")
"""What the zone of a processor is called, the likelier first."""
THROTTLED: Final = ("undervoltage", "frequency_capped", "throttled", "too_hot")
"""Bits 0 to 3 of `vcgencmd get_throttled`; 16 to 19 say that it was so since the start."""
SINCE: Final = 16
ASK_S: Final = 2.0
HWMON: Final = Path("/sys/class/hwmon")
VOLTS: Final = "rpi_volt"
TOO_LITTLE: Final = "in0_lcrit_*"
"""The kernel's own eye on a Raspberry Pi's supply (drivers/hwmon/raspberrypi-hwmon.c)."""


@dataclass(frozen=True, slots=True)
class Throttling:
    """now, before: codes of THROTTLED, as they are and as they were since the machine started."""

    now: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disk:
    """Of the file system on which a folder is or would be made."""

    folder: str
    free_bytes: int
    total_bytes: int


def temperature_c(root: Path = THERMAL) -> float | None:
    """The processor's, in degrees Celsius; of several zones the processor's own or the hottest."""
    zones = [
        (_rank(_read(zone / "type")), int(text) / 1000.0)
        for zone in sorted(root.glob("thermal_zone*"))
        if re.fullmatch(r"-?\d{1,6}", text := _read(zone / "temp"))
    ]
    if not zones:
        return None
    best = min(rank for rank, _ in zones)
    return max(degrees for rank, degrees in zones if rank == best)


def watchdogs(root: Path) -> tuple[str, ...]:
    """'active' or 'inactive' for each of the hardware; none where there is none. root:
    /sys/class/watchdog."""
    return tuple(_read(one / "state") for one in sorted(root.glob("watchdog*")))


def limits_memory(root: Path) -> bool | None:
    """Whether the kernel counts memory by control groups, so that units' limits hold; None where it
    has none. root: /sys/fs/cgroup."""
    told = _read(root / "cgroup.controllers")
    return "memory" in told.split() if told else None


def throttling(command: str = "vcgencmd") -> Throttling | None:
    """What the Raspberry Pi's firmware says, or at least its kernel; None on another machine."""
    return _by_firmware(command) or by_kernel()


def by_kernel(root: Path = HWMON) -> Throttling | None:
    """Whether the supply gives too little, by a file that any user may read: no more is told there.
    None where there is no such sensor."""
    for sensor in sorted(root.glob("hwmon*")):
        told = [_read(file) for file in sensor.glob(TOO_LITTLE)]
        if _read(sensor / "name") == VOLTS and told:
            return Throttling(("undervoltage",) if "1" in told else ())
    return None


def _by_firmware(command: str) -> Throttling | None:
    program = shutil.which(command)
    if program is None:
        return None
    try:
        told = subprocess.run(  # noqa: S603 - the firmware's own tool
            [program, "get_throttled"],
            capture_output=True,
            text=True,
            timeout=ASK_S,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.fullmatch(r"throttled=0x([0-9a-fA-F]{1,8})", told.strip())
    if found is None:
        return None
    bits = int(found[1], 16)
    now = tuple(name for at, name in enumerate(THROTTLED) if bits >> at & 1)
    return Throttling(now, tuple(n for at, n in enumerate(THROTTLED) if bits >> (SINCE + at) & 1))


def disk(folder: Path) -> Disk | None:
    """None where it cannot be told."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    try:
        facts = shutil.disk_usage(there)
    except OSError:
        return None
    return Disk(str(folder), facts.free, facts.total)


def _rank(kind: str) -> int:
    return next((at for at, word in enumerate(PROCESSOR) if word in kind.lower()), len(PROCESSOR))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
