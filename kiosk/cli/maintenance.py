"""`kiosk maintenance` and `kiosk purge`. May import typer and kiosk.app."""

from __future__ import annotations

from typing import Annotated

import typer

from kiosk.cli.chosen import chosen
from kiosk.cli.telling import Json, say, tell_json
from kiosk.core.control import LONGEST_REASON, Request
from kiosk.core.printable import printable


def maintenance() -> typer.Typer:
    """`on` and `off`."""
    group = typer.Typer(help="Take the kiosk out of service, and back.", no_args_is_help=True)
    group.command("on")(on)
    group.command("off")(off)
    return group


def on(
    context: typer.Context,
    reason: Annotated[
        str, typer.Option("--reason", help="For your colleagues; members do not see it.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Take the kiosk out of service.

    It shows members that it takes a break. A visit under way comes to its end first. It stays out
    of service until `kiosk maintenance off`, also after it was switched off and on.

    Exit status: 0 done; 2 it could not be done, and why.
    """
    _set(context, Request("maintenance", on=True, reason=_clean(reason)), as_json=as_json)


def off(context: typer.Context, as_json: Json = False) -> None:
    """Take the kiosk back into service.

    Exit status: 0 done; 2 it could not be done, and why.
    """
    _set(context, Request("maintenance"), as_json=as_json)


def purge(context: typer.Context, as_json: Json = False) -> None:
    """Erase what was kept for its time; a timer does it nightly.

    Visits and stays ([store] keep_days, stay_days) here and in the backups, and recordings
    ([recordings] keep_days). By a clock that is not synchronised nothing is erased.

    Exit status: 0 done; 2 it could not be done, and why.
    """
    from kiosk.app.asking import House

    reply, _ = House(*chosen(context)).do(Request("purge"))
    if as_json:
        tell_json({"erased_visits": reply.count, "text": reply.text})
    else:
        say(reply.text)


def _set(context: typer.Context, request: Request, *, as_json: bool) -> None:
    from kiosk.app.asking import House

    reply, running = House(*chosen(context)).do(request)
    text = reply.text if running else f"{reply.text} No kiosk runs now; it holds when one starts."
    if as_json:
        tell_json({"out_of_service": request.on, "running": running, "text": text})
    else:
        say(text)


def _clean(reason: str) -> str:
    return printable(reason, LONGEST_REASON) if reason.strip() else ""
