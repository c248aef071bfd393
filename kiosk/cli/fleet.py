"""`kiosk fleet`: all kiosks of an owner, from their database. May import typer and kiosk.app."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kiosk.cli.chosen import chosen
from kiosk.cli.results import Since, begin
from kiosk.cli.telling import NONE, Json, Yes, lasted, local, say, table, tell_json
from kiosk.core import strictjson

if TYPE_CHECKING:
    from kiosk.app.fleet_reading import CodesShown, FleetReport, KioskState

HIDDEN: Final = "<11"
USUAL: Final = "30d"
LEAST_NAME: Final = 8
OUTCOME: Final = {
    "measured": "result", "retry": "poor", "not_visible": "unseen", "declined": "said no",
    "referred": "referred", "left": "left", "stopped": "stopped", "fault": "fault",
}  # fmt: skip
"""Short, for the head of a column."""


def fleet() -> typer.Typer:
    """`status`, `report`, `prepare` and `purge`."""
    group = typer.Typer(
        help="All kiosks of an owner, from their database (PostgreSQL).", no_args_is_help=True
    )
    group.command("status")(status)
    group.command("report")(report)
    group.command("prepare")(prepare)
    group.command("purge")(purge)
    return group


def status(context: typer.Context, as_json: Json = False) -> None:
    """Every kiosk: last heard of, what waits there, its needs.

    Exit status: 0 all is well; 1 a kiosk needs staff, or was not heard of for more than a day; 2
    the database cannot be reached or refuses, and why.
    """
    from kiosk.app.fleet_reading import needing, states

    found = states(chosen(context)[0])
    needy = needing(found)
    if as_json:
        tell_json(
            {
                "kiosks": [strictjson.tree(one) | {"late": one.late} for one in found],
                "needing": [one.kiosk for one in needy],
            }
        )
    elif not found:
        say("No kiosk has copied anything yet: kiosk sync, on each of them.")
    else:
        heads = ("kiosk", "heard", "waiting", "7 days", "last visit", "version")
        typer.echo("\n".join(table(heads, map(_state, found))))
        for one in needy:
            silent = f"not heard of for {lasted(one.silent_h * 3600)}" if one.late else ""
            what = ", ".join([*([silent] if silent else []), *one.needs]).replace("_", " ")
            say(f"NEEDS {one.kiosk}: {what}")
    raise typer.Exit(1 if needy else 0)


def report(
    context: typer.Context,
    since: Since = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="YYYY-MM-DD", help="Until the day before.")
    ] = None,
    as_json: Json = False,
) -> None:
    """What came of the visits to all kiosks.

    Of the last 30 days, if nothing is said. Counts under 11 are hidden (<11), and so are as many
    others as it takes that nobody works them out. One person's two visits are two.

    Exit status: 0 told; 2 the database cannot be reached or refuses, and why.
    """
    from kiosk.app.fleet_reading import report as made

    first = begin(today=False, since=since or USUAL)
    last = datetime.now(UTC).isoformat() if until is None else begin(today=False, since=until)
    found = made(chosen(context)[0], first, last)
    if as_json:
        tell_json(strictjson.tree(found))
    else:
        typer.echo("\n".join(_told(found)))


def prepare(context: typer.Context, as_json: Json = False) -> None:
    """Make the tables in the owner's database.

    Or bring them up to date. With the address of who is to own them (KIOSK_FLEET_URI). Harmless
    when done again.

    Exit status: 0 done; 2 the database cannot be reached or refuses, and why.
    """
    from kiosk.app.fleet_reading import prepare as carry_out

    made = carry_out(chosen(context)[0])
    if as_json:
        tell_json(strictjson.tree(made))
    else:
        say(made.text)


def purge(context: typer.Context, yes: Yes = False, as_json: Json = False) -> None:
    """Erase in the owner's database what is over.

    Also of kiosks that are gone. A kiosk does it for its own visits whenever it copies.

    Exit status: 0 done; 1 you said no; 2 the database cannot be reached or refuses, and why.
    """
    from kiosk.app.fleet_reading import expire

    if not yes and not typer.confirm("Erase what has been kept for its time, of every kiosk?"):
        raise typer.Exit(1)
    visits, stays = expire(chosen(context)[0])
    if as_json:
        tell_json({"erased_visits": visits, "erased_stays": stays})
    else:
        say(f"Erased because their time was over: {visits} visits, {stays} stays.")


def _state(one: KioskState) -> tuple[str, ...]:
    heard = f"{lasted(max(one.silent_h, 0.0) * 3600)} ago"
    newest = local(one.newest_utc) if one.newest_utc else NONE
    return (_cut(one.kiosk, 24), heard, str(one.waiting), _count(one.week), newest, one.version)


def _told(found: FleetReport) -> Iterator[str]:
    yield f"{local(found.since_utc)} to {local(found.until_utc)}"
    if not found.kiosks:
        yield "Nobody came in that time, or no kiosk has copied it yet."
        return
    yield ""
    heads = (*(OUTCOME.get(one, one) for one in found.outcomes), "all")
    shown = found.table
    rows = [
        (*map(_count, cells), _count(total))
        for cells, total in zip(shown.cells, shown.row_totals, strict=True)
    ]
    rows.append((*map(_count, shown.column_totals), _count(shown.total)))
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    room = max(80 - sum(widths) - 2 * len(widths), LEAST_NAME)
    names = [*(_cut(one, room) for one in found.kiosks), "all"]
    body = [
        (name, *(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)))
        for name, row in zip(names, rows, strict=True)
    ]
    yield from table(("kiosk", *heads), body)
    yield ""
    doubtful = f"{_count(found.doubtful)} visits"
    yield f"Slips printed: {_count(found.printed)}. Clock not synchronised: {doubtful}."
    for what, codes in (("Asked again because of", found.retries), ("Bands of legs", found.bands)):
        yield from _codes(what, codes)
    changed = found.changed
    if changed is not None:
        yield (
            f"With an earlier slip: {changed.pairs}, comparable {changed.comparable}; knees "
            f"further outward {changed.outward}, further inward {changed.inward}."
        )


def _codes(what: str, shown: CodesShown) -> Iterator[str]:
    if shown.codes:
        yield f"{what}:"
        for code, count in zip(shown.codes, shown.counts, strict=True):
            yield f"  {_count(count):>7}  {code.replace('_', ' ')}"


def _cut(name: str, room: int) -> str:
    return name if len(name) <= room else f"{name[: room - 1]}…"


def _count(people: int | None) -> str:
    return HIDDEN if people is None else str(people)
