"""Boxes with round corners look as if every pixel of them had been covered, but cost less."""

from __future__ import annotations

import numpy as np
import pygame
from hypothesis import given, settings
from hypothesis import strategies as some

from kiosk.adapters import coverage
from kiosk.adapters.screen.sheet import Sheet, StageFonts
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.theme import PALETTE
from kiosk.adapters.typefaces import typeface_or_bundled

STAGE = Stage((540, 960))
FONTS = StageFonts(typeface_or_bundled(), STAGE.scale)
START, LENGTH = some.floats(-40.0, 500.0), some.floats(3.0, 700.0)


@settings(max_examples=60, deadline=None)
@given(
    some.tuples(START, START, LENGTH, LENGTH),
    some.sampled_from([0.0, 8.0, 36.5, 300.0]),
    some.sampled_from([None, 2.0, 14.0]),
    some.sampled_from([1.0, 0.4]),
)
def test_the_same_pixels(
    box: tuple[float, float, float, float], radius: float, line: float | None, alpha: float
) -> None:
    quick, whole = Sheet(STAGE, FONTS), Sheet(STAGE, FONTS)
    ink, scale = PALETTE.accent, STAGE.scale
    if line is None:
        quick.panel(box, radius, ink, alpha=alpha)
    else:
        alpha = 1.0
        quick.frame(box, radius, line, ink)
    thick = None if line is None else max(line * scale, 1.0)
    whole._cover(coverage.rounded_box(STAGE.box(box), radius * scale, thick), ink, alpha)
    drawn, expected = (pygame.surfarray.array3d(one.surface) for one in (quick, whole))
    # Where a pixel's cover lies between two of 255 steps, the two ways may round to either.
    assert np.abs(drawn.astype(int) - expected.astype(int)).max() <= 1
