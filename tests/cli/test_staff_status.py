"""`kiosk status`, `reprint`, `maintenance`, `purge`, `backup` and `restore`, with a kiosk behind
the socket and without one."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest

from kiosk.app.kept import store_of
from kiosk.config import Config
from kiosk.core.control import Reply, Request
from kiosk.core.running import CameraNow, FaultTold, Maintenance, PrinterNow, Running
from tests.support.command import Command, kiosk_behind_a_socket
from tests.support.kept_visits import visit

RUNNING = Running(
    "0.1.0", 4711, "2026-11-26T01:22:25Z", 7300.0, "idle", None,
    CameraNow("realsense", "Intel RealSense D455 on USB 3.2", works=True, width_px=480,
              height_px=848, fps=30.0, seen=9000, dropped=12),
    PrinterNow(ready=True, reason=None), "pose", "ab" * 32, 3, 0.01, clock_ok=True,
    faults=(FaultTold("2026-11-26T01:20:00Z", "The printer is not ready (paper_out).", 2),),
)  # fmt: skip


@pytest.fixture
def kiosk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    monkeypatch.setattr("kiosk.adapters.host_clock.HostClock.synchronised", lambda self: True)
    monkeypatch.setattr("kiosk.adapters.machine.temperature_c", lambda: 54.4)
    monkeypatch.setattr("kiosk.adapters.machine.throttling", lambda: None)
    return Command(tmp_path / "state", monkeypatch, capsys)


def behind(kiosk: Command, running: Running = RUNNING, **replies: Reply):  # type: ignore[no-untyped-def]
    return kiosk_behind_a_socket(
        kiosk.state, lambda asked: replies.get(asked.do, Reply(running=running))
    )


def save(count: int = 1) -> list[str]:
    random, store = Random(3), store_of(Config())
    records = [visit(random, datetime.now(UTC) - timedelta(minutes=n)) for n in range(count)]
    for one in records:
        store.save(one)
    store.close()
    return [one.ticket for one in records]


def test_a_kiosk_that_does_not_run_is_status_3(kiosk: Command) -> None:
    said = kiosk("status")
    assert said.status == 3
    assert "does not run. Start it: kiosk service start" in said.out
    told = kiosk("status", "--json").json
    assert (told["running"], told["exit_status"], told["today"]) == (None, 3, 0)
    assert not kiosk.state.exists(), "looking makes nothing"


def test_all_is_well_is_status_0_and_fits_the_screen(kiosk: Command) -> None:
    save(2)
    with behind(kiosk):
        said = kiosk("status")
        told = kiosk("status", "--json").json
    assert said.status == 0
    assert len(said.out.splitlines()) <= 22
    for words in (
        "runs since", "(2 h 1 min)", "process 4711", "waits for somebody", "D455 on USB 3.2",
        "480x848", "30 a second", "0.1 % lost", "ready", "2 today, 2 in 7 days", "54 °C",
        "disk free", "pose abababababab", "nothing: all is well", "(2 times)",
    ):  # fmt: skip
        assert words in said.out, words
    assert told["running"]["camera"]["fps"] == 30.0
    assert (told["needs"], told["week"]) == ([], 2)


def test_what_needs_staff_is_status_1(kiosk: Command) -> None:
    wrong = replace(
        RUNNING,
        maintenance=Maintenance("lens is cleaned", "2026-11-26T01:00:00Z"),
        camera=CameraNow("realsense", text="no RealSense camera is here", faults=4),
        printer=PrinterNow(ready=False, reason="paper_out"),
    )
    with behind(kiosk, wrong):
        said = kiosk("status")
        codes = [one["code"] for one in kiosk("status", "--json").json["needs"]]
    assert said.status == 1
    assert codes == ["maintenance", "camera", "printer"]
    assert "- The printer is out of paper: put in a new roll." in said.out
    assert "out of service: lens is cleaned. Back: kiosk maintenance off." in said.out
    assert len(said.out.splitlines()) <= 24


def test_a_kiosk_that_runs_and_does_not_hear_is_status_1(kiosk: Command) -> None:
    with behind(kiosk):
        (kiosk.state / "control.socket").unlink()
        said = kiosk("status")
        assert kiosk("maintenance", "on").status == 2, "nothing behind the kiosk's back"
    assert said.status == 1
    assert "does not hear commands: kiosk service restart" in said.out


def test_visits_that_cannot_be_read_are_a_need(kiosk: Command) -> None:
    kiosk.state.mkdir()
    (kiosk.state / "visits.db").write_text("no database " * 500)
    with behind(kiosk):
        said = kiosk("status")
    assert said.status == 1
    assert "visits    cannot be read" in said.out


def test_watching_goes_on_until_it_is_ended(
    kiosk: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr("kiosk.cli.status.time", SimpleNamespace(sleep=sleep))
    with behind(kiosk):
        said = kiosk("status", "--watch", "--json")
    assert said.status == 0
    assert [json.loads(line)["exit_status"] for line in said.out.splitlines()] == [0, 0, 0]


def test_a_copy(kiosk: Command) -> None:
    with behind(kiosk, reprint=Reply(text="The copy is printed.", done="printed")) as asked:
        assert kiosk("reprint").out == "The copy is printed.\n"
        assert kiosk("reprint", "k7b 4f2", "--json").json["printed"] == "printed"
    assert asked == [Request("reprint"), Request("reprint", ticket="K7B4F2")]
    with behind(kiosk, reprint=Reply("failed", "There is no slip to copy.", "failed")):
        said = kiosk("reprint")
    assert (said.status, said.err) == (1, "kiosk: There is no slip to copy.\n")
    said = kiosk("reprint")
    assert said.status == 3
    assert "No kiosk is running here" in said.err


def test_out_of_service_and_back(kiosk: Command) -> None:
    reply = Reply(text="Out of service from now on.", done="on")
    with behind(kiosk, maintenance=reply) as asked:
        said = kiosk("maintenance", "on", "--reason", "lens\n is   cleaned \x1b[31m")
        assert (said.status, said.out) == (0, "Out of service from now on.\n")
    assert asked == [Request("maintenance", on=True, reason="lens is cleaned [31m")]


def test_out_of_service_where_no_kiosk_runs_holds_when_one_starts(kiosk: Command) -> None:
    said = kiosk("maintenance", "on", "--reason", "lens")
    assert "it holds when one starts" in said.out
    kept = json.loads((kiosk.state / "maintenance.json").read_text())
    assert (kept["reason"], kept["by"]) == ("lens", "staff")
    assert kiosk("maintenance", "off", "--json").json["out_of_service"] is False
    assert not (kiosk.state / "maintenance.json").exists()
    assert kiosk("maintenance", "off").status == 0


def test_a_backup_and_back_again(kiosk: Command, tmp_path: Path) -> None:
    (ticket,) = save()
    assert kiosk("key", "make").status == 0
    key = (kiosk.state / "keys" / "code.key").read_bytes()
    config = tmp_path / "k.toml"
    config.write_text("[gym]\nname = 'Iron'\n")
    made = tmp_path / "stick" / "b.db"
    said = kiosk("--config", config, "backup", made)
    assert said.status == 0
    assert "1 visits are in" in said.out
    assert sorted(one.name for one in made.parent.iterdir()) == [
        "b.db", "b.db.json", "b.key", "b.toml",
    ]  # fmt: skip
    assert (made.parent / "b.key").read_bytes() == key
    assert (made.parent / "b.key").stat().st_mode & 0o077 == 0
    assert kiosk("backup", made).status == 2, "nothing is overwritten"

    shutil.rmtree(kiosk.state)
    said = kiosk("restore", made, "--yes")
    assert said.status == 0
    assert "Its key is in place" in said.out
    assert (kiosk.state / "keys" / "code.key").read_bytes() == key
    assert [v["ticket"] for v in kiosk("results", "list", "--json").json] == [ticket]


def test_this_kiosk_s_own_key_is_replaced_only_when_that_is_asked_for(
    kiosk: Command, tmp_path: Path
) -> None:
    save()
    kiosk("key", "make")
    made = tmp_path / "b.db"
    kiosk("backup", made)
    then = (tmp_path / "b.key").read_bytes()
    (kiosk.state / "keys" / "code.key").unlink()
    kiosk("key", "make")
    now = (kiosk.state / "keys" / "code.key").read_bytes()
    said = kiosk("restore", made, "--yes")
    assert "another key than this kiosk" in " ".join(said.out.split())
    assert (kiosk.state / "keys" / "code.key").read_bytes() == now
    assert kiosk("restore", made, "--yes", "--with-key").status == 0
    keys = {one.name: one.read_bytes() for one in (kiosk.state / "keys").iterdir()}
    assert keys.pop("code.key") == then
    assert list(keys.values()) == [now]


def test_without_a_name_a_backup_goes_to_its_folder_and_is_erased_in(kiosk: Command) -> None:
    (ticket,) = save()
    said = kiosk("backup", "--json")
    made = Path(said.json["file"])
    assert made.parent == kiosk.state / "backups"
    assert kiosk("results", "delete", ticket, "--yes").status == 0
    kiosk("restore", made, "--yes")
    assert kiosk("results", "list", "--json").json == []


def test_two_backups_in_a_second_are_two(kiosk: Command) -> None:
    save()
    made = {kiosk("backup", "--json").json["file"] for _ in range(3)}
    assert len(made) == 3
    assert all(Path(one).exists() for one in made)


def test_old_backups_go_with_all_their_files(
    kiosk: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save()
    kiosk("key", "make")
    made = Path(kiosk("backup", "--json").json["file"])
    folder = made.parent
    ends = (".db", ".db.json", ".key")

    def one_of(name: str) -> None:
        for end in ends:
            shutil.copy(made.with_suffix("").with_name(made.stem + end), folder / f"{name}{end}")

    days = [f"visits-2020010{day}T034000Z" for day in range(1, 10)]
    for day in [*days, "before-the-move"]:
        one_of(day)
    for end in ends:
        (folder / f"{made.stem}{end}").unlink()  # the next may be of the same second
    (folder / f"{days[1]}.db").unlink()  # the power went while it was deleted
    assert "1 old backup was deleted" not in kiosk("backup", folder / "named.db").out
    monkeypatch.setattr("kiosk.adapters.host_clock.HostClock.synchronised", lambda _: False)
    by_a_wrong_clock = Path(kiosk("backup", "--json").json["file"])
    assert (folder / f"{days[0]}.db").exists(), "not by a clock that may be wrong"
    for one in folder.glob(f"{by_a_wrong_clock.stem}.*"):
        one.unlink()
    monkeypatch.setattr("kiosk.adapters.host_clock.HostClock.synchronised", lambda _: True)
    said = kiosk("backup", "--json")
    left = {one.name.partition(".")[0] for one in folder.iterdir()}
    # Of 2020 six days are among the newest seven, and one or two more are their weeks' newest.
    assert said.status == 0
    assert left >= {"before-the-move", "named", Path(said.json["file"]).stem, *days[4:]}
    assert not left & set(days[:2])
    for day in days[:2]:
        assert not list(folder.glob(f"{day}*")), "neither the key nor the manifest is left"


def test_a_restore_asks_and_tells_what_is_wrong(
    kiosk: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("typer.confirm", lambda text: False)
    assert kiosk("restore", tmp_path / "none.db").status == 1
    said = kiosk("restore", tmp_path / "none.db", "--yes")
    assert said.status == 2
    assert "none.db" in said.err


def test_the_running_kiosk_is_given_whole_paths(
    kiosk: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with behind(kiosk, backup=Reply(text="made"), restore=Reply(text="back")) as asked:
        kiosk("backup", "b.db")
        kiosk("backup")
        kiosk("restore", "sub/../b.db", "--yes", "--with-key")
    there = str(tmp_path / "b.db")
    assert asked == [
        Request("backup", path=there),
        Request("backup"),
        Request("restore", path=there, on=True),
    ]


def test_what_is_old_is_erased_with_recordings(kiosk: Command) -> None:
    store = store_of(Config())
    for days in (100, 1):
        store.save(visit(Random(days), datetime.now(UTC) - timedelta(days=days)))
    store.close()
    folder = kiosk.state / "recordings"
    folder.mkdir()
    for name, days in (("old", 8), ("new", 1)):
        path = folder / f"{name}.db3"
        path.write_text("")
        then = (datetime.now(UTC) - timedelta(days=days)).timestamp()
        os.utime(path, (then, then))
    said = kiosk("purge", "--json")
    assert said.json["erased_visits"] == 1
    assert "1 recordings" in said.json["text"]
    assert [one.name for one in folder.iterdir()] == ["new.db3"]


def test_nothing_is_erased_by_a_clock_that_may_be_wrong(
    kiosk: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.adapters.host_clock.HostClock.synchronised", lambda self: False)
    store = store_of(Config())
    store.save(visit(Random(1), datetime.now(UTC) - timedelta(days=100)))
    store.close()
    assert "the clock is not synchronised" in kiosk("purge").out
    assert len(kiosk("results", "list", "--json").json) == 1
