"""The monitor on a made-up terminal of 80 by 24: what it shows, asks and does."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from kiosk.adapters.monitor_textual import Monitor
from kiosk.adapters.monitor_textual_ask import Ask
from kiosk.core.monitoring import Heard
from kiosk.core.monitororders import Order
from tests.support.monitored import SPEECH, gone, heard, live, squatting

WAIT_S = 30.0
HOSTILE = "[bold]x[/bold] [/] [@click=app.quit]y \x1b[2J\x1b]0;title\x07"


class Kiosk:
    """What the monitor looks at and gives orders to."""

    def __init__(self, *shown: Heard) -> None:
        self.shown = list(shown)
        self.looked = 0
        self.orders: list[Order] = []
        self.answer = "It is done."
        self.free = threading.Event()
        self.free.set()

    def look(self) -> Heard:
        self.free.wait(WAIT_S)
        self.looked += 1
        return self.shown[min(self.looked, len(self.shown)) - 1]

    def do(self, order: Order) -> str:
        self.orders.append(order)
        return self.answer


def shown(app: Monitor) -> str:
    """All letters on the screen."""
    strips = app.screen._compositor.render_strips(app.screen.size)
    return "\n".join(strip.text.rstrip() for strip in strips)


async def until(app: Monitor, seen: Callable[[], bool]) -> None:
    for _ in range(int(WAIT_S / 0.02)):
        if seen():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"it does not come to this:\n{shown(app)}")


def with_monitor(
    kiosk: Kiosk,
    use: Callable[[Monitor, Pilot[None]], Awaitable[None]],
    size: tuple[int, int] = (80, 24),
    *,
    plain: bool = False,
) -> None:
    async def session() -> None:
        app = Monitor(kiosk.look, kiosk.do, SPEECH, every_s=0.05, plain=plain)
        async with app.run_test(size=size) as pilot:
            await use(app, pilot)

    asyncio.run(session())


async def typed(pilot: Pilot[None], text: str) -> None:
    for letter in text:
        await pilot.press("space" if letter == " " else letter)


def test_it_shows_the_kiosk_and_goes_on() -> None:
    kiosk = Kiosk(*(heard(live(squatting(n / 2), f"line {n}")) for n in range(8)))

    async def use(app: Monitor, pilot: Pilot[None]) -> None:
        await until(app, lambda: "line 7" in shown(app))
        text = shown(app)
        for words in ("a visit is under way", "D455", "o Out of service", "q Quit"):
            assert words in text
        assert any(0x2801 <= ord(letter) <= 0x28FF for letter in text)
        assert len(text.splitlines()) == 24

    with_monitor(kiosk, use)


def test_a_kiosk_that_ends_and_comes_back_is_followed() -> None:
    kiosk = Kiosk(heard(), gone())

    async def use(app: Monitor, pilot: Pilot[None]) -> None:
        await until(app, lambda: "NOT RUNNING since 2026-11-26 11:11" in shown(app))
        await pilot.press("r")
        await until(app, lambda: "Start the kiosk?" in shown(app))
        await pilot.press("y")
        await until(app, lambda: "It is done." in shown(app))
        assert kiosk.orders == [Order("start")]
        kiosk.shown.append(heard())
        await until(app, lambda: "runs 11520 s" in shown(app))

    with_monitor(kiosk, use)


def test_a_kiosk_that_hangs_leaves_the_keys_alive() -> None:
    kiosk = Kiosk(heard())

    async def use(app: Monitor, pilot: Pilot[None]) -> None:
        await until(app, lambda: "D455" in shown(app))
        kiosk.free.clear()
        before = kiosk.looked
        await pilot.press("b")
        await until(app, lambda: "It is done." in shown(app))
        assert kiosk.looked <= before + 1
        kiosk.free.set()
        await until(app, lambda: kiosk.looked > before + 1)

    with_monitor(kiosk, use)


@pytest.mark.parametrize(
    ("key", "title", "do"),
    [
        ("o", "Take the kiosk out of service?", "out"),
        ("p", "Print the last slip again?", "reprint"),
        ("c", "Drop what waits for the printer?", "cancel"),
        ("e", "Erase a visit for good?", "erase"),
        ("r", "Restart the kiosk?", "restart"),
    ],
)
def test_nothing_is_done_before_somebody_says_yes(key: str, title: str, do: str) -> None:
    kiosk = Kiosk(heard())

    async def use(app: Monitor, pilot: Pilot[None]) -> None:
        await until(app, lambda: "D455" in shown(app))
        for leave in (("escape",), ("enter",), ("n",)):
            await pilot.press(key)
            await until(app, lambda: isinstance(app.screen, Ask) and title in shown(app))
            if app.screen.query(Input):
                await typed(pilot, "K7B4F2")
                await pilot.press("enter")
            assert "[ No ]" in shown(app)
            await pilot.press(*leave)
            await until(app, lambda: not isinstance(app.screen, Ask))
            await until(app, lambda: "Nothing was done." in shown(app))
        assert kiosk.orders == []
        await pilot.press(key)
        await until(app, lambda: isinstance(app.screen, Ask) and title in shown(app))
        if app.screen.query(Input):
            await typed(pilot, "K7B4F2")
            await pilot.press("enter")
        await pilot.press("right", "enter")
        await until(app, lambda: "It is done." in shown(app))
        assert [order.do for order in kiosk.orders] == [do]

    with_monitor(kiosk, use)


def test_what_is_typed_is_asked_for_and_handed_on() -> None:
    kiosk = Kiosk(heard())

    async def use(app: Monitor, pilot: Pilot[None]) -> None:
        await until(app, lambda: "D455" in shown(app))
        await pilot.press("e")
        await until(app, lambda: isinstance(app.screen, Ask))
        await pilot.press("enter")
        await until(app, lambda: "Type it first" in shown(app))
        await typed(pilot, "k7b4f2")
        await pilot.press("enter")
        await until(app, lambda: "Erase the visit K7B4F2 for good?" in shown(app))
        await pilot.press("y")
        await until(app, lambda: "It is done." in shown(app))
        await pilot.press("o")
        await until(app, lambda: isinstance(app.screen, Ask))
        await typed(pilot, "lens qy")
        await pilot.press("enter", "y")
        await until(app, lambda: len(kiosk.orders) == 2)
        assert kiosk.orders == [Order("erase", "k7b4f2"), Order("out", "lens qy")]

    with_monitor(kiosk, use)


def test_out_of_service_is_taken_back_by_the_same_key() -> None:
    kiosk = Kiosk(heard(reason="lens"))

    async def use(app: Monitor, pilot: Pilot[None]) -> None:
        await until(app, lambda: "Back in service" in shown(app))
        await pilot.press("o")
        await until(app, lambda: "back into service?" in shown(app))
        await pilot.press("y")
        await until(app, lambda: kiosk.orders == [Order("back")])

    with_monitor(kiosk, use)


def test_what_others_wrote_is_no_markup_and_no_command() -> None:
    kiosk = Kiosk(heard(live(None, HOSTILE), reason=HOSTILE))
    kiosk.answer = "[red]not printed[/red]"

    async def use(app: Monitor, pilot: Pilot[None]) -> None:
        await until(app, lambda: "[bold]x[/bold] [/] [@click=app.quit]y" in shown(app))
        await pilot.press("b")
        await until(app, lambda: "[red]not printed[/red]" in shown(app))
        assert "\x1b" not in shown(app)
        assert "\x07" not in shown(app)

    with_monitor(kiosk, use, (120, 40))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 16), (40, 10), (20, 4), (200, 60)])
@pytest.mark.parametrize("plain", [False, True])
def test_it_fits_terminals_of_any_size(size: tuple[int, int], plain: bool) -> None:
    kiosk = Kiosk(heard(live(squatting(2.0), "Läuft …")))

    async def use(app: Monitor, pilot: Pilot[None]) -> None:
        await until(app, lambda: kiosk.looked > 2)
        await pilot.pause()
        lines = shown(app).split("\n")
        assert len(lines) == size[1]
        assert max(map(len, lines)) <= size[0]
        assert lines[0].startswith(" kiosk monitor"[: size[0] - 1])
        await pilot.press("p")
        await until(app, lambda: isinstance(app.screen, Ask))
        if size >= (40, 10):
            await until(app, lambda: "Print the last slip" in shown(app))
        if plain:
            assert shown(app).isascii()

    with_monitor(kiosk, use, size, plain=plain)


def test_it_is_left_while_an_order_is_still_under_way() -> None:
    kiosk = Kiosk(heard())
    began, ended = threading.Event(), threading.Event()

    def slow(order: Order) -> str:
        began.set()
        ended.wait(WAIT_S)
        return "late"

    kiosk.do = slow  # type: ignore[method-assign]

    async def use(app: Monitor, pilot: Pilot[None]) -> None:
        await until(app, lambda: "D455" in shown(app))
        await pilot.press("b")
        await until(app, lambda: "Makes a backup" in shown(app) and began.is_set())
        await pilot.press("p")
        assert not isinstance(app.screen, Ask), "one order at a time"
        await pilot.press("q")

    with_monitor(kiosk, use)
    ended.set()
