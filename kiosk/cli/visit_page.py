"""What `kiosk results show` says on the terminal. May import rich and kiosk.app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from kiosk.cli.summary import summary
from kiosk.cli.telling import NONE, local
from kiosk.core.records import LegFigures

if TYPE_CHECKING:
    from kiosk.app.kept_reading import EarlierVisit, Shown

WHY_NOT: Final = {
    "other_model": "another pose model: not comparable",
    "other_metric": "another definition: not comparable",
}


def page(found: Shown) -> list[RenderableType]:
    """The parts to print, in order; 80 columns."""
    record = found.record
    title = f"{record.ticket}, {local(record.started_utc, clock_ok=record.clock_ok)}"
    parts: list[RenderableType] = [*summary(title, found.assessment), "", _earlier(found)]
    kept = [
        word
        for word, there in (("curves", record.curves), ("joints", record.joints))
        if there is not None
    ]
    parts.append(
        Text(
            f"kiosk {record.kiosk_version}, model {record.model_sha256[:8]}, metric "
            f"{record.metric_revision}; kept with consent: {', '.join(kept) or 'the result alone'}",
            style="dim",
        )
    )
    return parts


def _earlier(found: Shown) -> RenderableType:
    if not found.earlier:
        return Text("Earlier visits: no slip was scanned.")
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for head in ("Earlier visit", "Ticket", "Left*", "Right*", ""):
        table.add_column(head, justify="right" if head.endswith("*") else "left")
    for one in found.earlier:
        then = one.summary
        table.add_row(
            local(then.started_utc, clock_ok=then.clock_ok)[:10],
            then.ticket,
            _leg(then.left),
            _leg(then.right),
            _changed(one),
        )
    return table


def _leg(leg: LegFigures) -> str:
    if leg.kpo_mm is None:
        return NONE
    if leg.kpo_low_mm is None or leg.kpo_high_mm is None:
        return _signed(leg.kpo_mm)
    return f"{_signed(leg.kpo_mm)} ({_signed(leg.kpo_low_mm)} to {_signed(leg.kpo_high_mm)})"


def _changed(one: EarlierVisit) -> str:
    """What may be said of the difference: nothing without this kiosk's own spread."""
    if one.comparable != "yes":
        return WHY_NOT[one.comparable]
    if one.changed == (None, None):
        return "day-to-day spread not known"
    sides = [side for side, far in zip(("left", "right"), one.changed, strict=True) if far]
    return f"changed since: {' and '.join(sides)}" if sides else "within the spread"


def _signed(value: float) -> str:
    """A whole number with a real minus; never a minus zero."""
    return f"{round(value) + 0:d}".replace("-", "−")
