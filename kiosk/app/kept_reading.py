"""What is kept, for commands that read. May import all below.

Another visit is set beside this one only where both come from the same metric and the same pose
model, and called a change only beyond this kiosk's own day-to-day spread (kiosk.core.compare).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kiosk.app.asking import act_as_owner
from kiosk.app.kept import archive_of
from kiosk.app.places import store_path
from kiosk.config import Config
from kiosk.core import strictjson
from kiosk.core.records import LegFigures, VisitRecord, VisitSummary
from kiosk.errors import InputError

if TYPE_CHECKING:
    from kiosk.ports import Archive

Comparable = Literal["yes", "other_model", "other_metric"]


@dataclass(frozen=True, slots=True)
class EarlierVisit:
    """A visit of the same member before this one. comparable: why its figures must not be set
    beside this one's. changed: beyond the spread, left and right; None where that is not known."""

    summary: VisitSummary
    comparable: Comparable
    changed: tuple[bool | None, bool | None]


@dataclass(frozen=True, slots=True)
class Shown:
    """A visit with its earlier ones, the latest first."""

    record: VisitRecord
    earlier: tuple[EarlierVisit, ...]

    @property
    def assessment(self) -> dict[str, Any]:
        """The document of docs/assessment-schema.md."""
        tree: dict[str, Any] = strictjson.loaded(self.record.document)
        return tree

    def document(self) -> dict[str, Any]:
        """For programs: without the curves' and joints' bytes."""
        record = self.record
        consent = None if record.consent is None else strictjson.tree(record.consent)
        return {
            "visit": record.visit,
            "ticket": record.ticket,
            "started_utc": record.started_utc,
            "ended_utc": record.ended_utc,
            "clock_ok": record.clock_ok,
            "language": record.language,
            "kiosk_version": record.kiosk_version,
            "model_sha256": record.model_sha256,
            "metric_revision": record.metric_revision,
            "consent": consent,
            "has_curves": record.curves is not None,
            "has_joints": record.joints is not None,
            "assessment": self.assessment,
            "earlier": [strictjson.tree(one) for one in self.earlier],
        }


def listed(config: Config, since: str, until: str, limit: int) -> Sequence[VisitSummary]:
    """The newest first. Raises StoreError."""
    with closing(_archive(config)) as archive:
        return archive.visits(since, until, limit)


def shown(config: Config, key: str) -> Shown | None:
    """By ticket or UUID. Raises StoreError, InputError."""
    with closing(_archive(config)) as archive:
        record = archive.visit(key)
        if record is None:
            return None
        ours = _legs(record)
        spread = config.repeatability.spread_mm(record.model_sha256)
        linked = archive.linked(record.ticket)
        earlier = tuple(_earlier(record, ours, one, spread) for one in linked)
    return Shown(record, earlier)


def records(config: Config, since: str, until: str) -> Iterator[VisitRecord]:
    """Whole, the oldest first. Raises StoreError."""
    with closing(_archive(config)) as archive:
        yield from archive.iterate(since, until)


def named(config: Config, keys: Sequence[str]) -> Iterator[VisitRecord]:
    """By tickets or UUIDs, in their order. Raises InputError for one that is not there."""
    with closing(_archive(config)) as archive:
        for key in keys:
            record = archive.visit(key)
            if record is None:
                raise InputError(f"There is no visit {key} here: kiosk results list.")
            yield record


def _archive(config: Config) -> Archive:
    act_as_owner(store_path(config).parent)
    return archive_of(config)


Legs = tuple[float | None, float | None]


def _legs(record: VisitRecord) -> Legs:
    """Knee-plane offset at 60 degrees, left and right."""
    sides = strictjson.loaded(record.document).get("sides") or {}

    def value(side: str) -> float | None:
        leg = sides.get(side) or {}
        estimate = (leg.get("knee_plane_offset_mm") or {}).get("at_60") or {}
        found = estimate.get("value")
        return float(found) if isinstance(found, int | float) else None

    return value("left"), value("right")


def _earlier(record: VisitRecord, ours: Legs, other: VisitSummary, mdc95_mm: float) -> EarlierVisit:
    comparable: Comparable = "yes"
    if other.metric_revision != record.metric_revision:
        comparable = "other_metric"
    elif other.model_sha256 != record.model_sha256:
        comparable = "other_model"
    theirs: tuple[LegFigures, LegFigures] = (other.left, other.right)
    if comparable != "yes" or not mdc95_mm:
        return EarlierVisit(other, comparable, (None, None))
    left, right = (
        None if now is None or then.kpo_mm is None else abs(now - then.kpo_mm) > mdc95_mm
        for now, then in zip(ours, theirs, strict=True)
    )
    return EarlierVisit(other, comparable, (left, right))
