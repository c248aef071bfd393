"""Whatever the print worker does, the screen goes on, and the desk says nothing that is not so.

The worker here answers as a schedule says: late (only after the main loop has turned on), never,
nonsense, half a line; or it dies, before or after it printed. Its memory outlives it, as the
journal does. `scripts/prove printing` tries more schedules.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.adapters import printing_link, printing_workers
from kiosk.adapters.memory import MemoryClock
from kiosk.adapters.printing_link import PrinterLink
from kiosk.adapters.printing_workers import PrintWorkers
from kiosk.live.analyst import Found
from kiosk.live.slips import STATUS_EVERY_S, Slips
from kiosk.ports import PrinterStatus
from kiosk.printing.protocol import Reply, Request, Told, read_request, reply_line
from kiosk.visit.events import PrintEnded, PrinterSaid
from tests.live.puppet import Press

EXAMPLES = int(os.environ.get("KIOSK_EXAMPLES", "40"))
NAME = "scheduled 80mm"
PATIENCE_S = 30.0
TURNS_LATE = 20
READY = Told(PrinterStatus(ready=True), False, 0.0, NAME)
DEEDS = ("good", "late", "never", "nonsense", "half", "die", "die after")


@dataclass
class World:
    """What outlives a worker, and the main loop's turns, which it can wait for."""

    deeds: list[str]
    turns: int = 0
    fates: dict[str, str] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    paper: list[str] = field(default_factory=list)
    callers: set[int] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, turns: int) -> None:
        """Until the main loop has turned so often; never comes back where it stands still."""
        until = self.turns + turns
        while self.turns < until and not self.over.is_set():
            time.sleep(0.0005)

    def carry_out(self, request: Request) -> bytes:
        number, job = request.number, request.job
        with self.lock:
            if request.do == "print" and job in self.withdrawn:
                return reply_line(Reply(number, "printer", "withdrawn"))
            if request.do == "print" and job not in self.fates:
                self.paper.append(job)
                self.fates[job] = "printed"
            if request.do == "withdraw":
                self.withdrawn.add(job)
            fate: Any = self.fates.get(job, "never") if job else None
        told = READY if request.do == "status" else None
        return reply_line(Reply(number, fate=fate, told=told))


class Child:
    """A worker that does as the schedule says, in a thread that stands for its process."""

    def __init__(self, world: World) -> None:
        self.line, self._theirs = socket.socketpair()
        self.pid = 1
        threading.Thread(target=self._serve, args=(world,), daemon=True).start()

    def _serve(self, world: World) -> None:
        with self._theirs as line, line.makefile("rb") as lines:
            try:
                for one in lines:
                    if not self._answered(world, line, read_request(one)):
                        return
            except OSError:
                return

    def _answered(self, world: World, line: socket.socket, request: Request) -> bool:
        deed = world.deeds.pop(0) if world.deeds else "good"
        if deed == "die":
            return False
        if deed == "late":
            world.wait(TURNS_LATE)
        said = b"" if deed in ("never", "nonsense") else world.carry_out(request)
        if deed == "die after":
            return False
        line.sendall({"nonsense": b"x{}\n", "half": said[: len(said) // 2]}.get(deed, said))
        return deed != "half"

    def let_go(self) -> None:
        self.line.close()

    kill = let_go


class Watched(PrinterLink):
    """Takes down which threads call it."""

    def __init__(self, world: World) -> None:
        workers = PrintWorkers(NAME, None, lambda: Child(world))  # type: ignore[arg-type, return-value]
        super().__init__(workers)
        self._world = world

    def status(self) -> PrinterStatus:
        self._world.callers.add(threading.get_ident())
        return super().status()

    def print(self, job: Any) -> Any:
        self._world.callers.add(threading.get_ident())
        return super().print(job)


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(printing_link, "ASK_S", 0.06)
        patched.setattr(printing_link, "PRINT_S", 0.15)
        patched.setattr(printing_link, "SETTLE_S", 0.15)
        patched.setattr(printing_workers, "RETRY_S", (0.0, 0.01))
        yield


def play(deeds: list[str], presses: list[int]) -> tuple[World, list[object]]:
    """Turn the loop until the schedule is over, every press has ended and the printer is well."""
    world, clock = World(list(deeds)), MemoryClock()
    link = Watched(world)
    tools: Any = SimpleNamespace(printer=link, clock=clock, press=Press(), keep_days=90)
    slips = Slips(tools, [])
    found, said = Found(), list[object]()
    until_s = time.monotonic() + PATIENCE_S
    try:
        while True:
            assert time.monotonic() < until_s, f"the screen stands still or nothing ends: {said}"
            if world.turns in presses:
                slips.press(world.turns, "card", "en", found, None)
            came = slips.poll(clock.time_s)
            said += came
            world.turns += 1
            clock.time_s += STATUS_EVERY_S / 4
            ended = sum(isinstance(one, PrintEnded) for one in said) == len(presses)
            ready = any(isinstance(one, PrinterSaid) and one.ready for one in came)
            if not world.deeds and ended and ready and world.turns > max(presses, default=0):
                return world, said
            time.sleep(0.0005)
    finally:
        world.over.set()
        slips.worker.close()
        link.close()


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.lists(st.sampled_from(DEEDS), max_size=8),
    st.lists(st.integers(0, 60), max_size=3, unique=True),
)
@example(["die after", "never"], [0])
@example(["good", "half", "nonsense", "late"], [3])
def test_no_schedule_holds_the_screen_up_or_makes_the_desk_lie(
    deeds: list[str], presses: list[int]
) -> None:
    world, said = play(deeds, presses)
    assert threading.get_ident() not in world.callers
    ended = [one for one in said if isinstance(one, PrintEnded)]
    assert sorted(one.number for one in ended) == sorted(presses)
    assert len(world.paper) == len(set(world.paper)), "a slip came out twice"
    printed = sum(one.outcome == "printed" for one in ended)
    unknown = sum(one.outcome == "unknown" for one in ended)
    # Whoever was told 'printed' has a slip, whoever was told 'failed' has none.
    assert printed <= len(world.paper) <= printed + unknown
