"""Earlier visits beside this one: a change only beyond the spread."""

from __future__ import annotations

from typing import Final

from kiosk.core.records import LegFigures
from kiosk.reports.axes import LEFT, RIGHT, axis
from kiosk.reports.drawing import Drawing
from kiosk.reports.numbers import NONE, count, plain, signed
from kiosk.reports.parts import Block, Figures, Section, Table, Text
from kiosk.reports.rows import Row, RowChart
from kiosk.reports.visit_facts import SIDES, EarlierFacts, Opened, VisitFacts
from kiosk.reports.visit_words import EARLIER

LEAST_PAIRS: Final = 2
"""Visits that a picture of several visits takes."""
NOT_COMPARABLE: Final = {
    "other_model": "another pose model: not comparable",
    "other_metric": "another definition: not comparable",
}


def earlier(visit: Opened) -> Section:
    """Linked by scanned slips, the latest first."""
    facts = visit.facts
    if not facts.earlier:
        return Section("Earlier visits", (Text("No earlier slip was scanned in this visit."),))
    rows = [("this visit", *(_now(visit, side) for side in SIDES), "")]
    rows += [
        (f"{one.date}, {one.summary.ticket}", _then(one.summary.left), _then(one.summary.right),
         _verdict(one))
        for one in facts.earlier
    ]  # fmt: skip
    table = Table(
        ("Visit", "Left", "Right", "Since then"),
        tuple(rows),
        "Knee-plane offset at 60°, mm, inward + (95 % interval)",
    )
    blocks: list[Block] = [Text(_spread(facts)), table]
    if (chart := _visits_chart(visit)) is not None:
        blocks.append(Figures((chart,)))
    return Section("Earlier visits", tuple(blocks), (EARLIER,))


def _spread(facts: VisitFacts) -> str:
    if not facts.mdc95_mm:
        return (
            "How much this kiosk's figures vary from day to day is not known yet, so nothing is "
            "called a change."
        )
    return (
        f"This kiosk's day-to-day spread (MDC95) is {plain(facts.mdc95_mm, 1)} mm, found on "
        f"{count(facts.people, 'person', 'people')} on {count(facts.days, 'day')}; only more than "
        "that is called a change."
    )


def _now(visit: Opened, side: str) -> str:
    offset = visit.estimate("sides", side, "knee_plane_offset_mm", "at_60")
    return NONE if offset is None else _interval(offset.value, offset.low, offset.high)


def _then(leg: LegFigures) -> str:
    return NONE if leg.kpo_mm is None else _interval(leg.kpo_mm, leg.kpo_low_mm, leg.kpo_high_mm)


def _interval(value: float, low: float | None, high: float | None) -> str:
    around = "" if low is None or high is None else f" ({signed(low)} to {signed(high)})"
    return signed(value) + around


def _verdict(one: EarlierFacts) -> str:
    if one.comparable != "yes":
        return NOT_COMPARABLE[one.comparable]
    if one.changed == (None, None):
        return "not judged"
    sides = [side for side, far in zip(SIDES, one.changed, strict=True) if far]
    return f"changed: {' and '.join(sides)}" if sides else "within the spread"


def _visits_chart(visit: Opened) -> Drawing | None:
    """Comparable visits alone, the oldest first."""
    same = [one for one in reversed(visit.facts.earlier) if one.comparable == "yes"]
    if len(same) + 1 < LEAST_PAIRS:
        return None
    rows: list[Row] = []
    for name, look in (("left", LEFT), ("right", RIGHT)):
        for one in same:
            leg = one.summary.left if name == "left" else one.summary.right
            label = f"{name}, {one.date}"
            rows.append(Row(label, leg.kpo_mm, look, leg.kpo_low_mm, leg.kpo_high_mm))
        now = visit.estimate("sides", name, "knee_plane_offset_mm", "at_60")
        values = (now.value, now.low, now.high) if now else (None, None, None)
        rows.append(Row(f"{name}, this visit", values[0], look, values[1], values[2]))
    seen = [v for row in rows for v in (row.value, row.low, row.high) if v is not None]
    return RowChart(
        "Knee-plane offset at 60°, comparable visits",
        f"Knee-plane offsets of both legs in {len(same) + 1} visits, the oldest first; the table "
        "above holds the same figures.",
        tuple(rows),
        axis("mm, inward +", seen, zero=True, ticks=8),
    ).drawing()
