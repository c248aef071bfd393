"""The machine's clocks. Standard library only.

Everything that is waited for or measured goes by the monotonic clock, which no step of the wall
clock touches; the wall clock dates slips and records, and says whether it can be believed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

SYNCHRONISED: Final = Path("/run/systemd/timesync/synchronized")
"""systemd-timesyncd leaves this file once it has set the clock."""
BUILT: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""A clock before this program was written is wrong, whoever set it."""
JUMP_S: Final = 3600.0
"""A wall clock that moves by more against the monotonic one was set anew."""
CHIPS: Final = Path("/sys/class/rtc")
KEPT: Final = Path("/var/lib/systemd/timesync/clock")
"""systemd-timesyncd writes it anew as long as the network tells it the time; before the first time
it has the age of systemd itself."""
SERVICE: Final = Path("/usr/lib/systemd/systemd-timesyncd")
APART_S: Final = 300.0
"""Between a chip with a battery and a system that runs for months, each by a crystal of its own."""


@dataclass(frozen=True, slots=True)
class ClockChip:
    """A clock that runs on by a battery (rtc(4)), in UTC.

    The kernel sets it by the system's clock only while the network tells that the time. One that
    lost its battery begins in another century, and then agrees with nobody. chips: the kernel's
    list. kept, service: systemd-timesyncd's own mark, and its program: the mark is younger only
    where the network has told the time on this machine.
    """

    chips: Path = CHIPS
    kept: Path = KEPT
    service: Path = SERVICE

    def agrees(self, wall: datetime) -> bool:
        """Whether there is one, set by the network once, that tells this time."""
        try:
            if self.kept.stat().st_mtime <= self.service.stat().st_mtime:
                return False
            chips = list(self.chips.iterdir())
        except OSError:
            return False
        return any(abs(wall.timestamp() - _told_s(chip)) <= APART_S for chip in chips)


def _told_s(chip: Path) -> float:
    """Seconds since 1970, or not a number."""
    try:
        return int((chip / "since_epoch").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return float("nan")


class HostClock:
    """speed: the kiosk's time runs that many times as fast, for replays.

    mark: a file that the time service writes anew whenever it has set the clock. Without
    systemd-timesyncd there is none: a machine with another service (chrony, ntpd) must have that
    one's path given, or its clock is never believed. chip: see ClockChip.
    """

    def __init__(
        self,
        speed: float = 1.0,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        mark: Path = SYNCHRONISED,
        chip: ClockChip | None = None,
    ) -> None:
        self._speed, self._monotonic, self._wall, self._mark = speed, monotonic, wall, mark
        self._chip = ClockChip() if chip is None else chip
        self._start_s = self._seen_s = monotonic()
        self._ahead_s = wall().timestamp() - self._start_s
        self._jumped_s = float("-inf")

    def now_s(self) -> float:
        self._watch()
        return (self._monotonic() - self._start_s) * self._speed

    def utc(self) -> str:
        return self._wall().strftime("%Y-%m-%dT%H:%M:%SZ")

    def local(self) -> datetime:
        """Here, for the slip."""
        return self._wall().astimezone()

    def local_date(self) -> str:
        return self.local().strftime("%Y-%m-%d")

    def local_time(self, utc: str) -> str:
        """HH:MM here of a time as `utc` writes it."""
        then = datetime.fromisoformat(utc.replace("Z", "+00:00"))
        return then.astimezone().strftime("%H:%M")

    def midnight_utc(self) -> str:
        midnight = self.local().replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def days_ago_utc(self, days: int) -> str:
        return (self._wall() - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def synchronised(self) -> bool:
        """Whether the time service has set the clock, and nobody has since; or, where there is no
        network any more, whether a chip with a battery has kept the time that it had set.

        A clock that jumped is believed again once the mark is newer than the jump, or the chip says
        the same.
        """
        wall = self._wall()
        return wall >= BUILT and (self._marked(wall) or self._chip.agrees(wall))

    def _marked(self, wall: datetime) -> bool:
        try:
            marked_s = self._mark.stat().st_mtime
        except OSError:
            return False
        self._watch()
        # A mark of the future is from before the clock was set back.
        return self._jumped_s <= marked_s <= wall.timestamp() + 1.0

    def _watch(self) -> None:
        """See a jump of the wall clock, and when at the earliest that was: by the new time."""
        wall_s, now_s = self._wall().timestamp(), self._monotonic()
        if abs(wall_s - now_s - self._ahead_s) > JUMP_S:
            self._ahead_s = wall_s - now_s
            self._jumped_s = wall_s - (now_s - self._seen_s)
        self._seen_s = now_s
