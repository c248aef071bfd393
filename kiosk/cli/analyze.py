"""`kiosk analyze`: a recording in, figures and pictures out. May import typer, rich, kiosk.app."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kiosk import app
from kiosk.cli.outputs import output_files, unwritable
from kiosk.config import Config
from kiosk.errors import InputError

MEASURED, RETRY = 0, 3


class MountChoice(StrEnum):
    """How the camera hung; auto finds it from gravity, the floor or the person."""

    auto = "auto"
    portrait = "portrait"
    landscape = "landscape"


def parse_sets(text: str) -> app.Sets:
    """'2,5,3' to its three counts."""
    parts = text.split(",")
    if len(parts) != 3 or not all(
        part.strip().isascii() and part.strip().isdigit() for part in parts
    ):
        raise typer.BadParameter(f"{text!r} is not three counts like 2,5,3 (practice,uncued,cued)")
    sets = app.Sets(*(int(part) for part in parts))
    if sets.practice + sets.uncued + sets.cued == 0:
        raise typer.BadParameter("at least one squat must be counted")
    return sets


Mount = Annotated[MountChoice, typer.Option("--mount", help="How the camera hung; auto finds out.")]
SetsAsked = Annotated[
    app.Sets | None,
    typer.Option(
        "--sets",
        metavar="2,5,3",
        parser=parse_sets,
        help="How many practice, uncued and cued squats it holds; else all are uncued.",
    ),
]
"""What every command that analyses a recording may be told about it."""


def analyze(
    context: typer.Context,
    recording: Annotated[
        Path,
        typer.Argument(metavar="RECORDING.db3", help="A depth recording by a RealSense camera."),
    ],
    json_file: Annotated[
        Path | None,
        typer.Option(
            "--json", metavar="FILE|-", help="Write all figures here; - is standard output."
        ),
    ] = None,
    joints: Annotated[
        Path | None,
        typer.Option("--joints", metavar="FILE.npz", help="Write every frame's joints in 3D here."),
    ] = None,
    result: Annotated[
        Path | None,
        typer.Option("--result", metavar="FILE.png", help="Draw the result picture here."),
    ] = None,
    slip: Annotated[
        Path | None,
        typer.Option("--slip", metavar="FILE.png", help="Draw the 80 mm slip here."),
    ] = None,
    mount: Mount = MountChoice.auto,
    sets: SetsAsked = None,
) -> None:
    """Measure the squats in a recording. Left and right are the member's own.

    Exit status: 0 measured; 3 to be repeated or nobody visible (the reason is on stderr); 2 the
    recording or the command line cannot be used; 4 the installation or the model is not as it
    should be.
    """
    to_screen = json_file is not None and str(json_file) == "-"
    wanted = {
        "--json": None if to_screen else json_file,
        "--joints": joints,
        "--result": result,
        "--slip": slip,
    }
    files = {option: path for option, path in wanted.items() if path is not None}
    _keep_recording(recording, files)
    app.check_recording(recording)
    config = context.obj if isinstance(context.obj, Config) else Config()
    request = app.Request(recording, mount.value, sets, config)
    with output_files(files) as parts:
        with _progress_bar() as progress:
            analyzed = app.analyze_recording(request, progress)
        _write(analyzed, parts, files)
    if to_screen:
        sys.stdout.write(_dump(analyzed))
    else:
        _summarize(recording, analyzed, files)
    for sentence in analyzed.told:
        typer.echo(sentence, err=True)
    raise typer.Exit(MEASURED if analyzed.verdict == "measured" else RETRY)


def _keep_recording(recording: Path, files: dict[str, Path]) -> None:
    for option, path in files.items():
        if str(path) == "-":
            raise typer.BadParameter("only --json can be written to -", param_hint=option)
        if path.resolve() == recording.resolve():
            raise InputError(f"{option} {path} would overwrite the recording itself.")


def _dump(analyzed: app.Analyzed) -> str:
    # A NaN here would be a bug of ours: what was not measured is null.
    return json.dumps(analyzed.document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _write(analyzed: app.Analyzed, parts: dict[str, Path], files: dict[str, Path]) -> None:
    """Fill the part files. Where nobody was visible there is no number: only the JSON says so."""
    if "--json" in parts:
        with unwritable("--json", files["--json"]):
            parts["--json"].write_text(_dump(analyzed), encoding="utf-8")
    if analyzed.verdict == "not_visible":
        for option in parts.keys() - {"--json"}:
            del parts[option]
        return
    if "--joints" in parts:
        import numpy as np

        with unwritable("--joints", files["--joints"]), parts["--joints"].open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **analyzed.joints)
    for option, draw in (("--result", analyzed.draw_result), ("--slip", analyzed.draw_slip)):
        if option in parts:
            with unwritable(option, files[option]):
                draw(parts[option])


@contextmanager
def _progress_bar() -> Iterator[app.Progress]:
    """A bar on stderr, so that stdout stays clean for --json -."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("Measuring"),
        BarColumn(bar_width=40),
        MofNCompleteColumn(),
        TextColumn("frames"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), refresh_per_second=5) as bar:
        task = bar.add_task("frames", total=None)

        def advance(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total)

        yield advance


def _summarize(recording: Path, analyzed: app.Analyzed, files: dict[str, Path]) -> None:
    from rich.console import Console

    from kiosk.cli.summary import summary

    console = Console(highlight=False)
    for part in summary(recording.name, analyzed.document):
        console.print(part)
    for option, path in files.items():
        if analyzed.verdict != "not_visible" or option == "--json":
            console.print(f"{option[2:]}: {path}", markup=False, soft_wrap=True)
