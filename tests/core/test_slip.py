"""What the slip says, in which order, and what it leaves out."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kiosk.core import advice, practices
from kiosk.core.advice import Answers
from kiosk.core.assessment import Assessment
from kiosk.core.card import card as professional_card
from kiosk.core.compare import compare
from kiosk.core.message import Message
from kiosk.core.notices import FINDINGS
from kiosk.core.slip import COPY, Imprint, Slip, slip
from kiosk.core.slip_kinds import (
    Bar,
    BarsHead,
    BoxesHead,
    Code,
    Legs,
    Picture,
    Practice,
    Rule,
    Text,
)
from kiosk.core.ticket import Earlier, EarlierLeg, earlier_of
from tests import cases

IMPRINT = Imprint("Iron & Oak Gym", "24 November 2026", "depth-1", "0.1.0")


def texts(made: Slip, *roles: str) -> list[str]:
    return [
        line.words
        for line in made.lines
        if isinstance(line, Text) and (not roles or line.role in roles)
    ]


def kinds(made: Slip) -> list[type]:
    return [type(line) for line in made.lines]


def test_gym_date_and_sentence_come_first() -> None:
    made = slip(cases.one_inside(), IMPRINT)
    assert texts(made)[:3] == [
        "Iron & Oak Gym",
        "24 November 2026",
        "Right knee moved inside.\nLeft knee stayed in line.",
    ]
    assert made.lines[3] == Text(texts(made)[2], "headline")
    assert isinstance(made.lines[2], Rule)
    assert isinstance(made.lines[4], Legs)


def test_both_legs_are_told_with_their_range_and_count() -> None:
    said = " ".join(texts(slip(cases.one_inside(), IMPRINT), "body"))
    assert "right knee moved about 37 mm inside its line (likely 24–50 mm) in 4 of 5" in said
    assert "left knee stayed in line in 5 of 5 squats" in said
    assert "between 7 mm outside and 17 mm inside" in said


def test_what_the_cue_changed_has_its_bars() -> None:
    made = slip(cases.outside(), IMPRINT)
    assert kinds(made).count(Bar) == 2
    assert kinds(made).index(BarsHead) + 1 == kinds(made).index(Bar)
    assert "With the cue your left knee moved about 18 mm further in than without it." in texts(
        made
    )


def test_without_cued_squats_there_are_no_bars() -> None:
    made = slip(cases.too_close(), IMPRINT)
    assert Bar not in kinds(made)
    assert BarsHead not in kinds(made)


@pytest.mark.parametrize("case", [cases.one_inside, cases.in_line, cases.stance])
def test_every_idea_has_dose_and_three_boxes(case: object) -> None:
    assert callable(case)
    answer: Assessment = case()
    made = slip(answer, IMPRINT)
    ideas = [line for line in made.lines if isinstance(line, Practice)]
    assert [idea.title for idea in ideas] == [
        str(practices.practice(code).title) for code in answer.practice
    ]
    assert all(idea.dose and idea.cue and idea.boxes == 3 for idea in ideas)
    assert kinds(made)[kinds(made).index(Practice) - 1] is BoxesHead


def test_safety_is_always_beside_practice() -> None:
    made = slip(cases.one_inside(), IMPRINT)
    assert str(practices.STOP) in texts(made)
    assert str(practices.PROGRAMME) in texts(made)
    assert str(advice.EVERYDAY_CUE) in texts(made)
    everything = " ".join(texts(made))
    for reason in advice.WHEN_TO_SEE_A_PROFESSIONAL.values():
        assert str(reason) in everything


@pytest.mark.parametrize("case", cases.ALL, ids=lambda case: case.__name__)
def test_it_ends_with_what_it_is_and_what_made_it(case: object) -> None:
    assert callable(case)
    made = slip(case(), IMPRINT)
    assert texts(made)[-1] == "Kiosk 0.1.0, model depth-1"
    assert "This is fitness feedback, not a medical assessment." in texts(made, "strong")


def test_a_referral_follows_from_answers_and_never_from_an_angle() -> None:
    said = str(advice.SEE_A_PROFESSIONAL)
    assert said not in texts(slip(cases.extreme(), IMPRINT))
    assert said not in texts(slip(cases.extreme(), IMPRINT, answers=Answers()))
    asked = slip(cases.in_line(), IMPRINT, answers=Answers(pain_for_weeks=True))
    assert said in texts(asked, "strong")
    told = texts(asked).index(said) + 1
    assert texts(asked)[told] == str(advice.WHEN_TO_SEE_A_PROFESSIONAL["pain_for_weeks"])


@pytest.mark.parametrize("case", [cases.retry, cases.not_visible], ids=lambda case: case.__name__)
def test_without_an_answer_there_is_nothing_to_practise(case: object) -> None:
    assert callable(case)
    made = slip(case(), IMPRINT)
    assert not {Legs, Practice, Bar} & set(kinds(made))
    assert not any(" mm" in words for words in texts(made))
    assert len(texts(made, "body")) >= 1


def test_a_note_is_told_in_small_print() -> None:
    assert any("far apart" in words for words in texts(slip(cases.stance(), IMPRINT), "note"))


def test_an_empty_imprint_leaves_no_hole() -> None:
    made = slip(cases.in_line())
    assert isinstance(made.lines[0], Text)
    assert made.lines[0].role == "headline"
    assert not any("model" in words for words in texts(made))


def test_half_an_imprint_says_what_is_missing() -> None:
    assert texts(slip(cases.in_line(), Imprint(kiosk="0.1.0")))[-1] == "Kiosk 0.1.0, model –"


def test_a_code_ends_the_slip_with_the_small_print_beside_it() -> None:
    code = Code("https://example.org/r/1", "Your result again")
    last = slip(cases.in_line(), replace(IMPRINT, code=code)).lines[-1]
    assert isinstance(last, Code)
    assert replace(last, small=()) == code
    assert [text.words for text in last.small] == [
        "This is fitness feedback, not a medical assessment.",
        "Kiosk 0.1.0, model depth-1",
    ]


def spared(made: Slip) -> list[object]:
    """What is left out, in order: an idea's title, or the first words of a text."""
    lines = [made.lines[spare.at] for spare in made.spares()]
    return [x.title if isinstance(x, Practice) else type(x).__name__ for x in lines]


def test_thoughts_are_spared_first_from_the_end_and_the_gym_s_sign_last() -> None:
    logo = Picture(8, (b"\xff",))
    made = slip(cases.one_inside(), replace(IMPRINT, logo=logo))
    ideas = [line.title for line in made.lines if isinstance(line, Practice)]
    assert spared(made) == [*ideas[::-1], *["Text"] * 3, "Picture"]
    less = made.without(made.spares()[:1])
    assert len(less.lines) == len(made.lines)
    kept = [bool(line.cue) for line in less.lines if isinstance(line, Practice)]
    assert kept == [True, True, False]
    assert made.without(()) == made


def test_texts_are_spared_by_what_they_say() -> None:
    one = cases.one_inside()
    rolling = replace(one, right=replace(one.right, signs=("possible_roll_in",)))
    asked = Answers(pain_for_weeks=True)
    note = replace(rolling, reasons=("feet_far_apart",))
    seen = [Message("Since then it is alike.")]
    made = slip(note, IMPRINT, answers=asked, compared=seen)
    told = [made.lines[spare.at] for spare in made.spares()]
    words = [line.words for line in told if isinstance(line, Text)]
    assert [w.split(" ")[0] for w in words] == [
        "Your", "Since", "The", "3", "Your", "With", "Pain", "Wear", "Since",
    ]  # fmt: skip
    bare = made.without(made.spares())
    assert bare.spares() == ()
    left = " ".join(texts(bare))
    for stays in (practices.STOP, advice.EVERYDAY_CUE, advice.SEE_A_PROFESSIONAL):
        assert str(stays) in left
    for reason in advice.WHEN_TO_SEE_A_PROFESSIONAL.values():
        assert str(reason) in left
    assert "37 mm inside its line" in left
    assert {Legs, Practice, Bar, BoxesHead} <= set(kinds(bare))


def test_how_sharply_each_leg_was_measured_is_said() -> None:
    one = replace(cases.one_leg(), right=replace(cases.one_leg().right, confidence="low"))
    (legs,) = (line for line in slip(one, IMPRINT).lines if isinstance(line, Legs))
    assert legs.sure == ("", "measured roughly")


def test_a_leg_that_was_not_measured_says_so_once() -> None:
    said = " ".join(texts(slip(cases.one_leg(), IMPRINT)))
    assert said.count("could not measure your left knee") == 1


def test_footwear_is_told_where_a_foot_may_roll_in() -> None:
    one = cases.one_inside()
    rolling = replace(one, left=replace(one.left, signs=("possible_roll_in",)))
    assert str(advice.FOOTWEAR) in texts(slip(rolling, IMPRINT))
    assert str(advice.FOOTWEAR) not in texts(slip(one, IMPRINT))


def test_the_gym_s_sign_stands_over_everything_with_its_name_beside_it() -> None:
    logo = Picture(8, (b"\xff",))
    first, *more = slip(cases.retry(), replace(IMPRINT, logo=logo)).lines
    assert isinstance(first, Picture)
    assert [text.words for text in first.beside] == ["Iron & Oak Gym", "24 November 2026"]
    assert isinstance(more[0], Rule)
    assert replace(first, beside=()) == logo
    assert isinstance(professional_card(replace(IMPRINT, logo=logo)).lines[0], Picture)


def test_a_comparison_stands_between_the_result_and_what_to_practise() -> None:
    now = earlier_of(cases.one_inside(), "N3P8TX", "2026-11-26", "ab12cd34")
    leg = EarlierLeg(55, 40, 70, 5, 5)
    earlier = Earlier("K7B4F2", "2026-10-01", now.left, leg, now.revision, now.model)
    compared = compare(now, earlier, 9.0, "1 October").sentences
    made = slip(cases.one_inside(), IMPRINT, compared=compared)
    told = texts(made, "heading", "body")
    at = told.index("Since your last visit")
    left, right = told[at + 1].split("\n")
    assert "stayed within" in left
    assert "changed by about 18 mm" in right
    assert at > told.index(str(FINDINGS["technique"]))
    assert texts(made).index(told[at + 1]) < kinds(made).index(Practice)
    assert "Since your last visit" not in texts(slip(cases.one_inside(), IMPRINT))


def test_a_copy_says_so_once_and_changes_nothing_else() -> None:
    made = slip(cases.one_inside(), IMPRINT)
    copy = slip(cases.one_inside(), IMPRINT, copy=True)
    assert copy.lines == (Text(str(COPY), "copy"), *made.lines)
    assert made.copied() == copy
    assert copy.copied() == copy
    assert made.copied(lambda text: "KOPIE" if text == "COPY" else text).lines[0] == Text(
        "KOPIE", "copy"
    )


def test_the_card_has_no_figure_no_exercise_and_no_code() -> None:
    imprint = replace(IMPRINT, code=Code("KNEE 1", "scan"))
    card = professional_card(imprint)
    assert texts(card)[:3] == [
        "Iron & Oak Gym",
        "24 November 2026",
        "Please see a professional first.",
    ]
    assert set(kinds(card)) == {Text, Rule}
    words = " ".join(texts(card))
    assert not re.search(r"\d mm|exercise:|abnormal|risk|weak|danger", words)
    assert "physiotherapist or a doctor" in words
    assert "This is fitness feedback, not a medical assessment." in texts(card, "strong")
    assert texts(card)[-1] == "Kiosk 0.1.0, model depth-1"


def test_the_card_is_in_the_member_s_language() -> None:
    said = texts(professional_card(translate=lambda text: f"<{text}>"))
    assert all(words.startswith("<") for words in said)
