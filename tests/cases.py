"""Whole tests as assessments, from analytic bodies: what the pictures are checked on.

The squats of one member differ a little from one another, in depth, and in how far the knees move
in; the numbers follow from kiosk.core alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tomllib import loads

import numpy as np

from kiosk.core.assessment import Assessment, ErrorModel, assess
from kiosk.core.bands import Bands
from kiosk.core.knee import curves
from kiosk.core.legresult import UNMEASURED
from kiosk.core.skeleton import Motion
from kiosk.core.squat import find_reps
from kiosk.core.standing import stand
from tests.analytic import Body, in_camera, motion, squats

DATA = Path(__file__).parent.parent / "kiosk" / "data" / "bands.toml"
ERRORS = ErrorModel(0.005, 0.009, 0.006, 0.010, 3.0, "analytic")
PEAKS_DEG = (92.0, 88.0, 95.0, 86.0, 90.0)
AT_60 = 60.0


def bands() -> Bands:
    values = loads(DATA.read_text())
    values["ankles_apart_m"] = tuple(values["ankles_apart_m"])
    return Bands(**values)


def tested(
    left_mm: Sequence[float],
    right_mm: Sequence[float],
    cued: tuple[Sequence[float], Sequence[float]] = ((), ()),
    body: Body | None = None,
    errors: ErrorModel = ERRORS,
    observed: Sequence[str] = (),
) -> Assessment:
    """Knees that move in by so many mm at 60 degrees, a value a squat; then the cued squats."""
    body = body or Body(ankles_m=0.26)
    pairs = [*zip(left_mm, right_mm, strict=True), *zip(*cued, strict=True)]
    parts = [motion(body, squats(count=0))]
    for number, pair in enumerate(pairs):
        peak = PEAKS_DEG[number % len(PEAKS_DEG)]
        moving = replace(
            body,
            inward_m=(pair[0] * peak / AT_60 / 1000, pair[1] * peak / AT_60 / 1000),
            back_m=body.back_m + 0.012 * np.sin(2.4 * number),
        )
        parts.append(motion(moving, squats(still_s=0.0, peak_deg=peak)))
    points = np.concatenate([part.points_m for part in parts])
    sigma = np.concatenate([part.sigma_m for part in parts])
    whole = Motion(np.arange(len(points)) / 30.0, points, sigma)
    seen, up, offset = in_camera(whole)
    stood = stand(seen, up, offset)
    assert stood is not None
    frame, standing = stood
    body_curves = curves(frame.motion(seen), standing, frame.motion(seen))
    reps = find_reps(body_curves, standing, (0, len(left_mm), len(cued[0])))
    return assess(standing, reps, body_curves, errors, bands(), observed)


def in_line() -> Assessment:
    return tested(
        (3, -5, 8, 1, -2), (-6, 2, 5, -1, 4), ((2, 0, -3), (1, -4, 3)), Body(ankles_m=0.24)
    )


def one_inside() -> Assessment:
    return tested((3, 9, 5, -3, 8), (46, 55, 41, 38, 52), ((4, 1, 6), (12, 6, 9)))


def too_close() -> Assessment:
    return tested((22, 15, 28, 12, 19), (4, -3, 7, 1, 5))


def unusable() -> Assessment:
    """A retry: squats were seen, but too few of them count."""
    return tested((5, 4), (6, 3))


def nobody() -> Assessment:
    return assess(None, (), None, ERRORS, bands(), ("legs_not_visible", "floor_from_imu"))


def one_leg() -> Assessment:
    """The left leg was hidden during the squats."""
    whole = one_inside()
    return replace(whole, left=UNMEASURED, reasons=("left_not_measured",))


def stance() -> Assessment:
    """Legs that bend straight over feet that point too little outward."""
    body = Body(ankles_m=0.44, toe_out_deg=(4.0, 6.0))
    return tested((2, -3, 4, 0, 1), (0, 3, -2, 5, 1), body=body)


def outside() -> Assessment:
    return tested((-62, -55, -70, -58, -66), (-4, 2, -6, 1, 3), ((-40, -46, -38), (1, 2, -1)))


def extreme() -> Assessment:
    """Both knees very far inside, long legs, wide stance: nothing may leave its place."""
    body = Body(ankles_m=0.40, shank_m=0.47, thigh_m=0.5, toe_out_deg=(30.0, 28.0))
    return tested(
        (112, 130, 95, 141, 120), (88, 93, 70, 110, 99), ((60, 72, 55), (70, 66, 80)), body
    )


ALL = (
    in_line, one_inside, too_close, unusable, nobody, one_leg, stance, outside, extreme,
)  # fmt: skip
