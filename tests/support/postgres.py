"""A real PostgreSQL of the tests' own: its data in a folder, heard on a socket there and, for a
line that can be cut, on a port of the loopback. Started as another user where the tests run as
root, which PostgreSQL refuses.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

PATIENCE_S = 60
OTHER_USER = "nobody"
SETTINGS = {
    "fsync": "off", "full_page_writes": "off", "shared_buffers": "32MB", "max_connections": "30",
    "autovacuum": "off", "log_min_messages": "warning", "lc_messages": "C",
}  # fmt: skip


@dataclass(frozen=True)
class Server:
    folder: Path
    port: int

    def uri(self, user: str = "owner", password: str = "secret-of-owner", **parts: Any) -> str:
        """Over TCP, so that a password is asked for."""
        host, port = parts.pop("host", "127.0.0.1"), parts.pop("port", self.port)
        database = parts.pop("database", "kiosks")
        more = "&".join(f"{name}={value}" for name, value in parts.items())
        return f"postgresql://{user}:{password}@{host}:{port}/{database}" + (more and f"?{more}")

    def admin(self, database: str = "kiosks") -> psycopg.Connection[Any]:
        """As the superuser, over the socket."""
        return psycopg.connect(
            host=str(self.folder), port=self.port, user="postgres", dbname=database, autocommit=True
        )


def programs() -> Path | None:
    """Where PostgreSQL's own are, the newest; None where it is not installed."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3])
    )
    if found:
        return found[-1].parent
    other = shutil.which("initdb")
    return None if other is None else Path(other).resolve().parent


def missing() -> str:
    """Why no server can be started here; '' where one can."""
    if programs() is None:
        return "PostgreSQL is not installed (apt-get install postgresql)"
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        return "PostgreSQL does not run as root, and there is no runuser"
    return ""


@contextmanager
def server(**settings: str) -> Iterator[Server]:
    """From start to end, with a database `kiosks` of the role `owner`."""
    bin_ = programs()
    assert bin_ is not None
    folder = Path(tempfile.mkdtemp(prefix="kiosk-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, OTHER_USER)
        data = folder / "data"
        _run(bin_ / "initdb", "-D", data, "-U", "postgres", "-N", "-E", "UTF8", "--locale=C")
        (data / "pg_hba.conf").write_text(
            "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        )
        port = _free_port()
        given = SETTINGS | settings | {
            "port": str(port), "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(folder),
        }  # fmt: skip
        with (data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in given.items())
        control = (bin_ / "pg_ctl", "-D", data, "-w", "-t", str(PATIENCE_S))
        _run(*control, "-l", folder / "log", "start")
        try:
            made = Server(folder, port)
            with made.admin("postgres") as connection:
                connection.execute("CREATE ROLE owner LOGIN PASSWORD 'secret-of-owner'")
                connection.execute("CREATE DATABASE kiosks OWNER owner")
            yield made
        finally:
            _run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*words: object) -> None:
    command = [str(word) for word in words]
    if os.geteuid() == 0:
        command = ["runuser", "-u", OTHER_USER, "--", *command]
    # A server that goes on must not hold the tests' own pipes.
    with tempfile.TemporaryFile() as out:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd="/", check=False,
            timeout=PATIENCE_S, env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        )  # fmt: skip
        out.seek(0)
        assert done.returncode == 0, out.read().decode(errors="replace")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
