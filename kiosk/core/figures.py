"""The few figures of an assessment's document that lists and reports show. kiosk.core only.

Reads the JSON of docs/assessment-schema.md. What is not in it is None: a document of another
version is kept and listed all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from kiosk.core import strictjson
from kiosk.core.records import LegFigures, VisitRecord, VisitSummary
from kiosk.errors import InputError

NO_FIGURES: Final = LegFigures()


@dataclass(frozen=True, slots=True)
class Figures:
    """verdict: '' where the document has none. reasons: codes."""

    verdict: str = ""
    reasons: tuple[str, ...] = ()
    left: LegFigures = NO_FIGURES
    right: LegFigures = NO_FIGURES


def figures(document: str) -> Figures:
    """Raises InputError for a text that is no JSON object."""
    try:
        read = strictjson.loaded(document)
    except ValueError as error:
        raise InputError(f"The document of a visit is not JSON: {error}.") from error
    if not isinstance(read, dict):
        raise InputError("The document of a visit is JSON, but no object ({...}).")
    reasons = _within(read, "reasons")
    return Figures(
        verdict=_text(_within(read, "verdict")) or "",
        reasons=tuple(map(str, reasons)) if isinstance(reasons, list) else (),
        left=_leg(read, "left"),
        right=_leg(read, "right"),
    )


def summary(record: VisitRecord) -> VisitSummary:
    """A record as a line of a list. Raises InputError."""
    found = figures(record.document)
    return VisitSummary(
        visit=record.visit,
        ticket=record.ticket,
        started_utc=record.started_utc,
        ended_utc=record.ended_utc,
        clock_ok=record.clock_ok,
        language=record.language,
        verdict=found.verdict,
        reasons=found.reasons,
        left=found.left,
        right=found.right,
        kiosk_version=record.kiosk_version,
        model_sha256=record.model_sha256,
        metric_revision=record.metric_revision,
        config_sha256=record.config_sha256,
        earlier_ticket=record.earlier_ticket,
        has_curves=record.curves is not None,
        has_joints=record.joints is not None,
    )


def _leg(document: Any, side: str) -> LegFigures:
    offset = ("sides", side, "knee_plane_offset_mm", "at_60")
    squats = ("sides", side, "squats")
    return LegFigures(
        kpo_mm=_number(_within(document, *offset, "value")),
        kpo_low_mm=_number(_within(document, *offset, "low")),
        kpo_high_mm=_number(_within(document, *offset, "high")),
        kto_mm=_number(_within(document, "sides", side, "knee_toe_offset_mm", "at_60", "value")),
        flexion_deg=_number(_within(document, "sides", side, "knee_flexion_peak_deg", "value")),
        band=_text(_within(document, "sides", side, "band")),
        inside=_count(_within(document, *squats, "inside")),
        of=_count(_within(document, *squats, "of")),
    )


def _within(value: Any, *names: str) -> Any:
    """What stands under these names, None where one is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _number(value: Any) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        return float(value)
    except OverflowError:  # a whole number beyond all floats was never measured
        return None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
