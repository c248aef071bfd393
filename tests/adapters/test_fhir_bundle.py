"""The bundle is FHIR by its validator, holds the document's numbers, and leads to no person."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import Any

import pytest

from kiosk.adapters.fhir_bundle import check, validated
from kiosk.errors import InputError, InstallationError
from kiosk.exports import ExportVisit, fhir, opened
from kiosk.exports.fhir import MEASURES
from tests.support.visits import analytic_visit, demo_visit, record_of

pytest.importorskip("fhir.resources")
VISIT = opened(record_of(analytic_visit(count=7, sets=(0, 4, 3), inward_m=(0.05, 0.0))))


def read(visit: ExportVisit = VISIT) -> dict[str, dict[str, Any]]:
    """Resources by the code of an observation, or by their type."""
    bundle = json.loads(validated(fhir.bundle(visit)))
    assert bundle["type"] == "collection"
    found = {}
    for entry in bundle["entry"]:
        resource = entry["resource"]
        assert entry["fullUrl"] == f"urn:uuid:{resource['id']}"
        name = resource["resourceType"]
        found[resource["code"]["coding"][0]["code"] if name == "Observation" else name] = resource
    return found


def components(observation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {part["code"]["coding"][0]["code"]: part for part in observation["component"]}


def test_each_measure_is_an_observation_with_a_component_a_side() -> None:
    found = read()
    assert set(found) == {"Patient", "Device", "asymmetry", *(m[0] for m in MEASURES)}
    for code, _, keys, unit in MEASURES:
        parts = components(found[code])
        for side in ("left", "right"):
            want = VISIT.document["sides"][side]
            for key in keys:
                want = (want or {}).get(key)
            if want is None:
                assert parts[side]["dataAbsentReason"]["text"] == "not measured"
                continue
            quantity, span = parts[side]["valueQuantity"], parts[f"{side}-interval"]["valueRange"]
            assert float(quantity["value"]) == want["value"]
            assert (quantity["system"], quantity["code"]) == ("http://unitsofmeasure.org", unit)
            assert [float(span[end]["value"]) for end in ("low", "high")] == [
                want["low"], want["high"]
            ]  # fmt: skip


def test_a_band_is_an_interpretation_in_words() -> None:
    parts = components(read()["knee-plane-offset-at-60"])
    assert VISIT.document["sides"]["left"]["band"] == "inside"
    assert parts["left"]["interpretation"] == [{"text": "inside"}]
    assert parts["right"]["interpretation"] == [{"text": "in line"}]


def test_it_says_with_what_it_was_measured_and_that_it_is_no_diagnosis() -> None:
    found = read()
    versions = {v["type"]["text"]: v["value"] for v in found["Device"]["version"]}
    assert versions["software"] == "1.2.3"
    assert versions["pose model, SHA-256"] == VISIT.record.model_sha256
    one = found["asymmetry"]
    assert one["status"] == "final"
    assert one["device"]["reference"] == f"urn:uuid:{found['Device']['id']}"
    assert one["note"][0]["text"] == "This is fitness feedback, not a medical assessment."
    assert one["effectiveDateTime"].startswith("2026-11-26T10:20:30")
    assert (
        float(components(one)["right-less-left"]["valueQuantity"]["value"])
        == (VISIT.document["asymmetry_mm"])
    )


def test_nothing_in_it_leads_to_a_person_or_a_slip() -> None:
    text = validated(fhir.bundle(VISIT))
    assert VISIT.record.ticket not in text
    assert VISIT.record.visit not in text
    patient = read()["Patient"]
    assert set(patient) == {"resourceType", "id", "meta"}
    assert patient["meta"]["security"][0]["code"] == "PSEUDED"


def test_the_same_visit_is_the_same_resources_and_another_is_another() -> None:
    again = opened(VISIT.record)
    assert validated(fhir.bundle(again)) == validated(fhir.bundle(VISIT))
    other = replace(VISIT, record=replace(VISIT.record, visit="0" * 32))
    ids = {resource["id"] for resource in read().values()}
    assert not ids & {resource["id"] for resource in read(other).values()}


def test_a_test_without_result_says_so() -> None:
    found = read(opened(record_of(analytic_visit(count=1), clock_ok=False)))
    one = found["knee-plane-offset-at-60"]
    assert components(one)["left"]["dataAbsentReason"]["coding"][0]["code"] == "unknown"
    notes = " ".join(note["text"] for note in one["note"])
    assert "too_few_valid" in notes
    assert "not synchronised" in notes


def test_the_demonstration_is_valid() -> None:
    found = read(opened(record_of(demo_visit())))
    assert "valueQuantity" in components(found["knee-plane-offset-at-60"])["left"]


def test_what_is_no_fhir_is_refused() -> None:
    wrong = replace(VISIT, record=replace(VISIT.record, started_utc="yesterday"))
    with pytest.raises(InputError, match="valid FHIR bundle"):
        validated(fhir.bundle(wrong))


def test_without_the_package_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fhir.resources.R4B.bundle", None)
    with pytest.raises(InstallationError, match=r"knee-kiosk\[export\]"):
        check()
