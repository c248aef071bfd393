"""From one table of visits to visits with figures, consents, curves, joints, stays and the rest.

A file without a table gets the tables; the first version's visits are brought over. Frozen: a
later change of the format is a revision of its own. Alembic only.
"""

from __future__ import annotations

from typing import Any, Final

from alembic import op

from kiosk.adapters.store.former import former_columns

revision: Final = "0001"
down_revision: Final = None

_BATCH: Final = 500
_TABLES: Final = (
    """
    CREATE TABLE alembic_version (
        version_num TEXT NOT NULL,
        PRIMARY KEY (version_num)
    ) STRICT
    """,
    """
    CREATE TABLE meta (
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (name)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE stay_kinds (
        id INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        last_state TEXT NOT NULL,
        printed INTEGER NOT NULL,
        language TEXT NOT NULL,
        clock_ok INTEGER NOT NULL,
        kiosk_version TEXT NOT NULL,
        PRIMARY KEY (id)
    ) STRICT
    """,
    """
    CREATE TABLE tombstones (
        digest BLOB NOT NULL,
        ticket_hash BLOB,
        erased_us INTEGER NOT NULL,
        kept_from_us INTEGER,
        PRIMARY KEY (digest)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE versions (
        id INTEGER NOT NULL,
        kiosk TEXT NOT NULL,
        model_sha256 TEXT NOT NULL,
        metric_revision INTEGER NOT NULL,
        config_sha256 TEXT NOT NULL,
        PRIMARY KEY (id)
    ) STRICT
    """,
    """
    CREATE TABLE visit_kinds (
        id INTEGER NOT NULL,
        verdict TEXT NOT NULL,
        left_band TEXT NOT NULL,
        right_band TEXT NOT NULL,
        language TEXT NOT NULL,
        clock_ok INTEGER NOT NULL,
        PRIMARY KEY (id)
    ) STRICT
    """,
    """
    CREATE TABLE stays (
        id INTEGER NOT NULL,
        stay BLOB NOT NULL,
        started_us INTEGER NOT NULL,
        ended_us INTEGER NOT NULL,
        kept_from_us INTEGER,
        kind_id INTEGER NOT NULL,
        retries TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(kind_id) REFERENCES stay_kinds (id)
    ) STRICT
    """,
    """
    CREATE TABLE visits (
        id INTEGER NOT NULL,
        visit BLOB NOT NULL,
        ticket TEXT NOT NULL,
        started_us INTEGER NOT NULL,
        ended_us INTEGER,
        kept_from_us INTEGER,
        version_id INTEGER NOT NULL,
        kind_id INTEGER NOT NULL,
        reasons TEXT NOT NULL,
        earlier_ticket TEXT,
        left_kpo_mm REAL,
        left_kpo_low_mm REAL,
        left_kpo_high_mm REAL,
        left_kto_mm REAL,
        left_flexion_deg REAL,
        left_inside INTEGER,
        left_of INTEGER,
        right_kpo_mm REAL,
        right_kpo_low_mm REAL,
        right_kpo_high_mm REAL,
        right_kto_mm REAL,
        right_flexion_deg REAL,
        right_inside INTEGER,
        right_of INTEGER,
        packing INTEGER NOT NULL,
        document BLOB NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(version_id) REFERENCES versions (id),
        FOREIGN KEY(kind_id) REFERENCES visit_kinds (id)
    ) STRICT
    """,
    """
    CREATE TABLE consents (
        visit_id INTEGER NOT NULL,
        wording TEXT NOT NULL,
        given_us INTEGER NOT NULL,
        what TEXT NOT NULL,
        PRIMARY KEY (visit_id),
        FOREIGN KEY(visit_id) REFERENCES visits (id) ON DELETE CASCADE
    ) STRICT
    """,
    """
    CREATE TABLE outbox (
        sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        visit_id INTEGER,
        stay_id INTEGER,
        digest BLOB,
        erased_us INTEGER,
        FOREIGN KEY(visit_id) REFERENCES visits (id) ON DELETE CASCADE,
        FOREIGN KEY(stay_id) REFERENCES stays (id) ON DELETE CASCADE
    ) STRICT
    """,
    """
    CREATE TABLE curves (
        visit_id INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (visit_id),
        FOREIGN KEY(visit_id) REFERENCES consents (visit_id) ON DELETE CASCADE
    ) STRICT
    """,
    """
    CREATE TABLE joints (
        visit_id INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (visit_id),
        FOREIGN KEY(visit_id) REFERENCES consents (visit_id) ON DELETE CASCADE
    ) STRICT
    """,
    "CREATE UNIQUE INDEX visits_visit ON visits (visit)",
    "CREATE UNIQUE INDEX visits_ticket ON visits (ticket)",
    "CREATE INDEX visits_started ON visits (started_us)",
    "CREATE INDEX visits_kind ON visits (kind_id, started_us)",
    "CREATE INDEX visits_kept ON visits (kept_from_us)",
    "CREATE INDEX visits_earlier ON visits (earlier_ticket) WHERE earlier_ticket IS NOT NULL",
    """
    CREATE INDEX visits_linked
    ON visits (started_us, earlier_ticket) WHERE earlier_ticket IS NOT NULL
    """,
    "CREATE UNIQUE INDEX stays_stay ON stays (stay)",
    "CREATE INDEX stays_started ON stays (started_us)",
    "CREATE INDEX stays_kind ON stays (kind_id, started_us)",
    "CREATE INDEX stays_retries ON stays (started_us, retries) WHERE retries <> ''",
    "CREATE INDEX stays_kept ON stays (kept_from_us)",
    "CREATE INDEX tombstones_ticket ON tombstones (ticket_hash)",
    "CREATE INDEX outbox_visit ON outbox (visit_id)",
    "CREATE INDEX outbox_stay ON outbox (stay_id)",
    "CREATE INDEX outbox_digest ON outbox (digest)",
)


def upgrade() -> None:
    """In the caller's transaction."""
    connection = op.get_bind()
    former = connection.exec_driver_sql("PRAGMA user_version").scalar() == 1
    if former:
        op.execute("ALTER TABLE visits RENAME TO former_visits")
    for statement in _TABLES:
        connection.exec_driver_sql(statement)
    if former:
        _bring_over(connection)
        op.execute("DROP TABLE former_visits")
    op.execute("PRAGMA user_version = 2")


def _bring_over(connection: Any) -> None:
    """Every visit of the first version, in the order in which they were saved."""
    last, versions, kinds = (
        -1,
        Numbered(connection, "versions"),
        Numbered(connection, "visit_kinds"),
    )
    query = "SELECT rowid, * FROM former_visits WHERE rowid > ? ORDER BY rowid LIMIT ?"
    while rows := connection.exec_driver_sql(query, (last, _BATCH)).all():
        for row in rows:
            kind, visit = former_columns(row)
            version = {
                "kiosk": row.kiosk_version,
                "model_sha256": row.model_sha256,
                "metric_revision": 1,
                "config_sha256": "",
            }
            visit |= {"version_id": versions.of(version), "kind_id": kinds.of(kind)}
            _insert(connection, "visits", visit)
        last = rows[-1].rowid


class Numbered:
    """A table of few different rows."""

    def __init__(self, connection: Any, table: str) -> None:
        self._connection, self._table = connection, table
        self._known: dict[tuple[Any, ...], int] = {}

    def of(self, row: dict[str, Any]) -> int:
        """Its id, put in where it is new."""
        values = tuple(row.values())
        if values not in self._known:
            self._known[values] = len(self._known) + 1
            _insert(self._connection, self._table, {"id": self._known[values], **row})
        return self._known[values]


def _insert(connection: Any, table: str, row: dict[str, Any]) -> None:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  our own names
    connection.exec_driver_sql(statement, tuple(row.values()))
