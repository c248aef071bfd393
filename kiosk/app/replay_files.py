"""A replay as a video file or as a folder of pictures. May import all below."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from kiosk.adapters.png import colour_png
from kiosk.adapters.result_picture import pixels
from kiosk.errors import InputError

SHORT_PX: Final = 720
LONG_PX: Final = 1280
RESULT_S: Final = 4.0
"""How long the result stands at a video's end."""
LONGEST_S: Final = 1.0
"""A longer break in a recording is cut short."""


class Video:
    """Pictures at a steady rate, whatever the recording's was: each stays until the next is due.

    Raises InputError where it cannot be written.
    """

    def __init__(self, path: Path, speed: float) -> None:
        self._path, self._speed = path, speed
        self._file: Any = None
        self._rate = 0.0
        self._last_s: float | None = None
        self._due = 0.0

    def begin(self, *, portrait: bool) -> tuple[int, int]:
        from kiosk.adapters.video_cv import RATE, VideoFile

        size = _size(portrait=portrait)
        self._file, self._rate = VideoFile(self._path, size), RATE
        return size

    def show(self, picture: Any, time_s: float) -> bool:
        step_s = 1.0 / 30.0 if self._last_s is None else time_s - self._last_s
        self._last_s = time_s
        self._due += self._rate * min(max(step_s, 0.0), LONGEST_S) / self._speed
        times = int(self._due + 0.5)
        self._due -= times
        self._file.write(pixels(picture), times) if times else None
        return True

    def last(self, picture: Any) -> None:
        self._file.write(pixels(picture), round(RESULT_S * self._rate))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


class PictureFolder:
    """A PNG a frame, and result.png. Raises InputError where the folder has something in it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            full = next(folder.iterdir(), None) is not None
        except OSError as error:
            raise InputError(f"--video {folder} cannot be made: {error.strerror}.") from error
        if full:
            raise InputError(f"--video {folder} has something in it; name a new folder.")

    def begin(self, *, portrait: bool) -> tuple[int, int]:
        return _size(portrait=portrait)

    def show(self, picture: Any, time_s: float) -> bool:  # noqa: ARG002 - a picture a frame
        self._count += 1
        self._write(f"frame-{self._count:06d}.png", picture)
        return True

    def last(self, picture: Any) -> None:
        self._write("result.png", picture)

    def close(self) -> None:
        """Every picture is written already."""

    def _write(self, name: str, picture: Any) -> None:
        try:
            (self._folder / name).write_bytes(colour_png(pixels(picture)))
        except OSError as error:
            raise InputError(
                f"--video {self._folder}/{name} cannot be written: {error.strerror}."
            ) from error


def _size(*, portrait: bool) -> tuple[int, int]:
    return (SHORT_PX, LONG_PX) if portrait else (LONG_PX, SHORT_PX)
