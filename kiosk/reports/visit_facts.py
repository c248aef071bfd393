"""What a visit's report is made of, and how its document is read. May import kiosk.core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final, Literal

import numpy as np

from kiosk.core import strictjson
from kiosk.core.alignment import Side
from kiosk.core.bands import Bands
from kiosk.core.frame import FloatArray
from kiosk.core.interval import Estimate
from kiosk.core.keeping import KeptJoints, RepCurves
from kiosk.core.keeping_codec import decode_curves, decode_joints
from kiosk.core.records import VisitRecord, VisitSummary
from kiosk.errors import InputError

SIDES: Final[tuple[Side, Side]] = ("left", "right")
SET_WORDS: Final = {
    "practice": "practice",
    "uncued": "uncued",
    "cued": "with cue",
    "heels": "heels raised",
}

Comparable = Literal["yes", "other_model", "other_metric"]
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EarlierFacts:
    """A visit whose slip was scanned later on. date: YYYY-MM-DD where the kiosk stands.
    changed: beyond the day-to-day spread, left and right; None where that cannot be said."""

    date: str
    summary: VisitSummary
    comparable: Comparable
    changed: tuple[bool | None, bool | None]


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What the pose model's own file says of itself. sha256 of that file. errors, figures: as its
    metadata has them; {} where they are not there."""

    sha256: str
    errors: Json
    figures: Json


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """started: day and time where the kiosk stands, as it is read. earlier: the latest first.
    mdc95_mm: of this kiosk, 0 not known; people and days: on whom it was found. model: of the
    model that is installed; its figures are told only where it measured this visit. bands: the
    thresholds of this program. program: its version."""

    record: VisitRecord
    started: str
    earlier: tuple[EarlierFacts, ...] = ()
    mdc95_mm: float = 0.0
    people: int = 0
    days: int = 0
    place: str = ""
    model: ModelCard | None = None
    bands: Bands | None = None
    program: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A visit with its document, curves and joints. damage: what of it could not be read, ''
    nothing. curves: () without them."""

    facts: VisitFacts
    document: Json
    curves: tuple[RepCurves, ...]
    joints: KeptJoints | None
    damage: str = ""

    def at(self, *keys: str | int) -> Any:
        """What lies under these keys of the document; None where one is missing or null."""
        return at(self.document, *keys)

    def number(self, *keys: str | int) -> float | None:
        return number(self.at(*keys))

    def estimate(self, *keys: str | int) -> Estimate | None:
        """A value with its interval, in the document's own unit."""
        return estimate(self.at(*keys))

    @property
    def measured(self) -> bool:
        return bool(self.at("verdict") == "measured")

    @property
    def reps(self) -> tuple[Json, ...]:
        found = self.at("reps")
        return tuple(one for one in found if isinstance(one, dict)) if _is_list(found) else ()

    def squats(self, set_: str) -> list[RepCurves]:
        """Curves of the squats of a set that count."""
        return [one for one in self.curves if one.valid and one.set == set_]

    def in_line_mm(self, side: Side) -> tuple[float, float] | None:
        """The lowest and highest knee-plane offset in line; None where the thresholds of the
        visit are not this program's, or the shank was not measured."""
        shank, bands = self.number("standing", side, "shank_m"), self.facts.bands
        if shank is None or bands is None or bands.name != self.at("bands", "name"):
            return None
        return 10.0 * shank * bands.outside_percent, 10.0 * shank * bands.inside_percent


def open_visit(facts: VisitFacts) -> Opened:
    """Decode a record. Raises InputError where its document cannot be read; damaged curves and
    joints are told in `damage`, because the figures do not need them."""
    record = facts.record
    try:
        document = strictjson.loaded(record.document)
    except ValueError as error:
        raise InputError(f"The document of visit {record.ticket} is no JSON ({error}).") from error
    if not isinstance(document, dict):
        raise InputError(f"The document of visit {record.ticket} is no JSON object.")
    damage: list[str] = []
    curves: tuple[RepCurves, ...] = ()
    joints: KeptJoints | None = None
    try:
        curves = () if record.curves is None else decode_curves(record.curves)
    except InputError as error:
        damage.append(str(error))
    try:
        joints = None if record.joints is None else decode_joints(record.joints)
    except InputError as error:
        damage.append(str(error))
    return Opened(facts, document, curves, joints, " ".join(damage))


def at(tree: Any, *keys: str | int) -> Any:
    """What lies under these keys; None where one is missing."""
    for key in keys:
        if isinstance(key, int):
            tree = tree[key] if _is_list(tree) and key < len(tree) else None
        else:
            tree = tree.get(key) if isinstance(tree, Mapping) else None
    return tree


def number(value: Any) -> float | None:
    """A finite number; None for everything else."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    try:
        return float(value) if isfinite(value) else None
    except OverflowError:  # a whole number beyond all floats was never measured
        return None


def estimate(value: Any) -> Estimate | None:
    """{value, low, high} as a value."""
    found = [number(at(value, key)) for key in ("value", "low", "high")]
    if any(one is None for one in found):
        return None
    middle, low, high = (float(one) for one in found if one is not None)
    return Estimate(middle, low, high)


def strings(value: Any) -> tuple[str, ...]:
    """Codes of a list; () for what is none."""
    return tuple(one for one in value if isinstance(one, str)) if _is_list(value) else ()


def rep_names(reps: tuple[Json, ...]) -> tuple[str, ...]:
    """'uncued 1', 'uncued 2', …: each set counted for itself."""
    counted: dict[str, int] = {}
    names = []
    for rep in reps:
        set_ = str(rep.get("set"))
        counted[set_] = counted.get(set_, 0) + 1
        names.append(f"{SET_WORDS.get(set_, set_[:20])} {counted[set_]}")
    return tuple(names)


def over_flexion(
    flexion_deg: FloatArray, values: FloatArray, grid_deg: FloatArray, *, down: bool
) -> FloatArray:
    """A squat's values (101,) at each flexion of a grid, on the way down or up; NaN where it did
    not pass there measured. The first passage down and the last one up are taken."""
    if not np.isfinite(flexion_deg).any():
        return np.full(len(grid_deg), np.nan)
    peak = int(np.nanargmax(flexion_deg))
    part = slice(0, peak + 1) if down else slice(peak, None)
    f, v = flexion_deg[part], values[part]
    if not down:
        f, v = f[::-1], v[::-1]
    before, after = f[:-1], f[1:]
    seen = np.isfinite(v[:-1]) & np.isfinite(v[1:])
    found = np.full(len(grid_deg), np.nan)
    for i, wanted in enumerate(grid_deg):
        hits = np.flatnonzero((before <= wanted) & (wanted < after) & seen)
        if len(hits):
            j = hits[0]
            share = (wanted - before[j]) / (after[j] - before[j])
            found[i] = v[j] + share * (v[j + 1] - v[j])
    return found


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))
