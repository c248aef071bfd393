"""Reads a TOML file into a Config and tells every mistake at once. kiosk.config, kiosk.errors."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from kiosk.config.contradictions import contradictions
from kiosk.config.kinds import check, meant
from kiosk.config.tables import Config
from kiosk.errors import ConfigError

_LONG: Final = re.compile(r"[0-9_]{4000}")


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing wrong, and on which line of the file."""

    line: int
    text: str


def load(path: Path) -> Config:
    """The configuration in a file. Raises ConfigError with every mistake, a line each."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not a UTF-8 text file"
        raise ConfigError(f"The configuration {path} cannot be read: {reason}.") from error
    return parse(text, str(path))


def parse(text: str, name: str = "configuration") -> Config:
    """The configuration in a text; `name` stands before each mistake's line."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        what = str(error).split(" (at ")[0]
        raise ConfigError(f"{name}:{line}: this is not TOML: {what}") from error
    except ValueError as error:  # of Python's own bound: int() reads 4,300 digits
        line = next((n for n, one in enumerate(text.splitlines(), 1) if _LONG.search(one)), 1)
        raise ConfigError(f"{name}:{line}: a number is far too long.") from error
    except RecursionError as error:
        raise ConfigError(f"{name}:1: its lists and tables are nested too deeply.") from error
    mistakes: list[Mistake] = []
    lines = _lines(text)
    values = {table: _table(table, tree, lines, mistakes) for table in _tables()}
    mistakes += _unknown_tables(tree, lines)
    config = Config(**values)
    if not mistakes:
        mistakes += (
            Mistake(max(_at(lines, *place) for place in places), text)
            for places, text in contradictions(config)
        )
    if mistakes:
        raise ConfigError("\n".join(f"{name}:{m.line}: {m.text}" for m in sorted(mistakes)))
    return config


def _tables() -> dict[str, type]:
    return {one.name: type(one.default) for one in fields(Config)}


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """Where each table and key stands. tomllib does not say, so the plain spellings are read:
    [table], key = and table.key =; a stranger one is told with its table's line."""
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line):
            table = _path(header[1])
            found.setdefault(table, number)
        elif key := re.match(r"""\s*([\w."'-]+)\s*=""", line):
            path = table + _path(key[1])
            for depth in range(1, len(path) + 1):
                found.setdefault(path[:depth], number)
    return found


def _path(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _at(lines: Mapping[tuple[str, ...], int], *path: str) -> int:
    return lines.get(path) or lines.get(path[:1]) or 1


def _unknown_tables(
    tree: Mapping[str, Any], lines: Mapping[tuple[str, ...], int]
) -> Iterator[Mistake]:
    known = list(_tables())
    for word, value in tree.items():
        if word in known:
            continue
        kind = f"table [{word}]" if isinstance(value, dict) else f"'{word}' outside a table"
        homes = [f"[{t}]" for t, kind_ in _tables().items() if word in _names(kind_)]
        hint = f"it belongs under {' or '.join(homes)}." if homes else meant(word, known)
        yield Mistake(_at(lines, word), f"unknown {kind}: {hint}")


def _names(table: type) -> list[str]:
    return [one.name for one in fields(table)]


def _table(
    name: str,
    tree: Mapping[str, Any],
    lines: Mapping[tuple[str, ...], int],
    mistakes: list[Mistake],
) -> Any:
    """One table as its dataclass, with defaults in place of what is wrong."""
    kind = _tables()[name]
    given = tree.get(name, {})
    if not isinstance(given, dict):
        mistakes.append(Mistake(_at(lines, name), f"'{name}' must be a table: [{name}]"))
        return kind()
    good: dict[str, Any] = {}
    for one in fields(kind):
        if one.name in given:
            value, wrong = check(one, given[one.name])
            if wrong:
                text = f"{name}.{one.name} {wrong}"
                mistakes.append(Mistake(_at(lines, name, one.name), text))
            else:
                good[one.name] = value
    for word in given.keys() - set(_names(kind)):
        text = f"unknown '{word}' in [{name}]: {meant(word, _names(kind))}"
        mistakes.append(Mistake(_at(lines, name, word), text))
    return kind(**good)
