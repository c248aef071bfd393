"""`kiosk monitor` put together: what it looks at, what it does, in which terminal. May import all
below.

What staff asks for is done by the same commands that they could type, each a process of its own: it
says the same, it may drop root's rights for itself alone, and where it hangs the monitor goes on.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from kiosk.app.asking import House
from kiosk.app.recordings import installed
from kiosk.app.status import Status, look
from kiosk.core.control import Request
from kiosk.core.monitoring import Heard, Speech, State
from kiosk.core.monitororders import PATIENCE_S, Order, words
from kiosk.core.needs import needs
from kiosk.core.printable import printable
from kiosk.core.running import Live, Running
from kiosk.errors import ConfigError, InputError, NotRunningError

WHOLE_EVERY_S: Final = 10.0
"""How often disk, printer and visits are looked at, too; what the camera sees each time."""
SILENT_EVERY_S: Final = 3.0
"""And how often while nothing is heard."""
RUNNING_EVERY_S: Final = 2.0
LONGEST: Final = 400
PLAIN_TERMINALS: Final = ("linux", "vt100", "vt220")
"""Their letters have no braille: the console of a Raspberry Pi's own screen is 'linux'."""
DUMB: Final = ("", "dumb", "unknown")


class Looker:
    """What is heard of the kiosk, as often as it is asked. For one thread at a time; a call takes
    some milliseconds, and 10 s where the kiosk hangs. now_utc, real_s: the clock's."""

    def __init__(
        self,
        house: House,
        now_utc: Callable[[], datetime] = lambda: datetime.now(UTC),
        real_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._house, self._now_utc, self._real_s = house, now_utc, real_s
        self._heard: Heard | None = None
        self._status: Status | None = None
        self._running: Running | None = None
        self._whole_s = self._running_s = -1e9

    def __call__(self) -> Heard:
        """Never raises for what cannot be heard."""
        at_utc, now_s = _iso(self._now_utc()), self._real_s()
        live, told, state = self._live()
        every_s = SILENT_EVERY_S if live is None else WHOLE_EVERY_S
        turned = self._heard is None or (self._heard.live is None) != (live is None)
        if turned or self._status is None or now_s - self._whole_s >= every_s:
            self._status, self._whole_s = look(self._house, self._now_utc()), now_s
            self._running, self._running_s = self._status.running, now_s
        elif live is not None and now_s - self._running_s >= RUNNING_EVERY_S:
            self._running, self._running_s = self._ask_running(), now_s
        status = self._status
        if state == "not_running" and status.pid is not None:
            state = "deaf"
        self._heard = replace(
            self._heard_of(status, live, at_utc),
            state=state,
            told=told,
            since_utc=self._since(state, at_utc),
        )
        return self._heard

    def _live(self) -> tuple[Live | None, str, State]:
        try:
            return self._house.ask(Request("live")).live, "", "running"
        except NotRunningError as error:
            return None, str(error), "not_running"
        except (ConfigError, InputError) as error:
            return None, str(error), "deaf"

    def _ask_running(self) -> Running | None:
        try:
            return self._house.ask(Request("status")).running
        except (NotRunningError, ConfigError, InputError):
            return None  # the next look at what the camera sees says so

    def _heard_of(self, status: Status, live: Live | None, at_utc: str) -> Heard:
        running = self._running if live is not None else None
        if running is not None:
            found = needs(running, status.around, self._house.config.camera.fps)
        else:
            found = status.needs
        return Heard(
            "running",
            at_utc,
            running=running,
            live=live,
            printer=status.printer if running is None else running.printer,
            paper=status.paper,
            today=status.today,
            week=status.week,
            machine=_machine(status),
            needs=found,
            log=live.log if live is not None else self._heard.log if self._heard else (),
        )

    def _since(self, state: State, at_utc: str) -> str:
        """Since when it is silent, as far as was seen from here."""
        before = self._heard
        if state == "running" or before is None:
            return ""
        return before.since_utc if before.state == state else at_utc


class Doer:
    """Carries orders out. config: of the file, as the command line was given it."""

    def __init__(self, house: House, environment: Mapping[str, str] | None = None) -> None:
        self._house = house
        self._environment = dict(os.environ if environment is None else environment)

    def __call__(self, order: Order) -> str:
        """What the command said; waits until it has ended. Never raises."""
        path = self._house.config_path
        line = [sys.executable, "-P", "-m", "kiosk.cli.main"]
        line += [] if path is None else ["--config", str(path)]
        patience_s = PATIENCE_S[order.do]
        try:
            done = subprocess.run(  # noqa: S603 - this program
                [*line, *words(order)],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=patience_s,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"It did not end within {patience_s:g} s, and was given up."
        except OSError as error:
            return f"It cannot be done: {error.strerror or error}."
        said = done.stdout.strip() or done.stderr.strip().removeprefix("kiosk: ")
        return printable(said, LONGEST) or f"It ended with status {done.returncode}."


def snapshot(house: House) -> Heard:
    """One look."""
    return Looker(house)()


def watch(house: House, speech: Speech, *, rate: float, plain: bool) -> None:
    """The monitor, until it is left. Raises ConfigError where this terminal cannot show it."""
    check_terminal(os.environ, tty=sys.stdin.isatty() and sys.stdout.isatty())
    with installed():
        from kiosk.adapters.monitor_textual import Monitor
    Monitor(Looker(house), Doer(house), speech, every_s=1.0 / rate, plain=plain).run(mouse=False)


def check_terminal(environment: Mapping[str, str], *, tty: bool) -> None:
    """Raises ConfigError for one that cannot move its cursor."""
    name = environment.get("TERM", "")
    if tty and name not in DUMB:
        return
    what = f"This terminal (TERM={name or 'not set'}) cannot show" if tty else "No terminal to show"
    raise ConfigError(
        f"{what} a moving picture. Use: kiosk status --watch, or for one picture: kiosk monitor "
        "--once."
    )


def plain_terminal(environment: Mapping[str, str]) -> bool:
    """Whether it shows ASCII alone: its letters, or its locale, are not Unicode's."""
    if environment.get("TERM", "") in PLAIN_TERMINALS:
        return True
    name = environment.get("LC_ALL", "")
    if not name:
        # Python itself sets LC_CTYPE=C.UTF-8 where no locale is set at all (PEP 538).
        category = environment.get("LC_CTYPE", "")
        language = environment.get("LANG", "")
        name = language if category in ("", "C.UTF-8") else category
    return "utf8" not in name.lower().replace("-", "")


def _machine(status: Status) -> str:
    around, parts = status.around, list[str]()
    if around.temperature_c is not None:
        parts.append(f"{around.temperature_c:.0f} °C")
    if around.throttled:
        parts.append(", ".join(around.throttled).replace("_", " "))
    if around.disk_free_bytes is not None:
        parts.append(f"{around.disk_free_bytes / 1e9:.1f} GB disk free")
    return ", ".join(parts)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
