"""What a running visit keeps is what its member agreed to: the result, curves, faceless joints."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from kiosk.core import keeping
from kiosk.core.keeping_codec import decode_curves, decode_joints
from kiosk.core.records import VisitRecord
from kiosk.core.skeleton import INDEX
from kiosk.errors import InputError
from kiosk.live import movement
from kiosk.visit.states import Plan
from kiosk.visit.words import CONSENT_WORDING
from tests.live.puppet import NO, STAND, WILLING, Script, Stage, hold, stage

CURVES_BYTES, JOINTS_BYTES = 10_000, 80_000
"""Twice what docs/exports.md tells of a visit."""


SHORT = Plan(practice=0, uncued=3, cued=0)


def kept(s: Stage) -> VisitRecord:
    s.until("result")
    s.settle()
    (record,) = s.store.records.values()
    return record


def test_with_both_yeses_curves_and_a_faceless_figure_are_kept() -> None:
    s = stage()
    record = kept(s)
    consent = record.consent
    assert consent is not None
    assert (consent.wording, consent.what) == (CONSENT_WORDING, ("result", "curves", "joints"))
    assert record.curves is not None
    assert record.joints is not None
    assert len(record.curves) < CURVES_BYTES
    assert len(record.joints) < JOINTS_BYTES
    curves, squats = decode_curves(record.curves), json.loads(record.document)["reps"]
    assert [(one.set, one.valid) for one in curves] == [
        (squat["set"], squat["valid"]) for squat in squats
    ]
    assert {"uncued", "cued"} <= {one.set for one in curves}
    for one, squat in zip(curves, squats, strict=True):
        assert one.start_s == pytest.approx(squat["start_s"], abs=0.002)
        assert np.nanmax(one.right.knee_flexion_deg) > 60.0
    joints = decode_joints(record.joints)
    assert joints.time_s[-1] > 20.0
    assert np.isnan(joints.points_m[:, [INDEX[name] for name in keeping.FACE]]).all()
    assert np.isfinite(joints.points_m[:, INDEX["LKnee"]]).mean() > 0.9


@pytest.mark.parametrize("answer", [NO, (hold(STAND, 60.0),)], ids=["no", "silence"])
def test_without_the_second_yes_only_the_result_is_kept(answer: tuple[object, ...]) -> None:
    script: Script = {**WILLING, "keep": answer}  # type: ignore[dict-item]
    record = kept(stage(script, plan=SHORT))
    assert record.consent is not None
    assert (record.consent.what, record.curves, record.joints) == (("result",), None, None)


def test_where_only_curves_are_offered_there_are_no_joints() -> None:
    s = stage(offer="curves", plan=SHORT)
    record = kept(s)
    assert record.consent is not None
    assert record.consent.what == ("result", "curves")
    assert record.curves is not None
    assert record.joints is None
    assert "stick figure" not in str(s.display.screens["keep"].items)


def test_where_nothing_is_offered_nobody_is_asked() -> None:
    s = stage(offer="nothing", plan=SHORT)
    record = kept(s)
    assert "keep" not in s.display.names
    assert record.consent is not None
    assert (record.consent.what, record.curves, record.joints) == (("result",), None, None)


def test_consent_is_dated_when_it_was_given() -> None:
    s = stage(plan=SHORT)
    s.until("consent")
    s.clock.utc_text = "2026-11-24T17:06:00Z"
    s.until("pain")
    s.clock.utc_text = "2026-11-24T17:09:00Z"
    record = kept(s)
    assert record.consent is not None
    assert record.started_utc < record.consent.given_utc == "2026-11-24T17:06:00Z"
    assert record.ended_utc == "2026-11-24T17:09:00Z"


def test_how_a_member_moved_leaves_the_memory_as_soon_as_it_is_kept() -> None:
    s = stage(plan=SHORT)
    s.until("working")
    assert s.desk.takes.names()
    kept(s)
    assert not s.desk.takes.names()
    assert not s.desk._analyst.found.measured
    assert s.desk._analyst._known is None
    assert s.desk._analyst.found.answer is not None, "the slip is still to be printed"


def test_movement_that_cannot_be_kept_costs_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> bytes:
        raise InputError("A value beyond what is kept.")

    monkeypatch.setattr(movement, "encode_joints", refuse)
    s = stage(plan=SHORT)
    record = kept(s)
    assert record.curves is not None
    assert record.joints is None
    s.turn(0.2)
    (told,) = [line for line in s.log if "beyond" in line]
    assert told.startswith("How a member moved is not kept, only the result")
    s.until("thanks")
    assert len(s.printer.jobs) == 1


def test_a_member_s_yes_is_not_the_next_one_s() -> None:
    s = stage(visits=2, plan=SHORT)
    first = kept(s)
    s.until("attract")
    s.puppet.here = False
    s.turn(2.0)
    s.puppet.here = True
    s.puppet.script = {**WILLING, "keep": NO}
    s.puppet.cue("attract")
    s.until("consent")
    s.until("thanks")
    (second,) = [one for one in s.store.records.values() if one.visit != first.visit]
    assert (second.curves, second.joints) == (None, None)
    assert second.consent == replace(second.consent, what=("result",))  # type: ignore[type-var]
