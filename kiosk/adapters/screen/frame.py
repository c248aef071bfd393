"""A frame that knows where it was drawn on, so that only that is drawn anew. Imports pygame.

Sending a whole screen to an X server without a graphics card takes longer than drawing it. So a
display restores, draws and sends only what the moving part of a screen touches.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pygame

APART: Final = 1.4
"""Boxes are joined where theirs together is no more than this much larger than both."""
MOST: Final = 12


class Frame(pygame.Surface):
    """A surface that remembers what was blitted onto it; who draws otherwise says so."""

    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__(size, 0, 32)
        self.touched: list[pygame.Rect] = []

    def blit(self, source: pygame.Surface, *args: Any, **kwargs: Any) -> pygame.Rect:
        touched = super().blit(source, *args, **kwargs)
        self.touched.append(touched)
        return touched

    def begin(self, still: pygame.Surface, boxes: Iterable[pygame.Rect]) -> None:
        """Put the still picture back into these boxes and forget what was touched."""
        for box in boxes:
            super().blit(still, box, box)
        self.touched = []


def touch(surface: pygame.Surface, box: pygame.Rect) -> None:
    """Say that something was drawn in this box, if the surface wants to know."""
    if isinstance(surface, Frame):
        surface.touched.append(box.clip(surface.get_clip()))


def around(points: Iterable[tuple[int, int]]) -> pygame.Rect:
    """The box around points, its edge pixels included."""
    xs, ys = zip(*points, strict=True)
    left, top = min(xs) - 1, min(ys) - 1
    return pygame.Rect(left, top, max(xs) + 2 - left, max(ys) + 2 - top)


def joined(boxes: Iterable[pygame.Rect]) -> list[pygame.Rect]:
    """Few boxes that hold all of these: near ones joined, empty ones left out."""
    few: list[pygame.Rect] = []
    for box in boxes:
        if not (box.width and box.height):
            continue
        new = box
        again = True
        while again:
            again = False
            for i, other in enumerate(few):
                both = other.union(new)
                if _area(both) <= APART * (_area(other) + _area(new)) or len(few) > MOST:
                    new = both
                    del few[i]
                    again = True
                    break
        few.append(new)
    return few


def _area(box: pygame.Rect) -> int:
    return box.width * box.height
