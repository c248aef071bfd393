"""What a new analysis of old recordings changed, as values. Pure; kiosk.fleet's own.

Documents are those of docs/assessment-schema.md. A figure's change is beyond the interval where
the new value lies outside the earlier one's own 95 % interval. What was not measured is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import isfinite
from statistics import fmean, median
from typing import Any, Final

SCHEMA: Final = "kiosk-reanalysis/1"
TRIES: Final = 3
"""A recording whose worker dies is given to another one twice, then it has failed."""
SIDES: Final = ("left", "right")
KINDS: Final = (("kpo", "knee_plane_offset_mm"), ("kto", "knee_toe_offset_mm"))
AT: Final = "at_60"

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a recording has no result."""

    why: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One offset of one leg at 60 degrees, mm, before and after; low, high: the earlier value's
    interval. kind: 'kpo' or 'kto'."""

    side: str
    kind: str
    before: float | None
    after: float | None
    low: float | None = None
    high: float | None = None

    @property
    def change(self) -> float | None:
        """After minus before, to a tenth."""
        if self.before is None or self.after is None:
            return None
        return round(self.after - self.before, 1) + 0.0

    @property
    def beyond(self) -> bool | None:
        """None where there is nothing to compare."""
        if self.change is None or self.after is None or self.low is None or self.high is None:
            return None
        return not self.low <= self.after <= self.high


@dataclass(frozen=True, slots=True)
class Row:
    """One recording. sha256: of its file, '' where it could not be read. before, after: verdicts;
    None where there is none. figures: left and right KPO, then KTO. why: it failed. notes: what to
    know of the comparison."""

    name: str
    sha256: str
    before: str | None = None
    after: str | None = None
    figures: tuple[Figure, ...] = ()
    why: str = ""
    notes: tuple[str, ...] = ()

    @property
    def largest(self) -> float:
        """The largest change of a figure, mm, 0 where there is none."""
        changes = [abs(one.change) for one in self.figures if one.change is not None]
        return max(changes, default=0.0)

    @property
    def verdict_changed(self) -> bool:
        return None not in (self.before, self.after) and self.before != self.after


@dataclass(frozen=True, slots=True)
class Spread:
    """Changes of one kind of figure over all recordings, mm. legs: how many were measured both
    times."""

    kind: str
    legs: int
    mean: float | None
    median_size: float | None
    largest: float | None
    beyond: int


@dataclass(frozen=True, slots=True)
class Summary:
    """compared: recordings with an earlier result."""

    recordings: int
    failed: int
    measured: int
    compared: int
    verdicts_changed: int
    spreads: tuple[Spread, ...]


def key(recording_sha256: str, model_sha256: str, settings_sha256: str, version: str) -> str:
    """What a result is the result of."""
    text = "\n".join((SCHEMA, recording_sha256, model_sha256, settings_sha256, version))
    return sha256(text.encode()).hexdigest()


def compare(name: str, digest: str, before: Document | None, after: Document) -> Row:
    """A recording's row."""
    figures = tuple(
        _figure(side, kind, field, before, after) for kind, field in KINDS for side in SIDES
    )
    notes = () if before is None else tuple(_notes(before, after))
    return Row(name, digest, _verdict(before), _verdict(after), figures, notes=notes)


def ordered(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The largest change first: another verdict before any figure, then what has no earlier
    result, at the end what failed."""

    def rank(row: Row) -> tuple[int, float, str]:
        group = 3 if row.why else 2 if row.before is None else 1 - row.verdict_changed
        return group, -row.largest, row.name

    return tuple(sorted(rows, key=rank))


def summary(rows: Sequence[Row]) -> Summary:
    """Of all rows."""
    return Summary(
        recordings=len(rows),
        failed=sum(bool(row.why) for row in rows),
        measured=sum(row.after == "measured" for row in rows),
        compared=sum(row.before is not None and not row.why for row in rows),
        verdicts_changed=sum(row.verdict_changed for row in rows),
        spreads=tuple(_spread(kind, rows) for kind, _ in KINDS),
    )


def columns() -> tuple[str, ...]:
    """Names of `cells`."""
    figures = (
        f"{side}_{kind}_{part}"
        for kind, _ in KINDS
        for side in SIDES
        for part in ("before_mm", "after_mm", "change_mm", "beyond_interval")
    )
    return (
        "recording", "recording_sha256", "failed", "verdict_before", "verdict_after", *figures,
        "notes",
    )  # fmt: skip


def cells(row: Row) -> tuple[str | float | bool | None, ...]:
    """A row of the table for programs."""
    known = {(one.side, one.kind): one for one in row.figures}
    figures: list[float | bool | None] = []
    for kind, _ in KINDS:
        for side in SIDES:
            one = known.get((side, kind), Figure(side, kind, None, None))
            figures += [one.before, one.after, one.change, one.beyond]
    return (
        row.name, row.sha256, row.why, row.before, row.after, *figures, "; ".join(row.notes),
    )  # fmt: skip


def _figure(side: str, kind: str, field: str, before: Document | None, after: Document) -> Figure:
    def at(document: Document | None, part: str) -> float | None:
        return _number(document, "sides", side, field, AT, part)

    return Figure(
        side, kind, at(before, "value"), at(after, "value"), at(before, "low"), at(before, "high")
    )


def _number(tree: object, *path: str) -> float | None:
    """A number deep in a document that may be anybody's; None where it is not there."""
    for name in path:
        if not isinstance(tree, Mapping):
            return None
        tree = tree.get(name)
    if isinstance(tree, bool) or not isinstance(tree, int | float):
        return None
    return float(tree) if isfinite(tree) else None


def _verdict(document: Document | None) -> str | None:
    found = None if document is None else document.get("verdict")
    return found if found in ("measured", "retry", "not_visible") else None


def _notes(before: Document, after: Document) -> Iterable[str]:
    """What makes the two hard to compare."""
    frames = [_number(one, "recording", "frames") for one in (before, after)]
    if frames[0] != frames[1]:
        yield "the earlier result is of another number of frames"
    if _sets(before) != _sets(after):
        yield "the earlier result counts its squats to other sets"


def _sets(document: Document) -> tuple[str, ...]:
    """Which sets a document knows; how many squats are in each may well change."""
    reps = document.get("reps")
    names = {
        str(rep.get("set"))
        for rep in (reps if isinstance(reps, Sequence) else ())
        if isinstance(rep, Mapping)
    }
    return tuple(sorted(names))


def _spread(kind: str, rows: Sequence[Row]) -> Spread:
    found = [one for row in rows for one in row.figures if one.kind == kind]
    changes = [one.change for one in found if one.change is not None]
    if not changes:
        return Spread(kind, 0, None, None, None, 0)
    sizes = [abs(change) for change in changes]
    return Spread(
        kind=kind,
        legs=len(changes),
        mean=round(fmean(changes), 2) + 0.0,
        median_size=round(median(sizes), 2),
        largest=max(sizes),
        beyond=sum(bool(one.beyond) for one in found),
    )
