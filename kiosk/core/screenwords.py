"""The short words of result picture and slip, beside the sentences of kiosk.core.wording.

May import kiosk.core. Every text is a Message, so that gettext collects it; offsets are said in
whole millimetres with the direction in words, never as a signed number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.core.codes import INWARD
from kiosk.core.interval import Estimate
from kiosk.core.legresult import SideResult
from kiosk.core.message import Message

SEEN_FROM_ABOVE: Final = Message("Seen from above")
FROM_THE_FRONT: Final = Message("From the front")
WITH_THE_CUE: Final = Message("With the cue")
WORTH_KNOWING: Final = Message("Worth knowing")
TRY_THE_CUE: Final = Message("Try this")
WITHOUT: Final = Message("without")
WITH: Final = Message("with")
PRACTISE: Final = Message("Practise three times a week")
PROGRAMME: Final = Message("Practise 3 times a week, 6 to 8 weeks")
SEE_A_PROFESSIONAL: Final = Message("Please show your knees to a physiotherapist or a doctor.")
TOO_CLOSE: Final = Message(
    "The likely range reaches over the edge of the lane. Repeat the test for a clear answer."
)
NOT_SEEN: Final = Message("We could not see you well.")

KNEES: Final = {"left": Message("Left knee"), "right": Message("Right knee")}
SIDES: Final = {"left": Message("Left"), "right": Message("Right")}

LEGEND: Final = {
    "inside": Message("inside"),
    "in_line": Message("in line"),
    "squat": Message("one squat"),
    "likely": Message("likely range"),
    "path": Message("way down"),
}

_BOTH: Final = {
    "in_line": Message("Both knees stayed in line."),
    "slightly_inside": Message("Both knees moved slightly inside."),
    "inside": Message("Both knees moved inside."),
    "clearly_inside": Message("Both knees moved clearly inside."),
    "outside": Message("Both knees moved outside."),
    "too_close": Message("Both knees are too close to call."),
}
_LEFT: Final[Mapping[str | None, Message]] = {
    "in_line": Message("Left knee stayed in line."),
    "slightly_inside": Message("Left knee moved slightly inside."),
    "inside": Message("Left knee moved inside."),
    "clearly_inside": Message("Left knee moved clearly inside."),
    "outside": Message("Left knee moved outside."),
    "too_close": Message("Left knee: too close to call."),
    None: Message("Left knee: not measured."),
}
_RIGHT: Final[Mapping[str | None, Message]] = {
    "in_line": Message("Right knee stayed in line."),
    "slightly_inside": Message("Right knee moved slightly inside."),
    "inside": Message("Right knee moved inside."),
    "clearly_inside": Message("Right knee moved clearly inside."),
    "outside": Message("Right knee moved outside."),
    "too_close": Message("Right knee: too close to call."),
    None: Message("Right knee: not measured."),
}
_ORDER: Final = ("clearly_inside", "inside", "slightly_inside", "outside", "too_close", "in_line")
"""What is said first; a leg that was not measured comes last."""

_ON_LINE: Final = Message("on its line")
_INSIDE: Final = Message("{value} mm inside")
_OUTSIDE: Final = Message("{value} mm outside")
_INSIDE_IN: Final = Message("{value} mm inside, {count} of {total} squats")
_OUTSIDE_IN: Final = Message("{value} mm outside, {count} of {total} squats")
_LIKELY: Final = Message("likely {low}–{high} mm")
_LIKELY_INSIDE: Final = Message("likely {low}–{high} mm inside")
_LIKELY_OUTSIDE: Final = Message("likely {low}–{high} mm outside")
_LIKELY_AROUND: Final = Message("likely {outside} mm out to {inside} mm in")

_CHANGE: Final = Message("{before} → {after} mm")
_CHANGE_OUT: Final = Message("{before} in → {after} out")
_CHANGE_IN: Final = Message("{before} out → {after} in")
_CHANGE_OUTSIDE: Final = Message("{before} → {after} mm out")


def headline(left: str | None, right: str | None) -> tuple[Message, ...]:
    """One sentence for both knees, or one each, the knee that moved further first."""
    if left == right and left is not None:
        return (_BOTH[left],)
    told = [(_rank(left), _LEFT[left]), (_rank(right), _RIGHT[right])]
    return tuple(message for _, message in sorted(told, key=lambda item: item[0]))


def figure(leg: SideResult, offset: Estimate) -> Message:
    """The offset with its direction, and in how many squats where the knee left its line."""
    value = millimetres(offset.value)
    if value == 0:
        return _ON_LINE
    if leg.band in INWARD:
        return _INSIDE_IN.fill(value=value, count=leg.inside_in, total=leg.of)
    if leg.band == "outside":
        return _OUTSIDE_IN.fill(value=-value, count=leg.outside_in, total=leg.of)
    return _INSIDE.fill(value=value) if value > 0 else _OUTSIDE.fill(value=-value)


def likely(offset: Estimate) -> Message:
    """The likely range; its ends are named where it reaches over the line."""
    low, high = millimetres(offset.low), millimetres(offset.high)
    if low < 0 < high:
        return _LIKELY_AROUND.fill(outside=-low, inside=high)
    near, far = sorted((abs(low), abs(high)))
    return _LIKELY.fill(low=near, high=far)


def likely_where(offset: Estimate) -> Message:
    """The likely range with its direction, for a place where nothing else says it."""
    low, high = millimetres(offset.low), millimetres(offset.high)
    if low >= 0:
        return _LIKELY_INSIDE.fill(low=low, high=high)
    if high <= 0:
        return _LIKELY_OUTSIDE.fill(low=-high, high=-low)
    return likely(offset)


def change(before: Estimate, after: Estimate) -> Message:
    """From without to with the cue; the direction is named as soon as it is not inside twice."""
    was, now = millimetres(before.value), millimetres(after.value)
    message = {
        (True, True): _CHANGE,
        (True, False): _CHANGE_OUT,
        (False, True): _CHANGE_IN,
        (False, False): _CHANGE_OUTSIDE,
    }[was >= 0, now >= 0]
    return message.fill(before=abs(was), after=abs(now))


def millimetres(metres: float) -> int:
    """Whole millimetres."""
    return round(1000.0 * metres)


def _rank(band: str | None) -> int:
    return len(_ORDER) if band is None else _ORDER.index(band)
