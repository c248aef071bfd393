"""How often the camera's frames come, and how many are lost on the way. stdlib only."""

from __future__ import annotations

from collections import deque
from typing import Final

WINDOW_S: Final = 3.0
SILENT_S: Final = 1.5
"""Without a frame for so long there is no rate to tell."""
LEAST: Final = 3
JUMP: Final = 1000
"""A camera's counter that leaps further began anew."""


class FrameRate:
    """seen: frames looked at. dropped: numbers that the camera's counter left out between them."""

    def __init__(self) -> None:
        self.seen = self.dropped = 0
        self._last: deque[tuple[float, int]] = deque()

    def saw(self, number: int, now_s: float) -> None:
        """A frame with the camera's own number came, real monotonic seconds."""
        self.seen += 1
        step = number - self._last[-1][1] if self._last else 1
        if 0 < step < JUMP:
            self.dropped += step - 1
        else:
            self._last.clear()
        self._last.append((now_s, number))
        while now_s - self._last[0][0] > WINDOW_S:
            self._last.popleft()

    def fps(self, now_s: float) -> float | None:
        """Frames that the camera sends in a second, lost ones too; None while none come."""
        if len(self._last) < LEAST or now_s - self._last[-1][0] > SILENT_S:
            return None
        (first_s, first), (last_s, last) = self._last[0], self._last[-1]
        return (last - first) / (last_s - first_s) if last_s > first_s else None
