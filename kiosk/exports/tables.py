"""Visits as tidy tables, the same for CSV and Parquet. May import kiosk.core.

`visits` has a row a visit; `results` a row a visit, side and measure, with the 95 % interval;
`squats` a row a squat, side and measure; `curves` a row a squat, side and percent of the squat, its
measures as columns. `visit` and `squat` join them. Measures are named as in the document; None is
'not measured'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isnan
from typing import Final, Literal

from kiosk.core.keeping import CURVES, LegCurves, RepCurves
from kiosk.exports.visit import ExportVisit, at, number

Kind = Literal["text", "number", "whole", "flag", "time"]
Cell = str | float | int | bool | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """kind 'time': ISO 8601 UTC as text. unit: UCUM, '' none."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """rows: of one visit, in the order of columns."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[ExportVisit], Iterator[Row]]


SIDES: Final = ("left", "right")
BOTH: Final = "both"
"""Side of a measure that belongs to both legs together."""

RESULTS: Final = (
    ("knee_plane_offset_at_60", ("knee_plane_offset_mm", "at_60"), "mm"),
    ("knee_plane_offset_bottom", ("knee_plane_offset_mm", "bottom"), "mm"),
    ("knee_toe_offset_at_60", ("knee_toe_offset_mm", "at_60"), "mm"),
    ("knee_toe_offset_bottom", ("knee_toe_offset_mm", "bottom"), "mm"),
    ("knee_flexion_peak", ("knee_flexion_peak_deg",), "deg"),
    ("cue_before", ("cue", "before_mm"), "mm"),
    ("cue_after", ("cue", "after_mm"), "mm"),
    ("cue_change", ("cue", "change_mm"), "mm"),
    ("heels_before", ("heels", "before_mm"), "mm"),
    ("heels_after", ("heels", "after_mm"), "mm"),
    ("heels_change", ("heels", "change_mm"), "mm"),
)
"""A measure, where it is under a side of the document, and its unit; each with its interval."""

STANDING: Final = (
    ("standing_hka", "hka_deg", "deg"),
    ("standing_toe_out", "toe_out_deg", "deg"),
    ("standing_knee_flexion", "knee_flexion_deg", "deg"),
    ("standing_knee_plane_offset", "knee_plane_offset_mm", "mm"),
    ("standing_shank", "shank_m", "m"),
    ("standing_thigh", "thigh_m", "m"),
)

SQUAT: Final = (
    ("knee_flexion_peak", ("knee_flexion_peak_deg",), "deg"),
    ("knee_toe_offset_at_60", ("knee_toe_offset_mm", "at_60"), "mm"),
    ("knee_toe_offset_bottom", ("knee_toe_offset_mm", "bottom"), "mm"),
    ("knee_plane_offset_at_60", ("knee_plane_offset_mm", "at_60"), "mm"),
    ("knee_plane_offset_bottom", ("knee_plane_offset_mm", "bottom"), "mm"),
    ("fppa_3d_at_60", ("fppa_3d_deg", "at_60"), "deg"),
    ("fppa_expected_at_60", ("fppa_expected_deg", "at_60"), "deg"),
    ("pseudo_valgus_at_60", ("pseudo_valgus_deg", "at_60"), "deg"),
    ("thigh_horizontal_bottom", ("thigh_horizontal_deg", "bottom"), "deg"),
    ("shank_inclination_bottom", ("shank_inclination_deg", "bottom"), "deg"),
    ("heel_lift", ("heel_lift_mm",), "mm"),
    ("foot_drift", ("foot_drift_mm",), "mm"),
    ("toe_out_change", ("toe_out_change_deg",), "deg"),
    ("medial_ankle_shift", ("medial_ankle_shift_mm",), "mm"),
)
SQUAT_BOTH: Final = (
    ("kasr_bottom", ("kasr", "bottom"), "1"),
    ("kasr_expected", ("kasr", "expected"), "1"),
    ("descent", ("tempo", "descent_s"), "s"),
    ("pause", ("tempo", "pause_s"), "s"),
    ("ascent", ("tempo", "ascent_s"), "s"),
)

_VISIT: Final = Column("visit", "text", "UUID of the visit; joins the tables")
_TICKET: Final = Column("ticket", "text", "code on the member's slip")
_SQUAT: Final = Column("squat", "whole", "number of the squat in the visit, from 1 on")
_SET: Final = Column("set", "text", "practice, uncued, cued or heels")
_VALID: Final = Column("valid", "flag", "whether the squat counts")
_SIDE: Final = Column("side", "text", "left or right, the member's own; both")
_MEASURE: Final = Column("measure", "text", "what was measured; see docs/exports.md")
_UNIT: Final = Column("unit", "text", "of the values in this row, UCUM")


def _visits(visit: ExportVisit) -> Iterator[Row]:
    r, d = visit.record, visit.document
    sides = [at(d, "sides", side, key) for side in SIDES for key in ("band", "confidence")]
    yield (
        r.visit, r.ticket, r.started_utc or None, r.ended_utc or None, r.clock_ok, r.language,
        at(d, "verdict"), _words(at(d, "reasons")), *sides, _words(at(d, "findings")),
        _words(at(d, "practice")), r.kiosk_version, r.model_sha256, r.metric_revision,
        r.config_sha256, at(d, "bands", "name"), r.earlier_ticket, len(at(d, "reps") or ()),
        bool(visit.curves), visit.joints is not None,
    )  # fmt: skip


def _results(visit: ExportVisit) -> Iterator[Row]:
    ids = visit.record.visit, visit.record.ticket
    for side in SIDES:
        leg = at(visit.document, "sides", side) or {}
        for measure, keys, unit in RESULTS:
            interval = (number(leg, *keys, end) for end in ("value", "low", "high"))
            yield (*ids, side, measure, *interval, unit)
    d = visit.document
    ends = (number(d, "asymmetry_interval_mm", end) for end in ("low", "high"))
    yield (*ids, BOTH, "asymmetry", number(d, "asymmetry_mm"), *ends, "mm")
    for side in SIDES:
        for measure, key, unit in STANDING:
            yield (*ids, side, measure, number(d, "standing", side, key), None, None, unit)
    apart = number(d, "standing", "ankles_apart_m")
    yield (*ids, BOTH, "standing_ankles_apart", apart, None, None, "m")


def _squats(visit: ExportVisit) -> Iterator[Row]:
    for i, rep in enumerate(at(visit.document, "reps") or ()):
        times = [number(rep, key) for key in ("start_s", "bottom_s", "end_s")]
        head = (visit.record.visit, visit.record.ticket, i + 1, at(rep, "set"), at(rep, "valid"))
        head = (*head, _words(at(rep, "reasons")), *times)
        for side in SIDES:
            for measure, keys, unit in SQUAT:
                yield (*head, side, measure, number(rep, side, *keys), unit)
        for measure, keys, unit in SQUAT_BOTH:
            yield (*head, BOTH, measure, number(rep, *keys), unit)


def _curves(visit: ExportVisit) -> Iterator[Row]:
    for i, rep in enumerate(visit.curves):
        head = (visit.record.visit, visit.record.ticket, i + 1, rep.set, rep.valid)
        for side, leg in zip(SIDES, (rep.left, rep.right), strict=True):
            for percent, values in enumerate(_by_percent(leg)):
                yield (*head, side, percent, _second(rep, percent), *values)


def _by_percent(leg: LegCurves) -> Iterator[tuple[float | None, ...]]:
    """Rounded to the tenth that they were kept with; NaN as None."""
    columns = [getattr(leg, name).tolist() for name in CURVES]
    for values in zip(*columns, strict=True):
        yield tuple(None if isnan(v) else round(v, 1) + 0.0 for v in values)


def _second(rep: RepCurves, percent: int) -> float:
    return round(rep.start_s + rep.duration_s * percent / 100.0, 4)


def _words(codes: list[str] | None) -> str:
    return " ".join(codes or ())


_OF_A_SIDE: Final = (
    ("band", "band of the knee-plane offset at 60 degrees"),
    ("confidence", "how wide its interval is"),
)

VISITS: Final = Table(
    "visits",
    (
        _VISIT,
        _TICKET,
        Column("started_utc", "time", "when the member stepped up"),
        Column("ended_utc", "time", "when the visit ended"),
        Column("clock_ok", "flag", "whether the kiosk's clock was synchronised"),
        Column("language", "text", "that the member chose"),
        Column("verdict", "text", "measured, retry or not_visible"),
        Column("reasons", "text", "codes of docs/assessment-schema.md, space between"),
        *(
            Column(f"{s}_{name}", "text", f"{s}: {says}")
            for s in SIDES
            for name, says in _OF_A_SIDE
        ),
        Column("findings", "text", "codes, space between"),
        Column("practice", "text", "codes, space between"),
        Column("kiosk_version", "text", "of the program"),
        Column("model_sha256", "text", "of the pose model"),
        Column("metric_revision", "whole", "of the knee-plane offset; compare only equal ones"),
        Column("config_sha256", "text", "of the configuration"),
        Column("bands", "text", "version of the thresholds, this project's own choice"),
        Column("earlier_ticket", "text", "of the slip that was scanned in this visit"),
        Column("squats", "whole", "how many were found, valid or not"),
        Column("has_curves", "flag", "whether curves were kept"),
        Column("has_joints", "flag", "whether joints were kept"),
    ),
    _visits,
)
RESULTS_TABLE: Final = Table(
    "results",
    (
        _VISIT,
        _TICKET,
        _SIDE,
        _MEASURE,
        Column("value", "number", "median of the valid uncued squats, or the standing value"),
        Column("low", "number", "lower end of the 95 % interval"),
        Column("high", "number", "upper end of the 95 % interval"),
        _UNIT,
    ),
    _results,
)
SQUATS: Final = Table(
    "squats",
    (
        _VISIT,
        _TICKET,
        _SQUAT,
        _SET,
        _VALID,
        Column("reasons", "text", "why it does not count: codes, space between"),
        Column("start_s", "number", "the pelvis starts down, from the first frame", "s"),
        Column("bottom_s", "number", "the pelvis is lowest", "s"),
        Column("end_s", "number", "the pelvis is up again", "s"),
        _SIDE,
        _MEASURE,
        Column("value", "number", "as measured in this squat"),
        _UNIT,
    ),
    _squats,
)
CURVES_TABLE: Final = Table(
    "curves",
    (
        _VISIT,
        _TICKET,
        _SQUAT,
        _SET,
        _VALID,
        _SIDE,
        Column("percent", "whole", "of the squat's time, from its start to its end", "%"),
        Column("time_s", "number", "from the first frame", "s"),
        Column("knee_flexion_deg", "number", "0 is straight", "deg"),
        Column("knee_plane_offset_mm", "number", "out of the leg's own plane, inward", "mm"),
        Column("knee_toe_offset_mm", "number", "inside the plane over the toe line", "mm"),
        Column("fppa_3d_deg", "number", "frontal-plane projection angle", "deg"),
        Column("fppa_expected_deg", "number", "with the knee over its toe line", "deg"),
    ),
    _curves,
)
TABLES: Final = (VISITS, RESULTS_TABLE, SQUATS, CURVES_TABLE)
