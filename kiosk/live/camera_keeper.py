"""What the loop knows of camera and machine, and what visit, journal and staff are told of them.

May import kiosk.core, visit.

Every fault and every step against it is told once, also where it comes again and again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kiosk.core.ladder import Step, step_told
from kiosk.core.running import StaffNote
from kiosk.core.senses import CameraFault
from kiosk.errors import CameraStuckError
from kiosk.visit.events import CameraSaid

MACHINE_S: Final = 10.0
"""Between two looks at the machine's own state."""
AGAIN_S: Final = 600.0
"""What goes on in vain is told so often."""


class CameraKeeper:
    """Every method is the main thread's and returns at once.

    tell: a line for journal and staff. machine: what staff should see to about this machine, a few
    small files to read. fresh_start: notes that the kiosk starts anew for the camera; False where
    it may not. real_s: monotonic.
    """

    def __init__(
        self,
        tell: Callable[[str], None],
        real_s: Callable[[], float],
        machine: Callable[[], tuple[StaffNote, ...]] | None = None,
        fresh_start: Callable[[], bool] | None = None,
    ) -> None:
        self._tell, self._real_s = tell, real_s
        self._machine, self._fresh_start = machine, fresh_start
        self._looked_s = self._told_s = real_s() - AGAIN_S
        self._fault: CameraFault | None = None
        self._told = ""
        self._helpless = False
        self._camera: tuple[StaffNote, ...] = ()
        self._around: tuple[StaffNote, ...] = ()

    def said(self, now_s: float) -> CameraSaid:
        """How it is; of a camera without a fault, that it works."""
        notes = tuple(note.code for note in (*self._camera, *self._around))
        fault = self._fault
        if fault is None:
            return CameraSaid(now_s, works=True, notes=notes)
        code, text = fault.code, fault.text
        return CameraSaid(now_s, False, text, code=code, helpless=self._helpless, notes=notes)

    def ready(self) -> None:
        """It is there, or there again."""
        if self._fault is not None and self._told:
            self._tell("camera: works again")
        self._fault, self._told, self._helpless = None, "", False

    def failed(self, fault: CameraFault) -> None:
        """It is at fault. The same words again are no news until it has worked."""
        self._fault = fault
        self._helpless = self._helpless or fault.final
        if fault.text != self._told:
            self._told = fault.text
            self._tell(fault.text)

    def care(self, step: Step, *, nobody: bool) -> None:
        """A step against it was taken. Raises CameraStuckError where the kiosk has to start anew,
        nobody is before it, and it may."""
        now_s = self._real_s()
        self._helpless = self._helpless or step.helpless
        if not step.again or now_s - self._told_s >= AGAIN_S:
            self._told_s = now_s
            self._tell(step_told(step))
        if step.rung != "service" or not nobody or self._fresh_start is None:
            return
        if self._fresh_start():
            text = "" if self._fault is None else f" ({self._fault.text})"
            raise CameraStuckError(
                f"Nothing has mended the camera{text}; the kiosk ends, to be started anew by its "
                "service.",
                step.code,
            )

    def notes(self, notes: tuple[StaffNote, ...]) -> None:
        """What staff should see to about the camera, all of it."""
        self._tell_new(self._camera, notes)
        self._camera = notes

    def look(self) -> bool:
        """Look at the machine now and then; whether there is news."""
        now_s = self._real_s()
        if self._machine is None or now_s - self._looked_s < MACHINE_S:
            return False
        self._looked_s = now_s
        before, self._around = self._around, self._machine()
        self._tell_new(before, self._around)
        return _codes(before) != _codes(self._around)

    def _tell_new(self, before: tuple[StaffNote, ...], now: tuple[StaffNote, ...]) -> None:
        for note in now:
            if note.code not in _codes(before):
                self._tell(note.text)
        for note in before:
            if note.code not in _codes(now):
                self._tell(f"No more: {note.text}")


def _codes(notes: tuple[StaffNote, ...]) -> frozenset[str]:
    return frozenset(note.code for note in notes)
