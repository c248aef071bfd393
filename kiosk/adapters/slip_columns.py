"""Sets drawn lines into columns: none broken, no heading left alone. numpy only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """One drawn line, (H, W) True where black.

    head: stands over what follows and does not end a column. rule: parts what stands above and
    below it, and so neither begins nor ends one.
    """

    black: NDArray[np.bool_]
    head: bool = False
    rule: bool = False

    @property
    def height(self) -> int:
        return int(self.black.shape[0])


Column = list[Strip]


def columns(strips: Sequence[Strip], height: int, a_page: int = 1) -> list[Column]:
    """The strips in columns no higher than `height`, as even as can be, on as few pages as will do.

    a_page: columns on a page; all of them are used, but for what is less than half a column. A
    strip that is higher than a column has one of its own.
    """
    blocks = _blocks(strips)
    full = _filled(blocks, height)
    total = sum(_height(column) for column in full)
    most = ceil(len(full) / a_page) * a_page if total > height // 2 else 1
    for even in range(total // max(most, 1), height):
        made = _filled(blocks, even)
        if len(made) <= most and max(map(_height, made), default=0) <= even:
            return made
    return full


def _filled(blocks: Sequence[Column], height: int) -> list[Column]:
    """Each column as full as it can be."""
    made: list[Column] = []
    column: Column = []
    for block in blocks:
        if column and _height(_bare(column + block)) > height:
            made.append(_bare(column))
            column = []
        column = column + block
    return [one for one in (*made, _bare(column)) if one]


def _blocks(strips: Sequence[Strip]) -> list[Column]:
    """What stays together: heads and rules with what follows them."""
    blocks: list[Column] = [[]]
    for strip in strips:
        blocks[-1].append(strip)
        if not (strip.head or strip.rule):
            blocks.append([])
    return [block for block in blocks if block]


def _bare(column: Column) -> Column:
    """Without the rules at its ends."""
    kept = list(column)
    while kept and kept[0].rule:
        kept.pop(0)
    while kept and kept[-1].rule:
        kept.pop()
    return kept


def _height(column: Sequence[Strip]) -> int:
    return sum(strip.height for strip in column)
