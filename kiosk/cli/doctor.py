"""`kiosk doctor`: is everything there that the kiosk needs? May import typer and kiosk.app."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from kiosk.cli.chosen import chosen_or_wrong
from kiosk.cli.telling import Json, labelled, tell_json
from kiosk.core import strictjson
from kiosk.core.checkup import STATUS, Finding, worst

MARK: Final = {"ok": "ok    ", "warn": "WARN  ", "fail": "FAIL  "}


def doctor(
    context: typer.Context,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only what is not ok.")] = False,
) -> None:
    """Check the installation: packages, model, camera, printer, …

    One line each: ok, WARN or FAIL, and what to do.

    Exit status, for monitoring: 0 all ok; 1 a warning; 2 something fails.
    """
    from kiosk.app.asking import House
    from kiosk.app.doctor import examine

    told = chosen_or_wrong(context)
    found: list[Finding] = []
    for one in examine(House(told.config, told.path), told.mistakes):
        found.append(one)
        if not as_json and not (quiet and one.verdict == "ok"):
            _tell(one)
    verdict = worst(found)
    if as_json:
        tell_json({"verdict": verdict, "findings": [strictjson.tree(one) for one in found]})
    elif not (quiet and verdict == "ok"):
        counts = {name: sum(one.verdict == name for one in found) for name in MARK}
        typer.echo(
            f"{counts['ok']} ok, {counts['warn']} warning{'s' * (counts['warn'] != 1)}, "
            f"{counts['fail']} failure{'s' * (counts['fail'] != 1)}."
        )
    raise typer.Exit(STATUS[verdict])


def _tell(one: Finding) -> None:
    typer.echo("\n".join(labelled(one.name, MARK[one.verdict] + one.text)))
    if one.todo:
        typer.echo("\n".join(labelled("", f"→ {one.todo}")))
