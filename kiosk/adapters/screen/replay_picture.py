"""Pictures of a replay: the live screen's own figure, with numbers beside it. pygame, our drawing.

Nothing of the camera's picture is in them, as on the live screen: its drawing is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pygame

from kiosk.adapters.coverage import Box
from kiosk.adapters.result_picture import draw_result
from kiosk.adapters.screen.frame import Frame
from kiosk.adapters.screen.overlay_body import draw_silhouette, draw_skeleton, view_of
from kiosk.adapters.screen.overlay_count import draw_gauge, paint_gauge
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.sheet import Sheet, StageFonts
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.theme import PALETTE, SPACE, Style
from kiosk.adapters.typefaces import Typeface, typeface_or_bundled
from kiosk.core.replayed import Caption, LegNow
from kiosk.core.resultview import ResultView
from kiosk.core.scene import LiveView

SMALL: Final = Style(40, "medium", 1.2)
STATE: Final = Style(56, "bold", 1.15, 36)
SIDE: Final = Style(40, "semibold", 1.2)
FIGURE: Final = Style(54, "bold", 1.2)


@dataclass(frozen=True, slots=True)
class Layout:
    """frame, state: words. body: the figure. gauge: how deep. legs: left and right."""

    frame: Box
    state: Box
    body: Box
    gauge: Box
    legs: tuple[Box, Box]


PORTRAIT: Final = Layout(
    frame=(64, 60, 952, 56), state=(64, 122, 952, 80), body=(60, 230, 840, 1360),
    gauge=(932, 420, 72, 980), legs=((64, 1640, 464, 220), (552, 1640, 464, 220)),
)  # fmt: skip
LANDSCAPE: Final = Layout(
    frame=(72, 72, 800, 56), state=(72, 140, 800, 160), body=(900, 30, 780, 1020),
    gauge=(1752, 130, 64, 820), legs=((72, 740, 388, 220), (484, 740, 388, 220)),
)  # fmt: skip


class ReplayPicture:
    """Draws one frame after another. size: px; portrait or landscape follows from it."""

    def __init__(self, size: tuple[int, int], typeface: Typeface | None = None) -> None:
        typeface = typeface or typeface_or_bundled()
        self._typeface = typeface
        self._stage = Stage(size)
        fonts = StageFonts(typeface, self._stage.scale)
        self._layout = PORTRAIT if self._stage.portrait else LANDSCAPE
        sheet = Sheet(self._stage, fonts)
        sheet.gradient(PALETTE.ground_top, PALETTE.ground_bottom)
        self._ground = sheet.surface.copy()
        paint_gauge(sheet, self._layout.gauge)
        for box in self._layout.legs:
            sheet.panel(box, SPACE.radius, PALETTE.panel, PALETTE.panel_edge)
        self._still = sheet.surface
        self._frame = Frame(size)
        self._pen = Pen(self._stage, fonts, self._frame)

    def draw(self, live: LiveView, caption: Caption) -> pygame.Surface:
        """One frame; the surface is used again by the next."""
        pen, layout = self._pen, self._layout
        self._frame.begin(self._still, [self._frame.get_rect()])
        if (view := view_of(live, layout.body)) is not None:
            if live.silhouette is not None:
                draw_silhouette(pen, live.silhouette, view, layout.body)
            draw_skeleton(pen, live.joints_px, view)
        draw_gauge(pen, live, layout.gauge)
        pen.text(caption.frame, layout.frame, SMALL, PALETTE.muted)
        pen.text(caption.state, layout.state, STATE, PALETTE.text)
        for box, leg in zip(layout.legs, caption.legs, strict=True):
            self._leg(box, leg)
        return self._frame

    def result(self, view: ResultView) -> pygame.Surface:
        """The result as it stands at the visit's end, as large as it fits."""
        picture = draw_result(view, typeface=self._typeface)
        width, height = self._stage.size
        scale = min(width / picture.get_width(), height / picture.get_height())
        size = (round(picture.get_width() * scale), round(picture.get_height() * scale))
        page = self._ground.copy()
        fitted = pygame.transform.smoothscale(picture, size)
        page.blit(fitted, ((width - size[0]) // 2, (height - size[1]) // 2))
        return page

    def _leg(self, box: Box, leg: LegNow) -> None:
        left, top, wide, _ = box
        lines: tuple[tuple[str, Style, float], ...] = (
            (leg.side, SIDE, 16), (leg.flexion, SMALL, 70), (leg.offset, FIGURE, 130),
        )  # fmt: skip
        for text, style, down in lines:
            colour = PALETTE.muted if style is SIDE else PALETTE.text
            self._pen.text(text, (left + 24, top + down, wide - 48, 80), style, colour)
