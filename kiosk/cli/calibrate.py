"""`kiosk calibrate`: floor and mount, live. May import typer and kiosk.app."""

from __future__ import annotations

import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.app.sensing import Source
from kiosk.cli.chosen import chosen
from kiosk.cli.run import parse_source
from kiosk.cli.self_check import may_stop
from kiosk.cli.telling import Json, Yes, local, say, tell_json
from kiosk.core import strictjson

if TYPE_CHECKING:
    from kiosk.app.calibrating import Seen

BESIDE = 40
HOME = "\x1b[H"
CLEAR = "\x1b[2J"


def calibrate(
    context: typer.Context,
    ply: Annotated[
        Path | None,
        typer.Option("--ply", metavar="FILE.ply", help="Keep the cloud, and FILE-floor.ply."),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="One look, for scripts.")] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="With --once: keep it if nothing is to be done.")
    ] = False,
    source: Annotated[
        Source,
        typer.Option(
            "--source", metavar="realsense|demo|FILE.db3", parser=parse_source,
            show_default="realsense", help="The camera; or try it on something else.",
        ),
    ] = Source("realsense"),
    yes: Yes = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Look at the floor and the mount until they are as needed.

    Shows the depth picture in letters, how the camera stands and what to do. Enter keeps how it
    stands, so that doctor can tell when it was moved; q ends without.

    Exit status: 0 nothing to be done; 1 something is; 2 it cannot be looked at; 4 no Open3D.
    """
    from kiosk.app import calibrating
    from kiosk.app.depth import camera_free, depth_from
    from kiosk.core.boxview import BoxSize

    config, _ = chosen(context)
    alone = once or as_json or not (sys.stdin.isatty() and sys.stdout.isatty())
    # The made-up room has a box, so that there is something to see in it.
    box = BoxSize(0.4, 0.3, 0.3)
    with (
        camera_free(source, lambda: may_stop(yes, as_json)),
        depth_from(source, config, box) as depth,
    ):
        seen, keep = _look(calibrating.looks(depth, config), depth.live, alone=alone)
        live = depth.live
    kept = None
    wanted = keep or (accept and not seen.mounting.todo)
    if wanted and live:
        kept = calibrating.accept(seen)
    files = calibrating.save_cloud(seen, ply) if ply is not None else ()
    if as_json:
        tell_json(_tree(seen, kept, files))
    else:
        if alone:
            typer.echo("\n".join(_page(seen, live=False)))
        if kept is not None:
            say("Kept: kiosk doctor tells from now on when the camera stands otherwise.")
        elif wanted:
            say("It was no camera: nothing was kept.")
        for file in files:
            if file is not None:
                say(f"Written: {file}")
    raise typer.Exit(1 if seen.mounting.todo else 0)


def _look(looks: Iterator[Seen], live: bool, *, alone: bool) -> tuple[Seen, bool]:
    """The last look, and whether it was accepted."""
    seen = next(looks)
    if alone:
        if live:  # The first is taken while the exposure still settles.
            for _ in range(3):
                seen = next(looks)
        return seen, False
    with _keys() as pressed:
        sys.stdout.write(CLEAR)
        while True:
            page = "".join(f"{line}\x1b[K\r\n" for line in _page(seen, live=True))
            sys.stdout.write(f"{HOME}{page}\x1b[J")
            sys.stdout.flush()
            key = pressed()
            if key in ("\n", "\r") and seen.mounting.floor:
                return seen, True
            if key in ("q", "Q", "\x1b"):
                return seen, False
            following = next(looks, None)
            if following is None:
                return seen, False
            seen = following


@contextmanager
def _keys() -> Iterator[Any]:
    """What was typed since the last call, '' nothing; the terminal is put back afterwards."""
    import termios
    import tty

    file = sys.stdin.fileno()
    before = termios.tcgetattr(file)

    def pressed() -> str:
        ready, _, _ = select.select([file], [], [], 0)
        return sys.stdin.read(1) if ready else ""

    try:
        tty.setcbreak(file)
        yield pressed
    finally:
        termios.tcsetattr(file, termios.TCSADRAIN, before)


def _page(seen: Seen, *, live: bool) -> list[str]:
    """At most 80 columns and 23 lines."""
    wide = max(map(len, seen.drawn), default=0)
    lines = []
    for left, right in zip_longest(seen.drawn, _facts(seen), fillvalue=""):
        lines.append(f"{left:{wide}}  {right}".rstrip())
    lines.append(". floor   █▓▒░ nearer to further   blank: no depth")
    if live:
        lines.append("Enter: keep how it stands.   q: end without.")
    return lines[:23]


def _facts(seen: Seen) -> list[str]:
    import textwrap

    from kiosk.app.accepted import accepted
    from kiosk.core.mountcheck import moved

    now = seen.mounting
    told = [f"mount    {now.mount.replace('_', ' ')}"]
    if now.floor:
        level = "" if now.off_level_deg is None else f", {now.off_level_deg:.1f}° off level"
        told += [
            f"floor    found{level}",
            f"height   {now.height_m:.2f} m",
            f"tilt     {now.tilt_deg:.1f}° down",
            f"roll     {now.roll_deg:+z.1f}°",
            f"mark     {now.mark_m:.2f} m ahead (settings)",
            f"zone     {'free' if now.free else 'something stands in it'}",
        ]
    else:
        told.append("floor    not found")
    told.append(f"zeros    {100.0 * now.zeros:.0f} %")
    before = accepted()
    if before is not None and now.floor:
        change = moved(now, before)
        told.append(f"kept     {local(before.utc)}{'' if change else ', stands as then'}")
        if change:
            told += textwrap.wrap(f"MOVED: {change}", BESIDE)
    told.append("")
    for one in now.todo or ("All is as needed.",):
        told += textwrap.wrap(one, BESIDE)
    return told


def _tree(seen: Seen, kept: Any, files: tuple[Path | None, ...]) -> dict[str, object]:
    from kiosk.app.accepted import accepted
    from kiosk.core.mountcheck import moved

    before = accepted()
    change = moved(seen.mounting, before) if before is not None and seen.mounting.floor else ""
    return {
        **strictjson.tree(seen.mounting),
        "kept": strictjson.tree(kept),
        "accepted": strictjson.tree(before),
        "moved": change,
        "files": [str(file) for file in files if file is not None],
    }
