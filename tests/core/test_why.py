"""The 'why?' pages say all that the source article says, calmly and in few words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kiosk.core.why import PAGES, WhyPage, why_pages, why_screen
from tests import cases

NEVER = re.compile(
    r"abnormal|injur|risk|weak(?!\w)|score|alarm|diagnos|patholog|deficit|\bbad\b|\bbetter\b"
    r"|\bworse\b|\bwrong\b|danger|collapse|malform|deformit|misalign",
    re.IGNORECASE,
)
WORDS_IN_15_S = 62
"""At 250 words a minute, which adults read silently at (Brysbaert 2019: 238)."""

page_of = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)


def words(page: WhyPage) -> str:
    return " ".join(str(m) for m in page.messages())


@page_of
def test_a_page_reads_in_fifteen_seconds(page: WhyPage) -> None:
    assert len(words(page).split()) <= WORDS_IN_15_S
    assert 2 <= len(page.lines) <= 4
    assert all(page.pictures)


@page_of
def test_no_verdict_and_no_alarm(page: WhyPage) -> None:
    assert not NEVER.search(words(page))
    assert "{" not in words(page)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("causes", ["side and back of the hip", "front of the hip", "inner thigh", "rolls in"]),
        ("causes", ["takes the shin", "several of these together"]),
        ("exercises", ["Clamshell", "Side steps", "on one leg", "on one knee", "buttock"]),
        ("everyday", ["stairs", "walking", "second toe", "above the knees", "mixed"]),
        ("everyday", ["insoles", "thicker on the inner edge", "professional", "never instead"]),
        ("shape", ["Practice can change", "built", "exercise changes little"]),
        ("professional", ["physiotherapist", "weeks or months", "lasting or strong"]),
        ("professional", ["orthopaedic", "acute", "noticeable and fixed", "unstable"]),
        ("measuring", ["likely range", "own choice", "no photo", "not a medical assessment"]),
    ],
)
def test_all_of_the_article_is_there(code: str, said: list[str]) -> None:
    (page,) = (page for page in PAGES if page.code == code)
    for part in said:
        assert part in words(page)


def codes(pages: tuple[WhyPage, ...]) -> list[str]:
    return [page.code for page in pages]


def test_what_matters_most_comes_first_and_nothing_is_lost() -> None:
    built = replace(cases.one_inside(), findings=("structural",))
    for got, first in (
        (why_pages(), "causes"),
        (why_pages(cases.one_inside()), "causes"),
        (why_pages(built), "shape"),
        (why_pages(cases.too_close()), "measuring"),
        (why_pages(cases.retry()), "measuring"),
        (why_pages(cases.in_line()), "everyday"),
        (why_pages(built, referred=True), "professional"),
    ):
        assert codes(got)[0] == first
        assert sorted(codes(got)) == sorted(codes(PAGES))


def test_no_angle_brings_the_professional_to_the_front() -> None:
    for case in cases.ALL:
        assert codes(why_pages(case()))[0] != "professional"


def test_the_screen_counts_its_pages_and_speaks_the_language() -> None:
    screen = why_screen(PAGES, 0, yes="Next", no="Back", translate=lambda text: f"§{text}")
    assert (screen.name, screen.kind, screen.page) == ("why_causes", "why", (1, len(PAGES)))
    assert all(t.startswith("§") for t in (screen.title, *screen.lines))
    assert all(item.text.startswith("§") for item in screen.items)
    assert why_screen(PAGES, 1, yes=None, no=None).lines == ()
