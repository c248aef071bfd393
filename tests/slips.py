"""Slips of very different members in every language and width, and where their pictures lie.

`scripts/accept-goldens` draws them anew into tests/golden/slips/, to be looked at and committed.
What decides how type looks is recorded with the other pictures (tests/pictures.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import numpy as np

from kiosk.adapters.catalogue import catalogue, languages
from kiosk.adapters.png import one_bit_png
from kiosk.adapters.slip_picture import Bits, draw_slip
from kiosk.core.advice import Answers
from kiosk.core.assessment import Assessment
from kiosk.core.card import card
from kiosk.core.compare import compare
from kiosk.core.dates import date, date_and_time
from kiosk.core.slip import Imprint, Slip, slip
from kiosk.core.slip_kinds import Code, Picture
from kiosk.core.ticket import Earlier, EarlierLeg, earlier_of
from kiosk.live.press import CODE_WORDS
from tests import cases, pictures

FOLDER = Path(__file__).parent / "golden" / "slips"
LANGUAGES = tuple(code for code, _ in languages())
WIDTHS = (576, 384)
NOW = datetime(2026, 11, 24, 18, 5)  # noqa: DTZ001 - as it is read where the kiosk stands
ALL_YES = Answers(*[True] * 5)
SPREAD_MM = 9.0
GYM = "Iron & Oak Gym"
LONG_NAME = "Sport- und Gesundheitszentrum am Schlachtensee in Zehlendorf"


def sign(width: int = 176, height: int = 112) -> Picture:
    """A gym's own sign: a dumb-bell in a ring."""
    y, x = np.mgrid[:height, :width] * 2.0 + 1.0
    x, y = (x - width) / width, (y - height) / height
    ring = np.abs(np.hypot(x, y) - 0.92) < 0.08
    bar = (np.abs(x) < 0.62) & (np.abs(y) < 0.09)
    plates = (np.abs(np.abs(x) - 0.42) < 0.09) & (np.abs(y) < 0.42)
    rows = np.packbits(ring | bar | plates, axis=1)
    return Picture(width, tuple(row.tobytes() for row in rows))


@cache
def _code() -> Code:
    """Made once: it takes longer than drawing a slip."""
    return pictures.code()


def imprint(language: str, *, code: bool = True, logo: Picture | None = None) -> Imprint:
    """What the kiosk prints besides a result, with its version and the model's."""
    translate = catalogue(language)
    return Imprint(
        gym=GYM,
        date=date_and_time(NOW, translate),
        model="depth-1 ab12cd34",
        kiosk="0.1.0",
        code=replace(_code(), words=CODE_WORDS.render(translate)) if code else None,
        logo=logo,
    )


def usual(assessment: Assessment, language: str) -> Slip:
    """A slip with a code where there is a result, and nothing special."""
    code = assessment.verdict == "measured"
    return slip(assessment, imprint(language, code=code), translate=catalogue(language))


def fullest(
    assessment: Assessment,
    language: str,
    answers: Answers = ALL_YES,
    logo: Picture | None = None,
    gym: str = LONG_NAME,
) -> Slip:
    """A slip with all that one can have, a copy of it."""
    measured = assessment.verdict == "measured"
    translate = catalogue(language)
    now = earlier_of(assessment, "K7B4F2", "2026-11-24", "ab12cd34")
    then = Earlier("N3P8TX", "2026-09-28", _was(now.left), _was(now.right), now.revision, now.model)
    seen = compare(now, then, SPREAD_MM, date(then.date, translate))
    return slip(
        assessment,
        replace(imprint(language, code=measured, logo=logo or sign(200, 160)), gym=gym),
        answers=answers,
        compared=seen.sentences if measured else (),
        copy=True,
        translate=translate,
    )


def rolling_in(assessment: Assessment) -> Assessment:
    """The same, of feet that may roll in."""
    right = replace(assessment.right, signs=("possible_roll_in",))
    return replace(assessment, right=right) if assessment.verdict == "measured" else assessment


def _was(leg: EarlierLeg | None) -> EarlierLeg | None:
    """18 mm further in."""
    if leg is None:
        return None
    moved = {name: getattr(leg, name) + 18 for name in ("value_mm", "low_mm", "high_mm")}
    return replace(leg, **moved)


def _in_line(language: str) -> Slip:
    return usual(cases.in_line(), language)


def _one_inside(language: str) -> Slip:
    return usual(cases.one_inside(), language)


def _both_inside(language: str) -> Slip:
    """With a foot that rolls in, in a gym with a sign of its own."""
    told = imprint(language, logo=sign())
    return slip(cases.both_inside(), told, translate=catalogue(language))


def _outside(language: str) -> Slip:
    """In a gym with a broad sign."""
    return slip(
        cases.outside(), imprint(language, logo=sign(320, 72)), translate=catalogue(language)
    )


def _too_close(language: str) -> Slip:
    return usual(cases.too_close(), language)


def _not_measured(language: str) -> Slip:
    return usual(cases.retry(), language)


def _referred(language: str) -> Slip:
    """A copy for somebody with pain, who has been here before."""
    return fullest(cases.one_inside(), language, Answers(pain_for_weeks=True), sign(), GYM)


def _card(language: str) -> Slip:
    return card(imprint(language, logo=sign()), translate=catalogue(language))


MEMBERS: dict[str, Callable[[str], Slip]] = {
    "in_line": _in_line,
    "one_inside": _one_inside,
    "both_inside": _both_inside,
    "outside": _outside,
    "too_close": _too_close,
    "not_measured": _not_measured,
    "referred": _referred,
    "card": _card,
}


def names() -> Iterator[tuple[str, str, int]]:
    """Member, language and width of every picture."""
    for member in MEMBERS:
        for language in LANGUAGES:
            for width in WIDTHS:
                yield member, language, width


def path(member: str, language: str, width: int) -> Path:
    return FOLDER / f"{member}-{language}-{width}.png"


def drawn(member: str, language: str, width: int) -> Bits:
    """As it is drawn now."""
    return draw_slip(MEMBERS[member](language), width)


def accepted(member: str, language: str, width: int) -> Bits:
    """(H, W) True where the accepted picture is black."""
    return pictures.golden(f"slips/{path(member, language, width).name}")[..., 0] < 128


def accept() -> list[Path]:
    """Write them all; those of members that are no more are deleted."""
    FOLDER.mkdir(exist_ok=True)
    written = []
    for name in names():
        written.append(path(*name))
        written[-1].write_bytes(one_bit_png(drawn(*name)))
    for old in set(FOLDER.glob("*.png")) - set(written):
        old.unlink()
    return written
