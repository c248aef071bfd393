"""Charts: round axes, gaps where nothing was measured, and words that do not touch."""

from __future__ import annotations

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.reports.chart import (
    LEFT,
    RIGHT,
    Band,
    BarChart,
    Bars,
    Level,
    Line,
    LineChart,
    Zone,
    axis,
)
from kiosk.reports.drawing import Drawing, Shape, Words, width_of, wrapped
from kiosk.reports.rows import Row, RowChart
from tests.support.charts import touching

NUMBERS = st.lists(st.floats(-2000.0, 2000.0), min_size=1, max_size=8)


@given(NUMBERS, st.booleans())
def test_an_axis_holds_every_value_between_round_ends(values: list[float], zero: bool) -> None:
    made = axis("mm", values, zero=zero)
    assert made.low <= min(values) + 1e-6
    assert made.high >= max(values) - 1e-6
    assert 2 <= len(made.ticks()) <= 9
    assert made.ticks()[-1] == pytest.approx(made.high)
    assert not zero or made.low <= 0.0 <= made.high


def test_ticks_read_as_people_write_numbers() -> None:
    made = axis("mm", (-38.0, 22.0))
    assert [made.text(v) for v in made.ticks()] == ["−40", "−20", "0", "20", "40"]
    assert axis("s", (0.0, 0.9)).text(0.2) == "0.2"
    assert axis("s", ()).low == 0.0
    assert axis("s", (nan,), zero=True, least=4.0).high == 4.0


def line_chart() -> LineChart:
    xs = [float(x) for x in range(101)]
    ys = [nan if 40 < x < 50 else 0.4 * x for x in xs]
    return LineChart(
        "Knee-plane offset of both legs over the whole squat, from its start to its end",
        "It rises.",
        axis("time, % of the squat", xs),
        axis("mm, inward positive", ys, zero=True),
        (Line(xs, ys, LEFT, "left"), Line(xs, ys, LEFT, "left"), Line(xs, xs, RIGHT, "right")),
        (Band(xs, ys, [y + 5.0 for y in ys], LEFT, "range of the squats"),),
        (Zone(-40.0, 20.0, "in line"),),
        (Level(10.0, "expected for this stance"),),
    )


def bars() -> BarChart:
    series = Bars((1.0, None, 3.0), LEFT, "down"), Bars((1.0, 2.0, 0.0), RIGHT, "up")
    names = ("practice 1", "uncued 1", "a very long name of a squat")
    return BarChart("Tempo", "d", names, series, axis("s", (4.0,), zero=True), stacked=True)


def rows() -> RowChart:
    some = (
        Row("left, without the cue", 5.0, LEFT, -3.0, 12.0, "+5 mm"),
        Row("right", 37.0, RIGHT, 24.0, 50.0, "a longer note beside it"),
        Row("nothing", None, LEFT),
    )
    return RowChart("Rows", "d", some, axis("mm", (-5.0, 50.0), zero=True), (Zone(-9.0, 9.0, "z"),))


def test_a_line_has_a_gap_where_nothing_was_measured_and_leaves_out_what_is_off_the_axes() -> None:
    drawing = line_chart().drawing()
    long = [s for s in drawing.items if isinstance(s, Shape) and len(s.points) > 20]
    lines = [s for s in long if s.stroke is not None]
    assert len([s for s in lines if s.stroke and s.stroke.colour == LEFT.colour]) == 4
    right = [s for s in lines if s.stroke and s.stroke.colour == RIGHT.colour]
    assert [len(s.points) for s in right] == [41]
    assert len([s for s in long if s.stroke is None]) == 2
    words = [w.text for w in drawing.items if isinstance(w, Words)]
    assert words.count("left") == 1


def test_a_missing_bar_is_missing_and_others_stand_on_each_other() -> None:
    drawing = bars().drawing()
    full = [
        s for s in drawing.items
        if isinstance(s, Shape) and s.fill == LEFT.colour and s.points[0][1] > 60.0
    ]  # fmt: skip
    assert len(full) == 2
    low, high = (max(y for _, y in s.points) - min(y for _, y in s.points) for s in full)
    assert high == pytest.approx(3.0 * low, rel=1e-6)


@pytest.mark.parametrize("drawing", [line_chart().drawing(), bars().drawing(), rows().drawing()])
def test_words_neither_touch_nor_leave_the_picture(drawing: Drawing) -> None:
    assert touching(drawing) == []


def test_text_is_broken_at_spaces_within_its_width() -> None:
    lines = wrapped("the knee stays in line in five of five squats", 120.0)
    assert len(lines) > 1
    assert all(width_of(line) <= 120.0 for line in lines)
