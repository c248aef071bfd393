"""Staff's requests to the running kiosk, and what it answers. May import kiosk.core, ports,
visit, live.

Nothing here waits: what is slow goes to the archive's thread or the printer's, and its answer when
it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, Protocol

from kiosk.core.control import Fault, Reply, Request
from kiosk.core.printable import printable
from kiosk.core.running import Maintenance, taken_out
from kiosk.core.senses import Sense
from kiosk.live.desk import Desk
from kiosk.live.hours import HoursKeeper
from kiosk.live.stats import LoopStats
from kiosk.live.tools import Clock, Tag
from kiosk.live.watch import LONGEST, Known, Watch, where
from kiosk.live.worker import Finished
from kiosk.ports import Store
from kiosk.visit.events import Event, HouseClosed, PrintEnded
from kiosk.visit.states import Kiosk, StaffPage

BY_PAGE: Final = "taken out on the staff's page"
OUT: Final = "Out of service from now on."
OUT_SOON: Final = "Out of service as soon as the visit under way is over."
BACK: Final = "Back in service."
COPIES: Final = {
    "printed": "The copy is printed.",
    "failed": "The copy was not printed. kiosk status tells how the printer is.",
    "unknown": "The copy was sent; whether it came out, nobody knows.",
}
RENEWED: Final = "The camera's process starts anew; nothing else was disturbed."
OCCUPIED: Final = "Somebody is at the kiosk: try again when it is idle."
HANGS: Final = "The kiosk's disk does not keep up: too much waits for it. Try again later."


class Line(Protocol):
    """Who asks: kiosk.adapters.control_socket.ControlServer."""

    def poll(self) -> Sequence[tuple[int, Request]]:
        """What was asked, each with a key for its answer."""
        ...

    def answer(self, key: int, reply: Reply) -> None: ...

    def fault(self) -> str:
        """Once, why nobody is heard any more."""
        ...


class StaffDesk:
    """Every method is the main thread's and returns at once.

    line: None where no socket could be made. carry_out: does what is slow, with files and store,
    in the archive's thread. real_s: monotonic. hours: notes when the kiosk runs. renew: starts the
    camera's process anew.
    """

    def __init__(
        self,
        line: Line | None,
        desk: Desk,
        clock: Clock,
        known: Known,
        carry_out: Callable[[Request, Store], Reply],
        real_s: Callable[[], float],
        hours: HoursKeeper | None = None,
        renew: Callable[[], None] = lambda: None,
    ) -> None:
        self._line, self._desk, self._clock, self._hours = line, desk, clock, hours
        self._carry_out, self._renew = carry_out, renew
        self._watch = Watch(known, clock, real_s)
        self._maintenance = known.maintenance
        self._opened = False
        self._count = 0
        self._orders: dict[int, int] = {}
        self._copies: dict[int, int] = {}

    def told(self, text: str) -> None:
        """Keep what staff should know."""
        self._watch.told(text)

    def sensed(self, sense: Sense) -> None:
        """What the sensing process said."""
        self._watch.sensed(sense)

    def turn(self, kiosk: Kiosk, stats: LoopStats, events: Sequence[Event]) -> list[Event]:
        """Take on what was asked and answer what is done. events: what came of the desk's work;
        what is left of them and what staff asked for is handed back."""
        self._watch_page(kiosk)
        left = [*self._opening(), *(event for event in events if not self._is_ours(event))]
        for done in self._desk.ordered():
            self._ordered(done)
        if self._line is not None:
            for key, request in self._line.poll():
                left += self._asked(key, request, kiosk, stats)
            if fault := self._line.fault():
                self.told(fault)
        if self._hours is not None and (fault := self._hours.turn(where(kiosk))):
            self.told(fault)
        return left

    # What is asked

    def _asked(self, key: int, request: Request, kiosk: Kiosk, stats: LoopStats) -> Sequence[Event]:
        match request.do:
            case "status":
                printer = self._desk.printer_status
                running = self._watch.running(kiosk, stats, printer, self._maintenance)
                self._answer(key, Reply(running=running))
            case "live":
                self._answer(key, Reply(live=self._watch.live(kiosk)))
            case "maintenance":
                return self._maintain(key, request, kiosk)
            case "reprint":
                self._reprint(key, request.ticket)
            case "renew":
                self._answer(key, self._renewed(kiosk))
            case "erase":
                self._desk.drop_copy(request.ticket)
                self._order(key, request)
            case "purge" | "backup" | "restore" | "acknowledge":
                self._order(key, request)
        return ()

    def _renewed(self, kiosk: Kiosk) -> Reply:
        """Never while a member or staff is at it: they would see the camera go."""
        if where(kiosk) not in ("idle", "out_of_service"):
            return Reply("failed", OCCUPIED)
        self._renew()
        return Reply(text=RENEWED)

    def _maintain(self, key: int, request: Request, kiosk: Kiosk) -> Sequence[Event]:
        """It holds after a restart, too, so it is on the disk before it is answered."""
        self._maintenance = taken_out(request.reason, self._clock.utc()) if request.on else None
        why = f": {request.reason}" if request.reason else ""
        self.told(f"Taken out of service{why}." if request.on else "Taken back into service.")
        out = OUT_SOON if where(kiosk) == "visit" else OUT
        self._order(key, request, out if request.on else BACK)
        return [HouseClosed(self._clock.now_s(), closed=request.on)]

    def _reprint(self, key: int, ticket: str) -> None:
        self._count -= 1  # the visit's own numbers count up from 1
        refused = self._desk.copy(self._count, ticket)
        if refused:
            self._answer(key, Reply("failed", refused))
        else:
            self._copies[self._count] = key

    def _order(self, key: int, request: Request, text: str = "") -> None:
        def job(store: Store) -> Reply:
            done = self._carry_out(request, store)
            return replace(done, text=text or done.text)

        self._count -= 1
        if self._desk.order(job, self._count):
            self._orders[self._count] = key
        else:
            self._answer(key, Reply("busy", HANGS))

    # What is answered

    def _ordered(self, done: Finished[Tag]) -> None:
        key = self._orders.pop(done.tag[1], None)
        if key is None:
            return
        if isinstance(done.value, Reply):
            self._answer(key, done.value)
        else:
            self._answer(key, Reply("failed", printable(str(done.error), LONGEST)))

    def _is_ours(self, event: Event) -> bool:
        """The end of a copy that was asked for here is nothing for the visit."""
        if not isinstance(event, PrintEnded) or event.number not in self._copies:
            return False
        fault: Fault = "failed" if event.outcome == "failed" else ""
        key = self._copies.pop(event.number)
        self._answer(key, Reply(fault, COPIES[event.outcome], event.outcome))
        return True

    def _answer(self, key: int, reply: Reply) -> None:
        if self._line is not None:
            self._line.answer(key, reply)

    # Out of service, also across restarts

    def _opening(self) -> Sequence[Event]:
        """What was taken out of service before the start stays so."""
        before, self._opened = self._opened, True
        closed = not before and self._maintenance is not None
        return [HouseClosed(self._clock.now_s(), closed=True)] if closed else ()

    def _watch_page(self, kiosk: Kiosk) -> None:
        """What staff did on the page in front of the kiosk is kept like what they asked here."""
        out = kiosk.house.out_of_service
        if not isinstance(kiosk.at, StaffPage) or out == (self._maintenance is not None):
            return
        self._maintenance = Maintenance(BY_PAGE, self._clock.utc()) if out else None
        request = Request("maintenance", on=out, reason=BY_PAGE if out else "")
        self._desk.order(partial(self._carry_out, request), 0)
