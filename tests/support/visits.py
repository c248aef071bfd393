"""Measured visits with known movement, for what is kept of them and what is exported."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kiosk.core.knee import curves
from kiosk.core.measuring import Measured
from kiosk.core.squat import find_reps
from kiosk.core.standing import stand
from kiosk.core.tracking import track
from tests import analytic


def analytic_visit(
    *,
    count: int = 2,
    rate_hz: float = 30.0,
    start_s: float = 0.0,
    sets: tuple[int, ...] | None = None,
    **body: Any,
) -> Measured:
    """The analytic member before a level camera, measured as a take is."""
    motion = analytic.motion(
        analytic.Body(**body), analytic.squats(count, rate_hz=rate_hz), rate_hz=rate_hz
    )
    motion, up, offset_m = analytic.in_camera(replace(motion, time_s=motion.time_s + start_s))
    tracked = track(motion, up)
    stood = stand(tracked.motion, up, offset_m)
    assert stood is not None
    frame, standing = stood
    moved = curves(frame.motion(tracked.motion), standing, frame.motion(tracked.measured))
    reps = find_reps(moved, standing, sets)
    return Measured(motion, tracked, standing, moved, reps, (), frame)
