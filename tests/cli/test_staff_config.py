"""`kiosk config`: what is wrong is told whole, and no change can break a kiosk."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.adapters.run_lock import RunLock
from kiosk.config import Config, load
from tests.support.command import Command

TEXT = """# ours
[gym]
name = "Iron & Oak"   # as on the door

[mark]
ahead_m = 1.7
"""


@pytest.fixture
def kiosk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    return Command(tmp_path / "state", monkeypatch, capsys)


@pytest.fixture
def file(tmp_path: Path, kiosk: Command, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "k.toml"
    path.write_text(TEXT)
    monkeypatch.setenv("KIOSK_CONFIG", str(path))
    return path


def test_what_holds_is_shown(kiosk: Command, file: Path) -> None:
    said = kiosk("config", "show")
    assert said.out.startswith(f"# {file}\n")
    assert '* gym.name = "Iron & Oak"\n' in said.out
    assert "  zone.near_m = 1.0\n" in said.out
    assert kiosk("config", "show", "mark.ahead_m").out.splitlines()[1:] == ["* mark.ahead_m = 1.7"]
    assert len(kiosk("config", "show", "mark").out.splitlines()) == 3
    changed = kiosk("config", "show", "--changed", "--json").json
    assert changed["settings"] == {"gym.name": "Iron & Oak", "mark.ahead_m": 1.7}


def test_every_setting_of_the_program_is_shown(kiosk: Command) -> None:
    shown = kiosk("config", "show", "--json").json
    assert shown["file"] is None
    assert shown["settings"]["printer.uri"] == Config().printer.uri
    assert shown["changed"] == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("mark.ahed_m", "did you mean 'mark.ahead_m'?"),
        ("ahead_m", "did you mean 'mark.ahead_m'?"),
        ("right_m", "did you mean 'zone.right_m' or 'mark.right_m'?"),
        ("qqq", "kiosk config show lists all."),
    ],
)
def test_a_misspelt_setting_is_told_with_what_was_meant(
    kiosk: Command, file: Path, name: str, told: str
) -> None:
    for words in (("show", name), ("set", name, "1")):
        said = kiosk("config", *words)
        assert said.status == 2
        assert told in said.err
    assert file.read_text() == TEXT


def test_every_mistake_is_told_at_once(kiosk: Command, file: Path, tmp_path: Path) -> None:
    assert kiosk("config", "check").out == f"{file} is fine.\n"
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[displai]\nx = 1\n[sets]\nuncued = 1\n")
    for words in (("--config", wrong, "config", "check"), ("config", "check", wrong)):
        said = kiosk(*words)
        assert said.status == 2
        assert "did you mean 'display'" in said.err
        assert f"2 mistakes in {wrong}" in said.err
    assert len(kiosk("config", "check", wrong, "--json").json["mistakes"]) == 2
    assert kiosk("--config", wrong, "config", "show").status == 2
    assert kiosk("--config", wrong, "status").status == 2
    assert kiosk("config", "check", tmp_path / "none.toml").status == 2


def test_one_setting_is_changed_and_the_previous_version_kept(kiosk: Command, file: Path) -> None:
    said = kiosk("config", "set", "mark.ahead_m", "1.65")
    assert said.status == 0
    assert "The previous one is k.toml.1." in said.out
    assert "restart" not in said.out, "no kiosk runs"
    assert file.read_text() == TEXT.replace("1.7", "1.65")
    assert file.with_name("k.toml.1").read_text() == TEXT
    for number in range(12):
        assert kiosk("config", "set", "gym.name", f"Gym {number}").status == 0
    kept = sorted(one.name for one in file.parent.glob("k.toml.*"))
    assert kept == [f"k.toml.{number}" for number in range(1, 10)]
    assert load(file.with_name("k.toml.1")).gym.name == "Gym 10"
    assert "# as on the door" in file.read_text()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("mark.ahead_m", "far", "is a number, not 'far'"),
        ("sets.uncued", "4.5", "is a whole number"),
        ("sets.uncued", "2", "outside 3 to 20"),
        ("display.sounds", "loud", "is true or false"),
        ("mark.ahead_m", "5.5", "must lie between"),
        ("printer.uri", "escpos+usb:", "printer.uri"),
        ("display.language", "fr-CA", "display.language"),
        ("gym.name", "x" * 100, "60 are the most"),
    ],
)
def test_what_would_be_wrong_is_refused_and_nothing_changes(
    kiosk: Command, file: Path, name: str, value: str, told: str
) -> None:
    said = kiosk("config", "set", name, value)
    assert (said.status, said.out) == (2, "")
    assert told in said.err
    assert file.read_text() == TEXT
    assert not file.with_name("k.toml.1").exists()


def test_words_for_true_a_new_table_and_back_to_the_default(kiosk: Command, file: Path) -> None:
    assert kiosk("config", "set", "display.sounds", "off").status == 0
    assert load(file).display.sounds is False
    assert kiosk("config", "set", "display.sounds", "--default").status == 0
    assert load(file).display.sounds is True
    assert "sounds" not in file.read_text()
    assert kiosk("config", "set", "display.sounds").status == 2
    assert kiosk("config", "set", "display.sounds", "on", "--default").status == 2


def test_a_file_that_is_not_there_yet_is_made(kiosk: Command, tmp_path: Path) -> None:
    path = tmp_path / "etc" / "k.toml"
    said = kiosk("config", "set", "mark.ahead_m", "1.6")
    assert said.status == 2
    assert "Say which one" in said.err
    path.parent.mkdir()
    path.write_text("")
    assert kiosk("--config", path, "config", "set", "mark.ahead_m", "1.6").status == 0
    assert load(path).mark.ahead_m == 1.6


def test_a_running_kiosk_has_to_be_restarted(kiosk: Command, file: Path) -> None:
    lock = RunLock(kiosk.state / "kiosk.lock")
    said = kiosk("config", "set", "mark.ahead_m", "1.6")
    assert "kiosk service restart" in said.out
    assert "kiosk-printing" not in said.out
    told = kiosk("config", "set", "printer.paper", "58mm", "--json").json
    lock.close()
    assert (told["restart"], told["restart_printing"]) == (True, True)


def test_a_link_stays_a_link_and_the_mode_stays(kiosk: Command, file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    file.chmod(0o600)
    assert kiosk("--config", link, "config", "set", "mark.ahead_m", "1.6").status == 0
    assert link.is_symlink()
    assert load(file).mark.ahead_m == 1.6
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_written_is_told(
    kiosk: Command, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("kiosk.adapters.whole_file.write_whole", refuse)
    said = kiosk("config", "set", "mark.ahead_m", "1.6")
    assert said.status == 2
    assert "Permission denied. Nothing has changed." in said.err


def editor(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    path = folder / "editor.sh"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(path))


def test_an_editor_works_on_a_copy(
    kiosk: Command, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "sed -i 's/1.7/1.5/' \"$1\"; case $1 in */k.toml) ;; esac")
    assert kiosk("config", "edit").status == 0
    assert load(file).mark.ahead_m == 1.5
    assert file.with_name("k.toml.1").read_text() == TEXT
    editor(tmp_path, monkeypatch, "true")
    assert kiosk("config", "edit").out == "Nothing has changed.\n"


def test_what_was_edited_wrongly_is_not_put_in_place(
    kiosk: Command, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def confirm(text: str, **_: object) -> bool:
        asked.append(text)
        return len(asked) < 2

    monkeypatch.setattr("typer.confirm", confirm)
    editor(tmp_path, monkeypatch, "echo '[displai]' >> \"$1\"")
    said = kiosk("config", "edit")
    assert said.status == 2
    assert len(asked) == 2, "what was written is edited again"
    assert "did you mean 'display'" in said.err
    assert file.read_text() == TEXT


def test_an_editor_that_fails_or_is_not_there_is_told(
    kiosk: Command, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "exit 3")
    assert "ended with 3" in kiosk("config", "edit").err
    monkeypatch.setenv("EDITOR", "no-such-editor")
    assert "does not start" in kiosk("config", "edit").err
    monkeypatch.delenv("EDITOR")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "There is no editor here" in kiosk("config", "edit").err
    assert file.read_text() == TEXT
