"""`kiosk repeatability` put together: visits of the same people, and the settings. May import all
below.

Who is the same person is known from slips that were scanned, or from tickets that staff lists; a
person is a number here, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.app.asking import act_as_owner
from kiosk.app.kept import archive_of
from kiosk.app.places import store_path
from kiosk.app.recordings import installed, model_sha256
from kiosk.app.settings import Changed, install
from kiosk.config import Config
from kiosk.core.earlier import REVISION
from kiosk.core.records import LegFigures, VisitRecord, VisitSummary
from kiosk.core.spread import Figure, Study, study
from kiosk.errors import ConfigError, InputError
from kiosk.ports import Archive

EVER = ("2000-01-01T00:00:00Z", "2200-01-01T00:00:00Z")
MODEL_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A study for one model and metric. left_out: visits and why they did not count."""

    study: Study
    model_sha256: str
    revision: int
    left_out: tuple[tuple[str, int], ...]


def find(
    config: Config, period: tuple[str, str], within_days: int, people: Sequence[Sequence[str]]
) -> Found:
    """people: tickets a person; none: those whose slips were scanned. within_days: a person's
    visits count so long after the first, so that training is not taken for spread. Raises
    StoreError, InputError."""
    model = model_sha256(config)
    if not model:
        raise ConfigError("The pose model cannot be read: kiosk doctor tells why.")
    act_as_owner(store_path(config).parent)
    with closing(archive_of(config)) as archive:
        groups = _listed(archive, people) if people else _scanned(archive, period)
    left_out: dict[str, int] = {}
    figures: list[Figure] = []
    for number, visits in enumerate(groups, 1):
        own = []
        for visit in visits:
            why = _unfit(visit, model)
            if why:
                left_out[why] = left_out.get(why, 0) + 1
            else:
                own.append(_figure(f"person {number}", visit))
        own.sort(key=lambda one: one.at)
        last = _day_after(own[0].day, within_days) if own else ""
        late = sum(one.day > last for one in own)
        if late:
            left_out["later"] = left_out.get("later", 0) + late
        figures += [one for one in own if one.day <= last]
    return Found(study(figures), model, REVISION, tuple(sorted(left_out.items())))


def keep(path: Path, found: Found) -> Changed:
    """Put it into the settings, which switches comparisons on. Raises ConfigError where people or
    days are missing."""
    with installed():
        from kiosk.adapters.toml_text import with_value
    told = found.study
    if told.missing or told.both is None:
        raise ConfigError(
            f"Not yet: {told.people} people on {told.days} days are measured; still missing: "
            f"{', '.join(told.missing)}. Nothing was changed."
        )
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        text = ""
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror or error}.") from error
    values: dict[str, float | int | str] = {
        "mdc95_mm": round(told.both.mdc95_mm, 1),
        "people": told.people,
        "days": told.days,
        "model": found.model_sha256[:MODEL_DIGITS],
    }
    for key, value in values.items():
        text = with_value(text, "repeatability", key, value)
    return install(path, text)


def _scanned(archive: Archive, period: tuple[str, str]) -> list[list[VisitSummary]]:
    """Chains of slips: visits that belong together, by the first."""
    visits: dict[str, VisitSummary] = {}
    leader: dict[str, str] = {}

    def lead(visit: str) -> str:
        while leader[visit] != visit:
            leader[visit] = leader[leader[visit]]
            visit = leader[visit]
        return visit

    for now, earlier in archive.pairs(*EVER):
        for one in (now, earlier):
            visits[one.visit] = one
            leader.setdefault(one.visit, one.visit)
        leader[lead(now.visit)] = lead(earlier.visit)
    since, until = (datetime.fromisoformat(end) for end in period)
    groups: dict[str, list[VisitSummary]] = {}
    for key, one in visits.items():
        if since <= datetime.fromisoformat(one.started_utc) < until:
            groups.setdefault(lead(key), []).append(one)
    return list(groups.values())


def _listed(archive: Archive, people: Sequence[Sequence[str]]) -> list[list[VisitSummary]]:
    """Each person's by their tickets. Raises InputError."""
    seen: set[str] = set()
    groups = []
    for tickets in people:
        records = [_record(archive, ticket) for ticket in tickets]
        for one in records:
            if one.visit in seen:
                raise InputError(f"{one.ticket} is given twice.")
            seen.add(one.visit)
        found = [_summary(archive, one) for one in records]
        groups.append(found)
    return groups


def _record(archive: Archive, ticket: str) -> VisitRecord:
    record = archive.visit(ticket)
    if record is None:
        raise InputError(f"There is no visit {ticket} here: kiosk results list.")
    return record


def _summary(archive: Archive, record: VisitRecord) -> VisitSummary:
    """The line of its list."""
    start = datetime.fromisoformat(record.started_utc)
    around = (start.isoformat(), (start + timedelta(milliseconds=1)).isoformat())
    for one in archive.visits(*around, 1000):
        if one.visit == record.visit:
            return one
    raise InputError(f"The visit {record.ticket} was erased meanwhile.")


def _unfit(visit: VisitSummary, model: str) -> str:
    """Why a visit does not count, '' where it does."""
    if visit.metric_revision != REVISION:
        return "other_metric"
    if visit.model_sha256 != model:
        return "other_model"
    if visit.verdict != "measured":
        return "not_measured"
    return "" if visit.clock_ok else "clock"


def _figure(person: str, visit: VisitSummary) -> Figure:
    at = datetime.fromisoformat(visit.started_utc)
    left, right = (_offset(leg) for leg in (visit.left, visit.right))
    return Figure(person, at.astimezone().date().isoformat(), at.isoformat(), left, right)


def _offset(leg: LegFigures) -> float | None:
    return leg.kpo_mm


def _day_after(day: str, days: int) -> str:
    return (datetime.fromisoformat(day) + timedelta(days=days)).date().isoformat()


def told_out(found: Found) -> Iterator[str]:
    """What did not count, in words."""
    words = {
        "other_metric": "another metric", "other_model": "another pose model",
        "not_measured": "not measured", "clock": "a clock that was not synchronised",
        "later": "too long after the person's first",
    }  # fmt: skip
    for why, count in found.left_out:
        yield f"{count} ({words[why]})"
