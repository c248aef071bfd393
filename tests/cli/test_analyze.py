"""`kiosk analyze` around the analysis: its command line, files, exit statuses and words.

The analysis itself is a stand-in here; tests/test_analysis.py runs the real one.
"""

from __future__ import annotations

import copy
import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kiosk import app
from kiosk.cli.main import main
from kiosk.core.skeleton import HALPE_26
from kiosk.errors import ModelError, RecordingError

GOLDEN = Path(__file__).parent.parent / "golden"


def _leg(plane: float, toe: float) -> dict[str, Any]:
    return {
        "knee_flexion_peak_deg": 98.2,
        "knee_toe_offset_mm": {"at_60": toe, "bottom": None},
        "knee_plane_offset_mm": {"at_60": plane, "bottom": plane + 3},
        "fppa_3d_deg": {"at_60": -4.0},
        "pseudo_valgus_deg": {"at_60": 2.0},
    }


def _side(plane: float, band: str | None) -> dict[str, Any]:
    around = {"value": plane, "low": plane - 12.4, "high": plane + 12.6}
    return {
        "knee_toe_offset_mm": {"at_60": around, "bottom": None},
        "knee_plane_offset_mm": {"at_60": around, "bottom": around},
        "band": band,
    }


def _rep(number: int, valid: bool) -> dict[str, Any]:
    return {
        "set": "practice" if number == 0 else "uncued",
        "start_s": 3.0 + 4 * number,
        "bottom_s": 5.0 + 4 * number,
        "end_s": 6.2 + 4 * number,
        "valid": valid,
        "reasons": [] if valid else ["too_fast", "foot_moved"],
        "left": _leg(34.6, 41.0),
        "right": _leg(-0.3, 7.0),
        "kasr": {"bottom": 0.91, "expected": 1.18},
    }


DOCUMENT = {
    "schema": "kiosk-assessment/1",
    "recording": {"frames": 412, "duration_s": 27.42, "dropped": 3},
    "model": {"name": "pose", "sha256": "0" * 64},
    "verdict": "measured",
    "reasons": [],
    "reps": [_rep(0, True), _rep(1, False), _rep(2, True)],
    "sides": {"left": _side(34.6, "slightly_inside"), "right": _side(-0.3, None)},
    "asymmetry_mm": -34.9,
    "findings": ["dynamic"],
    "practice": ["cued_squat", "clamshell"],
}


def _analyzed(verdict: str = "measured", told: tuple[str, ...] = ()) -> app.Analyzed:
    document = copy.deepcopy(DOCUMENT) | {"verdict": verdict}
    joints = {
        "names": np.array(HALPE_26),
        "points_m": np.full((5, 26, 3), np.nan),
        "sigma_m": np.full((5, 26), np.nan),
        "time_s": np.arange(5) / 30.0,
    }
    return app.Analyzed(
        document, joints, told, lambda path: _png(path, b"result"), lambda path: _png(path, b"slip")
    )


def _png(path: Path, content: bytes) -> None:
    assert path.suffix == ".png"
    path.write_bytes(b"\x89PNG" + content)


class Stage:
    """A folder with a recording in it, and a stand-in analysis that notes what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.recording = folder / "member.db3"
        self.recording.write_bytes(b"SQLite format 3\0")
        self.requests: list[app.Request] = []
        self.outcome: app.Analyzed | BaseException = _analyzed()

    def analyze(self, request: app.Request, progress: app.Progress) -> app.Analyzed:
        self.requests.append(request)
        progress(1, None)
        progress(412, 412)
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome

    def files(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()} - {self.recording.name}


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    one = Stage(tmp_path)
    monkeypatch.setattr(app, "analyze_recording", one.analyze)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return one


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    def run_(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kiosk", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, out, err

    return run_


Run = Callable[..., tuple[int, str, str]]
ALL = ("--json", "a.json", "--joints", "a.npz", "--result", "r.png", "--slip", "s.png")


def test_everything_asked_for_is_written_and_nothing_else(stage: Stage, run: Run) -> None:
    status, out, err = run("analyze", stage.recording, *ALL)
    assert status == 0
    assert stage.files() == {"a.json", "a.npz", "r.png", "s.png"}
    assert json.loads((stage.folder / "a.json").read_text()) == DOCUMENT
    with np.load(stage.folder / "a.npz", allow_pickle=False) as saved:
        assert tuple(saved["names"]) == HALPE_26
        assert saved["points_m"].shape == (5, 26, 3)
        assert set(saved) == {"names", "points_m", "sigma_m", "time_s"}
    assert (stage.folder / "r.png").read_bytes() == b"\x89PNGresult"
    assert (stage.folder / "s.png").read_bytes() == b"\x89PNGslip"
    assert "result: r.png" in out
    assert "412/412" in err


def test_files_get_the_usual_rights(stage: Stage, run: Run) -> None:
    before = os.umask(0o022)
    try:
        run("analyze", stage.recording, "--json", "a.json")
    finally:
        os.umask(before)
    assert (stage.folder / "a.json").stat().st_mode & 0o777 == 0o644


def test_json_on_stdout_is_json_and_nothing_else(stage: Stage, run: Run) -> None:
    status, out, err = run("analyze", stage.recording, "--json", "-", "--slip", "s.png")
    assert status == 0
    assert json.loads(out) == DOCUMENT
    assert "Measuring" in err
    assert stage.files() == {"s.png"}


def test_the_summary_fits_80_columns_and_says_what_was_found(stage: Stage, run: Run) -> None:
    status, out, _ = run("analyze", stage.recording)
    assert status == 0
    assert out == (GOLDEN / "analyze-summary.txt").read_text(encoding="utf-8")
    assert max(map(len, out.splitlines())) <= 80
    assert "35 mm (22 to 47)" in out
    assert "0 mm (−13 to 12)" in out
    assert "no: too fast" in out


def test_the_request_carries_what_was_asked(stage: Stage, run: Run) -> None:
    (stage.folder / "k.toml").write_text("gym.name = 'Hall 5'")
    run("analyze", stage.recording)
    asked = ("--mount", "portrait", "--sets", "2,5,3")
    run("--config", "k.toml", "analyze", stage.recording, *asked)
    plain, full = stage.requests
    assert (plain.mount, plain.sets, plain.config.gym.name) == ("auto", None, "")
    assert (full.mount, full.sets) == ("portrait", app.Sets(practice=2, uncued=5, cued=3))
    assert full.config.gym.name == "Hall 5"


def test_retry_is_3_with_the_reason_on_stderr_and_all_that_was_measured(
    stage: Stage, run: Run
) -> None:
    stage.outcome = _analyzed("retry", ("Only 2 of the squats could be counted.",))
    status, _, err = run("analyze", stage.recording, *ALL)
    assert status == 3
    assert err.rstrip().endswith("Only 2 of the squats could be counted.")
    assert stage.files() == {"a.json", "a.npz", "r.png", "s.png"}


def test_not_visible_is_3_and_writes_no_number(stage: Stage, run: Run) -> None:
    stage.outcome = _analyzed("not_visible", ("Nobody stood in the test zone.",))
    status, out, err = run("analyze", stage.recording, *ALL)
    assert status == 3
    assert "Nobody stood in the test zone." in err
    assert stage.files() == {"a.json"}
    assert "mm" not in out
    assert "a.npz" not in out


@pytest.mark.parametrize(
    ("error", "status"),
    [(RecordingError("It ends in the middle."), 2), (ModelError("Its checksum is wrong."), 4)],
)
def test_a_failure_is_a_sentence_and_leaves_no_file(
    stage: Stage, run: Run, error: Exception, status: int
) -> None:
    stage.outcome = error
    (stage.folder / "a.json").write_text("from before")
    ended, out, err = run("analyze", stage.recording, *ALL)
    assert (ended, out) == (status, "")
    assert err.splitlines()[-1] == f"kiosk: {error}"
    assert "Traceback" not in err
    assert stage.files() == {"a.json"}
    assert (stage.folder / "a.json").read_text() == "from before"


def test_a_disk_that_fills_up_is_a_sentence_and_leaves_no_file(stage: Stage, run: Run) -> None:
    def full(path: Path) -> None:
        path.write_bytes(b"\x89P")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    whole = _analyzed()
    stage.outcome = app.Analyzed(whole.document, whole.joints, (), full, full)
    status, _, err = run("analyze", stage.recording, *ALL)
    assert status == 2
    assert (
        err.splitlines()[-1] == "kiosk: --result r.png cannot be written: No space left on device."
    )
    assert stage.files() == set()


def test_an_unknown_bug_is_not_hidden_and_leaves_no_file(stage: Stage, run: Run) -> None:
    stage.outcome = ZeroDivisionError("a bug")
    with pytest.raises(ZeroDivisionError):
        run("analyze", stage.recording, *ALL)
    assert stage.files() == set()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--json", "nowhere/a.json"), "--json nowhere/a.json cannot be written: No such file"),
        (("--joints", "."), "--joints . cannot be written: it is a folder."),
        (("--result", "a.png", "--slip", "./a.png"), "--result and --slip name the same file"),
        (("--json", "member.db3"), "--json member.db3 would overwrite the recording itself."),
        (("--joints", "-"), "only --json can be written to -"),
        (("--sets", "2,5"), "'2,5' is not three counts like 2,5,3"),
        (("--sets", "2,-5,3"), "'2,-5,3' is not three counts like 2,5,3"),
        (("--sets", "0,0,0"), "at least one squat must be counted"),
        (("--mount", "upside"), "upside"),
        (("--colour",), "No such option"),
        (("second.db3",), "unexpected extra argument"),
    ],
)
def test_a_wrong_command_line_is_2_before_any_work(
    stage: Stage, run: Run, words: tuple[str, ...], told: str
) -> None:
    status, out, err = run("analyze", "member.db3", *words)
    assert (status, out) == (2, "")
    assert told in " ".join(err.split())
    assert stage.requests == []
    assert stage.files() == set()


def test_an_unwritable_folder_is_told_before_any_work(
    stage: Stage, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))

    monkeypatch.setattr(Path, "touch", refuse)
    status, _, err = run("analyze", stage.recording, "--json", "a.json")
    assert status == 2
    assert err == "kiosk: --json a.json cannot be written: Permission denied.\n"
    assert stage.requests == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere.db3", "The recording nowhere.db3 cannot be read: No such file or directory."),
        ("folder.db3", "folder.db3 is a folder; a recording is one .db3 file."),
    ],
)
def test_no_recording_is_2(stage: Stage, run: Run, name: str, told: str) -> None:
    (stage.folder / "folder.db3").mkdir()
    status, out, err = run("analyze", name, "--json", "a.json")
    assert (status, out, err) == (2, "", f"kiosk: {told}\n")
    assert not (stage.folder / "a.json").exists()


def test_a_wrong_configuration_is_2_with_every_mistake(stage: Stage, run: Run) -> None:
    (stage.folder / "k.toml").write_text("[camera]\nfsp = 30\n[zone]\nnear_m = 99\n")
    status, _, err = run("--config", "k.toml", "analyze", stage.recording)
    assert status == 2
    assert "k.toml:2: unknown 'fsp' in [camera]: did you mean 'fps'?" in err
    assert "k.toml:4: zone.near_m is 99, outside 0.3 to 6." in err
    assert stage.requests == []


def test_writing_to_a_device_does_not_replace_it(stage: Stage, run: Run) -> None:
    status, _, _ = run("analyze", stage.recording, "--json", "/dev/null")
    assert status == 0
    assert not Path("/dev/null").is_file()


def test_a_link_stays_a_link(stage: Stage, run: Run) -> None:
    (stage.folder / "link.json").symlink_to("real.json")
    run("analyze", stage.recording, "--json", "link.json")
    assert (stage.folder / "link.json").is_symlink()
    assert json.loads((stage.folder / "real.json").read_text()) == DOCUMENT


@pytest.mark.parametrize("command", ["", "analyze", "record", "run", "key", "key make", "key show"])
def test_help_says_what_it_said(command: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    status, out, _ = run(*command.split(), "--help")
    assert status == 0
    name = "-".join(["help", *command.split()]) + ".txt"
    assert out == (GOLDEN / name).read_text(encoding="utf-8")


def test_help_and_version_load_nothing_heavy(tmp_path: Path) -> None:
    """A command line that answers at once: the camera's, network's and picture's parts wait."""
    code = """
import sys
from kiosk.cli.main import main
sys.argv = ["kiosk", "--version"]
try:
    main()
except SystemExit as ended:
    assert ended.code == 0
heavy = {"numpy", "cv2", "pyrealsense2", "onnxruntime", "pygame", "open3d", "torch", "scipy"}
print(sorted(heavy & set(sys.modules)))
"""
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[1:] == ["[]"]
    assert done.stdout.startswith("kiosk ")
