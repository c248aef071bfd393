"""`kiosk sync`: copy what is new to the database of many kiosks. May import typer and kiosk.app."""

from __future__ import annotations

import typer

from kiosk.cli.chosen import chosen
from kiosk.cli.telling import Json, say, tell_json


def sync(context: typer.Context, as_json: Json = False) -> None:
    """Copy what is new to the owner's database; a timer does it.

    Visits, stays and what was erased ([fleet], docs/fleet.md). What cannot be sent now waits and is
    sent the next time; nothing is lost and nothing comes twice.

    Exit status: 0 all is copied, or copying is off; 1 the database cannot be reached now, and the
    rest waits; 2 it refuses, or is not set up, and why.
    """
    from kiosk.app.asking import House

    house = House(*chosen(context))
    if not house.config.fleet.on:
        if as_json:
            tell_json({"on": False, "sent": 0, "waiting": 0, "fault": ""})
        else:
            say("Copying is off ([fleet] on): nothing leaves this kiosk.")
        return
    from kiosk.app.syncing import sync as carry_out

    done = carry_out(house)
    if as_json:
        tell_json({"on": True, "sent": done.sent, "waiting": done.waiting, "fault": done.fault})
    elif done.fault:
        say(f"{done.fault} {done.sent} sent, {done.waiting} wait: they are sent the next time.")
    else:
        say(f"{done.sent} sent, {done.waiting} wait.")
    if done.fault:
        raise typer.Exit(1)
