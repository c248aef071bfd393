"""Draws the result, practice and why pages of every case, to be looked at.

    python tests/adapters/screen/gallery_result.py FOLDER [--language de] [--size 800x480]

--language: 'pseudo' has words that are 40 % longer. --only NAME: screens whose name holds NAME.
Not run by pytest.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from kiosk.adapters.catalogue import catalogue
from kiosk.adapters.png import colour_png
from kiosk.adapters.result_picture import pixels
from tests.adapters.screen import result_screens

SIZES = ((1080, 1920), (1920, 1080), (1280, 720), (800, 480), (3840, 2160))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--language", default="en")
    parser.add_argument("--size")
    given = parser.parse_args()
    sizes = SIZES
    if given.size:
        width, height = given.size.split("x")
        sizes = ((int(width), int(height)),)
    given.folder.mkdir(parents=True, exist_ok=True)
    for screen in result_screens.screens(catalogue(given.language)):
        if given.only in screen.name:
            for size in sizes:
                surface = result_screens.drawn(screen, size, time_s=0.9)
                name = f"{screen.name}_{size[0]}x{size[1]}.png"
                (given.folder / name).write_bytes(colour_png(pixels(surface)))


if __name__ == "__main__":
    main()
