"""Slips to JSON and back: every kind, and nothing but these kinds."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.card import card
from kiosk.core.resultview import CueRow, SideView
from kiosk.core.slip import Imprint, Slip, slip
from kiosk.core.slip_codec import (
    LONGEST,
    read_slip,
    slip_of,
    slip_text,
    slip_tree,
    stripped,
)
from kiosk.core.slip_kinds import (
    Bar,
    BarsHead,
    BoxesHead,
    Code,
    Legs,
    Line,
    Picture,
    Practice,
    Role,
    Rule,
    Text,
)
from kiosk.core.topview import TopView
from kiosk.errors import InputError
from tests import cases, slips

CODE = Code("KX1 93", "Show it.", ((True, False), (False, True)), "K7B4F2")
IMPRINT = Imprint("Iron & Oak", "Tuesday", "depth-1", "0.1.0", CODE)
SLIPS = {case.__name__: slip(case(), IMPRINT) for case in cases.GOLDEN}
FULL = Slip(
    (
        *slip(cases.one_inside(), IMPRINT, copy=True).lines,
        Picture(9, (b"\x80\x80", b"\x00\xff")),
    )
)
SMALL = Slip((Text("Right knee moved inside.", "headline"), Rule()))


@pytest.mark.parametrize("made", [*SLIPS.values(), FULL, SMALL, card(IMPRINT), Slip(())])
def test_a_slip_comes_back_as_it_went(made: Slip) -> None:
    text = slip_text(made)
    assert "\n" not in text
    assert read_slip(text) == made


@pytest.mark.parametrize("language", slips.LANGUAGES)
def test_every_member_s_slip_comes_back(language: str) -> None:
    """With what only some of them have: a sign with a name beside it, words that may be left out,
    how sure we are, what stands beside the code."""
    for make in slips.MEMBERS.values():
        assert read_slip(slip_text(make(language))) == make(language)
    fullest = slips.fullest(cases.one_inside(), language)
    assert read_slip(slip_text(fullest)) == fullest


def test_the_full_slip_has_every_kind_and_room_to_spare() -> None:
    kinds = {type(line) for line in FULL.lines}
    assert kinds >= {Text, Picture, Rule, Legs, Bar, BarsHead, BoxesHead, Practice, Code}
    assert len(slip_text(FULL)) < LONGEST / 4


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
texts = st.builds(Text, words, st.sampled_from(Role.__args__))  # type: ignore[attr-defined]
rows = st.lists(st.lists(st.booleans(), max_size=30).map(tuple), max_size=30).map(tuple)
lines: st.SearchStrategy[Line] = st.one_of(
    texts,
    st.just(Rule()),
    st.builds(Code, words, words, rows, words),
    st.builds(Practice, words, words, words, words, st.integers(0, 7)),
    st.builds(BarsHead, words, words, words),
    st.builds(BoxesHead, words, words),
    st.builds(lambda rows: Picture(16, tuple(rows)), st.lists(st.binary(min_size=2, max_size=2))),
)


@given(st.lists(lines, max_size=12))
def test_any_slip_comes_back_without_what_cannot_be_printed(many: list[Line]) -> None:
    back = read_slip(slip_text(Slip(tuple(many))))
    assert [type(line) for line in back.lines] == [type(line) for line in many]
    for line, was in zip(back.lines, many, strict=True):
        if isinstance(line, Text) and isinstance(was, Text):
            assert line == replace(was, words=stripped(was.words))
        if isinstance(line, Picture | Rule):
            assert line == was
    assert read_slip(slip_text(back)) == back


def test_printer_commands_and_turning_signs_are_taken_out() -> None:
    nasty = "\x1b@\x1dV0\x10\x04Iron\u202egnirps\u2066 \x00& Oak\x7f\x9b\nHall 5"
    sent = Slip((Text(nasty, "gym"),))
    (line,) = read_slip(slip_text(sent)).lines
    assert line == Text("@V0Irongnirps & Oak\nHall 5", "gym")
    tree = slip_tree(SMALL)
    tree["lines"][0]["words"] = nasty
    with pytest.raises(InputError, match=r"slip.lines\[0\].words contains U\+001B"):
        slip_of(tree)


def changed(change: Callable[[list[Any]], None]) -> dict[str, Any]:
    tree = json.loads(slip_text(FULL))
    change(tree["lines"])
    return tree  # type: ignore[no-any-return]


def first(lines: list[Any], kind: str) -> dict[str, Any]:
    return next(line for line in lines if line["kind"] == kind)


def put(kind: str, name: str, value: object) -> Callable[[list[Any]], None]:
    def change(lines: list[Any]) -> None:
        at: Any = first(lines, kind)
        *path, last = name.split(".")
        for part in path:
            at = at[int(part) if part.isdigit() else part]
        at[int(last) if last.isdigit() else last] = value

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (put("Text", "kind", "Line"), "not one of Text"),
        (put("Text", "kind", ["Text"]), "not one of Text"),
        (put("Text", "colour", "red"), "has an unknown field 'colour'"),
        (lambda lines: first(lines, "Text").pop("role"), "lacks its field 'role'"),
        (put("Text", "words", 5), "is 5, not a text"),
        (put("Text", "words", "x" * 4001), "has 4001 characters; 4000 are the most"),
        (put("Text", "role", "huge"), "is 'huge', not one of copy"),
        (put("Text", "role", ["copy"]), "not one of copy"),
        (put("Practice", "boxes", 10**9), "is 1000000000, not a whole number from 0 to"),
        (put("Practice", "boxes", -1), "not a whole number"),
        (put("Practice", "boxes", True), "is True, not a whole number"),
        (put("Practice", "boxes", 3.0), "is 3.0, not a whole number"),
        (put("Code", "modules", [[1, 0]]), "is [1, 0], not a row of 0 and 1"),
        (put("Code", "modules", ["012"]), "not a row of 0 and 1"),
        (put("Code", "modules", ["1" * 1001]), "not a row of 0 and 1"),
        (put("Code", "modules", ["1"] * 1001), "has 1001 items; 1000 are the most"),
        (put("Code", "modules", "0110"), "is '0110', not a list"),
        (put("Picture", "rows", ["8080", "00"]), "rows of another length"),
        (put("Picture", "rows", ["80 80"]), "not hexadecimal"),
        (put("Picture", "rows", ["80" * 3000]), "not hexadecimal"),
        (put("Picture", "rows", ["8"]), "not hexadecimal"),
        (put("Picture", "width", 10**6), "not a whole number"),
        (put("Bar", "row.before.low", "0"), r"row.before.low is '0', not a number"),
        (put("Bar", "row.before.low", True), "is True, not a number"),
        (put("Bar", "row.before.low", 1e9), "not a number"),
        (put("Bar", "row.before.low", float("nan")), "is nan, not a number"),
        (put("Bar", "row.in_line_m", [0.1]), "has 1 items instead of 2"),
        (put("Bar", "row", None), "is None, not an object (CueRow)"),
        (put("Legs", "sides.0.top.dots", {"0": 1}), "not a list"),
        (put("Legs", "sides.0.top.knee.place", [1.0, 2.0, 3.0]), "has 3 items instead of 2"),
        (put("Legs", "sides.0.top.measured", 1), "is 1, not true or false"),
        (put("Legs", "sides.0.band", 3), "is 3, not a text"),
        (lambda lines: lines.append("Rule"), "not one of Text"),
        (lambda lines: lines.extend([{"kind": "Rule"}] * 1000), "are the most"),
    ],
)
def test_what_is_no_slip_is_refused_with_its_place(
    change: Callable[[list[Any]], None], told: str
) -> None:
    with pytest.raises(InputError) as refused:
        slip_of(changed(change))
    assert told in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "[]", '"x"', "{}", '{"lines": null}', '{"lines": [], "more": 1}',
     "[" * 100_000, '{"lines": [' + "9" * 5000 + "]}", " " * (LONGEST + 1)],
)  # fmt: skip
def test_a_text_that_is_no_slip(text: str) -> None:
    with pytest.raises(InputError):
        read_slip(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["lines", "kind", "words", "role", "row", "top"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_nothing_else_comes_out(tree: Any) -> None:
    try:
        slip = slip_of({"lines": tree})
    except InputError:
        return
    assert isinstance(slip, Slip)


@given(st.data())
def test_a_slip_with_one_thing_changed_is_a_slip_or_refused(data: st.DataObject) -> None:
    tree: Any = json.loads(slip_text(SLIPS["one_inside"]))
    at = tree
    while isinstance(at, dict | list) and at:
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if not isinstance(at[key], dict | list) or data.draw(st.booleans()):
            at[key] = data.draw(json_values)
            break
        at = at[key]
    try:
        assert isinstance(slip_of(tree), Slip)
    except InputError:
        return


def test_a_slip_that_could_not_be_read_is_not_sent() -> None:
    for lines in ((Text("x" * 5000, "body"),), (Practice("a", "b", "c", "d", 10**6),)):
        with pytest.raises(InputError):
            slip_text(Slip(lines))
    with pytest.raises(InputError, match="the most"):
        slip_text(Slip((Text("x" * 3900, "body"),) * 110))


def test_every_nested_value_is_walked() -> None:
    legs = next(line for line in FULL.lines if isinstance(line, Legs))
    bar = next(line for line in FULL.lines if isinstance(line, Bar))
    assert isinstance(bar.row, CueRow)
    assert all(isinstance(side, SideView) and isinstance(side.top, TopView) for side in legs.sides)
