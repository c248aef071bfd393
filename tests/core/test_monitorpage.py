"""What `kiosk monitor` shows: figure, facts, log, keys, in terminals of any size."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.monitoring import document, headline, people_told
from kiosk.core.monitororders import ASKED, Order, sure, words
from kiosk.core.monitorpage import Page, Size, cells, lines, page
from kiosk.core.needs import Need
from kiosk.core.skeletonart import Look, art, follow
from tests.support.monitored import SPEECH, body, gone, heard, live

AT = Look(0.0, 1.05, 2.5)


def text(shown: Page) -> str:
    return "\n".join(lines(shown))


def test_all_is_on_80_by_24() -> None:
    shown = page(heard(live(None, "Paper out.")), AT, SPEECH, Size(80, 24))
    rows = lines(shown)
    assert len(rows) + 3 == 24, "and two of messages, one of keys"
    for words_ in (
        "runs 11520 s · a visit is under way", "camera 30 fps", "nothing: all is well", "D455",
        "one person", "29.7 m used", "12 today, 80 in 7 days", "54 °C", "11-26 11:05 Paper out.",
    ):  # fmt: skip
        assert words_ in " ".join(text(shown).split()), words_
    keys = "".join(piece for piece, _ in shown.keys[0])
    assert len(keys) <= 80
    assert keys.startswith("o Out of service")
    assert keys.endswith("q Quit")


def test_a_figure_stands_in_the_picture_with_its_right_on_the_left() -> None:
    rows = art(body(without=("LAnkle", "LBigToe", "LKnee")), AT, 40, 20)
    lower = "".join(rows[13:])
    assert lower.strip(), "a right leg"
    for row in rows[13:]:
        assert not row[20:].strip(), "and no left one"


def test_a_joint_that_is_not_measured_leaves_a_dotted_line() -> None:
    whole = "".join(art(body(), AT, 40, 20, plain=True))
    without = "".join(art(body(without=("LKnee",)), AT, 40, 20, plain=True))
    assert (whole.count("o"), without.count("o")) == (3, 2), "head and knees"
    assert "." not in whole
    assert "." in without


def test_a_wide_picture_has_a_side_view() -> None:
    front, both = art(body(1.0), AT, 51, 20), art(body(1.0), AT, 90, 20)
    assert all(not line[45:].strip() for line in front)
    assert any(line[60:].strip() for line in both)


def test_the_picture_stands_still_while_somebody_squats_and_follows_who_walks() -> None:
    look = follow(None, body())
    assert look is not None
    for down in (0.2, 0.7, 1.0):
        assert follow(look, body(down)) == look
    walked = tuple(None if p is None else (p[0] + 0.6, p[1], p[2]) for p in body())
    moved = follow(look, walked)
    assert moved is not None
    assert moved.middle_m == pytest.approx(look.middle_m + 0.6)
    assert follow(look, ()) == look
    assert follow(None, ()) is None


def test_nobody_no_joints_and_no_kiosk_are_told_apart() -> None:
    nobody = heard(live(()))
    assert "nobody before the camera" in text(page(nobody, AT, SPEECH, Size(80, 24)))
    there = live((None,) * 26)
    assert people_told(there) == "one person, not measured just now"
    assert "not measured just now" in text(page(heard(there), None, SPEECH, Size(80, 24)))
    off = text(page(gone(), AT, SPEECH, Size(80, 24)))
    assert "NOT RUNNING since 2026-11-26 11:11" in off
    assert "r starts it" in off
    assert gone().exit_status == 3
    assert "o" not in "".join(art((), AT, 20, 5, plain=True))


def test_what_needs_staff_is_in_capitals_and_first() -> None:
    told = heard(needs=(Need("paper_out", "Put in a new roll."), Need("hot", "It is too hot.")))
    shown = page(told, AT, SPEECH, Size(80, 24))
    assert shown.facts[0][0] == ("NEEDS    ", "urgent")
    assert "- It is too hot." in text(shown)


def test_out_of_service_changes_what_o_does() -> None:
    shown = page(heard(reason="lens"), AT, SPEECH, Size(80, 24))
    assert "Back in service" in "".join(piece for piece, _ in shown.keys[0])
    assert "out since 2026-11-26 10:00" in text(shown)
    assert headline(heard(), SPEECH) == "runs 11520 s · a visit is under way"


HOSTILE = "a\x1b[31mred\x1b]0;title\x07 [red]x[/red] \x9b2J \u202egnp.exe \r\n over"


def test_what_others_wrote_cannot_command_the_terminal() -> None:
    told = heard(live(None, HOSTILE), reason=HOSTILE, paper=HOSTILE,
                 needs=(Need("maintenance", HOSTILE),))  # fmt: skip
    whole = text(page(told, AT, SPEECH, Size(80, 24), message="done"))
    for forbidden in ("\x1b", "\x07", "\x9b", "\u202e", "\r"):
        assert forbidden not in whole
    assert "[red]x[/red]" in whole


@settings(max_examples=40)
@given(st.text(max_size=400), st.integers(10, 200), st.integers(2, 70), st.booleans())
def test_any_text_fits_any_terminal(words_: str, columns: int, rows: int, plain: bool) -> None:
    told = heard(live(None, words_), reason=words_, needs=(Need("a", words_),))
    shown = page(told, AT, SPEECH, Size(columns, rows), message=words_[:200], plain=plain)
    assert len(shown.picture) == len(shown.facts)
    for part in (shown.bar, shown.picture, shown.log, shown.message):
        for row in part:
            wide = cells("".join(piece for piece, _ in row))
            assert wide <= max(columns, 32 if part is shown.log else 0)
    if plain:
        assert text(shown).isascii()


def test_ascii_needs_no_other_letter_and_no_braille() -> None:
    told = heard(live(None, "54 °C – wärmer …"))
    whole = text(page(told, AT, SPEECH, Size(80, 24), plain=True))
    assert whole.isascii()
    assert "warmer ." in whole
    assert "o" in "".join(piece for row in page(told, AT, SPEECH, Size(80, 24), plain=True).picture
                          for piece, _ in row)  # fmt: skip


def test_programs_are_told_joints_by_name() -> None:
    told = document(heard())
    assert told["live"]["joints_m"]["LKnee"] == [0.14, 0.5, 2.45]
    assert told["live"]["joints_m"]["LHeel"] is None
    assert (told["state"], told["exit_status"]) == ("running", 0)
    assert document(gone())["live"] is None


def test_orders_are_the_commands_that_staff_could_type() -> None:
    assert words(Order("out", "lens\x1b[2J")) == ("maintenance", "on", "--reason=lens[2J")
    assert words(Order("out", " ")) == ("maintenance", "on", "--reason=")
    assert words(Order("erase", " k7b 4f2 ")) == ("results", "delete", "--yes", "--", "K7B4F2")
    assert words(Order("erase", "--help"))[-2:] == ("--", "--HELP")
    assert sure(Order("erase", "k7b4f2")) == "Erase the visit K7B4F2 for good?"
    assert words(Order("restart")) == ("service", "restart")
    assert "backup" not in ASKED
