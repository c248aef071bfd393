"""`kiosk run`: the kiosk itself. May import typer and kiosk.app."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from kiosk.app.run import RunRequest, run_kiosk
from kiosk.app.sensing import Source
from kiosk.cli.chosen import chosen
from kiosk.config import load


def parse_source(text: str | Source) -> Source:
    """'realsense', 'demo', 'demo:SCRIPT' or the path of a .db3 recording."""
    if isinstance(text, Source):  # the option's own default comes this way too
        return text
    if text == "realsense":
        return Source("realsense")
    kind, _, script = text.partition(":")
    if kind == "demo":
        return Source("demo", script=(script or "willing").upper())
    if text.endswith(".db3") or (text and Path(text).exists()):
        return Source("recording", Path(text))
    raise typer.BadParameter(f"{text!r} is neither realsense nor demo nor a .db3 recording")


@dataclass(frozen=True, slots=True)
class Size:
    """Of a window, pixels."""

    width: int
    height: int


def parse_size(text: str) -> Size:
    """'1080x1920' to its two numbers."""
    width, _, height = text.lower().partition("x")
    if not (width.isascii() and width.isdigit() and height.isascii() and height.isdigit()):
        raise typer.BadParameter(f"{text!r} is no size like 1080x1920")
    if not (320 <= int(width) <= 7680 and 320 <= int(height) <= 7680):
        raise typer.BadParameter(f"{text!r} is outside 320 to 7680 pixels a side")
    return Size(int(width), int(height))


def run(
    context: typer.Context,
    source: Annotated[
        Source,
        typer.Option(
            "--source",
            metavar="realsense|demo|FILE.db3",
            parser=parse_source,
            show_default="realsense",
            help="Where depth comes from: the camera, a made-up member, or a recording.",
        ),
    ] = Source("realsense"),
    windowed: Annotated[bool, typer.Option("--windowed", help="In a window; q closes it.")] = False,
    size: Annotated[
        Size | None,
        typer.Option(
            "--size", metavar="1080x1920", parser=parse_size, help="Of the window; else what fits."
        ),
    ] = None,
    config_file: Annotated[
        Path | None, typer.Option("--config", metavar="FILE.toml", help="Settings.")
    ] = None,
    visits: Annotated[
        int, typer.Option("--visits", min=0, help="End after so many visits; 0 never.")
    ] = 0,
    shots: Annotated[
        Path | None,
        typer.Option("--shots", metavar="DIR", help="Keep a PNG of every state entered here."),
    ] = None,
    stats: Annotated[
        Path | None, typer.Option("--stats", metavar="FILE.json", help="Keep the loop's figures.")
    ] = None,
    speed: Annotated[
        float,
        typer.Option("--speed", min=0.1, max=10.0, help="Play a recording or the demo faster."),
    ] = 1.0,
    loop: Annotated[
        bool, typer.Option("--loop", help="Begin a recording again when it is over.")
    ] = False,
) -> None:
    """Run the kiosk: fullscreen, touchless, until it is ended.

    Exit status: 0 ended as asked; 2 the recording, the configuration or the window cannot be used,
    or another kiosk runs with this one's state folder;
    4 the installation or the model is not as it should be; 5 the camera needs the kiosk to start
    anew, which its service does.
    """
    started_s = time.monotonic() - _age_s()
    config, path = chosen(context)
    if config_file is not None:
        config, path = load(config_file), config_file
    played = Source(source.kind, source.path, speed, source.script, loop)
    once = played.kind == "recording" and not loop
    window = None if size is None else (size.width, size.height)
    run_kiosk(
        RunRequest(played, config, windowed, window, visits, shots, stats, once, started_s, path)
    )


def _age_s() -> float:
    """How long this process has lived, for the time to the first picture (Linux)."""
    try:
        fields = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        uptime_s = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0.0
    return max(0.0, uptime_s - float(fields[19]) / 100.0)
