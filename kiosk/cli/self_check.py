"""`kiosk self-check`: a box of known size on the mark. May import typer and kiosk.app."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.app.sensing import Source
from kiosk.cli.chosen import chosen
from kiosk.cli.run import parse_source
from kiosk.cli.telling import Json, Yes, labelled, local, say, table, tell_json
from kiosk.core import strictjson
from kiosk.errors import ConfigError

if TYPE_CHECKING:
    from kiosk.app.box_check import Checked
    from kiosk.core.boxlog import BoxEntry, Trend

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Box:
    """Millimetres, as the camera sees it."""

    width: int
    height: int
    depth: int


def parse_box(text: str | Box) -> Box:
    """'400x300x300' to its three numbers."""
    if isinstance(text, Box):
        return text
    parts = text.lower().split("x")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise typer.BadParameter(f"{text!r} is no size like 400x300x300")
    if not all(150 <= int(part) <= 800 for part in parts):
        raise typer.BadParameter(f"{text!r} has a side that is not between 150 and 800 mm")
    return Box(*(int(part) for part in parts))


def may_stop(allowed: bool, as_json: bool) -> bool:
    """Whether the kiosk, which has the camera, is stopped for the check."""
    if allowed or as_json:
        return allowed
    return typer.confirm("The kiosk runs and has the camera. Stop it meanwhile?", err=True)


def self_check(
    context: typer.Context,
    box: Annotated[
        Box | None,
        typer.Option(
            "--box", metavar="WxHxD", parser=parse_box,
            help="Its size in mm as the camera sees it; else that of the last check.",
        ),
    ] = None,
    source: Annotated[
        Source,
        typer.Option(
            "--source", metavar="realsense|demo|FILE.db3", parser=parse_source,
            show_default="realsense",
            help="Try it on a made-up box or a recording: nothing is logged or locked.",
        ),
    ] = Source("realsense"),
    history: Annotated[
        bool, typer.Option("--history", help="Tell the checks so far and their drift.")
    ] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Measure a box of known size that stands on the mark.

    What it is off by is kept; beyond 10 mm the kiosk is taken out of service until a check
    passes. A kiosk that runs as the service is stopped meanwhile.

    Exit status: 0 within 10 mm; 1 beyond; 2 no number, and why.
    """
    from kiosk.app import box_check
    from kiosk.app.asking import House

    entries = box_check.history()
    if history:
        _tell_history(entries, as_json=as_json)
        return
    given = box or _last(entries)
    size = _size(given)
    house = House(*chosen(context))
    checked = box_check.check_box(house, source, size, lambda: may_stop(yes, as_json))
    if as_json:
        tell_json(_tree(checked))
    else:
        _tell(checked)
    raise typer.Exit(checked.exit_status)


def _last(entries: Sequence[BoxEntry]) -> Box:
    if not entries:
        raise ConfigError(
            "How large is the box? Measure it and give its width, height and depth in mm as the "
            "camera sees them, such as --box 400x300x300."
        )
    return Box(*(round(side) for side in entries[-1].box_mm))


def _size(box: Box) -> Any:
    from kiosk.core.boxview import BoxSize

    return BoxSize(box.width / 1000.0, box.height / 1000.0, box.depth / 1000.0)


def _tree(checked: Checked) -> dict[str, Any]:
    found: Any = checked.found
    tree: dict[str, Any] = {
        "result": getattr(found, "judged", "no_number"),
        "why": getattr(found, "code", ""),
        "text": getattr(found, "text", ""),
    }
    for one in getattr(found, "dimensions", ()):
        tree[one.name] = {
            "told_mm": round(1000.0 * one.told_m, 1),
            "measured_mm": round(1000.0 * one.measured_m, 1),
            "error_mm": round(one.error_mm, 1),
            "sure_to_mm": round(one.sure_mm, 1),
        }
    if hasattr(found, "right_m"):
        tree["right_mm"] = round(1000.0 * found.right_m, 1)
        tree["ahead_mm"] = round(1000.0 * found.ahead_m, 1)
        tree["turned_deg"] = round(found.turned_deg, 1)
    tree["logged"] = strictjson.tree(checked.entry)
    tree["drift"] = strictjson.tree(checked.trend)
    tree["did"] = checked.did
    tree["service_stopped"] = checked.stopped
    tree["exit_status"] = checked.exit_status
    return tree


def _tell(checked: Checked) -> None:
    found: Any = checked.found
    if not hasattr(found, "dimensions"):
        say(f"No number: {found.text}")
        return
    typer.echo("          told      measured  off by    sure to")
    for one in found.dimensions:
        told, seen = 1000.0 * one.told_m, 1000.0 * one.measured_m
        typer.echo(
            f"{one.name:<10}{told:4.0f} mm   {seen:6.1f} mm {one.error_mm:+z6.1f} mm  "
            f"{one.sure_mm:4.1f} mm"
        )
    place = f"{1000.0 * found.right_m:+z.0f} mm to the right of the mark's middle, "
    place += f"{1000.0 * found.ahead_m:+z.0f} mm behind it"
    for line in labelled("place", place):
        typer.echo(line)
    if found.beyond:
        names = " and ".join(one.name for one in found.beyond)
        say(
            f"FAILED: {names} off by more than 10 mm. Measure the box again with a tape; clean "
            "the lens; kiosk calibrate. Stays it so, the camera needs its maker's calibration."
        )
    else:
        say("Passed: within 10 mm.")
    if checked.did:
        say(checked.did)
    if checked.entry is None:
        say("It was no camera: nothing was logged or locked.")
    if checked.trend is not None:
        say(_drift(checked.trend))


def _drift(trend: Trend) -> str:
    told = (
        f"Drift of the height: {trend.per_month_mm:+z.1f} mm a month ({trend.low_mm:+z.1f} to "
        f"{trend.high_mm:+z.1f}), {trend.checks} checks in {trend.days:.0f} days"
    )
    return f"{told}." if trend.told else f"{told}: none that chance does not explain."


def _tell_history(entries: Sequence[BoxEntry], *, as_json: bool) -> None:
    from kiosk.app.box_check import drift
    from kiosk.core.boxlog import sparkline

    trend = drift(entries, entries[-1].serial) if entries else None
    if as_json:
        checks = [strictjson.tree(one) for one in entries]
        tell_json({"checks": checks, "drift": strictjson.tree(trend)})
        return
    if not entries:
        say("No check yet: kiosk self-check --box 400x300x300.")
        return
    for line in table(("when", "result", "width", "height", "depth", "°C"), _rows(entries)):
        typer.echo(line)
    bars = sparkline([one.height_mm for one in entries[-40:]], 10.0)
    typer.echo(f"height    {bars}  (-10 to +10 mm)")
    say("A drift is told from 4 checks on two days on." if trend is None else _drift(trend))


def _rows(entries: Sequence[BoxEntry]) -> Iterable[Sequence[str]]:
    for one in entries[-SHOWN:]:
        degrees = "–" if one.temperature_c is None else f"{one.temperature_c:.0f}"
        errors = (f"{mm:+z.1f}" for mm in (one.width_mm, one.height_mm, one.depth_mm))
        yield (local(one.utc), one.judged, *errors, degrees)
