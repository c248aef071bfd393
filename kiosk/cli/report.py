"""`kiosk report`: a visit as a page for a physiotherapist, a period as one for the owner. May
import typer and kiosk.app.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.chosen import chosen
from kiosk.cli.report_period import tell_period
from kiosk.cli.results import plain_key
from kiosk.cli.telling import Json, say, tell_json
from kiosk.errors import InputError


def report(
    context: typer.Context,
    ticket: Annotated[
        str | None,
        typer.Argument(metavar="TICKET", help="The code on the slip, or a visit's UUID."),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(
            metavar="WHEN", help="For the owner: month, week, 2026-10, or 2026-10-01..2026-12-31."
        ),
    ] = None,
    html: Annotated[bool, typer.Option("--html", help="For a browser, also on paper.")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="For paper and mail.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="Where to; else named after it, here."),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace that file.")] = False,
    as_json: Json = False,
) -> None:
    """Write a report of a visit or a period into one file.

    TICKET, for a physiotherapist: every figure with its error, curves of every squat, both legs
    from above, tempo, symmetry, earlier visits, and what each figure means. The file loads nothing
    and opens in any browser. Curves are in it where the member agreed to keep them.

    --period, for the owner: who came when, how visits ended, retries, paper, when the kiosk ran.
    Numbers of fewer than 11 people are hidden. Without --html, --pdf and -o it is told here.

    Exit status: 0 written; 1 there is no such visit; 2 not written, and why; 4 no fonts for a PDF.
    """
    config, _ = chosen(context)
    format_ = _format(out, html=html, pdf=pdf)
    if period is not None and ticket is None:
        wanted = format_ if html or pdf or out is not None else ""
        tell_period(config, period, wanted, out, overwrite=overwrite, as_json=as_json)
        return
    if ticket is None or period is not None:
        raise InputError("Say which report: a TICKET for a visit's, or --period for the owner's.")
    from kiosk.app.visit_reports import write_visit_report

    done = write_visit_report(config, plain_key(ticket), format_, out, overwrite=overwrite)
    if done is None:
        text = f"There is no visit {ticket[:40]} here. kiosk results list shows what there is."
        if as_json:
            tell_json({"file": None, "text": text})
        else:
            typer.echo(f"kiosk: {text}", err=True)
        raise typer.Exit(1)
    if as_json:
        tell_json(
            {
                "file": str(done.path),
                "format": done.format,
                "bytes": done.size_bytes,
                "ticket": done.ticket,
                "visit": done.visit,
                "has_curves": done.curves,
                "earlier": done.earlier,
            }
        )
        return
    curves = "with curves" if done.curves else "without curves: the member did not agree to them"
    say(f"{done.path}: the report of visit {done.ticket}, {curves}.")


def _format(out: Path | None, *, html: bool, pdf: bool) -> str:
    """As said; else by the file's ending; else HTML. Raises InputError where these differ."""
    if html and pdf:
        raise InputError("Say either --html or --pdf: a report is one file.")
    ending = "" if out is None else out.suffix.lower().lstrip(".")
    by_ending = {"html": "html", "htm": "html", "pdf": "pdf"}.get(ending)
    said = "html" if html else "pdf" if pdf else None
    if said and by_ending and said != by_ending:
        raise InputError(f"--{said} and the name {out} do not go together.")
    if said is None and by_ending is None and out is not None:
        raise InputError(f"What {out} should be is not clear: end it in .html or .pdf.")
    return said or by_ending or "html"
