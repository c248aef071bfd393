"""A state's name: of its screen, its golden picture, its spoken prompt, a demo member's cue."""

from __future__ import annotations

from typing import Final

from kiosk.visit.states import (
    Ended,
    Erased,
    Intro,
    OutOfService,
    Paused,
    Printed,
    Refused,
    Result,
    Squats,
    State,
    Thanks,
)

_NAMES: Final = {
    "StaffPage": "staff", "ConfirmErase": "confirm_erase", "BeforeIdeas": "before_ideas",
}  # fmt: skip


def name(at: State) -> str:
    """Lower case with underscores; states that look different have different names."""
    match at:
        case Intro() | Squats():
            seated = at.set in ("practice", "uncued") or (at.set, type(at)) == ("cued", Intro)
            chair = "_chair" if at.member.chair and seated else ""
            return f"{type(at).__name__.lower()}_{at.set}{chair}"
        case Refused() | Ended():
            return f"{type(at).__name__.lower()}_{at.why}"
        case OutOfService():
            return f"out_of_service_{at.reason}"
        case Paused():
            return "paused_back" if at.asks else f"paused_{at.why}"
        case Result():
            return ("result", "practice")[at.page] if at.page < 2 else f"why_{at.page - 1}"
        case Printed():
            card = "_card" if at.member.assessment is None else ""
            said = "" if at.member.printed == "printed" else f"_{at.member.printed}"
            return f"printed{card}{said}"
        case Thanks(member=member) if member.assessment is None:
            return "goodbye"
        case Erased(gone=bool() as gone):
            return "erased" if gone else "not_erased"
        case Erased():
            return "erasing"
    plain = type(at).__name__
    return _NAMES.get(plain, plain.lower())
