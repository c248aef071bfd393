"""systemd/update-judge: what it makes of a release on trial. Its machine is told what to say; that
it switches on a real disk, kills and power cuts included, is in test_updates.py."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.releases import JUDGE, judge
from tests.support.update_run import FakeMachine, judge_module

MINUTE = 60.0


@pytest.fixture
def verb() -> Any:
    return judge_module()


@pytest.fixture
def root(tmp_path: Path, verb: Any) -> Path:
    """0.1.0 ran before 0.2.0, 0.3.0 lies beside them, complete."""
    for version in ("0.1.0", "0.2.0", "0.3.0"):
        kiosk = tmp_path / "releases" / version / "venv" / "bin" / "kiosk"
        kiosk.parent.mkdir(parents=True)
        kiosk.write_text("#!/bin/sh\n")
        kiosk.chmod(0o755)
    for version in ("0.1.0", "0.2.0"):
        verb.adopt(tmp_path, version)
    (tmp_path / "releases" / "0.3.0" / "complete").write_text("{}")
    return tmp_path


def links(root: Path) -> tuple[str, str]:
    return tuple((root / name).readlink().name for name in ("current", "previous"))  # type: ignore[return-value]


def past(root: Path) -> list[tuple[str, str]]:
    told = json.loads((root / "past.json").read_text())
    return [(one["version"], one["result"]) for one in told]


def test_what_runs_well_for_a_quarter_of_an_hour_stays(root: Path, verb: Any) -> None:
    machine = FakeMachine()
    verb.begin(root, "0.3.0", machine)
    assert (links(root), machine.restarts) == (("0.3.0", "0.2.0"), 1)
    for _ in range(15):
        assert verb.tick(root, machine).startswith("on trial")
        assert (root / "releases" / "0.1.0").is_dir(), "older ones stay until then"
        machine.clock_s += MINUTE
    assert verb.tick(root, machine) == "confirmed"
    assert links(root) == ("0.3.0", "0.2.0")
    assert sorted(one.name for one in (root / "releases").iterdir()) == ["0.2.0", "0.3.0"]
    assert (past(root), machine.watched) == ([("0.3.0", "confirmed")], False)
    assert verb.tick(root, machine) == "no trial"


def test_one_that_goes_down_is_taken_back(root: Path, verb: Any) -> None:
    machine = FakeMachine()
    verb.begin(root, "0.3.0", machine)
    machine.told = {"ActiveState": "activating", "NRestarts": "0"}
    for _ in range(5):
        assert verb.tick(root, machine).startswith("on trial")
        machine.clock_s += MINUTE
    assert verb.tick(root, machine).startswith("taken back: it was not well for 5 minutes")
    # What could be gone back to before still can.
    assert (links(root), machine.restarts) == (("0.2.0", "0.1.0"), 2)
    assert past(root) == [("0.3.0", "taken_back")]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"ActiveState": "failed", "NRestarts": "9"}, "its service failed"),
        ({"ActiveState": "active", "NRestarts": "3"}, "started 3 times anew"),
    ],
)
def test_one_that_crashes_is_taken_back_at_once(
    root: Path, verb: Any, told: dict[str, str], why: str
) -> None:
    machine = FakeMachine()
    verb.begin(root, "0.3.0", machine)
    verb.tick(root, machine)
    machine.clock_s += MINUTE
    machine.told = told
    assert why in verb.tick(root, machine)
    assert links(root)[0] == "0.2.0"


def test_a_restart_begins_the_quarter_of_an_hour_anew(root: Path, verb: Any) -> None:
    machine = FakeMachine()
    verb.begin(root, "0.3.0", machine)
    for minute in range(24):
        if minute == 10:
            machine.told = {"ActiveState": "active", "NRestarts": "1"}
        assert verb.tick(root, machine) != "confirmed", minute
        machine.clock_s += MINUTE
    for _ in range(3):
        told = verb.tick(root, machine)
        machine.clock_s += MINUTE
    assert told in ("confirmed", "no trial")


@pytest.mark.parametrize(("before", "kept"), [(True, "0.2.0"), (False, "0.3.0")])
def test_it_has_to_see_what_the_one_before_saw(
    root: Path, verb: Any, before: bool, kept: str
) -> None:
    """A kiosk whose camera was broken before can be updated; one that goes blind is taken back."""
    machine = FakeMachine(sees=before)
    verb.begin(root, "0.3.0", machine)
    machine.sees = False
    for _ in range(17):
        verb.tick(root, machine)
        machine.clock_s += MINUTE
    assert links(root)[0] == kept


def test_power_cuts_in_a_trial_are_counted(root: Path, verb: Any) -> None:
    machine = FakeMachine()
    verb.begin(root, "0.3.0", machine)
    for start in range(2, 5):
        machine.started, machine.clock_s = f"boot-{start}", 10.0
        assert verb.tick(root, machine).startswith("on trial")
    machine.started = "boot-5"
    assert "started 4 times" in verb.tick(root, machine)
    assert links(root)[0] == "0.2.0"


def test_one_that_never_gets_well_has_an_hour(root: Path, verb: Any) -> None:
    machine = FakeMachine()
    verb.begin(root, "0.3.0", machine)
    for minute in range(200):
        machine.told["ActiveState"] = "active" if minute % 14 else "activating"
        if verb.tick(root, machine).startswith("taken back"):
            break
        machine.clock_s += MINUTE
    assert minute == 61


def test_damaged_notes_of_a_trial_take_it_back(root: Path, verb: Any) -> None:
    machine = FakeMachine()
    for damage in (b"", b"\x00" * 99, b"[]", b'{"boot": 3}'):
        verb.begin(root, "0.3.0", machine)
        (root / "trial.json").write_bytes(damage)
        assert verb.tick(root, machine).startswith("taken back"), damage
        assert links(root)[0] == "0.2.0"


def test_a_current_that_leads_nowhere_is_mended(root: Path, verb: Any) -> None:
    machine = FakeMachine()
    (root / "releases" / "0.2.0" / "complete").unlink()
    assert verb.tick(root, machine) == "no trial"
    assert (links(root)[0], machine.restarts) == ("0.1.0", 1)


def test_staff_go_back_and_forth(root: Path, verb: Any) -> None:
    machine = FakeMachine()
    verb.back(root, "by staff", machine)
    assert links(root) == ("0.1.0", "0.2.0")
    verb.back(root, "by staff", machine)
    assert links(root) == ("0.2.0", "0.1.0")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["begin", "0.2.0"], "is what runs"),
        (["begin", "0.4.0"], "is not complete"),
        (["begin", "../x"], "is no version"),
        (["adopt", "0.4.0"], "has no venv/bin/kiosk"),
    ],
)
def test_what_it_refuses(root: Path, words: list[str], why: str) -> None:
    told = judge(root, *words)
    assert (told.returncode, why in told.stderr) == (2, True)
    assert links(root) == ("0.2.0", "0.1.0")


def test_it_refuses_a_second_trial_and_a_way_back_that_is_none(root: Path, verb: Any) -> None:
    verb.begin(root, "0.3.0", FakeMachine())
    assert "on trial already" in judge(root, "begin", "0.1.0").stderr
    verb.back(root, "x", FakeMachine())
    (root / "releases" / "0.1.0" / "complete").unlink()
    assert "no complete release to go back to" in judge(root, "back").stderr


def test_it_needs_nothing_but_the_system_s_python(tmp_path: Path) -> None:
    """Neither this program nor a package: a broken release cannot take it along."""
    text = JUDGE.read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/python3 -I\n")
    code = f"""
import runpy, sys
sys.argv = ["update-judge", "--root", {str(tmp_path)!r}, "--no-units", "tick"]
try:
    runpy.run_path({str(JUDGE)!r}, run_name="__main__")
except SystemExit as end:
    assert not end.code, end.code
outside = {{name.split(".")[0] for name in sys.modules}} - sys.stdlib_module_names - {{"__main__"}}
print(sorted(outside))
"""
    words = [sys.executable, "-I", "-S", "-B", "-c", code]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines() == ["no trial", "[]"]
