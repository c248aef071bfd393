"""`kiosk safe-page`, which the system's service shows by itself. May import typer and kiosk.app."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.run import Size, parse_size


def safe_page(
    windowed: Annotated[bool, typer.Option("--windowed", help="In a window.")] = False,
    size: Annotated[
        Size | None,
        typer.Option("--size", metavar="1080x1920", parser=parse_size, help="Of the window."),
    ] = None,
    seconds: Annotated[
        float | None, typer.Option("--seconds", min=0.1, help="End after so long.")
    ] = None,
    shot: Annotated[
        Path | None, typer.Option("--shot", metavar="FILE.png", help="Keep a picture of it.")
    ] = None,
) -> None:
    """Show that the kiosk is out of order and whom to ask, until it is told to end."""
    from kiosk.app.safe_page import show_safe_page

    window = None if size is None else (size.width, size.height)
    show_safe_page(window, windowed=windowed, seconds=seconds, shot=shot)
