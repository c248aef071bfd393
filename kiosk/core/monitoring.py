"""What `kiosk monitor` shows of a kiosk, as a value, and its words. kiosk.core only.

Whatever a text comes from, it is shown as it stands: nothing in it is a command to a terminal
(kiosk.core.printable), and nobody reads markup into it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from kiosk.core import strictjson
from kiosk.core.needs import Need
from kiosk.core.nowtold import DOES, camera_told, printer_told
from kiosk.core.printable import printable
from kiosk.core.running import FaultTold, Live, PrinterNow, Running
from kiosk.core.skeleton import HALPE_26

State = Literal["looking", "running", "not_running", "deaf"]
"""deaf: it runs, and does not answer, or this user may not ask."""
LONGEST: Final = 500
EXIT: Final[dict[State, int]] = {"looking": 3, "running": 0, "not_running": 3, "deaf": 1}


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard at last. told: why nothing is heard of it. since_utc: since when it is not
    running or deaf, '' unknown; at_utc: when this was heard. paper, today, week, machine: as
    `kiosk status` has them. running and live are of the same moment, or None; log is kept when it
    ends: it may say why."""

    state: State
    at_utc: str
    told: str = ""
    since_utc: str = ""
    running: Running | None = None
    live: Live | None = None
    printer: PrinterNow | None = None
    paper: str = ""
    today: int | None = None
    week: int | None = None
    machine: str = ""
    needs: tuple[Need, ...] = ()
    log: tuple[FaultTold, ...] = ()

    @property
    def exit_status(self) -> int:
        """0 it runs, 1 it does not answer, 3 it does not run."""
        return EXIT[self.state]


@dataclass(frozen=True, slots=True)
class Speech:
    """How this place says a UTC time ('2026-11-26 10:20') and how long something lasted."""

    local: Callable[[str], str]
    lasted: Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Fact:
    """A line or more: 'label    text'. urgent: staff should do something."""

    label: str
    text: str
    urgent: bool = False


def headline(heard: Heard, speech: Speech) -> str:
    """Whether it runs, and since when."""
    running = heard.running
    if heard.state == "looking":
        return "looks for the kiosk …"
    if running is not None:
        return f"runs {speech.lasted(running.up_s)} · {DOES[running.where]}"
    since = f" since {speech.local(heard.since_utc)}" if heard.since_utc else ""
    return f"NOT RUNNING{since}" if heard.state == "not_running" else f"DOES NOT ANSWER{since}"


def facts(heard: Heard, speech: Speech) -> Iterator[Fact]:
    """The gravest first."""
    if heard.state == "looking":
        return
    yield from _needs(heard)
    running = heard.running
    if running is not None:
        if running.maintenance is not None:
            yield Fact("service", f"out since {speech.local(running.maintenance.since_utc)}")
        yield Fact("camera", _clean(camera_told(running.camera)))
    if heard.live is not None:
        yield Fact("sees", people_told(heard.live))
    if heard.printer is not None:
        yield Fact("printer", _clean(printer_told(heard.printer, heard.paper)))
    if heard.today is not None and heard.week is not None:
        yield Fact("visits", f"{heard.today} today, {heard.week} in 7 days")
    if heard.machine:
        yield Fact("machine", heard.machine)
    if running is not None:
        yield Fact("version", f"{_clean(running.version)}, process {running.pid}")
        yield Fact("model", _clean(f"{running.model or 'none yet'} {running.model_sha256[:12]}"))


def _needs(heard: Heard) -> Iterator[Fact]:
    found = [need.text for need in heard.needs]
    if heard.state == "not_running":
        found = ["It does not run: r starts it. kiosk service logs tells why.", *found]
    elif heard.state == "deaf" and not found:
        found = [heard.told]
    elif heard.running is not None and not found:
        yield Fact("needs", "nothing: all is well")
    dash = "- " if len(found) > 1 else ""
    for text in found:
        yield Fact("NEEDS", dash + _clean(text), True)


def log(heard: Heard, speech: Speech) -> Iterator[Fact]:
    """What the kiosk told staff of, the latest last."""
    for one in heard.log:
        times = f" ({one.times} times)" if one.times > 1 else ""
        yield Fact(speech.local(one.utc)[5:], _clean(one.text) + times)


def people_told(live: Live) -> str:
    """Who is before the camera, as far as it can tell."""
    if not live.person:
        return "nobody"
    more = {0: "", 1: " and another person"}.get(live.others, f" and {live.others} others")
    measured = "" if any(p is not None for p in live.points_m) else ", not measured just now"
    return f"one person{more}{measured}"


def document(heard: Heard) -> dict[str, Any]:
    """For programs: all that is shown, times in UTC, joints by name in metres in the upright
    camera's frame."""
    whole: dict[str, Any] = strictjson.tree(heard)
    live = whole["live"]
    if live is not None:
        points = live.pop("points_m")
        live.pop("log")  # stands in the whole
        live["joints_m"] = dict(zip(HALPE_26, points, strict=False))
    return {**whole, "exit_status": heard.exit_status}


def _clean(text: str) -> str:
    return printable(text, LONGEST)
