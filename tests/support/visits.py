"""Measured visits with known movement, for what is kept of them and what is exported."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

import numpy as np

from kiosk.core.assessment import assess
from kiosk.core.keeping import kept_curves, kept_joints
from kiosk.core.keeping_codec import encode_curves, encode_joints
from kiosk.core.knee import curves
from kiosk.core.measuring import Measured, measure
from kiosk.core.records import PURPOSES, Consent, VisitRecord
from kiosk.core.skeleton import Motion
from kiosk.core.squat import find_reps
from kiosk.core.standing import stand
from kiosk.core.tracking import track
from kiosk.document import ModelFacts, RecordingFacts, report
from tests import analytic
from tests.support import uiprmd
from tests.support.assessed import BANDS, USUAL
from tests.support.real_sights import demo_member

SHA256 = "c0ffee" + "0" * 58


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
    return measured(motion, up, offset_m, sets)


def measured(
    motion: Motion, up: Any, offset_m: float, sets: Sequence[int] | None = None
) -> Measured:
    """A camera-frame motion, measured as a take is."""
    tracked = track(motion, up)
    stood = stand(tracked.motion, up, offset_m)
    assert stood is not None
    frame, standing = stood
    moved = curves(frame.motion(tracked.motion), standing, frame.motion(tracked.measured))
    reps = find_reps(moved, standing, sets)
    return Measured(motion, tracked, standing, moved, reps, (), frame)


@cache
def demo_visit() -> Measured:
    """Real depth through the network: 2 practice, 5 uncued and 3 cued squats."""
    seen = demo_member()
    return measure(seen.sights, seen.setting, partial(find_reps, sets=(2, 5, 3)))


def vicon_visit(subject: int = 1, kind: str = "correct") -> Measured:
    """A real deep squat by Vicon at 100 Hz: UI-PRMD, where it is beside the repository."""
    motion = uiprmd.read(subject, kind, 1)
    return measured(motion, uiprmd.UP, uiprmd.CAMERA_HEIGHT_M)


def record_of(
    main: Measured,
    ticket: str = "K7B4F2",
    visit: str = "8d5f4b62-3f6e-4b53-9d55-6d1f1a2b3c4d",
    started_utc: str = "2026-11-26T10:20:30Z",
    **others: Any,
) -> VisitRecord:
    """What the kiosk would store of it, with a consent to everything."""
    first_s = float(main.motion.time_s[0])
    lasted_s = float(main.motion.time_s[-1]) - first_s
    facts = RecordingFacts(len(main.motion.time_s), lasted_s, 0, first_s)
    answer = assess(main.standing, main.reps, main.curves, USUAL, BANDS, main.unseen)
    document = report(answer, facts, ModelFacts("pose", SHA256))
    joints = kept_joints(main)
    assert joints is not None
    whole = VisitRecord(
        visit=visit,
        ticket=ticket,
        started_utc=started_utc,
        clock_ok=True,
        language="en",
        document=json.dumps(document, ensure_ascii=False, allow_nan=False),
        kiosk_version="1.2.3",
        model_sha256=SHA256,
        consent=Consent("1", started_utc, PURPOSES),
        curves=encode_curves(kept_curves(main)),
        joints=encode_joints(joints),
    )
    return replace(whole, **others)


def torn(main: Measured, joint: int, first: int, last: int) -> Measured:
    """The same with a joint that the network did not measure in frames first to last."""
    assert main.tracked is not None
    points = main.tracked.measured.points_m.copy()
    points[first:last, joint] = np.nan
    tracked = replace(main.tracked, measured=replace(main.tracked.measured, points_m=points))
    return replace(main, tracked=tracked)
