"""When the kiosk ran, from the marks that it leaves while it does. Pure; stdlib only.

A running kiosk leaves a mark when it starts, every ten minutes, when it goes out of service or
comes back, and when it ends as it should. What lies between two marks of one run it ran; what lies
between the last mark of a run and the next start it did not. So a run that was cut off counts up to
ten minutes too little, and never too much.

A clock that is set while the kiosk runs would make hours out of nothing: the marks carry how long
the kiosk has run as well, by a clock that nobody sets, and where the two disagree that one holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

EVERY_S: Final = 600.0
"""Between two marks while nothing changes."""
SLACK_S: Final = 60.0
"""A mark may come so much later than it should; clocks may disagree by so much."""

Kind = Literal["start", "in", "out", "end"]
"""start: of a run. in, out: in service or out of service from here on. end: as it should."""
KINDS: Final[tuple[Kind, ...]] = ("start", "in", "out", "end")


@dataclass(frozen=True, slots=True)
class Mark:
    """at_s: seconds since 1970 by the wall clock. up_s: since this run's start. sure: whether the
    wall clock was known to be right. paper_mm: used since the last new roll, None unknown."""

    at_s: float
    kind: Kind
    up_s: float
    sure: bool = True
    paper_mm: float | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """It ran all the time between the two, in service or not."""

    from_s: float
    to_s: float
    in_service: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """Of a period, seconds. before_s: before the first mark ever, when nobody knows. starts: how
    often it started; cut: how many runs ended without saying so."""

    in_s: float = 0.0
    out_s: float = 0.0
    down_s: float = 0.0
    before_s: float = 0.0
    starts: int = 0
    cut: int = 0

    @property
    def known_s(self) -> float:
        return self.in_s + self.out_s + self.down_s

    @property
    def share(self) -> float | None:
        """Of the known time that it was in service; None where nothing is known."""
        return self.in_s / self.known_s if self.known_s > 0.0 else None


def spans(marks: Sequence[Mark], now_s: float | None = None) -> tuple[Span, ...]:
    """When it ran, in the order of the marks. now_s: the last mark's state holds until then, if
    that is not longer than a mark takes to come."""
    found = list(_spans(marks))
    last = marks[-1] if marks else None
    if last is None or now_s is None or last.kind == "end":
        return tuple(found)
    if 0.0 < now_s - last.at_s <= EVERY_S + SLACK_S:
        found.append(Span(last.at_s, now_s, _in_service(last)))
    return tuple(found)


def hours(
    marks: Sequence[Mark], since_s: float, until_s: float, now_s: float | None = None
) -> Hours:
    """Of [since_s, until_s), from all marks of that time and those shortly before."""
    if not marks:
        return Hours(before_s=until_s - since_s)
    ran = [0.0, 0.0]
    for span in spans(marks, now_s):
        ran[span.in_service] += max(min(span.to_s, until_s) - max(span.from_s, since_s), 0.0)
    before_s = min(max(min(mark.at_s for mark in marks) - since_s, 0.0), until_s - since_s)
    known_s = until_s - since_s - before_s
    starts = [i for i, one in enumerate(marks) if one.kind == "start"]
    return Hours(
        in_s=min(ran[True], known_s),
        out_s=min(ran[False], known_s),
        down_s=max(known_s - sum(ran), 0.0),
        before_s=before_s,
        starts=sum(since_s <= marks[i].at_s < until_s for i in starts),
        cut=sum(i > 0 and since_s <= marks[i].at_s < until_s and marks[i - 1].kind != "end"
                for i in starts),
    )  # fmt: skip


def paper(marks: Iterable[Mark], since_s: float, until_s: float) -> tuple[float, int] | None:
    """Millimetres used in [since_s, until_s), and how many new rolls were put in; None where it
    was never known. What a roll still gave between its last mark and its end is not seen."""
    used_mm, rolls, seen = 0.0, 0, False
    before_mm: float | None = None
    for one in marks:
        here_mm = one.paper_mm
        if here_mm is None or one.at_s >= until_s:
            continue
        if one.at_s >= since_s:
            seen = True
            fresh = before_mm is not None and here_mm < before_mm
            rolls += fresh
            used_mm += here_mm if fresh else here_mm - (here_mm if before_mm is None else before_mm)
        before_mm = here_mm
    return (used_mm, rolls) if seen else None


def _spans(marks: Sequence[Mark]) -> Iterator[Span]:
    for one, after in pairwise(marks):
        if one.kind == "end" or after.kind == "start":
            continue
        long_s = after.up_s - one.up_s
        if long_s <= 0.0:
            continue  # no marks of one run
        agree = abs((after.at_s - one.at_s) - long_s) <= SLACK_S
        yield Span(one.at_s if agree else after.at_s - long_s, after.at_s, _in_service(one))


def _in_service(mark: Mark) -> bool:
    """From this mark on. A kiosk that has just started is about to be."""
    return mark.kind != "out"
