"""The print journal as a value: what it remembers, and what it does not believe."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import InputError
from kiosk.printing.journal import (
    LONGEST,
    MOST_ENTRIES,
    Entry,
    Journal,
    job_name,
    journal_text,
    read_journal,
)

JOB, OTHER = "6c4f6a1e-7d2a-4f7e-9f0b-2f2f8d3f1a10", "0d3b6f6e-1111-4f7e-9f0b-2f2f8d3f1a10"
UTC = "2026-11-26T06:00:00Z"


def test_a_job_is_known_from_before_its_first_byte() -> None:
    begun = Journal().begun(JOB, UTC)
    assert begun.knows(JOB)
    assert begun.outcome(JOB) is None
    assert begun.dirty
    ended = begun.ended(JOB, "printed", UTC, 150.0, dirty=False)
    assert (ended.outcome(JOB), ended.dirty, ended.paper_mm) == ("printed", False, 150.0)
    assert not ended.knows(OTHER)


def test_who_starts_after_a_power_cut_knows_that_he_does_not_know() -> None:
    cut = Journal().begun(JOB, UTC).ended(JOB, "printed", UTC, 1.0, dirty=False).begun(OTHER, UTC)
    found = read_journal(journal_text(cut)).settled()
    assert (found.outcome(JOB), found.outcome(OTHER)) == ("printed", "unknown")
    assert found.dirty
    assert found.settled() == found
    assert not found.cleaned(40.0).settled().dirty


def test_no_more_than_a_busy_day_is_kept() -> None:
    journal = Journal()
    for _ in range(MOST_ENTRIES + 50):
        job = str(uuid.uuid4())
        journal = journal.begun(job, UTC).ended(job, "printed", UTC, 250.0, dirty=False)
    assert len(journal.entries) == MOST_ENTRIES
    assert journal.entries[-1].job == job
    assert len(journal_text(journal)) < LONGEST / 4


def test_nothing_of_a_member_is_written() -> None:
    tree = json.loads(journal_text(Journal().begun(JOB, UTC)))
    assert set(tree) == {"version", "dirty", "paper_out", "paper_mm", "entries"}
    assert set(tree["entries"][0]) == {"job", "begun_utc", "outcome", "ended_utc"}


entries = st.builds(
    Entry,
    st.uuids().map(str),
    st.text(max_size=40),
    st.sampled_from([None, "printed", "failed", "unknown"]),
    st.text(max_size=40),
)
journals = st.builds(
    Journal,
    st.lists(entries, max_size=5).map(tuple),
    st.booleans(),
    st.booleans(),
    st.floats(0.0, 1e6),
)


@given(journals)
def test_a_journal_comes_back_as_it_went(journal: Journal) -> None:
    assert read_journal(journal_text(journal)) == journal


@given(journals, st.data())
def test_a_damaged_journal_is_none_or_whole(journal: Journal, data: st.DataObject) -> None:
    text = journal_text(journal)
    at = data.draw(st.integers(0, len(text) - 1))
    cut = data.draw(st.sampled_from([text[:at], text[:at] + "\x00" + text[at + 1 :], text[at:]]))
    try:
        assert isinstance(read_journal(cut), Journal)
    except InputError:
        return


def tree(**changes: Any) -> str:
    return json.dumps(json.loads(journal_text(Journal().begun(JOB, UTC))) | changes)


ENTRY = {"job": JOB, "begun_utc": UTC, "outcome": None, "ended_utc": ""}


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "null", "{}", "{" * 100_000, "x" * (LONGEST + 1),
        tree(version=2), tree(entries=None), tree(entries=[1]), tree(paper_mm=-1.0),
        tree(paper_mm="1"), tree(paper_mm=float("nan")), tree(dirty=1), tree(paper_out=None),
        tree(entries=[ENTRY | {"job": "x"}]), tree(entries=[ENTRY | {"job": JOB.upper()}]),
        tree(entries=[ENTRY | {"job": 5}]), tree(entries=[ENTRY | {"outcome": "maybe"}]),
        tree(entries=[ENTRY | {"outcome": ["printed"]}]), tree(entries=[ENTRY | {"more": 1}]),
        tree(entries=[ENTRY | {"begun_utc": "x" * 41}]), tree(entries=[ENTRY] * 201),
    ],
)  # fmt: skip
def test_what_is_no_journal_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_journal(text)


@pytest.mark.parametrize("text", ["", "x", "6c4f6a1e", "../../x"])
def test_a_job_has_a_uuid(text: str) -> None:
    assert job_name(text) is None
    assert job_name(JOB.upper()) == JOB
