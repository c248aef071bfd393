"""`kiosk recordings` and where `kiosk record` puts one: staff's own, and gone when promised."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.app.recording_files import new_recording, recording_path
from kiosk.config import Config, RecordingsConfig
from kiosk.errors import RecordingError
from tests.support.command import Command


@pytest.fixture
def kiosk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    return Command(tmp_path / "state", monkeypatch, capsys)


def put(kiosk: Command, name: str, days: float = 0.0, text: str = "x") -> Path:
    path = kiosk.state / "recordings" / f"{name}.db3"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    then = (datetime.now(UTC) - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
    return path


def test_there_is_none(kiosk: Command) -> None:
    assert kiosk("recordings", "list").out.startswith("There is none in")
    assert kiosk("recordings", "list", "--json").json == []
    said = kiosk("recordings", "show", "x")
    assert said.status == 2
    assert "No recording is called 'x' here. There is none." in said.err


def test_the_newest_comes_first_with_what_is_left(kiosk: Command) -> None:
    put(kiosk, "old", 6.4)
    put(kiosk, "new")
    put(kiosk, "overdue", 9)
    (kiosk.state / "recordings" / "notes.txt").write_text("")
    (kiosk.state / "recordings" / "link.db3").symlink_to("/etc/passwd")
    lines = kiosk("recordings", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == ["name", "new", "old", "overdue"]
    assert [line.split("  ")[-1].strip() for line in lines[1:]] == [
        "in 7 days",
        "tomorrow",
        "next night",
    ]


@pytest.mark.parametrize("name", ["../visits", "/etc/passwd", "a/b", "..", "", "x" * 200])
def test_no_name_leads_out_of_the_folder(kiosk: Command, name: str) -> None:
    put(kiosk, "here")
    (kiosk.state / "visits.db3").write_text("")
    for command in ("show", "delete"):
        words = [command, "--yes", name] if command == "delete" else [command, name]
        assert kiosk("recordings", *words).status == 2
    assert (kiosk.state / "visits.db3").exists()


def test_one_is_deleted_after_a_yes(kiosk: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    put(kiosk, "one")
    put(kiosk, "two")
    monkeypatch.setattr("typer.confirm", lambda text: False)
    assert kiosk("recordings", "delete", "one").status == 1
    assert kiosk("recordings", "delete", "one", "none", "--yes").status == 2
    assert len(kiosk("recordings", "list", "--json").json) == 2, "all of them or none"
    assert kiosk("recordings", "delete", "one.db3", "two", "--yes").out == "Deleted: one, two.\n"
    assert kiosk("recordings", "list", "--json").json == []


def test_a_damaged_one_is_told(kiosk: Command) -> None:
    put(kiosk, "bad", text="not a recording")
    said = kiosk("recordings", "show", "bad")
    assert (said.status, said.out) == (2, "")
    assert "bad.db3" in said.err


def test_none_is_kept_unless_that_is_on(kiosk: Command, tmp_path: Path) -> None:
    said = kiosk("record")
    assert said.status == 2
    assert "[recordings] keep is false" in said.err
    folder = tmp_path / "there"
    config = Config(recordings=RecordingsConfig(folder=str(folder), keep=True))
    made = new_recording(config, datetime(2026, 11, 26, 1, 22, 25, tzinfo=UTC))
    assert made == folder / "20261126-012225.db3"
    assert folder.stat().st_mode & 0o077 == 0


def test_a_recording_is_found_by_name_or_path(kiosk: Command, tmp_path: Path) -> None:
    here = put(kiosk, "here")
    other = tmp_path / "other.db3"
    other.write_text("")
    assert recording_path(Config(), "here") == here
    assert recording_path(Config(), str(other)) == other
    with pytest.raises(RecordingError):
        recording_path(Config(), str(tmp_path / "none.db3"))
