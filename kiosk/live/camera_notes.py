"""What staff should see to about a camera that works: its link, its heat, holes in the picture.

May import kiosk.core and numpy. In the sensing process; times are its clock's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol, runtime_checkable

import numpy as np

from kiosk.core.camerafaults import (
    CHIP_HOT_C,
    COOLER_C,
    PROJECTOR_HOT_C,
    ZEROS_FEW,
    ZEROS_MANY,
    chip_note,
    projector_note,
    usb2_note,
    zeros_note,
)
from kiosk.core.frame import DepthFrame
from kiosk.core.running import StaffNote

ASK_S: Final = 10.0
"""Between two looks at the camera's temperatures, which are a word with it over USB."""
LOOK_S: Final = 1.0
EMPTY_LOOKS: Final = 10
"""So many looks in a row at a picture with nobody in it, a second apart, are judged together."""


@runtime_checkable
class Told(Protocol):
    """A camera that tells how it is: kiosk.adapters.realsense.RealSenseCamera. usb: '3.2' or such,
    '' unknown; degrees Celsius, None where it does not tell."""

    @property
    def usb(self) -> str: ...

    @property
    def temperature_c(self) -> float | None: ...

    @property
    def projector_c(self) -> float | None: ...


class Notes:
    """`step` with every usable frame; `held` is what holds now."""

    def __init__(self, camera: object, clock: Callable[[], float]) -> None:
        self._camera = camera if isinstance(camera, Told) else None
        self._clock = clock
        self._ask_s = self._look_s = clock()
        self._empty: list[float] = []
        self._held: dict[str, StaffNote] = {}
        if self._camera is not None and self._camera.usb.startswith(("1", "2")):
            self._held["usb2"] = usb2_note(self._camera.usb)

    @property
    def held(self) -> tuple[StaffNote, ...]:
        """In a fixed order."""
        return tuple(self._held[code] for code in sorted(self._held))

    def step(self, frame: DepthFrame, *, somebody: bool) -> bool:
        """Take in a frame; whether `held` has another entry now, or one less."""
        before, now_s = set(self._held), self._clock()
        if now_s - self._look_s >= LOOK_S:
            self._look_s = now_s
            self._look(frame, somebody=somebody)
        if self._camera is not None and now_s - self._ask_s >= ASK_S:
            self._ask_s = now_s
            self._ask(self._camera)
        return before != set(self._held)

    def _look(self, frame: DepthFrame, *, somebody: bool) -> None:
        """A member who steps near hides much of the room, and throws a shadow without depth."""
        if somebody:
            self._empty.clear()
            return
        few = frame.depth[::4, ::4]
        self._empty = [*self._empty, 1.0 - np.count_nonzero(few) / few.size][-EMPTY_LOOKS:]
        if len(self._empty) < EMPTY_LOOKS:
            return
        share = float(np.median(self._empty))
        self._hold("zeros", zeros_note(share), share, ZEROS_MANY, ZEROS_FEW)

    def _ask(self, camera: Told) -> None:
        chip, projector = camera.temperature_c, camera.projector_c
        if chip is not None:
            self._hold("chip", chip_note(chip), chip, CHIP_HOT_C, CHIP_HOT_C - COOLER_C)
        if projector is not None:
            cooler = PROJECTOR_HOT_C - COOLER_C
            self._hold("projector", projector_note(projector), projector, PROJECTOR_HOT_C, cooler)

    def _hold(self, key: str, note: StaffNote, value: float, from_: float, below: float) -> None:
        """With a distance between coming and going, so that it does not flicker."""
        if value >= from_:
            self._held.setdefault(key, note)
        elif value < below:
            self._held.pop(key, None)
