"""Carries out what a visit wants done, with workers that may be slow, and brings back what came
of it as events. May import kiosk.core, visit, live.

Nothing here waits: assessing (`analyst`), keeping (`archive`) and printing (`slips`) each have a
thread of their own, and what they raise on purpose becomes an event that the visit understands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.core.message import Message
from kiosk.core.senses import ModelReady
from kiosk.core.sight import Setting
from kiosk.live.analyst import Analyst
from kiosk.live.archive import Archive
from kiosk.live.slips import Slips
from kiosk.live.stays import Stays
from kiosk.live.takes import MAIN, Takes
from kiosk.live.tools import Clock, Press, Tag, Tools
from kiosk.live.worker import Finished
from kiosk.ports import PrinterStatus, Store
from kiosk.visit.effects import (
    Agreed,
    Arrived,
    Assess,
    Check,
    Effect,
    EndRecord,
    Erase,
    Forget,
    Mark,
    PaperChanged,
    Print,
    Record,
    Save,
    ShowToday,
)
from kiosk.visit.events import Event
from kiosk.visit.states import State

__all__ = ["Clock", "Desk", "Press", "Tools"]


class Desk:
    """One per running kiosk; every method is the main thread's and returns at once."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._faults: list[str] = []
        self.takes = Takes()
        self._analyst = Analyst(tools, self.takes, self._faults)
        self._archive = Archive(tools, self._faults)
        self._stays = Stays(tools, self._archive.note)
        self._slips = Slips(tools, self._faults)
        self._tidied = ("", False)

    def sees(self, *, setting: Setting | None = None, model: ModelReady | None = None) -> None:
        """Where the camera stands, or which network measures."""
        self._analyst.setting = setting or self._analyst.setting
        self._analyst.model = model or self._analyst.model

    def serves(self, language: str, earlier: str) -> None:
        """The member's language, and the text of a slip that was scanned for this visit."""
        self._analyst.language, self._analyst.earlier = language, earlier

    def follow(self, before: State, at: State, language: str) -> None:
        """The visit has made a step; how far it went is noted when it is over."""
        self._stays.follow(before, at, language)

    def do(self, effect: Effect, language: str) -> None:
        """Carry out one effect; those for ears and screen are the loop's."""
        analyst, archive, slips = self._analyst, self._archive, self._slips
        match effect:
            case Arrived():
                archive.begin()
            case Agreed():
                archive.agree()
            case Record() | Mark() | EndRecord():
                self._take(effect)
            case Check() | Assess():
                analyst.ask(effect)
            case Save(visit, keeps):
                take = self.takes.take(MAIN)
                archive.save(visit, language, keeps, analyst.found, take, analyst.model)
                analyst.kept()
                self.takes.forget()
            case Erase(visit):
                slips.drop()
                slips.erase(archive.identity)
                archive.erase(visit)
            case Print(number, what, answers):
                found = replace(analyst.found, answers=answers)
                slips.press(number, what, language, found, analyst.model, archive.identity)
            case ShowToday():
                archive.show_today()
            case PaperChanged():
                slips.new_paper()
            case Forget():
                self.takes.forget()
                analyst.forget()
                archive.forget()

    def _take(self, effect: Record | Mark | EndRecord) -> None:
        match effect:
            case Record(set_):
                self.takes.record(set_)
                self._analyst.recorded(set_)
            case Mark(set_):
                self.takes.mark(set_)
            case EndRecord():
                self.takes.end()

    def poll(self) -> list[Event]:
        """What has come of it since the last call."""
        now = self._tools.clock.now_s()
        self._tidy()
        return [*self._analyst.poll(now), *self._archive.poll(now), *self._slips.poll(now)]

    def order(self, job: Callable[[Store], object], number: int) -> bool:
        """Do something slow for staff, in the archive's thread; whether it is taken on."""
        return self._archive.order(job, number)

    def ordered(self) -> list[Finished[Tag]]:
        """Orders that are done since the last call, each with its number in the tag."""
        done, self._archive.ordered = self._archive.ordered, []
        return done

    def copy(self, number: int, ticket: str) -> str:
        """Print staff's copy of the last slip; why not, or '' (kiosk.live.slips)."""
        return self._slips.copy(number, ticket)

    def drop_copy(self, ticket: str) -> None:
        """This ticket's slip is not copied any more."""
        self._slips.drop_copy(ticket)

    def erase_slips(self, visit: str) -> None:
        """Where slips are files, erase those of a visit; any thread may ask for it."""
        self._slips.erase(visit)

    def tidy_slips(self) -> None:
        """Erase slips that have been kept for their time; any thread may ask for it."""
        self._slips.tidy()

    @property
    def printer_status(self) -> PrinterStatus:
        """As the printer was heard last."""
        return self._slips.status

    @property
    def compared(self) -> tuple[Message, ...]:
        """What changed since the earlier visit whose slip was scanned, in sentences."""
        return self._analyst.found.compared

    @property
    def busy(self) -> bool:
        """Whether something is still being worked at."""
        workers = (self._analyst.worker, self._archive.worker, self._slips.worker)
        return any(worker.busy for worker in workers)

    def faults(self) -> list[str]:
        """What staff should know, since the last call."""
        said = list(self._faults)
        self._faults.clear()
        notices = self._tools.notices
        while notices:  # the archive's thread may add one meanwhile
            said.append(notices.pop(0))
        return said

    def close(self) -> None:
        """Let what was begun come to an end, but not for ever."""
        self._analyst.worker.close()
        self._archive.worker.close()
        self._slips.worker.close()
        if not self._archive.worker.busy:
            self._tools.store.close()
        if not self._slips.worker.busy:
            self._tools.printer.close()

    def _tidy(self) -> None:
        """At the start and once a day, erase what has been kept for its time; never by a clock
        that may be wrong."""
        today, sure = self._tools.clock.local_date(), self._tools.clock.synchronised()
        if (today, sure) == self._tidied:
            return
        self._tidied = (today, sure)
        self._archive.tidy(sure)
        if sure:
            self._slips.tidy()
