"""How a running kiosk is, in words for staff. kiosk.core.running only."""

from __future__ import annotations

from typing import Final

from kiosk.core.running import CameraNow, PrinterNow, Where

DOES: Final[dict[Where, str]] = {
    "starting": "starting",
    "idle": "waits for somebody to step up",
    "visit": "a visit is under way",
    "staff_page": "the staff's page is open",
    "out_of_service": "out of service",
}


def camera_told(camera: CameraNow) -> str:
    """Which, and how well it works."""
    name = camera.device or {"realsense": "RealSense"}.get(camera.source, f"none, {camera.source}")
    if not camera.works:
        return f"{name}: does not work. {camera.text}".strip() + _care_told(camera)
    looked = camera.seen + camera.dropped
    lost = f"{100.0 * camera.dropped / looked:.1f} % lost" if looked else "none seen yet"
    fps = "no pictures just now" if camera.fps is None else f"{camera.fps:g} a second"
    failed = f", failed {camera.faults} times" if camera.faults else ""
    told = f"{name}, {camera.width_px}x{camera.height_px}, {fps}, {lost}{failed}"
    return told + _care_told(camera)


def _care_told(camera: CameraNow) -> str:
    """What was done about its faults since the kiosk started."""
    done = ", ".join(f"{one.rung} {one.times}" for one in camera.care)
    return f"; tried: {done}" if done else ""


def printer_told(printer: PrinterNow, paper: str) -> str:
    """Whether it would print now."""
    if printer.reason == "absent":
        return "none is set up"
    state = "ready" if printer.ready else f"not ready ({printer.reason or 'unknown'})"
    if printer.ready and not printer.tells:
        state += ", cannot tell whether a slip came out"
    return f"{state}; paper: {paper}" if paper else state
