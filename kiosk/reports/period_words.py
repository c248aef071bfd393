"""How counts, shares and times are told in the owner's report. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kiosk.core.suppression import LEAST_PEOPLE
from kiosk.reports.parts import Table
from kiosk.reports.period import Count

HIDDEN: Final = "hidden"
FEW: Final = f"fewer than {LEAST_PEOPLE}"


def table(head: tuple[str, ...], counts: Sequence[Count], whole: int) -> Table:
    """whole: what the shares are of, 0 for none."""
    return Table(
        head,
        tuple((one.label, told(one.count), share(one.count, whole)) for one in counts),
    )


def told(count: int | None) -> str:
    """Of people; None is hidden."""
    return HIDDEN if count is None else f"{count:,}"


def share(count: int | None, whole: int) -> str:
    """Nothing where either is hidden or not known."""
    return "" if count is None or not whole else percent(count, whole)


def percent(part: float, whole: float) -> str:
    """Never 100 % where something is missing, nor 0 % where something is there."""
    share = 100.0 * part / whole
    digits = 1 if 0.0 < share < 1.0 or 99.0 < share < 100.0 else 0
    text = f"{share:.{digits}f}"
    if part < whole and float(text) >= 100.0:
        return "over 99.9 %"
    return "under 0.1 %" if part and float(text) == 0.0 else f"{text} %"


def lasted(seconds: float) -> str:
    """Hours, and minutes where there are few."""
    hours, minutes = divmod(round(seconds / 60.0), 60)
    return f"{hours:,} h" if hours >= 100 else f"{hours} h {minutes:02} min"
