"""`kiosk printer` and `kiosk print-worker`. May import typer and kiosk.app."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from kiosk.cli.telling import complain
from kiosk.config import Config
from kiosk.errors import PrinterError

Json = Annotated[bool, typer.Option("--json", help="Tell it as JSON.")]
OUTCOMES: Final = {
    "printed": "The sample slip was printed.",
    "failed": "The sample slip did not come out whole.",
    "unknown": "Nobody knows whether the sample slip came out whole: look at the printer.",
}
SENT: Final = "The sample slip was sent; this printer cannot tell whether it came out: look at it."


def printer() -> typer.Typer:
    """`list`, `test`, `status` and `cancel`."""
    group = typer.Typer(help="The slip printer: look, try, drop.", no_args_is_help=True)
    group.command("list")(list_)
    group.command("test")(test)
    group.command("status")(status)
    group.command("cancel")(cancel)
    return group


def list_(context: typer.Context, as_json: Json = False) -> None:
    """List what is there to print on.

    Each as an address for [printer] uri: the configured one first, then USB, serial ports and
    queues of the print service. The network is not looked through: escpos+tcp://ADDRESS.
    """
    from kiosk.app.printer_commands import connected_printers

    found, faults = connected_printers(_config(context))
    for fault in faults:
        typer.echo(f"kiosk: {fault}", err=True)
    if as_json:
        _tell([{"uri": one.uri, "what": one.what} for one in found])
        return
    wide = max((len(one.uri) for one in found), default=0)
    for one in found:
        typer.echo(f"{one.uri:{wide}}  {one.what}")


def test(
    context: typer.Context,
    uri: Annotated[
        str | None,
        typer.Option("--printer", metavar="URI", help="Another one than the configured."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Print a sample slip.

    Exit status: 0 printed, or written into its folder; 1 a printer that can tell did not confirm
    it; 5 sent to a printer that cannot tell; 2 the configuration or the address is wrong.
    """
    from kiosk.app.printer_commands import try_printer

    config = _config(context)
    try:
        tested = try_printer(config, uri)
    except PrinterError as error:
        if as_json:
            _tell({"printer": uri or config.printer.uri, "outcome": "failed", "text": str(error)})
        else:
            complain(error)
        raise typer.Exit(1) from error
    if as_json:
        _tell({"printer": tested.printer, "outcome": tested.outcome, "tells": tested.tells,
               "text": tested.text})  # fmt: skip
    else:
        typer.echo(SENT if tested.exit_status == 5 else OUTCOMES[tested.outcome])
        if tested.text:
            typer.echo(tested.text)
    raise typer.Exit(tested.exit_status)


def status(context: typer.Context, as_json: Json = False) -> None:
    """Tell whether the printer is ready.

    If not, why and what to do; and how much paper was used and is left.

    Exit status: 0 ready; 1 not ready, or it cannot be asked; 2 the configuration is wrong.
    """
    from kiosk.app.printer_commands import printer_state

    try:
        state = printer_state(_config(context))
    except PrinterError as error:
        if as_json:
            _tell({"ready": False, "reason": "unknown", "text": str(error)})
        else:
            complain(error)
        raise typer.Exit(1) from error
    found = state.status
    if as_json:
        _tell({
            "printer": state.printer, "paper": state.paper, "ready": found.ready,
            "reason": found.reason, "text": found.text, "low": found.low, "tells": found.tells,
            "busy": state.busy, "paper_used_m": state.paper_used_m,
            "paper_left_m": state.paper_left_m, "through": state.through,
        })  # fmt: skip
    else:
        ready = "ready" if found.ready else f"not ready ({found.reason or 'unknown'})"
        typer.echo(f"printer  {state.printer} ({state.paper})")
        typer.echo(f"state    {'printing' if state.busy and found.ready else ready}")
        if found.text:
            for line in textwrap.wrap(found.text, 71, break_on_hyphens=False):
                typer.echo(f"         {line}")
        if not found.tells:
            typer.echo("         It cannot tell whether a slip came out.")
        typer.echo(f"paper    {state.paper_told}{', ends soon' if found.low else ''}")
    raise typer.Exit(0 if found.ready else 1)


def cancel(context: typer.Context, as_json: Json = False) -> None:
    """Drop what waits for the printer.

    And empty it of what a slip left in it.

    Exit status: 0 nothing waits any more; 1 that could not be done, and why.
    """
    from kiosk.app.printer_commands import cancel_jobs

    try:
        dropped = cancel_jobs(_config(context))
    except PrinterError as error:
        if as_json:
            _tell({"dropped": 0, "text": str(error)})
        else:
            complain(error)
        raise typer.Exit(1) from error
    if as_json:
        _tell({"dropped": dropped})
    else:
        typer.echo(f"{dropped} dropped" if dropped else "Nothing waited.")


def print_worker(
    context: typer.Context,
    socket: Annotated[
        Path | None,
        typer.Option("--socket", metavar="PATH", help="Where to listen; else its own folder."),
    ] = None,
) -> None:
    """Print for the kiosk, until told to end: the service kiosk-printing runs this."""
    from kiosk.app.print_worker import serve

    serve(_config(context), socket)


def _config(context: typer.Context) -> Config:
    return context.obj if isinstance(context.obj, Config) else Config()


def _tell(what: Any) -> None:
    typer.echo(json.dumps(what, ensure_ascii=False, indent=2))
