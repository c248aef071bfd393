"""Prints slips as pictures into a folder. May import kiosk.ports, kiosk.errors and slip_picture.

For trying the kiosk without a printer, and for gyms that print from elsewhere. A picture appears
whole or not at all, is named by time and job, and a job that has its picture gets no second one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote
from uuid import UUID

from kiosk.adapters.png import one_bit_png
from kiosk.adapters.slip_picture import WIDTH_DOTS, draw_slip
from kiosk.adapters.typefaces import Typeface
from kiosk.errors import PrinterError
from kiosk.ports import Outcome, PrinterStatus, PrintJob

SCHEME: Final = "file:"
LEAST_ROOM_BYTES: Final = 20_000_000
"""Beside a database that has to grow, although a slip takes 20 kB."""


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


def folder_of(uri: str) -> Path:
    """The folder that file:FOLDER or file:///FOLDER names. Raises PrinterError for another."""
    place = uri.removeprefix(SCHEME)
    if place.startswith("///"):  # an address as browsers write it, with %20 for a space
        place = unquote(place[2:])
    if not uri.startswith(SCHEME) or not place or place.startswith("//"):
        raise PrinterError(f"{uri!r} names no folder; expected file:FOLDER. Correct [printer] uri.")
    return Path(place)


class FilePrinter:
    """A `kiosk.ports.Printer`. The folder is made at the first print.

    now: names the pictures. least_room_bytes: below it the disk counts as full.
    """

    def __init__(
        self,
        folder: Path,
        now: Callable[[], datetime] = utc_now,
        *,
        typeface: Typeface | None = None,
        least_room_bytes: int = LEAST_ROOM_BYTES,
    ) -> None:
        self._folder = folder
        self._now = now
        self._typeface = typeface
        self._least_room_bytes = least_room_bytes

    def status(self) -> PrinterStatus:
        """Whether a picture could be written now; nothing is, so that it can be asked often."""
        place = self._folder
        while not place.exists() and place != place.parent:
            place = place.parent
        try:
            disk = os.statvfs(place)
        except OSError as error:
            return self._offline(f"it cannot be reached: {error.strerror}")
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

    def print(self, job: PrintJob) -> Outcome:
        """Write the slip's picture. Raises PrinterError where there is none afterwards."""
        try:
            name = str(UUID(job.job))
        except ValueError as error:
            raise PrinterError(f"{job.job!r} is no job's UUID; nothing was printed.") from error
        if self._written(name):
            return "printed"
        picture = one_bit_png(draw_slip(job.slip, WIDTH_DOTS, self._typeface))
        target = self._folder / f"{self._now().strftime('%Y%m%dT%H%M%SZ')}_{name}.png"
        part = target.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(picture)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            self._forget(part)
            raise PrinterError(
                f"No slip was written to {self._folder}: {error.strerror or error}. Check its room "
                "and that the kiosk's user may write there, or set another [printer] uri."
            ) from error
        return "printed"

    def close(self) -> None:
        """Nothing to let go of."""

    def _written(self, name: str) -> bool:
        return any(self._folder.glob(f"*_{name}.png"))

    def _forget(self, part: Path) -> None:
        try:
            part.unlink(missing_ok=True)
        except OSError:
            return  # the folder itself is gone or read-only, and the part file with it

    def _offline(self, why: str) -> PrinterStatus:
        text = f"Slips cannot be written to {self._folder}: {why}. Correct it or [printer] uri."
        return PrinterStatus(ready=False, reason="offline", text=text)
