"""Pictures as a video file, at a steady rate. Imports cv2."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.errors import InputError

CODES: Final = {".mp4": "mp4v", ".avi": "MJPG"}
RATE: Final = 30.0
"""Pictures a second."""


class VideoFile:
    """size: px, both even. Raises InputError where the file cannot be made."""

    def __init__(self, path: Path, size: tuple[int, int]) -> None:
        self._path, self._size = path, size
        code = cv2.VideoWriter.fourcc(*CODES[path.suffix])
        try:
            self._writer = cv2.VideoWriter(str(path), code, RATE, size)
        except cv2.error as error:
            raise self._unwritable() from error
        if not self._writer.isOpened():
            raise self._unwritable()

    def write(self, pixels: NDArray[np.uint8], times: int = 1) -> None:
        """(H, W, 3) red, green, blue; so many pictures of it."""
        picture = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
        for _ in range(times):
            self._writer.write(picture)

    def close(self) -> None:
        """Harmless twice. Raises InputError where nothing was written: the disk is full."""
        self._writer.release()
        if not self._path.exists() or self._path.stat().st_size == 0:
            raise self._unwritable()

    def _unwritable(self) -> InputError:
        return InputError(
            f"The video {self._path.name} cannot be written here: is there room on the disk, and "
            "was opencv-python installed with its codecs? A folder of PNG works without them: "
            "--video FOLDER."
        )
