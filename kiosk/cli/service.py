"""`kiosk service`: start, stop, restart, logs. May import typer and kiosk.app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.chosen import chosen
from kiosk.cli.telling import Json, say, tell_json

if TYPE_CHECKING:
    from kiosk.app.service import Verb

DONE = {"start": "started", "stop": "stopped", "restart": "started anew"}


def service() -> typer.Typer:
    """`start`, `stop`, `restart`, `restart-camera` and `logs`."""
    group = typer.Typer(help="The kiosk as a service of the system.", no_args_is_help=True)
    group.command("start")(start)
    group.command("stop")(stop)
    group.command("restart")(restart)
    group.command("restart-camera")(restart_camera)
    group.command("logs")(logs)
    return group


def start(as_json: Json = False) -> None:
    """Start the kiosk.

    Exit status: 0 started; 2 not, and why; 4 there is no such service.
    """
    _do("start", as_json=as_json)


def stop(as_json: Json = False) -> None:
    """Stop the kiosk, at once.

    A visit under way ends, and what was measured in it is lost. Gentler: kiosk maintenance on.

    Exit status: 0 stopped; 2 not, and why; 4 there is no such
    service.
    """
    _do("stop", as_json=as_json)


def restart(as_json: Json = False) -> None:
    """Stop the kiosk and start it anew.

    For example after a change of its settings. A visit under way is lost.

    Exit status: 0 done; 2 not, and why; 4 there is no such service.
    """
    _do("restart", as_json=as_json)


def restart_camera(context: typer.Context, as_json: Json = False) -> None:
    """Start the camera's process anew; the rest goes on.

    A timer does it nightly. It is not done while somebody is at the kiosk.

    Exit status: 0 done; 2 somebody is at it, or it could not be done; 3 no kiosk runs.
    """
    from kiosk.app.asking import House
    from kiosk.core.control import Request

    reply = House(*chosen(context)).ask(Request("renew"))
    if as_json:
        tell_json({"done": "restart-camera", "text": reply.text})
    else:
        say(reply.text)


def logs(
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="So many.")] = 50,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C.")] = False,
    as_json: Json = False,
) -> None:
    """Show what the kiosk wrote into the system's journal.

    Nothing about a person is ever in it. Exit status: that of journalctl; 4 there is no journal.
    """
    from kiosk.app.service import journal

    raise typer.Exit(journal(lines, follow=follow, as_json=as_json))


def _do(verb: Verb, *, as_json: bool) -> None:
    from kiosk.app.service import manage

    active = manage(verb)
    if as_json:
        tell_json({"done": verb, "active": active})
    else:
        typer.echo(f"The kiosk is {DONE[verb]}. How it is: kiosk status")
