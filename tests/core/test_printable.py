"""Texts from outside: nothing that commands, turns or hides gets through, letters all do."""

from __future__ import annotations

from unicodedata import category, normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.core.printable import FORBIDDEN, MOST_MARKS, printable
from kiosk.errors import InputError

AWKWARD = st.text(
    "aé \n\r\t\x1b\x1d\x10\x00\x85\xa0\u0301\u0323\u200b\u200d\u200e\u202e\u2066\u2069\u2028\u3164"
    "\ufe0f\ufeff\ue000\u0378\ud800\u1100\u1161\u11a8가각한\U0001f1e9\U0001f1ea\U0001f44d\U0001f3fd"
    "\u09c7\u09be…\u0fb3\u0f71\u0f72\u05d0\u0627"
)
TEXTS = st.text(st.characters(categories=("L", "M", "N", "P", "S", "Z", "C"))) | AWKWARD


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("Iron & Oak Gym", "Iron & Oak Gym"),
        ("Turnhalle Süd – 2. Stock (links), 50 % günstiger!", None),
        ("Спортзал 健身房 حديقة חדר", None),
        ("  two   blanks\tand\u00a0more ", "two blanks and more"),
        ("line\r\none", "line one"),
        ("cut\x1bi now\x1dV\x00 and \x10\x04\x01", "cuti nowV and"),
        ("abc\u202egpj.exe\u202c \u2066x\u2069", "abcgpj.exe x"),
        ("in\u200bvi\ufeffsi\u00adble\u2800\u3164\ufe0f", "invisible"),
        ("\ue000\U000f0000\u0378\ud800private", "private"),
        ("Cafe\u0301", "Café"),
        ("\u0301 \u0301a", "a"),
        ("Z" + "\u0335" * 50, "Z" + "\u0335" * MOST_MARKS),
        ("\x1b@", "@"),
        ("\u200b\x07", ""),
    ],
)
def test_what_stays_and_what_goes(given_: str, kept: str | None) -> None:
    assert printable(given_, 80) == (given_ if kept is None else kept)


@pytest.mark.parametrize(
    ("given_", "most", "kept"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("abcd efg", 6, "abcd…"),
        ("abcd\u0323\u0302\u0306efg", 6, "abc…"),
        ("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", 4, "\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7"),
        ("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7x", 4, "\U0001f1e9\U0001f1ea…"),
        ("ab\U0001f44d\U0001f3fdcd", 4, "ab…"),
        ("\u1112\u119e\u11abx", 3, "…"),
        ("abc", 1, "…"),
        ("a", 1, "a"),
        ("", 1, ""),
    ],
)
def test_it_is_cut_between_letters(given_: str, most: int, kept: str) -> None:
    assert printable(given_, most) == kept


def test_newlines_stay_where_they_are_asked_for() -> None:
    text = "\n one \r\n\r\n two\u2028three\x0b\x1b\n"
    assert printable(text, 80, newlines=True) == "one\ntwo\nthree"
    assert printable(text, 80) == "one two three"
    assert printable("one\ntwo three", 5, newlines=True) == "one…"


@given(TEXTS, st.integers(1, 30), st.booleans())
@example("a" * 30 + "\u0301", 30, False)
def test_nothing_forbidden_nothing_too_long_and_nothing_left_to_do(
    text: str, most: int, newlines: bool
) -> None:
    made = printable(text, most, newlines=newlines)
    assert len(made) <= most
    for letter in made:
        assert category(letter) not in FORBIDDEN or (newlines and letter == "\n")
    assert not any(two in made for two in ("  ", "\n\n", " \n", "\n "))
    assert made == made.strip() == normalize("NFC", made)
    assert printable(made, most, newlines=newlines) == made
    made.encode("utf-8")


@given(st.text(st.characters(categories=("L", "N", "P")), max_size=30))
def test_letters_digits_and_punctuation_all_stay(text: str) -> None:
    kept = printable(text, 100)
    unseen = "\u115f\u1160\u3164\uffa0"
    assert kept == normalize("NFC", "".join(c for c in text if c not in unseen))


def test_a_megabyte_costs_no_more_than_its_beginning() -> None:
    assert printable("\x1b" * 1_000_000 + "x", 60) == "…"
    assert printable("word " * 200_000, 9) == "word wor…"


@pytest.mark.parametrize("most", [0, -5])
def test_no_room_is_an_error(most: int) -> None:
    with pytest.raises(InputError, match="allow 1 or more"):
        printable("x", most)
