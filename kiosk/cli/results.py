"""`kiosk results`: look at what was measured, export, erase. May import typer and kiosk.app."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from kiosk.cli.chosen import chosen
from kiosk.cli.reprint import plain_ticket
from kiosk.cli.telling import NONE, Json, Yes, local, say, table, tell_json
from kiosk.core.control import Request
from kiosk.errors import InputError

if TYPE_CHECKING:
    from kiosk.core.records import LegFigures, VisitSummary

Since = Annotated[
    str | None,
    typer.Option("--since", metavar="YYYY-MM-DD", help="From this day on; also 7d, 4w."),
]
Today = Annotated[bool, typer.Option("--today", help="Of today alone.")]
FORMATS: Final = "csv, json, parquet, trc, mot, c3d or fhir"
EVER: Final = "0001-01-01T00:00:00Z"
END: Final = "9999-12-31T00:00:00Z"


def results() -> typer.Typer:
    """`list`, `show`, `export` and `delete`."""
    group = typer.Typer(help="What was measured: look, export, erase.", no_args_is_help=True)
    group.command("list")(list_)
    group.command("show")(show)
    group.command("export")(export)
    group.command("delete")(delete)
    return group


def list_(
    context: typer.Context,
    today: Today = False,
    since: Since = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10000, help="So many.")] = 20,
    as_json: Json = False,
) -> None:
    """List visits, the newest first.

    Per leg how far the knee goes in of its leg's plane at 60 degrees, in mm (inward is +), and how
    often the knee was inside.

    Exit status: 0 listed, also where there is none; 2 the visits cannot be read.
    """
    from kiosk.app.kept_reading import listed

    config, _ = chosen(context)
    found = listed(config, begin(today, since), END, limit)
    if as_json:
        tell_json([_summary(one) for one in found])
        return
    if not found:
        typer.echo("No visit is kept." if not (today or since) else "No visit in that time.")
        return
    heads = ("when", "ticket", "left", "right", "verdict")
    rows = [
        (
            local(one.started_utc, clock_ok=one.clock_ok), one.ticket, _leg(one.left),
            _leg(one.right), one.verdict,
        )
        for one in found
    ]  # fmt: skip
    typer.echo("\n".join(table(heads, rows)))
    if len(found) == limit:
        typer.echo(f"Only the newest {limit}; more: --limit {2 * limit}.")


def show(
    context: typer.Context,
    ticket: Annotated[
        str, typer.Argument(metavar="TICKET", help="The code on the slip, or a visit's UUID.")
    ],
    as_json: Json = False,
) -> None:
    """Show one visit: both legs, its squats, earlier visits.

    Exit status: 0 shown; 1 there is none; 2 the visits cannot be read.
    """
    from kiosk.app.kept_reading import shown
    from kiosk.cli.visit_page import page

    config, _ = chosen(context)
    found = shown(config, plain_key(ticket))
    if found is None:
        raise _nothing(ticket, as_json=as_json)
    if as_json:
        tell_json(found.document())
        return
    from rich.console import Console

    console = Console(width=80, highlight=False)
    for part in page(found):
        console.print(part)


def export(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where the files go; made where missing.")
    ],
    tickets: Annotated[
        list[str] | None, typer.Argument(metavar="TICKET", help="Else all of a period.")
    ] = None,
    format_: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help=FORMATS)] = "csv",
    today: Today = False,
    since: Since = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files of that name.")] = False,
    as_json: Json = False,
) -> None:
    """Write visits into files that other programs read.

    docs/exports.md tells what is in them.

    trc, mot and c3d hold joints and angles, and only of visits whose member agreed to that.

    Exit status: 0 written; 1 no visit gave a file; 2 not written, and why; 4 the format's package
    is not installed.
    """
    from kiosk.app.exporting import export as write
    from kiosk.app.kept_reading import named, records

    config, _ = chosen(context)
    keys = [plain_key(one) for one in tickets or ()]
    visits = named(config, keys) if keys else records(config, begin(today, since), END)
    done = write(visits, format_, folder, overwrite=force)
    if as_json:
        left = [{"why": one.why, "visits": one.visits, "tickets": one.tickets}
                for one in done.left_out]  # fmt: skip
        tell_json({"visits": done.visits, "files": [str(f) for f in done.files], "left_out": left})
    else:
        for one in done.left_out:
            typer.echo(
                f"kiosk: {one.visits} left out: {one.why} ({', '.join(one.tickets)})", err=True
            )
        say(f"{done.visits} visits in {len(done.files)} files in {folder}.")
    raise typer.Exit(0 if done.files else 1)


def delete(
    context: typer.Context,
    ticket: Annotated[str, typer.Argument(metavar="TICKET", help="The code on the slip.")],
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Erase a visit for good, here and in the backups.

    The result, its curves and joints, and the copy of its slip. A slip on paper stays with its
    member, and a backup in another place than [store] backups is not reached.

    Exit status: 0 erased; 1 there is none, or you said no; 2 not erased, and why.
    """
    from kiosk.app.asking import House
    from kiosk.app.places import backups_folder

    plain = plain_ticket(ticket)
    if not yes and not typer.confirm(f"Erase the visit {plain} for good?"):
        raise typer.Exit(1)
    config, path = chosen(context)
    reply, _ = House(config, path).do(Request("erase", ticket=plain))
    gone = reply.done == "erased"
    where = str(backups_folder(config))
    if as_json:
        tell_json({"ticket": plain, "erased": gone, "backups": where, "text": reply.text})
    elif gone:
        say(f"{reply.text} Also in the backups in {where}. A copy elsewhere you delete yourself.")
    else:
        say(reply.text)
    raise typer.Exit(0 if gone else 1)


def plain_key(text: str) -> str:
    """A ticket as printed, or a UUID as it is."""
    return text.strip() if "-" in text or len(text.strip()) > 8 else plain_ticket(text)


def begin(today: bool, since: str | None) -> str:
    """Midnight here of the day that is asked for, with its offset. Raises InputError."""
    midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    if today:
        return midnight.isoformat()
    if since is None:
        return EVER
    number, unit = since[:-1], since[-1:]
    if number.isascii() and number.isdigit() and unit in "dw" and len(number) <= 4:
        return (midnight - timedelta(days=int(number) * (7 if unit == "w" else 1))).isoformat()
    try:
        return datetime.strptime(since, "%Y-%m-%d").astimezone().isoformat()
    except ValueError as error:
        raise InputError(
            f"--since {since!r} is neither a day like 2026-11-26 nor a span like 7d or 4w."
        ) from error


def _leg(leg: LegFigures) -> str:
    if leg.kpo_mm is None:
        return NONE
    inside = "" if leg.inside is None or leg.of is None else f" {leg.inside}/{leg.of}"
    return f"{leg.kpo_mm:+z.0f}{inside}"


def _summary(one: VisitSummary) -> dict[str, Any]:
    from kiosk.core import strictjson

    tree: dict[str, Any] = strictjson.tree(one)
    return tree


def _nothing(ticket: str, *, as_json: bool) -> typer.Exit:
    text = f"There is no visit {ticket[:40]} here. kiosk results list shows what there is."
    if as_json:
        tell_json({"visit": None, "text": text})
    else:
        typer.echo(f"kiosk: {text}", err=True)
    return typer.Exit(1)
