"""One TOML file to one frozen tree. May import the standard library and kiosk.errors only.

Units are in the names. Every mistake is told at once, each with its line and, for a misspelt
name, what was probably meant; nothing is repaired silently and no hardware is asked.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from kiosk.errors import ConfigError


def _number(default: float, low: float, high: float) -> Any:
    return field(default=default, metadata={"low": low, "high": high})


def _word(default: str, *choices: str) -> Any:
    return field(default=default, metadata={"choices": choices})


@dataclass(frozen=True, slots=True)
class GymConfig:
    """What stands at the top of the result and of the slip."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class CameraConfig:
    """The live camera's depth stream."""

    width_px: int = _number(848, 320, 1280)
    height_px: int = _number(480, 240, 800)
    fps: int = _number(30, 15, 90)


@dataclass(frozen=True, slots=True)
class MountConfig:
    """How the camera hangs; auto finds out from its IMU, the floor or the person."""

    orientation: str = _word("auto", "auto", "portrait", "landscape")


@dataclass(frozen=True, slots=True)
class ZoneConfig:
    """Where a member is looked for: level distances from the camera, and to each side of it."""

    near_m: float = _number(1.0, 0.3, 6.0)
    far_m: float = _number(3.5, 0.5, 8.0)
    right_m: float = _number(0.0, -3.0, 3.0)
    half_width_m: float = _number(0.75, 0.2, 3.0)


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The pose model; an empty path takes the one that comes with the program."""

    path: str = ""


@dataclass(frozen=True, slots=True)
class SetsConfig:
    """How many squats of each kind a visit asks for."""

    practice: int = _number(2, 0, 10)
    uncued: int = _number(5, 3, 20)
    cued: int = _number(3, 0, 20)


@dataclass(frozen=True, slots=True)
class Config:
    """All that can be set, with what holds when nothing is."""

    gym: GymConfig = GymConfig()
    camera: CameraConfig = CameraConfig()
    mount: MountConfig = MountConfig()
    zone: ZoneConfig = ZoneConfig()
    model: ModelConfig = ModelConfig()
    sets: SetsConfig = SetsConfig()


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
    mistakes: list[Mistake] = []
    lines = _lines(text)
    values = {table: _table(table, tree, lines, mistakes) for table in _tables()}
    mistakes += _unknown_tables(tree, lines)
    config = Config(**values)
    if not mistakes:
        mistakes += _contradictions(config, lines)
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


def _meant(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1)
    return f"did you mean '{close[0]}'?" if close else f"known are: {', '.join(known)}."


def _unknown_tables(
    tree: Mapping[str, Any], lines: Mapping[tuple[str, ...], int]
) -> Iterator[Mistake]:
    known = list(_tables())
    for word, value in tree.items():
        if word in known:
            continue
        kind = f"table [{word}]" if isinstance(value, dict) else f"'{word}' outside a table"
        homes = [f"[{t}]" for t, kind_ in _tables().items() if word in _names(kind_)]
        hint = f"it belongs under {' or '.join(homes)}." if homes else _meant(word, known)
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
            value, wrong = _value(one, given[one.name])
            if wrong:
                text = f"{name}.{one.name} {wrong}"
                mistakes.append(Mistake(_at(lines, name, one.name), text))
            else:
                good[one.name] = value
    for word in given.keys() - set(_names(kind)):
        text = f"unknown '{word}' in [{name}]: {_meant(word, _names(kind))}"
        mistakes.append(Mistake(_at(lines, name, word), text))
    return kind(**good)


def _value(one: Field[Any], given: Any) -> tuple[Any, str]:
    """The value as the field's type, or what is wrong with it."""
    wanted: type = type(one.default)
    if wanted is float and type(given) is int:
        return _value(one, float(given))
    if type(given) is not wanted:
        word = {float: "a number", int: "a whole number", str: "a text in quotes"}[wanted]
        return None, f"must be {word}, not {given!r}."
    choices = one.metadata.get("choices")
    if choices and given not in choices:
        return None, f"is {given!r}: {_meant(str(given), list(choices))}"
    if "low" in one.metadata:
        low, high = one.metadata["low"], one.metadata["high"]
        if not low <= given <= high:
            return None, f"is {given:g}, outside {low:g} to {high:g}."
    return given, ""


def _contradictions(config: Config, lines: Mapping[tuple[str, ...], int]) -> Iterator[Mistake]:
    """Values that are each possible and together are not."""
    zone = config.zone
    if zone.far_m - zone.near_m < 0.5:
        text = (
            f"zone.far_m ({zone.far_m:g}) must be at least 0.5 m more than zone.near_m "
            f"({zone.near_m:g})."
        )
        where = max(_at(lines, "zone", "far_m"), _at(lines, "zone", "near_m"))
        yield Mistake(where, text)
