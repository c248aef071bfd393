"""A ring that fills clockwise from its top, antialiased, without much work a frame. pygame, numpy.

Only the ring's own pixels are known, in the order in which they fill; a frame sets those that have
changed since the one before.
"""

from __future__ import annotations

from math import ceil, pi

import numpy as np
import pygame

from kiosk.adapters.theme import Colour


class FillingRing:
    """reach: from its picture's corner to its centre, px."""

    def __init__(self, radius: float, width: float, colour: Colour) -> None:
        self.reach = ceil(radius + width / 2) + 1
        self._picture = pygame.Surface((2 * self.reach, 2 * self.reach), pygame.SRCALPHA, 32)
        self._picture.fill((*colour, 0))
        steps = np.arange(self.reach, dtype=np.float32) + 0.5
        away = np.abs(np.hypot(steps[:, None], steps[None, :]) - radius)
        x, y = np.nonzero(away < width / 2 + 0.5)
        opacity = np.clip(width / 2 + 0.5 - away[x, y], 0, 1)
        signs = ((1, 1), (1, -1), (-1, 1), (-1, -1))
        across = np.concatenate([sx * (x + 0.5) for sx, _ in signs])
        down = np.concatenate([sy * (y + 0.5) for _, sy in signs])
        turn = np.arctan2(across, -down) % (2 * pi) / (2 * pi)
        order = np.argsort(turn)
        self._turn = turn[order]
        self._x = (across[order] + self.reach - 0.5).astype(np.intp)
        self._y = (down[order] + self.reach - 0.5).astype(np.intp)
        self._opacity = np.round(np.tile(opacity, 4)[order] * 255).astype(np.uint8)
        self._shown = 0

    def filled(self, share: float) -> pygame.Surface:
        """The ring filled to this share, 0 to 1."""
        count = int(np.searchsorted(self._turn, share, side="right"))
        low, high = sorted((count, self._shown))
        x, y = self._x[low:high], self._y[low:high]
        alpha = pygame.surfarray.pixels_alpha(self._picture)
        alpha[x, y] = self._opacity[low:high] if count > self._shown else 0
        self._shown = count
        return self._picture
