"""`kiosk reanalyse`: its archive, its folder of results, what it tells. Real workers and a real
Dask cluster are in tests/test_reanalysis_engines.py; here a stand-in analyses in this process.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from kiosk.app import reanalysis
from kiosk.app.reanalysis_work import Job
from kiosk.fleet.reanalysis import Failed
from tests.fleet.test_reanalysis import document
from tests.support.command import Command, Said


class Inline:
    """An engine of this process: what it was given, and what it makes of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: dict[str, Any] = {}
        self.stop_after = 10**6

    def run(self, work: object, jobs: Iterable[Job]) -> Iterator[tuple[Job, Any]]:
        for job in jobs:
            if len(self.asked) >= self.stop_after:
                raise KeyboardInterrupt
            self.asked.append(job.name)
            answer = self.answers.get(job.name, document())
            yield job, answer(job) if callable(answer) else answer

    def fetched(self) -> list[str]:
        """Since the last call."""
        asked, self.asked = self.asked, []
        return asked


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Inline:
    one = Inline()

    def instead(asked: object, terms: object, stack: ExitStack) -> Inline:
        return one

    monkeypatch.setattr(reanalysis, "_engine", instead)
    return one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    archive = tmp_path / "archive"
    (archive / "monday").mkdir(parents=True)
    for name in ("a", "b", "monday/a"):
        (archive / f"{name}.db3").write_bytes(name.encode())
    return archive


@pytest.fixture
def kiosk(
    tmp_path: Path,
    engine: Inline,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Said]:
    command = Command(tmp_path / "state", monkeypatch, capsys)
    return lambda *words: command("reanalyse", *words)


Kiosk = Callable[..., Said]


def out_of(folder: Path) -> Path:
    (out,) = folder.glob("reanalysis-*")
    return out


def test_results_lie_in_a_private_folder_named_after_the_model(
    kiosk: Kiosk, engine: Inline, folder: Path
) -> None:
    said = kiosk(folder)
    assert (said.status, said.err) == (0, "")
    assert engine.fetched() == ["a", "b", "monday/a"]
    out = out_of(folder)
    assert len(out.name) == len("reanalysis-") + 8
    assert {p.relative_to(out).as_posix() for p in out.rglob("*.json")} == {
        "a.json", "b.json", "monday/a.json",
    }  # fmt: skip
    for path in (out, *out.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path
    kept = json.loads((out / "a.json").read_text())
    assert kept["assessment"] == document()
    assert set(kept) == {"schema", "key", "recording_sha256", "assessment"}


def test_what_is_done_is_not_done_again_and_what_has_changed_is(
    kiosk: Kiosk, engine: Inline, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = kiosk(folder, "--json").json
    engine.fetched()
    again = kiosk(folder, "--json").json
    assert engine.fetched() == []
    assert again["summary"].pop("done_before") == 3
    assert first["summary"].pop("done_before") == 0
    assert again == first
    (folder / "b.db3").write_bytes(b"another")
    kiosk(folder)
    assert engine.fetched() == ["b"]
    (out_of(folder) / "a.json").write_text('{"schema": "kiosk-reanalysis/1"')
    kiosk(folder)
    assert engine.fetched() == ["a"], "a result that is no result is made anew"
    kiosk(folder, "--sets", "2,5,3")
    assert engine.fetched() == ["a", "b", "monday/a"], "another question"
    monkeypatch.setattr(reanalysis, "__version__", "99")
    kiosk(folder, "--sets", "2,5,3")
    assert engine.fetched() == ["a", "b", "monday/a"], "another program"


def test_stopped_by_the_keyboard_it_keeps_what_is_done_and_goes_on(
    kiosk: Kiosk, engine: Inline, folder: Path
) -> None:
    engine.stop_after = 2
    said = kiosk(folder, "--table", folder / "t.csv")
    assert (said.status, said.out) == (1, "")
    assert "stopped. 2 of 3 are done and kept in" in said.err
    assert not (folder / "t.csv").exists()
    engine.stop_after = 99
    engine.fetched()
    assert kiosk(folder).status == 0
    assert engine.fetched() == ["monday/a"]


def test_a_failure_is_told_and_stops_nobody_and_is_tried_again(
    kiosk: Kiosk, engine: Inline, folder: Path
) -> None:
    engine.answers["a"] = Failed("a is cut off: copy it again.")
    said = kiosk(folder, "--table", folder / "t.csv")
    assert said.status == 3
    assert "failed: a is cut off: copy it again." in said.out
    assert "3 recordings" in said.out
    assert "1 failed" in said.out
    rows = list(csv.DictReader(io.StringIO((folder / "t.csv").read_text())))
    assert [row["recording"] for row in rows] == ["b", "monday/a", "a"]
    assert rows[-1]["failed"] == "a is cut off: copy it again."
    engine.fetched()
    engine.answers.clear()
    assert kiosk(folder).status == 0
    assert engine.fetched() == ["a"]


def test_the_largest_change_comes_first_with_what_is_beyond_its_interval(
    kiosk: Kiosk, engine: Inline, folder: Path
) -> None:
    (folder / "a.json").write_text(json.dumps(document(10, 20)))
    (folder / "b.json").write_text(json.dumps(document(10, 20)))
    engine.answers = {"a": document(11, 20), "b": document(10, 29.5)}
    said = kiosk(folder)
    lines = said.out.splitlines()
    assert lines[0].split() == ["recording", "leg", "KPO", "mm", "change", "KTO", "mm", "change"]
    assert [line.split()[0] for line in lines[1:6:2]] == ["b", "a", "monday/a"]
    assert "20.0 → 29.5  +9.5 *" in lines[2]
    assert "10.0 → 11.0  +1.0 " in lines[3]
    assert "KPO of 4 legs" in said.out
    assert "2 have an earlier result; 0 have another verdict now." in said.out


def test_an_earlier_runs_folder_is_what_it_is_compared_with(
    kiosk: Kiosk, engine: Inline, folder: Path
) -> None:
    kiosk(folder)
    out_of(folder).rename(folder / "reanalysis-0ld0ld0l")
    (folder / "b.db3").write_bytes(b"another one under the same name")
    engine.answers["a"] = document(None, None, "retry")
    rows = {row["name"]: row for row in kiosk(folder, "--json").json["recordings"]}
    assert (rows["a"]["verdict_before"], rows["a"]["verdict_after"]) == ("measured", "retry")
    assert rows["b"]["verdict_before"] is None
    assert rows["monday/a"]["figures"][0]["change_mm"] == 0.0
    named = folder.parent / "named"
    named.mkdir()
    (named / "b.json").write_text(json.dumps(document(0, 0)))
    rows = {
        row["name"]: row for row in kiosk(folder, "--json", "--before", named).json["recordings"]
    }
    assert rows["b"]["figures"][0]["change_mm"] == 10.0
    assert rows["a"]["verdict_before"] is None


def test_links_lead_nowhere(kiosk: Kiosk, engine: Inline, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.db3").write_bytes(b"x")
    (folder / "link.db3").symlink_to(tmp_path / "elsewhere" / "x.db3")
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    (folder / ".hidden.db3").write_bytes(b"x")
    os.mkfifo(folder / "pipe.db3")
    said = kiosk(folder)
    assert engine.fetched() == ["a", "b", "monday/a"]
    assert "2 links were not followed." in said.out
    out = out_of(folder)
    (out / "monday" / "a.json").unlink()
    (out / "monday").rmdir()
    (out / "monday").symlink_to(tmp_path / "elsewhere")
    said = kiosk(folder)
    assert said.status == 2
    assert "is a link out of" in said.err
    assert not (tmp_path / "elsewhere" / "a.json").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nowhere",), "nowhere is no folder"),
        (("empty",), "There is no .db3 recording in empty."),
        (("archive", "--out", "archive"), "is the archive itself"),
        (("archive", "--out", "open"), "can be looked into by others (mode 755)"),
        (("archive", "--before", "nowhere"), "--before nowhere is no folder"),
        (("archive", "--send"), "it goes with --scheduler"),
        (("archive", "--scheduler", "tcp://x:1", "--jobs", "2"), "has its own workers"),
        (("archive", "--jobs", "-1"), "--jobs"),
        (("archive", "--table", "nowhere/t.csv"), "--table nowhere/t.csv cannot be written"),
        (("archive", "--sets", "2"), "is not three counts"),
    ],
)
def test_a_wrong_command_line_is_2(
    kiosk: Kiosk,
    engine: Inline,
    folder: Path,
    words: tuple[str, ...],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(folder.parent)
    Path("empty").mkdir()
    Path("open").mkdir(mode=0o755)
    Path("open").chmod(0o755)
    said = kiosk(*words)
    assert (said.status, said.out) == (2, "")
    assert told in " ".join(said.err.split())
    assert engine.fetched() == []


def test_a_model_that_nobody_vouches_for_is_4(kiosk: Kiosk, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other.onnx").write_bytes(b"a model")
    said = kiosk(folder, "--model", tmp_path / "other.onnx")
    assert said.status == 4
    assert "does not vouch for other.onnx" in said.err
    assert list(folder.glob("reanalysis-*")) == []
