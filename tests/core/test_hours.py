"""When the kiosk ran, from its marks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.hours import EVERY_S, Hours, Mark, hours, paper, spans

HOUR = 3600.0


def run(start_s: float, *marks: tuple[str, float], sure: bool = True) -> list[Mark]:
    """A start, and marks so long after it."""
    all_marks = (("start", 0.0), *marks)
    return [Mark(start_s + up, kind, up, sure) for kind, up in all_marks]  # type: ignore[arg-type]


def test_between_two_marks_of_a_run_it_ran() -> None:
    marks = run(1000.0, ("in", 600.0), ("out", 1200.0), ("in", 1800.0), ("end", 2000.0))
    found = hours(marks, 1000.0, 1000.0 + HOUR)
    assert found == Hours(in_s=1400.0, out_s=600.0, down_s=1600.0, starts=1)
    assert found.share == 1400.0 / 3600.0


def test_a_run_that_was_cut_off_ran_until_its_last_mark() -> None:
    marks = run(0.0, ("in", 600.0)) + run(3000.0, ("end", 600.0))
    found = hours(marks, 0.0, HOUR)
    assert (found.in_s, found.down_s, found.starts, found.cut) == (1200.0, 2400.0, 2, 1)


def test_before_the_first_mark_nobody_knows() -> None:
    marks = run(1800.0, ("end", 900.0))
    found = hours(marks, 0.0, HOUR)
    assert (found.before_s, found.in_s, found.down_s) == (1800.0, 900.0, 900.0)
    assert hours([], 0.0, HOUR).before_s == HOUR
    assert hours([], 0.0, HOUR).share is None


def test_the_last_state_holds_for_as_long_as_a_mark_takes_to_come() -> None:
    marks = run(0.0, ("out", 600.0))
    assert hours(marks, 0.0, 900.0, now_s=900.0).out_s == 300.0
    assert hours(marks, 0.0, HOUR, now_s=HOUR).out_s == 0.0, "it should have left further marks"
    ended = run(0.0, ("end", 600.0))
    assert hours(ended, 0.0, 900.0, now_s=900.0).down_s == 300.0


def test_a_clock_that_was_set_makes_no_hours() -> None:
    """A computer without a clock chip starts in the past and is put right a minute later."""
    marks = [Mark(0.0, "start", 0.0, sure=False), Mark(90_000.0, "in", 60.0)]
    marks.append(Mark(90_600.0, "end", 660.0))
    assert [one.to_s - one.from_s for one in spans(marks)] == [60.0, 600.0]
    back = [Mark(90_000.0, "start", 0.0, sure=False), Mark(600.0, "in", 600.0)]
    assert [(one.from_s, one.to_s) for one in spans(back)] == [(0.0, 600.0)]


def test_paper_is_counted_across_rolls() -> None:
    def at(minute: int, paper_mm: float | None) -> Mark:
        return Mark(60.0 * minute, "in", 60.0 * minute, paper_mm=paper_mm)

    marks = [at(0, 900.0), at(10, 1000.0), at(20, None), at(30, 1500.0), at(40, 200.0), at(50, 300)]
    assert paper(marks, 300.0, HOUR) == (100.0 + 500.0 + 200.0 + 100.0, 1)
    assert paper(marks, 0.0, 1200.0) == (100.0, 0), "what was used before is not of this period"
    assert paper([at(0, 0.0), at(10, 250.0)], 300.0, HOUR) == (250.0, 0)
    assert paper([at(0, None)], 0.0, HOUR) is None
    assert paper([], 0.0, HOUR) is None


MARKS = st.lists(
    st.builds(
        Mark,
        st.floats(0.0, 1e6),
        st.sampled_from(["start", "in", "out", "end"]),
        st.floats(0.0, 1e6),
        st.booleans(),
        st.none() | st.floats(0.0, 1e5),
    ),
    max_size=30,
)


@given(MARKS, st.floats(0.0, 1e6), st.floats(0.0, 1e6))
def test_whatever_stands_there_a_period_is_no_longer_than_it_is(
    marks: list[Mark], since_s: float, long_s: float
) -> None:
    found = hours(marks, since_s, since_s + long_s, now_s=since_s + long_s + EVERY_S)
    parts = (found.in_s, found.out_s, found.down_s, found.before_s)
    assert min(parts) >= 0.0
    assert max(parts) <= long_s * (1.0 + 1e-9) + 1e-3
    used = paper(marks, since_s, since_s + long_s)
    assert used is None or min(used) >= 0
