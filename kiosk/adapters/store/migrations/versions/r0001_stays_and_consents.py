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
    CREATE TABLE stays (
        id INTEGER NOT NULL,
        stay BLOB NOT NULL,
        started_us INTEGER NOT NULL,
        ended_us INTEGER NOT NULL,
        clock_ok INTEGER NOT NULL,
        kept_from_us INTEGER,
        language TEXT NOT NULL,
        last_state TEXT NOT NULL,
        outcome TEXT NOT NULL,
        retries TEXT NOT NULL,
        printed INTEGER NOT NULL,
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
    CREATE TABLE visits (
        id INTEGER NOT NULL,
        visit BLOB NOT NULL,
        ticket TEXT NOT NULL,
        started_us INTEGER NOT NULL,
        ended_us INTEGER,
        clock_ok INTEGER NOT NULL,
        kept_from_us INTEGER,
        language TEXT NOT NULL,
        version_id INTEGER NOT NULL,
        verdict TEXT NOT NULL,
        reasons TEXT NOT NULL,
        earlier_ticket TEXT,
        left_kpo_mm REAL,
        left_kpo_low_mm REAL,
        left_kpo_high_mm REAL,
        left_kto_mm REAL,
        left_flexion_deg REAL,
        left_band TEXT,
        left_inside INTEGER,
        left_of INTEGER,
        right_kpo_mm REAL,
        right_kpo_low_mm REAL,
        right_kpo_high_mm REAL,
        right_kto_mm REAL,
        right_flexion_deg REAL,
        right_band TEXT,
        right_inside INTEGER,
        right_of INTEGER,
        packing INTEGER NOT NULL,
        document BLOB NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(version_id) REFERENCES versions (id)
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
    """
    CREATE INDEX visits_started
        ON visits (started_us, verdict, left_band, right_band, language, clock_ok)
    """,
    "CREATE INDEX visits_kept ON visits (kept_from_us)",
    "CREATE INDEX visits_earlier ON visits (earlier_ticket) WHERE earlier_ticket IS NOT NULL",
    """
    CREATE INDEX visits_linked
        ON visits (started_us, earlier_ticket) WHERE earlier_ticket IS NOT NULL
    """,
    "CREATE UNIQUE INDEX stays_stay ON stays (stay)",
    "CREATE INDEX stays_started ON stays (started_us, outcome, last_state, printed, language)",
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
    last, versions = -1, dict[tuple[str, str], int]()
    query = "SELECT rowid, * FROM former_visits WHERE rowid > ? ORDER BY rowid LIMIT ?"
    while rows := connection.exec_driver_sql(query, (last, _BATCH)).all():
        for row in rows:
            measured_by = (row.kiosk_version, row.model_sha256)
            if measured_by not in versions:
                versions[measured_by] = len(versions) + 1
                connection.exec_driver_sql(
                    "INSERT INTO versions VALUES (?, ?, ?, 1, '')",
                    (versions[measured_by], *measured_by),
                )
            visit = former_columns(row) | {"version_id": versions[measured_by]}
            names, marks = ", ".join(visit), ", ".join("?" * len(visit))
            connection.exec_driver_sql(
                f"INSERT INTO visits ({names}) VALUES ({marks})",  # noqa: S608  our own names
                tuple(visit.values()),
            )
        last = rows[-1].rowid
