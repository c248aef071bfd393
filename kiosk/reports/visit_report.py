"""A visit's report for a physiotherapist, from what was kept of it. Pure: no clock, no file.

The same visit under the same configuration makes the same report, so that two copies can be
compared; the date on it is the visit's.
"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.reports.drawing import Drawing
from kiosk.reports.numbers import NONE
from kiosk.reports.parts import Figures, Note, Report, Section, Text
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
from kiosk.reports.visit_earlier import earlier
from kiosk.reports.visit_facts import (
    Opened,
    VisitFacts,
    open_visit,
)
from kiosk.reports.visit_quality import quality, squats, versions
from kiosk.reports.visit_result import cue, hints, result, symmetry, tempo
from kiosk.reports.visit_words import CURVES, ONLY_MEASURED, TERMS
from kiosk.reports.visit_words import FLEXION as FLEXION_NOTE
from kiosk.reports.visit_words import FRONT as FRONT_NOTE


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
        earlier(visit),
        squats(visit),
        quality(visit),
        versions(visit),
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
        foot=(" ".join(ONLY_MEASURED), _made(visit)),
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
