"""How a running kiosk is, for staff: nothing in it belongs to a person. stdlib only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Where = Literal["starting", "idle", "visit", "staff_page", "out_of_service"]
"""What the kiosk does. Which question a member is at, or how it was answered, is nobody's
business."""

Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class FaultTold:
    """What staff was told, and when; times: how often in a row."""

    utc: str
    text: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class StaffNote:
    """What staff should see to although it works. code: for programs. text: what was seen, what was
    expected, what to do."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class CareCount:
    """How often a step of the ladder was taken (kiosk.core.ladder)."""

    rung: str
    times: int


@dataclass(frozen=True, slots=True)
class CameraNow:
    """source: 'realsense', 'demo' or 'recording'. text: why it does not work; code: that fault's
    name (kiosk.core.camerafaults), '' while it works. fps: frames that it sends in a second, None
    while none come. seen, dropped: frames since the kiosk started that were looked at, and that
    were lost on the way. faults: how often it failed. width_px, height_px: of the upright depth
    picture, 0 unknown. helpless: all was tried, and staff is asked for. care: what was done about
    its faults since the start. notes: what staff should see to while it works."""

    source: str
    device: str = ""
    works: bool = False
    text: str = ""
    width_px: int = 0
    height_px: int = 0
    fps: float | None = None
    seen: int = 0
    dropped: int = 0
    faults: int = 0
    code: str = ""
    helpless: bool = False
    care: tuple[CareCount, ...] = ()
    notes: tuple[StaffNote, ...] = ()


@dataclass(frozen=True, slots=True)
class PrinterNow:
    """As kiosk.ports.PrinterStatus."""

    ready: bool = False
    reason: str | None = "unknown"
    text: str = ""
    low: bool = False
    tells: bool = True


@dataclass(frozen=True, slots=True)
class Maintenance:
    """The kiosk was taken out of service: why and when. by: 'staff' or a check that locked it."""

    reason: str
    since_utc: str
    by: str = "staff"


SELF_CHECK: Final = "self-check"
"""Who locks a kiosk whose box is off; its reason begins with this word."""


def taken_out(reason: str, since_utc: str) -> Maintenance:
    """As a command asked: a check names itself in its reason."""
    checked = reason.startswith(f"{SELF_CHECK}: ")
    return Maintenance(reason, since_utc, SELF_CHECK if checked else "staff")


@dataclass(frozen=True, slots=True)
class Running:
    """The whole. up_s: for how long it has run. visits: that began since. late_share: of the
    screen's pictures. faults: the latest last."""

    version: str
    pid: int
    started_utc: str
    up_s: float
    where: Where
    maintenance: Maintenance | None
    camera: CameraNow
    printer: PrinterNow
    model: str
    model_sha256: str
    visits: int
    late_share: float
    clock_ok: bool
    faults: tuple[FaultTold, ...] = ()


@dataclass(frozen=True, slots=True)
class Live:
    """What the kiosk sees just now, for a monitor. points_m: the joints in the order of
    kiosk.core.skeleton in the upright camera's frame (x right, y down, z forward; metres), None
    each where not measured; empty where nobody is measured. person: whether somebody is there.
    others: further people in view."""

    where: Where
    fps: float | None
    frame: int
    person: bool
    others: int
    points_m: tuple[Point | None, ...] = ()
    log: tuple[FaultTold, ...] = ()
