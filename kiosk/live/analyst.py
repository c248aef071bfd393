"""Works out results from the takes of a visit, in a thread of its own. May import kiosk.core,
visit, live.

An answer belongs to the visit that it was asked for: one that comes later is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from kiosk.core.advice import Answers
from kiosk.core.assessment import Assessment
from kiosk.core.earlier import earlier_of, new_ticket
from kiosk.core.measuring import Measured
from kiosk.core.message import Message
from kiosk.core.senses import ModelReady
from kiosk.core.sight import Setting
from kiosk.errors import InputError, InstallationError
from kiosk.live.takes import MAIN, Take, Takes, answer, measure_take
from kiosk.live.tools import Tag, Tools
from kiosk.live.worker import Finished, Worker
from kiosk.visit.effects import Assess, Check
from kiosk.visit.events import Assessed, Event, SetChecked

TAIL_PATIENCE_S: Final = 0.8
"""A take's tail is waited for no longer: the camera may have stopped meanwhile."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """All that is known of a visit's result. compared: what changed since an earlier visit whose
    slip was scanned, in sentences. answers: the member's, about the knees. earlier_ticket: of that
    earlier visit. measured: the main take and the further ones, until the result is kept."""

    answer: Assessment | None = None
    ticket: str = ""
    code: str = ""
    compared: tuple[Message, ...] = ()
    answers: Answers | None = None
    earlier_ticket: str = ""
    measured: tuple[Measured, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be worked out, and since when that waits. longest: the takes' longest tails."""

    effect: Check | Assess
    since_s: float
    longest: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Worked:
    """What was worked out. cut: a take ends within its last squat."""

    asked: _Asked
    main: Measured
    further: tuple[Measured, ...]
    assessment: Assessment
    cut: bool


class Analyst:
    """The analyst's desk; every method is the main thread's and returns at once.

    earlier: the text of a slip that was scanned for this visit. language: the member's.
    """

    def __init__(self, tools: Tools, takes: Takes, faults: list[str]) -> None:
        self._tools, self._takes, self._faults = tools, takes, faults
        self.setting: Setting | None = None
        self.model: ModelReady | None = None
        self.earlier = ""
        self.language = "en"
        self.found = Found()
        self._known: Measured | None = None
        """The measured set as it was checked: it need not be worked out again."""
        self._generation = 0
        self._waiting: list[_Asked] = []
        self.worker: Worker[Tag] = Worker("analyst")
        self._load_key()

    def ask(self, effect: Check | Assess) -> None:
        """Work it out as soon as the takes have their tails."""
        self._waiting.append(_Asked(effect, self._tools.clock.now_s()))

    def recorded(self, set_: str) -> None:
        """A set's take begins anew: what was found of the measured one no longer holds."""
        if set_ == MAIN:
            self._known = None

    def kept(self) -> None:
        """The result was handed on to be kept: how the member moved is needed no longer."""
        self.found, self._known = replace(self.found, measured=()), None

    def forget(self) -> None:
        """The member is gone."""
        self.found, self.earlier, self._known = Found(), "", None
        self._waiting.clear()
        self._generation += 1

    def poll(self, now: float) -> list[Event]:
        """Begin what can begin, and say what was found since the last call."""
        self._start_waiting(now)
        events: list[Event] = []
        for done in self.worker.poll():
            if done.error is not None:
                self._faults.append(str(done.error))
            elif isinstance(done.value, str) and done.value:
                self._faults.append(done.value)
            events += self._judged(done, now)
        return events

    def _start_waiting(self, now: float) -> None:
        for asked in list(self._waiting):
            names = (MAIN,) if isinstance(asked.effect, Check) else self._takes.names()
            ready = all(self._takes.whole(name, longest=asked.longest) for name in names)
            if ready or now - asked.since_s > TAIL_PATIENCE_S:
                self._waiting.remove(asked)
                self._assess(asked)

    def _assess(self, asked: _Asked) -> None:
        setting, model = self.setting, self.model
        main, effect = self._takes.take(MAIN), asked.effect
        kind = "check" if isinstance(effect, Check) else "assess"
        if setting is None or model is None or main is None:
            return
        others = () if kind == "check" else self._others()
        known, bands = self._known, self._tools.bands

        def job() -> _Worked:
            found = known if known is not None else measure_take(main, setting)
            further = [measure_take(take, setting) for take in others]
            assessment = answer(main, found, further, setting, model.errors, bands)
            fresh = further if known is not None else [found, *further]
            return _Worked(asked, found, tuple(further), assessment, any(map(_cut, fresh)))

        self.worker.submit(job, (kind, effect.number, self._generation))

    def _others(self) -> tuple[Take, ...]:
        takes = (self._takes.take(name) for name in self._takes.names() if name != MAIN)
        return tuple(take for take in takes if take is not None)

    def _judged(self, done: Finished[Tag], now: float) -> Sequence[Event]:
        kind, number, generation = done.tag
        worked = done.value
        if generation != self._generation or not isinstance(worked, _Worked):
            return ()
        if worked.cut and not worked.asked.longest:
            self._waiting.append(replace(worked.asked, since_s=now, longest=True))
            return ()
        assessment = worked.assessment
        measured = assessment.verdict == "measured"
        if kind == "check":
            self._known = worked.main
            return [SetChecked(now, number, measured, assessment.reasons)]
        ticket = self.found.ticket
        if measured and not ticket:
            ticket = new_ticket(self._tools.random(16))
        code = self._code(assessment, ticket) if measured else ""
        compared, earlier = self._compared(assessment), self._earlier_ticket()
        takes = (worked.main, *worked.further) if measured else ()
        self.found = Found(
            assessment, ticket, code, compared, earlier_ticket=earlier, measured=takes
        )
        return [Assessed(now, number, assessment, ticket, code)]

    def _code(self, assessment: Assessment, ticket: str) -> str:
        """What carries the result, to be read at the next visit."""
        sha256 = "0" * 64 if self.model is None else self.model.sha256
        earlier = earlier_of(assessment, ticket, self._tools.clock.local_date(), sha256)
        try:
            return self._tools.codes.encode(earlier)
        except InputError as error:
            # A clock that is decades off has no place in a code; the result has its slip.
            self._faults.append(f"No code for this result: {error}")
        except InstallationError as error:
            self._faults.append(f"No code for this result: {error}")
            self._load_key()  # staff may have put it right: the next result has its code
        return ""

    def _load_key(self) -> None:
        self.worker.submit(self._tools.codes.load, ("key", 0, 0))

    def _earlier_ticket(self) -> str:
        return self._tools.codes.ticket(self.earlier) if self.earlier else ""

    def _compared(self, assessment: Assessment) -> tuple[Message, ...]:
        """Beside the slip that was scanned, if one was."""
        sha256 = "" if self.model is None else self.model.sha256
        if not self.earlier:
            return ()
        codes = self._tools.codes
        return tuple(codes.compare(assessment, self.earlier, sha256, self.language))


def _cut(measured: Measured) -> bool:
    """Whether the take ends before the member stands again after the last squat."""
    return bool(measured.reps) and "cut_off" in measured.reps[-1].reasons
