"""What the owner is sent, in words: a month's report, alerts, a trial. Pure.

Nothing of a member is in an alert: that the kiosk is down or out of paper, since when, what to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from kiosk.core.alerting import Due, Kind
from kiosk.core.letter import Letter
from kiosk.reports.page import page
from kiosk.reports.parts import Figures, Points, Report, Section, Table, Text
from kiosk.reports.period_words import lasted

BAD: Final[dict[Kind, tuple[str, str, str]]] = {
    "down": (
        "the kiosk is down",
        "It does not answer.",
        "Look whether it has power and what its screen shows. Over SSH: kiosk status, then "
        "kiosk service restart and kiosk service logs. While it is meant to be off, take it out "
        "of service first (kiosk maintenance on): then nothing is sent.",
    ),
    "paper_out": (
        "out of paper",
        "Its printer is out of paper. Members see their result and its code, and get no slip.",
        "Put in a new roll.",
    ),
}
GOOD: Final[dict[Kind, tuple[str, str]]] = {
    "down": ("the kiosk is well again", "It answers again."),
    "paper_out": ("paper is in again", "Its printer has paper again."),
}


def alert(one: Due, *, where: str, since: str) -> Letter:
    """where: the gym's and the kiosk's name. since: when it was seen first, for people."""
    kind, phase = one.incident.kind, one.phase
    if phase == "over":
        what, told = GOOD[kind]
        text = f"{told} It had lasted since {since}, {lasted(one.lasted_s)}."
    else:
        what, told, do = BAD[kind]
        what = f"still: {what}" if phase == "lasts" else what
        text = f"{told} Since {since}, {lasted(one.lasted_s)}.\n\n{do}"
    return Letter(
        event=one.event,
        sort="alert",
        subject=_subject(where, what),
        text=f"{where}\n\n{text}\n",
        figures={"alert": kind, "phase": phase, "since": since, "lasted_s": round(one.lasted_s)},
    )


def trial(*, where: str, at: str, number: str) -> Letter:
    """Whether letters arrive at all. number: another one each time."""
    return Letter(
        event=f"test-{number}",
        sort="test",
        subject=_subject(where, "a trial"),
        text=f"{where}\n\nThis is a trial, sent on {at} by kiosk deliver --test. Reports and "
        "alerts come the same way.\n",
    )


def monthly(report: Report, month: str, *, where: str, pdf: bytes, figures: Any) -> Letter:
    """month: YYYY-MM. The drawings are in the PDF alone: mail programs show none."""
    return Letter(
        event=f"month-{month}",
        sort="report",
        subject=_subject(where, report.subtitle),
        text=plain(report),
        page=page(without_drawings(report)),
        pdf=pdf,
        pdf_name=f"knee-kiosk-{month}.pdf",
        figures=figures,
    )


def without_drawings(report: Report) -> Report:
    """The same in words and tables."""
    sections = []
    for section in report.sections:
        blocks = tuple(one for one in section.blocks if not isinstance(one, Figures))
        sections.append(replace(section, blocks=blocks))
    return replace(report, sections=tuple(sections))


def plain(report: Report) -> str:
    """As text, for who reads mail so."""
    lines = [line for line in (report.place, report.title, report.subtitle) if line]
    for section in report.sections:
        lines += ["", section.title, *_plain(section)]
    lines += ["", *report.foot]
    return "\n".join(lines) + "\n"


def _plain(section: Section) -> Iterator[str]:
    for block in section.blocks:
        match block:
            case Text():
                yield f"  {block.text}"
            case Points():
                yield from (f"  - {item}" for item in block.items)
            case Table():
                yield from (
                    f"  {first}: {', '.join(cell for cell in rest if cell)}"
                    for first, *rest in block.rows
                )


def _subject(where: str, what: str) -> str:
    return f"{where}: {what}"
