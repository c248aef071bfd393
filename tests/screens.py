"""The accepted picture of every state of a visit: how it is drawn, and where it lies.

Half the size of the screen in both orientations, in English; `scripts/accept-goldens` draws them
anew, to be looked at and committed. The moving parts stand still at a fixed moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pygame

from kiosk.adapters.catalogue import catalogue, languages
from kiosk.adapters.png import colour_png
from kiosk.adapters.result_picture import pixels
from kiosk.core.scene import Hand
from kiosk.core.screen import Moment, Screen
from kiosk.visit.naming import name
from kiosk.visit.states import Kiosk, State
from kiosk.visit.view import Facts, moving, show
from tests.adapters.screen import gallery, gallery_languages, members
from tests.visit import samples

FOLDER = Path(__file__).parent / "golden" / "screens"
SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
TIME_S = 12.6
FACTS = Facts(language_names=languages())


def states() -> dict[str, State]:
    """One sample for each name that a state can have."""
    found: dict[str, State] = {}
    for _, at in gallery_languages.all_states():
        found.setdefault(name(at), at)
    return found


def screen(at: State, language: str = "en", *, printer: bool = True) -> Screen:
    """What stands on the screen in that state."""
    return show(kiosk(at, printer=printer), FACTS, catalogue(language))


def kiosk(at: State, *, printer: bool = True) -> Kiosk:
    return samples.kiosk(at, printer=printer)


def moment(at: State) -> Moment:
    """A fixed moment of it: somebody there, in the middle of what the state is for."""
    shown, said = screen(at), moving(kiosk(at), samples.scene(advice=_advice(at)))
    hand = Hand("right", 0.7) if shown.kind == "question" else None
    return Moment(
        TIME_S,
        live=_live(shown),
        hand=hand,
        hold=0.6 if hand is not None else 0.0,
        counter=said.counter,
        remaining=said.remaining,
        hint=None if said.hint is None else str(said.hint),
        good=said.good,
    )


def _advice(at: State) -> str | None:
    return "step_back" if name(at) == "position" else None


def _live(shown: Screen) -> members.LiveView | None:
    match shown.live:
        case "none":
            return None
        case "floor":
            return members.live_view(place_m=(0.05, 0.32))
        case "figure":
            return members.live_view()
        case "squat":
            return members.live_view(48.0, phase="down", phase_s=1.1)
        case "cued":
            return members.live_view(
                66.0, body=gallery.INWARD, phase="down", phase_s=1.7, knees=True
            )


def draw(at: State, size: tuple[int, int]) -> pygame.Surface:
    """The state's screen, half as large."""
    surface = gallery.draw(screen(at), moment(at), size)
    return pygame.transform.smoothscale(surface, (size[0] // 2, size[1] // 2))


def drawn() -> Iterator[tuple[str, bytes]]:
    """File name and PNG of every state's picture, as drawn now."""
    for orientation, size in SIZES.items():
        for state, at in states().items():
            yield f"{state}-{orientation}.png", colour_png(pixels(draw(at, size)))


def accept() -> list[Path]:
    """Write them all; those of states that are no more are deleted."""
    FOLDER.mkdir(exist_ok=True)
    written = []
    for file, png in drawn():
        written.append(FOLDER / file)
        written[-1].write_bytes(png)
    for old in set(FOLDER.glob("*.png")) - set(written):
        old.unlink()
    return written
