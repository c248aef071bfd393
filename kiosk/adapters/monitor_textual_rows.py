"""Rows of styled text on a Textual screen, of which only what changed is sent. textual only."""

from __future__ import annotations

from itertools import zip_longest
from typing import Final

from textual.content import Content
from textual.geometry import Region
from textual.style import Style as Ink
from textual.widget import Widget

from kiosk.core.monitorpage import Row, Style, cells

INKS: Final[dict[Style, Ink]] = {
    "plain": Ink(),
    "bar": Ink(reverse=True),
    "label": Ink(dim=True),
    "urgent": Ink(bold=True),
    "rule": Ink(dim=True),
    "figure": Ink(bold=True),
    "key": Ink(reverse=True),
}
"""No colours of our own: the terminal's own are readable to whoever chose them, and short."""


class Rows(Widget):
    """Shows rows as they are: what stands in them is never read as markup."""

    DEFAULT_CSS = "Rows { text-wrap: nowrap; text-overflow: clip; }"

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - as textual calls it
        super().__init__(id=id)
        self._rows: tuple[Row, ...] = ()

    def show(self, rows: tuple[Row, ...]) -> None:
        """In the place of what was there."""
        before, self._rows = self._rows, rows
        changed = [
            region
            for y, (old, new) in enumerate(zip_longest(before, rows, fillvalue=()))
            if (region := _changed(y, old, new, self.size.width))
        ]
        if changed:
            self.refresh(*changed)

    def render(self) -> Content:
        """All rows; textual sends those that `show` names."""
        return Content("\n").join(
            Content.assemble(*((text, INKS[style]) for text, style in row)) for row in self._rows
        )


def _changed(y: int, old: Row, new: Row, width: int) -> Region | None:
    """From the first to the last letter that is another one."""
    if old == new:
        return None
    one, other = _letters(old), _letters(new)
    if any(cells(letter) != 1 for letter, _ in (*one, *other)):
        return Region(0, y, width, 1)
    pairs = enumerate(zip_longest(one, other, fillvalue=(" ", "plain")))
    places = [x for x, (before, after) in pairs if before != after]
    if not places:
        return None
    return Region(places[0], y, places[-1] - places[0] + 1, 1)


def _letters(row: Row) -> list[tuple[str, Style]]:
    return [(letter, style) for text, style in row for letter in text]
