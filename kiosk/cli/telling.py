"""How commands tell what they found: as JSON for programs, as lines of at most 80 columns for
people. May import typer.
"""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, Final

import typer

Json = Annotated[bool, typer.Option("--json", help="Tell it as JSON.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask, do it.")]
WIDEST: Final = 80
LEAST: Final = 40
LABEL: Final = 10
NONE: Final = "–"


def tell_json(what: Any, *, line: bool = False) -> None:
    """One value on stdout; on one line where many follow each other."""
    typer.echo(json.dumps(what, ensure_ascii=False, indent=None if line else 2))


def say(text: str) -> None:
    """A sentence or two on stdout, wrapped; a path is never cut in two."""
    typer.echo("\n".join(_wrapped(text, _columns())))


def complain(error: Exception) -> None:
    """What went wrong, on stderr; wrapped where a person reads it, whole where a program does."""
    lines = f"kiosk: {error}".split("\n")
    if sys.stderr.isatty():
        lines = [part for line in lines for part in _wrapped(line, _columns())]
    typer.echo("\n".join(lines), err=True)


def labelled(label: str, text: str) -> Iterable[str]:
    """'label     text', wrapped under itself."""
    lines = _wrapped(text, _columns() - LABEL) or [""]
    for at, line in enumerate(lines):
        yield f"{label if at == 0 else '':{LABEL}}{line}".rstrip()


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterable[str]:
    """Columns as wide as they need, two blanks between them."""
    lines = [list(heads), *(list(row) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(heads))]
    for line in lines:
        cells = (f"{cell:{width}}" for cell, width in zip(line, widths, strict=True))
        yield "  ".join(cells).rstrip()


def local(utc: str, *, clock_ok: bool = True) -> str:
    """'2026-11-26 10:20' here; with '?' where the clock could not be believed."""
    try:
        then = datetime.fromisoformat(utc.replace("Z", "+00:00")).astimezone()
    except ValueError:
        return utc or NONE
    return then.strftime("%Y-%m-%d %H:%M") + ("" if clock_ok else "?")


def lasted(seconds: float) -> str:
    """'3 days 2 h', '2 h 5 min', '40 s'."""
    minutes, days = int(seconds // 60), int(seconds // 86400)
    if days:
        return f"{days} day{'s' if days > 1 else ''} {int(seconds % 86400 // 3600)} h"
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{int(seconds)} s"


def size(count: int) -> str:
    """'12.3 GB', '40 MB', '900 B'."""
    for unit, bytes_ in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= bytes_:
            value = count / bytes_
            return f"{value:.1f} {unit}" if value < 100 else f"{value:.0f} {unit}"
    return f"{count} B"


def _wrapped(text: str, width: int) -> list[str]:
    """Its further lines as far in as the first; those of a point under its words."""
    words = text.lstrip()
    indent = " " * (len(text) - len(words) + 2 * words.startswith("- "))
    return textwrap.wrap(
        text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _columns() -> int:
    return max(min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST), LEAST)
