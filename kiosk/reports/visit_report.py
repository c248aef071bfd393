"""A visit's report for a physiotherapist, from what was kept of it. Pure: no clock, no file.

The same visit under the same configuration makes the same report, so that two copies can be
compared; the date on it is the visit's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kiosk.core.records import LegFigures
from kiosk.reports.axes import LEFT, RIGHT, axis
from kiosk.reports.drawing import Drawing
from kiosk.reports.numbers import NONE, count, plain, signed
from kiosk.reports.parts import Block, Figures, Note, Points, Report, Section, Table, Text
from kiosk.reports.rows import Row, RowChart
from kiosk.reports.visit_curves import (
    FLEXION,
    FRONT,
    PLANE,
    TOE,
    both_legs,
    cue_charts,
    flexion_charts,
    time_charts,
)
from kiosk.reports.visit_facts import (
    SIDES,
    EarlierFacts,
    Opened,
    VisitFacts,
    at,
    number,
    open_visit,
    rep_names,
    strings,
)
from kiosk.reports.visit_result import cue, hints, result, symmetry, tempo
from kiosk.reports.visit_words import CURVES, EARLIER, NO_DIAGNOSIS, TERMS, reason_text
from kiosk.reports.visit_words import FLEXION as FLEXION_NOTE
from kiosk.reports.visit_words import FRONT as FRONT_NOTE

LEAST_PAIRS: Final = 2
"""Visits that a picture of several visits takes."""
NOT_COMPARABLE: Final = {
    "other_model": "another pose model: not comparable",
    "other_metric": "another definition: not comparable",
}


def visit_report(facts: VisitFacts) -> Report:
    """The whole report. Raises InputError where the visit's document cannot be read."""
    visit = open_visit(facts)
    record = facts.record
    found = (
        result(visit),
        hints(visit),
        *_curves(visit),
        tempo(visit),
        symmetry(visit, _pair(visit)),
        cue(visit, "cue", _cued(visit, "cued")),
        cue(visit, "heels", _cued(visit, "heels")),
        _earlier(visit),
        _squats(visit),
        _quality(visit),
        _versions(visit),
    )
    started = facts.started + ("" if record.clock_ok else " (the clock was not synchronised)")
    return Report(
        title="Squat: where the knees go",
        subtitle=f"Visit {record.ticket}, {started}",
        sections=tuple(section for section in found if section is not None),
        facts=(
            ("Curves", "kept with consent" if visit.curves else "not kept"),
            ("Squats", f"{_counted(visit)} uncued count"),
            ("Kiosk", record.kiosk_version),
            ("Model", record.model_sha256[:8] or NONE),
        ),
        foot=(" ".join(NO_DIAGNOSIS), _made(visit)),
        place=facts.place,
    )


def _counted(visit: Opened) -> str:
    uncued = [rep for rep in visit.reps if rep.get("set") == "uncued"]
    return f"{sum(rep.get('valid') is True for rep in uncued)} of {len(uncued)}"


def _made(visit: Opened) -> str:
    program = visit.facts.program
    by = f"Made by knee-kiosk {program} from" if program else "Made from"
    return f"{by} visit {visit.facts.record.visit}. Left and right are the member's own."


def _curves(visit: Opened) -> Iterator[Section]:
    """Over flexion and over time; or why there are none."""
    if not visit.squats("uncued"):
        yield Section("Curves", (Text(_why_none(visit)),))
        return
    damage = (Text(visit.damage),) if visit.damage else ()
    yield Section(
        "Curves over knee flexion",
        (*damage, *(Figures(flexion_charts(visit, one)) for one in (PLANE, TOE, FRONT))),
        (CURVES, FRONT_NOTE, TERMS),
    )
    yield Section(
        "Curves over time",
        tuple(Figures(time_charts(visit, one)) for one in (FLEXION, PLANE, TOE, FRONT)),
        (
            FLEXION_NOTE,
            Note(
                "Time",
                "From the start of the squat (0 %) to its end (100 %), so that quick and slow "
                "squats lie over each other. How long each took is under Tempo.",
            ),
        ),
    )


def _why_none(visit: Opened) -> str:
    record = visit.facts.record
    if visit.damage:
        return f"The kept curves cannot be drawn. {visit.damage}"
    if record.curves is not None:
        return "No uncued squat of this visit counts, so there is no curve to draw."
    consent = record.consent
    if consent is not None and "curves" in consent.what:
        return "The member agreed to keep curves, but none are in the store for this visit."
    return (
        "There are no curves, because the member did not agree to keep them: only the figures were "
        "kept. They can be kept from the next visit on, if the member agrees at the kiosk."
    )


def _pair(visit: Opened) -> tuple[Drawing, ...]:
    if not visit.squats("uncued"):
        return ()
    return both_legs(visit, PLANE), both_legs(visit, TOE)


def _cued(visit: Opened, set_: str) -> tuple[Drawing, ...]:
    if not visit.squats("uncued") or not visit.squats(set_):
        return ()
    return cue_charts(visit, PLANE, set_)


def _earlier(visit: Opened) -> Section:
    facts = visit.facts
    if not facts.earlier:
        return Section("Earlier visits", (Text("No earlier slip was scanned in this visit."),))
    rows = [("this visit", *(_now(visit, side) for side in SIDES), "")]
    rows += [
        (f"{one.date}, {one.summary.ticket}", _then(one.summary.left), _then(one.summary.right),
         _verdict(one))
        for one in facts.earlier
    ]  # fmt: skip
    table = Table(
        ("Visit", "Left", "Right", "Since then"),
        tuple(rows),
        "Knee-plane offset at 60°, mm, inward + (95 % interval)",
    )
    blocks: list[Block] = [Text(_spread(facts)), table]
    if (chart := _visits_chart(visit)) is not None:
        blocks.append(Figures((chart,)))
    return Section("Earlier visits", tuple(blocks), (EARLIER,))


def _spread(facts: VisitFacts) -> str:
    if not facts.mdc95_mm:
        return (
            "How much this kiosk's figures vary from day to day is not known yet, so nothing is "
            "called a change."
        )
    return (
        f"This kiosk's day-to-day spread (MDC95) is {plain(facts.mdc95_mm, 1)} mm, found on "
        f"{count(facts.people, 'person', 'people')} on {count(facts.days, 'day')}; only more than "
        "that is called a change."
    )


def _now(visit: Opened, side: str) -> str:
    offset = visit.estimate("sides", side, "knee_plane_offset_mm", "at_60")
    return NONE if offset is None else _interval(offset.value, offset.low, offset.high)


def _then(leg: LegFigures) -> str:
    return NONE if leg.kpo_mm is None else _interval(leg.kpo_mm, leg.kpo_low_mm, leg.kpo_high_mm)


def _interval(value: float, low: float | None, high: float | None) -> str:
    around = "" if low is None or high is None else f" ({signed(low)} to {signed(high)})"
    return signed(value) + around


def _verdict(one: EarlierFacts) -> str:
    if one.comparable != "yes":
        return NOT_COMPARABLE[one.comparable]
    if one.changed == (None, None):
        return "not judged"
    sides = [side for side, far in zip(SIDES, one.changed, strict=True) if far]
    return f"changed: {' and '.join(sides)}" if sides else "within the spread"


def _visits_chart(visit: Opened) -> Drawing | None:
    """Comparable visits alone, the oldest first."""
    same = [one for one in reversed(visit.facts.earlier) if one.comparable == "yes"]
    if len(same) + 1 < LEAST_PAIRS:
        return None
    rows: list[Row] = []
    for name, look in (("left", LEFT), ("right", RIGHT)):
        for one in same:
            leg = one.summary.left if name == "left" else one.summary.right
            label = f"{name}, {one.date}"
            rows.append(Row(label, leg.kpo_mm, look, leg.kpo_low_mm, leg.kpo_high_mm))
        now = visit.estimate("sides", name, "knee_plane_offset_mm", "at_60")
        values = (now.value, now.low, now.high) if now else (None, None, None)
        rows.append(Row(f"{name}, this visit", values[0], look, values[1], values[2]))
    seen = [v for row in rows for v in (row.value, row.low, row.high) if v is not None]
    return RowChart(
        "Knee-plane offset at 60°, comparable visits",
        f"Knee-plane offsets of both legs in {len(same) + 1} visits, the oldest first; the table "
        "above holds the same figures.",
        tuple(rows),
        axis("mm, inward +", seen, zero=True, ticks=8),
    ).drawing()


def _squats(visit: Opened) -> Section | None:
    """Each squat as it was measured, and why one does not count."""
    if not visit.reps:
        return None
    head = ("Squat", "Flexion L / R, °", "Plane L / R, mm", "Toe L / R, mm", "FPPA L / R, °",
            "Heel rise L / R, mm", "Counts")  # fmt: skip
    rows = []
    for name, rep in zip(rep_names(visit.reps), visit.reps, strict=True):

        def two(*keys: str, rep: object = rep, sign: bool = True) -> str:
            found = [number(at(rep, side, *keys)) for side in SIDES]
            return " / ".join(signed(v) if sign else plain(v) for v in found)

        why = ", ".join(code.replace("_", " ") for code in strings(rep.get("reasons")))
        rows.append(
            (
                name,
                two("knee_flexion_peak_deg", sign=False),
                two("knee_plane_offset_mm", "at_60"),
                two("knee_toe_offset_mm", "at_60"),
                two("fppa_3d_deg", "at_60"),
                two("heel_lift_mm", sign=False),
                "yes" if rep.get("valid") else f"no: {why or 'not said'}",
            )
        )
    caption = "Offsets and front-plane angle at 60°, inward +. Single squats have no interval of \
their own: the measurement's error applies to each."
    return Section("Every squat", (Table(head, tuple(rows), caption),))


def _quality(visit: Opened) -> Section:
    """How good the measurement was: what was seen, what was asked for again."""
    notes = tuple(map(reason_text, strings(visit.at("reasons")))) if visit.measured else ()
    failed = [rep for rep in visit.reps if not rep.get("valid")]
    points = (
        *notes,
        f"{count(len(failed), 'squat')} of {len(visit.reps)} did not count, for the reasons in the "
        "table above." if failed else f"All {count(len(visit.reps), 'squat')} count.",
    )  # fmt: skip
    stood = {"quiet": "at least 3 s of quiet standing", "upright": "all upright frames"}
    standing = visit.at("standing_from")
    rows = [
        ("Depth frames, of which lost",
         f"{plain(visit.number('recording', 'frames'))}, "
         f"{plain(visit.number('recording', 'dropped'))}"),
        ("Duration, s", plain(visit.number("recording", "duration_s"), 1)),
        ("Standing taken from", stood.get(str(standing), NONE)),
        ("Ankles apart, m (asked: 0.20–0.30)",
         plain(visit.number("standing", "ankles_apart_m"), 2)),
    ]  # fmt: skip
    for label, key, digits in (
        ("Toes out, °", "toe_out_deg", 0),
        ("Leg angle in standing (HKA), °", "hka_deg", 1),
        ("Knee-plane offset in standing, mm", "knee_plane_offset_mm", 0),
        ("Shank, m", "shank_m", 3),
        ("Thigh, m", "thigh_m", 3),
    ):
        left, right = (plain(visit.number("standing", side, key), digits) for side in SIDES)
        rows.append((f"{label}, left / right", f"{left} / {right}"))
    ratio = _ratio(visit)
    if ratio:
        rows.append(("Knee over ankle distance at the bottom, median (expected)", ratio))
    return Section("How it was measured", (Points(points), Table(("", ""), tuple(rows))))


def _ratio(visit: Opened) -> str:
    """KASR beside what this stance gives."""
    found: dict[str, list[float]] = {"bottom": [], "expected": []}
    for rep in visit.reps:
        values = {key: number(at(rep, "kasr", key)) for key in found}
        if rep.get("set") == "uncued" and rep.get("valid") and None not in values.values():
            for key, value in values.items():
                found[key].append(value or 0.0)
    if not found["bottom"]:
        return ""
    bottom, expected = (sorted(one)[len(one) // 2] for one in found.values())
    return f"{plain(bottom, 2)} ({plain(expected, 2)})"


def _versions(visit: Opened) -> Section:
    record = visit.facts.record
    consent = record.consent
    agreed = NONE if consent is None else f"{', '.join(consent.what)} (text {consent.wording})"
    rows = (
        ("Kiosk's program", record.kiosk_version),
        ("Pose model", f"{visit.at('model', 'name') or NONE}, SHA-256 {record.model_sha256}"),
        ("Definition of the offset, revision", str(record.metric_revision)),
        ("Error model", str(visit.at("error_model") or NONE)),
        ("Bands", f"{visit.at('bands', 'name') or NONE} ({visit.at('bands', 'provenance')})"),
        ("Configuration, SHA-256", record.config_sha256 or NONE),
        ("Consent", agreed),
        ("Document", str(visit.at("schema") or NONE)),
    )
    return Section("Versions", (Table(("", ""), rows, numbers=False),))
