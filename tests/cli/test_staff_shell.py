"""The staff account's shell as a process of its own: with a line, a terminal, and its folder."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.app.staff_files import fetch, files, remove
from kiosk.app.staff_shell import environment, listing
from kiosk.errors import InputError
from tests.support.typed import typed

ROOT = Path(__file__).parent.parent.parent
TELL = """#!/bin/sh
echo "words: $*"
echo "in: $(pwd)"
/usr/bin/env
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Stands for the command `kiosk`: tells what it was given."""
    path = tmp_path / "kiosk"
    path.write_text(TELL)
    path.chmod(0o755)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "staff"
    path.mkdir()
    return path


def words(program: Path, folder: Path) -> list[str]:
    shell = [sys.executable, "-m", "kiosk.cli.main", "staff-shell"]
    return [*shell, "--program", str(program), "--folder", str(folder)]


def ask(
    program: Path, folder: Path, line: str | None, typed: bytes = b"", **more: str
) -> subprocess.CompletedProcess[bytes]:
    asked = {} if line is None else {"SSH_ORIGINAL_COMMAND": line}
    return subprocess.run(
        words(program, folder),
        input=typed,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **asked, **more},
    )


def test_a_command_gets_an_environment_made_anew(program: Path, folder: Path) -> None:
    evil = {
        "EDITOR": "/bin/sh", "PAGER": "sh", "LESSOPEN": "|sh", "BASH_ENV": "/tmp/x",
        "LC_ALL": "../../tmp/evil", "TERM": "../x",
        "STATE_DIRECTORY": "/tmp", "LC_MESSAGES": "x", "LANG": "C.UTF-8",
    }  # fmt: skip
    done = ask(program, folder, "results show K7B4F2", **evil)
    said = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert "words: results show -- K7B4F2" in said
    assert f"in: {folder}" in said
    told = dict(line.partition("=")[::2] for line in said.splitlines() if "=" in line)
    assert told["EDITOR"] == "/bin/false" and told["PAGER"] == "cat"
    assert told["LANG"] == "C.UTF-8"
    assert not {"LESSOPEN", "BASH_ENV", "LC_ALL", "LC_MESSAGES", "TERM"} & set(told)
    assert not {"STATE_DIRECTORY", "PYTHONPATH", "SSH_ORIGINAL_COMMAND"} & set(told)


def test_a_wrong_configuration_does_not_shut_staff_out(
    program: Path, folder: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[printr]\n")
    assert ask(program, folder, "status", KIOSK_CONFIG=str(wrong)).returncode == 0


@pytest.mark.parametrize("line", ["sh -c id", "scp -f /etc/passwd", "kiosk config edit", "é\x07"])
def test_what_is_not_allowed_runs_nothing(program: Path, folder: Path, line: str) -> None:
    done = ask(program, folder, line)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"kiosk: ") and b"\x07" not in done.stderr


def test_lines_without_a_terminal_are_commands_too(program: Path, folder: Path) -> None:
    done = ask(program, folder, None, b"status\nsh\n\xff\xfe\nexit\nnever\n")
    assert done.stdout.count(b"words: status") == 1
    assert b"never" not in done.stdout + done.stderr
    assert done.returncode == 2, "that of the last line"


def test_the_folder_is_handed_out_and_nothing_beside_it(
    program: Path, folder: Path, tmp_path: Path
) -> None:
    (folder / "a.pdf").write_bytes(b"%PDF")
    (folder / "set").mkdir()
    (folder / "set" / "b.csv").write_bytes(b"1,2")
    (folder / "out").symlink_to("/etc")
    (folder / "shadow").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")
    assert files(folder) == [("a.pdf", 4), ("set/b.csv", 3)]
    assert ask(program, folder, "fetch set/b.csv").stdout == b"1,2"
    for name in ("out/passwd", "shadow", "pipe", "none"):
        with pytest.raises(InputError):
            fetch(folder, name, io.BytesIO())
    remove(folder, "shadow")
    remove(folder, "a.pdf")
    assert Path("/etc/passwd").exists()
    assert files(folder) == [("set/b.csv", 3)]


def test_a_terminal_has_help_completion_and_survives_its_keys(program: Path, folder: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    env.pop("SSH_ORIGINAL_COMMAND", None)
    script = (
        (b"kiosk> ", b"maint\t"), (b"maintenance ", b"\x03"), (b"kiosk> ", b"\x1a\x1chelp\r"),
        (b"remove NAME", b""), (b"kiosk> ", b"!sh\r"), (b"not among staff", b""),
        (b"kiosk> ", b"\x18\x05\x15\x1b[A\x15config edit\r"),  # C-x C-e: bash opens an editor
        (b"not among staff", b""), (b"kiosk> ", b"\x15status\r"), (b"words: status", b""),
        (b"kiosk> ", b"exit\r"),
    )  # fmt: skip
    status, _ = typed(words(program, folder), script, env)
    assert status == 0
    assert list(folder.iterdir()) == [], "no history, nothing else"


def test_the_listing_fits_and_the_environment_holds_no_way_out() -> None:
    assert max(map(len, listing().splitlines())) <= 80
    made = environment({"TERM": "xterm-256color", "LD_PRELOAD": "x", "LC_ALL": "a/b"})
    assert made["TERM"] == "xterm-256color"
    assert "LD_PRELOAD" not in made and "LC_ALL" not in made
