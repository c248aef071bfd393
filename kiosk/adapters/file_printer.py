"""Prints slips as pictures into a folder. May import kiosk.printing and slip_picture.

For trying the kiosk without a printer, and for gyms that print from elsewhere. A picture appears
whole or not at all, is named by time and job, and a job that has its picture gets no second one.
A slip is a member's result: folder and pictures are for the kiosk's user alone, and can be erased.
Nothing in the folder is touched that is not named as we name it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from kiosk.adapters.png import one_bit_png
from kiosk.adapters.slip_picture import WIDTH_DOTS, draw_slip
from kiosk.core.slip import Slip
from kiosk.errors import PrinterError
from kiosk.ports import PrinterStatus, PrintJob
from kiosk.printing.backend import Receipt

LEAST_ROOM_BYTES: Final = 20_000_000
"""Beside a database that has to grow, although a slip takes 20 kB."""
PART: Final = ".part"
STAMP: Final = "%Y%m%dT%H%M%SZ"
OURS: Final = re.compile(
    r"(?P<stamp>\d{8}T\d{6}Z)_(?P<job>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(png|pdf|part)"
)
"""What we name a picture, and one that is being written."""


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


def png_of(slip: Slip) -> bytes:
    """The slip's picture for 80 mm paper."""
    return one_bit_png(draw_slip(slip, WIDTH_DOTS))


class FilePrinter:
    """A `kiosk.printing.backend.Backend`. The folder is made at the first print.

    What a kiosk that was cut off left half written is removed at the first call.
    now: names the pictures. page: a slip as a whole file; suffix: that file's kind ('.png',
    '.pdf'). least_room_bytes: below it the disk counts as full.
    """

    def __init__(
        self,
        folder: Path,
        now: Callable[[], datetime] = utc_now,
        *,
        page: Callable[[Slip], bytes] = png_of,
        suffix: str = ".png",
        least_room_bytes: int = LEAST_ROOM_BYTES,
    ) -> None:
        self._folder = folder
        self._now = now
        self._page = page
        self._suffix = suffix
        self._least_room_bytes = least_room_bytes
        self._swept = False

    def status(self) -> PrinterStatus:
        """Whether a picture could be written now; none is, so that it can be asked often."""
        try:
            self._sweep()
            return self._looked()
        except OSError as error:
            return self._offline(f"it cannot be reached: {error.strerror or error}")

    def print(self, job: PrintJob) -> Receipt:
        """Write the slip's picture. Raises PrinterError where there is none afterwards."""
        try:
            name = str(UUID(job.job))
        except ValueError as error:
            raise PrinterError(f"{job.job!r} is no job's UUID; nothing was printed.") from error
        try:
            self._sweep()
            if not any(picture.suffix != PART for _, picture in self._pictures(name)):
                self._write(name, self._page(job.slip))
        except OSError as error:
            raise PrinterError(
                f"No slip was written to {self._folder}: {error.strerror or error}. Check its room "
                "and that the kiosk's user may write there, or set another [printer] uri."
            ) from error
        return Receipt("printed")

    def clean(self) -> None:
        """A picture is whole or not there: nothing of one is ever left over."""

    def tidy(self, keep_days: int) -> int:
        """Erase the pictures that are older than so many days, and say how many.

        Goes by the time in their names, and so is to be called only while the clock is known to be
        right. Raises PrinterError where one could not be erased.
        """
        first = (self._now() - timedelta(days=keep_days)).strftime(STAMP)
        return self._erase(lambda stamp: stamp < first)

    def erase(self, job: str) -> bool:
        """Erase the picture of one job; whether there was one. Raises PrinterError as `tidy`."""
        try:
            name = str(UUID(job))
        except ValueError:
            return False  # nothing is ever printed under such a name
        return self._erase(job=name) > 0

    def close(self) -> None:
        """Nothing to let go of."""

    def _looked(self) -> PrinterStatus:
        """What the folder says, or while there is none what it would be made in."""
        place = self._folder
        while not place.exists() and place != place.parent:
            place = place.parent
        disk = os.statvfs(place)
        if not place.is_dir():
            return self._offline(f"{place} is a file")
        if disk.f_flag & os.ST_RDONLY or not os.access(place, os.W_OK | os.X_OK):
            return self._offline(f"the kiosk's user may not write into {place}")
        room = disk.f_bavail * disk.f_frsize
        if room < self._least_room_bytes:
            return PrinterStatus(
                ready=False,
                reason="disk_full",
                text=f"The disk of {self._folder} has {room // 1_000_000} MB left. Free some room.",
            )
        return PrinterStatus(ready=True)

    def _write(self, name: str, picture: bytes) -> None:
        target = self._folder / f"{self._now().strftime(STAMP)}_{name}{self._suffix}"
        part = target.with_suffix(PART)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(
                os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as file:
                file.write(picture)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
            _sync(self._folder)
        except OSError:
            self._forget(part)
            raise

    def _pictures(self, job: str | None = None) -> list[tuple[str, Path]]:
        """Stamp and path of what is ours, of one job or of all. Raises OSError, but not where
        there is no folder: an unreadable one must not seem to be empty."""
        try:
            found = [(OURS.fullmatch(one.name), one) for one in self._folder.iterdir()]
        except FileNotFoundError:
            return []
        return [(ours["stamp"], one) for ours, one in found if ours and job in (None, ours["job"])]

    def _erase(self, old: Callable[[str], bool] = lambda _: True, job: str | None = None) -> int:
        try:
            gone = [one for stamp, one in self._pictures(job) if old(stamp)]
            for one in gone:
                one.unlink(missing_ok=True)
        except OSError as error:
            raise PrinterError(
                f"Slips in {self._folder} were not erased: {error.strerror or error}. Erase them "
                "by hand."
            ) from error
        return sum(one.suffix != PART for one in gone)

    def _sweep(self) -> None:
        """Once: remove what was half written when the kiosk was cut off."""
        if not self._swept:
            for _, one in self._pictures():
                if one.suffix == PART:
                    one.unlink(missing_ok=True)
            self._swept = True

    def _forget(self, part: Path) -> None:
        try:
            part.unlink(missing_ok=True)
        except OSError:
            return  # the folder itself is gone or read-only, and the part file with it

    def _offline(self, why: str) -> PrinterStatus:
        text = f"Slips cannot be written to {self._folder}: {why}. Correct it or [printer] uri."
        return PrinterStatus(ready=False, reason="offline", text=text)


def _sync(folder: Path) -> None:
    """A name that a power cut could take away again is not printed."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
