"""Visits and stays for tests of what keeps them: plausible documents, never two alike."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any, Final
from uuid import UUID

from kiosk.core.records import Consent, Stay, VisitRecord
from kiosk.core.ticket import new_ticket
from kiosk.document import ModelFacts, RecordingFacts, report
from tests.support.assessed import assessed, leg, rep

NOW: Final = datetime(2026, 11, 26, 1, 22, 25, tzinfo=UTC)
CONSENT: Final = Consent("2026-1", "2026-11-26T01:21:00Z", ("result", "curves", "joints"))

VISIT: Final = VisitRecord(
    visit="6c4f6a1e-7d2a-4f7e-9f0b-2f2f8d3f1a10",
    ticket="K7B4F2",
    started_utc="2026-11-26T01:22:25Z",
    clock_ok=True,
    language="en",
    document='{"schema": "kiosk-assessment/1", "secret": "' + "knee " * 3000 + '"}',
    kiosk_version="0.2.0",
    model_sha256="ab" * 32,
)


def another(number: int, **changed: Any) -> VisitRecord:
    """VISIT with an identity of its own."""
    identity = str(UUID(int=number + 1))
    return replace(VISIT, visit=identity, ticket=f"K7B4{number:02d}", **changed)


@cache
def _usual() -> dict[str, Any]:
    """A test with two practice squats, five and three cued ones, the right knee inside."""
    more = [rep(leg(0.002), leg(0.012), set_) for set_ in ("practice",) * 2 + ("cued",) * 3]
    answer = assessed((0.001, 0.004, 0.0, 0.003, 0.002), (0.041, 0.038, 0.05, 0.036, 0.044), *more)
    facts = RecordingFacts(1840, 61.3, 2)
    return report(answer, facts, ModelFacts("pose-3", "ab" * 32))


def document(random: Random) -> str:
    """The JSON of a test with ten squats, every number a little different."""
    return json.dumps(_shaken(_usual(), random), ensure_ascii=False)


def visit(random: Random, started: datetime = NOW, **changed: Any) -> VisitRecord:
    """A whole record, with curves and joints where `consent` is given."""
    ended = started + timedelta(seconds=150)
    made: dict[str, Any] = {
        "visit": str(UUID(bytes=random.randbytes(16), version=4)),
        "ticket": new_ticket(random.randbytes(16)),
        "started_utc": started.isoformat().replace("+00:00", "Z"),
        "ended_utc": ended.isoformat().replace("+00:00", "Z"),
        "document": document(random),
        "config_sha256": "cd" * 32,
    }
    if changed.get("consent") is not None:
        made |= {"curves": random.randbytes(9000), "joints": random.randbytes(40_000)}
    return replace(VISIT, **(made | changed))


def stay(random: Random, started: datetime = NOW, **changed: Any) -> Stay:
    """Somebody who was measured and took a slip."""
    made = Stay(
        stay=str(UUID(bytes=random.randbytes(16), version=4)),
        started_utc=started.isoformat().replace("+00:00", "Z"),
        ended_utc=(started + timedelta(seconds=170)).isoformat().replace("+00:00", "Z"),
        clock_ok=True,
        language="en",
        last_state="thanks",
        outcome="measured",
        printed=True,
        kiosk_version="0.2.0",
    )
    return replace(made, **changed)


def _shaken(value: Any, random: Random) -> Any:
    if isinstance(value, bool) or not isinstance(value, float | dict | list):
        return value
    if isinstance(value, dict):
        return {key: _shaken(one, random) for key, one in value.items()}
    if isinstance(value, list):
        return [_shaken(one, random) for one in value]
    return round(value + random.gauss(0.0, 1.0 + abs(value) / 4), 1)
