"""Visits and stays as rows of the replica: what is sent, and nothing else is. Pure.

Times are texts with their offset, UUIDs texts, None 'not measured'. kiosk.adapters.replica.schema
has a column for each name here.
"""

from __future__ import annotations

from typing import Any, Final

from kiosk.core.figures import Figures, figures
from kiosk.core.records import LegFigures, Stay, VisitRecord
from kiosk.errors import InputError

Row = dict[str, Any]

LEG: Final = (
    "kpo_mm", "kpo_low_mm", "kpo_high_mm", "kto_mm", "flexion_deg", "band", "inside", "of",
)  # fmt: skip
"""kiosk.core.records.LegFigures, once for each leg: left_kpo_mm, right_kpo_mm, …"""

VISIT: Final = (
    "visit", "ticket", "started_at", "ended_at", "clock_ok", "language", "verdict", "reasons",
    *(f"{side}_{name}" for side in ("left", "right") for name in LEG),
    "kiosk_version", "model_sha256", "metric_revision", "config_sha256", "earlier_ticket",
    "document", "consent_wording", "consent_given_at", "consent_what", "curves", "joints",
)  # fmt: skip
"""A visit's columns."""

STAY: Final = (
    "stay", "started_at", "ended_at", "clock_ok", "language", "last_state", "outcome", "retries",
    "printed", "kiosk_version",
)  # fmt: skip
"""A stay's columns."""


def visit_row(record: VisitRecord, *, curves: bool) -> Row:
    """By VISIT. curves: whether curves and joints, where a member agreed to keep them, go along."""
    try:
        found = figures(record.document)
    except InputError:  # kept all the same: it is what was measured
        found = Figures()
    consent = record.consent
    row: Row = {
        "visit": record.visit,
        "ticket": _text(record.ticket),
        "started_at": record.started_utc,
        "ended_at": record.ended_utc or None,
        "clock_ok": record.clock_ok,
        "language": _text(record.language),
        "verdict": _text(found.verdict),
        "reasons": [_text(one) for one in found.reasons],
        "kiosk_version": _text(record.kiosk_version),
        "model_sha256": _text(record.model_sha256),
        "metric_revision": record.metric_revision,
        "config_sha256": _text(record.config_sha256),
        "earlier_ticket": _text(record.earlier_ticket) or None,
        "document": _text(record.document),
        "consent_wording": None if consent is None else _text(consent.wording),
        "consent_given_at": None if consent is None else consent.given_utc,
        "consent_what": None if consent is None else [_text(one) for one in consent.what],
        "curves": record.curves if curves else None,
        "joints": record.joints if curves else None,
    }
    return row | _leg("left", found.left) | _leg("right", found.right)


def stay_row(stay: Stay) -> Row:
    """By STAY."""
    return {
        "stay": stay.stay,
        "started_at": stay.started_utc,
        "ended_at": stay.ended_utc,
        "clock_ok": stay.clock_ok,
        "language": _text(stay.language),
        "last_state": _text(stay.last_state),
        "outcome": _text(stay.outcome),
        "retries": [_text(one) for one in stay.retries],
        "printed": stay.printed,
        "kiosk_version": _text(stay.kiosk_version),
    }


def _leg(side: str, leg: LegFigures) -> Row:
    row = {f"{side}_{name}": getattr(leg, name) for name in LEG}
    row[f"{side}_band"] = None if leg.band is None else _text(leg.band)
    return row


def _text(given: str) -> str:
    """PostgreSQL's texts hold no NUL; one in a row would keep all that comes after it waiting."""
    return given.replace("\x00", "\ufffd")
