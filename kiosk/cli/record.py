"""`kiosk record`: the live camera into a .db3. May import typer, rich, kiosk.app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from kiosk import app
from kiosk.cli.chosen import chosen


def record(
    context: typer.Context,
    out: Annotated[
        Path | None,
        typer.Argument(
            metavar="OUT.db3", help="A new file; else in the folder of recordings, if it is on."
        ),
    ] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", min=1.0, max=600.0, help="How long; Ctrl-C ends it early.")
    ] = 20.0,
    force: Annotated[bool, typer.Option("--force", help="Replace OUT.db3 if it exists.")] = False,
) -> None:
    """Record the live camera: depth only, by the RealSense SDK."""
    from kiosk.app.recording_files import new_recording

    config, _ = chosen(context)
    out = out or new_recording(config)
    with _bar(seconds) as advance:
        recorded = app.record_live(config, out, seconds, advance, force=force)
    seen = recorded.seen
    down = "with gravity" if recorded.has_gravity else "without gravity"
    typer.echo(
        f"{out}: {recorded.frames} frames, {seen.duration_s:.1f} s, {seen.dropped} dropped, {down}"
    )
    if recorded.gravity_fault:
        typer.echo(f"kiosk: {recorded.gravity_fault}", err=True)
    for code, count in seen.faults:
        typer.echo(f"kiosk: {count} frames {code.replace('_', ' ')}", err=True)


@contextmanager
def _bar(seconds: float) -> Iterator[Callable[[float], None]]:
    """A bar on stderr that is told how many seconds have been recorded."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("recording"), BarColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("recording", total=seconds)
        yield lambda done: bar.update(task, completed=done)
