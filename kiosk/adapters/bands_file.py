"""Reads the project's own thresholds, kiosk/data/bands.toml. May import the standard library only.

The file is part of the program: what is wrong with it is wrong with the installation.
"""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from kiosk.core.bands import Bands
from kiosk.errors import InputError, InstallationError


def bands_path() -> Path:
    """Where the file that comes with the program lies."""
    return Path(__file__).parent.parent / "data" / "bands.toml"


def load_bands(path: Path | None = None) -> Bands:
    """The thresholds in a file. Raises InstallationError with all that is wrong with it."""
    path = path or bands_path()
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, RecursionError, ValueError) as error:
        raise InstallationError(
            f"The thresholds {path} cannot be read: {error}. Install the program again."
        ) from error
    mistakes = _mistakes(values)
    if mistakes:
        raise InstallationError(f"The thresholds {path} are not usable: {'; '.join(mistakes)}.")
    try:
        return Bands(**{name: _frozen(value) for name, value in values.items()})
    except InputError as error:
        raise InstallationError(f"{path}: {error}") from error


def _mistakes(values: dict[str, Any]) -> list[str]:
    """Names that are missing or unknown, and values of another kind than the thresholds'."""
    kinds = {field.name: str(field.type) for field in fields(Bands)}
    told = [f"'{name}' is missing" for name in kinds if name not in values]
    told += [f"'{name}' is unknown" for name in values if name not in kinds]
    for name, value in values.items():
        kind = kinds.get(name)
        if kind and not _is(kind, value):
            told.append(f"'{name}' is {value!r} and must be {kind}")
    return told


def _is(kind: str, value: Any) -> bool:
    if kind == "str":
        return isinstance(value, str) and bool(value)
    if kind == "int":
        return type(value) is int
    if kind == "float":
        return type(value) is float
    return isinstance(value, list) and [type(v) for v in value] == [float, float]


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
