"""What of a kiosk's state needs staff, and what to do. kiosk.core only.

Which words a problem has is decided here alone, for `kiosk status`, `kiosk monitor` and alerts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kiosk.core.running import CameraNow, Running

HOT_C: Final = 80.0
"""A Raspberry Pi 5 slows itself down from here on."""
LEAST_FREE_BYTES: Final = 500_000_000
LEAST_FPS_SHARE: Final = 0.8
WARMING_UP_S: Final = 30.0
"""A kiosk that has just started has not heard of its camera and its printer yet."""
MANY_DROPPED: Final = 0.2
LEAST_SEEN: Final = 300

PRINTER: Final = {
    "paper_out": "The printer is out of paper: put in a new roll.",
    "cover_open": "The printer's cover is open: close it until it clicks.",
    "fault": "The printer has a fault: switch it off and on; else see its manual.",
    "offline": "The printer is off or not connected: check its power and its cable.",
    "disk_full": "No slip can be kept: the disk is full.",
    "unknown": "The printer does not answer: switch it off and on, and check its cable.",
}
THROTTLED: Final = {
    "undervoltage": "The power supply gives too little: use the Raspberry Pi's own.",
    "frequency_capped": "The computer slows itself down: see to its cooling and its power supply.",
    "throttled": "The computer slows itself down: see to its cooling and its power supply.",
    "too_hot": "The computer is too hot: free its openings, see that its fan turns.",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a command sees of the machine itself. None where it cannot be told."""

    temperature_c: float | None = None
    throttled: tuple[str, ...] = ()
    disk_free_bytes: int | None = None
    clock_ok: bool = True
    store_fault: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """code: for programs. text: what is wrong and what to do."""

    code: str
    text: str


def needs(running: Running | None, around: Surroundings, camera_fps: float) -> tuple[Need, ...]:
    """The gravest first; empty while all is well. camera_fps: as configured."""
    found = [] if running is None else list(_running(running, camera_fps))
    return (*found, *around_needs(around))


def _running(running: Running, camera_fps: float) -> Iterator[Need]:
    camera, printer = running.camera, running.printer
    if running.maintenance is not None:
        why = f": {running.maintenance.reason}" if running.maintenance.reason else ""
        yield Need("maintenance", f"It is out of service{why}. Back: kiosk maintenance off.")
    early = running.up_s < WARMING_UP_S
    if not camera.works and not (early and not camera.text):
        yield Need("camera", _lost(camera))
    elif camera.works and camera.fps is not None and camera.source == "realsense":
        if camera.fps < LEAST_FPS_SHARE * camera_fps:
            yield Need(
                "camera_slow",
                f"The camera sends {camera.fps:g} pictures a second, not {camera_fps:g}: plug it "
                "into a USB 3 port, with its own cable.",
            )
        if camera.seen > LEAST_SEEN and camera.dropped > MANY_DROPPED * camera.seen:
            yield Need(
                "camera_dropped",
                f"{camera.dropped} of {camera.seen + camera.dropped} camera pictures were lost: "
                "see that nothing else works on this computer, and to its cooling.",
            )
    for note in camera.notes:
        yield Need(note.code, note.text)
    if not printer.ready and printer.reason != "absent" and not early:
        text = PRINTER.get(printer.reason or "unknown", PRINTER["unknown"])
        yield Need("printer", f"{text} ({printer.text})" if printer.text else text)
    elif printer.low:
        yield Need("paper_low", "The paper ends soon: have a new roll at hand.")


def _lost(camera: CameraNow) -> str:
    """What the matter is, its name, and whether the kiosk still has something to try."""
    text = f"The camera does not work: {camera.text or 'nothing is heard of it'}"
    if not camera.code:
        return text
    state = "nothing that it tried has helped" if camera.helpless else "it is trying to mend it"
    return f"{text} ({camera.code}: {state})"


def around_needs(around: Surroundings) -> Iterator[Need]:
    """Of the machine alone."""
    for code in around.throttled:
        yield Need(code, THROTTLED.get(code, f"The computer says: {code}."))
    if around.temperature_c is not None and around.temperature_c >= HOT_C:
        yield Need(
            "hot",
            f"The computer has {around.temperature_c:.0f} °C: free its openings, see that its fan "
            "turns.",
        )
    if around.disk_free_bytes is not None and around.disk_free_bytes < LEAST_FREE_BYTES:
        yield Need(
            "disk",
            f"{around.disk_free_bytes / 1e6:.0f} MB are left on the disk: delete recordings "
            "(kiosk recordings list) or old backups.",
        )
    if around.store_fault:
        yield Need("store", around.store_fault)
    if not around.clock_ok:
        yield Need(
            "clock",
            "The clock is not synchronised: connect the network, or have a clock chip fitted. "
            "Nothing is erased by its time meanwhile.",
        )
