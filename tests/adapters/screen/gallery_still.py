"""Draws every still screen into a folder, to be looked at: python -m
tests.adapters.screen.gallery_still FOLDER [WIDTHxHEIGHT ...]; with --long, in longer words."""

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
from kiosk.core.screen import Moment, Screen
from tests.adapters.screen.sheets import sheet
from tests.adapters.screen.still_cases import CASES, longer


def draw(
    screen: Screen, moment: Moment, size: tuple[int, int], *, strict: bool = False
) -> pygame.Surface:
    """One frame as the display shows it."""
    stage = Stage(size)
    surface = sheet(screen, size, strict=strict).surface
    pen = Pen(stage, StageFonts(typeface_or_bundled(), stage.scale), surface)
    if screen.kind in OVERLAYS:
        OVERLAYS[screen.kind](pen, stage, screen, moment)
    answer_bar.overlay(pen, stage, screen, moment)
    return surface


def main() -> None:
    arguments = [one for one in sys.argv[1:] if one != "--long"]
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    sizes = [tuple(int(n) for n in one.split("x")) for one in arguments[1:]]
    for width, height in sizes or [(1080, 1920), (1920, 1080)]:
        for name, (screen, moment) in CASES.items():
            shown = longer(screen) if "--long" in sys.argv else screen
            picture = draw(shown, moment, (width, height))
            pygame.image.save(picture, str(folder / f"{name}-{width}x{height}.png"))


if __name__ == "__main__":
    main()
