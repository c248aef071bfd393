"""Real squats by Vicon through the core: they are found, and the knee's offset tells them apart."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support import uiprmd, uiprmd_figures

pytestmark = pytest.mark.skipif(
    not uiprmd.DATA.exists(), reason="UI-PRMD's recordings are not beside the repository"
)


def test_every_clip_holds_exactly_one_squat() -> None:
    wrong = [
        (c.subject, c.kind, c.repetition, len(c.reps))
        for c in uiprmd_figures.all_clips()
        if len(c.reps) != 1
    ]
    assert len(uiprmd_figures.all_clips()) == 100
    assert wrong == []


def test_knees_apart_at_the_bottom_tell_correct_from_incorrect_squats() -> None:
    assert uiprmd_figures.auc_of_bottom_kasr() >= 0.82


def test_correct_squats_are_hardly_ever_called_clearly_inside() -> None:
    assert uiprmd_figures.share_clearly_inside("correct") <= 0.02
    assert uiprmd_figures.share_clearly_inside("incorrect") >= 0.15


def test_the_legs_own_plane_is_free_of_the_stances_bias_and_the_toe_line_is_not() -> None:
    plane = uiprmd_figures.worse_offsets("correct", "knee_plane_offset_m_at_60") * 1000.0
    toe = uiprmd_figures.worse_offsets("correct", "knee_toe_offset_m_at_60") * 1000.0
    wrong = uiprmd_figures.worse_offsets("incorrect", "knee_plane_offset_m_at_60") * 1000.0
    assert abs(np.mean(plane)) < 5.0
    assert np.std(plane) < 15.0
    assert np.mean(toe) > 35.0
    assert np.mean(wrong) > 15.0


def test_the_markers_become_a_body() -> None:
    """Lengths of a grown-up, left on the left, feet on the floor, in front of the camera."""
    motion = uiprmd.read(1, "correct", 1)
    left, right = motion.joint("LHip"), motion.joint("RHip")
    assert np.median(np.linalg.norm(left - right, axis=-1)) == pytest.approx(0.18, abs=0.04)
    assert (left[:, 0] > right[:, 0]).all()  # facing the camera: the left is on the image's right
    heights = motion.joint("LAnkle") @ uiprmd.UP + uiprmd.CAMERA_HEIGHT_M
    assert np.median(heights) == pytest.approx(0.08, abs=0.03)
    thigh = np.linalg.norm(left - motion.joint("LKnee"), axis=-1)
    assert np.median(thigh) == pytest.approx(0.42, abs=0.06)
    toe = motion.joint("LBigToe") + (motion.joint("LSmallToe") - motion.joint("LBigToe")) / 3.0
    assert (toe[:, 2] < motion.joint("LHeel")[:, 2]).all()
