"""Practice ideas and when to see a professional."""

from __future__ import annotations

import inspect
from dataclasses import fields, replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import advice, codes, practices
from kiosk.core.advice import Answers, choose, referral
from kiosk.core.practices import PRACTICES, practice

bands = st.sampled_from([*codes.BANDS, None])
causes = st.lists(st.sampled_from(codes.FINDINGS[2:]), min_size=1, unique=True)


def consistent(band: str | None, causes_: list[str], lift: bool, stance: bool) -> list[str]:
    """Findings as one leg with this band can have them."""
    found = ["heel_lift"] if lift else []
    found += ["stance"] if stance and band == "in_line" else []
    return [*found, *(causes_ if band in codes.INWARD else [])]


@given(bands, bands, causes, causes, st.booleans(), st.booleans(), st.booleans())
def test_two_or_three_ideas_the_cued_squat_first(
    left: str | None, right: str | None, one: list[str], other: list[str], lift: bool,
    stance: bool, roll: bool,
) -> None:  # fmt: skip
    if left is None and right is None:
        return
    found = {*consistent(left, one, lift, stance), *consistent(right, other, lift, stance)}
    signs = codes.SIGNS if roll and {left, right} & set(codes.INWARD) else ()
    got = choose((left, right), sorted(found), signs)
    assert 2 <= len(got) <= 3
    assert got[0] == "cued_squat"
    assert len(set(got)) == len(got)
    assert set(got) <= set(practices.CODES)
    assert choose((right, left), sorted(found), signs) == got


@pytest.mark.parametrize(
    ("findings", "idea"),
    [
        (["heel_lift"], "calf_stretch"),
        (["dynamic", "ankle_mobility"], "calf_stretch"),
        (["dynamic", "hip_strength"], "banded_clamshell"),
        (["dynamic", "technique"], "step_down"),
        (["dynamic", "cannot_tell"], "banded_clamshell"),
        (["structural"], "banded_side_steps"),
        (["stance"], "step_down"),
    ],
)
def test_what_was_found_chooses_the_second_idea(findings: list[str], idea: str) -> None:
    band = "in_line" if findings[0] in ("heel_lift", "stance") else "inside"
    assert choose((band, "in_line"), findings, ())[1] == idea


def test_two_causes_give_an_idea_each() -> None:
    got = choose(("inside", "inside"), ["dynamic", "technique", "ankle_mobility"], ())
    assert got == ("cued_squat", "calf_stretch", "step_down")
    rolling = choose(("inside", "inside"), ["dynamic", "hip_strength"], codes.SIGNS)
    assert rolling == ("cued_squat", "banded_clamshell", "short_foot")


def test_every_finding_and_sign_leads_somewhere() -> None:
    in_line = choose(("in_line", "in_line"), (), ())
    for code in (*codes.FINDINGS, *codes.SIGNS):
        assert choose(("in_line", "in_line"), [code], [code]) != in_line


def test_every_idea_is_whole() -> None:
    assert len(set(practices.CODES)) == len(PRACTICES) >= 10
    for idea in PRACTICES:
        assert practice(idea.code) is idea
        assert idea.then is None or practice(idea.then) is not idea
        for text in (idea.title, idea.purpose, idea.cue, idea.dose, idea.evidence, idea.stop):
            assert str(text).strip()
            assert "{" not in str(text)
        assert "3 out of 10" in str(idea.stop)
        assert "longer than a day" in str(idea.stop)
        assert idea.picture
    with pytest.raises(KeyError):
        practice("none")


def test_thin_and_mixed_evidence_is_said() -> None:
    assert "thin" in str(practice("hip_flexor_stretch").evidence)
    assert "mixed" in str(practice("band_above_knees").evidence)
    assert "never instead" in str(advice.FOOTWEAR)


def test_the_programme_says_how_often_how_long_and_when_to_test() -> None:
    for part in ("3 times a week", "6 to 8 weeks", "4 and 8 weeks"):
        assert part in str(practices.PROGRAMME)


def test_each_answer_alone_leads_to_a_professional() -> None:
    assert referral(Answers()) == ()
    names = [field.name for field in fields(Answers)]
    assert names == [*advice.WHEN_TO_SEE_A_PROFESSIONAL, "one_of_these"]
    assert names == list(advice.WHY_REFERRED)
    for name in names:
        assert referral(replace(Answers(), **{name: True})) == (name,)
    for one, other in combinations(names, 2):
        assert referral(replace(Answers(), **{one: True, other: True})) == (one, other)


def test_no_angle_can_lead_to_a_professional() -> None:
    """The referral takes answers and nothing else, and answers are yes or no."""
    parameters = inspect.signature(referral).parameters
    assert [p.annotation for p in parameters.values()] == ["Answers"]
    assert {str(field.type) for field in fields(Answers)} == {"bool"}
