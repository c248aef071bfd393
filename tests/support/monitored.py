"""A member for `kiosk monitor`, as the running kiosk tells of one: no camera, no network."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from kiosk.core.monitoring import Heard, Speech
from kiosk.core.running import CameraNow, FaultTold, Live, Maintenance, Point, PrinterNow, Running
from kiosk.core.skeleton import INDEX

SPEECH = Speech(lambda utc: utc[:16].replace("T", " "), lambda seconds: f"{seconds:.0f} s")
STANDING = {
    "Nose": (0.0, -0.62, 2.4), "Head": (0.0, -0.75, 2.5), "Neck": (0.0, -0.5, 2.5),
    "LShoulder": (0.2, -0.48, 2.5), "RShoulder": (-0.2, -0.48, 2.5),
    "LElbow": (0.3, -0.2, 2.45), "RElbow": (-0.3, -0.2, 2.45),
    "LWrist": (0.32, 0.05, 2.3), "RWrist": (-0.32, 0.05, 2.3),
    "Hip": (0.0, 0.05, 2.5), "LHip": (0.12, 0.07, 2.5), "RHip": (-0.12, 0.07, 2.5),
    "LKnee": (0.14, 0.5, 2.45), "RKnee": (-0.14, 0.5, 2.45),
    "LAnkle": (0.15, 0.92, 2.5), "RAnkle": (-0.15, 0.92, 2.5),
    "LBigToe": (0.18, 0.97, 2.3), "RBigToe": (-0.18, 0.97, 2.3),
}  # fmt: skip
TRUNK = ("Nose", "Head", "Neck", "Hip", "Shoulder", "Elbow", "Wrist")


def body(down: float = 0.0, without: tuple[str, ...] = ()) -> tuple[Point | None, ...]:
    """26 joints in the upright camera's frame; down: of a squat, 0 to 1."""
    points: list[Point | None] = [None] * 26
    for name, (x, y, z) in STANDING.items():
        if name in without:
            continue
        if name.lstrip("LR") in TRUNK or name in TRUNK:
            y += 0.35 * down
        elif name.endswith("Knee"):
            x, y, z = x * (1 + 0.5 * down), y + 0.05 * down, z - 0.3 * down
        points[INDEX[name]] = (round(x, 3), round(y, 3), round(z, 3))
    return tuple(points)


def squatting(at_s: float) -> tuple[Point | None, ...]:
    """One squat in four seconds, over and over."""
    return body((1 - math.cos(math.tau * at_s / 4)) / 2)


def running(**changed: object) -> Running:
    whole: dict[str, object] = {
        "version": "0.1.0", "pid": 711, "started_utc": "2026-11-26T08:00:00Z", "up_s": 11520.0,
        "where": "visit", "maintenance": None,
        "camera": CameraNow("realsense", "Intel RealSense D455 on USB 3.2", works=True,
                            width_px=480, height_px=848, fps=30.0, seen=9000, dropped=12),
        "printer": PrinterNow(ready=True, reason=None), "model": "pose",
        "model_sha256": "ab" * 32, "visits": 12, "late_share": 0.0, "clock_ok": True,
        "faults": (),
    }  # fmt: skip
    return Running(**(whole | changed))  # type: ignore[arg-type]


def live(points: tuple[Point | None, ...] | None = None, *texts: str) -> Live:
    joints = body() if points is None else points
    log = tuple(FaultTold("2026-11-26T11:05:00Z", text) for text in texts)
    return Live("visit", 30.0, 7, person=bool(joints), others=0, points_m=joints, log=log)


def heard(now: Live | None = None, reason: str | None = None, **changed: object) -> Heard:
    out = None if reason is None else Maintenance(reason, "2026-11-26T10:00:00Z")
    now = live() if now is None else now
    whole: dict[str, object] = {
        "log": now.log, "state": "running", "at_utc": "2026-11-26T11:12:00Z",
        "running": running(maintenance=out), "live": now,
        "printer": PrinterNow(ready=True, reason=None), "paper": "29.7 m used, 0.3 m left",
        "today": 12, "week": 80, "machine": "54 °C, 12.3 GB disk free",
    }  # fmt: skip
    return Heard(**(whole | changed))  # type: ignore[arg-type]


def gone() -> Heard:
    return Heard("not_running", "2026-11-26T11:12:00Z", "No kiosk is running here.",
                 since_utc="2026-11-26T11:11:00Z", today=12, week=80)  # fmt: skip


def at(second: float) -> datetime:
    return datetime.fromtimestamp(1.8e9 + second, UTC)
