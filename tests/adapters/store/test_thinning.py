"""Which backups are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.adapters.store.thinning import superfluous

START = datetime(2026, 3, 1, 3, 40, tzinfo=UTC)


def kept_after(days: int) -> list[datetime]:
    """One a night, thinned out each time."""
    kept: list[datetime] = []
    for day in range(days):
        kept.append(START + timedelta(days=day))
        kept = [one for one in kept if one not in superfluous(kept)]
    return kept


def test_a_year_of_nights_leaves_about_fourteen() -> None:
    kept = kept_after(365)
    last = START + timedelta(days=364)
    assert 11 <= len(kept) <= 15
    assert [last - timedelta(days=day) for day in range(6, -1, -1)] == kept[-7:]
    assert last - kept[0] >= timedelta(days=58), "something of two months ago is there"


def test_all_of_the_newest_day_stay_and_one_of_each_day_before() -> None:
    before = [START + timedelta(hours=hour) for hour in range(3)]
    newest = [START + timedelta(days=1, hours=hour) for hour in range(3)]
    assert superfluous([*newest, *before]) == tuple(before[:2])


def test_days_without_a_backup_do_not_count() -> None:
    long_ago = [START + timedelta(days=day) for day in range(7)]
    assert superfluous([*long_ago, START + timedelta(days=3000)]) == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 2000), min_size=1, max_size=60))
def test_the_newest_stays_and_a_second_look_finds_nothing(hours: list[int]) -> None:
    made = [START + timedelta(hours=7 * hour) for hour in hours]
    gone = superfluous(made)
    left = [one for one in made if one not in gone]
    assert max(made) in left
    assert superfluous(left) == ()
