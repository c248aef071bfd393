"""What `kiosk monitor` shows as lines of styled text, for a terminal of any size. kiosk.core only.

Nothing is told by colour alone: what needs staff is in capitals, too.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from kiosk.core.monitoring import Fact, Heard, Speech, facts, headline, log
from kiosk.core.skeletonart import Look, art

Style = Literal["plain", "bar", "label", "urgent", "rule", "figure", "key"]
Row = tuple[tuple[str, Style], ...]
"""Pieces from left to right."""

FACTS: Final = 48
"""Columns; what is left of them is the picture's."""
GAP: Final = 2
"""Columns between the two."""
LEAST_PICTURE: Final = 20
LEAST_FACTS: Final = 20
WIDE_BAR: Final = 60
"""Columns from which on it tells the camera's rate, too."""
LABEL: Final = 9
LOG_LABEL: Final = 12
LOG_SHARE: Final = 4
"""A line of the log in so many rows."""
MESSAGE: Final = 2
"""Rows of what became of an order."""
NAME: Final = "kiosk monitor"
KEYS: Final = (
    ("o", "Out of service"), ("p", "Print copy"), ("c", "Cancel print"), ("e", "Erase"),
    ("r", "Restart"), ("b", "Backup"), ("q", "Quit"),
)  # fmt: skip
OUT_NOW: Final = {"o": "Back in service"}
OFF_NOW: Final = {"r": "Start"}
"""What keys do instead, while it is out of service, and while it does not run."""
PLAIN: Final = str.maketrans("…·–−°─│’×äöüßÄÖÜéèà", ".--- -|'xaousAOUeea")
"""Letter for letter, so that rows stay as long as they are."""


@dataclass(frozen=True, slots=True)
class Page:
    """bar: one row. picture, facts: side by side, equally many rows. log, message and keys:
    below. Each row is as wide as its column."""

    bar: tuple[Row, ...]
    picture: tuple[Row, ...]
    facts: tuple[Row, ...]
    log: tuple[Row, ...]
    message: tuple[Row, ...]
    keys: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """Of the terminal; the parts of it that the page uses."""

    columns: int
    rows: int

    @property
    def picture(self) -> int:
        """Columns of the picture; 0 where there is no room for one."""
        left = self.columns - FACTS
        return left if left >= LEAST_PICTURE else 0

    @property
    def log(self) -> int:
        """Rows of the log, its rule included."""
        return max(self.rows // LOG_SHARE, 2) if self.rows >= 12 else 0

    @property
    def upper(self) -> int:
        """Rows of picture and facts."""
        return max(self.rows - self.log - MESSAGE - 2, 1)


def page(
    heard: Heard,
    look: Look | None,
    speech: Speech,
    size: Size,
    *,
    message: str = "",
    pace: str = "",
    plain: bool = False,
) -> Page:
    """All of it. message: what became of what was asked last. pace: how often it is drawn, where
    that is not as often as asked. plain: of ASCII alone."""
    columns = size.columns
    beside = columns - size.picture - (GAP if size.picture else 0)
    out = heard.running is not None and heard.running.maintenance is not None
    instead = OUT_NOW if out else OFF_NOW if heard.state == "not_running" else {}
    whole = Page(
        bar=(_bar(heard, speech, pace, columns),),
        picture=_picture(heard, look, size, plain=plain),
        facts=_block(facts(heard, speech), LABEL, beside, size.upper),
        log=_log(heard, speech, columns, size.log),
        message=_message(message, columns),
        keys=(_keys(columns, instead),),
    )
    return _ascii(whole) if plain else whole


def lines(whole: Page) -> tuple[str, ...]:
    """The page as plain text, without its keys: for `--once`, and read aloud."""
    left = max((_width(row) for row in whole.picture), default=0)
    gap = GAP if left else 0
    upper = []
    for picture, fact in zip(whole.picture, whole.facts, strict=True):
        upper.append(f"{_text(picture)}{' ' * (left + gap - _width(picture))}{_text(fact)}")
    rows = [*map(_text, whole.bar), *upper, *map(_text, whole.log)]
    return tuple(row.rstrip() for row in rows)


def cells(text: str) -> int:
    """How many columns of a terminal it takes."""
    return sum(map(_cells, text))


def _bar(heard: Heard, speech: Speech, pace: str, columns: int) -> Row:
    fps = None if heard.live is None else heard.live.fps
    told = (pace, "" if fps is None else f"camera {fps:g} fps") if columns >= WIDE_BAR else ()
    right = " · ".join(text for text in told if text)
    left = _cut(f" {NAME} · {headline(heard, speech)}", max(columns - cells(right) - 3, 0))
    gap = columns - cells(left) - cells(right) - 1
    return ((f"{left}{' ' * max(gap, 0)}{right} "[:columns] if gap > 0 else left, "bar"),)


def _picture(heard: Heard, look: Look | None, size: Size, *, plain: bool) -> tuple[Row, ...]:
    if not size.picture:
        return ((),) * size.upper
    points = () if heard.live is None else heard.live.points_m
    if look is not None and any(point is not None for point in points):
        drawn = art(points, look, size.picture, size.upper, plain=plain)
        return tuple(((line, "figure"),) for line in drawn)
    word = _instead(heard)
    middle = size.upper // 2
    return tuple(
        ((f"{word if at == middle else '':^{size.picture}}", "label"),) for at in range(size.upper)
    )


def _instead(heard: Heard) -> str:
    if heard.live is None:
        return "no picture"
    return "not measured just now" if heard.live.person else "nobody before the camera"


def _log(heard: Heard, speech: Speech, columns: int, rows: int) -> tuple[Row, ...]:
    if not rows:
        return ()
    head = " what it told, the latest last "
    rule: Row = ((f"──{head}{'─' * max(columns - len(head) - 2, 0)}"[:columns], "rule"),)
    told = [row for fact in log(heard, speech) for row in _rows(fact, LOG_LABEL, columns)]
    shown = told[-(rows - 1) :] or [(("nothing", "label"),)]
    return (rule, *shown, *((),) * (rows - 1 - len(shown)))


def _block(given: Iterable[Fact], label: int, columns: int, rows: int) -> tuple[Row, ...]:
    found: list[Row] = []
    before = ""
    for fact in given:
        shown = Fact("" if fact.label == before else fact.label, fact.text, fact.urgent)
        found += _rows(shown, label, columns)
        before = fact.label
    if len(found) > rows:
        found = [*found[: rows - 1], (("…", "label"),)]
    return (*found, *((),) * (rows - len(found)))


def _rows(fact: Fact, label: int, columns: int) -> Iterator[Row]:
    style: Style = "urgent" if fact.urgent else "plain"
    head: Style = "urgent" if fact.urgent else "label"
    for at, text in enumerate(_wrapped(fact.text, max(columns - label, LEAST_FACTS))):
        yield ((f"{fact.label if at == 0 else '':{label}}", head), (text, style))


def _message(text: str, columns: int) -> tuple[Row, ...]:
    told = _wrapped(text, columns)
    if len(told) > MESSAGE:
        told = [*told[: MESSAGE - 1], _cut(f"{told[MESSAGE - 1]} …", columns)]
    rows: list[Row] = [((line, "urgent"),) for line in told]
    return (*rows, *((),) * (MESSAGE - len(rows)))


def _keys(columns: int, instead: Mapping[str, str]) -> Row:
    """As much of it as has room; without words where there is little."""
    words = [(key, instead.get(key, word)) for key, word in KEYS]
    for gap in (2, 1):
        length = sum(len(key) + 1 + len(word) + gap for key, word in words) - gap
        if length <= columns:
            break
    else:
        words, gap = [(key, word.split()[0]) for key, word in words], 1
    row: list[tuple[str, Style]] = []
    for at, (key, word) in enumerate(words):
        row += [(key, "key"), (f" {word}{' ' * gap if at < len(words) - 1 else ''}", "plain")]
    return tuple(row)


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most so many columns; wide letters (Chinese, signs) count two."""
    lines: list[str] = []
    for line in textwrap.wrap(text, width) or [""]:
        rest = line
        while cells(rest) > width:
            part = _fitting(rest, width)
            lines.append(part)
            rest = rest[len(part) :]
        lines.append(rest)
    return lines


def _cut(text: str, width: int) -> str:
    return text if cells(text) <= width else _fitting(text, max(width - 1, 0)) + "…"


def _fitting(text: str, width: int) -> str:
    used = 0
    for at, letter in enumerate(text):
        used += _cells(letter)
        if used > width:
            return text[:at]
    return text


def _cells(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1


def _text(row: Row) -> str:
    return "".join(text for text, _ in row)


def _width(row: Row) -> int:
    return cells(_text(row))


def _ascii(whole: Page) -> Page:
    parts = (whole.bar, whole.picture, whole.facts, whole.log, whole.message, whole.keys)
    return Page(*(tuple(tuple((plain_text(t), s) for t, s in row) for row in p) for p in parts))


def plain_text(text: str) -> str:
    """Of ASCII alone; '?' for each letter that has no like."""
    return text.translate(PLAIN).encode("ascii", "replace").decode("ascii")
