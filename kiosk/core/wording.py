"""What is said about each leg, in the wording of MEASUREMENT.md section 5. kiosk.core only.

Fitness feedback: what the knee did, by how much, how sure we are, in how many squats. No verdict
on the person, no composite figure, nothing alarming. Reasons and findings have their sentences in
kiosk.core.notices. Every function gives whole sentences, one Message each.
"""

from __future__ import annotations

from typing import Final, Literal

from kiosk.core.alignment import Side
from kiosk.core.codes import INWARD
from kiosk.core.findings import Change
from kiosk.core.interval import Estimate
from kiosk.core.legresult import SideResult
from kiosk.core.message import Message

DISCLAIMER: Final = Message("This is fitness feedback, not a medical assessment.")

OWN_BANDS: Final = Message(
    "The limits of the bands are this project's own choice, not a published norm."
)

BAND_WORDS: Final = {
    "in_line": Message("in line"),
    "slightly_inside": Message("slightly inside"),
    "inside": Message("inside"),
    "clearly_inside": Message("clearly inside"),
    "outside": Message("outside"),
    "too_close": Message("too close to call"),
}
NO_BAND: Final = Message("not measured")

CONFIDENCE_WORDS: Final = {
    "high": Message("measured sharply"),
    "medium": Message("measured fairly well"),
    "low": Message("measured roughly"),
}

_INSIDE: Final = {
    "left": Message(
        "Your left knee moved about {value} mm inside its line (likely {low}–{high} mm) in "
        "{count} of {total} squats."
    ),
    "right": Message(
        "Your right knee moved about {value} mm inside its line (likely {low}–{high} mm) in "
        "{count} of {total} squats."
    ),
}
_OUTSIDE: Final = {
    "left": Message(
        "Your left knee moved about {value} mm outside its line in {count} of {total} squats."
    ),
    "right": Message(
        "Your right knee moved about {value} mm outside its line in {count} of {total} squats."
    ),
}
_IN_LINE: Final = {
    "left": Message("Your left knee stayed in line in {count} of {total} squats."),
    "right": Message("Your right knee stayed in line in {count} of {total} squats."),
}
_TOO_CLOSE: Final = {
    "left": Message("Your left knee is too close to call – repeat?"),
    "right": Message("Your right knee is too close to call – repeat?"),
}
_NOT_MEASURED: Final = {
    "left": Message("We could not measure your left knee this time."),
    "right": Message("We could not measure your right knee this time."),
}

_RANGE_INSIDE: Final = Message("It was likely {low}–{high} mm inside its line.")
_RANGE_OUTSIDE: Final = Message("It was likely {low}–{high} mm outside its line.")
_RANGE_AROUND: Final = Message(
    "It was likely between {outside} mm outside and {inside} mm inside its line."
)

Kind = Literal["cue", "heels"]

_FURTHER_OUT: Final = {
    ("cue", "left"): Message(
        "With the cue your left knee stayed about {change} mm further out than without it."
    ),
    ("cue", "right"): Message(
        "With the cue your right knee stayed about {change} mm further out than without it."
    ),
    ("heels", "left"): Message(
        "With the heels raised your left knee stayed about {change} mm further out."
    ),
    ("heels", "right"): Message(
        "With the heels raised your right knee stayed about {change} mm further out."
    ),
}
_FURTHER_IN: Final = {
    ("cue", "left"): Message(
        "With the cue your left knee moved about {change} mm further in than without it."
    ),
    ("cue", "right"): Message(
        "With the cue your right knee moved about {change} mm further in than without it."
    ),
    ("heels", "left"): Message(
        "With the heels raised your left knee moved about {change} mm further in."
    ),
    ("heels", "right"): Message(
        "With the heels raised your right knee moved about {change} mm further in."
    ),
}
_WITHIN_ERROR: Final = {
    ("cue", "left"): Message(
        "With and without the cue your left knee moved alike, as far as the camera can tell."
    ),
    ("cue", "right"): Message(
        "With and without the cue your right knee moved alike, as far as the camera can tell."
    ),
    ("heels", "left"): Message(
        "With and without raised heels your left knee moved alike, as far as the camera can tell."
    ),
    ("heels", "right"): Message(
        "With and without raised heels your right knee moved alike, as far as the camera can tell."
    ),
}


def band_word(band: str | None) -> Message:
    """The label of a band, or of a leg that was not measured."""
    return NO_BAND if band is None else BAND_WORDS[band]


def leg_sentences(side: Side, leg: SideResult) -> tuple[Message, ...]:
    """One or two sentences about one leg; offsets in whole millimetres."""
    offset = leg.knee_plane_offset_at_60
    if leg.band is None or offset is None:
        return (_NOT_MEASURED[side],)
    if leg.band == "too_close":
        return _TOO_CLOSE[side], range_sentence(offset)
    if leg.band in INWARD:
        low, high = _mm(offset.low), _mm(offset.high)
        inside = _INSIDE[side].fill(value=_mm(offset.value), low=low, high=high)
        return (inside.fill(count=leg.inside_in, total=leg.of),)
    if leg.band == "outside":
        outside = _OUTSIDE[side].fill(value=_mm(-offset.value))
        counted = outside.fill(count=leg.outside_in, total=leg.of)
        return counted, range_sentence(offset)
    stayed = leg.of - leg.inside_in - leg.outside_in
    return _IN_LINE[side].fill(count=stayed, total=leg.of), range_sentence(offset)


def range_sentence(offset: Estimate) -> Message:
    """The likely range, with its ends named inside or outside instead of by a sign."""
    low, high = _mm(offset.low), _mm(offset.high)
    if low >= 0:
        return _RANGE_INSIDE.fill(low=low, high=high)
    if high <= 0:
        return _RANGE_OUTSIDE.fill(low=-high, high=-low)
    return _RANGE_AROUND.fill(outside=-low, inside=high)


def change_sentence(side: Side, change: Change, kind: Kind) -> Message:
    """What the cue, or raised heels, changed in this leg; nothing within the measurement error.

    A comparison within one visit; between visits only a proven repeatability allows one
    (MEASUREMENT.md section 7), and neither is called better or worse.
    """
    if not change.beyond_error:
        return _WITHIN_ERROR[kind, side]
    moved = _mm(change.change.value)
    if moved < 0:
        return _FURTHER_OUT[kind, side].fill(change=-moved)
    return _FURTHER_IN[kind, side].fill(change=moved)


def _mm(metres: float) -> int:
    return round(1000.0 * metres)
