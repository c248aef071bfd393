"""The document `kiosk-assessment/1`: the code, its JSON Schema and its page agree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from math import nan
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core import codes
from kiosk.core.assessment import Assessment, assess
from kiosk.core.practices import CODES
from kiosk.core.squat import REASONS, SETS, Rep
from kiosk.document import SCHEMA, ModelFacts, RecordingFacts, report
from tests import analytic
from tests.support.assessed import (
    BANDS,
    ROOT,
    USUAL,
    assessed,
    leg,
    leg_standing,
    measured,
    rep,
    reps,
    standing,
)

RECORDING = RecordingFacts(frames=600, duration_s=20.0, dropped=2)
MODEL = ModelFacts("pose", "0123456789abcdef" * 4)
JSON_SCHEMA = json.loads((ROOT / "kiosk/data/assessment-1.schema.json").read_text("utf-8"))
PAGE = (ROOT / "docs/assessment-schema.md").read_text("utf-8")
VALIDATOR = jsonschema.Draft202012Validator(JSON_SCHEMA)


def document(assessment: Assessment, recording: RecordingFacts = RECORDING) -> dict[str, Any]:
    """The report as a reader gets it: through JSON, without NaN, valid by the schema."""
    text = json.dumps(report(assessment, recording, MODEL), allow_nan=False)
    loaded = json.loads(text)
    VALIDATOR.validate(loaded)
    return dict(loaded)


def numbers(tree: Any) -> Iterator[float]:
    if isinstance(tree, dict):
        for value in tree.values():
            yield from numbers(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from numbers(value)
    elif isinstance(tree, int | float) and not isinstance(tree, bool):
        yield tree


def full() -> Assessment:
    """A test in which everything that the document knows was measured."""
    more = [*reps([0.0] * 3, [0.0] * 3, "cued"), *reps([0.01] * 3, [0.0] * 3, "heels")]
    return assessed([0.03, 0.031, 0.034], [0.0, 0.001, 0.002], *more, errors=USUAL)


def test_the_issue_s_own_fields() -> None:
    got = document(full())
    assert got["schema"] == SCHEMA == "kiosk-assessment/1"
    assert got["recording"] == {"frames": 600, "duration_s": 20.0, "dropped": 2}
    assert got["model"] == {"name": "pose", "sha256": MODEL.sha256}
    assert got["verdict"] == "measured"
    assert got["standing"]["left"] == {
        "hka_deg": 0.0,
        "toe_out_deg": 0.0,
        "shank_m": 0.4,
        "thigh_m": 0.42,
        "knee_flexion_deg": 2.0,
        "knee_plane_offset_mm": 0.0,
    }
    assert got["standing_from"] == "quiet"
    first = got["reps"][0]
    assert (first["set"], first["valid"], first["reasons"]) == ("uncued", True, [])
    assert (first["start_s"], first["bottom_s"], first["end_s"]) == (5.0, 7.0, 9.0)
    assert first["left"]["knee_plane_offset_mm"] == {"at_60": 30.0, "bottom": 30.0}
    assert first["left"]["fppa_3d_deg"] == {"at_60": -10.0}
    assert first["left"]["pseudo_valgus_deg"] == {"at_60": 1.0}
    assert first["left"]["knee_flexion_peak_deg"] == 90.0
    assert first["kasr"] == {"bottom": 1.0, "expected": 1.1}
    left = got["sides"]["left"]
    assert left["knee_plane_offset_mm"]["at_60"]["value"] == 31.0
    assert left["knee_toe_offset_mm"]["bottom"]["low"] < 31.0
    assert left["band"] == "slightly_inside" or left["band"] == "too_close"
    assert got["asymmetry_mm"] == -30.0
    assert got["practice"][0] == "cued_squat"


def test_each_figure_lands_under_its_own_name() -> None:
    figures = {
        "knee_plane_offset_m_at_60": 0.0011,
        "knee_plane_offset_m_bottom": 0.0012,
        "knee_toe_offset_m_at_60": 0.0013,
        "knee_toe_offset_m_bottom": 0.0014,
        "knee_flexion_peak_deg": 15.0,
        "fppa_3d_deg_at_60": 16.0,
        "fppa_expected_deg_at_60": 17.0,
        "pseudo_valgus_deg_at_60": 18.0,
        "thigh_horizontal_deg": 19.0,
        "shank_inclination_deg_bottom": 20.0,
        "heel_lift_m": 0.0021,
        "foot_drift_m": 0.0022,
        "toe_out_change_deg": 23.0,
        "medial_ankle_shift_m": 0.0024,
    }
    empty = dict.fromkeys(figures)
    one = rep(leg(None, **figures), leg(None, **empty))
    got = document(assess(standing(), [one] * 3, None, USUAL, BANDS))["reps"][0]
    assert got["left"] == {
        "knee_flexion_peak_deg": 15.0,
        "knee_toe_offset_mm": {"at_60": 1.3, "bottom": 1.4},
        "knee_plane_offset_mm": {"at_60": 1.1, "bottom": 1.2},
        "fppa_3d_deg": {"at_60": 16.0},
        "fppa_expected_deg": {"at_60": 17.0},
        "pseudo_valgus_deg": {"at_60": 18.0},
        "thigh_horizontal_deg": {"bottom": 19.0},
        "shank_inclination_deg": {"bottom": 20.0},
        "heel_lift_mm": 2.1,
        "foot_drift_mm": 2.2,
        "toe_out_change_deg": 23.0,
        "medial_ankle_shift_mm": 2.4,
    }
    assert not list(numbers(got["right"]))


def test_times_count_from_the_first_depth_frame() -> None:
    late = replace(RECORDING, first_frame_s=4.25)
    first = document(full(), late)["reps"][0]
    assert (first["start_s"], first["bottom_s"], first["end_s"]) == (0.75, 2.75, 4.75)
    assert first["tempo"] == {"descent_s": 2.0, "pause_s": 0.2, "ascent_s": 1.8}


def test_a_retry_keeps_the_squats_and_has_null_under_sides() -> None:
    got = document(assessed([0.03, 0.02], [0.0, 0.0], rep(leg(0.01), leg(), reasons=["too_fast"])))
    assert got["verdict"] == "retry"
    assert got["reasons"] == ["too_few_valid", "too_fast"]
    assert len(got["reps"]) == 3
    assert got["reps"][2]["left"]["knee_plane_offset_mm"]["at_60"] == 10.0
    assert list(numbers(got["standing"]))
    assert not list(numbers(got["sides"]))
    assert got["sides"]["left"]["band"] is None
    assert got["asymmetry_mm"] is None


@pytest.mark.parametrize("code", codes.NOT_VISIBLE)
def test_not_visible_writes_no_number_about_anybody(code: str) -> None:
    got = document(assessed([0.0] * 3, [0.0] * 3, observed=[code]))
    assert got["verdict"] == "not_visible"
    assert got["reps"] == []
    assert sorted(numbers(got)) == sorted(numbers(got["recording"]))


def test_what_was_not_measured_is_null_never_zero() -> None:
    unknown = leg_standing("left", hka_deg=nan, toe_out_deg=nan, knee_plane_offset_m=nan)
    nothing = rep(leg(None), leg(nan))
    got = document(assess(standing(unknown), [nothing] * 3, None, USUAL, BANDS))
    assert got["standing"]["left"]["hka_deg"] is None
    assert got["standing"]["left"]["toe_out_deg"] is None
    assert got["standing"]["left"]["knee_plane_offset_mm"] is None
    assert got["reps"][0]["left"]["knee_plane_offset_mm"] == {"at_60": None, "bottom": None}
    assert got["reps"][0]["right"]["knee_plane_offset_mm"] == {"at_60": None, "bottom": None}
    nobody = document(assess(None, (), None, USUAL, BANDS))
    assert not list(numbers(nobody["standing"]))
    assert nobody["standing_from"] is None


def test_there_is_no_minus_zero() -> None:
    text = json.dumps(report(assessed([-0.00001] * 3, [-0.0] * 3), RECORDING, MODEL))
    assert "-0.0" not in re.findall(r"-?\d+\.?\d*", text)


@pytest.mark.parametrize("mirror", [False, True])
def test_a_member_from_the_camera_on(mirror: bool) -> None:
    inside, straight = ("right", "left") if mirror else ("left", "right")
    got = document(measured(analytic.Body(inward_m=(0.07, 0.0)), mirror=mirror))
    assert got["sides"][inside]["band"] in codes.INWARD
    assert got["sides"][straight]["band"] == "in_line"
    assert (got["asymmetry_mm"] > 0.0) is mirror


offsets = st.none() | st.just(nan) | st.floats(-0.1, 0.1)
legs = st.builds(leg, offsets, heel_lift_m=offsets, shank_inclination_deg_bottom=offsets)
squats = st.lists(
    st.builds(
        rep,
        legs,
        legs,
        st.sampled_from([*SETS, "uncued", "uncued"]),
        st.lists(st.sampled_from(REASONS), max_size=2, unique=True),
    ),
    max_size=10,
)
seen = st.lists(
    st.sampled_from([*codes.NOT_VISIBLE, *codes.RETRY, *codes.NOTES]), max_size=2, unique=True
)


@given(squats, seen | st.just([]))
@settings(max_examples=150)
def test_every_test_makes_a_valid_document(found: list[Rep], observed: list[str]) -> None:
    baseline = standing()
    got = document(assess(baseline, found, None, USUAL, BANDS, observed))
    for side in ("left", "right"):
        for values in got["sides"][side]["knee_plane_offset_mm"].values():
            assert values is None or values["low"] <= values["value"] <= values["high"]


def test_the_schema_refuses_what_is_not_ours() -> None:
    good = document(full())
    variants: list[dict[str, Any]] = [
        {**good, "verdict": "fine"},
        {**good, "verdict": "retry"},
        {**good, "verdict": "not_visible"},
        {**good, "reasons": ["no_such_reason"]},
        {**good, "findings": ["weak"]},
        {**good, "practice": ["cued_squat"]},
        {**good, "asymmetry_mm": "12"},
        {**good, "extra": 1},
        {key: value for key, value in good.items() if key != "sides"},
    ]
    for wrong in variants:
        assert not VALIDATOR.is_valid(wrong)


LISTED = {
    "band": codes.BANDS,
    "set": SETS,
    "rep_reason": REASONS,
    "not_visible_reason": codes.NOT_VISIBLE,
    "retry_reason": codes.RETRY,
    "note": codes.NOTES,
    "finding": codes.FINDINGS,
    "sign": codes.SIGNS,
    "practice": CODES,
    "confidence_or_null": (*codes.CONFIDENCE, None),
}


@pytest.mark.parametrize("name", LISTED)
def test_the_schema_lists_the_code_s_codes(name: str) -> None:
    assert tuple(JSON_SCHEMA["$defs"][name]["enum"]) == LISTED[name]


def test_the_schema_itself_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(JSON_SCHEMA)
    assert JSON_SCHEMA["properties"]["schema"]["const"] == SCHEMA
    assert tuple(JSON_SCHEMA["properties"]["verdict"]["enum"]) == codes.VERDICTS


def rows(heading: str) -> dict[str, str]:
    """First and last cell of the table under a heading of the page."""
    section = PAGE.split(f"\n{heading}\n")[1].split("\n#")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    found = {row[0].strip("`"): row[-1] for row in cells}
    assert len(found) == len(cells), "a row stands twice"
    return found


@pytest.mark.parametrize(
    ("heading", "listed"),
    [
        ("## Three verdicts", codes.VERDICTS),
        ("### Bands", codes.BANDS),
        ("### Confidence", codes.CONFIDENCE),
        ("### Reasons: not visible", codes.NOT_VISIBLE),
        ("### Reasons: retry", codes.RETRY),
        ("### Reasons: a repetition does not count", REASONS),
        ("### Reasons: notes", codes.NOTES),
        ("### Findings", codes.FINDINGS),
        ("### Signs", codes.SIGNS),
        ("### Practice", CODES),
    ],
)
def test_the_page_explains_every_code(heading: str, listed: tuple[str, ...]) -> None:
    assert list(rows(heading)) == list(listed)
    assert all(rows(heading).values())


def paths(node: dict[str, Any], path: str = "") -> Iterator[str]:
    """The schema's fields as the page writes them: * for left and right, [] for a list's items."""
    node = JSON_SCHEMA["$defs"][node["$ref"].rsplit("/", 1)[1]] if "$ref" in node else node
    kinds = [kind for kind in node.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) == 1:
        yield from paths(kinds[0], path)
    elif node.get("type") == "array" and "properties" in resolved(node["items"]):
        yield from paths(node["items"], path + "[]")
    elif "properties" in node and set(node["properties"]) != {"value", "low", "high"}:
        for key, child in node["properties"].items():
            name = "*" if key in ("left", "right") else key
            yield from paths(child, f"{path}.{name}" if path else name)
    else:
        yield path


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    return dict(JSON_SCHEMA["$defs"][node["$ref"].rsplit("/", 1)[1]] if "$ref" in node else node)


def test_the_page_explains_every_field() -> None:
    assert sorted(rows("## Fields")) == sorted(set(paths(JSON_SCHEMA)))


def test_the_page_gives_each_field_its_unit() -> None:
    section = PAGE.split("\n## Fields\n")[1].split("\n#")[0]
    units = {"_mm": "mm", "_deg": "°", "_s": "s", "_m": "m"}
    for line in section.splitlines():
        if line.startswith("| `"):
            name, unit = (cell.strip() for cell in line.strip("|").split("|")[:2])
            name = re.sub(r"\.(at_60|bottom|low|high)$", "", name.strip("`"))
            expected = next((u for end, u in units.items() if name.endswith(end)), "")
            assert unit == expected, line


def test_the_page_gives_the_file_s_thresholds() -> None:
    assert f"at most {BANDS.high_confidence_up_to_mm:.0f} mm" in rows("### Confidence")["high"]
    assert f"at most {BANDS.medium_confidence_up_to_mm:.0f} mm" in rows("### Confidence")["medium"]
    assert f"more than {BANDS.heel_lift_over_mm:.0f} mm" in rows("### Findings")["heel_lift"]
    ankle = rows("### Findings")["ankle_mobility"]
    assert f"less than {BANDS.shallow_shank_per_flexion} of" in ankle
    notes = rows("### Reasons: notes")
    low, high = BANDS.ankles_apart_m
    assert f"less than {low:.2f} m" in notes["feet_close_together"]
    assert f"more than {high:.2f} m" in notes["feet_far_apart"]
    assert f"over {BANDS.standing_flexion_over_deg:.0f}°" in notes["standing_knees_bent"]


def test_values_are_plain_python() -> None:
    """numpy's numbers would not go into JSON."""
    flat = report(measured(analytic.Body()), RECORDING, MODEL)
    assert all(type(value) in (int, float) for value in numbers(flat))
    assert not any(isinstance(value, np.generic) for value in numbers(flat))
