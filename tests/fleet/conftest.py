"""One PostgreSQL for all tests of many kiosks; each has a database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from kiosk.adapters.replica.connecting import Address, address_of
from tests.support.postgres import Server, missing, server


@dataclass(frozen=True)
class Database:
    """An empty one, of the role `owner`."""

    server: Server
    name: str

    def uri(self, user: str = "owner", password: str = "secret-of-owner", **parts: Any) -> str:
        return self.server.uri(user, password, **({"database": self.name} | parts))

    def address(self, user: str = "owner", password: str = "secret-of-owner") -> Address:
        return address_of(self.uri(user, password), "the test")

    def admin(self) -> psycopg.Connection[Any]:
        return self.server.admin(self.name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    if why := missing():
        pytest.skip(why)
    with server() as made:
        yield made


@pytest.fixture
def database(postgres: Server) -> Iterator[Database]:
    name = f"kiosks_{uuid4().hex[:8]}"
    with postgres.admin("postgres") as connection:
        connection.execute(f"CREATE DATABASE {name} OWNER owner")
        yield Database(postgres, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
