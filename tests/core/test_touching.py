"""Where pieces touch, and across what."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.core.touching import Contact, across_holes, contacts


def test_contacts_say_which_piece_is_nearer() -> None:
    labels = np.zeros((20, 20), np.uint8)
    labels[2:18, 2:9], labels[2:18, 10:18] = 1, 2
    z = np.where(labels == 1, 1.5, 2.0).astype(np.float32)
    found = contacts(labels, z)
    assert found[1, 2].gap_m == pytest.approx(0.5)
    assert found[2, 1].gap_m == pytest.approx(-0.5)
    assert found[1, 2].n == found[2, 1].n > 16
    labels[:, 10:14] = 0
    assert contacts(labels, z) == {}


def test_pieces_with_only_missing_depth_between_them_touch() -> None:
    labels = np.zeros((40, 20), np.uint8)
    labels[2:15, 4:16], labels[23:38, 4:9], labels[23:38, 11:16] = 1, 2, 3
    z = np.where(labels == 0, 3.0, 2.0).astype(np.float32)
    z[15:23, 4:9] = 0.0  # dark cloth over one knee, the floor behind a bent other one
    z[labels == 2] = 2.1
    found = contacts(labels, z)
    assert (2, 1) not in found
    across_holes(labels, z, found)
    assert found[2, 1].gap_m == pytest.approx(-0.1)
    assert found[1, 2].gap_m == pytest.approx(0.1)
    assert found[1, 2].n == found[2, 1].n == 5
    assert (3, 1) not in found
    labels[14] = 0  # an edge that gave way to the hole beneath it
    again: dict[tuple[int, int], Contact] = {}
    across_holes(labels, z, again)
    assert again[2, 1].n == 5


def test_a_wide_hole_joins_nothing() -> None:
    labels = np.zeros((60, 8), np.uint8)
    labels[2:10], labels[40:58] = 1, 2
    z = np.where(labels == 0, 0.0, 2.0).astype(np.float32)
    found: dict[tuple[int, int], Contact] = {}
    across_holes(labels, z, found)
    assert found == {}
