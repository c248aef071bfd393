"""Signs and sizes of what lies above the legs."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.core import posture


def test_body_metrics_have_their_signs() -> None:
    left_hip, right_hip = np.array([0.0, 0.8, -0.1]), np.array([0.0, 0.82, 0.1])
    middle, neck = 0.5 * (left_hip + right_hip), np.array([0.2, 1.3, 0.1])
    ankles = np.array([0.0, 0.08, -0.15]), np.array([0.0, 0.08, 0.15])
    assert posture.pelvic_obliquity(left_hip, right_hip) == pytest.approx(5.71, abs=0.01)
    assert posture.trunk_lean_sagittal(middle, neck) == pytest.approx(22.2, abs=0.1)
    assert posture.trunk_lean_lateral(middle, neck) == pytest.approx(11.5, abs=0.1)
    assert posture.weight_shift(middle + np.array([0.0, 0.0, 0.03]), *ankles) == pytest.approx(0.2)
    inward = np.array([0.0, 0.4, 0.02])  # the right knee, medial of its hip
    level = right_hip * [1.0, 0.0, 1.0] + [0.0, 0.8, 0.0]
    assert posture.hip_adduction(level, inward, left_hip) == pytest.approx(11.3, abs=0.1)
    assert posture.hip_flexion(level, inward, middle, neck) == pytest.approx(22.2, abs=0.1)


def test_asymmetry_is_right_minus_left_and_relative_to_their_mean() -> None:
    assert posture.asymmetry(0.03, 0.01) == pytest.approx(0.02)
    assert posture.relative_asymmetry(110.0, 90.0) == pytest.approx(20.0)
    assert np.isnan(posture.relative_asymmetry(0.0, 0.0))
