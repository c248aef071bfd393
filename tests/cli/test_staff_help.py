"""Help, completion and the manual page: of every command, and in 80 columns."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.cli.panels import PANELS
from tests.helps import GOLDEN, texts

ROOT = Path(__file__).parent.parent.parent
KIOSK = Path(sys.executable).parent / "kiosk"


def test_every_command_says_what_it_said() -> None:
    """After a change that is meant: scripts/accept-goldens."""
    said = texts()
    assert {path.name for path in GOLDEN.glob("help*.txt")} == set(said)
    for name, text in said.items():
        assert text == (GOLDEN / name).read_text(encoding="utf-8"), name


def test_every_command_is_told_whole_in_80_columns() -> None:
    for name, text in texts().items():
        assert max(map(len, text.splitlines())) <= 80, name
        for line in text.splitlines()[1:]:
            assert not line.endswith("..."), f"{name}: cut off: {line}"


def test_commands_stand_under_who_uses_them() -> None:
    text = texts()["help.txt"]
    places = [text.index(f"{panel}:") for panel in PANELS]
    assert places == sorted(places)
    assert "Other commands" not in text, "give it a panel: kiosk.cli.panels"


def complete(*words: str) -> set[str]:
    """What bash would offer for the last word."""
    if not KIOSK.exists():
        pytest.skip("not set up by scripts/test: no kiosk beside this Python")
    done = subprocess.run(
        [str(KIOSK)],
        env={
            **os.environ, "_KIOSK_COMPLETE": "complete_bash", "COMP_WORDS": " ".join(words),
            "COMP_CWORD": str(len(words) - 1),
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return set(done.stdout.split())


def test_a_shell_completes_commands_and_options() -> None:
    assert complete("kiosk", "ma") == {"maintenance"}
    assert complete("kiosk", "results", "") == {"list", "show", "export", "delete"}
    assert {"--json", "--watch"} <= complete("kiosk", "status", "--")
    assert "print-worker" not in complete("kiosk", "pr")


def test_the_manual_page_is_that_of_the_commands(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "make-man"), str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    page = Path(done.stdout.strip())
    written = page.read_text(encoding="utf-8")
    for words in (
        ".SH STAFF, EVERY DAY",
        "kiosk results delete",
        "kiosk config set",
        "\\-\\-watch",
    ):
        assert words in written
    if shutil.which("groff") is None:
        return
    formatted = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", str(page)], capture_output=True, text=True, check=True
    )
    assert formatted.stderr == ""
    assert "kiosk maintenance on" in formatted.stdout
