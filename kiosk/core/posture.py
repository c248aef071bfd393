"""Pelvis, trunk and weight: the metrics of MEASUREMENT.md section 2 that lie above the legs.

Points are (..., 3) metres in the floor frame (X the member's forward, Y up, Z the member's right);
angles are degrees; NaN in, NaN out. numpy only.
"""

from __future__ import annotations

import numpy as np

from kiosk.core.alignment import UP, dot, horizontal, unit
from kiosk.core.frame import FloatArray


def pelvic_obliquity(hip_left: FloatArray, hip_right: FloatArray) -> FloatArray:
    """Tilt of the line through the hips against the horizontal, degrees; right side up positive."""
    return np.degrees(np.arcsin(dot(unit(hip_right - hip_left), UP)))


def hip_adduction(hip: FloatArray, knee: FloatArray, other_hip: FloatArray) -> FloatArray:
    """Thigh against the pelvis line, degrees: 0 square to it, positive with the knee inward."""
    outward = dot(unit(knee - hip), unit(hip - other_hip))
    return -np.degrees(np.arcsin(np.clip(outward, -1.0, 1.0)))


def hip_flexion(
    hip: FloatArray, knee: FloatArray, hip_middle: FloatArray, neck: FloatArray
) -> FloatArray:
    """Trunk against thigh in the sagittal plane, degrees: 0 in line, positive bent forward."""
    trunk, thigh = neck - hip_middle, hip - knee
    lean = np.arctan2(trunk[..., 0], trunk[..., 1]) - np.arctan2(thigh[..., 0], thigh[..., 1])
    degrees: FloatArray = np.degrees(lean)
    return degrees


def trunk_lean_sagittal(hip_middle: FloatArray, neck: FloatArray) -> FloatArray:
    """Hips-to-neck line against Y in the X-Y plane, degrees, forward positive."""
    trunk = neck - hip_middle
    return np.degrees(np.arctan2(trunk[..., 0], trunk[..., 1]))


def trunk_lean_lateral(hip_middle: FloatArray, neck: FloatArray) -> FloatArray:
    """Hips-to-neck line against Y in the Y-Z plane, degrees, to the member's right positive."""
    trunk = neck - hip_middle
    return np.degrees(np.arctan2(trunk[..., 2], trunk[..., 1]))


def weight_shift(
    hip_middle: FloatArray, ankle_left: FloatArray, ankle_right: FloatArray
) -> FloatArray:
    """Mid-pelvis offset over half the ankle width, to the right positive; a place, not a force."""
    line = ankle_right - ankle_left
    b = horizontal(line)
    middle = 0.5 * (ankle_left + ankle_right)
    return dot(hip_middle - middle, b) / (0.5 * dot(line, b))


def asymmetry(right: float, left: float) -> float:
    """R - L: for frontal metrics."""
    return right - left


def relative_asymmetry(right: float, left: float) -> float:
    """100 (R - L) / (0.5 (R + L)), percent: for flexion and depth; NaN where both are 0."""
    mean = 0.5 * (right + left)
    return 100.0 * (right - left) / mean if mean else float("nan")
