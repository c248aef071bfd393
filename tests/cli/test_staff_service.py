"""`kiosk service`, and what root's commands do with the kiosk's own files."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from kiosk.app.asking import act_as_owner
from kiosk.app.places import (
    control_sockets,
    default_config,
    state_folder,
)
from tests.support.command import Command


@pytest.fixture
def kiosk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    return Command(tmp_path / "state", monkeypatch, capsys)


def test_a_machine_without_systemd_is_told_plainly(
    kiosk: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for verb in ("start", "stop", "restart", "logs"):
        said = kiosk("service", verb)
        assert (said.status, said.out) == (4, "")
        assert "not run by systemd" in said.err


def test_what_was_done_is_told(kiosk: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr("kiosk.adapters.systemd.command", done.append)
    monkeypatch.setattr("kiosk.adapters.systemd.unit_of", lambda: SimpleNamespace(active="active"))
    assert kiosk("service", "restart").out.startswith("The kiosk is started anew.")
    assert kiosk("service", "start", "--json").json == {"done": "start", "active": "active"}
    assert done == ["restart", "start"]


def test_the_journal_s_status_is_handed_on(kiosk: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def logs(lines: int, *, follow: bool, as_json: bool) -> int:
        asked.append((lines, follow, as_json))
        return 1

    monkeypatch.setattr("kiosk.adapters.systemd.logs", logs)
    assert kiosk("service", "logs", "-n", "9", "--json").status == 1
    assert asked == [(9, False, True)]


def test_root_acts_as_the_user_whose_folder_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What root made there, the kiosk's own user could not open any more."""
    done: list[object] = []
    for name in ("setgroups", "setgid", "setuid"):
        monkeypatch.setattr(os, name, lambda given, name=name: done.append((name, given)))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    there = SimpleNamespace(st_uid=990, st_gid=991)
    monkeypatch.setattr(Path, "stat", lambda self: there)
    monkeypatch.setattr(Path, "exists", lambda self: True)
    act_as_owner(tmp_path / "state")
    assert done == [("setgroups", []), ("setgid", 991), ("setuid", 990)]
    done.clear()
    there.st_uid = 0
    act_as_owner(tmp_path / "state")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    there.st_uid = 990
    act_as_owner(tmp_path / "state")
    assert done == []


def test_commands_mean_the_service_where_the_machine_has_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = tmp_path / "var"
    monkeypatch.setattr("kiosk.app.places.SERVICE_STATE", service)
    monkeypatch.setattr("kiosk.app.places.SERVICE_RUNTIME", tmp_path / "run")
    monkeypatch.setattr("kiosk.app.places.SERVICE_CONFIG", tmp_path / "etc" / "kiosk.toml")
    for name in ("STATE_DIRECTORY", "XDG_STATE_HOME", "RUNTIME_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    own = tmp_path / "home" / ".local" / "state" / "knee-kiosk"
    assert state_folder() == own
    assert control_sockets() == (own / "control.socket",)
    assert default_config() is None
    service.mkdir()
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "kiosk.toml").write_text("")
    assert state_folder() == service
    assert control_sockets() == (service / "control.socket", tmp_path / "run" / "control.socket")
    assert default_config() == tmp_path / "etc" / "kiosk.toml"
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "mine"))
    assert control_sockets() == (tmp_path / "mine" / "control.socket",)
