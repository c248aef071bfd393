"""Lines and points as braille and as ASCII."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.braille import Stroke, ascii_art, braille


def dots(lines: tuple[str, ...]) -> set[tuple[int, int]]:
    """Read back by Unicode's own numbering of the dots: 1 2 3 7 down the left, 4 5 6 8."""
    order = {1: (0, 0), 2: (0, 1), 3: (0, 2), 4: (1, 0), 5: (1, 1), 6: (1, 2), 7: (0, 3), 8: (1, 3)}
    found = set()
    for row, line in enumerate(lines):
        for column, letter in enumerate(line):
            bits = 0 if letter == " " else ord(letter) - 0x2800
            for number, (x, y) in order.items():
                if bits >> (number - 1) & 1:
                    found.add((2 * column + x, 4 * row + y))
    return found


@pytest.mark.parametrize("x", range(4))
@pytest.mark.parametrize("y", range(8))
def test_every_dot_is_where_unicode_has_it(x: int, y: int) -> None:
    assert dots(braille([Stroke((x, y), (x, y))], [], 2, 2)) == {(x, y)}


def test_a_line_is_whole_and_its_ends_are_in_it() -> None:
    found = dots(braille([Stroke((1, 2), (11, 17))], [], 6, 5))
    assert {(1, 2), (11, 17)} <= found
    assert {y for _, y in found} == set(range(2, 18))


def test_as_far_across_as_down_is_a_slope_of_45_degrees() -> None:
    assert dots(braille([Stroke((0, 0), (7, 7))], [], 4, 2)) == {(n, n) for n in range(8)}


def test_a_doubtful_line_has_gaps() -> None:
    sure = dots(braille([Stroke((0, 0), (0, 39))], [], 1, 10))
    doubtful = dots(braille([Stroke((0, 0), (0, 39), dotted=True)], [], 1, 10))
    assert doubtful < sure
    assert len(doubtful) == 14


def test_a_mark_is_thick() -> None:
    assert dots(braille([], [(5, 5)], 6, 3)) == {(5, 5), (4, 5), (6, 5), (5, 4), (5, 6)}


def test_what_lies_outside_is_left_out_and_what_crosses_is_cut() -> None:
    assert dots(braille([Stroke((-5, -9), (-1, 90))], [(99, 99)], 3, 3)) == set()
    assert dots(braille([Stroke((-1000, 3), (1000, 3))], [], 3, 3)) == {(n, 3) for n in range(6)}


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf, 1e300])
def test_what_is_no_place_is_left_out(wrong: float) -> None:
    assert braille([Stroke((wrong, 1), (2, 2))], [(1, wrong)], 2, 1) == ("  ",)
    assert ascii_art([Stroke((1, 1), (2, wrong))], [(wrong, 0)], 2, 1) == ("  ",)


def test_ascii_tells_slopes_apart() -> None:
    strokes = [Stroke((0, 0), (0, 11)), Stroke((4, 2), (13, 2)), Stroke((6, 6), (11, 11))]
    lines = ascii_art([*strokes, Stroke((18, 6), (14, 10))], [(18, 2)], 10, 3)
    assert lines[0][0] == lines[2][0] == "|"
    assert lines[0][2:7] == "-----"
    assert "\\" in lines[1]
    assert "/" in lines[1] + lines[2]
    assert lines[0][9] == "o"


places = st.tuples(st.floats(-300, 300), st.floats(-300, 300))


@given(st.lists(st.builds(Stroke, places, places, st.booleans()), max_size=6),
       st.lists(places, max_size=3), st.integers(1, 20), st.integers(1, 12))  # fmt: skip
def test_any_picture_has_its_size_and_only_its_letters(
    strokes: list[Stroke], marks: list[tuple[float, float]], columns: int, rows: int
) -> None:
    drawn = braille(strokes, marks, columns, rows)
    assert [len(line) for line in drawn] == [columns] * rows
    assert all(letter == " " or 0x2801 <= ord(letter) <= 0x28FF for letter in "".join(drawn))
    plain = ascii_art(strokes, marks, columns, rows)
    assert [len(line) for line in plain] == [columns] * rows
    assert set("".join(plain)) <= set(" |-/\\.o")


@given(places, places)
def test_a_line_is_the_same_from_either_end_but_for_rounding(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    there = dots(braille([Stroke(one, other)], [], 10, 10))
    back = dots(braille([Stroke(other, one)], [], 10, 10))
    for x, y in there:
        assert any(abs(x - u) <= 1 and abs(y - v) <= 1 for u, v in back)
