"""Sizes and boxes of a screen, whatever its size."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise

import pytest

from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.theme import TYPE, Type
from tests.adapters.screen.sheets import SIZES

stage_of = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


@stage_of
def test_the_boxes_stand_below_one_another_inside(size: tuple[int, int]) -> None:
    stage = Stage(size)
    width, height = stage.design
    boxes = [stage.head, stage.main, stage.foot, stage.note]
    for left, top, wide, high in boxes:
        assert min(left, top) > 0
        assert left + wide < width
        assert top + high < height
    for above, below in pairwise(boxes):
        assert above[1] + above[3] <= below[1]


@stage_of
def test_the_design_is_scaled_uniformly_and_centred(size: tuple[int, int]) -> None:
    stage = Stage(size)
    (left, top), (right, bottom) = stage.at((0, 0)), stage.at(stage.design)
    assert left == pytest.approx(size[0] - right)
    assert top == pytest.approx(size[1] - bottom)
    assert min(left, top) == pytest.approx(0)
    assert stage.portrait == (size[0] < size[1])


def test_landscape_type_is_read_from_as_far() -> None:
    """Main text 1/40 and notes 1/60 of the height at the least, in both orientations."""
    for size in ((1080, 1920), (1920, 1080)):
        stage = Stage(size)
        for field in fields(Type):
            style, portrait = getattr(stage.type, field.name), getattr(TYPE, field.name)
            assert style.floor >= size[1] / 60 - 1e-9, field.name
            assert style.size >= style.floor
            assert style.weight == portrait.weight
        assert stage.type.main.floor >= size[1] / 40 - 1e-9
        assert stage.style(TYPE.main) == stage.type.main
