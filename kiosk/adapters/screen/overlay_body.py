"""The member as in a mirror: outline filled softly, measured joints as a figure. pygame, numpy.

Nothing of the camera's picture is shown. Only joints that were measured are drawn; the legs are
what this is about and are drawn stronger than the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, overload

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.adapters.coverage import Box, Point
from kiosk.adapters.screen.fade import Edges, fade_out
from kiosk.adapters.screen.pen import Pen
from kiosk.adapters.theme import PALETTE, Colour
from kiosk.core.frame import FloatArray
from kiosk.core.scene import LiveView
from kiosk.core.sight import Silhouette
from kiosk.core.skeleton import INDEX, LEGS, UPPER

TALL_M: Final = 2.15
"""What a body's box shows above and below the mark together."""
BELOW: Final = 0.13
"""Share of the box below the mark: floor in front of the feet."""
JOINTS: Final = ("LHip", "RHip", "LKnee", "RKnee", "LAnkle", "RAnkle")
FILL_TOP: Final[Colour] = (104, 132, 142)
FILL_FOOT: Final[Colour] = (58, 78, 88)
FIGURE: Final = np.round(255 * np.clip((np.arange(256) - 88) / 44, 0, 1)).astype(np.uint8)
"""Opacity of the drawn figure by that of its smoothed outline: soft, but with an edge."""
ROUND_UP: Final = 128
"""Larger pictures than usual are kept in sizes a step apart, or there would be one a frame."""


@dataclass(frozen=True, slots=True)
class View:
    """From pixels of the upright depth picture to design units, mirrored.

    scale: units a pixel. picture: the pixel that lies at `place`.
    """

    scale: float
    picture: Point
    place: Point

    @overload
    def at(self, x: float, y: float) -> Point: ...
    @overload
    def at(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]: ...
    def at(
        self, x: float | FloatArray, y: float | FloatArray
    ) -> tuple[float | FloatArray, float | FloatArray]:
        """A pixel, or many, in design units."""
        left, top = self.place
        return (
            left - (x - self.picture[0]) * self.scale,
            top + (y - self.picture[1]) * self.scale,
        )


def view_of(live: LiveView, box: Box) -> View | None:
    """The part of the camera's picture to be shown: a person's height above the mark.

    Without the mark's place in the picture all of its height; None without a picture.
    """
    left, top, wide, high = box
    if live.floor_px is not None:
        mark, one, other = (on_floor(live.floor_px, x, 0.0) for x in (0.0, -0.5, 0.5))
        metre = float(np.hypot(one[0] - other[0], one[1] - other[1]))
        place = (left + wide / 2, top + high * (1 - BELOW))
        return View(high / (TALL_M * metre), mark, place) if metre > 0 else None
    if live.silhouette is None:
        return None
    width_px, height_px = live.silhouette.width_px, live.silhouette.height_px
    middle = (left + wide / 2, top + high / 2)
    return View(high / height_px, (width_px / 2, height_px / 2), middle)


def on_floor(floor_px: FloatArray, x_m: float, y_m: float) -> Point:
    """A place on the floor as a pixel of the upright picture."""
    u, v, w = floor_px @ np.array([x_m, y_m, 1.0])
    return float(u / w), float(v / w)


def draw_silhouette(pen: Pen, silhouette: Silhouette, view: View, box: Box) -> None:
    """The outline as a soft filled figure, within the box; fading where the picture ends."""
    mask = silhouette.mask
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return
    pad = 4
    small = np.pad(mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], pad)
    step = silhouette.step
    # Pixel centres lie at whole numbers: the small picture's corner is half a step before them.
    right, top = view.at((columns[0] - pad - 0.5) * step, (rows[0] - pad - 0.5) * step)
    scale = view.scale * step * pen.stage.scale
    size = (max(round(small.shape[1] * scale), 1), max(round(small.shape[0] * scale), 1))
    limit = pen.stage.box(box)
    if size[0] > 3 * limit[2] or size[1] > 3 * limit[3]:
        return  # far nearer than the mark: there is no figure to be shown
    left = right - size[0] / pen.stage.scale
    corner = pen.px((left, top))
    opacity = FIGURE.take(_smooth(small, size))
    right_px = corner[0] + size[0] + round((columns[0] - pad) * scale)
    edges = Edges(  # of the camera's picture or of the box, whichever comes first
        max(right_px - round(mask.shape[1] * scale), round(limit[0])) - corner[0],
        max(round((pad - rows[0]) * scale), round(limit[1]) - corner[1]),
        min(right_px, round(limit[0] + limit[2])) - corner[0],
    )
    fade_out(opacity, edges, mask.shape[0] * scale, inside=max(round(scale), 1))
    picture = _coloured(pen, opacity, limit[2:])
    before = pen.surface.get_clip()
    pen.surface.set_clip(pygame.Rect(*(round(v) for v in limit)))
    pen.surface.blit(picture, corner, (0, 0, *size))
    pen.surface.set_clip(before)


def _smooth(mask: NDArray[np.bool_], size: tuple[int, int]) -> NDArray[np.uint8]:
    """(w, h) opacity of the mirrored mask at another size, its steps rounded away."""
    soft = mask[:, ::-1].T.astype(np.uint16)
    for axis in (0, 1, 0, 1):
        soft = 2 * soft + np.roll(soft, 1, axis) + np.roll(soft, -1, axis)
    grey = np.minimum(soft, 255).astype(np.uint8)
    small = pygame.Surface(grey.shape, 0, 24)
    pygame.surfarray.blit_array(small, np.repeat(grey[:, :, None], 3, axis=2))
    large = pygame.transform.smoothscale(small, size)
    return np.asarray(pygame.surfarray.pixels_red(large))


def _coloured(pen: Pen, opacity: NDArray[np.uint8], usual: tuple[float, float]) -> pygame.Surface:
    """A figure in its colours in the upper left corner of a picture that is kept.

    usual: width and height that suffice unless somebody comes very near.
    """
    width, height = (
        max(round(most), -(-size // ROUND_UP) * ROUND_UP if size > most else 0)
        for size, most in zip(opacity.shape, usual, strict=True)
    )
    picture: pygame.Surface = pen.sprites.get(
        ("figure", width, height), lambda: _shades(width, height)
    )
    pygame.surfarray.pixels_alpha(picture)[: opacity.shape[0], : opacity.shape[1]] = opacity
    return picture


def _shades(width: int, height: int) -> pygame.Surface:
    two = pygame.Surface((1, 2), pygame.SRCALPHA, 32)
    two.set_at((0, 0), FILL_TOP)
    two.set_at((0, 1), FILL_FOOT)
    return pygame.transform.smoothscale(two, (width, height))


def draw_skeleton(pen: Pen, joints_px: FloatArray, view: View, *, strong: bool = True) -> None:
    """The measured joints and what joins them. strong: legs in white with knees as discs."""
    for a, b in UPPER:
        _bone(pen, joints_px, view, (a, b), 5.0, PALETTE.muted)
    for a, b in LEGS:
        _bone(pen, joints_px, view, (a, b), 9.0 if strong else 6.0, PALETTE.text)
    for name in JOINTS:
        x, y = joints_px[INDEX[name]]
        if np.isfinite(x) and np.isfinite(y):
            at, knee = view.at(x, y), name.endswith("Knee")
            pen.disc(at, 17 if knee else 11, PALETTE.ground_bottom)
            pen.disc(at, 13 if knee else 7, PALETTE.accent if knee else PALETTE.text)


def _bone(
    pen: Pen, joints_px: FloatArray, view: View, ends: tuple[str, str], width: float, ink: Colour
) -> None:
    a, b = joints_px[INDEX[ends[0]]], joints_px[INDEX[ends[1]]]
    if np.isfinite(a).all() and np.isfinite(b).all():
        pen.line([view.at(*a), view.at(*b)], width, ink)
