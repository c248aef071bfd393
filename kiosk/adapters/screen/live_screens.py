"""The four live screens: their still part and their moving part. Our drawing only."""

from __future__ import annotations

from typing import Final

from kiosk.adapters.pygame_canvas import Align
from kiosk.adapters.screen import answer_bar
from kiosk.adapters.screen.furniture import paint_note
from kiosk.adapters.screen.live_layout import LiveLayout, live_layout
from kiosk.adapters.screen.overlay_body import View, draw_silhouette, draw_skeleton, view_of
from kiosk.adapters.screen.overlay_count import draw_count, draw_gauge, draw_hint, paint_gauge
from kiosk.adapters.screen.overlay_floor import draw_feet, draw_mark
from kiosk.adapters.screen.overlay_knees import draw_knees, paint_feet
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.sheet import Sheet
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.theme import PALETTE, Style
from kiosk.core.scene import LiveView
from kiosk.core.screen import Moment, Screen

RING_WIDTH: Final = 16.0
TITLE: Final = Style(78, "display", 1.14, 48)
"""As large in landscape as in portrait: there is room, and the member stands further away."""


def paint_live(sheet: Sheet, stage: Stage, screen: Screen) -> None:
    """Title, tracks and feet, note and answers of any live screen."""
    layout = live_layout(stage, screen.kind)
    align: Align = "centre" if stage.portrait else "left"
    sheet.text(screen.title, layout.title, TITLE, PALETTE.text, align, balance=True)
    if screen.kind == "stand":
        sheet.ring(*layout.ring, RING_WIDTH, PALETTE.panel_edge)
    if screen.kind in ("squat", "cued"):
        paint_gauge(sheet, layout.gauge)
    if screen.kind == "cued":
        paint_feet(sheet, layout.knees)
    paint_note(sheet, stage, screen)
    answer_bar.paint(sheet, stage, screen)


def draw_position(pen: Pen, stage: Stage, screen: Screen, moment: Moment) -> None:
    """The member's figure over the mark, the mark, the feet, and what to do."""
    layout = live_layout(stage, screen.kind)
    if moment.live is not None and (view := view_of(moment.live, layout.body)) is not None:
        draw_mark(pen, moment.live, view, layout.body, 0.0 if moment.reduced else moment.time_s)
        _figure(pen, moment.live, view, layout)
        draw_feet(pen, moment.live, view, layout.body)
    draw_hint(pen, stage, screen, moment, layout.hint)


def draw_stand(pen: Pen, stage: Stage, screen: Screen, moment: Moment) -> None:
    """The figure in a ring that fills while it stands still."""
    layout = live_layout(stage, screen.kind)
    if moment.live is not None and (view := view_of(moment.live, layout.body)) is not None:
        _figure(pen, moment.live, view, layout)
    if moment.remaining is not None:
        pen.arc(*layout.ring, RING_WIDTH, 1.0 - moment.remaining, PALETTE.accent)
    draw_hint(pen, stage, screen, moment, layout.hint)


def draw_squat(pen: Pen, stage: Stage, screen: Screen, moment: Moment) -> None:
    """Figure, counter, depth and pace; with the cue both knees from above as well."""
    layout, live = live_layout(stage, screen.kind), moment.live
    if live is not None and (view := view_of(live, layout.body)) is not None:
        _figure(pen, live, view, layout)
    if live is not None:
        draw_gauge(pen, live, layout.gauge)
        if screen.kind == "cued":
            draw_knees(pen, live.knees, live.bend_deg, moment, layout.knees)
    draw_count(pen, moment, layout)
    draw_hint(pen, stage, screen, moment, layout.hint)


def _figure(pen: Pen, live: LiveView, view: View, layout: LiveLayout) -> None:
    if live.silhouette is not None:
        draw_silhouette(pen, live.silhouette, view, layout.body)
    draw_skeleton(pen, live.joints_px, view)
