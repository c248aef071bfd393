"""Paints a screen's still part for a test: every word in its place, in any size."""

from __future__ import annotations

from kiosk.adapters.pygame_canvas import overlaps
from kiosk.adapters.screen.painter import SheetPainter
from kiosk.adapters.screen.sheet import Sheet, StageFonts
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.typefaces import Typeface, typeface_or_bundled
from kiosk.core.screen import Screen

SIZES = ((1080, 1920), (1920, 1080), (800, 480), (1280, 1024), (3840, 2160))


def sheet(
    screen: Screen,
    size: tuple[int, int] = (1080, 1920),
    typeface: Typeface | None = None,
    *,
    strict: bool = True,
) -> Sheet:
    """The painted sheet; strict raises DoesNotFitError for text that has no room."""
    stage = Stage(size)
    fonts = StageFonts(typeface or typeface_or_bundled(), stage.scale, strict=strict)
    return SheetPainter(stage, fonts).sheet(screen)


def check_layout(drawn: Sheet) -> None:
    """No text outside the picture, on another or below its least size; buttons inside, apart."""
    stage = drawn.stage
    width, height = stage.design
    assert overlaps(drawn.placed) == []
    for line in drawn.placed:
        left, top, wide, high = line.box
        assert left >= 0, line
        assert top >= 0, line
        assert left + wide <= width, line
        assert top + high <= height, line
        assert line.size >= height / 60, line
    assert max(line.size for line in drawn.placed) >= height / 40
    for place in drawn.places:
        left, top, wide, high = place.box
        assert min(left, top) >= 0, place
        assert left + wide <= width, place
        assert top + high <= height, place
