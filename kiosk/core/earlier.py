"""What a slip's code says of its test, and the ticket that names it. kiosk.core only."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Final

from kiosk.core.alignment import Side
from kiosk.core.assessment import Assessment
from kiosk.core.legresult import SideResult
from kiosk.errors import InputError

REVISION: Final = 1
"""Of the metric: grows when the offset's definition, its filter or its evaluation changes; offsets
of two revisions must not be compared."""

LETTERS: Final = "23456789BCDFGHJKNPRSTVX"
"""Of tickets: nothing that looks like another (0 and O, 1, I and L), nothing that a keyboard's
layout changes but the digits, and no vowels, so that no words come out."""
TICKET_LENGTH: Final = 6
LEAST_RANDOM_BYTES: Final = 8
FURTHEST_MM: Final = 999
MOST_SQUATS: Final = 99


@dataclass(frozen=True, slots=True)
class EarlierLeg:
    """One leg of an earlier test: the knee-plane offset at 60 degrees and its 95 % interval in
    whole millimetres, inward positive, and in how many of `of` squats the knee was inside."""

    value_mm: int
    low_mm: int
    high_mm: int
    inside_in: int
    of: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a slip's code says of the test it was printed for.

    date: YYYY-MM-DD where the kiosk stands. left, right: None where not measured. revision: of
    the metric (REVISION). model: first 8 hexadecimal digits of the model file's SHA-256, small
    letters.
    """

    ticket: str
    date: str
    left: EarlierLeg | None
    right: EarlierLeg | None
    revision: int
    model: str

    def side(self, name: Side) -> EarlierLeg | None:
        """The member's own 'left' or 'right'."""
        return self.left if name == "left" else self.right


def new_ticket(random_bytes: bytes) -> str:
    """Six letters of LETTERS (148 million tickets) from at least 8 random bytes."""
    if len(random_bytes) < LEAST_RANDOM_BYTES:
        raise InputError(
            f"A ticket needs {LEAST_RANDOM_BYTES} random bytes or more, not {len(random_bytes)}."
        )
    number = int.from_bytes(random_bytes, "big")
    letters = []
    for _ in range(TICKET_LENGTH):
        number, at = divmod(number, len(LETTERS))
        letters.append(LETTERS[at])
    return "".join(letters)


def earlier_of(assessment: Assessment, ticket: str, date: str, model_sha256: str) -> Earlier:
    """What this test's code will say. date: YYYY-MM-DD where the kiosk stands."""
    left, right = _leg_of(assessment.left), _leg_of(assessment.right)
    return Earlier(ticket, date, left, right, REVISION, model_sha256[:8].lower())


def check(earlier: Earlier) -> None:
    """Raises InputError, naming the value, where one cannot be written down."""
    wrong = {
        "ticket": not re.fullmatch(f"[{LETTERS}]{{{TICKET_LENGTH}}}", earlier.ticket),
        "date": not _is_date(earlier.date),
        "revision": not 0 < earlier.revision <= MOST_SQUATS,
        "model": not re.fullmatch("[0-9a-f]{8}", earlier.model),
        "left": not _is_leg(earlier.left),
        "right": not _is_leg(earlier.right),
    }
    for name, bad in wrong.items():
        if bad:
            raise InputError(f"A result's code cannot hold {name} = {getattr(earlier, name)!r}.")


def _is_leg(leg: EarlierLeg | None) -> bool:
    if leg is None:
        return True
    rising = -FURTHEST_MM <= leg.low_mm <= leg.value_mm <= leg.high_mm <= FURTHEST_MM
    return rising and 0 <= leg.inside_in <= leg.of <= MOST_SQUATS


def _is_date(text: str) -> bool:
    found = re.fullmatch(r"(20\d\d)-(\d\d)-(\d\d)", text, re.ASCII)
    if found is None:
        return False
    year, month, day = (int(part) for part in found.groups())
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _leg_of(leg: SideResult) -> EarlierLeg | None:
    offset = leg.knee_plane_offset_at_60
    if leg.band is None or offset is None:
        return None
    value, low, high = (_whole_mm(v) for v in (offset.value, offset.low, offset.high))
    return EarlierLeg(value, low, high, leg.inside_in, leg.of)


def _whole_mm(metres: float) -> int:
    """Within what can be written: no slip fails for an interval as wide as the room."""
    return max(-FURTHEST_MM, min(round(1000.0 * metres), FURTHEST_MM))
