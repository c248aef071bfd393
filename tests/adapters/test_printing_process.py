"""A print worker in a process of its own that is killed before, in and after a job.

Never printed twice, never lost without being told, nothing of one slip before the next. The printer
is a folder (tests.support.print_workers.Folder); real pictures are drawn once, at the end.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.adapters.printing_child import PrintingChild
from kiosk.adapters.printing_link import PrinterLink
from kiosk.adapters.printing_workers import PrintWorkers
from kiosk.app.printing import printer_of, printer_table, worker_name, worker_socket
from kiosk.config import Config, parse
from kiosk.core.sample import sample
from kiosk.errors import PrinterError
from kiosk.ports import PrintJob
from tests.support.print_workers import PATIENCE_S, SLIP

pytestmark = pytest.mark.alone

TARGET = "tests.support.print_workers:main"


class Stage:
    """A link whose child prints into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = parse(f'printer.uri = "file:{folder}"')
        self.told: list[str] = []
        self.workers = PrintWorkers(worker_name(self.config), None, self.start, self.told.append)
        self.link = PrinterLink(self.workers, self.told.append)
        self.pids: list[int] = []

    def start(self) -> PrintingChild:
        child = PrintingChild(TARGET, printer_table(self.config))
        self.pids.append(child.pid)
        return child

    def ready(self) -> None:
        until_s = time.monotonic() + PATIENCE_S
        while not self.link.status().ready:
            assert time.monotonic() < until_s, self.link.status()

    @property
    def paper(self) -> str:
        return (self.folder / "paper").read_text() if (self.folder / "paper").exists() else ""

    def kill(self) -> None:
        os.kill(self.pids[-1], signal.SIGKILL)

    def wait_for(self, name: str) -> None:
        until_s = time.monotonic() + PATIENCE_S
        while not (self.folder / name).exists():
            assert time.monotonic() < until_s, f"{name} did not come"
            time.sleep(0.005)


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    monkeypatch.delenv("RUNTIME_DIRECTORY", raising=False)
    (tmp_path / "printer").mkdir()
    made = Stage(tmp_path / "printer")
    yield made
    (made.folder / "hold").unlink(missing_ok=True)
    made.link.close()


def job() -> PrintJob:
    return PrintJob(str(uuid.uuid4()), SLIP)


def whole(paper: str) -> list[str]:
    return re.findall(r"\[([0-9a-f-]{36})\]\n", paper)


def test_killed_before_a_job_it_is_started_again_and_prints_once(stage: Stage) -> None:
    stage.ready()
    stage.kill()
    one = job()
    try:
        said = stage.link.print(one)
    except PrinterError:
        said = "failed"  # it was told so, and nothing came out: the member presses again
        assert stage.paper == ""
    assert (said == "printed") == (whole(stage.paper) == [one.job])
    stage.ready()
    again = job()
    assert stage.link.print(again) == "printed"
    assert whole(stage.paper)[-1] == again.job
    assert len(stage.pids) == 2


def test_killed_in_the_middle_of_a_slip_it_is_unknown_cut_off_and_not_printed_again(
    stage: Stage,
) -> None:
    stage.ready()
    (stage.folder / "hold").touch()
    one, said = job(), list[object]()
    thread = threading.Thread(target=lambda: said.append(stage.link.print(one)))
    thread.start()
    stage.wait_for("half")
    stage.kill()
    thread.join(PATIENCE_S)
    assert said == ["unknown"]
    (stage.folder / "hold").unlink()
    stage.ready()
    assert stage.link.print(one) == "unknown", "the same job again is only answered"
    other = job()
    assert stage.link.print(other) == "printed"
    assert stage.paper == f"[{one.job} cut\n[{other.job}]\n"


def test_killed_after_a_slip_it_remembers_it(stage: Stage) -> None:
    stage.ready()
    one = job()
    assert stage.link.print(one) == "printed"
    stage.kill()
    stage.ready()
    assert stage.link.print(one) == "printed"
    assert stage.paper == f"[{one.job}]\n"


def test_half_a_slip_does_not_wait_for_the_next_member(stage: Stage) -> None:
    stage.ready()
    (stage.folder / "hold").touch()
    thread = threading.Thread(target=lambda: stage.link.print(job()))
    thread.start()
    stage.wait_for("half")
    (stage.folder / "gone").touch()
    stage.kill()
    (stage.folder / "hold").unlink()
    thread.join(PATIENCE_S)
    assert not stage.link.status().ready
    assert "cut" not in stage.paper
    (stage.folder / "gone").unlink()
    stage.ready()
    assert stage.paper.endswith(" cut\n")


def test_a_worker_that_is_told_to_end_finishes_its_slip(stage: Stage) -> None:
    stage.ready()
    (stage.folder / "hold").touch()
    one, said = job(), list[object]()
    thread = threading.Thread(target=lambda: said.append(stage.link.print(one)))
    thread.start()
    stage.wait_for("half")
    os.kill(stage.pids[0], signal.SIGTERM)
    time.sleep(0.05)
    (stage.folder / "hold").unlink()
    thread.join(PATIENCE_S)
    assert said == ["printed"]
    assert stage.paper == f"[{one.job}]\n"


def test_a_worker_ends_with_the_kiosk_however_that_ends(stage: Stage) -> None:
    stage.ready()
    line, child = stage.workers._line, stage.workers._child
    assert line is not None
    assert child is not None
    line.close()  # as its end of the line is closed when a process dies
    until_s = time.monotonic() + PATIENCE_S
    while not child.ended:
        assert time.monotonic() < until_s
        time.sleep(0.02)


def test_two_kiosks_never_talk_to_one_printer(stage: Stage) -> None:
    stage.ready()
    other = Stage(stage.folder)
    status = other.link.status()
    assert not status.ready
    assert re.search(r"in the hands of another program \(process \d+\)", status.text)
    with pytest.raises(PrinterError):
        other.link.print(job())
    assert stage.paper == ""
    stage.link.close()
    other.ready()
    other.link.close()


def test_the_real_worker_draws_a_slip_into_a_folder(stage: Stage, tmp_path: Path) -> None:
    config = parse(f'printer.uri = "file:{tmp_path}/slips"\nprinter.paper = "58mm"')
    printer = printer_of(config)
    try:
        assert printer.status().ready
        assert printer.print(replace(job(), slip=sample())) == "printed"
        (picture,) = (tmp_path / "slips").iterdir()
        assert picture.read_bytes()[16:20] == (384).to_bytes(4, "big")
    finally:
        printer.close()


SERVE = "from kiosk.cli.main import main; main()"


def test_the_service_serves_until_it_is_told_to_end(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "k.toml").write_text(f'printer.uri = "file:{tmp_path}/slips"')
    place = tmp_path / ("a-folder-with-a-long-name-" * 6) / "printing.socket"
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, "--config", str(tmp_path / "k.toml"), "print-worker",
         "--socket", str(place)],
    )  # fmt: skip
    try:
        config = parse((tmp_path / "k.toml").read_text())
        workers = PrintWorkers(worker_name(config), place, None)
        link = PrinterLink(workers)
        until_s = time.monotonic() + PATIENCE_S
        while not link.status().ready:
            assert time.monotonic() < until_s
            assert process.poll() is None
            time.sleep(0.02)
        assert place.stat().st_mode & 0o777 == 0o660
        one = replace(job(), slip=sample())
        assert [link.print(one), link.print(one)] == ["printed"] * 2
        assert len(list((tmp_path / "slips").iterdir())) == 1
        link.close()
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
    assert not place.exists()


def test_the_kiosk_itself_loads_nothing_that_prints() -> None:
    code = """
import sys
from kiosk.app.printing import printer_of
from kiosk.app.run import _desk
from kiosk.config import Config
printer_of(Config())
print(sorted({"escpos", "PIL", "usb", "serial", "pygame"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_worker_is_found_by_its_printer() -> None:
    one = worker_socket(Config())
    assert one.name.startswith("file-out-slips-")
    assert one != worker_socket(parse('printer.uri = "file:out/other"'))
    assert worker_name(Config()) != worker_name(parse('printer.paper = "58mm"'))
    assert parse(printer_table(parse('printer.uri = "cups://q"'))).printer.uri == "cups://q"
