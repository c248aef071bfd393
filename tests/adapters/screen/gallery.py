"""Draws every live screen into a folder, to be looked at: python -m tests.adapters.screen.gallery
FOLDER [WIDTHxHEIGHT ...]. Also the cases of the tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pygame

from kiosk.adapters.screen import answer_bar
from kiosk.adapters.screen.painters import OVERLAYS
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.screen.sheet import StageFonts
from kiosk.adapters.screen.stage import Stage
from kiosk.adapters.typefaces import typeface_or_bundled
from kiosk.core.scene import Hand
from kiosk.core.screen import Moment, Screen
from tests.adapters.screen import members
from tests.adapters.screen.sheets import sheet
from tests.analytic import Body

NOTE = "Your picture is never taken: the camera measures distances only."
POSITION = Screen(
    "position", "position", "Stand on the footprints", no="Stop", live="floor", note=NOTE
)
READY = Screen(
    "ready", "position", "Stand on the footprints", yes="Continue", no="Stop", live="floor"
)
STAND = Screen("stand", "stand", "Stand still", ("Arms at your sides",), no="Stop", live="floor")
SQUAT = Screen("squat", "squat", "Squat as you always do", no="Stop", live="squat")
CUED = Screen("cued", "cued", "Knees over your second toes", no="Stop", live="cued")
INWARD = Body(inward_m=(0.0, 0.06))

CASES: dict[str, tuple[Screen, Moment]] = {
    "position_off": (
        POSITION,
        Moment(10.0, members.live_view(place_m=(0.42, -0.30)), hint="One step to your left"),
    ),
    "position_on": (
        READY,
        Moment(
            10.0,
            members.live_view(place_m=(0.03, 0.02), hand="right"),
            hand=Hand("right", 0.8),
            hold=0.65,
            hint="That is right",
            good=True,
        ),
    ),
    "position_guessed": (
        POSITION,
        Moment(
            10.0,
            members.live_view(place_m=(-0.3, -0.2), floor_known=False),
            hint="Tuck in the long shirt: I cannot see your hips",
        ),
    ),
    "position_nobody": (POSITION, Moment(10.0, hint="I cannot see your legs")),
    "stand": (STAND, Moment(10.0, members.live_view(), remaining=0.4)),
    "squat_top": (SQUAT, Moment(10.0, members.live_view(), counter=(0, 5))),
    "squat_down": (
        SQUAT,
        Moment(
            10.0,
            members.live_view(72, phase="down", phase_s=1.9),
            counter=(2, 5),
            hint="A little slower",
        ),
    ),
    "squat_part": (
        SQUAT,
        Moment(
            10.0,
            members.without(members.live_view(40, phase="up", phase_s=0.6), "RAnkle", "LWrist"),
            hand=Hand("left", 0.5),
            hold=0.4,
            counter=(4, 5),
            hint="Good",
            good=True,
        ),
    ),
    "cued_inside": (
        CUED,
        Moment(
            10.0,
            members.live_view(70, body=INWARD, phase="down", phase_s=2.0, knees=True),
            counter=(1, 3),
            hint="Right knee a little further out",
        ),
    ),
    "cued_top": (CUED, Moment(10.0, members.live_view(knees=True), counter=(0, 3))),
}


def draw(screen: Screen, moment: Moment, size: tuple[int, int]) -> pygame.Surface:
    """One frame as the display shows it."""
    stage = Stage(size)
    surface = sheet(screen, size).surface
    fonts = StageFonts(typeface_or_bundled(), stage.scale)
    pen = Pen(stage, fonts, surface)
    if screen.kind in OVERLAYS:
        OVERLAYS[screen.kind](pen, stage, screen, moment)
    answer_bar.overlay(pen, stage, screen, moment)
    return surface


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    sizes = [tuple(int(n) for n in arg.split("x")) for arg in sys.argv[2:]]
    for width, height in sizes or [(1080, 1920), (1920, 1080)]:
        for name, (screen, moment) in CASES.items():
            picture = draw(screen, moment, (width, height))
            pygame.image.save(picture, str(folder / f"{name}-{width}x{height}.png"))


if __name__ == "__main__":
    main()
