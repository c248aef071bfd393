"""What a printer's state reasons mean for a slip. stdlib only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Why = Literal["paper_out", "cover_open", "offline", "fault"]

MEANT: Final[dict[str, Why]] = {
    "media-empty": "paper_out",
    "media-needed": "paper_out",
    "door-open": "cover_open",
    "cover-open": "cover_open",
    "interlock-open": "cover_open",
    "offline": "offline",
    "shutdown": "offline",
    "timed-out": "offline",
    "connecting-to-device": "offline",
}
CONNECTING: Final = "connecting-to-device"
SENT: Final = "cups-waiting-for-job-completed"
"""What the print service adds once the printer has the whole job, over every kind of line."""
ADVICE: Final[dict[Why, str]] = {
    "paper_out": "The printer's paper is out: put some in.",
    "cover_open": "A cover of the printer is open: close it.",
    "offline": "The printer cannot be reached: see that it is switched on and connected.",
    "fault": "The printer needs somebody: look at its display.",
}
LOW: Final = "media-low"
SEVERITIES: Final = ("-error", "-warning", "-report")
"""RFC 8011, section 5.4.12; a reason without one may be as bad as an error."""
OFTEN: Final[tuple[Why, ...]] = ("offline", "cover_open", "paper_out", "fault")
"""Which is told where there are several."""
HARMLESS: Final = ("none", "moving-to-paused", "hold-new-jobs", "identify-printer-requested")


@dataclass(frozen=True, slots=True)
class Meaning:
    """why: of `PrinterStatus`, None where a slip can be printed. low: the paper ends soon."""

    why: Why | None
    low: bool


def meaning(reasons: Iterable[str], *, stopped: bool = False, paper: bool = False) -> Meaning:
    """Of printer-state-reasons.

    stopped: the printer waits for somebody. paper: a tray has some, so that it may be another one
    that is empty.
    """
    found: set[Why] = set()
    low = False
    for reason in reasons:
        plain, severe = _severity(reason)
        low = low or plain == LOW
        why = MEANT.get(plain)
        if why is None and severe and plain not in HARMLESS and plain != LOW:
            why = "fault" if not plain.startswith("cups-") else None
        if why is not None and not (why == "paper_out" and paper):
            found.add(why)
    if stopped and not found:
        found.add("fault")
    return Meaning(next((why for why in OFTEN if why in found), None), low)


def _severity(reason: str) -> tuple[str, bool]:
    """The bare reason, and whether it may keep the printer from printing."""
    for ending in SEVERITIES:
        if reason.endswith(ending):
            return reason.removesuffix(ending), ending == "-error"
    return reason, True
