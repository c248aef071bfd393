"""The configuration that a command was given, and from which file. May import typer, kiosk.config.

`kiosk.cli.main` finds it before the command runs. Commands that are about a wrong configuration
(`config`, `doctor`) are given what is wrong with it instead of an end with status 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import typer

from kiosk.config import Config, load
from kiosk.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Chosen:
    """path: None where there is no file; config: the defaults where mistakes is not empty."""

    config: Config
    path: Path | None
    mistakes: str = ""


_KEY = "kiosk.chosen"


def choose(context: typer.Context, path: Path | None, *, forgiving: bool) -> None:
    """Read the file for this command line. Raises ConfigError, unless forgiving."""
    mistakes, config = "", Config()
    try:
        config = config if path is None else load(path)
    except ConfigError as error:
        if not forgiving:
            raise
        mistakes = str(error)
    context.meta[_KEY] = Chosen(config, path, mistakes)
    context.obj = config if path is not None and not mistakes else None


def chosen(context: typer.Context) -> tuple[Config, Path | None]:
    """The configuration and its file."""
    told = chosen_or_wrong(context)
    return told.config, told.path


def chosen_or_wrong(context: typer.Context) -> Chosen:
    """The same, with what is wrong with it."""
    told = context.meta.get(_KEY)
    return told if isinstance(told, Chosen) else Chosen(Config(), None)
