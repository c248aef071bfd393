"""What every screen shares: its title, its note. Imports our drawing only."""

from __future__ import annotations

from kiosk.adapters.coverage import Box
from kiosk.adapters.pygame_canvas import Align
from kiosk.adapters.screen.sheet import Sheet
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.theme import PALETTE
from kiosk.core.screen import Screen


def paint_title(
    sheet: Sheet, stage: Stage, screen: Screen, box: Box | None = None, align: Align = "left"
) -> float:
    """The title in the head's place, or another; returns the y below it."""
    return sheet.text(
        screen.title, box or stage.head, stage.type.headline, PALETTE.text, align, balance=True
    )


def paint_note(sheet: Sheet, stage: Stage, screen: Screen, align: Align = "left") -> None:
    """The small line at the foot, if this screen has one."""
    if screen.note:
        sheet.text(screen.note, stage.note, stage.type.note, PALETTE.muted, align, balance=True)
