"""What goes to and fro between the sensing process's loop and the main process. May import
kiosk.core and kiosk.ports.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from kiosk.core.senses import ORDERS, Busy, Sense
from kiosk.ports import Camera

LONGEST_S = 1.0
"""Of one wait: who waits shows in between that it lives."""


@runtime_checkable
class Cued(Protocol):
    """A camera whose member acts on the visit's state."""

    def cue(self, state: str) -> None: ...


class Ordered(Exception):  # noqa: N818 - no error: the way out of a camera's frames
    """The main process wants the camera closed and opened again."""


class CameraLink:
    """Cues and orders come as lines; the last cue is kept for a camera opened later, an order until
    it is taken."""

    def __init__(
        self,
        send: Callable[[Sense], None],
        receive: Callable[[float], str | None],
        clock: Callable[[], float],
    ) -> None:
        self.send, self.clock = send, clock
        self._receive = receive
        self._last_cue: str | None = None
        self._order: str | None = None

    def busy(self, what: str, at_most_s: float) -> None:
        """Tell that something begins which may hang."""
        self.send(Busy(what, at_most_s))

    def hand_on(self, camera: Camera, *, anew: bool = False) -> None:
        """Give a camera the cues that came; the last one again to a camera that is new. Raises
        Ordered where it is to be closed."""
        cues = [self._last_cue] if anew and self._last_cue is not None else []
        while (line := self._receive(0.0)) is not None:
            if line in ORDERS:
                self._order = line
            else:
                cues.append(line)
        if cues:
            self._last_cue = cues[-1]
        if isinstance(camera, Cued):
            for cue in cues:
                camera.cue(cue)
        if self._order is not None:
            raise Ordered

    def wait(self, seconds: float) -> None:
        """Let time pass, as a living process does. Raises EOFError when it is time to end."""
        until_s = self.clock() + seconds
        while (left_s := until_s - self.clock()) > 0.0:
            self._hear(min(left_s, LONGEST_S))

    def look(self) -> None:
        """Take in what has come."""
        while self._hear(0.0):
            pass

    def wait_for_order(self) -> str:
        """What to do next; as long as it takes."""
        while self._order is None:
            self._hear(LONGEST_S)
        return self.order()

    def order(self) -> str:
        """The order that came, taken; '' for none."""
        order, self._order = self._order, None
        return order or ""

    def wait_for_the_end(self) -> None:
        while True:
            self._hear(LONGEST_S)

    def _hear(self, seconds: float) -> bool:
        line = self._receive(seconds)
        if line in ORDERS:
            self._order = line
        elif line is not None:
            self._last_cue = line
        return line is not None
