"""Works out results from the takes of a visit, in a thread of its own. May import kiosk.core,
visit, live.

An answer belongs to the visit that it was asked for: one that comes later is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

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

TAIL_PATIENCE_S: Final = 0.7
"""A take's tail is waited for no longer: the camera may have stopped meanwhile."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """All that is known of a visit's result. compared: what changed since an earlier visit whose
    slip was scanned, in sentences."""

    answer: Assessment | None = None
    ticket: str = ""
    code: str = ""
    compared: tuple[Message, ...] = ()


@dataclass(slots=True)
class _Known:
    """The measured set as it was checked: it need not be worked out again."""

    take: Take
    main: Measured


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
        self._known: _Known | None = None
        self._generation = 0
        self._waiting: list[tuple[Check | Assess, float]] = []
        self.worker: Worker[Tag] = Worker("analyst")
        self._load_key()

    def ask(self, effect: Check | Assess) -> None:
        """Work it out as soon as the takes have their tails."""
        self._waiting.append((effect, self._tools.clock.now_s()))

    def recorded(self, set_: str) -> None:
        """A set's take begins anew: what was found of the measured one no longer holds."""
        if set_ == MAIN:
            self._known = None

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
        for one in list(self._waiting):
            effect, since = one
            names = (MAIN,) if isinstance(effect, Check) else self._takes.names()
            if all(map(self._takes.whole, names)) or now - since > TAIL_PATIENCE_S:
                self._waiting.remove(one)
                self._assess(effect)

    def _assess(self, effect: Check | Assess) -> None:
        setting, model = self.setting, self.model
        main = self._takes.take(MAIN)
        kind = "check" if isinstance(effect, Check) else "assess"
        if setting is None or model is None or main is None:
            return
        others = () if kind == "check" else self._others()
        known = None if self._known is None else self._known.main
        bands = self._tools.bands

        def job() -> tuple[Take, Measured, Assessment]:
            found = known if known is not None else measure_take(main, setting)
            further = [measure_take(take, setting) for take in others]
            return main, found, answer(main, found, further, setting, model.errors, bands)

        self.worker.submit(job, (kind, effect.number, self._generation))

    def _others(self) -> tuple[Take, ...]:
        takes = (self._takes.take(name) for name in self._takes.names() if name != MAIN)
        return tuple(take for take in takes if take is not None)

    def _judged(self, done: Finished[Tag], now: float) -> Sequence[Event]:
        kind, number, generation = done.tag
        if generation != self._generation or not isinstance(done.value, tuple):
            return ()
        take, main, assessment = done.value
        measured = assessment.verdict == "measured"
        if kind == "check":
            self._known = _Known(take, main)
            return [SetChecked(now, number, measured, assessment.reasons)]
        ticket = self.found.ticket
        if measured and not ticket:
            ticket = new_ticket(self._tools.random(16))
        code = self._code(assessment, ticket) if measured else ""
        self.found = Found(assessment, ticket, code, self._compared(assessment))
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

    def _compared(self, assessment: Assessment) -> tuple[Message, ...]:
        """Beside the slip that was scanned, if one was."""
        sha256 = "" if self.model is None else self.model.sha256
        if not self.earlier:
            return ()
        codes = self._tools.codes
        return tuple(codes.compare(assessment, self.earlier, sha256, self.language))
