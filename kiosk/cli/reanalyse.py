"""`kiosk reanalyse`: an archive of recordings once more. May import typer, rich, kiosk.app."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from kiosk.cli.analyze import Mount, MountChoice, SetsAsked
from kiosk.cli.chosen import chosen
from kiosk.cli.outputs import output_files, unwritable
from kiosk.cli.telling import NONE, Json, say, table, tell_json
from kiosk.core.printable import printable

if TYPE_CHECKING:
    from kiosk.app.reanalysis import Answer, Figure, Row, Told

SHOWN: Final = 15
NAME: Final = 24
MOST_WORDS: Final = 400
STOPPED, SOME_FAILED = 1, 3


def reanalyse(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="With .db3 recordings in it or below it.")
    ],
    model: Annotated[
        Path | None,
        typer.Option("--model", metavar="FILE.onnx", help="Else the configured one."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", help="Else FOLDER/reanalysis-MODEL."),
    ] = None,
    before: Annotated[
        Path | None,
        typer.Option("--before", metavar="FOLDER", help="Earlier results; else those it finds."),
    ] = None,
    table_file: Annotated[
        Path | None,
        typer.Option("--table", metavar="FILE.csv", help="Write the whole table here."),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", min=0, max=256, help="Processes; 0 is one a core.")
    ] = 0,
    scheduler: Annotated[
        str, typer.Option("--scheduler", metavar="tcp://HOST:PORT", help="Of a Dask cluster.")
    ] = "",
    send: Annotated[
        bool, typer.Option("--send", help="Send the recordings to the cluster's workers.")
    ] = False,
    mount: Mount = MountChoice.auto,
    sets: SetsAsked = None,
    as_json: Json = False,
) -> None:
    """Analyse an archive of recordings again; tell what changed.

    What is done is kept in --out and not done again: after an end of any kind the same command
    goes on. Exit status: 0 all are done; 1 you stopped it; 3 some could not be analysed, and the
    table says why; 2 it could not be done; 4 model, program or a worker is another.
    """
    from kiosk.app.reanalysis import Asked, with_model
    from kiosk.app.reanalysis import reanalyse as run
    from kiosk.app.reanalysis import table as csv

    config, _ = chosen(context)
    if scheduler and jobs:
        raise typer.BadParameter("the cluster has its own workers", param_hint="--jobs")
    if send and not scheduler:
        raise typer.BadParameter("it goes with --scheduler", param_hint="--send")
    asked = Asked(
        folder, with_model(config, model), out, before, jobs, scheduler, send, mount.value, sets
    )
    wanted = {} if table_file is None else {"--table": table_file}
    with output_files(wanted) as parts:
        with _progress(quiet=as_json) as told:
            answer = run(asked, told)
        if table_file is not None:
            with unwritable("--table", table_file):
                parts["--table"].write_text(csv(answer), encoding="utf-8", newline="")
    if as_json:
        tell_json(_tree(answer))
    else:
        _tell(answer, table_file)
    raise typer.Exit(SOME_FAILED if answer.summary.failed else 0)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Told]:
    """A bar on stderr where somebody looks. The keyboard's end is a sentence, not a trace."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    bar = Progress(
        TextColumn("Measuring"), BarColumn(bar_width=36), MofNCompleteColumn(), Remaining(),
        console=Console(stderr=True), refresh_per_second=5,
        disable=quiet or not sys.stderr.isatty(),
    )  # fmt: skip
    task = bar.add_task("recordings", total=None)
    last: list[tuple[int, int, Path]] = []

    def tell(done: int, total: int, out: Path, kept: int) -> None:
        last[:] = [(kept, total, out)]
        bar.update(task, completed=done, total=total)

    try:
        with bar:
            yield tell
    except KeyboardInterrupt:
        for kept, total, out in last:
            typer.echo(
                f"kiosk: stopped. {kept} of {total} are done and kept in {out}; the same command "
                "goes on from there.",
                err=True,
            )
        raise typer.Exit(STOPPED) from None


def _tell(answer: Answer, table_file: Path | None) -> None:
    done = [row for row in answer.rows if not row.why]
    if done:
        typer.echo("\n".join(_lines(done)))
    if len(done) > SHOWN:
        say(f"… and {len(done) - SHOWN} with smaller changes; --table FILE.csv has all.")
    for row in done[:SHOWN]:
        for note in row.notes:
            say(f"{_name(row)}: {note}")
    for row in answer.rows:
        if row.why:
            why = printable(row.why, MOST_WORDS)
            say(f"failed: {'' if why.startswith(row.name) else f'{_name(row)}: '}{why}")
    typer.echo()
    for text in _sums(answer):
        say(text)
    if answer.links:
        say(f"{answer.links} links were not followed.")
    say(f"Results: {answer.out}")
    if table_file is not None:
        say(f"Table: {table_file}")


def _lines(done: Sequence[Row]) -> Iterable[str]:
    """The largest changes as a table."""
    cells = [line for row in done[:SHOWN] for line in _row(row)]
    yield from table(("recording", "leg", "KPO mm", "change", "KTO mm", "change"), cells)
    if any("*" in cell for line in cells for cell in line):
        yield "* outside the earlier value's 95 % interval"


def _name(row: Row) -> str:
    """Its end, where it is long: folders come first."""
    name = printable(row.name, MOST_WORDS)
    return name if len(name) <= NAME else f"…{name[1 - NAME :]}"


def _row(row: Row) -> Iterable[tuple[str, ...]]:
    """A line for each leg; a verdict that changed, and notes, have lines of their own."""
    known = {(one.side, one.kind): one for one in row.figures}
    name = _name(row)
    if row.after != "measured" or row.verdict_changed:
        was = f"{_word(row.before)} → " if row.verdict_changed else ""
        yield (name, was + _word(row.after), "", "", "", "")
        name = ""
    if row.after == "measured" or row.before == "measured":
        for side in ("left", "right"):
            kpo, kto = (known[side, kind] for kind in ("kpo", "kto"))
            yield (name, side, _pair(kpo), _change(kpo), _pair(kto), _change(kto))
            name = ""


def _word(verdict: str | None) -> str:
    return NONE if verdict is None else verdict.replace("_", " ")


def _pair(one: Figure) -> str:
    return f"{_mm(one.before)} → {_mm(one.after)}"


def _mm(value: float | None) -> str:
    return NONE if value is None else f"{value:.1f}".replace("-", "−")


def _change(one: Figure) -> str:
    if one.change is None:
        return NONE
    return f"{one.change:+.1f}{' *' if one.beyond else ''}".replace("-", "−")


def _sums(answer: Answer) -> Iterable[str]:
    s = answer.summary
    yield (
        f"{s.recordings} recordings with the model {answer.model} {answer.model_sha256[:8]}: "
        f"{s.measured} measured, {s.recordings - s.failed - s.measured} not, {s.failed} failed; "
        f"{answer.done_before} were done before."
    )
    if not s.compared:
        yield "None has an earlier result to compare with (--before FOLDER)."
        return
    yield f"{s.compared} have an earlier result; {s.verdicts_changed} have another verdict now."
    for spread in s.spreads:
        if spread.legs:
            yield (
                f"{spread.kind.upper()} of {spread.legs} legs: mean change {spread.mean:+.1f} mm, "
                f"half of them within {spread.median_size:.1f} mm, largest {spread.largest:.1f} "
                f"mm; {spread.beyond} outside the earlier interval."
            )


def _tree(answer: Answer) -> dict[str, Any]:
    return {
        "out": str(answer.out),
        "model": {"name": answer.model, "sha256": answer.model_sha256},
        "summary": {
            **{name: value for name, value in asdict(answer.summary).items() if name != "spreads"},
            "done_before": answer.done_before,
            "links_not_followed": answer.links,
            "changes_mm": {
                one["kind"]: {name: value for name, value in one.items() if name != "kind"}
                for one in asdict(answer.summary)["spreads"]
            },
        },
        "recordings": [
            {
                "name": row.name, "sha256": row.sha256, "failed": row.why or None,
                "verdict_before": row.before, "verdict_after": row.after,
                "figures": [_figure(one) for one in row.figures], "notes": list(row.notes),
            }
            for row in answer.rows
        ],
    }  # fmt: skip


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "side": one.side, "kind": one.kind, "before_mm": one.before, "after_mm": one.after,
        "change_mm": one.change, "beyond_interval": one.beyond,
    }  # fmt: skip
