"""A frame with too little depth is told from a cut-out person and from an open hall."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.core.completeness import cut_by_missing_depth, full_of_holes


def person(shape: tuple[int, int] = (240, 160)) -> np.ndarray:
    """A mask like a person's: an ellipse of a body, a round head, two legs."""
    v, u = np.mgrid[: shape[0], : shape[1]]
    mask = ((v - 90) / 60) ** 2 + ((u - 80) / 24) ** 2 < 1
    mask |= (v - 25) ** 2 + (u - 80) ** 2 < 100
    for foot in (68, 92):
        mask |= (np.abs(u - foot) < 7) & (v > 120) & (v < 215)
    return mask


def test_a_person_cut_out_by_the_camera_is_whole() -> None:
    mask = person()
    assert not cut_by_missing_depth(np.where(mask, 2.0, 0.0).astype(np.float32), mask)


def test_a_person_in_an_open_hall_is_whole() -> None:
    mask = person()
    depth = np.where(mask, 2.0, 0.0).astype(np.float32)
    depth[150:][depth[150:] == 0] = 2.5  # floor below, nothing above
    assert not cut_by_missing_depth(depth, mask)


@pytest.mark.parametrize("half", ["left", "right", "upper", "lower"])
def test_half_a_picture_cuts_the_person(half: str) -> None:
    mask = person()
    depth = np.where(mask, 2.0, 3.0).astype(np.float32)
    gone = np.zeros(mask.shape, bool)
    where = {
        "left": np.s_[:, :80],
        "right": np.s_[:, 80:],
        "upper": np.s_[:110],
        "lower": np.s_[110:],
    }
    gone[where[half]] = True
    assert cut_by_missing_depth(np.where(gone, 0.0, depth).astype(np.float32), mask & ~gone)


def test_every_second_sample_missing_is_full_of_holes() -> None:
    rng = np.random.default_rng(0)
    cover = np.where(person(), rng.integers(0, 5, (240, 160)) / 4.0, 0.0).astype(np.float32)
    assert full_of_holes(cover)
    assert full_of_holes(np.zeros((4, 4), np.float32))
    assert not full_of_holes(person().astype(np.float32))
