"""The sentences, and the words that must not be in any of them."""

from __future__ import annotations

import ast
import string
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from kiosk.core import advice, codes, notices, practices, wording
from kiosk.core.findings import Change
from kiosk.core.interval import Estimate
from kiosk.core.legresult import UNMEASURED, SideResult
from kiosk.core.message import Message
from kiosk.core.squat import REASONS
from kiosk.core.wording import change_sentence, leg_sentences, range_sentence
from tests.support.assessed import ROOT, assessed, leg, rep, reps

FORBIDDEN = (
    "abnormal", "injury risk", "risk of", "weak", "score", "alarm", "diagnos", "danger",
    "patholog", "dysfunction", "deficit", "warning!", "bad knee", "poor", "knock-knee", "valgus",
    "better", "worse",
)  # fmt: skip
"""MEASUREMENT.md section 5, and section 7 for the last two; some more of the same kind."""


def texts(module: ModuleType) -> Iterator[Message]:
    """Every Message that a module holds, in whatever container."""
    todo = list(vars(module).values())
    while todo:
        one = todo.pop()
        if isinstance(one, Message):
            yield one
        elif isinstance(one, dict):
            todo += one.values()
        elif isinstance(one, tuple):
            todo += one
        elif isinstance(one, practices.Practice):
            todo += [getattr(one, name) for name in practices.Practice.__slots__]


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Texts in a source file that a person could see: all strings but docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
        ):
            yield node.lineno, node.value


def side(
    band: str | None,
    low: float,
    value: float,
    high: float,
    counts: tuple[int, int] = (0, 0),
) -> SideResult:
    """A leg measured in 5 squats, of which counts were inside and outside; millimetres."""
    return replace(
        UNMEASURED,
        band=band,
        knee_plane_offset_at_60=Estimate(value / 1000.0, low / 1000.0, high / 1000.0),
        inside_in=counts[0],
        outside_in=counts[1],
        of=5,
    )


def said(name: str, leg_: SideResult) -> list[str]:
    return [str(s) for s in leg_sentences("left" if name == "left" else "right", leg_)]


def test_the_specification_s_own_sentence() -> None:
    assert said("right", side("inside", 22.2, 35.1, 47.9, (4, 0))) == [
        "Your right knee moved about 35 mm inside its line (likely 22–48 mm) in 4 of 5 squats."
    ]


@pytest.mark.parametrize("band", codes.INWARD)
def test_all_inward_bands_use_it(band: str) -> None:
    assert (
        "inside its line (likely 22–48 mm) in 5 of 5"
        in said("left", side(band, 22.0, 35.0, 48.0, (5, 0)))[0]
    )


def test_in_line_says_how_often_and_how_sure() -> None:
    assert said("left", side("in_line", -12.0, 1.0, 14.0, (1, 0))) == [
        "Your left knee stayed in line in 4 of 5 squats.",
        "It was likely between 12 mm outside and 14 mm inside its line.",
    ]


def test_too_close_asks_for_a_repeat() -> None:
    assert said("left", side("too_close", 8.0, 20.0, 32.0, (2, 0))) == [
        "Your left knee is too close to call – repeat?",
        "It was likely 8–32 mm inside its line.",
    ]


def test_outside_says_how_far() -> None:
    assert said("right", side("outside", -61.0, -50.0, -39.0, (0, 4))) == [
        "Your right knee moved about 50 mm outside its line in 4 of 5 squats.",
        "It was likely 39–61 mm outside its line.",
    ]


def test_a_leg_that_was_not_measured_has_no_number() -> None:
    for name in ("left", "right"):
        sentences = said(name, UNMEASURED)
        assert sentences == [f"We could not measure your {name} knee this time."]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 0.010, "It was likely 0–10 mm inside its line."),
        (-0.0004, 0.010, "It was likely 0–10 mm inside its line."),
        (-0.010, 0.0, "It was likely 0–10 mm outside its line."),
        (-0.003, 0.010, "It was likely between 3 mm outside and 10 mm inside its line."),
    ],
)
def test_ranges_have_no_signs(low: float, high: float, expected: str) -> None:
    assert str(range_sentence(Estimate(0.005, low, high))) == expected


@pytest.mark.parametrize("band", [*codes.BANDS, None])
@pytest.mark.parametrize("name", ["left", "right"])
def test_each_side_is_named_as_itself(name: str, band: str | None) -> None:
    other = {"left": "right", "right": "left"}[name]
    text = " ".join(said(name, side(band, 22.0, 35.0, 48.0)))
    assert f"our {name} knee" in text
    assert f"our {other} knee" not in text


def change(by_mm: float, half_mm: float = 5.0) -> Change:
    after, half = 30.0 + by_mm, half_mm / 1000.0
    by = Estimate(by_mm / 1000.0, by_mm / 1000.0 - half, by_mm / 1000.0 + half)
    place = Estimate(after / 1000.0, after / 1000.0 - half, after / 1000.0 + half)
    return Change(Estimate(0.03, 0.02, 0.04), place, by, not by.holds(0.0), None)


@pytest.mark.parametrize("name", ["left", "right"])
@pytest.mark.parametrize("kind", ["cue", "heels"])
def test_a_change_is_told_when_it_is_larger_than_the_error(name: str, kind: str) -> None:
    def told(by_mm: float) -> str:
        side_ = "left" if name == "left" else "right"
        return str(change_sentence(side_, change(by_mm), "cue" if kind == "cue" else "heels"))

    assert f"your {name} knee stayed about 20 mm further out" in told(-20.0)
    assert f"your {name} knee moved about 20 mm further in" in told(20.0)
    assert f"your {name} knee moved alike" in told(-4.0)
    assert "mm" not in told(4.0)
    for by_mm in (-20.0, 20.0, 4.0):
        assert ("cue" in told(by_mm)) is (kind == "cue")
        assert ("heels" in told(by_mm)) is (kind == "heels")


def test_every_code_has_its_words() -> None:
    assert set(wording.BAND_WORDS) == set(codes.BANDS)
    assert set(wording.CONFIDENCE_WORDS) == set(codes.CONFIDENCE)
    known = {*codes.NOT_VISIBLE, *codes.RETRY, *codes.NOTES, *REASONS}
    assert set(notices.REASONS) == known
    assert set(notices.FINDINGS) == set(codes.FINDINGS)
    assert set(notices.SIGNS) == set(codes.SIGNS)
    assert str(wording.band_word(None)) == "not measured"
    assert str(wording.band_word("too_close")) == "too close to call"


def test_a_retry_says_how_many_squats_counted_and_what_to_do() -> None:
    fast = rep(leg(), leg(), reasons=["too_fast"])
    told = [str(s) for s in notices.told(assessed([0.0, 0.0], [0.0, 0.0], fast, fast))]
    assert told == [
        "We could use 2 of 4 squats and need at least 3. Shall we do it again?",
        "Please squat a little slower: two to three seconds down, one to two up.",
    ]


def test_notes_are_not_reasons() -> None:
    noted = assessed([0.0] * 3, [0.0] * 3, observed=["frames_dropped"])
    assert notices.told(noted) == ()
    assert [str(s) for s in notices.noted(noted)] == [str(notices.REASONS["frames_dropped"])]
    retry = assessed([], [], *reps([0.0], [0.0], "practice"), observed=["frames_dropped"])
    assert [str(s) for s in notices.told(retry)] == [str(notices.REASONS["no_squat"])]


def test_every_verdict_but_measured_says_why() -> None:
    for code in (*codes.NOT_VISIBLE, *codes.RETRY):
        assert notices.told(assessed([0.0] * 3, [0.0] * 3, observed=[code]))


MODULES = (advice, notices, practices, wording)


@pytest.mark.parametrize("module", MODULES)
def test_texts_are_whole_sentences_that_can_be_translated(module: ModuleType) -> None:
    found = list(texts(module))
    assert found
    for message in found:
        names = [name for _, name, spec, _ in string.Formatter().parse(message.text) if name]
        assert all(name.isidentifier() for name in names), message.text
        assert message.text == message.text.strip()
        assert message.text
        filled = message.fill(**dict.fromkeys(names, 7))
        # A language may need its own order; every value is named, so that it can be moved.
        assert filled.render(lambda text: " ".join(reversed(text.split()))).count("7") >= len(names)


def test_a_message_without_its_values_is_an_error() -> None:
    with pytest.raises(KeyError):
        Message("{value} mm").render()
    assert str(Message("{value} mm").fill(value=-3)) == "−3 mm"


@pytest.mark.parametrize("module", MODULES)
def test_no_forbidden_word_in_any_text(module: ModuleType) -> None:
    for message in texts(module):
        assert not [word for word in FORBIDDEN if word in message.text.lower()], message.text


def test_no_forbidden_word_anywhere_in_the_package() -> None:
    """Also in texts that are not Messages: pictures, slips, the command line, data."""
    section_5 = ("abnormal", "injury risk", "weak", "composite score", "alarm", "diagnos")
    paths = sorted((ROOT / "kiosk").rglob("*.py"))
    assert len(paths) > 20
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in paths
        for line, text in strings(path)
        if any(word in text.lower() for word in section_5)
    ]
    assert found == []
    data = tomllib.loads((ROOT / "kiosk/data/bands.toml").read_text(encoding="utf-8"))
    assert not [word for word in section_5 if word in str(data).lower()]


def test_the_search_for_forbidden_words_finds_them(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text('"""Weak docstring."""\nX = ("fine", f"weak {1}")\n', encoding="utf-8")
    assert [text for _, text in strings(path) if "weak" in text.lower()] == ["weak "]
