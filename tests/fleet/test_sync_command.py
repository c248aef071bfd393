"""`kiosk sync`, `kiosk fleet` and `kiosk metrics` as whoever runs them sees them."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from typer.testing import CliRunner

from kiosk.adapters.store import SqlStore
from kiosk.app.kept import archive_of
from kiosk.cli.main import build
from kiosk.config import load
from kiosk.errors import KioskError
from tests.fleet.conftest import Database
from tests.support.kept_visits import CONSENT, stay, visit

SAMPLE = re.compile(
    r'[a-z_]+(\{[a-z0-9_]+="[^"\\\n]*"(,[a-z0-9_]+="[^"\\\n]*")*\})? -?[0-9.e+]+', re.ASCII
)


class Home:
    """A kiosk's state folder and settings; commands are called as programs are, in this process."""

    def __init__(self, folder: Path, database: Database | None, **fleet: Any) -> None:
        self.folder = folder
        self.config = folder / "kiosk.toml"
        address = folder / "address"
        if database is not None:
            address.write_text(database.uri() + "\n")
            address.chmod(0o600)
        settings = {"on": True, "kiosk": "north", "uri_file": str(address)} | fleet
        lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
        self.config.write_text('[printer]\nuri = ""\n[fleet]\n' + "\n".join(lines) + "\n")
        self.said = self.error = ""

    def call(self, *words: str) -> int:
        """Its exit status, what main() would make of an error included."""
        self.error = ""
        done = CliRunner().invoke(build(), ["--config", str(self.config), *words])
        self.said = done.stdout
        if isinstance(done.exception, KioskError):
            self.error = str(done.exception)
            return done.exception.exit_status
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code

    def store(self) -> SqlStore:
        return SqlStore(self.folder / "state" / "visits.db", replicating=True)


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("KIOSK_FLEET_URI", raising=False)
    monkeypatch.setattr("kiosk.adapters.host_clock.HostClock.synchronised", lambda self: True)
    monkeypatch.setattr("kiosk.app.syncing.time.sleep", lambda seconds: None)


@pytest.fixture
def home(tmp_path: Path, database: Database) -> Home:
    made = Home(tmp_path, database)
    assert made.call("fleet", "prepare") == 0, made.error
    return made


def keep(home: Home, visits: int, stays: int = 0, **changed: Any) -> None:
    random, now = Random(visits), datetime.now(UTC)
    store = home.store()
    for _ in range(visits):
        store.save(visit(random, now - timedelta(hours=random.randint(1, 100))))
    for _ in range(stays):
        store.log_stay(stay(random, now - timedelta(hours=1), **changed))
    store.close()


def test_what_is_kept_is_copied_once_and_told(home: Home, database: Database) -> None:
    keep(home, 12, 3, outcome="left")
    assert home.call("sync", "--json") == 0
    assert json.loads(home.said) == {"on": True, "sent": 15, "waiting": 0, "fault": ""}
    assert home.call("sync") == 0
    assert home.said == "0 sent, 0 wait.\n"
    assert home.call("fleet", "status") == 0, home.said
    assert re.search(r"^north +0 s ago +0 +12 +\d{4}-", home.said, re.M)
    assert home.call("doctor", "--json") in (0, 1, 2)
    (line,) = (one for one in json.loads(home.said)["findings"] if one["name"] == "fleet")
    assert line["verdict"] == "ok"


def test_copying_begins_with_all_that_was_kept_before(home: Home) -> None:
    store = SqlStore(home.folder / "state" / "visits.db")
    store.save(visit(Random(1), consent=CONSENT))
    store.close()
    assert home.call("sync", "--json") == 0, home.error
    assert json.loads(home.said)["sent"] == 1


def test_offline_it_waits_and_says_so(home: Home, database: Database) -> None:
    keep(home, 2)
    uri = home.folder / "address"
    right = uri.read_text()
    uri.write_text(database.uri(port=1))
    assert home.call("sync", "--json") == 1
    told = json.loads(home.said)
    assert (told["sent"], told["waiting"]) == (0, 2)
    assert "refused" in told["fault"]
    assert home.call("doctor", "--json") in (1, 2)
    (line,) = (one for one in json.loads(home.said)["findings"] if one["name"] == "fleet")
    assert (line["verdict"], "2 entries wait" in line["text"]) == ("warn", True)
    assert home.call("metrics") == 0
    assert "knee_kiosk_outbox_waiting 2\nknee_kiosk_sync_failed 1\n" in re.sub(
        "# .*\n", "", home.said
    )
    uri.write_text(right)
    assert home.call("sync") == 0
    assert home.said == "2 sent, 0 wait.\n"


def test_a_refusal_ends_with_2_and_is_remembered(home: Home, database: Database) -> None:
    keep(home, 1)
    (home.folder / "address").write_text(database.uri(password="wrong"))
    assert home.call("sync") == 2
    assert "refuses the password" in home.error
    assert "wrong" not in home.error
    assert home.call("doctor", "--json") == 2
    (line,) = (one for one in json.loads(home.said)["findings"] if one["name"] == "fleet")
    assert line["verdict"] == "fail"
    assert archive_of(load(home.config)).facts().waiting == 1


def test_off_it_does_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path, None, on=False)
    assert home.call("sync") == 0
    assert home.said == "Copying is off ([fleet] on): nothing leaves this kiosk.\n"
    assert not (tmp_path / "state").exists()


def test_an_address_that_others_may_read_is_refused(home: Home) -> None:
    (home.folder / "address").chmod(0o644)
    assert home.call("sync") == 2
    assert "chmod 600" in home.error
    (home.folder / "address").unlink()
    assert home.call("sync") == 2
    assert "cannot be read" in home.error


def test_without_an_address_it_says_where_to_write_one(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path, None, uri_file="")
    assert home.call("sync") == 2
    assert "KIOSK_FLEET_URI" in home.error
    monkeypatch.setenv("KIOSK_FLEET_URI", database.uri())
    assert home.call("sync") == 2
    assert "kiosk fleet prepare" in home.error


def test_two_at_once_are_refused(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.adapters.run_lock import RunLock

    lock = RunLock(home.folder / "state" / "sync.lock")
    assert home.call("sync") == 2
    assert f"under way already (process {os.getpid()})" in home.error
    lock.close()
    assert home.call("sync") == 0


def test_what_is_erased_here_is_erased_there(home: Home, database: Database) -> None:
    keep(home, 3)
    assert home.call("sync") == 0
    ticket = (
        archive_of(load(home.config)).visits("2000-01-01T00:00Z", "2100-01-01T00:00Z")[0].ticket
    )
    assert home.call("results", "delete", ticket, "--yes") == 0, home.said
    assert home.call("sync") == 0
    with database.admin() as connection:
        tickets = connection.execute("SELECT ticket FROM knee_kiosk.visits").fetchall()
    assert len(tickets) == 2
    assert (ticket,) not in tickets


def test_the_report_hides_what_few_people_did(home: Home) -> None:
    keep(home, 30, 4, outcome="left", retries=("too_far",))
    assert home.call("sync") == 0
    assert home.call("fleet", "report") == 0, home.error
    assert home.said.count("<11") > 4
    assert all(len(line) <= 80 for line in home.said.splitlines())
    assert home.call("fleet", "report", "--json") == 0
    told = json.loads(home.said)
    assert (told["kiosks"], told["outcomes"]) == (["north"], ["measured", "left"])
    assert told["table"]["cells"] == [[None, None]] or told["table"]["cells"][0][1] is None
    assert told["retries"] == {"codes": ["too_far"], "counts": [None], "total": None}
    assert home.call("fleet", "report", "--since", "2020-01-01", "--until", "2020-02-01") == 0
    assert "Nobody came" in home.said


def test_a_kiosk_that_was_not_heard_of_is_named(home: Home, database: Database) -> None:
    assert home.call("fleet", "status") == 0
    assert "No kiosk has copied anything yet" in home.said
    assert home.call("sync") == 0
    with database.admin() as connection:
        connection.execute("UPDATE knee_kiosk.kiosks SET heard_at = now() - interval '3 days'")
    assert home.call("fleet", "status") == 1
    assert "NEEDS north: not heard of for 3 days 0 h" in home.said
    assert home.call("fleet", "status", "--json") == 1
    assert json.loads(home.said)["needing"] == ["north"]


def test_what_is_over_is_purged_for_kiosks_that_are_gone(home: Home, database: Database) -> None:
    keep(home, 2)
    assert home.call("sync") == 0
    with database.admin() as connection:
        connection.execute("UPDATE knee_kiosk.visits SET kept_from = now() - interval '93 days'")
    assert home.call("fleet", "purge", "--yes", "--json") == 0
    assert json.loads(home.said) == {"erased_visits": 2, "erased_stays": 0}


def test_metrics_are_valid_and_nothing_unknown_is_0(home: Home, tmp_path: Path) -> None:
    keep(home, 3)
    out = tmp_path / "kiosk.prom"
    assert home.call("metrics", "--out", str(out)) == 0
    text = out.read_text()
    assert out.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.glob("*kiosk.prom*")) == [out]
    kinds: dict[str, str] = {}
    helped = set[str]()
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name in helped, "HELP before TYPE before samples"
            kinds[name] = kind
        elif line.startswith("# HELP "):
            helped.add(line.split(" ")[2])
        else:
            assert SAMPLE.fullmatch(line), line
            assert re.split(r"[ {]", line)[0] in kinds
    assert text.endswith("\n")
    assert {"gauge"} <= set(kinds.values()) <= {"gauge", "counter"}
    assert "knee_kiosk_up 0\n" in text
    assert "knee_kiosk_kept_visits 3\n" in text
    assert "knee_kiosk_outbox_waiting 3\n" in text
    assert "camera" not in text, "no kiosk runs, and so nothing is known of its camera"
    assert home.call("metrics", "--json") == 0
    assert json.loads(home.said)["knee_kiosk_up"] == [{"labels": {}, "value": 0.0}]


def test_metrics_go_nowhere_else(home: Home, tmp_path: Path) -> None:
    assert home.call("metrics", "--out", str(tmp_path / "kiosk.txt")) == 2
    assert "does not end in .prom" in home.error
    assert home.call("metrics", "--out", str(tmp_path / "none" / "kiosk.prom")) == 2
    assert "The folder must be there" in home.error
