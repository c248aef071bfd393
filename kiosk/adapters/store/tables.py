"""The database's tables. SQLAlchemy only; migrations/versions make the same of an older file.

UUIDs are 16 bytes, times microseconds since 1970 in UTC, codes words with spaces between. Every
table is STRICT. What belongs to a visit goes with it (ON DELETE CASCADE), and curves and joints
hang on the consent that allows them: without one there is no row to hang on.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.types import REAL, TypeEngine

APPLICATION: Final = 0x4B6E6565
"""SQLite's application_id of our files: 'Knee'."""
USER_VERSION: Final = 2
"""1 was the single table of the first version; what came after is told by `alembic_version`."""
HEAD: Final = "0001"
"""The revision that these tables are; a test holds it to the newest of migrations/versions."""

METADATA: Final = MetaData()


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _key(name: str, to: str) -> Column[int]:
    """Both primary key and reference: at most one row for each row there."""
    return Column(name, Integer, ForeignKey(to, ondelete="CASCADE"), primary_key=True)


def _leg(side: str) -> list[Column[Any]]:
    """kiosk.core.records.LegFigures but for the band."""
    kinds: dict[str, type[TypeEngine[Any]]] = {
        "kpo_mm": REAL, "kpo_low_mm": REAL, "kpo_high_mm": REAL, "kto_mm": REAL,
        "flexion_deg": REAL, "inside": Integer, "of": Integer,
    }  # fmt: skip
    return [Column(f"{side}_{name}", kind) for name, kind in kinds.items()]


VERSIONS: Final = Table(
    "versions", METADATA,
    _id(),
    Column("kiosk", Text, nullable=False),
    Column("model_sha256", Text, nullable=False),
    Column("metric_revision", Integer, nullable=False),
    Column("config_sha256", Text, nullable=False),
    sqlite_strict=True,
)  # fmt: skip
"""What measured: few different ones, so that a visit holds a number."""

VISIT_KINDS: Final = Table(
    "visit_kinds", METADATA,
    _id(),
    Column("verdict", Text, nullable=False),
    Column("left_band", Text, nullable=False),
    Column("right_band", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("clock_ok", Integer, nullable=False),
    sqlite_strict=True,
)  # fmt: skip
"""What reports count, a band '' where there is none. Counting the visits of each kind is a walk
along an index; grouping a million of them would be a sort."""

STAY_KINDS: Final = Table(
    "stay_kinds", METADATA,
    _id(),
    Column("outcome", Text, nullable=False),
    Column("last_state", Text, nullable=False),
    Column("printed", Integer, nullable=False),
    Column("language", Text, nullable=False),
    Column("clock_ok", Integer, nullable=False),
    Column("kiosk_version", Text, nullable=False),
    sqlite_strict=True,
)  # fmt: skip

VISITS: Final = Table(
    "visits", METADATA,
    _id(),
    Column("visit", LargeBinary, nullable=False),
    Column("ticket", Text, nullable=False),
    Column("started_us", Integer, nullable=False),
    Column("ended_us", Integer),
    # From when the keeping counts: NULL until the clock is right for the first time.
    Column("kept_from_us", Integer),
    Column("version_id", Integer, ForeignKey("versions.id"), nullable=False),
    Column("kind_id", Integer, ForeignKey("visit_kinds.id"), nullable=False),
    Column("reasons", Text, nullable=False),
    Column("earlier_ticket", Text),
    *_leg("left"),
    *_leg("right"),
    Column("packing", Integer, nullable=False),
    Column("document", LargeBinary, nullable=False),
    sqlite_strict=True,
)  # fmt: skip

CONSENTS: Final = Table(
    "consents", METADATA,
    _key("visit_id", "visits.id"),
    Column("wording", Text, nullable=False),
    Column("given_us", Integer, nullable=False),
    Column("what", Text, nullable=False),
    sqlite_strict=True,
)  # fmt: skip

CURVES: Final = Table(
    "curves", METADATA,
    _key("visit_id", "consents.visit_id"),
    Column("data", LargeBinary, nullable=False),
    sqlite_strict=True,
)  # fmt: skip

JOINTS: Final = Table(
    "joints", METADATA,
    _key("visit_id", "consents.visit_id"),
    Column("data", LargeBinary, nullable=False),
    sqlite_strict=True,
)  # fmt: skip

STAYS: Final = Table(
    "stays", METADATA,
    _id(),
    Column("stay", LargeBinary, nullable=False),
    Column("started_us", Integer, nullable=False),
    Column("ended_us", Integer, nullable=False),
    Column("kept_from_us", Integer),
    Column("kind_id", Integer, ForeignKey("stay_kinds.id"), nullable=False),
    Column("retries", Text, nullable=False),
    sqlite_strict=True,
)  # fmt: skip

TOMBSTONES: Final = Table(
    "tombstones", METADATA,
    Column("digest", LargeBinary, primary_key=True),
    Column("ticket_hash", LargeBinary),
    Column("erased_us", Integer, nullable=False),
    Column("kept_from_us", Integer),
    sqlite_strict=True, sqlite_with_rowid=False,
)  # fmt: skip
"""Of erased visits: SHA-256 of the UUID, and of the ticket an HMAC with this database's key."""

OUTBOX: Final = Table(
    "outbox", METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("visit_id", Integer, ForeignKey("visits.id", ondelete="CASCADE")),
    Column("stay_id", Integer, ForeignKey("stays.id", ondelete="CASCADE")),
    Column("digest", LargeBinary),
    Column("erased_us", Integer),
    sqlite_strict=True, sqlite_autoincrement=True,
)  # fmt: skip
"""What a replica has to hear. It refers and holds no copy: erasing a visit takes it out."""

META: Final = Table(
    "meta", METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_strict=True, sqlite_with_rowid=False,
)  # fmt: skip
"""'key': of the tickets' HMAC, hexadecimal. 'replicate': whether the outbox is filled;
'stream': a name by chance, another one whenever that began anew.
'residue': bytes of what was erased may be left; the next start removes them."""

REVISION: Final = Table(
    "alembic_version", METADATA,
    Column("version_num", Text, primary_key=True),
    sqlite_strict=True,
)  # fmt: skip

INDEXES: Final = (
    Index("visits_visit", VISITS.c.visit, unique=True),
    Index("visits_ticket", VISITS.c.ticket, unique=True),
    Index("visits_started", VISITS.c.started_us),
    Index("visits_kind", VISITS.c.kind_id, VISITS.c.started_us),
    Index("visits_kept", VISITS.c.kept_from_us),
    Index(
        "visits_earlier", VISITS.c.earlier_ticket,
        sqlite_where=text("earlier_ticket IS NOT NULL"),
    ),
    Index(
        "visits_linked", VISITS.c.started_us, VISITS.c.earlier_ticket,
        sqlite_where=text("earlier_ticket IS NOT NULL"),
    ),
    Index("stays_stay", STAYS.c.stay, unique=True),
    Index("stays_started", STAYS.c.started_us),
    Index("stays_kind", STAYS.c.kind_id, STAYS.c.started_us),
    Index(
        "stays_retries", STAYS.c.started_us, STAYS.c.retries, sqlite_where=text("retries <> ''")
    ),
    Index("stays_kept", STAYS.c.kept_from_us),
    Index("tombstones_ticket", TOMBSTONES.c.ticket_hash),
    Index("outbox_visit", OUTBOX.c.visit_id),
    Index("outbox_stay", OUTBOX.c.stay_id),
    Index("outbox_digest", OUTBOX.c.digest),
)  # fmt: skip
