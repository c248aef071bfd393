"""A result as one line of plain text, for the slip's QR code and a later visit. kiosk.core only.

    KNEE 1 K7B4F2 2026 11 26 LEFT 5MM IN 7 OUT TO 17 IN 0 OF 5
    RIGHT 37MM IN 24 IN TO 50 IN 4 OF 5 R1 HB12CD34 D921H3C6

Version of this format; ticket; date; per leg the knee-plane offset at 60 degrees, its 95 %
interval and in how many squats the knee was inside (or NONE); R and the revision of the metric;
the first 8 hexadecimal digits of the model's SHA-256; CRC-32 of all before it. A phone shows it as
it stands. No name, no place. The checksum finds damage; only a signature can find a forgery, and
comes with a later version of the format.

A scanner types it back as a keyboard, and where its layout is not the computer's, punctuation and
some letters change. So it has capitals, digits and spaces alone, which QR codes pack tightest, and
none of A, Q, W, Y and Z, which French and German keyboards swap: the hexadecimal A is written H.
A French layout on one side alone turns digits and M into other signs; those are read back.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from kiosk.core.alignment import Side
from kiosk.core.assessment import Assessment
from kiosk.core.legresult import SideResult
from kiosk.errors import InputError, TicketError

VERSION: Final = 1
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

_TO_SAFE: Final = str.maketrans("A", "H")
_FROM_SAFE: Final = str.maketrans("H", "A")
_HEX: Final = "[0-9BCDEFH]{8}"
_LAYOUTS: Final = (
    str.maketrans("", ""),
    str.maketrans("&É\"'(-È_ÇÀ?,", "1234567890MM"),  # a US scanner at a French computer
    str.maketrans("!@#$%^&*():;", "1234567890MM"),  # a French scanner at a US computer
)
_LINE: Final = re.compile(
    rf"KNEE 1 ([{LETTERS}]{{6}}) (\d{{4}}) (\d\d) (\d\d) LEFT (.+) RIGHT (.+) R(\d+) ({_HEX})",
    re.ASCII,
)
_LEG: Final = re.compile(
    r"(\d+)MM (IN|OUT) (\d+) (IN|OUT) TO (\d+) (IN|OUT) (\d+) OF (\d+)", re.ASCII
)


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


def encode(earlier: Earlier) -> str:
    """The line. Raises InputError for a value that has no place in it."""
    _check(earlier)
    model = earlier.model.upper().translate(_TO_SAFE)
    body = (
        f"KNEE {VERSION} {earlier.ticket} {earlier.date.replace('-', ' ')} "
        f"LEFT {_leg_text(earlier.left)} RIGHT {_leg_text(earlier.right)} "
        f"R{earlier.revision} {model}"
    )
    return f"{body} {_checksum(body)}"


def decode(text: str) -> Earlier:
    """The result in a scanned line; capitals, spaces and the keyboard's layout do not matter.

    Raises TicketError: 'not_ours' for any other code, 'damaged' where characters are missing or
    changed, 'newer' for a format that this program does not know yet.
    """
    line = " ".join(text.upper().split())
    if not line.startswith("KNEE "):
        raise TicketError("not_ours", "The scanned code is not one of this program's results.")
    versions = []
    for layout in _LAYOUTS:
        reading = line.translate(layout)
        if (found := _read(reading)) is not None:
            return found
        if version := re.match(r"KNEE (\d+) ", reading, re.ASCII):
            versions.append(int(version[1]))
    if versions and min(versions) > VERSION:
        raise TicketError(
            "newer",
            f"The scanned result has format {versions[0]}, and this program knows formats up to "
            f"{VERSION}. Install a later version of it.",
        )
    raise TicketError(
        "damaged", "The scanned result was not read completely. Scan it again, flat and near."
    )


def _leg_of(leg: SideResult) -> EarlierLeg | None:
    offset = leg.knee_plane_offset_at_60
    if leg.band is None or offset is None:
        return None
    value, low, high = (_whole_mm(v) for v in (offset.value, offset.low, offset.high))
    return EarlierLeg(value, low, high, leg.inside_in, leg.of)


def _whole_mm(metres: float) -> int:
    """Within what can be written: no slip fails for an interval as wide as the room."""
    return max(-FURTHEST_MM, min(round(1000.0 * metres), FURTHEST_MM))


def _leg_text(leg: EarlierLeg | None) -> str:
    if leg is None:
        return "NONE"
    value, low, high = (
        (abs(v), "OUT" if v < 0 else "IN") for v in (leg.value_mm, leg.low_mm, leg.high_mm)
    )
    return (
        f"{value[0]}MM {value[1]} {low[0]} {low[1]} TO {high[0]} {high[1]} "
        f"{leg.inside_in} OF {leg.of}"
    )


def _read(line: str) -> Earlier | None:
    """The result in a line of this version that is whole; None for any other."""
    body, _, checksum = line.rpartition(" ")
    if checksum != _checksum(body):
        return None
    found = _LINE.fullmatch(body)
    if found is None:
        return None
    ticket, year, month, day, left, right, revision, model = found.groups()
    try:
        earlier = Earlier(
            ticket=ticket,
            date=f"{year}-{month}-{day}",
            left=_read_leg(left),
            right=_read_leg(right),
            revision=int(revision),
            model=model.translate(_FROM_SAFE).lower(),
        )
        # One result has one line: zeros in front and the like are refused.
        return earlier if encode(earlier) == line else None
    except InputError:
        return None


def _read_leg(text: str) -> EarlierLeg | None:
    if text == "NONE":
        return None
    found = _LEG.fullmatch(text)
    if found is None:
        raise InputError(f"{text!r} is no leg's result.")
    value, value_to, low, low_to, high, high_to, inside_in, of = found.groups()
    return EarlierLeg(
        _signed(value, value_to),
        _signed(low, low_to),
        _signed(high, high_to),
        int(inside_in),
        int(of),
    )


def _signed(digits: str, to: str) -> int:
    return -int(digits) if to == "OUT" else int(digits)


def _checksum(body: str) -> str:
    return f"{crc32(body.encode()):08X}".translate(_TO_SAFE)


def _check(earlier: Earlier) -> None:
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
