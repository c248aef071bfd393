"""The tables of many kiosks, as statements for PostgreSQL 13 and later. stdlib, kiosk.fleet.

MIGRATIONS are carried out in order, each once; `format` remembers how far. A new one is added at
the end and none is ever changed.
"""

# ruff: noqa: S608 - statements are put together of names of our own; values are parameters

from __future__ import annotations

from typing import Final

from kiosk.fleet.columns import LEG, STAY, VISIT

NAME: Final = "knee_kiosk"
"""Of the schema (a folder of tables in a database)."""
KIOSKS: Final = "knee_kiosks"
READERS: Final = "knee_readers"
"""Roles, where there are such: of what kiosks may do, and of who may read."""
GRACE_DAYS: Final = 2
"""A kiosk's own erasing comes first, and by its own clock; this is for what it can no longer
tell."""

_LEG: Final = {
    "kpo_mm": "real", "kpo_low_mm": "real", "kpo_high_mm": "real", "kto_mm": "real",
    "flexion_deg": "real", "band": "text", "inside": "integer", "of": "integer",
}  # fmt: skip
KINDS: Final[dict[str, str]] = {
    "visit": "uuid", "stay": "uuid", "ticket": "text", "started_at": "timestamptz",
    "ended_at": "timestamptz", "clock_ok": "boolean", "language": "text", "verdict": "text",
    "reasons": "text[]", "kiosk_version": "text", "model_sha256": "text",
    "metric_revision": "integer", "config_sha256": "text", "earlier_ticket": "text",
    "document": "text", "consent_wording": "text", "consent_given_at": "timestamptz",
    "consent_what": "text[]", "curves": "bytea", "joints": "bytea", "last_state": "text",
    "outcome": "text", "retries": "text[]", "printed": "boolean",
    **{f"{side}_{name}": _LEG[name] for side in ("left", "right") for name in LEG},
}  # fmt: skip
"""Of each column that a kiosk sends."""
_MAY_LACK: Final = {
    "ended_at", "earlier_ticket", "consent_wording", "consent_given_at", "consent_what", "curves",
    "joints", *(f"{side}_{name}" for side in ("left", "right") for name in LEG),
}  # fmt: skip


def _table(name: str, key: str, columns: tuple[str, ...]) -> str:
    """kept_from: from when the keeping counts, which a clock that is not right does not tell."""
    lines = [
        f"{one} {KINDS[one]}{'' if one in _MAY_LACK else ' NOT NULL'}"
        f"{' PRIMARY KEY' if one == key else ''}"
        for one in columns
    ]
    own = (
        "kiosk text NOT NULL",
        f"stream integer NOT NULL REFERENCES {NAME}.streams (number)",
        "sequence bigint NOT NULL",
        "kept_from timestamptz NOT NULL",
    )
    return f"CREATE TABLE {NAME}.{name} (\n    " + ",\n    ".join((*lines, *own)) + "\n);"


FIRST: Final = f"""
CREATE TABLE {NAME}.kiosks (
    kiosk text PRIMARY KEY,
    stream integer,
    sequence bigint,
    version text NOT NULL,
    keep_days integer NOT NULL,
    stay_days integer NOT NULL,
    needs text[] NOT NULL,
    waiting bigint NOT NULL,
    heard_at timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE TABLE {NAME}.streams (
    number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream text NOT NULL UNIQUE,
    kiosk text NOT NULL,
    began_at timestamptz NOT NULL DEFAULT now()
);
{_table("visits", "visit", VISIT)}
{_table("stays", "stay", STAY)}
CREATE TABLE {NAME}.erased (
    digest bytea PRIMARY KEY,
    kiosk text NOT NULL,
    erased_at timestamptz NOT NULL,
    heard_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX visits_digest ON {NAME}.visits (sha256(uuid_send(visit)));
CREATE UNIQUE INDEX stays_digest ON {NAME}.stays (sha256(uuid_send(stay)));
CREATE INDEX visits_started ON {NAME}.visits (started_at, kiosk);
CREATE INDEX stays_started ON {NAME}.stays (started_at, kiosk);
CREATE INDEX visits_kept ON {NAME}.visits (kiosk, kept_from);
CREATE INDEX stays_kept ON {NAME}.stays (kiosk, kept_from);
CREATE INDEX visits_ticket ON {NAME}.visits (ticket);
CREATE INDEX visits_earlier ON {NAME}.visits (earlier_ticket) WHERE earlier_ticket IS NOT NULL;
ALTER TABLE {NAME}.kiosks ENABLE ROW LEVEL SECURITY;
ALTER TABLE {NAME}.visits ENABLE ROW LEVEL SECURITY;
ALTER TABLE {NAME}.stays ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON {NAME}.kiosks USING (kiosk = current_user);
CREATE POLICY own ON {NAME}.visits USING (kiosk = current_user);
CREATE POLICY own ON {NAME}.stays USING (kiosk = current_user);
"""
"""A kiosk's role has the kiosk's name and sees its own rows alone; the tables' owner sees all."""

MIGRATIONS: Final = (FIRST,)
VERSION: Final = len(MIGRATIONS)
WRITABLE_FROM: Final = 1
"""The oldest version of a program that still may write to tables of this VERSION: a chain cannot
bring five hundred kiosks up to date in one night."""

BEGIN: Final = f"""
CREATE SCHEMA IF NOT EXISTS {NAME};
CREATE TABLE IF NOT EXISTS {NAME}.format (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version integer NOT NULL,
    writable_from integer NOT NULL
);
INSERT INTO {NAME}.format (version, writable_from) VALUES (0, 0) ON CONFLICT DO NOTHING;
"""

GRANTS: Final[dict[str, str]] = {
    KIOSKS: f"""
GRANT USAGE ON SCHEMA {NAME} TO {KIOSKS};
GRANT SELECT ON {NAME}.format TO {KIOSKS};
GRANT SELECT, INSERT ON {NAME}.streams, {NAME}.erased TO {KIOSKS};
GRANT SELECT, INSERT, UPDATE ON {NAME}.kiosks TO {KIOSKS};
GRANT SELECT, INSERT, UPDATE, DELETE ON {NAME}.visits, {NAME}.stays TO {KIOSKS};
""",
    READERS: f"""
GRANT USAGE ON SCHEMA {NAME} TO {READERS};
GRANT SELECT ON ALL TABLES IN SCHEMA {NAME} TO {READERS};
DROP POLICY IF EXISTS readers ON {NAME}.kiosks;
DROP POLICY IF EXISTS readers ON {NAME}.visits;
DROP POLICY IF EXISTS readers ON {NAME}.stays;
CREATE POLICY readers ON {NAME}.kiosks FOR SELECT TO {READERS} USING (true);
CREATE POLICY readers ON {NAME}.visits FOR SELECT TO {READERS} USING (true);
CREATE POLICY readers ON {NAME}.stays FOR SELECT TO {READERS} USING (true);
""",
}
"""The least that each needs."""


def upsert(table: str, key: str, columns: tuple[str, ...]) -> str:
    """Put in a row, or replace an earlier one; not what is erased. Further parameters: kiosk,
    stream (its number), sequence."""
    names = (*columns, "kiosk", "stream", "sequence")
    kinds = KINDS | {"kiosk": "text", "stream": "integer", "sequence": "bigint"}
    given = ", ".join(f"%({one})s::{kinds[one]}" for one in names)
    changed = ", ".join(f"{one} = excluded.{one}" for one in names if one != key)
    return f"""
INSERT INTO {NAME}.{table} AS old ({", ".join(names)}, kept_from)
SELECT {given},
    CASE WHEN %(clock_ok)s::boolean THEN %(started_at)s::timestamptz ELSE now() END
WHERE NOT EXISTS (
    SELECT FROM {NAME}.erased WHERE digest = sha256(uuid_send(%({key})s::uuid))
)
ON CONFLICT ({key}) DO UPDATE SET {changed},
    kept_from = CASE WHEN excluded.clock_ok THEN excluded.kept_from ELSE old.kept_from END
WHERE (old.stream, old.sequence) < (excluded.stream, excluded.sequence)
"""


PUT_VISIT: Final = upsert("visits", "visit", VISIT)
PUT_STAY: Final = upsert("stays", "stay", STAY)

BURY: Final = f"""
INSERT INTO {NAME}.erased (digest, kiosk, erased_at)
VALUES (%(digest)s, %(kiosk)s, %(erased_at)s::timestamptz) ON CONFLICT DO NOTHING
"""
UNLINK: Final = f"""
UPDATE {NAME}.visits SET earlier_ticket = NULL
WHERE kiosk = %(kiosk)s AND earlier_ticket IN (
    SELECT ticket FROM {NAME}.visits WHERE sha256(uuid_send(visit)) = ANY(%(digests)s)
)
"""
"""The erased visit's ticket is also in the visits in which its slip was scanned. The kiosk says so
too, but not of those that it does not have any more."""
DELETE: Final = tuple(
    f"DELETE FROM {NAME}.{table} WHERE sha256(uuid_send({key})) = ANY(%(digests)s)"
    for table, key in (("visits", "visit"), ("stays", "stay"))
)
"""digests: of what was erased."""

BEGIN_STREAM: Final = f"""
INSERT INTO {NAME}.streams (stream, kiosk) VALUES (%(stream)s, %(kiosk)s) ON CONFLICT DO NOTHING
"""
STREAM: Final = f"SELECT number FROM {NAME}.streams WHERE stream = %(stream)s"

HEARD: Final = f"""
INSERT INTO {NAME}.kiosks AS old
    (kiosk, stream, sequence, version, keep_days, stay_days, needs, waiting, heard_at)
VALUES (%(kiosk)s, %(stream)s, %(sequence)s, %(version)s, %(keep_days)s, %(stay_days)s,
    %(needs)s, 0, now())
ON CONFLICT (kiosk) DO UPDATE SET stream = excluded.stream, sequence = excluded.sequence,
    version = excluded.version, keep_days = excluded.keep_days, stay_days = excluded.stay_days,
    needs = excluded.needs, heard_at = now()
"""
"""The first statement of a batch: it holds this kiosk's row, so that its batches come one after
the other, and an erasure and what it erases are never under way at once."""
FINISHED: Final = f"""
INSERT INTO {NAME}.kiosks
    (kiosk, version, keep_days, stay_days, needs, waiting, heard_at, finished_at)
VALUES (%(kiosk)s, %(version)s, %(keep_days)s, %(stay_days)s, %(needs)s, %(waiting)s, now(), now())
ON CONFLICT (kiosk) DO UPDATE SET waiting = excluded.waiting, needs = excluded.needs,
    version = excluded.version, keep_days = excluded.keep_days, stay_days = excluded.stay_days,
    heard_at = now(), finished_at = now()
"""
EXPIRE: Final = tuple(
    f"""
DELETE FROM {NAME}.{table} AS kept USING {NAME}.kiosks AS its
WHERE its.kiosk = kept.kiosk
    AND kept.kept_from < now() - make_interval(days => its.{days} + {GRACE_DAYS})
"""
    for table, days in (("visits", "keep_days"), ("stays", "stay_days"))
)
"""What is over, of every kiosk whose rows are seen."""
EXPIRE_ERASED: Final = f"""
DELETE FROM {NAME}.erased
WHERE heard_at < now() - make_interval(days => (SELECT coalesce(max(stay_days), 400) + 30
    FROM {NAME}.kiosks))
"""
"""By then no kiosk can send what it names: it has no row and no backup of it any more."""
