"""The owner's report as sections, tables and charts: kiosk.reports.period in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kiosk.core.suppression import LEAST_PEOPLE
from kiosk.reports.parts import Block, Figures, Note, Points, Report, Section, Table, Text
from kiosk.reports.period import Count, Flow
from kiosk.reports.period import Figures as Found
from kiosk.reports.period_when import when, when_notes
from kiosk.reports.period_words import FEW, lasted, percent, share, table, told
from kiosk.reports.strips import MOST_ROWS, strips_drawing

PEOPLE: Final = Note(
    "People and visits",
    "The kiosk knows nobody: whoever comes twice is counted twice.",
)
HIDING: Final = Note(
    "Hidden",
    f"A number of fewer than {LEAST_PEOPLE} people is not shown, and neither is another that "
    "would tell it by subtraction.",
)


def report_of(
    found: Found, *, gym: str, kiosk: str, made: str, version: str, days: Sequence[str]
) -> Report:
    """gym, kiosk: their names, '' for none. made: when, for people. days: a name for each day."""
    period = found.period
    place = ", ".join(one for one in (gym, kiosk) if one)
    subtitle = f"{period.name}, {period.first} to {period.last}"
    sections = (
        Section("In short", (Points(tuple(_short(found))),), (PEOPLE, HIDING)),
        Section("When it is used", tuple(when(found)), tuple(when_notes(found))),
        Section("How visits end", tuple(_ends(found.flow)), (_ENDS,)),
        Section("Sets that were asked for again", (_retries(found.retries),), (_RETRIES,)),
        Section("Whether knees moved", tuple(_change(found)), (_CHANGE,)),
        Section("When it ran", tuple(_ran(found, days)), (_RAN,)),
        Section("Paper, languages, clock", tuple(_rest(found)), (_PAPER, _CLOCK)),
    )
    whole = "" if period.ended else " The period is not over: it is told up to its last whole day."
    return Report(
        title="The knee kiosk",
        subtitle=subtitle,
        sections=sections,
        facts=(("made", made), ("program", version), ("times", period.zone)),
        foot=(
            "No names, no pictures, no single person's results." + whole,
            "Figures are about movement in a squat. They are no medical findings.",
        ),
        place=place,
    )


def _short(found: Found) -> Iterator[str]:
    flow, hours = found.flow, found.hours
    if found.empty:
        yield "Nobody came, and the kiosk did not run as far as is known."
        return
    if flow is None:
        yield f"Too few people came, or too few were not measured ({FEW}), to tell how it ended."
    else:
        yield f"{flow.came:,} came, {flow.measured:,} of them were measured{_of(flow)}."
        if flow.slips is not None:
            yield f"{flow.slips:,} took a slip with them."
    if hours.share is not None:
        yield (
            f"In service {percent(hours.in_s, hours.known_s)} of the time, "
            f"{lasted(hours.in_s)} in all."
        )
    if found.paper.used_m is not None:
        yield f"{found.paper.used_m:.1f} m of paper were used."
    change = found.change
    if change.compared is not None:
        yield f"{change.compared:,} were compared with an earlier visit of theirs."


def _of(flow: Flow) -> str:
    return f" ({percent(flow.measured, flow.came)})" if flow.came else ""


# How visits end

_ENDS: Final = Note(
    "Where they stopped",
    "How far a visit came that gave no result. Which answer ended it is never noted.",
)


def _ends(flow: Flow | None) -> Iterator[Block]:
    if flow is None:
        yield Text(f"Not shown: {FEW} came, or all but {FEW} were measured.")
        return
    yield table(("How it ended", "people", "share"), flow.outcomes, flow.came)
    missed = [one for one in flow.left_at if one.count != 0]
    if missed:
        yield table(
            ("Where those stopped who were not measured", "people", "share"), missed, flow.came
        )


_RETRIES: Final = Note(
    "Asked again",
    "A set of squats that could not be measured is asked for once more, with a hint. One person "
    "may be asked more than once.",
)


def _retries(retries: Sequence[Count]) -> Block:
    if not retries:
        return Text("None.")
    rows = tuple((one.label, FEW if one.count is None else f"{one.count:,}") for one in retries)
    return Table(("Why", "times"), rows)


# Whether knees moved

_CHANGE: Final = Note(
    "More than chance",
    "Only who brought an earlier slip can be compared. A knee counts as moved where its place at "
    "60° of flexion differs by more than this kiosk’s own day-to-day spread (MDC95); a person may "
    "have one knee in each row.",
)


def _change(found: Found) -> Iterator[Block]:
    change = found.change
    if not change.mdc_mm:
        yield Text(
            "Not told: this kiosk’s own day-to-day spread is not known yet. Who installs it finds "
            "it with the command “kiosk repeatability”."
        )
        return
    if change.compared is None:
        yield Text(f"Not shown: {FEW} could be compared with an earlier visit.")
        return
    yield Table(
        (f"By more than {change.mdc_mm:g} mm", "people", "share"),
        tuple(
            (label, told(people), share(people, change.compared))
            for label, people in (
                ("a knee moved outward", change.outward),
                ("a knee moved inward", change.inward),
                ("compared with an earlier visit", change.compared),
            )
        ),
    )


# When it ran

_RAN: Final = Note(
    "How that is known",
    "A running kiosk leaves a mark every ten minutes. A cut in the power therefore counts up to "
    "ten minutes too much as not running, never too little. A kiosk that is switched off at night "
    "does not run at night.",
)


def _ran(found: Found, days: Sequence[str]) -> Iterator[Block]:
    hours = found.hours
    if not hours.known_s:
        yield Text("Not known: no mark of a running kiosk is there from that time.")
        return
    rows = [
        ("in service", lasted(hours.in_s), percent(hours.in_s, hours.known_s)),
        ("out of service", lasted(hours.out_s), percent(hours.out_s, hours.known_s)),
        ("did not run", lasted(hours.down_s), percent(hours.down_s, hours.known_s)),
    ]
    if hours.before_s >= 60.0:
        rows.append(("before its first mark: not known", lasted(hours.before_s), ""))
    yield Table(("", "time", "share"), tuple(rows))
    times = "once" if hours.starts == 1 else f"{hours.starts} times"
    cut = "" if not hours.cut else f", {hours.cut} of them after it was cut off"
    yield Text(f"It was started {times}{cut}.")
    if len(days) <= MOST_ROWS:
        words = (
            f"A strip a day from midnight to midnight. In service {lasted(hours.in_s)}, out of "
            f"service {lasted(hours.out_s)}, not running {lasted(hours.down_s)}."
        )
        yield Figures((strips_drawing(found.strips, days, words),))


# The rest

_PAPER: Final = Note(
    "Paper",
    "As the print worker counts it, looked at every ten minutes: what is printed just before a "
    "roll ends is not seen.",
)
_CLOCK: Final = Note(
    "Clock",
    "A test whose clock was not synchronised may be of another time than it says.",
)


def _rest(found: Found) -> Iterator[Block]:
    paper = found.paper
    if paper.used_m is None:
        yield Text("Paper: not known.")
    else:
        rolls = paper.new_rolls or 0
        new = "no new roll" if not rolls else "1 new roll" if rolls == 1 else f"{rolls} new rolls"
        yield Text(f"Paper: {paper.used_m:.1f} m used, {new}.")
    if found.languages:
        whole = 0 if found.grid is None else found.grid.total
        yield table(("Language", "tests", "share"), found.languages, whole)
    doubt = f"hidden, or {FEW}" if found.doubtful is None else f"{found.doubtful:,}"
    yield Text(f"Tests with a clock that could not be believed: {doubt}.")
