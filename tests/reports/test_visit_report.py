"""A visit's report: its figures are the visit's, its curves the kept ones, its words calm."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from kiosk.core.keeping import CURVES, LegCurves, RepCurves
from kiosk.core.keeping_codec import decode_curves, encode_curves
from kiosk.core.records import Consent, LegFigures, VisitRecord, VisitSummary
from kiosk.errors import InputError
from kiosk.reports.drawing import Drawing, Shape, Words
from kiosk.reports.page import page
from kiosk.reports.parts import Figures, Points, Report, Section, Table, Text
from kiosk.reports.visit_curves import GRID_DEG, PLANE, edges, flexion_charts, middle, way
from kiosk.reports.visit_facts import EarlierFacts, ModelCard, VisitFacts, open_visit, over_flexion
from kiosk.reports.visit_report import visit_report
from kiosk.reports.visit_top import top_drawings
from tests.support.assessed import BANDS
from tests.support.charts import touching
from tests.support.visits import analytic_visit, record_of

FORBIDDEN = (
    "abnormal",
    "risk",
    "weak",
    "disease",
    "patholog",
    "score",
    "better",
    "worse",
    "danger",
)


@cache
def record() -> VisitRecord:
    """Two practice, five uncued, three cued squats; the right knee 60 mm inside at the bottom."""
    return record_of(analytic_visit(count=10, sets=(2, 5, 3), inward_m=(0.004, 0.06)))


def facts(one: VisitRecord | None = None, **others: Any) -> VisitFacts:
    return VisitFacts(one or record(), "Thursday 26 November 2026, 02:22", bands=BANDS, **others)


def section(report: Report, title: str) -> Section:
    (found,) = [one for one in report.sections if one.title.startswith(title)]
    return found


def titles(report: Report) -> list[str]:
    return [one.title for one in report.sections]


def words(report: Report) -> str:
    """All that it says, drawings included."""
    return re.sub(r"<[^>]*>", " ", page(report).split("</style>")[1])


def drawings(report: Report) -> list[Drawing]:
    return [
        drawing
        for one in report.sections
        for block in one.blocks
        if isinstance(block, Figures)
        for drawing in block.drawings
    ]


def summary(ticket: str, left: float, right: float, **others: Any) -> VisitSummary:
    def leg(value: float) -> LegFigures:
        return LegFigures(value, value - 10.0, value + 10.0)

    made = VisitSummary(
        "u", ticket, "2026-10-01T10:00:00Z", "", True, "en", "measured", (), leg(left), leg(right),
        "1.2.3", record().model_sha256, 1, "", "", False, False,
    )  # fmt: skip
    return replace(made, **others)


def test_the_first_page_says_how_far_how_sure_and_in_how_many_squats() -> None:
    found = section(visit_report(facts()), "Result")
    said = [block.text for block in found.blocks if isinstance(block, Text)]
    document = json.loads(record().document)
    offset = document["sides"]["right"]["knee_plane_offset_mm"]["at_60"]
    assert said[1] == (
        f"The right knee moved about {offset['value']:.0f} mm inside its line (likely "
        f"{offset['low']:.0f} to {offset['high']:.0f} mm), in 5 of 5 squats."
    )
    assert said[0].startswith("The left knee: in line (knee-plane offset +3 mm, likely −")
    (table,) = [block for block in found.blocks if isinstance(block, Table)]
    right = {row[0]: row[2] for row in table.rows}
    assert right["Knee-plane offset at 60°, mm"] == (
        f"+{offset['value']:.0f} (+{offset['low']:.0f} to +{offset['high']:.0f})"
    )


def test_everything_that_was_asked_for_is_in_it() -> None:
    assert titles(visit_report(facts())) == [
        "Result",
        "Hints",
        "Curves over knee flexion",
        "Curves over time",
        "Tempo",
        "Left and right",
        "Without and with the cue 'knees over your second toes'",
        "Earlier visits",
        "Every squat",
        "How it was measured",
        "Versions",
    ]


def test_curves_over_flexion_are_the_kept_ones() -> None:
    visit = open_visit(facts())
    squats = visit.squats("uncued")
    assert len(squats) == 5
    down = way(squats[0], "right", "knee_plane_offset_mm", down=True)
    up = way(squats[0], "right", "knee_plane_offset_mm", down=False)
    at_60 = int(np.flatnonzero(GRID_DEG == 60.0)[0])
    told = json.loads(record().document)["reps"][2]["right"]["knee_plane_offset_mm"]["at_60"]
    assert 0.5 * (down[at_60] + up[at_60]) == pytest.approx(told, abs=0.6)
    left, right = flexion_charts(visit, PLANE)
    assert "left leg" in left.title
    assert f"{round(down[at_60]):+d}" in right.description
    assert "millimetres" in right.description


def test_a_squat_is_read_at_each_flexion_once_and_not_where_it_was_not_measured() -> None:
    flexion = np.concatenate([np.linspace(0, 90, 51), np.linspace(90, 0, 51)[1:]])
    values = np.concatenate([np.full(51, 1.0), np.full(50, 3.0)])
    grid = np.array([10.0, 60.0, 100.0])
    down = over_flexion(flexion, values, grid, down=True)
    up = over_flexion(flexion, values, grid, down=False)
    assert down[:2].tolist() == [1.0, 1.0]
    assert up[:2].tolist() == [3.0, 3.0]
    assert np.isnan([down[2], up[2]]).all()
    values[30:40] = np.nan
    assert np.isnan(over_flexion(flexion, values, grid, down=True)[1])
    assert np.isnan(over_flexion(np.full(101, np.nan), values, grid, down=True)).all()


def test_median_and_range_need_enough_squats() -> None:
    rows = [np.array([1.0, np.nan]), np.array([2.0, np.nan]), np.array([9.0, 4.0])]
    assert middle(rows)[0] == 2.0
    assert np.isnan(middle(rows)[1])
    low, high = edges(rows)
    assert (low[0], high[0]) == (1.0, 9.0)
    assert middle([np.array([7.0])])[0] == 7.0


@pytest.mark.parametrize(
    ("consent", "said"),
    [
        (None, "did not agree to keep them"),
        (Consent("1", "2026-11-26T10:20:30Z", ("result",)), "did not agree to keep them"),
        (Consent("1", "2026-11-26T10:20:30Z", ("result", "curves")), "none are in the store"),
    ],
)
def test_without_curves_there_are_the_figures_and_the_reason(consent: Any, said: str) -> None:
    report = visit_report(facts(replace(record(), curves=None, joints=None, consent=consent)))
    assert said in words(report)
    assert "Curves over time" not in titles(report)
    for title in ("Result", "Tempo", "Left and right", "Every squat"):
        assert title in titles(report)
    assert "drawn at usual places" in words(report)


def test_damaged_curves_cost_only_the_curves() -> None:
    report = visit_report(facts(replace(record(), curves=b"KC\x01nonsense")))
    assert "cannot be drawn" in words(report)
    assert "Result" in titles(report)
    with pytest.raises(InputError, match="no JSON"):
        visit_report(facts(replace(record(), document="{")))


def test_a_foot_from_above_shows_the_measured_offset_at_one_scale() -> None:
    for one in (record(), replace(record(), joints=None)):
        left, right = top_drawings(open_visit(facts(one)))
        assert left.height == right.height
        assert "50 mm" in [w.text for w in right.items if isinstance(w, Words)]
        bar = _length(_bar(right))
        estimate = json.loads(one.document)["sides"]["right"]["knee_plane_offset_mm"]["at_60"]
        reach = _range(right)
        assert reach / bar * 50.0 == pytest.approx(estimate["high"] - estimate["low"], abs=0.2)


def test_a_change_is_one_only_beyond_the_spread_and_only_for_one_method() -> None:
    earlier = (
        EarlierFacts("2026-10-01", summary("B2B2B2", 4.0, 60.0), "yes", (False, True)),
        EarlierFacts("2026-09-01", summary("C2C2C2", 4.0, 60.0), "other_model", (None, None)),
        EarlierFacts("2026-08-01", summary("D2D2D2", 4.0, 60.0), "other_metric", (None, None)),
    )
    report = visit_report(facts(earlier=earlier, mdc95_mm=11.3, people=12, days=2))
    (table,) = [b for b in section(report, "Earlier").blocks if isinstance(b, Table)]
    assert [row[3] for row in table.rows] == [
        "",
        "changed: right",
        "another pose model: not comparable",
        "another definition: not comparable",
    ]
    (chart,) = [d for d in drawings(report) if "comparable visits" in d.title]
    said = [item.text for item in chart.items if isinstance(item, Words)]
    assert "right, 2026-10-01" in said
    assert "right, 2026-09-01" not in said
    assert "11.3 mm, found on 12 people on 2 days" in words(report)
    unknown = replace(earlier[0], changed=(None, None))
    assert "not known yet" in words(visit_report(facts(earlier=(unknown,))))


def test_the_models_figures_stand_beside_its_own_visits_alone() -> None:
    card = ModelCard(
        record().model_sha256,
        {
            "knee_plane_offset_at_60_sd_m": 0.00907,
            "knee_toe_offset_at_60_sd_m": 0.00714,
            "knee_flexion_sd_deg": 2.54,
        },
        {
            "formula": {
                "measured": 22,
                "knee_plane_offset_m_at_60": {"mae": 6.77},
                "coverage": {"knee_plane_offset_at_60": 0.955},
            }
        },
    )
    said = words(visit_report(facts(model=card)))
    assert "knee-plane offset 9 mm and knee-toe offset 7 mm" in said
    assert "off by 6.8 mm on average, and 96 %" in said
    other = words(visit_report(facts(model=replace(card, sha256="00" * 32))))
    assert "another pose model than the one that is installed" in other
    assert "off by 6.8 mm" not in other
    empty = ModelCard(record().model_sha256, {}, {"formula": [1]})
    assert "Calibrated on: usual." in words(visit_report(facts(model=empty)))


def test_a_visit_without_result_says_why_and_shows_what_there_is() -> None:
    document = json.loads(record().document)
    document |= {"verdict": "retry", "reasons": ["too_few_valid", "too_shallow"]}
    document["sides"], document["asymmetry_mm"] = {"left": {}, "right": {}}, None
    for rep in document["reps"]:
        rep |= {"valid": False, "reasons": ["too_shallow"]}
    report = visit_report(facts(replace(record(), document=json.dumps(document))))
    assert "gave no result" in words(report)
    assert "Too few squats counted" in words(report)
    assert "no: too shallow" in words(report)
    assert "10 squats of 10 did not count" in words(report)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"verdict": "measured", "reps": 3, "sides": [], "standing": None, "reasons": {}},
        {"verdict": "measured", "reps": [{}, 4, {"set": 3, "left": None, "tempo": []}]},
        {"verdict": "measured", "sides": {"left": {"band": 7, "cue": 1}, "right": None}},
        {"verdict": "x", "reps": [{"valid": True, "set": "uncued", "left": {"heel_lift_mm": "a"}}]},
    ],
)
def test_a_document_of_another_shape_makes_a_report_with_less_in_it(document: Any) -> None:
    for curves in (None, record().curves):
        one = replace(record(), document=json.dumps(document), curves=curves)
        assert "Result" in titles(visit_report(facts(one)))


def test_hostile_words_stay_words() -> None:
    evil = "<script>alert(1)</script>"
    document = json.loads(record().document)
    document["model"]["name"] = document["error_model"] = document["schema"] = evil
    document["reasons"] = document["sides"]["left"]["findings"] = [evil]
    document["reps"][0] |= {"set": evil, "reasons": [evil], "valid": False}
    one = replace(record(), document=json.dumps(document), kiosk_version=evil, config_sha256=evil)
    text = page(visit_report(facts(one, place=evil, program=evil)))
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_no_word_alarms_or_diagnoses() -> None:
    said = words(visit_report(facts())).lower()
    for word in FORBIDDEN:
        assert word not in said, word
    assert "fitness feedback, not a medical assessment" in said
    assert "nothing in it says that a knee is healthy" in said
    assert "this project's own choice, not a published norm" in page(visit_report(facts())).replace(
        "&#x27;", "'"
    )


def test_nothing_of_the_report_depends_on_when_it_is_made() -> None:
    assert page(visit_report(facts())) == page(visit_report(facts()))


def test_a_squat_that_was_not_measured_leaves_gaps_and_no_error() -> None:
    lost = LegCurves(*(np.full(101, np.nan) for _ in CURVES))
    squats = decode_curves(record().curves or b"")
    some: list[RepCurves] = [replace(one, left=lost) for one in squats]
    report = visit_report(facts(replace(record(), curves=encode_curves(some))))
    (chart, *_) = [d for d in drawings(report) if d.title == "Knee-plane offset, left leg"]
    assert "not measured" in chart.description


def test_words_in_no_drawing_touch() -> None:
    for drawing in drawings(visit_report(facts())):
        assert touching(drawing) == [], drawing.title


def test_points_and_texts_are_sentences() -> None:
    for one in visit_report(facts()).sections:
        for block in one.blocks:
            for text in block.items if isinstance(block, Points) else ():
                assert text.rstrip(")").endswith((".", "?", ")."))


def _bar(drawing: Drawing) -> Shape:
    (bar,) = [
        s for s in drawing.items
        if isinstance(s, Shape) and s.stroke and s.stroke.width == 1.6 and len(s.points) == 2
        and s.points[0][1] == s.points[1][1] == drawing.height - 8.0
    ]  # fmt: skip
    return bar


def _range(drawing: Drawing) -> float:
    (reach,) = [s for s in drawing.items if isinstance(s, Shape) and s.stroke
                and s.stroke.width == 2.4]  # fmt: skip
    return _length(reach)


def _length(shape: Shape) -> float:
    (ax, ay), (bx, by) = shape.points
    return float(np.hypot(bx - ax, by - ay))
