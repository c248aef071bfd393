"""Screens of the mark and of the squats. kiosk.core and kiosk.visit only."""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.message import Message
from kiosk.core.screen import Screen
from kiosk.visit import words
from kiosk.visit.effects import SetName
from kiosk.visit.saying import Say
from kiosk.visit.states import Intro, Member, Position, Squats, Stand


def measuring(say: Say, base: Screen, at: Position | Stand | Intro | Squats) -> Screen:
    """What is drawn live, and what to do."""
    stop = say(words.STOP)
    match at:
        case Position():
            return replace(
                base, kind="position", title=say(words.POSITION_TITLE), live="floor", no=stop
            )
        case Stand():
            return replace(
                base,
                kind="stand",
                title=say(words.STAND_TITLE),
                lines=say.lines(words.STAND_LINE),
                live="figure",
                no=stop,
            )
        case Intro():
            return intro(say, base, at.member, at.set)
        case Squats():
            cued = at.set == "cued"
            chair = at.member.chair and at.set in ("practice", "uncued")
            title = words.CHAIR_TITLE if chair else words.SQUATS_TITLES[at.set]
            return replace(
                base,
                kind="cued" if cued else "squat",
                title=say(title),
                live="cued" if cued else "squat",
                no=stop,
            )


def intro(say: Say, base: Screen, member: Member, set_: SetName) -> Screen:
    """What comes next."""
    chair, count = member.chair, member.plan.count(set_)
    picture = "chair_squat" if chair else "squat"
    lines: tuple[Message, ...] = words.CHAIR_LINES if chair else words.INTRO_LINES
    no = words.STOP
    match set_:
        case "practice":
            title = words.CHAIR_PRACTICE if chair else words.INTRO_PRACTICE
            no = words.STOP if chair else words.WITH_A_CHAIR
        case "uncued":
            title = words.CHAIR_UNCUED if chair else words.INTRO_UNCUED
            lines = lines[1:]
        case "cued":
            title, picture = words.CHAIR_CUED if chair else words.INTRO_CUED, "squat_cued"
            lines = (words.CUE, words.CUE_LINE)
        case "heels":
            title, picture, lines = words.INTRO_HEELS, "heels_raised", (words.HEELS_LINE,)
    return replace(
        base,
        kind="intro",
        title=say(title.fill(count=count)),
        lines=say.lines(*lines),
        picture=picture,
        yes=say(words.READY),
        no=say(no),
    )
