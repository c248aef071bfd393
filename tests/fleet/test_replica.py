"""Visits in a real PostgreSQL: what is sent, what is not, who may, and what is said when not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from kiosk.adapters.replica import schema
from kiosk.adapters.replica.connecting import address_of
from kiosk.adapters.replica.preparing import expire, prepare
from kiosk.adapters.replica.writing import PostgresReplica
from kiosk.core.records import Erased, OutboxEntry, Stay, VisitRecord, digest
from kiosk.errors import ConfigError, FleetError, FleetLostError
from kiosk.fleet.columns import STAY, VISIT
from kiosk.fleet.replica import KioskNow, batch_of
from tests.fleet.conftest import Database
from tests.support.kept_visits import CONSENT, NOW, stay, visit

KIOSK = KioskNow("north", version="1.2", curves=True, needs=("paper_low",))


@pytest.fixture
def prepared(database: Database) -> Database:
    prepare(database.address())
    return database


@pytest.fixture
def replica(prepared: Database) -> Iterator[PostgresReplica]:
    with closing(PostgresReplica(prepared.address(), KIOSK)) as made:
        yield made


def send(replica: PostgresReplica, first: int, *values: Any, stream: str = "a") -> None:
    kinds = {VisitRecord: "visit", Stay: "stay", Erased: "erased"}
    entries = [
        OutboxEntry(first + at, kinds[type(one)], one)  # type: ignore[arg-type]
        for at, one in enumerate(values)
    ]
    replica.apply(batch_of(stream, entries))


def rows(database: Database, table: str = "visits") -> list[dict[str, Any]]:
    with database.admin() as connection:
        cursor = connection.execute(f"SELECT * FROM knee_kiosk.{table}")
        names = [one.name for one in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def gone(one: VisitRecord | Stay) -> Erased:
    return Erased(
        digest(one.visit if isinstance(one, VisitRecord) else one.stay),
        "2026-11-26T00:00:00Z",
    )


def test_every_column_that_is_sent_has_its_kind() -> None:
    assert set(VISIT) | set(STAY) == set(schema.KINDS)


def test_a_visit_arrives_with_what_the_member_agreed_to(
    replica: PostgresReplica, prepared: Database
) -> None:
    random = Random(1)
    first, second = visit(random, consent=CONSENT), visit(random, clock_ok=False)
    send(replica, 1, first, second, stay(random, retries=("feet_moved", "too_far")))
    found = {str(row["visit"]): row for row in rows(prepared)}
    row = found[first.visit]
    assert (row["kiosk"], row["ticket"], row["verdict"]) == ("north", first.ticket, "measured")
    assert row["document"] == first.document
    assert (row["curves"], row["joints"]) == (first.curves, first.joints)
    assert row["consent_what"] == list(CONSENT.what)
    assert row["kept_from"] == row["started_at"] == NOW
    other = found[second.visit]
    assert other["consent_wording"] is other["curves"] is None
    assert other["kept_from"] > NOW - timedelta(days=3650)
    assert rows(prepared, "stays")[0]["retries"] == ["feet_moved", "too_far"]


def test_without_curves_in_the_settings_none_leaves_the_kiosk(prepared: Database) -> None:
    with closing(PostgresReplica(prepared.address(), replace(KIOSK, curves=False))) as replica:
        send(replica, 1, visit(Random(2), consent=CONSENT))
    (row,) = rows(prepared)
    assert row["curves"] is row["joints"] is None


def test_twice_is_once_and_the_later_one_counts(
    replica: PostgresReplica, prepared: Database
) -> None:
    now = visit(Random(3), earlier_ticket="K7B4F2")
    later = replace(now, earlier_ticket="")
    for first, value in ((1, now), (2, later), (1, now), (2, later)):
        send(replica, first, value)
    (row,) = rows(prepared)
    assert row["earlier_ticket"] is None
    # An outbox that was begun later counts for more, whatever its numbers.
    send(replica, 1, now, stream="b")
    assert rows(prepared)[0]["earlier_ticket"] == "K7B4F2"
    send(replica, 9, later, stream="a")
    assert rows(prepared)[0]["earlier_ticket"] == "K7B4F2"


def test_an_erasure_wins_whatever_the_order(replica: PostgresReplica, prepared: Database) -> None:
    random = Random(4)
    first, second, seen = visit(random), visit(random), stay(random)
    linked = visit(random, earlier_ticket=first.ticket)
    send(replica, 1, first, linked)
    send(replica, 5, gone(first), gone(second), gone(seen))
    send(replica, 1, first, second, seen)
    send(replica, 7, second, gone(second), second, stream="b")
    assert [str(row["visit"]) for row in rows(prepared)] == [linked.visit]
    assert rows(prepared)[0]["earlier_ticket"] is None
    assert rows(prepared, "stays") == []
    held = str([rows(prepared, table) for table in ("visits", "stays", "kiosks", "erased")])
    for one in (first.visit, first.ticket, second.visit, second.ticket, seen.stay):
        assert one not in held


def test_a_batch_is_there_whole_or_not_at_all(replica: PostgresReplica, prepared: Database) -> None:
    random = Random(5)
    bad = replace(stay(random), started_utc="the day before yesterday")
    with pytest.raises(FleetError, match="invalid input syntax"):
        send(replica, 1, visit(random), bad)
    assert rows(prepared) == rows(prepared, "kiosks") == []
    send(replica, 1, visit(random))
    assert len(rows(prepared)) == 1


def test_text_that_postgresql_cannot_hold_does_not_stop_what_comes_after(
    replica: PostgresReplica, prepared: Database
) -> None:
    send(replica, 1, replace(visit(Random(6)), language="e\x00n"))
    assert rows(prepared)[0]["language"] == "e\ufffdn"


def test_what_is_over_goes_even_if_its_kiosk_never_comes_back(
    replica: PostgresReplica, prepared: Database
) -> None:
    random, now = Random(7), datetime.now(UTC)
    ages = (80, 91, 93)
    old = [visit(random, now - timedelta(days=days)) for days in ages]
    doubtful = visit(random, now - timedelta(days=5000), clock_ok=False)
    send(replica, 1, *old, doubtful, stay(random, now - timedelta(days=403)), stay(random, now))
    assert expire(prepared.address()) == (1, 1)
    kept = {str(row["visit"]) for row in rows(prepared)}
    assert kept == {old[0].visit, old[1].visit, doubtful.visit}
    replica.finish(0)
    assert len(rows(prepared)) == 3


def test_it_says_how_the_kiosk_is(replica: PostgresReplica, prepared: Database) -> None:
    replica.finish(12)
    (row,) = rows(prepared, "kiosks")
    assert (row["kiosk"], row["waiting"], row["needs"]) == ("north", 12, ["paper_low"])
    assert row["finished_at"] is not None


def test_making_the_tables_twice_changes_nothing(prepared: Database) -> None:
    again = prepare(prepared.address())
    assert (again.before, again.now) == (schema.VERSION, schema.VERSION)


def test_each_kiosk_s_role_sees_its_own_visits_alone(database: Database) -> None:
    random = Random(8)
    with database.admin() as connection:
        for name in (schema.KIOSKS, schema.READERS):
            connection.execute(f"CREATE ROLE {name} NOLOGIN")
        for name in ("north", "south", "boss"):
            connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{name}-secret'")
        connection.execute(f"GRANT {schema.KIOSKS} TO north, south")
        connection.execute(f"GRANT {schema.READERS} TO boss")
    try:
        assert prepare(database.address()).granted == (schema.KIOSKS, schema.READERS)
        first = visit(random)
        for name in ("north", "south"):
            address = database.address(name, f"{name}-secret")
            with closing(PostgresReplica(address, replace(KIOSK, kiosk=name))) as replica:
                send(replica, 1, first if name == "north" else visit(random), stream=name)
                seen = replica._connection.execute("SELECT kiosk FROM knee_kiosk.visits").fetchall()
                assert seen == [(name,)]
                if name == "south":
                    send(replica, 5, gone(first), stream=name)
                replica.finish(0)
        assert len(rows(database)) == 2, "no kiosk erases another one's"
        address = database.address("north", "north-secret")
        for other, match in (
            (PostgresReplica(address, replace(KIOSK, kiosk="south")), "the name of the kiosk"),
            (PostgresReplica(database.address("boss", "boss-secret"), KIOSK), "does not allow"),
        ):
            with closing(other), pytest.raises(FleetError, match=match):
                send(other, 9, visit(random), stream="x")
        with pytest.raises(FleetError, match="does not allow"):
            prepare(address)
    finally:
        with database.admin() as connection:
            connection.execute("DROP OWNED BY knee_kiosks, knee_readers, north, south, boss")
            connection.execute("DROP ROLE knee_kiosks, knee_readers, north, south, boss")


@pytest.mark.parametrize(
    ("parts", "said", "again"),
    [
        ({"password": "wrong-pass-word"}, "refuses the password", False),
        ({"user": "nobody_here"}, "refuses the password", False),
        ({"database": "elsewhere"}, "no such database", False),
        ({"port": 1}, "refused", True),
        ({}, "no tables of kiosks", False),
        ({"sslmode": "require"}, "SSL", True),
    ],
)
def test_what_is_wrong_is_said_without_the_password(
    database: Database, parts: dict[str, Any], said: str, again: bool
) -> None:
    with pytest.raises(FleetError, match=said) as caught:
        PostgresReplica(address_of(database.uri(**parts), "the test"), KIOSK)
    assert isinstance(caught.value, FleetLostError) == again
    for secret in ("secret-of-owner", "wrong-pass-word"):
        assert secret not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)


@pytest.mark.parametrize(
    "uri",
    [
        "mysql://a:hush@b/c", "postgresql://a:hu%sh@b/c", "postgresql://a:hush@b/c?colour=hush",
        "host=b password=hush", "",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_not_repeated(uri: str) -> None:
    with pytest.raises(ConfigError, match="in the file is not one of a PostgreSQL") as caught:
        address_of(uri, "the file")
    assert "hush" not in str(caught.value)
    assert "hu%sh" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_line_to_another_machine_is_encrypted_unless_it_says_otherwise() -> None:
    def mode(uri: str) -> object:
        return dict(address_of(uri, "x").parts).get("sslmode")

    assert mode("postgresql://a:b@db.example/c") == "require"
    assert mode("postgresql://a:b@db.example/c?sslmode=verify-full") == "verify-full"
    assert mode("postgresql://a:b@localhost/c") is None
    assert "b@" not in repr(address_of("postgresql://a:b@db.example/c", "x"))


def test_a_database_of_a_later_version_is_told_so(prepared: Database) -> None:
    with prepared.admin() as connection:
        connection.execute("UPDATE knee_kiosk.format SET version = 99")
        PostgresReplica(prepared.address(), KIOSK).close()  # what is new is not in its way
        connection.execute("UPDATE knee_kiosk.format SET writable_from = 99")
    for use in (
        lambda: PostgresReplica(prepared.address(), KIOSK),
        lambda: prepare(prepared.address()),
    ):
        with pytest.raises(FleetError, match="version 99, later than this program's"):
            use()


def test_a_read_only_database_and_one_that_is_shut_down_are_told_apart(
    replica: PostgresReplica, prepared: Database
) -> None:
    with prepared.admin() as connection:
        connection.execute(f"ALTER DATABASE {prepared.name} SET default_transaction_read_only = on")
    closed = PostgresReplica(prepared.address(), KIOSK)
    with closing(closed), pytest.raises(FleetError, match="read-only") as caught:
        send(closed, 1, visit(Random(9)))
    assert not isinstance(caught.value, FleetLostError)
    with prepared.admin() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'knee-kiosk'"
        )
    with pytest.raises(FleetLostError):
        send(replica, 1, visit(Random(9)))
