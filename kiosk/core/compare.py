"""A test beside an earlier one of the same member, in sentences. kiosk.core only.

Only once this kiosk's own day-to-day spread is known (MDC95 of at least 10 people on two days,
MEASUREMENT.md section 7), and only for one metric and one pose model. What does not exceed the
spread is no change; what does is told by where the knee goes now, and never as better or worse.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isfinite
from typing import Final, Literal

from kiosk.core.alignment import Side
from kiosk.core.earlier import Earlier, EarlierLeg
from kiosk.core.message import Message
from kiosk.core.skeleton import SIDES

NoComparison = Literal["spread_unknown", "other_method", "not_measured"]

WHY_NOT: Final[dict[NoComparison, Message]] = {
    "spread_unknown": Message(
        "We do not compare with your last visit yet: how much this kiosk's figures vary from day "
        "to day is not known yet."
    ),
    "other_method": Message(
        "We do not compare with your last visit: it was measured with another version of this "
        "kiosk, and the two sets of figures do not belong together."
    ),
    "not_measured": Message(
        "We do not compare with your last visit: no knee was measured both times."
    ),
}
UNREADABLE: Final = {
    "not_ours": Message("That is not the code of one of our slips."),
    "damaged": Message("We could not read that code. Please hold the slip flat and try once more."),
    "newer": Message("That slip comes from a newer kiosk, and this one cannot read it yet."),
    "forged": Message("That code does not hold what a kiosk printed, so we do not use it."),
    "other_kiosk": Message("That slip is from another gym; it cannot be compared here."),
    "no_key": Message("We cannot check slips at the moment. Everything else works as usual."),
}
"""For what `kiosk.core.ticket.decode` says of a scanned line (TicketError.what)."""

_WITHIN: Final = {
    "left": Message(
        "Since {date} your left knee has stayed within this kiosk's day-to-day spread of {spread} "
        "mm: not a change."
    ),
    "right": Message(
        "Since {date} your right knee has stayed within this kiosk's day-to-day spread of "
        "{spread} mm: not a change."
    ),
}
_FURTHER_OUT: Final = {
    "left": Message(
        "Since {date} your left knee changed by about {change} mm, more than this kiosk's "
        "day-to-day spread of {spread} mm: it now stays further out."
    ),
    "right": Message(
        "Since {date} your right knee changed by about {change} mm, more than this kiosk's "
        "day-to-day spread of {spread} mm: it now stays further out."
    ),
}
_FURTHER_IN: Final = {
    "left": Message(
        "Since {date} your left knee changed by about {change} mm, more than this kiosk's "
        "day-to-day spread of {spread} mm: it now goes further in."
    ),
    "right": Message(
        "Since {date} your right knee changed by about {change} mm, more than this kiosk's "
        "day-to-day spread of {spread} mm: it now goes further in."
    ),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """sentences: one a leg that was measured both times, left first; or the one that says why
    there is none. why_not: code of WHY_NOT, None where there is a comparison."""

    sentences: tuple[Message, ...]
    why_not: NoComparison | None = None


def compare(now: Earlier, earlier: Earlier, mdc95_mm: float, date: str) -> Comparison:
    """Both tests side by side.

    now: this test as its own code says it (`kiosk.core.ticket.earlier_of`). mdc95_mm: of this
    kiosk; 0 (or no number) while it is not known. date: the earlier test's, as the member reads it.
    """
    if not (isfinite(mdc95_mm) and mdc95_mm > 0.0):
        return _none("spread_unknown")
    if (now.revision, now.model) != (earlier.revision, earlier.model):
        return _none("other_method")
    # Whole millimetres throughout, the spread rounded up: what is read on the slip adds up, and a
    # change that is told exceeds the spread by more than the rounding.
    spread = ceil(mdc95_mm)
    sentences = tuple(
        _sentence(side, then, leg, spread).fill(date=date)
        for side in SIDES
        if (leg := now.side(side)) is not None and (then := earlier.side(side)) is not None
    )
    return Comparison(sentences) if sentences else _none("not_measured")


def _none(why: NoComparison) -> Comparison:
    return Comparison((WHY_NOT[why],), why)


def _sentence(side: Side, then: EarlierLeg, now: EarlierLeg, spread: int) -> Message:
    change = now.value_mm - then.value_mm
    if abs(change) <= spread:
        return _WITHIN[side].fill(spread=spread)
    told = _FURTHER_IN if change > 0 else _FURTHER_OUT
    return told[side].fill(change=abs(change), spread=spread)
