"""What readers ask is answered along indexes: SQLite's own plan of every question."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, event

from kiosk.adapters.store import SqlStore, counting, selecting
from kiosk.adapters.store.engine import reading
from kiosk.adapters.store.rows import entries
from tests.support.kept_visits import NOW, stay, visit

DURING = (0, 1 << 60)
QUESTIONS: dict[str, Callable[[Connection], Any]] = {
    "the newest page": lambda c: selecting.page(c, *DURING, 50, 0),
    "by ticket": lambda c: selecting.by_ticket(c, "K7B4F2"),
    "by the beginning of a UUID": lambda c: selecting.by_uuid(c, b"\0" * 16, b"\1" * 16),
    "earlier visits": lambda c: selecting.chain(c, "K7B4F2"),
    "pairs": lambda c: selecting.pairs(c, (0, -1), 1 << 60, 100),
    "records": lambda c: selecting.records(c, (0, -1), 1 << 60, 100),
    "stays": lambda c: selecting.stays(c, (0, -1), 1 << 60, 100),
    "totals": lambda c: counting.totals(c, *DURING),
    "changed": lambda c: counting.changed(c, *DURING, 15.0),
    "the outbox": lambda c: entries(c, 0, 100),
}
SMALL = ("kinds", "versions", "slots")
"""A few rows each, or none of the file's: walked whole."""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("store") / "visits.db"
    random, last = Random(4), ""
    with closing(SqlStore(found, replicating=True)) as store:
        for number in range(30):
            began = NOW + timedelta(minutes=number)
            record = visit(random, began, earlier_ticket=last)
            store.save(record)
            store.log_stay(stay(random, began, retries=("gap",) if number % 2 else ()))
            last = record.ticket
    return found


@pytest.mark.parametrize("name", QUESTIONS)
def test_nothing_large_is_walked_whole_or_sorted(name: str, path: Path) -> None:
    engine, asked = reading(path), list[tuple[str, Any]]()

    @event.listens_for(engine, "before_cursor_execute")
    def _(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")) and not many:
            asked.append((statement, values))

    with engine.connect() as connection:
        QUESTIONS[name](connection)
        plans = [
            (statement, row[3])
            for statement, values in tuple(asked)
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert plans
    for statement, step in plans:
        walked = step.startswith("SCAN") and not any(one in step for one in SMALL)
        assert not walked or "CONSTANT ROW" in step, f"{step}: {statement}"
        assert "USE TEMP B-TREE FOR ORDER" not in step or "visits.id IN" in statement, statement


@pytest.mark.parametrize("name", ["totals"])
def test_counts_never_look_at_a_row(name: str, path: Path) -> None:
    """A row is on a page of its own, an index has a hundred entries on one."""
    engine, steps = reading(path), list[str]()
    with engine.connect() as connection:
        asked = list[tuple[str, Any]]()

        @event.listens_for(engine, "before_cursor_execute")
        def _(_c: Any, _cur: Any, statement: str, values: Any, _ctx: Any, _many: bool) -> None:
            if statement.lstrip().startswith(("SELECT", "WITH")):
                asked.append((statement, values))

        QUESTIONS[name](connection)
        for statement, values in tuple(asked):
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            steps += [row[3] for row in rows]
    large = [one for one in steps if one.startswith("SEARCH") and "kinds" not in one]
    assert large
    assert all("COVERING INDEX" in one for one in large), large
