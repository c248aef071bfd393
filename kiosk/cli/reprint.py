"""`kiosk reprint`: staff's copy of the last slip. May import typer and kiosk.app."""

from __future__ import annotations

from typing import Annotated

import typer

from kiosk.cli.chosen import chosen
from kiosk.cli.telling import Json, complain, say, tell_json
from kiosk.core.control import Request
from kiosk.errors import InputError


def reprint(
    context: typer.Context,
    ticket: Annotated[
        str,
        typer.Argument(
            metavar="TICKET", help="Only if the last slip has this code.", show_default=False
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Print the last slip again, marked as a copy.

    The running kiosk does it, and keeps only the last slip, in memory.

    Exit status: 0 printed, or sent to a printer that cannot tell; 1 not printed, and why; 3 no
    kiosk runs.
    """
    from kiosk.app.asking import House

    house = House(*chosen(context))
    try:
        reply = house.ask(Request("reprint", ticket=plain_ticket(ticket)))
    except InputError as error:
        if as_json:
            tell_json({"printed": "failed", "text": str(error)})
        else:
            complain(error)
        raise typer.Exit(1) from error
    if as_json:
        tell_json({"printed": reply.done, "text": reply.text})
    else:
        say(reply.text)


def plain_ticket(text: str) -> str:
    """As it is printed: capitals, no spaces."""
    return "".join(text.split()).upper()
