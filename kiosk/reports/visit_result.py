"""Sections of a visit's report that need no curves: the result, the squats, sides and cue."""

from __future__ import annotations

from typing import Final

from kiosk.core.alignment import Side
from kiosk.core.codes import INWARD
from kiosk.core.interval import Estimate
from kiosk.reports.axes import LEFT, RIGHT, Look, axis
from kiosk.reports.chart import BarChart, Bars, Zone
from kiosk.reports.drawing import BLUE, GREEN, ORANGE, Drawing
from kiosk.reports.numbers import NONE, plain, ranged, signed
from kiosk.reports.parts import Block, Figures, Points, Section, Table, Text
from kiosk.reports.rows import Row, RowChart
from kiosk.reports.visit_facts import SIDES, Opened, at, number, rep_names, strings
from kiosk.reports.visit_top import top_drawings
from kiosk.reports.visit_words import (
    AT_60,
    CUE,
    HINTS,
    INTERVAL,
    PLANE,
    SYMMETRY,
    TEMPO,
    TOE,
    TOP,
    accuracy,
    band_text,
    finding_text,
    reason_text,
)

LOOKS: Final = {"left": LEFT, "right": RIGHT}
USUAL_PLACES: Final = (
    "No joints were kept of this visit: the foot's length and how far forward the knee is are "
    "drawn at usual places. The offsets are the measured ones."
)
TOO_WIDE: Final = 40
"""Squats in one bar chart; a visit has ten or so."""


def result(visit: Opened) -> Section:
    """What came out, for whoever reads only the first page."""
    if not visit.measured:
        reasons = tuple(map(reason_text, strings(visit.at("reasons"))))
        blocks: list[Block] = [
            Text("This visit gave no result; what was measured before is below.", strong=True),
            Points(reasons or ("No reason was stored.",)),
        ]
        return Section("Result", tuple(blocks), (PLANE, accuracy(visit)))
    offsets = {side: _offset(visit, side) for side in SIDES}
    blocks = [Text(_sentence(visit, side), strong=True) for side in SIDES]
    blocks.append(Figures((_offset_chart(visit, offsets),)))
    above = top_drawings(visit)
    if above:
        blocks.append(Figures(above, "" if visit.joints is not None else USUAL_PLACES))
    notes = (PLANE, TOP, TOE, AT_60, INTERVAL, accuracy(visit))
    return Section("Result", (*blocks, _figures(visit)), notes)


def _offset(visit: Opened, side: Side) -> Estimate | None:
    return visit.estimate("sides", side, "knee_plane_offset_mm", "at_60")


def _sentence(visit: Opened, side: Side) -> str:
    """MEASUREMENT.md section 5: how far, how sure, in how many squats."""
    offset, band = _offset(visit, side), visit.at("sides", side, "band")
    if offset is None or not isinstance(band, str):
        return f"The {side} knee was not measured."
    inside, of, outside = (
        plain(visit.number("sides", side, "squats", key)) for key in ("inside", "of", "outside")
    )
    low, high = plain(offset.low), plain(offset.high)
    if band in INWARD:
        return (
            f"The {side} knee moved about {plain(offset.value)} mm inside its line (likely "
            f"{low} to {high} mm), in {inside} of {of} squats."
        )
    if band == "outside":
        return (
            f"The {side} knee moved about {plain(-offset.value)} mm outside its line (likely "
            f"{plain(-offset.high)} to {plain(-offset.low)} mm), in {outside} of {of} squats."
        )
    likely = f"(knee-plane offset {signed(offset.value)} mm, likely {signed(offset.low)} to "
    likely += f"{signed(offset.high)} mm)"
    if band == "too_close":
        return f"The {side} knee is too close to call {likely}: repeat?"
    return f"The {side} knee: {band_text(band)} {likely}."


def _offset_chart(visit: Opened, offsets: dict[Side, Estimate | None]) -> Drawing:
    zone = next((found for side in SIDES if (found := visit.in_line_mm(side))), None)
    values = [v for one in offsets.values() if one for v in (one.value, one.low, one.high)]
    rows = tuple(
        Row(
            side,
            one.value if one else None,
            LOOKS[side],
            one.low if one else None,
            one.high if one else None,
            band_text(visit.at("sides", side, "band")),
        )
        for side, one in offsets.items()
    )
    return RowChart(
        "Knee-plane offset at 60° with its 95 % interval",
        "Left "
        + ranged(offsets["left"])
        + ", right "
        + ranged(offsets["right"])
        + " millimetres, inward positive.",
        rows,
        axis("mm, inward +", [*values, *(zone or ())], zero=True, ticks=8),
        (Zone(*zone, "in line"),) if zone else (),
    ).drawing()


def _figures(visit: Opened) -> Table:
    def row(label: str, *keys: str, digits: int = 0) -> tuple[str, ...]:
        return (label, *(ranged(visit.estimate("sides", side, *keys), digits) for side in SIDES))

    squats = (
        "Squats with the knee inside",
        *(_of(visit, side, "inside") for side in SIDES),
    )
    flexion = ("Peak knee flexion, °", *(
        ranged(visit.estimate("sides", side, "knee_flexion_peak_deg")).replace("+", "")
        for side in SIDES
    ))  # fmt: skip
    confidence = (
        "How sharp (half of the interval)",
        *(str(visit.at("sides", side, "confidence") or NONE) for side in SIDES),
    )
    return Table(
        ("Median of the uncued squats (95 % interval)", "Left", "Right"),
        (
            row("Knee-plane offset at 60°, mm", "knee_plane_offset_mm", "at_60"),
            row("Knee-plane offset at the bottom, mm", "knee_plane_offset_mm", "bottom"),
            row("Knee-toe offset at 60°, mm", "knee_toe_offset_mm", "at_60"),
            row("Knee-toe offset at the bottom, mm", "knee_toe_offset_mm", "bottom"),
            flexion,
            squats,
            confidence,
        ),
    )


def _of(visit: Opened, side: Side, key: str) -> str:
    found, of = (visit.number("sides", side, "squats", name) for name in (key, "of"))
    return NONE if found is None or of is None else f"{plain(found)} of {plain(of)}"


def hints(visit: Opened) -> Section | None:
    """What the protocol tells apart, as the member was told it."""
    rows = [
        f"{side.capitalize()}: {finding_text(code)}"
        for side in SIDES
        for key in ("findings", "signs")
        for code in strings(visit.at("sides", side, key))
    ]
    if not rows:
        return None
    told = Text("In the words in which the member was told:")
    return Section("Hints", (told, Points(tuple(rows))), (HINTS,))


def tempo(visit: Opened) -> Section | None:
    """Every squat's durations, and the squats as a table."""
    reps = visit.reps
    if not reps:
        return None
    names = rep_names(reps)
    short = tuple(
        f"{name.split()[0][0]}{name.split()[-1]}{'' if rep.get('valid') else '*'}"
        for name, rep in zip(names, reps, strict=True)
    )
    parts = (
        ("descent_s", "down", Look(BLUE)),
        ("pause_s", "at the bottom", Look(GREEN, hatch="empty")),
        ("ascent_s", "up", Look(ORANGE, hatch="lines")),
    )
    series = tuple(
        Bars(tuple(number(at(rep, "tempo", key)) for rep in reps), look, label)
        for key, label, look in parts
    )
    longest = [sum(one.values[i] or 0.0 for one in series) for i in range(len(reps))]
    chart = BarChart(
        "Time down, at the bottom and up, of each squat",
        "Seconds of each squat: "
        + "; ".join(f"{name} {plain(total, 1)}" for name, total in zip(names, longest, strict=True))
        + ".",
        short,
        series,
        axis("seconds", longest, zero=True, least=2.0),
        "squat",
        stacked=True,
        width=700.0,
        height=230.0,
    )
    letters = dict.fromkeys(f"{name.split()[0][0]} {name.rsplit(' ', 1)[0]}" for name in names)
    caption = "; ".join(letters) + "; * does not count."
    blocks: list[Block] = [Figures((chart.drawing(),), caption)] if len(reps) <= TOO_WIDE else []
    return Section("Tempo", (*blocks, _durations(visit)), (TEMPO,))


def _durations(visit: Opened) -> Table:
    rows = []
    for name, rep in zip(rep_names(visit.reps), visit.reps, strict=True):
        times = [number(at(rep, "tempo", key)) for key in ("descent_s", "pause_s", "ascent_s")]
        rows.append((name, *(plain(t, 1) for t in times), _total(times)))
    return Table(("Squat", "Down, s", "Bottom, s", "Up, s", "Whole, s"), tuple(rows))


def _total(times: list[float | None]) -> str:
    return NONE if None in times else plain(sum(t for t in times if t is not None), 1)


def symmetry(visit: Opened, drawn: tuple[Drawing, ...]) -> Section | None:
    """Right less left. drawn: the two legs in one picture, where curves were kept."""
    difference = visit.number("asymmetry_mm")
    ends = [visit.number("asymmetry_interval_mm", key) for key in ("low", "high")]
    if difference is None or ends[0] is None or ends[1] is None:
        return None
    whole = Estimate(difference, ends[0], ends[1])
    flexion = [visit.estimate("sides", side, "knee_flexion_peak_deg") for side in SIDES]
    left, right = (one.value if one else None for one in flexion)
    depth = NONE
    if left is not None and right is not None and left + right > 0:
        depth = f"{signed(100.0 * (right - left) / (0.5 * (right + left)), 1)} %"
    apart = (
        "The interval holds 0: the measurement cannot tell the two sides apart."
        if whole.holds(0.0)
        else "The two sides differ by more than the measurement's error."
    )
    table = Table(
        ("Right less left", ""),
        (
            ("Knee-plane offset at 60°, mm (95 % interval)", ranged(whole)),
            ("Peak knee flexion, share of the mean", depth),
        ),
    )
    blocks: list[Block] = [Text(apart), table]
    if drawn:
        blocks.append(Figures(drawn))
    return Section("Left and right", tuple(blocks), (SYMMETRY,))


def cue(visit: Opened, kind: str, drawn: tuple[Drawing, ...]) -> Section | None:
    """Without and with the cue, or raised heels ('cue' or 'heels')."""
    words = "with the cue" if kind == "cue" else "with the heels raised"
    rows: list[Row] = []
    told, lines = [], []
    for side in SIDES:
        before, after, change = (
            visit.estimate("sides", side, kind, key)
            for key in ("before_mm", "after_mm", "change_mm")
        )
        if before is None or after is None or change is None:
            continue
        look = LOOKS[side]
        rows += [
            Row(f"{side}, without", before.value, look, before.low, before.high),
            Row(f"{side}, {words}", after.value, look, after.low, after.high),
        ]
        beyond = visit.at("sides", side, kind, "beyond_error") is True
        told.append(_changed(side, words, change, beyond=beyond))
        lines.append((side.capitalize(), ranged(before), ranged(after), ranged(change),
                      "yes" if beyond else "no"))  # fmt: skip
    if not rows:
        return None
    values = [v for row in rows for v in (row.value, row.low, row.high) if v is not None]
    zone = next((found for side in SIDES if (found := visit.in_line_mm(side))), None)
    chart = RowChart(
        f"Knee-plane offset at 60° without and {words}",
        " ".join(told),
        tuple(rows),
        axis("mm, inward +", [*values, *(zone or ())], zero=True, ticks=8),
        (Zone(*zone, "in line"),) if zone else (),
    ).drawing()
    table = Table(("Leg", "Without", words.capitalize(), "Change", "More than the error"),
                  tuple(lines), "mm, median (95 % interval); a minus is further out")  # fmt: skip
    blocks: list[Block] = [Points(tuple(told)), Figures((chart,)), table]
    if drawn:
        blocks.append(Figures(drawn))
    title = "Without and with the cue 'knees over your second toes'"
    return Section(
        title if kind == "cue" else "Without and with raised heels", tuple(blocks), (CUE,)
    )


def _changed(side: Side, words: str, change: Estimate, *, beyond: bool) -> str:
    if not beyond:
        return f"The {side} knee moved alike without and {words}, as far as the camera can tell."
    where = "further out" if change.value < 0 else "further in"
    return (
        f"{words.capitalize()} the {side} knee stayed about {plain(abs(change.value))} mm {where} "
        f"({ranged(change)})."
    )
