"""`kiosk status`: how the kiosk is, in what fits a terminal of 80 by 24. May import typer and
kiosk.app.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kiosk.cli.chosen import chosen
from kiosk.cli.telling import NONE, Json, labelled, lasted, local, size, tell_json
from kiosk.core import strictjson
from kiosk.core.nowtold import DOES, camera_told, printer_told
from kiosk.core.running import Running

if TYPE_CHECKING:
    from kiosk.app.status import Status

EVERY_S: Final = 2.0
CLEAR: Final = "\x1b[H\x1b[2J"
SHOWN: Final = 5
"""Of the last faults."""


def status(
    context: typer.Context,
    as_json: Json = False,
    watch: Annotated[
        bool, typer.Option("--watch", "-w", help="Look again every 2 seconds until Ctrl-C.")
    ] = False,
) -> None:
    """How the kiosk is: camera, printer, visits, machine.

    Exit status: 0 all is well; 1 something needs staff, and what; 3 it does not run.
    """
    from kiosk.app.asking import House
    from kiosk.app.status import look

    house = House(*chosen(context))
    while watch:
        _show(look(house), as_json=as_json, watch=True)
        try:
            time.sleep(EVERY_S)
        except KeyboardInterrupt:
            raise typer.Exit from None
    found = look(house)
    _show(found, as_json=as_json, watch=False)
    raise typer.Exit(found.exit_status)


def _show(found: Status, *, as_json: bool, watch: bool) -> None:
    if as_json:
        tell_json({**strictjson.tree(found), "exit_status": found.exit_status}, line=watch)
        return
    lines = list(told(found))
    if watch:
        typer.echo(CLEAR, nl=False)
    typer.echo("\n".join(lines))


def told(found: Status) -> Iterator[str]:
    """The lines."""
    running = found.running
    if running is not None:
        yield from labelled(
            "kiosk",
            f"{running.version}, runs since {local(running.started_utc)} "
            f"({lasted(running.up_s)}), process {running.pid}",
        )
        yield from labelled("does", DOES[running.where])
        yield from labelled("camera", camera_told(running.camera))
    elif found.pid is None:
        yield from labelled("kiosk", "does not run. Start it: kiosk service start")
    else:
        yield from labelled("kiosk", found.told)
    if found.printer is not None:
        yield from labelled("printer", printer_told(found.printer, found.paper))
    yield from labelled("visits", _visits(found))
    yield from labelled("machine", _machine(found))
    if running is not None:
        yield from labelled("model", f"{running.model or NONE} {running.model_sha256[:12]}")
    yield from labelled("clock", "synchronised" if found.around.clock_ok else "not synchronised")
    yield from labelled("settings", found.settings or "none: every default holds")
    yield from _needs(found)
    yield from _faults(running)


def _needs(found: Status) -> Iterator[str]:
    if not found.needs and found.exit_status == 0:
        yield from labelled("needs", "nothing: all is well")
    dash = "- " if len(found.needs) > 1 else ""
    for at, need in enumerate(found.needs):
        yield from labelled("" if at else "NEEDS", f"{dash}{need.text}")


def _faults(running: Running | None) -> Iterator[str]:
    faults = () if running is None else running.faults[-SHOWN:]
    for at, fault in enumerate(reversed(faults)):
        times = f" ({fault.times} times)" if fault.times > 1 else ""
        yield from labelled("" if at else "lately", f"{local(fault.utc)[5:]} {fault.text}{times}")


def _visits(found: Status) -> str:
    if found.today is None or found.week is None:
        return "cannot be read"
    since = "" if found.running is None else f", {found.running.visits} began since the start"
    return f"{found.today} today, {found.week} in 7 days{since}"


def _machine(found: Status) -> str:
    around = found.around
    parts = [] if around.temperature_c is None else [f"{around.temperature_c:.0f} °C"]
    if around.throttled:
        parts.append(", ".join(around.throttled).replace("_", " "))
    elif found.throttled_before:
        before = ", ".join(found.throttled_before).replace("_", " ")
        parts.append(f"well now, before: {before}")
    if around.disk_free_bytes is not None and found.disk_total_bytes:
        parts.append(f"{size(around.disk_free_bytes)} of {size(found.disk_total_bytes)} disk free")
    return ", ".join(parts) or NONE
