"""A stored visit is opened whole, or it is said what is wrong with it; its name leads nowhere."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.keeping_codec import encode_curves
from kiosk.errors import InputError
from kiosk.exports import json_text, opened
from kiosk.exports.names import stem, unused
from kiosk.exports.visit import at, number
from tests.support.visits import analytic_visit, record_of

RECORD = record_of(analytic_visit())


def test_a_record_is_opened_with_all_that_was_kept() -> None:
    visit = opened(RECORD)
    assert visit.document == json.loads(RECORD.document)
    assert len(visit.curves) == len(visit.document["reps"]) == 2
    assert visit.joints is not None
    bare = opened(replace(RECORD, curves=None, joints=None))
    assert (bare.curves, bare.joints) == ((), None)
    assert opened(replace(RECORD, curves=encode_curves(()))).curves == ()


@pytest.mark.parametrize(
    "damage",
    [
        {"document": "{"},
        {"document": "[]"},
        {"curves": b"KC\x01nonsense"},
        {"joints": RECORD.curves},
    ],
)
def test_damage_names_the_visit(damage: dict[str, object]) -> None:
    with pytest.raises(InputError, match="K7B4F2 cannot be exported"):
        opened(replace(RECORD, **damage))  # type: ignore[arg-type]


def test_what_is_not_there_is_not_measured() -> None:
    document = {"a": {"b": 1, "c": None, "d": True}, "e": [1]}
    assert number(document, "a", "b") == 1.0
    assert number(document, "a", "c") is None
    assert number(document, "a", "d") is None
    assert number(document, "e", "b") is None
    assert at(document, "a", "d") is True


def test_a_visits_json_is_the_document_and_what_is_known_of_the_visit() -> None:
    whole = json.loads(json_text.text(opened(RECORD)))
    assert whole["document"] == json.loads(RECORD.document)
    assert whole["schema"] == "kiosk-visit/1"
    assert (whole["ticket"], whole["clock_ok"]) == ("K7B4F2", True)
    assert whole["consent"]["what"] == ["result", "curves", "joints"]
    assert whole["squats_with_curves"] == 2
    assert json.loads(json_text.text(opened(replace(RECORD, consent=None))))["consent"] is None


def test_a_name_is_ticket_and_date() -> None:
    assert stem(RECORD) == "K7B4F2_2026-11-26"
    assert stem(replace(RECORD, started_utc="")) == "K7B4F2_undated"
    assert stem(replace(RECORD, ticket="")).startswith("VISIT")
    assert unused("A", ".trc", {"A.trc", "A_2.trc"}) == "A_3.trc"


@given(ticket=st.text(max_size=20), started=st.text(max_size=30))
def test_no_name_leads_elsewhere(ticket: str, started: str) -> None:
    name = stem(replace(RECORD, ticket=ticket, started_utc=started))
    assert name.isascii()
    assert name.replace("_", "").replace("-", "").isalnum()
    assert len(name) < 40


@pytest.mark.parametrize("ticket", ["../../evil", "..", "A/B", "CON", "a\x00b", "K7B4F2\n", "＜＞"])
def test_a_strange_ticket_gives_way_to_a_safe_name(ticket: str) -> None:
    assert stem(replace(RECORD, ticket=ticket)) == stem(replace(RECORD, ticket=""))
