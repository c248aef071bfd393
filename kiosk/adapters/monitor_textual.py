"""The staff's monitor on a terminal. textual only.

Nothing that may take long is done by the thread that draws: the kiosk is asked, and orders are
carried out, in threads of their own, which end with the program. After each picture the terminal is
asked for its cursor's place, which it tells once all before has reached it: over a slow line
pictures become fewer and never pile up.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import ClassVar, Final, Protocol, TypeVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import CursorPosition, Resize

from kiosk.adapters.monitor_textual_ask import Ask
from kiosk.adapters.monitor_textual_rows import Rows
from kiosk.core.monitoring import Heard, Speech
from kiosk.core.monitororders import ASKED, WORKING, Do, Order, sure
from kiosk.core.monitorpage import GAP, MESSAGE, Size, page
from kiosk.core.skeletonart import Look, follow

T = TypeVar("T")

WHERE_IS_IT: Final = "\x1b[6n"
"""The terminal answers with its cursor's place (DSR, ECMA-48)."""
ANSWERS_S: Final = 10.0
MOST_UNANSWERED: Final = 6
"""Who has not answered so many times, each within so long, does not know how: the first screen
takes half a minute on a line of 480 bytes a second."""
LATEST_S: Final = 60.0
LEAST_REST_S: Final = 0.05
SILENT_S: Final = 3.0
SLOW: Final = 1.5
"""Times the time asked between two pictures: from there on it is told."""
PARTS: Final = ("bar", "picture", "facts", "log", "message", "keys")
"""Of kiosk.core.monitorpage.Page, from above."""
TOLD_S: Final = 60.0
"""So long it is told what became of an order."""
NOTHING_DONE: Final = "Nothing was done."


class Looks(Protocol):
    """What is heard now; may take seconds."""

    def __call__(self) -> Heard: ...


class Does(Protocol):
    """What became of an order; may take minutes."""

    def __call__(self, order: Order, /) -> str: ...


class Monitor(App[None]):
    """every_s: between two pictures. plain: ASCII alone."""

    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { background: ansi_default; color: ansi_default; }
    #bar, #keys { height: 1; }
    #upper { height: 1fr; }
    #picture { height: 100%; }
    #facts { height: 100%; width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "ask('out')", show=False),
        Binding("p", "ask('reprint')", show=False),
        Binding("c", "ask('cancel')", show=False),
        Binding("e", "ask('erase')", show=False),
        Binding("r", "ask('restart')", show=False),
        Binding("b", "ask('backup')", show=False),
        Binding("q", "quit", show=False),
        Binding("ctrl+c", "quit", show=False, priority=True),
        Binding("ctrl+l", "redraw", show=False),
    ]

    def __init__(
        self, look: Looks, do: Does, speech: Speech, *, every_s: float, plain: bool
    ) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self.animation_level = "none"
        self._look, self._do, self._speech = look, do, speech
        self._every_s, self._plain = every_s, plain
        self._heard = Heard("looking", "")
        self._heard_s = time.monotonic()
        self._view: Look | None = None
        self._told, self._told_s, self._pace = "", 0.0, ""
        self._busy = ""
        self._parts = {name: Rows(name) for name in PARTS}
        self._answered = asyncio.Event()
        self._answers: bool | None = None
        self._unanswered = 0

    def compose(self) -> ComposeResult:
        bar, picture, facts, *below = self._parts.values()
        yield bar
        with Horizontal(id="upper"):
            yield picture
            yield facts
        yield from below

    def on_mount(self) -> None:
        self.set_interval(1.0, self._notice_silence)
        self.run_worker(self._go_on(), name="look")

    def on_resize(self, event: Resize) -> None:
        size = Size(event.size.width, event.size.height)
        parts = self._parts
        parts["picture"].styles.width = size.picture + (GAP if size.picture else 0)
        parts["log"].styles.height = size.log
        parts["message"].styles.height = MESSAGE
        self._draw(size)

    def on_cursor_position(self, event: CursorPosition) -> None:  # noqa: ARG002 - by its name
        """All that was sent before has reached the terminal."""
        self._answers = True
        self._answered.set()

    # Looking

    async def _go_on(self) -> None:
        while True:
            began_s = time.monotonic()
            heard = await _in_thread(self._look)
            self._heard, self._heard_s = heard, time.monotonic()
            if heard.live is not None:
                self._view = follow(self._view, heard.live.points_m)
            self._draw()
            await self._arrived()
            took_s = time.monotonic() - began_s
            slow = took_s > SLOW * self._every_s and self._answers
            self._pace = f"slow line: 1 in {took_s:.0f} s" if slow and took_s >= 1 else ""
            await asyncio.sleep(max(self._every_s - took_s, LEAST_REST_S))

    async def _arrived(self) -> None:
        """Wait until the picture is at the terminal, if that can be known."""
        if self.is_headless or self._driver is None or self._answers is False:
            return
        drawn = asyncio.Event()
        self.call_after_refresh(drawn.set)
        await drawn.wait()
        self._answered.clear()
        self._driver.write(WHERE_IS_IT)
        try:
            await asyncio.wait_for(self._answered.wait(), LATEST_S if self._answers else ANSWERS_S)
        except TimeoutError:
            self._unanswered += 1
            if self._answers is None and self._unanswered >= MOST_UNANSWERED:
                self._answers = False

    def _notice_silence(self) -> None:
        silent_s = time.monotonic() - self._heard_s
        waits = f"waits for it, {silent_s:.0f} s" if silent_s >= SILENT_S else ""
        if self._heard.state == "looking" or self._answers is None:
            return
        if waits != self._pace and (waits or self._pace.startswith("waits")):
            self._pace = waits
            self._draw()

    def _draw(self, size: Size | None = None) -> None:
        """Not while a question is open: it would be drawn anew beneath it, and be sent."""
        if len(self.screen_stack) > 1:
            return
        fresh = time.monotonic() - self._told_s < TOLD_S
        shown = page(
            self._heard,
            self._view,
            self._speech,
            size or Size(*self.size),
            message=self._busy or (self._told if fresh else ""),
            pace=self._pace,
            plain=self._plain,
        )
        for name, rows in self._parts.items():
            rows.show(getattr(shown, name))

    # Doing

    def action_redraw(self) -> None:
        """After something else wrote on this terminal."""
        self.refresh(layout=True)

    def action_ask(self, do: Do) -> None:
        """Ask, and do it where it is meant."""
        if not self._busy:
            self.run_worker(self._carry_out(self._meant(do)), name="order")

    def _meant(self, do: Do) -> Do:
        running = self._heard.running
        if do == "out" and running is not None and running.maintenance is not None:
            return "back"
        return "start" if do == "restart" and self._heard.state == "not_running" else do

    async def _carry_out(self, do: Do) -> None:
        question, text = ASKED.get(do), ""
        if question is not None:
            ask = Ask(question, lambda typed: sure(Order(do, typed)), plain=self._plain)
            answer = await self.push_screen_wait(ask)
            if answer is None:
                self._tell(NOTHING_DONE)
                return
            text = answer
        self._busy = WORKING[do]
        self._draw()
        try:
            said = await _in_thread(partial(self._do, Order(do, text)))
        finally:
            self._busy = ""
        self._tell(said)

    def _tell(self, text: str) -> None:
        self._told, self._told_s = text, time.monotonic()
        self._draw()


async def _in_thread(work: Callable[[], T]) -> T:
    """Its value. Unlike asyncio's own threads, this one holds nobody up who leaves."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def hand_over(put: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the monitor was left meanwhile
            loop.call_soon_threadsafe(lambda: None if done.done() else put())

    def run() -> None:
        try:
            value = work()
        # It is raised where it is waited for.
        except BaseException as error:  # noqa: BLE001
            hand_over(partial(done.set_exception, error))
        else:
            hand_over(partial(done.set_result, value))

    Thread(target=run, name="monitor", daemon=True).start()
    return await done
