"""Every state's screen against its accepted picture, in both orientations."""

from __future__ import annotations

import pygame
import pytest

from tests import screens
from tests.pictures import differing, pixels, recorded, setting

MOST_DIFFERING = 0.004
"""Share of the pixels: a changed word is more, antialiasing on another machine less."""

STATES = screens.states()


def test_every_state_has_its_accepted_pictures_and_no_other_is_kept() -> None:
    wanted = {f"{state}-{o}.png" for state in STATES for o in screens.SIZES}
    assert {path.name for path in screens.FOLDER.glob("*.png")} == wanted


@pytest.mark.parametrize("orientation", screens.SIZES)
@pytest.mark.parametrize("state", STATES)
def test_a_state_looks_as_accepted(state: str, orientation: str) -> None:
    if setting() != recorded():
        pytest.skip("the golden pictures were set in another version of the typeface")
    drawn = pixels(screens.draw(STATES[state], screens.SIZES[orientation]))
    accepted = pygame.image.load(str(screens.FOLDER / f"{state}-{orientation}.png"))
    assert differing(drawn, pixels(accepted)) < MOST_DIFFERING
