"""kiosk.fleet.replica.Replica in PostgreSQL. psycopg."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import psycopg

from kiosk.adapters.replica import faults, schema
from kiosk.adapters.replica.connecting import Address, check, connect
from kiosk.core.records import Erased
from kiosk.errors import FleetError
from kiosk.fleet.columns import stay_row, visit_row
from kiosk.fleet.replica import Batch, KioskNow


class PostgresReplica:
    """A connection, from its making to `close`. Raises FleetError."""

    def __init__(self, address: Address, kiosk: KioskNow) -> None:
        self._address = address
        self._kiosk = kiosk
        self._streams: dict[str, int] = {}
        self._connection = connect(address)
        try:
            check(self._connection, address, to_write=True)
        except BaseException:
            self.close()
            raise

    def apply(self, batch: Batch) -> None:
        """One transaction; returns when it is committed. Raises FleetError."""
        with self._told():
            number = self._number(batch.stream)
            ours = {"kiosk": self._kiosk.kiosk, "stream": number}
            with self._connection.transaction(), self._connection.cursor() as cursor:
                cursor.execute(
                    schema.HEARD.encode(), self._own | ours | {"sequence": batch.sequence}
                )
                self._erase(cursor, batch.erased)
                rows: list[dict[str, Any]] = [
                    visit_row(one.value, curves=self._kiosk.curves)  # type: ignore[arg-type]
                    | ours
                    | {"sequence": one.sequence}
                    for one in batch.visits
                ]
                if rows:
                    cursor.executemany(schema.PUT_VISIT.encode(), rows)
                rows = [
                    stay_row(one.value) | ours | {"sequence": one.sequence}  # type: ignore[arg-type]
                    for one in batch.stays
                ]
                if rows:
                    cursor.executemany(schema.PUT_STAY.encode(), rows)

    def finish(self, waiting: int) -> None:
        """Tell how many entries wait, and erase what is over. Raises FleetError."""
        with self._told(), self._connection.transaction():
            self._connection.execute(schema.FINISHED.encode(), self._own | {"waiting": waiting})
            for statement in schema.EXPIRE:
                self._connection.execute(statement.encode())

    def close(self) -> None:
        """Harmless when called twice."""
        with suppress(psycopg.Error):
            self._connection.close()

    @property
    def _own(self) -> dict[str, Any]:
        now = self._kiosk
        return {
            "kiosk": now.kiosk,
            "version": now.version,
            "keep_days": now.keep_days,
            "stay_days": now.stay_days,
            "needs": list(now.needs),
        }

    def _told(self) -> Any:
        return faults.told(self._address.where, (self._address.secret,))

    def _number(self, stream: str) -> int:
        """Of an outbox, in the order in which they were heard of first."""
        if stream not in self._streams:
            given = {"stream": stream, "kiosk": self._kiosk.kiosk}
            self._connection.execute(schema.BEGIN_STREAM.encode(), given)
            row = self._connection.execute(schema.STREAM.encode(), given).fetchone()
            if row is None:
                raise FleetError(
                    f"The database of kiosks ({self._address.where}) does not keep which outbox "
                    "an entry is from."
                )
            self._streams[stream] = int(row[0])
        return self._streams[stream]

    def _erase(self, cursor: psycopg.Cursor[Any], erased: tuple[Erased, ...]) -> None:
        """First the tombstone, so that it holds for what comes in the same batch."""
        if not erased:
            return
        rows = [
            {
                "digest": bytes.fromhex(one.digest),
                "kiosk": self._kiosk.kiosk,
                "erased_at": one.erased_utc,
            }
            for one in erased
        ]
        cursor.executemany(schema.BURY.encode(), rows)
        for statement in (schema.UNLINK, *schema.DELETE):
            given = {"digests": [one["digest"] for one in rows], "kiosk": self._kiosk.kiosk}
            cursor.execute(statement.encode(), given)
