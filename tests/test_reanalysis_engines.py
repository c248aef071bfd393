"""A re-analysis by real workers: processes here and a Dask cluster, some of which are killed.

The recordings are half a second of the demonstration each, in which nobody squats: enough for
frames, network and verdict. scripts/prove reanalyse does the same with squats that are measured.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from kiosk.app import reanalysis
from kiosk.app.reanalysis import Asked, reanalyse, table
from kiosk.app.reanalysis_files import Results
from kiosk.app.reanalysis_work import AskWorker, Job, Terms, work
from kiosk.app.recordings import model_path
from kiosk.config import Config
from kiosk.errors import FleetError, FleetLostError, InstallationError
from kiosk.fleet.reanalysis import Failed
from tests.support.dying_work import Doubled, Work, broken
from tests.support.short_recordings import recording

NAMES = ("standing", "later")
FRAMES = int(os.environ.get("KIOSK_FRAMES", "16"))
SQUATS = 450
"""So many frames hold squats enough for a result."""
ROOT = Path(__file__).parent.parent


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    for name, first in zip(NAMES, (0, FRAMES), strict=True):
        os.link(recording(first, FRAMES), folder / f"{name}.db3")
    whole = recording(0, FRAMES).read_bytes()
    (folder / "cut off.db3").write_bytes(whole[: len(whole) // 2])
    return folder


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers with a process each, as `dask worker --nthreads 1` starts them."""
    distributed = pytest.importorskip("distributed", reason="the extra 'fleet' is not installed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=":0",
        silence_logs=logging.CRITICAL,
    ) as one:
        yield one


def run(folder: Path, name: str, **how: Any) -> str:
    """The table of a run with its own results."""
    asked = Asked(folder, Config(), out=folder.parent / name, **how)
    return table(reanalyse(asked, lambda *_: None))


def test_processes_and_a_cluster_give_the_same_table_whoever_is_killed(
    archive: Path, cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run(archive, "one", jobs=1)
    lines = plain.splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["later", "standing", "cut off"]
    assert "cut off is cut off" in lines[-1]
    assert (",measured," in plain) == (FRAMES >= SQUATS)
    for name, how in {
        "processes": {"jobs": 2},
        "cluster": {"scheduler": cluster.scheduler_address},
        "sent": {"scheduler": cluster.scheduler_address, "send": True},
    }.items():
        marks = tmp_path / f"{name} marks"
        marks.mkdir()
        deadly = NAMES[:1] if name != "sent" else ()
        monkeypatch.setattr(reanalysis, "work", Work(marks, deadly))
        assert run(archive, name, **how) == plain, name
        assert len(list(marks.iterdir())) == len(deadly), "so many workers were killed"
    for name in NAMES:
        kept = [(tmp_path / run_ / f"{name}.json").read_bytes() for run_ in ("one", "sent")]
        assert kept[0] == kept[1]


@pytest.mark.parametrize(("how", "status"), [("SIGINT", 1), ("SIGKILL", -signal.SIGKILL)])
def test_ended_in_the_middle_it_leaves_no_worker_and_goes_on(
    archive: Path, tmp_path: Path, how: str, status: int
) -> None:
    for number in range(2):
        os.link(recording(0, FRAMES), archive / f"more {number}.db3")
    out = tmp_path / "out"
    words = ["reanalyse", str(archive), "--jobs", "2", "--out", str(out), "--json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "KIOSK_TEST_MARK": str(out)}
    run_ = [sys.executable, "-m", "kiosk.cli.main", *words]
    with subprocess.Popen(
        run_, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        _wait(lambda: any(out.glob("*.json")))
        process.send_signal(signal.Signals[how])
        said = process.communicate(timeout=120)[1]
    assert process.returncode == status
    if how == "SIGINT":
        assert "are done and kept in" in said
    assert "Traceback" not in said
    _wait(lambda: not _alive(str(out)))
    kept = len(list(out.glob("*.json")))
    again = subprocess.run(run_, env=environment, capture_output=True, text=True, check=False)
    assert again.returncode == 3, again.stderr
    told = json.loads(again.stdout)["summary"]
    assert (told["done_before"], told["recordings"], told["failed"]) == (kept, 5, 1)


def _wait(until: Callable[[], bool]) -> None:
    """A minute is for a busy machine."""
    for _ in range(3000):
        if until():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen within a minute")


def _alive(mark: str) -> list[str]:
    """Processes that were given this mark."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if f"KIOSK_TEST_MARK={mark}".encode() in path.read_bytes():
                found.append(path.parent.name)
    return found


def test_a_job_that_kills_its_workers_fails_and_a_bug_too(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiosk.adapters.dask_cluster import DaskCluster

    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)
    client = DaskCluster(cluster.scheduler_address)
    try:
        deadly = Doubled(tmp_path, {1: 99})
        assert dict(client.run(deadly, range(3))) == {
            0: 0,
            1: Failed("its workers died, as often as the cluster allows"),
            2: 4,
        }
        assert dict(client.run(broken, [0, 1]))[1] == Failed(
            "ZeroDivisionError: integer division or modulo by zero"
        )
    finally:
        client.close()


def test_a_worker_that_is_another_program_is_refused_by_name(
    archive: Path, cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reanalysis, "__version__", "99.0")
    with pytest.raises(InstallationError) as raised:
        run(archive, "x", scheduler=cluster.scheduler_address)
    assert "Every worker needs kiosk 99.0" in str(raised.value)
    assert "tcp://127.0.0.1:" in str(raised.value)
    assert "has kiosk 0." in str(raised.value)


def test_no_scheduler_and_no_worker_are_told(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra 'fleet' is not installed")
    from kiosk.adapters import dask_cluster

    monkeypatch.setattr(dask_cluster, "CONNECT_S", 0.2)
    with pytest.raises(FleetLostError, match="No Dask scheduler answers at tcp://127"):
        run(archive, "x", scheduler="tcp://127.0.0.1:9")
    with pytest.raises(FleetLostError, match="No Dask scheduler answers at nonsense"):
        run(archive, "x", scheduler="nonsense://")
    with (
        distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as empty,
        pytest.raises(FleetError, match="has no worker"),
    ):
        run(archive, "x", scheduler=empty.scheduler_address)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"version": "99.0"}, "A worker runs kiosk"),
        ({"model_sha256": "0" * 64}, "is asked for. Put the file where it is here"),
    ],
)
def test_a_worker_looks_at_itself_before_every_recording(
    archive: Path, change: dict[str, str], told: str
) -> None:
    shipped = AskWorker("/nowhere/pose.onnx")()
    right = {"version": shipped.version, "model_sha256": shipped.model_sha256}
    terms = Terms(model=str(model_path(Config())), config=Config(), **{**right, **change})
    answer = work(Job("standing", str(archive / "standing.db3"), "f", terms))
    assert isinstance(answer, Failed)
    assert told in answer.why


def test_a_recording_that_a_worker_does_not_see_or_sees_otherwise_has_failed(
    archive: Path,
) -> None:
    here = AskWorker(str(model_path(Config())))()
    terms = Terms(here.version, str(model_path(Config())), here.model_sha256, Config())
    gone = work(Job("gone", str(archive / "gone.db3"), "f", terms))
    other = work(Job("other", str(archive / "later.db3"), "f", terms))
    assert isinstance(gone, Failed)
    assert "a worker does not see it" in gone.why
    assert other == Failed("other: it has changed since the analysis began")


def test_a_recording_too_large_to_send_has_failed_with_what_to_do(
    archive: Path, cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reanalysis, "MOST_SENT", 1000)
    rows = reanalyse(
        Asked(archive, Config(), scheduler=cluster.scheduler_address, send=True), lambda *_: None
    ).rows
    assert all("leave --send out" in row.why for row in rows)
    assert Results(archive / "x", archive).get("standing") is None
