"""`kiosk self-check`: the log, the lock, the service that has the camera, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.adapters.demo_box import DemoBox
from kiosk.adapters.run_lock import RunLock
from kiosk.adapters.systemd import Unit
from kiosk.app import depth
from kiosk.core.boxview import BoxSize
from kiosk.core.control import Reply, Request
from tests.support.command import Command, kiosk_behind_a_socket

SIZE = BoxSize(0.4, 0.3, 0.3)
BOX = ("--box", "400x300x300")


@pytest.fixture
def kiosk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    monkeypatch.setattr("kiosk.app.box_check.FRAMES", 6)
    return Command(tmp_path / "state", monkeypatch, capsys)


def plug_in(monkeypatch: pytest.MonkeyPatch, scale: float = 1.0) -> None:
    """A camera before a box that is as large as told times this."""

    def opened(*_: Any) -> depth.Depth:
        return depth.Depth(DemoBox(SIZE, scale), True, "D455", "1234", lambda: 41.5)

    monkeypatch.setattr(depth, "WARM_UP", 0)
    monkeypatch.setattr(depth, "_open", opened)


def test_a_box_that_is_off_locks_the_kiosk_and_one_that_fits_unlocks_it(
    kiosk: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = kiosk.state / "maintenance.json"
    plug_in(monkeypatch, 1.08)
    failed = kiosk("self-check", *BOX, "--json")
    assert failed.status == 1, failed.err
    assert failed.json["result"] == "failed"
    assert failed.json["height"]["error_mm"] == pytest.approx(24.0, abs=4.0)
    kept = json.loads(lock.read_text())
    assert kept["by"] == "self-check"
    assert "mm (limit 10)" in kept["reason"]

    plug_in(monkeypatch)
    passed = kiosk("self-check")  # of the size of the last
    assert passed.status == 0, passed.out
    assert "back in service" in passed.out
    assert not lock.exists()
    lines = (kiosk.state / "self-check.jsonl").read_text().splitlines()
    entry = json.loads(lines[1])
    assert (entry["judged"], entry["camera"], entry["serial"]) == ("passed", "D455", "1234")
    assert entry["temperature_c"] == 41.5
    assert len(entry["model_sha256"]) == 64
    assert entry["box_mm"] == [400.0, 300.0, 300.0]


def test_what_staff_locked_no_check_unlocks(
    kiosk: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kiosk("maintenance", "on", "--reason", "lens").status == 0
    plug_in(monkeypatch)
    assert kiosk("self-check", *BOX).status == 0
    assert json.loads((kiosk.state / "maintenance.json").read_text())["reason"] == "lens"
    plug_in(monkeypatch, 1.08)
    assert kiosk("self-check", *BOX).status == 1
    kept = json.loads((kiosk.state / "maintenance.json").read_text())
    assert kept["by"] == "staff"
    assert kept["reason"].startswith("lens; self-check: the box is off")


def test_a_running_kiosk_is_asked(kiosk: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.app.depth._holder", lambda: None)
    plug_in(monkeypatch, 1.08)
    with kiosk_behind_a_socket(kiosk.state, lambda request: Reply(text="Out.")) as asked:
        assert kiosk("self-check", *BOX).status == 1
    assert [(one.do, one.on) for one in asked] == [("maintenance", True)]
    assert isinstance(asked[0], Request)


def test_the_service_is_stopped_meanwhile_and_started_again(
    kiosk: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    did: list[str] = []
    monkeypatch.setattr("kiosk.app.depth.manage", did.append)
    monkeypatch.setattr("kiosk.app.depth._holder", lambda: 711)
    monkeypatch.setattr(
        "kiosk.adapters.systemd.unit_of", lambda: Unit("kiosk", True, "active", "", 711)
    )
    refused = kiosk("self-check", *BOX, "--json")
    assert (refused.status, did) == (2, [])
    assert "process 711" in refused.err and "--yes" in refused.err
    plug_in(monkeypatch)
    assert kiosk("self-check", *BOX, "--yes").status == 0
    assert did == ["stop", "start"]

    def broken(*_: Any) -> None:
        raise OSError("unplugged")

    monkeypatch.setattr(depth, "_open", broken)
    with pytest.raises(OSError, match="unplugged"):
        kiosk("self-check", *BOX, "--yes")
    assert did == ["stop", "start"] * 2


def test_a_kiosk_that_is_no_service_is_named(kiosk: Command) -> None:
    lock = RunLock(kiosk.state / "kiosk.lock")
    try:
        said = kiosk("self-check", *BOX, "--yes")
    finally:
        lock.close()
    assert said.status == 2
    assert "end it where it was started" in said.err


def test_a_made_up_box_is_measured_and_changes_nothing(kiosk: Command) -> None:
    said = kiosk("self-check", *BOX, "--source", "demo")
    assert said.status == 0
    assert "Passed: within 10 mm." in said.out
    assert kiosk("self-check", *BOX, "--source", "demo:off").status == 1
    assert "no camera" in said.out
    empty = kiosk("self-check", *BOX, "--source", "demo:empty", "--json")
    assert (empty.status, empty.json["why"]) == (2, "no_box")
    assert empty.json["text"].startswith("No box stands on the mark.")
    assert not kiosk.state.exists()


def test_wrong_words_are_told(kiosk: Command) -> None:
    assert "How large is the box?" in kiosk("self-check").err
    for box in ("40x30", "axbxc", "10x300x300", "400x300x9000"):
        assert kiosk("self-check", "--box", box).status == 2
    assert kiosk("self-check", *BOX, "--source", "demo:what").status == 2
    assert kiosk("self-check", *BOX).status == 2, "no camera is here"


def test_the_history_and_its_drift(kiosk: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No check yet" in kiosk("self-check", "--history").out
    plug_in(monkeypatch)
    kiosk("self-check", *BOX)
    log = kiosk.state / "self-check.jsonl"
    first = json.loads(log.read_text())
    more = [
        json.dumps(first | {"utc": f"2026-{month:02}-10T08:00:00Z", "height_mm": 1.5 * month})
        for month in range(1, 7)
    ]
    log.write_text("\n".join([*more, '{"utc": "half a li']) + "\n")
    told = kiosk("self-check", "--history", "--json").json
    assert len(told["checks"]) == 6
    assert told["drift"]["per_month_mm"] == pytest.approx(1.5, abs=0.05)
    out = kiosk("self-check", "--history").out
    assert "+1.5 mm a month" in out
    assert "▁" not in out.splitlines()[0]
