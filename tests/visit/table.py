"""The table of all states and events as text: tests/golden/visit-table.txt."""

from __future__ import annotations

from pathlib import Path

from kiosk.core.advice import Answers, referral
from kiosk.visit.effects import Effect
from kiosk.visit.machine import step
from kiosk.visit.naming import name
from tests.visit import samples

GOLDEN = Path(__file__).parent.parent / "golden" / "visit-table.txt"


def accept() -> Path:
    """Write it anew; read the difference before it is committed."""
    GOLDEN.write_text(table(), encoding="utf-8")
    return GOLDEN


def table() -> str:
    """A block a state, a line an event that does something; the others are counted."""
    blocks = []
    for state_name, at in samples.states().items():
        lines, ignored = [], 0
        for event_name, event in samples.events().items():
            before = samples.kiosk(at)
            after, effects = step(before, event)
            there = "" if name(after.at) == name(at) else f"→ {name(after.at)}"
            done = ", ".join(_told(effect) for effect in effects)
            changed = after.at != at or after.house != before.house
            if not (there or done or changed):
                ignored += 1
                continue
            lines.append(f"  {event_name:16} {there or '(stays)':24} {done}".rstrip())
        blocks.append("\n".join([state_name, *lines, f"  … {ignored} others: nothing"]))
    return "\n\n".join(blocks) + "\n"


def _told(effect: Effect) -> str:
    values = [_value(getattr(effect, field)) for field in effect.__dataclass_fields__]
    return f"{type(effect).__name__}({', '.join(values)})"


def _value(value: object) -> str:
    if isinstance(value, Answers):
        return ", ".join(referral(value)) or "no sign"
    return "not asked" if value is None else str(value)
