"""Values of kiosk.core.records as columns and back. kiosk.core and stdlib only; no SQL.

A row is anything with the columns as attributes.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from kiosk.adapters.store.packing import PACKING, pack, unpack
from kiosk.adapters.store.times import microseconds, text
from kiosk.core.figures import Figures, figures
from kiosk.core.records import Consent, LegFigures, Stay, VisitRecord, VisitSummary, uuid_bytes
from kiosk.errors import InputError, StoreError

LEG: Final = (
    "kpo_mm", "kpo_low_mm", "kpo_high_mm", "kto_mm", "flexion_deg", "inside", "of",
)  # fmt: skip
"""Columns of `visits` of each leg; its band is in `visit_kinds`."""
KIND: Final = ("verdict", "left_band", "right_band", "language", "clock_ok")
"""Columns of the table `visit_kinds`."""
STAY_KIND: Final = (
    "outcome", "last_state", "printed", "language", "clock_ok", "kiosk_version",
)  # fmt: skip
"""Columns of the table `stay_kinds`."""
VERSION: Final = ("kiosk", "model_sha256", "metric_revision", "config_sha256")
"""Columns of the table `versions` that are read with a visit."""


def key(uuid: str) -> bytes:
    """A visit's or stay's UUID as 16 bytes. Raises StoreError for what is none."""
    try:
        return uuid_bytes(uuid)
    except InputError as error:
        raise StoreError(str(error)) from error


def normalised(ticket: str) -> str:
    """A ticket as it is kept, however it was typed."""
    return "".join(ticket.split()).upper()


def figures_of(record: VisitRecord) -> Figures:
    """Raises StoreError."""
    try:
        return figures(record.document)
    except InputError as error:
        raise StoreError(str(error)) from error


def kind_columns(record: VisitRecord, found: Figures) -> dict[str, Any]:
    """What `visit_kinds` holds of it."""
    return {
        "verdict": found.verdict,
        "left_band": found.left.band or "",
        "right_band": found.right.band or "",
        "language": record.language,
        "clock_ok": int(record.clock_ok),
    }


def visit_columns(record: VisitRecord, found: Figures) -> dict[str, Any]:
    """All columns of `visits` but id, version_id and kind_id. Raises StoreError."""
    started_us = microseconds(record.started_utc)
    columns = {
        "visit": key(record.visit),
        "ticket": normalised(record.ticket),
        "started_us": started_us,
        "ended_us": microseconds(record.ended_utc) if record.ended_utc else None,
        "kept_from_us": started_us if record.clock_ok else None,
        "reasons": _words(found.reasons),
        "earlier_ticket": normalised(record.earlier_ticket) or None,
        "packing": PACKING,
        "document": pack(record.document),
    }
    for side, leg in (("left", found.left), ("right", found.right)):
        columns |= {f"{side}_{name}": getattr(leg, name) for name in LEG}
    return columns


def version_columns(record: VisitRecord) -> dict[str, Any]:
    """What `versions` holds of it."""
    return {
        "kiosk": record.kiosk_version,
        "model_sha256": record.model_sha256,
        "metric_revision": record.metric_revision,
        "config_sha256": record.config_sha256,
    }


def consent_columns(record: VisitRecord) -> dict[str, Any] | None:
    """What `consents` holds of it. Raises StoreError for what was not consented to."""
    consent = record.consent
    for what in ("curves", "joints"):
        given = consent is not None and what in consent.what
        if getattr(record, what) is not None and not given:
            raise StoreError(
                f"The {what} of a visit were to be kept, and its consent does not name them."
            )
    if consent is None:
        return None
    return {
        "wording": consent.wording,
        "given_us": microseconds(consent.given_utc),
        "what": _words(consent.what),
    }


def record_of(row: Any) -> VisitRecord:
    """From the columns of `visits`, VERSION, KIND, `consents`, and both data. Raises StoreError."""
    consent = None
    if row.wording is not None:
        consent = Consent(row.wording, text(row.given_us), _codes(row.what))
    return VisitRecord(
        visit=str(UUID(bytes=row.visit)),
        ticket=row.ticket,
        started_utc=text(row.started_us),
        clock_ok=bool(row.clock_ok),
        language=row.language,
        document=unpack(row.packing, row.document),
        kiosk_version=row.kiosk,
        model_sha256=row.model_sha256,
        ended_utc="" if row.ended_us is None else text(row.ended_us),
        metric_revision=row.metric_revision,
        config_sha256=row.config_sha256,
        earlier_ticket=row.earlier_ticket or "",
        consent=consent,
        curves=row.curves,
        joints=row.joints,
    )


def summary_of(row: Any) -> VisitSummary:
    """From the columns of `visits`, VERSION, KIND, has_curves and has_joints."""
    return VisitSummary(
        visit=str(UUID(bytes=row.visit)),
        ticket=row.ticket,
        started_utc=text(row.started_us),
        ended_utc="" if row.ended_us is None else text(row.ended_us),
        clock_ok=bool(row.clock_ok),
        language=row.language,
        verdict=row.verdict,
        reasons=_codes(row.reasons),
        left=_leg(row, "left"),
        right=_leg(row, "right"),
        kiosk_version=row.kiosk,
        model_sha256=row.model_sha256,
        metric_revision=row.metric_revision,
        config_sha256=row.config_sha256,
        earlier_ticket=row.earlier_ticket or "",
        has_curves=bool(row.has_curves),
        has_joints=bool(row.has_joints),
    )


def stay_kind_columns(stay: Stay) -> dict[str, Any]:
    """What `stay_kinds` holds of it."""
    return {
        "outcome": stay.outcome,
        "last_state": stay.last_state,
        "printed": int(stay.printed),
        "language": stay.language,
        "clock_ok": int(stay.clock_ok),
        "kiosk_version": stay.kiosk_version,
    }


def stay_columns(stay: Stay) -> dict[str, Any]:
    """All columns of `stays` but id and kind_id. Raises StoreError."""
    started_us = microseconds(stay.started_utc)
    return {
        "stay": key(stay.stay),
        "started_us": started_us,
        "ended_us": microseconds(stay.ended_utc),
        "kept_from_us": started_us if stay.clock_ok else None,
        "retries": _words(stay.retries),
    }


def stay_of(row: Any) -> Stay:
    """From the columns of `stays` and STAY_KIND."""
    return Stay(
        stay=str(UUID(bytes=row.stay)),
        started_utc=text(row.started_us),
        ended_utc=text(row.ended_us),
        clock_ok=bool(row.clock_ok),
        language=row.language,
        last_state=row.last_state,
        outcome=row.outcome,
        retries=_codes(row.retries),
        printed=bool(row.printed),
        kiosk_version=row.kiosk_version,
    )


def _leg(row: Any, side: str) -> LegFigures:
    band = getattr(row, f"{side}_band") or None
    return LegFigures(band=band, **{name: getattr(row, f"{side}_{name}") for name in LEG})


def _words(codes: tuple[str, ...]) -> str:
    """Codes have no spaces in them."""
    return " ".join(code.replace(" ", "_") for code in codes)


def _codes(words: str) -> tuple[str, ...]:
    return tuple(words.split())
