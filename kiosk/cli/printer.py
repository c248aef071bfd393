"""`kiosk printer` and `kiosk print-worker`. May import typer and kiosk.app."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk.config import Config


def print_worker(
    context: typer.Context,
    socket: Annotated[
        Path | None,
        typer.Option("--socket", metavar="PATH", help="Where to listen; else its own folder."),
    ] = None,
) -> None:
    """Print for the kiosk, until told to end: the service kiosk-printing runs this."""
    from kiosk.app.print_worker import serve

    serve(context.obj if isinstance(context.obj, Config) else Config(), socket)
