"""The pseudo-language: longer, accented, between brackets, and nothing lost."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.message import Message
from kiosk.core.pseudo import LONGER, SHORT, pseudo


def test_readable_and_bracketed() -> None:
    assert pseudo("Stand quite still, arms down.") == "[!! Šţááñð ʠúúííţéé šţíłł, ářɱš ðöŵñ. !!]"


def test_a_short_label_gets_short_brackets() -> None:
    assert pseudo("Stop") == "[Šţöþ]"


def test_nothing_stays_nothing() -> None:
    assert pseudo("") == ""


def test_every_letter_is_accented() -> None:
    said = pseudo(string.ascii_letters)
    assert not set(said) & set(string.ascii_letters)


def test_placeholders_and_line_breaks_stay() -> None:
    said = pseudo("Left: {value} mm\nRight: {other} mm, {{kept}}")
    assert said.count("{value}") == said.count("{other}") == said.count("\n") == 1
    assert Message(said).fill(value=1, other=2).render().count("{") == 1


@given(st.text(st.sampled_from(string.ascii_letters + " .,–{}1\n"), min_size=SHORT + 1))
def test_about_forty_percent_longer(text: str) -> None:
    length = len(pseudo(text))
    assert length >= LONGER * len(text)
    assert length <= max(LONGER * len(text) + 3, len(text) + 8)


@pytest.mark.parametrize("length", range(1, SHORT + 1))
def test_no_label_gets_twice_as_long_for_its_brackets(length: int) -> None:
    assert len(pseudo("e" * length)) <= max(length + 2, LONGER * length + 3)
