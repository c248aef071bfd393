"""`kiosk replay`: a recording before somebody's eyes again. May import typer, kiosk.app."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer

from kiosk import app
from kiosk.cli.analyze import Mount, MountChoice, SetsAsked
from kiosk.cli.chosen import chosen
from kiosk.cli.outputs import output_files
from kiosk.cli.telling import Json, say, tell_json

FILMS: Final = (".mp4", ".avi")


def replay(
    context: typer.Context,
    recording: Annotated[
        str, typer.Argument(metavar="NAME|FILE.db3", help="As kiosk recordings list, or a file.")
    ],
    video: Annotated[
        Path | None,
        typer.Option(
            "--video", metavar="FILE|FOLDER", help="To an .mp4 or .avi, or a PNG a frame."
        ),
    ] = None,
    speed: Annotated[
        float, typer.Option("--speed", min=0.05, max=20.0, help="2 plays twice as fast.")
    ] = 1.0,
    mount: Mount = MountChoice.auto,
    sets: SetsAsked = None,
    as_json: Json = False,
) -> None:
    """Play a recording once more, in a window or into a video.

    It shows the figure of the live screen, never a picture of somebody. In the window, space holds
    it and q ends it. Exit status: 0 played; 2 no such recording, no screen, or the video cannot be
    written; 4 the installation or the model is not as it should be.
    """
    from kiosk.app.recording_files import recording_path
    from kiosk.app.replay import Asked
    from kiosk.app.replay import replay as play

    folder = video is not None and not video.suffix
    if video is not None and not folder and video.suffix not in FILMS:
        raise typer.BadParameter(
            f"{video} ends in none of {', '.join(FILMS)}; a name without an ending is a folder",
            param_hint="--video",
        )
    config, _ = chosen(context)
    path = recording_path(config, recording)
    app.check_recording(path)
    request = app.Request(path, mount.value, sets, config)
    wanted = {} if video is None or folder else {"--video": video}
    with output_files(wanted) as parts, _progress(quiet=as_json or video is None) as tell:
        played = play(Asked(request, speed, parts.get("--video", video), folder), tell)
    if as_json:
        tell_json({
            "recording": str(path), "frames": played.frames, "verdict": played.verdict or None,
            "told": list(played.told), "video": None if video is None else str(video),
        })  # fmt: skip
        return
    ended = played.verdict.replace("_", " ") or "ended before it was over"
    say(f"{path.name}: {played.frames} frames, {ended}.")
    for sentence in played.told:
        say(sentence)
    if video is not None:
        say(f"video: {video}")


@contextmanager
def _progress(*, quiet: bool) -> Iterator[app.Progress]:
    """A bar on stderr where somebody waits for a file."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = TextColumn("Drawing"), BarColumn(bar_width=40), MofNCompleteColumn()
    quiet = quiet or not sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as bar:
        task = bar.add_task("frames", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
