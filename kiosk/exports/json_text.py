"""A visit's document as it is, with what is known of the visit around it. stdlib only."""

from __future__ import annotations

import json
from typing import Final

from kiosk.exports.visit import ExportVisit

SCHEMA: Final = "kiosk-visit/1"


def text(visit: ExportVisit) -> str:
    """One object: what the store knows, and as `document` what docs/assessment-schema.md says."""
    r = visit.record
    consent = None
    if r.consent is not None:
        given = r.consent
        consent = {"wording": given.wording, "given_utc": given.given_utc, "what": [*given.what]}
    whole = {
        "schema": SCHEMA,
        "visit": r.visit,
        "ticket": r.ticket,
        "started_utc": r.started_utc,
        "ended_utc": r.ended_utc or None,
        "clock_ok": r.clock_ok,
        "language": r.language,
        "kiosk_version": r.kiosk_version,
        "model_sha256": r.model_sha256,
        "metric_revision": r.metric_revision,
        "config_sha256": r.config_sha256 or None,
        "earlier_ticket": r.earlier_ticket or None,
        "consent": consent,
        "squats_with_curves": len(visit.curves),
        "frames_with_joints": 0 if visit.joints is None else len(visit.joints.time_s),
        "document": visit.document,
    }
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
