"""`kiosk metrics`: for monitoring with Prometheus. May import typer and kiosk.app."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.chosen import chosen
from kiosk.cli.telling import Json, tell_json


def metrics(
    context: typer.Context,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE.prom", help="Into a file, whole or not at all."),
    ] = None,
    as_json: Json = False,
) -> None:
    """How the kiosk is, for node_exporter's textfile collector.

    Camera, printer, machine, visits, copying; what is not known is left out. Nothing of a person is
    in it. A timer writes it every minute (docs/fleet.md).

    Exit status: 0 told, also where no kiosk runs (up is 0); 2 the file was not written, and why.
    """
    from kiosk.app.asking import House
    from kiosk.app.metrics import gathered, text, write

    house = House(*chosen(context))
    if out is not None:
        write(house, out)
        if as_json:
            tell_json({"file": str(out)})
    elif as_json:
        tell_json(
            {
                one.name: [{"labels": dict(labels), "value": value} for labels, value in one.values]
                for one in gathered(house)
            }
        )
    else:
        typer.echo(text(house), nl=False)
