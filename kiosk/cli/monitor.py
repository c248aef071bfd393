"""`kiosk monitor`: the staff's screen over SSH. May import typer and kiosk.app."""

from __future__ import annotations

import os
import shutil
from typing import Annotated

import typer

from kiosk.cli.chosen import chosen
from kiosk.cli.telling import Json, lasted, local, tell_json


def monitor(
    context: typer.Context,
    rate: Annotated[
        float, typer.Option("--rate", min=0.1, max=10.0, help="Pictures a second, at most.")
    ] = 2.0,
    once: Annotated[
        bool, typer.Option("--once", help="One picture of 80 by 24 as plain text, and end.")
    ] = False,
    plain: Annotated[
        bool | None,
        typer.Option(
            "--ascii/--braille",
            help="How the figure is drawn; else as the locale and the terminal allow.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Watch the kiosk live, and do what it needs.

    What its camera sees as a figure of lines, how it is, what it told last. Keys, shown below,
    take it out of service and back, print the last slip again, clear the printer, erase a visit,
    restart the kiosk, make a backup; each asks first, and No is chosen. q leaves.

    Of a visit under way it shows that there is one, and joints; nothing of it is kept.

    Exit status: 0 left, or it runs; with --once and --json also 1 it does not answer, 3 it does
    not run; 2 this terminal cannot show it.
    """
    from kiosk.app.asking import House
    from kiosk.app.monitoring import plain_terminal, snapshot, watch
    from kiosk.core.monitoring import Speech, document

    house, speech = House(*chosen(context)), Speech(local, lasted)
    in_ascii = plain_terminal(os.environ) if plain is None else plain
    if not (once or as_json):
        watch(house, speech, rate=rate, plain=in_ascii)
        return
    heard = snapshot(house)
    if as_json:
        tell_json(document(heard))
    else:
        from kiosk.core.monitorpage import Size, lines, page
        from kiosk.core.skeletonart import follow

        view = None if heard.live is None else follow(None, heard.live.points_m)
        columns = min(max(shutil.get_terminal_size((80, 24)).columns, 40), 80)
        shown = page(heard, view, speech, Size(columns, 24), plain=in_ascii)
        typer.echo("\n".join(lines(shown)))
    raise typer.Exit(heard.exit_status)
