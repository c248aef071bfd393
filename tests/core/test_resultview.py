"""What the picture says: the right words on the right side, and nothing that was not measured."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest

from kiosk.core import codes
from kiosk.core.advice import Answers
from kiosk.core.assessment import Assessment, assess
from kiosk.core.knee import curves
from kiosk.core.resultview import PICTURES, TELLING, main_change, result_view
from kiosk.core.skeleton import Motion
from kiosk.core.slip import slip
from kiosk.core.squat import REASONS, find_reps
from kiosk.core.standing import stand
from tests import cases
from tests.analytic import Body, in_camera, motion, squats

Case = Callable[[], Assessment]
case_of = pytest.mark.parametrize("case", cases.ALL, ids=lambda case: case.__name__)
NEVER = re.compile(
    r"abnormal|injur|risk|weak(?!\w)|score|alarm|diagnos|patholog|deficit|\bbad\b|\bbetter\b"
    r"|\bworse\b|\bwrong\b|danger|\d{3,} %",
    re.IGNORECASE,
)


def words(value: object) -> Iterator[str]:
    """Every text in a view."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from words(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from words(getattr(value, field.name))


@case_of
def test_the_wording_is_feedback_and_no_verdict_on_a_person(case: Case) -> None:
    for text in (*words(result_view(case())), *words(slip(case()))):
        assert not NEVER.search(text), text
        assert "{" not in text
        assert "None" not in text
        assert "nan" not in text.lower().split()


@case_of
def test_it_says_that_it_is_no_medical_assessment(case: Case) -> None:
    view = result_view(case())
    assert "not a medical assessment" in view.notes[-1]


def test_left_comes_first_and_each_side_has_its_own_numbers() -> None:
    view = result_view(cases.one_inside())
    left, right = view.sides
    assert (left.side, left.title, left.band_words) == ("left", "Left knee", "In line")
    assert (right.side, right.title, right.band_words) == ("right", "Right knee", "Inside")
    assert left.figure == "5 mm inside"
    assert right.figure == "37 mm inside, 4 of 5 squats"
    assert right.range_words == "likely 24–50 mm"
    assert view.headline == ("Right knee moved inside.", "Left knee stayed in line.")
    assert view.cue is not None
    assert [row.words for row in view.cue.rows] == ["5 → 3 mm", "37 → 14 mm"]


def test_each_leg_has_its_whole_sentence_and_its_likely_range() -> None:
    left, right = result_view(cases.one_inside()).sides
    assert right.sentences == (
        "Your right knee moved about 37 mm inside its line (likely 24–50 mm) in 4 of 5 squats.",
    )
    assert left.sentences == (
        "Your left knee stayed in line in 5 of 5 squats.",
        "likely 7 mm out to 17 mm in",
    )
    assert result_view(cases.one_leg()).sides[0].sentences == (
        "We could not measure your left knee this time.",
    )


def test_a_professional_is_named_for_answers_and_for_nothing_else() -> None:
    for case in cases.ALL:
        assert result_view(case()).referral == ()
        assert result_view(case(), answers=Answers()).referral == ()
    told = result_view(cases.in_line(), answers=Answers(unstable_or_locking=True)).referral
    assert "physiotherapist" in told[0]
    assert told[1:] == ("The knee gives way or locks.",)


def test_a_comparison_needs_a_measurement() -> None:
    said = ("Last time your knee moved alike.",)
    assert result_view(cases.in_line(), earlier=said).earlier == said
    assert result_view(cases.retry(), earlier=said).earlier == ()


def test_how_often_and_how_long_is_said_where_there_is_something_to_practise() -> None:
    assert "3 times a week, 6 to 8 weeks" in result_view(cases.in_line()).programme
    assert result_view(cases.retry()).programme == ""


def test_a_leg_that_was_not_measured_has_no_number() -> None:
    view = result_view(cases.one_leg())
    left = view.sides[0]
    assert (left.figure, left.range_words, left.band) == ("", "", None)
    assert left.band_words == "Not measured"
    assert not left.top.measured
    assert view.front is None, "one leg alone is no posture"
    assert view.cue is not None
    assert view.cue.rows == ()


@pytest.mark.parametrize("case", [cases.retry, cases.not_visible], ids=lambda case: case.__name__)
def test_without_an_answer_nothing_is_drawn(case: Case) -> None:
    view = result_view(case())
    assert (view.sides, view.front, view.cue, view.practice) == ((), None, None, ())
    assert view.tips
    assert not any("mm" in text for text in words(view))


def test_a_retry_says_why_and_notes_are_no_reason() -> None:
    view = result_view(cases.retry())
    assert view.headline == ("Let us try that once more.",)
    assert [tip.code for tip in view.tips] == ["again", "pace", "feet"]
    assert "1 of 4 squats" in view.tips[0].text


def test_no_more_tips_than_one_can_keep_in_mind() -> None:
    many = cases.unmeasured("retry", "too_few_valid", *REASONS)
    assert len(result_view(many).tips) == 3


def test_too_close_asks_for_a_repeat_and_gives_no_verdict() -> None:
    view = result_view(cases.too_close())
    assert view.sides[0].band_words == "Too close to call"
    assert view.cue is not None
    assert "Repeat the test" in view.cue.sentence


def test_every_code_has_its_picture_and_every_finding_its_place() -> None:
    assert set(PICTURES) == {*codes.NOT_VISIBLE, *codes.RETRY, *REASONS}
    assert set(TELLING) == set(codes.FINDINGS)


def test_the_change_that_is_told_is_the_inward_knees() -> None:
    told = main_change(cases.one_inside())
    assert told is not None
    assert told[0] == "right"
    assert main_change(cases.too_close()) is None
    far_left = replace(cases.in_line(), left=cases.outside().left)
    moved = main_change(far_left)
    assert moved is not None
    assert moved[0] == "left"


def test_without_cued_squats_the_cue_is_offered() -> None:
    plain = cases.measured(
        cases.leg("left", "in_line", (1, 2, 3)), cases.leg("right", "in_line", (1, 2, 3))
    )
    view = result_view(plain)
    assert view.cue is not None
    assert (view.cue.title, view.cue.rows) == ("Try this", ())
    assert "second toe" in view.cue.sentence


def test_a_leg_without_a_drawing_keeps_its_numbers() -> None:
    whole = cases.one_inside()
    view = result_view(replace(whole, right=replace(whole.right, drawing=None)))
    assert view.sides[1].figure == "37 mm inside, 4 of 5 squats"
    assert not view.sides[1].top.measured
    assert view.front is None


def test_another_language_reaches_every_word() -> None:
    def marked(text: str) -> str:
        return f"§{text}"

    for case in (cases.one_inside, cases.retry):
        view = result_view(case(), translate=marked)
        texts = [
            *view.headline, view.top_title, view.practice_title, *view.notes,
            *(t for side in view.sides for t in (side.title, side.band_words, side.figure)),
            *(t.text for t in view.tips), *(p.title for p in view.practice),
            *(label for _, label in view.legend),
        ]  # fmt: skip
        assert all(text.startswith("§") for text in texts)


def test_a_member_measured_by_the_core_is_drawn_as_measured() -> None:
    """From joints to view: the right knee 40 mm inside at 60 degrees, the left one straight."""
    body = Body(ankles_m=0.26, inward_m=(0.0, 0.060))
    seen, up, offset = in_camera(motion(body, squats(count=4)))
    stood = stand(seen, up, offset)
    assert stood is not None
    frame, standing = stood
    measured: Motion = frame.motion(seen)
    body_curves = curves(measured, standing, measured)
    reps = find_reps(body_curves, standing)
    answer = assess(standing, reps, body_curves, cases.ERRORS, cases.BANDS)
    left, right = result_view(answer).sides
    assert (left.band, right.band) == ("in_line", "inside")
    assert right.figure == "40 mm inside, 4 of 4 squats"
    assert len(left.top.dots) == len(right.top.dots) == 4
    knee = right.top.knee
    assert knee is not None
    apart = np.hypot(knee.place[0] - knee.on_line[0], knee.place[1] - knee.on_line[1])
    assert apart == pytest.approx(40, abs=1)
