"""A visit as a FHIR R4 bundle of observations, as plain values. May import kiosk.core.

One Observation a measure, a component a side: the value, and beside it the 95 % interval. Nothing
leads to a person: the Patient is an empty resource of this one visit, its id made from the visit's
UUID in one direction, so that the same visit exported again is the same resource and two visits of
one member are two patients. No ticket is in it. Codes are this project's own (no code system has
these measures), units are UCUM. kiosk.adapters.fhir_bundle has it validated.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID, uuid5

from kiosk.core.wording import DISCLAIMER, NO_BAND, OWN_BANDS, band_word
from kiosk.exports.tables import SIDES
from kiosk.exports.visit import ExportVisit, Json, at, number

_NAMESPACE: Final = UUID("6f0d6a2e-7f0b-4d5c-9a53-2f6f2c0c2b41")
CODES: Final = "urn:uuid:0b0f3b3e-0d1c-4f7e-8a43-5f6d6a1f9e27"
"""Name of the system that the codes below belong to; docs/exports.md explains each."""
_HL7: Final = "http://terminology.hl7.org/CodeSystem/"
UCUM: Final = "http://unitsofmeasure.org"

MEASURES: Final = (
    ("knee-plane-offset-at-60", "Knee-plane offset at 60° of knee flexion, inward positive",
     ("knee_plane_offset_mm", "at_60"), "mm"),
    ("knee-plane-offset-bottom", "Knee-plane offset at the lowest point, inward positive",
     ("knee_plane_offset_mm", "bottom"), "mm"),
    ("knee-toe-offset-at-60", "Knee-toe offset at 60° of knee flexion, inward positive",
     ("knee_toe_offset_mm", "at_60"), "mm"),
    ("knee-toe-offset-bottom", "Knee-toe offset at the lowest point, inward positive",
     ("knee_toe_offset_mm", "bottom"), "mm"),
    ("knee-flexion-peak", "Deepest knee flexion", ("knee_flexion_peak_deg",), "deg"),
    ("cue-change", "Change of the knee-plane offset with the cue, outward negative",
     ("cue", "change_mm"), "mm"),
    ("heels-change", "Change of the knee-plane offset with raised heels, outward negative",
     ("heels", "change_mm"), "mm"),
)  # fmt: skip
"""Code, what it is, where it is under a side of the document, UCUM unit."""
METHOD: Final = (
    "Body-weight squats before a depth camera, median of the valid squats; 95 % interval from the "
    "spread of the squats and the calibrated error of the pose model"
)


def bundle(visit: ExportVisit) -> Json:
    """A Bundle of type 'collection': Patient, Device and Observations, ready for JSON."""
    patient, device = _id(visit, "patient"), _id(visit, "device")
    entries: list[Json] = [
        _entry({
            "resourceType": "Patient",
            "id": patient,
            "meta": {"security": [_coding(_HL7 + "v3-ObservationValue", "PSEUDED")]},
        }),
        _entry({
            "resourceType": "Device",
            "id": device,
            "deviceName": [{"name": "knee-kiosk", "type": "model-name"}],
            "version": [
                {"type": {"text": "software"}, "value": visit.record.kiosk_version},
                {"type": {"text": "pose model, SHA-256"}, "value": visit.record.model_sha256},
                {"type": {"text": "metric, revision"}, "value": str(visit.record.metric_revision)},
            ],
        }),
    ]  # fmt: skip
    common = _common(visit, patient, device)
    for code, says, keys, unit in MEASURES:
        components = [
            part for side in SIDES for part in _side(visit.document, side, code, keys, unit)
        ]
        entries.append(_entry(_observation(visit, common, code, says, components)))
    entries.append(_entry(_asymmetry(visit, common)))
    return {"resourceType": "Bundle", "id": _id(visit, "bundle"), "type": "collection",
            "entry": entries}  # fmt: skip


def _common(visit: ExportVisit, patient: str, device: str) -> Json:
    notes = [DISCLAIMER.text, OWN_BANDS.text]
    if not visit.record.clock_ok:
        notes.append("The kiosk's clock was not synchronised: date and time may be wrong.")
    if at(visit.document, "verdict") != "measured":
        reasons = ", ".join(at(visit.document, "reasons") or ())
        notes.append(f"The test gave no result ({reasons}).")
    return {
        "status": "final",
        "category": [{"coding": [_coding(_HL7 + "observation-category", "activity")]}],
        "subject": {"reference": f"urn:uuid:{patient}"},
        "effectiveDateTime": visit.record.started_utc,
        "device": {"reference": f"urn:uuid:{device}"},
        "method": {"text": METHOD},
        "note": [{"text": note} for note in notes],
    }


def _observation(
    visit: ExportVisit, common: Json, code: str, says: str, components: list[Json]
) -> Json:
    return {
        "resourceType": "Observation",
        "id": _id(visit, code),
        **common,
        "code": _concept(code, says),
        "component": components,
    }


def _side(document: Json, side: str, code: str, keys: tuple[str, ...], unit: str) -> list[Json]:
    """A leg's value and, where there is one, its interval."""
    value: Json = {"code": _concept(side, f"{side}, the person's own")}
    measured = number(document, "sides", side, *keys, "value")
    if measured is None:
        return [value | _absent()]
    value["valueQuantity"] = _quantity(measured, unit)
    band = at(document, "sides", side, "band")
    if code == "knee-plane-offset-at-60":
        value["interpretation"] = [{"text": band_word(band).text}]
    ends = [number(document, "sides", side, *keys, end) for end in ("low", "high")]
    return [value, *_interval(side, ends, unit)]


def _asymmetry(visit: ExportVisit, common: Json) -> Json:
    says = "Right less left knee-plane offset at 60° of knee flexion"
    one: Json = {"code": _concept("right-less-left", "right less left")}
    value = number(visit.document, "asymmetry_mm")
    one |= _absent() if value is None else {"valueQuantity": _quantity(value, "mm")}
    ends = [number(visit.document, "asymmetry_interval_mm", end) for end in ("low", "high")]
    parts = [one, *_interval("right-less-left", ends, "mm")]
    return _observation(visit, common, "asymmetry", says, parts)


def _interval(what: str, ends: list[float | None], unit: str) -> list[Json]:
    low, high = ends
    if low is None or high is None:
        return []
    words = f"{what.replace('-', ' ')}, 95 % interval"
    span = {"low": _quantity(low, unit), "high": _quantity(high, unit)}
    return [{"code": _concept(f"{what}-interval", words), "valueRange": span}]


def _absent() -> Json:
    coding = _coding(_HL7 + "data-absent-reason", "unknown")
    return {"dataAbsentReason": {"coding": [coding], "text": NO_BAND.text}}


def _quantity(value: float, unit: str) -> Json:
    return {"value": value, "unit": "°" if unit == "deg" else unit, "system": UCUM, "code": unit}


def _concept(code: str, says: str) -> Json:
    return {"coding": [{"system": CODES, "code": code, "display": says}], "text": says}


def _coding(system: str, code: str) -> Json:
    return {"system": system, "code": code}


def _entry(resource: dict[str, Any]) -> Json:
    return {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}


def _id(visit: ExportVisit, what: str) -> str:
    return str(uuid5(_NAMESPACE, f"{visit.record.visit}/{what}"))
