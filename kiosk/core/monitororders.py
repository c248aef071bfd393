"""What staff can do from `kiosk monitor`, what is asked before it is done, and how a command line
says it. kiosk.core only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from kiosk.core.control import LONGEST_REASON, LONGEST_TICKET
from kiosk.core.printable import printable

Do = Literal["out", "back", "reprint", "cancel", "erase", "restart", "start", "backup"]


@dataclass(frozen=True, slots=True)
class Order:
    """text: the reason, or the ticket."""

    do: Do
    text: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Before it is done: No is what is chosen unless somebody says Yes. field: what is to be
    typed first, '' nothing; most: its letters; must: it may not stay empty."""

    title: str
    text: str
    field: str = ""
    most: int = 0
    must: bool = False


ASKED: Final[dict[Do, Question]] = {
    "out": Question(
        "Take the kiosk out of service?",
        "It shows members that it takes a break. A visit under way comes to its end first. The "
        "reason is for your colleagues; members do not see it.",
        "Reason", LONGEST_REASON,
    ),
    "back": Question("Take the kiosk back into service?", "Members can use it again at once."),
    "reprint": Question(
        "Print the last slip again?",
        "It is marked as a copy. Whoever stands at the printer can read it.",
    ),
    "cancel": Question(
        "Drop what waits for the printer?",
        "What was not printed yet is not printed any more, and what a slip left in the printer is "
        "cleared.",
    ),
    "erase": Question(
        "Erase a visit for good?",
        "The result, its curves and joints, and the copy of its slip, here and in the backups. It "
        "cannot be brought back.",
        "Code on the slip", LONGEST_TICKET, must=True,
    ),
    "restart": Question(
        "Restart the kiosk?",
        "A visit under way ends, and what was measured in it is lost.",
    ),
    "start": Question("Start the kiosk?", "It does not run now."),
}  # fmt: skip
"""A backup is made at once: it takes nothing away."""
WORKING: Final[dict[Do, str]] = {
    "out": "Takes it out of service …",
    "back": "Takes it back into service …",
    "reprint": "Prints the copy …",
    "cancel": "Clears the printer …",
    "erase": "Erases …",
    "restart": "Restarts the kiosk …",
    "start": "Starts the kiosk …",
    "backup": "Makes a backup …",
}
PATIENCE_S: Final[dict[Do, float]] = {
    "out": 60.0, "back": 60.0, "reprint": 90.0, "cancel": 90.0, "erase": 600.0, "restart": 180.0,
    "start": 180.0, "backup": 900.0,
}  # fmt: skip


def sure(order: Order) -> str:
    """The last question, with what was typed."""
    return f"Erase the visit {ticket(order.text)} for good?" if order.do == "erase" else ""


def words(order: Order) -> tuple[str, ...]:
    """Of the command that does it, after `kiosk`."""
    match order.do:
        case "out":
            reason = printable(order.text, LONGEST_REASON) if order.text.strip() else ""
            return ("maintenance", "on", f"--reason={reason}")
        case "back":
            return ("maintenance", "off")
        case "reprint":
            return ("reprint",)
        case "cancel":
            return ("printer", "cancel")
        case "erase":
            return ("results", "delete", "--yes", "--", ticket(order.text))
        case "restart" | "start":
            return ("service", order.do)
        case "backup":
            return ("backup",)


def ticket(text: str) -> str:
    """As it is printed: capitals, no spaces, nothing unseen."""
    return "".join(printable(text, LONGEST_TICKET).split()).upper()
