"""The accepted pictures: how they are drawn, where they lie, and how alike two must be.

They were set in the typeface that tests/golden/pictures.json names. Other machines may have another
version of it, and set letters a little wider: there only the layout's own rules are checked.
`scripts/accept-goldens` draws them anew, to be looked at and committed. Slips and screens have
modules of their own: tests/slips.py, tests/screens.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.adapters.png import colour_png
from kiosk.adapters.qr_segno import modules as qr_modules
from kiosk.adapters.result_picture import draw_result, pixels
from kiosk.adapters.typefaces import typeface_or_bundled
from kiosk.core.advice import Answers
from kiosk.core.assessment import Assessment
from kiosk.core.compare import compare
from kiosk.core.resultview import ResultView, result_view
from kiosk.core.slip import Code, Imprint, Slip, slip
from kiosk.core.ticket import EarlierLeg, earlier_of, encode
from tests import cases
from tests.support.slipkeys import OURS

FOLDER = Path(__file__).parent / "golden"
RECORD = FOLDER / "pictures.json"
IMPRINT = Imprint("Iron & Oak Gym", "Tuesday 24 November 2026, 18:05", "depth-1", "0.1.0")
ACTIONS = {"measured": "Raise your right hand to print", "retry": "Raise your right hand to start"}

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Setting:
    """What decides how type looks."""

    typeface: str
    fingerprint: str
    pygame: str
    sdl_ttf: str


def setting() -> Setting:
    face = typeface_or_bundled()
    ttf = ".".join(str(n) for n in pygame.font.get_sdl_ttf_version())
    return Setting(face.name, face.fingerprint(), pygame.version.ver, ttf)


def recorded() -> Setting:
    return Setting(**json.loads(RECORD.read_text()))


def view(assessment: Assessment) -> ResultView:
    return result_view(assessment, action=ACTIONS.get(assessment.verdict))


def paper(assessment: Assessment) -> Slip:
    return slip(assessment, IMPRINT)


def code() -> Code:
    """The code that a slip of cases.one_inside carries."""
    text = encode(earlier_of(cases.one_inside(), "K7B4F2", "2026-11-24", "ab12cd34"), OURS)
    modules = tuple(tuple(bool(dark) for dark in row) for row in qr_modules(text))
    return Code(text, "Show this code at your next visit.", modules, "K7B4F2")


def everything() -> Slip:
    """A slip with all that one can have: copy, referral, comparison, code."""
    now = earlier_of(cases.one_inside(), "K7B4F2", "2026-11-24", "ab12cd34")
    then = replace(now, right=EarlierLeg(55, 40, 70, 5, 5))
    return slip(
        cases.one_inside(),
        replace(IMPRINT, code=code()),
        answers=Answers(pain_for_weeks=True),
        compared=compare(now, then, 9.0, "1 October").sentences,
        copy=True,
    )


def _screen(case: Callable[[], Assessment]) -> bytes:
    return colour_png(pixels(draw_result(view(case()))))


def drawn() -> dict[str, bytes]:
    """File name to PNG of every golden picture, as drawn now."""
    return {f"result_{case.__name__}.png": _screen(case) for case in cases.GOLDEN}


def accept() -> list[Path]:
    """Write the golden pictures and what they were set in; the paths written."""
    written = []
    for name, png in drawn().items():
        written.append(FOLDER / name)
        written[-1].write_bytes(png)
    RECORD.write_text(json.dumps(asdict(setting()), indent=2) + "\n")
    return [*written, RECORD]


def golden(name: str) -> Pixels:
    """(H, W, 3) of an accepted picture."""
    return pixels(pygame.image.load(str(FOLDER / name)))


def differing(one: Pixels, other: Pixels, by: int = 48) -> float:
    """Share of the pixels that differ by more than `by` of 255; 1 for pictures of other sizes."""
    if one.shape != other.shape:
        return 1.0
    return float((np.abs(one.astype(int) - other.astype(int)).max(axis=2) > by).mean())
