"""Paper in a printer of 8 dots a mm: a roll that ends, a head, and a knife some way behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

KNIFE_ROWS = 96
"""Between head and knife: what was printed last is still inside when a knife falls."""
ENDLESS = 10**9


@dataclass(frozen=True, slots=True)
class Piece:
    """What came out. rows: packed, the left dot in the highest bit; b'' is white. torn: the end of
    a roll, taken out by hand. foreign: rows that were no picture."""

    how: Literal["cut", "torn"]
    rows: tuple[bytes, ...]
    foreign: frozenset[int]

    def inked(self) -> tuple[bytes, ...]:
        """From the first row with ink to the last."""
        marks = [i for i, row in enumerate(self.rows) if any(row)]
        return self.rows[marks[0] : marks[-1] + 1] if marks else ()

    def picture(self, width_dots: int) -> NDArray[np.bool_]:
        """(rows, width_dots) True where black."""
        size = width_dots // 8
        data = b"".join(row[:size].ljust(size, b"\0") for row in self.rows)
        packed = np.frombuffer(data, np.uint8).reshape(-1, size)
        return np.unpackbits(packed, axis=1).astype(np.bool_)


@dataclass
class Paper:
    """The strip from the knife to the head, and the rest of the roll."""

    left: int = ENDLESS
    pieces: list[Piece] = field(default_factory=list)
    _rows: list[bytes] = field(default_factory=lambda: [b""] * KNIFE_ROWS)
    _foreign: set[int] = field(default_factory=set)

    @property
    def out(self) -> bool:
        return self.left <= 0

    def row(self, dots: bytes = b"", *, foreign: bool = False) -> None:
        """One row further."""
        if foreign:
            self._foreign.add(len(self._rows))
        self._rows.append(dots)
        self.left -= 1

    def cut(self) -> None:
        at = len(self._rows) - KNIFE_ROWS
        if at > 0:
            self._take("cut", at)

    def reload(self, rows: int = ENDLESS) -> None:
        """A new roll; what hangs out of the old one is torn off."""
        self._take("torn", len(self._rows))
        self._rows = [b""] * KNIFE_ROWS
        self.left = rows

    def inside(self) -> Piece:
        """What is not cut off yet."""
        return Piece("torn", tuple(self._rows), frozenset(self._foreign))

    def _take(self, how: Literal["cut", "torn"], at: int) -> None:
        foreign = frozenset(i for i in self._foreign if i < at)
        self.pieces.append(Piece(how, tuple(self._rows[:at]), foreign))
        self._rows = self._rows[at:]
        self._foreign = {i - at for i in self._foreign if i >= at}
