"""What every command says to --help, as golden texts: tests/golden/help*.txt."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import typer.main

from kiosk.cli.main import build

GOLDEN = Path(__file__).parent / "golden"


def texts() -> dict[str, str]:
    """By golden file's name, at 80 columns."""
    with patch.dict(os.environ, {"COLUMNS": "80", "LINES": "24"}):
        return {
            "-".join(["help", *words]) + ".txt": context.get_help() + "\n"
            for words, context in _walk(typer.main.get_command(build()), (), None)
        }


def accept() -> list[Path]:
    """Write them anew; read the differences before they are committed."""
    for old in GOLDEN.glob("help*.txt"):
        old.unlink()
    paths = [GOLDEN / name for name in texts()]
    for path, text in zip(paths, texts().values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def _walk(
    command: Any, words: tuple[str, ...], parent: Any
) -> Iterator[tuple[tuple[str, ...], Any]]:
    name = words[-1] if words else "kiosk"
    context = command.make_context(name, [], parent, resilient_parsing=True)
    yield words, context
    for word, one in getattr(command, "commands", {}).items():
        if not one.hidden:
            yield from _walk(one, (*words, word), context)
