"""`kiosk view`: a recording or a kept visit in 3D. May import typer and kiosk.app."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.chosen import chosen
from kiosk.cli.telling import Json, say, tell_json


def view(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="FILE.db3|TICKET", help="A recording, or a kept visit.")
    ],
    frame: Annotated[
        int | None, typer.Option("--frame", min=0, help="Which, from 0; else the middle one.")
    ] = None,
    at_bottom: Annotated[
        bool, typer.Option("--at-bottom", help="The one in which the hips are lowest.")
    ] = False,
    screenshot: Annotated[
        Path | None,
        typer.Option("--screenshot", metavar="FILE.png", help="Into a picture; needs no screen."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Look at the cloud, the skeleton and the toe lines in 3D.

    Of a kept visit only joints are there, and only where the member agreed to that. Needs Open3D
    (the extra 'view'). Drag to turn, wheel to come nearer, q to end.

    Exit status: 0 shown; 2 it cannot be, and why; 4 Open3D is missing.
    """
    from kiosk.app import viewing

    wanted = viewing.BOTTOM if at_bottom else frame
    viewed = viewing.view(chosen(context)[0], what, wanted)
    viewing.present(viewed, screenshot)
    told = {
        "frame": viewed.frame, "frames": viewed.of, "joints": viewed.joints,
        "screenshot": None if screenshot is None else str(screenshot),
    }  # fmt: skip
    if as_json:
        tell_json(told)
    else:
        where = "" if screenshot is None else f" in {screenshot}"
        say(f"Frame {viewed.frame} of {viewed.of}, {viewed.joints} joints measured{where}.")
