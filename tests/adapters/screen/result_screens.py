"""The result, practice and why screens of every case, and how they are drawn in tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pygame

from kiosk.adapters.screen.painters import OVERLAYS, PAINTERS
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.sheet import Sheet, StageFonts
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.theme import PALETTE
from kiosk.adapters.typefaces import Typeface, typeface_or_bundled
from kiosk.core.advice import Answers
from kiosk.core.assessment import Assessment
from kiosk.core.message import Message, untranslated
from kiosk.core.practices import STOP, practice
from kiosk.core.resultview import result_view
from kiosk.core.screen import Idea, Moment, Screen
from kiosk.core.why import PAGES, why_screen
from tests import cases

Translate = Callable[[str], str]
EARLIER = Message("Six weeks ago your right knee moved about 21 mm further inside.")


def result(
    case: Callable[[], Assessment], translate: Translate = untranslated, **told: object
) -> Screen:
    def say(text: str) -> str:
        return Message(text).render(translate)

    view = result_view(case(), translate=translate, **told)  # type: ignore[arg-type]
    return Screen(
        name=f"result_{case.__name__}",
        kind="result",
        title=" ".join(view.headline),
        result=view,
        yes=say("Take my result along"),
        no=say("What to practise"),
    )


def ideas(codes: tuple[str, ...], translate: Translate = untranslated) -> Screen:
    def say(text: str) -> str:
        return Message(text).render(translate)

    def idea(code: str) -> Idea:
        one = practice(code)
        said = (one.title, one.purpose, one.cue, one.dose, one.evidence)
        return Idea(one.picture, *(message.render(translate) for message in said))

    return Screen(
        name=f"practice_{len(codes)}_{codes[-1]}",
        kind="practice",
        title=say("What to practise"),
        lines=(say("3 times a week for 6 to 8 weeks; test again after 4 and 8 weeks."),),
        ideas=tuple(idea(code) for code in codes),
        yes=say("Print my slip"),
        no=say("Why do knees do that?"),
        note=STOP.render(translate),
    )


def screens(translate: Translate = untranslated) -> Iterator[Screen]:
    """Every page in every case."""
    for case in cases.ALL:
        yield result(case, translate)
    told = {"answers": Answers(unstable_or_locking=True, pain_for_weeks=True)}
    for case in (cases.one_inside, cases.retry):
        screen = result(case, translate, earlier=(EARLIER.render(translate),), **told)
        yield replace(screen, name=f"{screen.name}_told")
    yield ideas(("cued_squat", "step_down", "banded_clamshell"), translate)
    yield ideas(("cued_squat", "band_above_knees", "hip_flexor_stretch"), translate)
    yield ideas(("cued_squat", "single_leg_deadlift"), translate)
    say = translate
    for number in range(len(PAGES)):
        yield why_screen(
            PAGES, number, yes=say("Print my slip"), no=say("Next page"), translate=translate
        )


def sheet(
    screen: Screen, size: tuple[int, int], face: Typeface | None = None, *, strict: bool = False
) -> Sheet:
    """The still part."""
    stage = Stage(size)
    made = Sheet(stage, StageFonts(face or typeface_or_bundled(), stage.scale, strict=strict))
    made.gradient(PALETTE.ground_top, PALETTE.ground_bottom)
    PAINTERS[screen.kind](made, stage, screen)
    return made


def drawn(screen: Screen, size: tuple[int, int], time_s: float = 0.0) -> pygame.Surface:
    """The still part with one frame's moving part on it."""
    made = sheet(screen, size)
    if screen.kind in OVERLAYS:
        assert isinstance(made.fonts, StageFonts)
        pen = Pen(made.stage, made.fonts, made.surface)
        OVERLAYS[screen.kind](pen, made.stage, screen, Moment(time_s))
    return made.surface
