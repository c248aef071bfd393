"""UI-PRMD through the core, without any depth: what the metrics tell about real squats."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from kiosk.core import knee
from kiosk.core.filtering import smooth
from kiosk.core.frame import FloatArray
from kiosk.core.knee import Standing
from kiosk.core.squat import Rep, find_reps
from kiosk.core.standing import stand
from tests.support import uiprmd


@dataclass(frozen=True, eq=False)
class Clip:
    """One file: what was found in it."""

    subject: int
    kind: str
    repetition: int
    standing: Standing | None
    reps: tuple[Rep, ...]


def measured(subject: int, kind: str, repetition: int) -> Clip:
    """Smoothing, standing, curves, squats; Vicon's centres need no tracking."""
    motion = smooth(uiprmd.read(subject, kind, repetition))
    found = stand(motion, uiprmd.UP, uiprmd.CAMERA_HEIGHT_M)
    if found is None:
        return Clip(subject, kind, repetition, None, ())
    frame, standing = found
    reps = find_reps(knee.curves(frame.motion(motion), standing), standing)
    return Clip(subject, kind, repetition, standing, reps)


@cache
def all_clips() -> tuple[Clip, ...]:
    return tuple(
        measured(subject, kind, repetition)
        for subject in uiprmd.SUBJECTS
        for kind in uiprmd.KINDS
        for repetition in uiprmd.REPETITIONS
    )


def of_kind(kind: str) -> list[tuple[Rep, Standing]]:
    """First squat and baseline of every clip of a kind that has both."""
    return [
        (c.reps[0], c.standing) for c in all_clips() if c.kind == kind and c.reps and c.standing
    ]


def worse_side(rep: Rep, name: str) -> float:
    """The larger (more inward) of both legs' figures, metres; NaN where neither was measured."""
    both = [getattr(rep.left, name), getattr(rep.right, name)]
    return max((v for v in both if v is not None), default=float("nan"))


def worse_offsets(kind: str, name: str) -> FloatArray:
    """(N,) worse side's offset of every clip of a kind, metres, NaN left out."""
    values = np.array([worse_side(rep, name) for rep, _ in of_kind(kind)], np.float64)
    known: FloatArray = values[np.isfinite(values)]
    return known


def auc_of_bottom_kasr() -> float:
    """Chance that a correct squat's knees are wider at the bottom than an incorrect one's."""
    good, bad = (
        np.array([rep.kasr_bottom for rep, _ in of_kind(kind)], np.float64) for kind in uiprmd.KINDS
    )
    higher = (good[:, None] > bad).mean() + 0.5 * (good[:, None] == bad).mean()
    return float(higher)


def share_clearly_inside(kind: str, limit: float = 0.10) -> float:
    """Share of a kind's squats with the knee over 10 % of its shank inside its plane at 60."""
    found = []
    for rep, standing in of_kind(kind):
        ratios = [
            offset / standing.leg(side).shank_m
            for side in ("left", "right")
            if (offset := getattr(rep, side).knee_plane_offset_m_at_60) is not None
        ]
        if ratios:
            found.append(max(ratios) > limit)
    return float(np.mean(found))
