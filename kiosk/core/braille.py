"""Lines and points as text: two by four dots a character, or plain ASCII. stdlib only.

A terminal's character is about twice as high as wide, so that a dot of a braille character (U+2800
and the 255 after it) is as high as wide: one scale holds in both directions. A cell without a dot
is a blank, which is one byte and not three.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

Dot = tuple[float, float]
"""x right, y down, in dots; (0, 0) is the upper left one."""

WIDE: Final = 2
HIGH: Final = 4
"""Dots of a character."""
EMPTY: Final = 0x2800
BITS: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Of a dot by its row and column (Unicode, block Braille Patterns)."""
DOTTED: Final = 3
"""Every how many-th dot of a doubtful line is set."""
FARTHEST: Final = 1e9
STEEP, FLAT = 2.0, 0.5
"""Rise over run in dots: what is drawn with | and with - in ASCII."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line between two places. dotted: it is not certain."""

    start: Dot
    end: Dot
    dotted: bool = False


def braille(
    strokes: Sequence[Stroke], marks: Sequence[Dot], columns: int, rows: int
) -> tuple[str, ...]:
    """`rows` lines of `columns` characters. marks: places that are made thick. What lies outside
    is left out; so is what has a coordinate that is none (NaN, infinite)."""
    cells = [[0] * columns for _ in range(rows)]
    width, height = columns * WIDE, rows * HIGH
    for stroke in strokes:
        for x, y in _dots(stroke, width, height):
            cells[y // HIGH][x // WIDE] |= BITS[y % HIGH][x % WIDE]
    for x, y in _thick(marks, width, height):
        cells[y // HIGH][x // WIDE] |= BITS[y % HIGH][x % WIDE]
    return tuple("".join(chr(EMPTY + bits) if bits else " " for bits in row) for row in cells)


def ascii_art(
    strokes: Sequence[Stroke], marks: Sequence[Dot], columns: int, rows: int
) -> tuple[str, ...]:
    """The same with | / - and \\, dotted lines with '.', and 'o' for marks."""
    cells = [[" "] * columns for _ in range(rows)]
    width, height = columns * WIDE, rows * HIGH
    for stroke in strokes:
        letter = _letter(stroke)
        for x, y in _dots(stroke, width, height):
            cells[y // HIGH][x // WIDE] = letter
    for mark in marks:
        for x, y in _inside(mark, width, height):
            cells[y // HIGH][x // WIDE] = "o"
    return tuple("".join(row) for row in cells)


def _letter(stroke: Stroke) -> str:
    if stroke.dotted:
        return "."
    across, down = stroke.end[0] - stroke.start[0], stroke.end[1] - stroke.start[1]
    if abs(down) >= STEEP * abs(across):
        return "|"
    if abs(down) <= FLAT * abs(across):
        return "-"
    return "\\" if (across > 0) == (down > 0) else "/"


def _thick(marks: Sequence[Dot], width: int, height: int) -> Iterator[tuple[int, int]]:
    for x, y in marks:
        for across, down in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)):
            yield from _inside((x + across, y + down), width, height)


def _inside(dot: Dot, width: int, height: int) -> Iterator[tuple[int, int]]:
    if not _usable(dot):
        return
    x, y = round(dot[0]), round(dot[1])
    if 0 <= x < width and 0 <= y < height:
        yield x, y


def _dots(stroke: Stroke, width: int, height: int) -> Iterator[tuple[int, int]]:
    """Whole dots within the box along a line, each step one further in its longer direction."""
    if not (_usable(stroke.start) and _usable(stroke.end)):
        return
    part = _clipped(stroke, width - 0.51, height - 0.51)
    if part is None:
        return
    (x, y), (to_x, to_y) = part
    steps = max(math.ceil(max(abs(to_x - x), abs(to_y - y))), 1)
    for step in range(steps + 1):
        if stroke.dotted and step % DOTTED:
            continue
        along = step / steps
        dot = (x + (to_x - x) * along, y + (to_y - y) * along)
        yield from _inside(dot, width, height)


def _usable(dot: Dot) -> bool:
    return all(math.isfinite(value) and abs(value) <= FARTHEST for value in dot)


def _clipped(stroke: Stroke, right: float, bottom: float) -> tuple[Dot, Dot] | None:
    """The part of a line in the box from (-0.49, -0.49) (Liang and Barsky, 1984); None outside."""
    (x, y), (to_x, to_y) = stroke.start, stroke.end
    across, down = to_x - x, to_y - y
    first, last = 0.0, 1.0
    for step, room in (
        (-across, x + 0.49), (across, right - x), (-down, y + 0.49), (down, bottom - y),
    ):  # fmt: skip
        if step == 0:
            if room < 0:
                return None
            continue
        along = room / step
        if step < 0:
            first = max(first, along)
        else:
            last = min(last, along)
        if first > last:
            return None
    return (x + first * across, y + first * down), (x + last * across, y + last * down)
