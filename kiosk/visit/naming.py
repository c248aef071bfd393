"""A state's name: of its screen, its golden picture, its spoken prompt, a demo member's cue."""

from __future__ import annotations

from kiosk.visit.states import (
    Ended,
    Intro,
    OutOfService,
    Paused,
    Printed,
    Refused,
    Result,
    Squats,
    State,
)


def name(at: State) -> str:
    """Lower case with underscores; states that look different have different names."""
    match at:
        case Intro() | Squats():
            chair = "_chair" if at.member.chair and at.set != "cued" else ""
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
            return "printed" if at.member.printed == "printed" else f"printed_{at.member.printed}"
    plain = type(at).__name__
    return {"StaffPage": "staff", "ConfirmErase": "confirm_erase"}.get(plain, plain.lower())
