"""The first and the last step of scripts/demo. May import typer and kiosk.app."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk import app


def demo_recording(
    recording: Annotated[Path, typer.Argument(metavar="OUT.db3", help="Where to write it.")],
) -> None:
    """Write the recording of the demo's member, the same at every call."""
    app.write_demo_recording(recording)


def show_picture(
    picture: Annotated[Path, typer.Argument(metavar="FILE.png", help="A picture to look at.")],
    seconds: Annotated[float, typer.Option(min=0.1, help="Close it by itself after so long.")] = 20,
) -> None:
    """Show a picture in a window until a key, a click or the time closes it."""
    app.show_picture(picture, seconds)
