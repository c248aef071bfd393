"""A real `kiosk run` with a made-up member, and staff's commands as programs beside it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kiosk.adapters.control_socket import ask
from kiosk.core.control import Reply, Request
from kiosk.core.running import Running
from kiosk.errors import NotRunningError

ROOT = Path(__file__).parent.parent.parent
PATIENCE_S = 120.0


def environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "HOME": str(folder),
        "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy", "COLUMNS": "80",
        "STATE_DIRECTORY": str(folder / "state"), "KIOSK_CONFIG": str(folder / "k.toml"),
    }  # fmt: skip


def kiosk(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk.cli.main", *words],
        env=environment(folder),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
        stdin=subprocess.DEVNULL,
    )


@contextmanager
def running(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """`kiosk run` with a made-up member; ended as a service is."""
    (folder / "k.toml").write_text(f'[printer]\nuri = "file:{folder}/slips"\n')
    words = ["run", "--source", "demo", "--windowed", "--size", "480x800"]
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk.cli.main", *words],
        env=environment(folder),
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_S)


def heard(folder: Path, process: subprocess.Popen[str], request: Request) -> Reply:
    """As a command asks, without a process for it."""
    assert process.poll() is None, process.communicate()
    return ask([folder / "state" / "control.socket"], request, PATIENCE_S)


def ready(folder: Path, process: subprocess.Popen[str]) -> Running:
    """Once camera, model and printer are there."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        time.sleep(0.2)
        with suppress(NotRunningError):
            now = heard(folder, process, Request("status")).running
            if now and now.camera.works and now.camera.fps and now.printer.ready:
                return now
    raise AssertionError("it does not become ready")


def test_commands_beside_a_running_kiosk(tmp_path: Path) -> None:
    with running(tmp_path) as process:
        now = ready(tmp_path, process)
        assert now.pid == process.pid
        assert (now.camera.source, now.camera.width_px, now.model) == ("demo", 480, "pose")

        second = kiosk(tmp_path, "run", "--source", "demo", "--windowed", "--size", "480x800")
        assert second.returncode == 2
        assert f"process {process.pid}" in second.stderr

        out = kiosk(tmp_path, "maintenance", "on", "--reason", "trying")
        assert out.returncode == 0, out.stderr
        kept = json.loads((tmp_path / "state" / "maintenance.json").read_text())
        told = json.loads(kiosk(tmp_path, "status", "--json").stdout)
        assert told["running"]["maintenance"]["reason"] == kept["reason"] == "trying"
        assert told["exit_status"] == 1
        assert heard(tmp_path, process, Request("maintenance")).done == "off"

        assert "no slip to copy" in heard(tmp_path, process, Request("reprint")).text
        erased = heard(tmp_path, process, Request("erase", ticket="K7B4F2"))
        assert (erased.fault, erased.done) == ("", "nothing")
        made = kiosk(tmp_path, "backup", "b.db", "--json")
        assert made.returncode == 0, made.stderr
        assert json.loads(made.stdout)["file"] == str(tmp_path / "b.db")
        assert (tmp_path / "b.key").exists(), "the kiosk has made its key"
    assert process.returncode == 0
    (hours,) = (tmp_path / "state" / "hours").iterdir()
    assert [line.split()[1] for line in hours.read_text().splitlines()][0::100] == ["start"]
    assert hours.read_text().splitlines()[-1].split()[1] == "end"
    assert not (tmp_path / "state" / "control.socket").exists()
    assert kiosk(tmp_path, "status").returncode == 3
