"""Makes the tables of many kiosks, or brings them up to date. psycopg."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.adapters.replica import faults, schema
from kiosk.adapters.replica.connecting import Address, connect
from kiosk.errors import FleetError


@dataclass(frozen=True, slots=True)
class Prepared:
    """before, now: version of the tables, 0 for none. granted: roles that were found."""

    before: int
    now: int
    granted: tuple[str, ...]


def prepare(address: Address) -> Prepared:
    """All or nothing; harmless when done again. Raises FleetError."""
    with faults.told(address.where, (address.secret,)), connect(address) as connection:
        with connection.transaction():
            # Two at once: the second waits for the first.
            connection.execute(b"SELECT pg_advisory_xact_lock(hashtext('knee_kiosk'))")
            connection.execute(schema.BEGIN.encode())
            query = f"SELECT version FROM {schema.NAME}.format FOR UPDATE"  # noqa: S608
            row = connection.execute(query.encode()).fetchone()
            before = int(row[0]) if row else 0
            if before > schema.VERSION:
                raise FleetError(
                    f"The database of kiosks ({address.where}) has tables of version {before}, "
                    f"later than this program's {schema.VERSION}. Bring this one up to date."
                )
            for script in schema.MIGRATIONS[before:]:
                connection.execute(script.encode())
            connection.execute(
                f"UPDATE {schema.NAME}.format SET version = %s, writable_from = %s".encode(),  # noqa: S608
                (schema.VERSION, schema.WRITABLE_FROM),
            )
            granted = []
            for role, grants in schema.GRANTS.items():
                if (
                    connection.execute(
                        b"SELECT FROM pg_roles WHERE rolname = %s", (role,)
                    ).fetchone()
                    is not None
                ):
                    connection.execute(grants.encode())
                    granted.append(role)
        return Prepared(before, schema.VERSION, tuple(granted))


def expire(address: Address) -> tuple[int, int]:
    """Erase what is over, of every kiosk, also of those that are never heard of again; how many
    visits and stays. For the tables' owner. Raises FleetError."""
    with faults.told(address.where, (address.secret,)), connect(address) as connection:
        with connection.transaction():
            counts = [connection.execute(one.encode()).rowcount for one in schema.EXPIRE]
            connection.execute(schema.EXPIRE_ERASED.encode())
        return counts[0], counts[1]
