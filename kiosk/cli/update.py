"""`kiosk update`: check, apply, rollback, status. May import typer and kiosk.app."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from kiosk.cli.chosen import chosen, chosen_or_wrong
from kiosk.cli.telling import NONE, Json, Yes, labelled, local, say, size, tell_json
from kiosk.core import strictjson


def update() -> typer.Typer:
    """`check`, `apply`, `rollback` and `status`."""
    group = typer.Typer(help="Newer releases, and back to the one before.", no_args_is_help=True)
    group.command("status")(status)
    group.command("check")(check)
    group.command("apply")(apply)
    group.command("rollback")(rollback)
    return group


def status(context: typer.Context, as_json: Json = False) -> None:
    """What runs, what ran before, and how the last update went.

    Exit status: 0 told; 1 a release is on trial.
    """
    from kiosk.app.updating import Places, status

    config, _ = chosen(context)
    found = status(config, Places())
    standing = found.standing
    if as_json:
        tell_json(strictjson.tree(found))
        raise typer.Exit(1 if standing.trial else 0)
    trial = ", on trial until it ran well for 15 minutes" if standing.trial else ""
    lines = [
        *labelled("runs", (standing.current or NONE) + trial),
        *labelled("before", standing.previous or NONE),
        *labelled("source", found.source or "none: updates are off ([update] url)"),
    ]
    if found.told:
        lines += labelled("last", f"{local(found.told_utc)} {found.told}")
    for at, one in enumerate(reversed(standing.past[-3:])):
        became = one.result.replace("_", " ") + (f": {one.why}" if one.why else "")
        lines += labelled("" if at else "became", f"{local(one.utc)} {one.version} {became}")
    typer.echo("\n".join(lines))
    raise typer.Exit(1 if standing.trial else 0)


def check(context: typer.Context, as_json: Json = False) -> None:
    """Look whether there is a newer release. Changes nothing.

    Exit status: 0 told; 2 it cannot be told, and why.
    """
    from kiosk.app.updating import Places, check

    config, _ = chosen(context)
    offer = check(config, Places())
    release = offer.release
    if as_json:
        told = {"version": release.version, "made_utc": release.made_utc, "newer": offer.fits}
        tell_json({**told, "bytes": release.size})
    elif offer.fits:
        say(
            f"{release.version} is offered, made {local(release.made_utc)}, {size(release.size)} "
            "to fetch. Take it: kiosk update apply"
        )
    else:
        say(f"{release.version} is offered: nothing newer than what runs.")


def apply(
    context: typer.Context,
    here: Annotated[
        bool, typer.Option("--here", help="In this process, as the service does.", hidden=True)
    ] = False,
) -> None:
    """Take a newer release: fetch, check, install, switch.

    It is done behind the kiosk's back and switched when nobody uses it. Then it is on trial: what
    does not run well for 15 minutes is taken back by itself.

    Exit status: 0 done, begun, nothing newer, or updates are off; 2 not taken, and why: what runs
    goes on.
    """
    from kiosk.app.updating import Places, apply, start_unit

    config, path = chosen(context)
    places = Places()
    if not config.update.url:  # the timer comes every night, and that is no fault
        say("Updates are off. Set [update] url to where releases are published.")
        return
    if not here and not os.access(places.root, os.W_OK):
        start_unit("apply")
        say("It was begun. How it goes: kiosk update status")
        return
    say(
        "On trial for 15 minutes: kiosk update status"
        if apply(config, path, places, typer.echo)
        else "Nothing newer is offered."
    )


def rollback(context: typer.Context, yes: Yes = False) -> None:
    """Go back to the release before.

    Visits that the newer release wrote into a changed database need its backup: docs/updates.md.

    Exit status: 0 done; 1 you said no; 2 not done, and why.
    """
    from kiosk.app.updating import Places, roll_back, status

    standing = status(chosen_or_wrong(context).config, Places()).standing
    before = standing.previous or "the release before"
    if not yes and not typer.confirm(f"Go back from {standing.current or 'this'} to {before}?"):
        raise typer.Exit(1)
    roll_back(Places())
    say(f"The kiosk is started anew from {before}.")


def release_check(context: typer.Context) -> None:
    """Whether this release starts here and takes these settings: asked before the switch."""
    from kiosk.app.asking import House
    from kiosk.app.updating import own_check

    told = chosen_or_wrong(context)
    failed = list(own_check(House(told.config, told.path), told.mistakes))
    for text in failed:
        typer.echo(text, err=True)
    raise typer.Exit(4 if failed else 0)
