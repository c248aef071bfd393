"""`kiosk deliver`: sends the owner the month's report and alerts. May import typer, kiosk.app."""

from __future__ import annotations

from typing import Annotated

import typer

from kiosk.cli.chosen import chosen
from kiosk.cli.telling import Json, say, tell_json


def deliver(
    context: typer.Context,
    test: Annotated[
        bool, typer.Option("--test", help="Send a trial now, through every way that is set.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Send the owner what is due: report, alerts.

    A timer calls it every few minutes. Set [delivery] first; see docs/reports.md. Nothing is sent
    twice, and what could not be sent is tried again next time.

    Exit status: 0 all that was due is sent; 2 something could not be.
    """
    from kiosk.app.asking import House
    from kiosk.app.delivering import deliver as send
    from kiosk.app.delivering import try_delivery

    config, path = chosen(context)
    found = try_delivery(config) if test else send(House(config, path))
    if as_json:
        sent = [{"event": event, "channel": channel} for event, channel in found.sent]
        tell_json({"sent": sent, "failed": found.failed, "notices": found.notices})
    else:
        for event, channel in found.sent:
            say(f"Sent by {channel}: {event}.")
        for notice in found.notices:
            say(notice)
        if not (found.sent or found.failed or found.notices):
            say("Nothing is due.")
        for fault in found.failed:
            typer.echo(f"kiosk: {fault}", err=True)
    raise typer.Exit(2 if found.failed else 0)
