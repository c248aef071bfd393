"""The owner's figures: nothing in them tells of fewer than 11 people."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.hours import Mark
from kiosk.core.records import NO_WEEK, OUTCOMES, Changed, Totals, Week
from kiosk.reports import stages
from kiosk.reports.drawing import SOFT, Words
from kiosk.reports.heat import heat_drawing
from kiosk.reports.page import page
from kiosk.reports.parts import Report
from kiosk.reports.period import Figures, Period, figures, flow, grid
from kiosk.reports.period_page import report_of
from kiosk.reports.stages import OTHER, STAGES, stage, staged

DAY_S: Final = 86400.0
DAYS: Final = tuple(f"day {number}" for number in range(1, 32))
OCTOBER: Final = Period(
    "October 2026", "2026-10-01", "2026-10-31", tuple(i * DAY_S for i in range(32)), "UTC"
)


def week(scale: float = 10.0, seed: int = 1) -> Week:
    random = Random(seed)
    return tuple(
        tuple(int(scale * random.uniform(2.0, 5.0)) if 7 <= hour < 22 else 0 for hour in range(24))
        for _ in range(7)
    )


def busy(**changed: Any) -> Totals:
    """A month in a large gym."""
    tests = sum(map(sum, week()))
    made = Totals(
        "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z", visits=tests, stays=tests + 200,
        doubtful=40, visits_by_hour=week(), stays_by_hour=week(),
        outcomes=(("measured", tests), ("left", 120), ("declined", 60), ("stopped", 20)),
        left_in=(("consent", 100), ("squats_uncued", 60), ("questions", 40)),
        retries=(("too_shallow", 70), ("too_fast", 4)), printed=tests - 100,
        languages=(("en", tests - 300), ("de", 300)),
    )  # fmt: skip
    return replace(made, **changed)


def marks() -> list[Mark]:
    return [Mark(600.0 * i, "start" if i == 0 else "in", 600.0 * i, paper_mm=300.0 * i)
            for i in range(31 * 144)]  # fmt: skip


def found(totals: Totals | None = None, **changed: Any) -> Figures:
    made: dict[str, Any] = {
        "changed": Changed(80, 60, 25, 14), "marks": marks(), "mdc_mm": 9.5, "kept": True,
        "now_s": 40 * DAY_S,
    }  # fmt: skip
    made |= changed
    return figures(OCTOBER, totals or busy(), made.pop("changed"), made.pop("marks"), **made)


def written(figures: Figures) -> Report:
    return report_of(
        figures, gym="Hall 5", kiosk="stairs", made="2026-11-01 06:00", version="0.2.0", days=DAYS
    )


def test_a_busy_month_is_told_whole() -> None:
    told = found()
    assert told.grid is not None
    assert told.grid.hours[0] == (7, 8)
    assert told.grid.cells == tuple(day[7:22] for day in week())
    assert told.flow is not None
    assert (told.flow.came, told.flow.measured) == (told.grid.total + 200, told.grid.total)
    assert told.flow.slips == told.grid.total - 100
    assert [one.count for one in told.flow.left_at if one.count] == [100, 40, 60]
    assert [one.count for one in told.retries] == [70, None]
    assert told.paper.used_m == pytest.approx(0.3 * (31 * 144 - 1))
    assert told.hours.share == pytest.approx(1.0, abs=0.001)
    assert (told.change.compared, told.change.outward, told.change.inward) == (60, 25, 14)
    assert told.doubtful == 40


def test_a_quiet_month_has_wider_hours_and_whole_totals() -> None:
    quiet = grid(week(0.5), "tests")
    assert quiet is not None
    assert quiet.hours[0][1] - quiet.hours[0][0] > 1
    assert quiet.total == sum(map(sum, week(0.5)))
    assert quiet.total == sum(n or 0 for n in quiet.by_day) or None in quiet.by_day


def test_of_ten_people_nothing_is_told() -> None:
    one = (0,) * 9 + (10,) + (0,) * 14
    few = busy(
        visits=10, stays=10, visits_by_hour=(one, *NO_WEEK[1:]), outcomes=(("measured", 10),),
        left_in=(), printed=9, languages=(("en", 10),), doubtful=3, retries=(("too_fast", 3),),
    )  # fmt: skip
    told = found(few, changed=Changed(5, 5, 2, 1))
    assert (told.grid, told.flow, told.languages, told.doubtful) == (None, None, (), None)
    assert told.change.compared is None
    counts = [one.count for one in told.retries]
    assert counts == [None]


def test_who_was_not_measured_is_not_told_by_what_is_missing() -> None:
    """100 came, 97 were measured: that 3 were not must not be seen."""
    totals = busy(
        outcomes=(("measured", 97), ("left", 3)), left_in=(("consent", 3),), stays=100, printed=97
    )
    assert flow(totals) is None


def test_one_small_end_is_hidden_with_another_on_both_sides() -> None:
    told = flow(busy(outcomes=(("measured", 500), ("left", 80), ("declined", 40), ("fault", 3)),
                     left_in=(("consent", 100), ("questions", 20), ("retry", 3)),
                     printed=400))  # fmt: skip
    assert told is not None
    ends = {one.code: one.count for one in told.outcomes}
    assert ends["fault"] is None
    assert ends["declined"] is None
    assert ends["left"] == 80
    stages = {one.code: one.count for one in told.left_at}
    assert stages["repeat"] is None
    assert sum(count is None for count in stages.values()) >= 2


COUNT = st.integers(0, 60)


@settings(max_examples=60, deadline=None)
@given(st.tuples(COUNT, COUNT, COUNT), st.tuples(COUNT, COUNT), st.integers(0, 60))
def test_no_hidden_end_can_be_worked_out(
    ends: tuple[int, int, int], stages: tuple[int, int], measured: int
) -> None:
    """By hand: all ways of the hidden numbers that fit what is shown leave each 11 values."""
    last = sum(ends) - sum(stages)
    if last < 0:
        return
    totals = busy(
        outcomes=(("measured", measured), ("left", ends[0]), ("declined", ends[1]),
                  ("fault", ends[2])),
        left_in=(("consent", stages[0]), ("questions", stages[1]), ("retry", last)),
        printed=measured,
    )  # fmt: skip
    told = flow(totals)
    if told is None:
        return
    shown_ends = [one.count for one in told.outcomes[1:]]
    assert all(count is None or count == 0 or count >= 11 for count in shown_ends)
    missing = told.came - told.measured
    hidden = shown_ends.count(None)
    rest = missing - sum(count or 0 for count in shown_ends)
    assert hidden == 0 or rest - hidden + 1 >= 11


def test_without_a_spread_nobody_is_said_to_have_changed() -> None:
    told = found(mdc_mm=0.0)
    assert told.change.compared is None
    assert "is not known yet" in page(written(told))


def test_when_results_are_erased_those_who_came_are_told() -> None:
    told = found(busy(visits=0, visits_by_hour=NO_WEEK, languages=()), kept=False)
    assert told.grid is not None
    assert told.grid.of == "people"
    assert "Results of that time are erased by now" in page(written(told))


def test_every_state_belongs_to_a_stage_and_none_is_lost() -> None:
    for state in ("intro_practice_chair", "squats_uncued", "refused_child", "questions", "stand"):
        assert stage(state) != OTHER
    states = (("consent", 4), ("squats_cued", 2), ("whatever", 3), ("", 1))
    assert sum(count for _, _, count in staged(states)) == 10
    assert len(staged(())) == len(STAGES) + 1
    assert set(OUTCOMES) == set(stages.OUTCOMES)


def test_hidden_cells_are_drawn_without_a_number() -> None:
    quiet = grid(week(4.2), "tests")
    assert quiet is not None
    cells = [cell for row in quiet.cells for cell in row]
    assert None in cells
    items = heat_drawing(quiet, "Tests", "").items
    words = [one.text for one in items if isinstance(one, Words) and one.colour != SOFT]
    totals = [one for one in (*quiet.by_day, *quiet.by_hour, quiet.total) if one is not None]
    told = [str(one) for one in [*cells, *totals] if one]
    assert sorted(word for word in words if word.isdigit()) == sorted(told)
    assert min(map(int, told)) >= 11


def test_a_month_without_anybody_has_a_page() -> None:
    nobody = found(Totals("", ""), changed=Changed(), marks=[], mdc_mm=0.0)
    assert nobody.empty
    text = page(written(nobody))
    assert "Nobody came" in text
    assert "no mark of a running kiosk" in text


def test_the_page_says_what_was_found_and_loads_nothing() -> None:
    text = page(written(found()))
    for word in ("October 2026", "Hall 5", "squats were not deep enough", "Where those stopped"):
        assert word in text
    assert "fewer than 11" in text
    assert not [word for word in ("https:", "src=", "href=", "<script", "url(") if word in text]
    for word in ("abnormal", "injury", "weak", "diagnos", "patient"):
        assert word not in text.lower()
