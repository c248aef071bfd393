"""What `kiosk analyze` says on the terminal, from the JSON document alone. May import rich.

Made for 80 columns. A value that was not measured is a dash, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

_NONE = "–"
_MEASURES = (
    ("Knee inside its leg's plane", "knee_plane_offset_mm"),
    ("Knee inside its toe line", "knee_toe_offset_mm"),
)
_VERDICTS = {
    "measured": "measured",
    "retry": "not enough for an answer, please repeat",
    "not_visible": "nobody could be measured",
}


def summary(name: str, document: Mapping[str, Any]) -> list[RenderableType]:
    """The parts to print, in order."""
    parts: list[RenderableType] = [_headline(name, document)]
    if document["verdict"] != "not_visible":
        parts += ["", _legs(document)]
        if document["reps"]:
            parts += ["", _squats(document["reps"])]
        parts += _codes(document)
    return parts


def _headline(name: str, document: Mapping[str, Any]) -> Text:
    recording = document["recording"]
    verdict = str(document["verdict"])
    text = Text(f"{name}: ", style="bold")
    text.append(_VERDICTS.get(verdict, verdict), style="bold")
    text.append(f"\n{recording['frames']} frames in {recording['duration_s']:.1f} s")
    text.append(f", {recording['dropped'] or 'none'} dropped")
    return text


def _legs(document: Mapping[str, Any]) -> Table:
    """Medians of the valid uncued squats, with their 95 % intervals, side by side."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("Median (likely range)")
    for header in ("Left leg", "Right leg"):
        table.add_column(header, justify="right")
    sides = document["sides"]
    for label, key in _MEASURES:
        for where, words in (("at_60", "at 60°"), ("bottom", "lowest")):
            cells = [_estimate(_get(sides, side, key, where)) for side in ("left", "right")]
            table.add_row(f"{label}, {words}", *cells)
    bands = [_word(_get(sides, side, "band")) for side in ("left", "right")]
    table.add_row("In words", *bands)
    return table


def _squats(reps: list[Mapping[str, Any]]) -> Table:
    """One line a squat; left / right, offsets in mm at 60 degrees."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("Squat", no_wrap=True)
    for header in ("From, to", "Deepest", "Plane*", "Toe line*"):
        table.add_column(header, justify="right", no_wrap=True)
    table.add_column("Counted")
    for number, rep in enumerate(reps, start=1):
        table.add_row(
            f"{number} {rep['set']}",
            f"{rep['start_s']:.1f}–{rep['end_s']:.1f} s",
            _pair(rep, "°", "knee_flexion_peak_deg"),
            _pair(rep, "", "knee_plane_offset_mm", "at_60"),
            _pair(rep, "", "knee_toe_offset_mm", "at_60"),
            "yes" if rep["valid"] else "no: " + ", ".join(_word(r) for r in rep["reasons"]),
        )
    return table


def _codes(document: Mapping[str, Any]) -> list[RenderableType]:
    lines = []
    if document["reps"]:
        lines.append(Text("* left / right, mm inside at 60°; outside is negative", style="dim"))
    for label, key in (("Seen", "findings"), ("Practice", "practice")):
        if document.get(key):
            lines.append(Text(f"{label}: " + ", ".join(_word(code) for code in document[key])))
    return list(lines)


def _get(tree: Any, *path: str) -> Any:
    """A value deep in the document, None where it or anything above it is null."""
    for key in path:
        if tree is None:
            return None
        tree = tree.get(key)
    return tree


def _estimate(estimate: Mapping[str, float] | None) -> str:
    if estimate is None:
        return _NONE
    low, high = _signed(estimate["low"]), _signed(estimate["high"])
    return f"{_signed(estimate['value'])} mm ({low} to {high})"


def _pair(rep: Mapping[str, Any], unit: str, *path: str) -> str:
    values = [_get(rep, side, *path) for side in ("left", "right")]
    if values == [None, None]:
        return _NONE
    return " / ".join(_NONE if v is None else _signed(v) for v in values) + unit


def _signed(value: float) -> str:
    """A whole number with a real minus; never a minus zero."""
    return f"{round(value) + 0:d}".replace("-", "−")


def _word(code: str | None) -> str:
    return _NONE if code is None else code.replace("_", " ")
