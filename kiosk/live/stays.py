"""Notes of everybody who comes how far it went, for the owner's report. May import kiosk.core,
visit, live.

Nothing of it leads to a person or a result: no measurement, no ticket, a name of its own, and times
to the quarter of an hour, since to the second they would be those of the result.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from kiosk.core.records import Stay
from kiosk.live.tools import Tools
from kiosk.visit.course import Course, follow
from kiosk.visit.states import State


class Stays:
    """Every method is the main thread's and returns at once. note: hands a stay to whoever keeps
    it."""

    def __init__(self, tools: Tools, note: Callable[[Stay], None]) -> None:
        self._tools, self._note = tools, note
        self._course: Course | None = None
        self._began, self._sure = "", False

    def follow(self, before: State, at: State, language: str) -> None:
        """The visit has made a step."""
        here = getattr(at, "member", None) is not None
        if here and self._course is None:
            self._course = Course()
            self._began, self._sure = self._tools.clock.utc(), self._tools.clock.synchronised()
        if self._course is None:
            return
        if here:
            self._course = follow(self._course, before, at)
            return
        course, self._course = self._course, None
        self._note(
            Stay(
                stay=str(uuid4()),
                started_utc=_quarter(self._began),
                ended_utc=_quarter(self._tools.clock.utc()),
                clock_ok=self._sure,
                language=language,
                last_state=course.last_state,
                outcome=course.outcome,
                retries=course.retries,
                printed=course.printed,
                kiosk_version=self._tools.version,
            )
        )


def _quarter(utc: str) -> str:
    """'2026-11-26T10:22:25Z' to '2026-11-26T10:15:00Z'; every zone's hours begin with one."""
    minute = int(utc[14:16]) // 15 * 15
    return f"{utc[:14]}{minute:02d}:00Z"
