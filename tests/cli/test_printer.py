"""`kiosk printer`: its words and exit statuses, with printers that tell and that cannot."""

from __future__ import annotations

import json
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.adapters.memory import MemoryBackend
from kiosk.adapters.printer_lock import PrinterLock
from kiosk.app import printer_commands
from kiosk.app.print_worker import roll_of
from kiosk.app.printing import printer_name, worker_name
from kiosk.cli.main import main
from kiosk.config import Config, parse
from kiosk.core.sample import CONTENT
from kiosk.core.slip_kinds import Code
from kiosk.ports import PrinterStatus, PrintJob
from kiosk.printing.backend import Backend, Receipt
from kiosk.printing.connected import Connected
from kiosk.printing.protocol import Request, request_line
from tests.support import print_workers
from tests.support.print_workers import Held

GOLDEN = Path(__file__).parent.parent / "golden"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of its own, and no service of this machine's."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("STATE_DIRECTORY", "RUNTIME_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(printer_commands, "SERVICE_SOCKET", tmp_path / "service.socket")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def ran(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kiosk", *words])
        status = 0
        try:
            main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return ran


def told(out: str) -> Any:
    return json.loads(out)


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> MemoryBackend:
    """In place of every real printer."""
    made = MemoryBackend()

    def backend_of(_: Config) -> Backend:
        return made

    monkeypatch.setattr(printer_commands, "backend_of", backend_of)
    return made


TCP = "escpos+tcp://127.0.0.1:1"


def test_a_sample_into_the_folder_is_0(run: Run, home: Path) -> None:
    assert run("printer", "test") == (0, "The sample slip was printed.\n", "")
    assert len(list((home / "out" / "slips").glob("*.png"))) == 1
    status, out, _ = run("printer", "test", "--printer", "file:other", "--json")
    assert (status, told(out)["outcome"], told(out)["printer"]) == (0, "printed", "file:other")
    assert len(list((home / "other").iterdir())) == 1


def test_sheets_into_a_folder_are_a_document(run: Run, home: Path) -> None:
    (home / "k.toml").write_text("[printer]\npaper = 'a6'")
    assert run("--config", "k.toml", "printer", "test")[0] == 0
    (document,) = (home / "out" / "slips").iterdir()
    assert document.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("outcome", "tells", "status", "says"),
    [
        ("printed", True, 0, "was printed"),
        ("unknown", True, 1, "look at the printer"),
        ("failed", True, 1, "did not come out whole"),
        ("unknown", False, 5, "this printer cannot tell"),
    ],
)
def test_the_exit_status_says_what_is_known(
    run: Run, backend: MemoryBackend, outcome: Any, tells: bool, status: int, says: str
) -> None:
    backend.said = PrinterStatus(ready=True, tells=tells)
    backend.receipt = Receipt(outcome, 100.0, "It said this.")
    found, out, _ = run("printer", "test", "--printer", TCP)
    assert found == status
    assert says in out
    assert "It said this." in out
    found, out, _ = run("printer", "test", "--printer", TCP, "--json")
    assert found == status
    assert told(out) == {
        "printer": TCP,
        "outcome": outcome,
        "tells": tells,
        "text": "It said this.",
    }


def test_a_printer_that_is_not_there_is_1(run: Run) -> None:
    status, out, err = run("printer", "test", "--printer", TCP)
    assert (status, out) == (1, "")
    assert "cannot be opened" in err
    status, out, _ = run("printer", "test", "--printer", TCP, "--json")
    assert (status, told(out)["outcome"]) == (1, "failed")


def test_an_address_that_is_none_is_2(run: Run) -> None:
    status, _, err = run("printer", "test", "--printer", "usb:1")
    assert status == 2
    assert err.startswith("kiosk: --printer is 'usb:1': 'usb:' is none of file, ")


def test_no_printer_at_all_is_2(run: Run, home: Path) -> None:
    (home / "k.toml").write_text("[printer]\nuri = ''")
    for word in ("test", "status", "cancel"):
        status, _, err = run("--config", "k.toml", "printer", word)
        assert status == 2
        assert "No printer is configured" in err


def test_status_tells_what_is_wrong_and_what_to_do(run: Run, backend: MemoryBackend) -> None:
    status, out, _ = run("printer", "status")
    assert (status, "ready\n" in out, "file:out/slips (80mm)" in out) == (0, True, True)
    backend.said = PrinterStatus(False, "paper_out", "Put in a new roll.", low=True, tells=False)
    status, out, _ = run("printer", "status")
    assert status == 1
    assert "not ready (paper_out)" in out
    assert "Put in a new roll." in out
    assert "cannot tell" in out
    assert "ends soon" in out
    status, out, _ = run("printer", "status", "--json")
    assert status == 1
    assert told(out)["reason"] == "paper_out"
    assert told(out)["through"] == "direct"


def test_paper_is_counted_on_rolls(run: Run, home: Path, backend: MemoryBackend) -> None:
    (home / "k.toml").write_text(f"[printer]\nuri = '{TCP}'\nroll_m = 10")
    backend.receipt = Receipt("printed", 8_500.0)
    run("--config", "k.toml", "printer", "test")
    status, out, _ = run("--config", "k.toml", "printer", "status", "--json")
    assert status == 0
    found = told(out)
    assert (found["paper_used_m"], found["paper_left_m"], found["low"]) == (8.5, 1.5, True)
    assert "about 1.5 m left, ends soon" in run("--config", "k.toml", "printer", "status")[1]


def test_cancel_empties_a_printer_with_half_a_slip(run: Run, backend: MemoryBackend) -> None:
    assert run("printer", "cancel") == (0, "Nothing waited.\n", "")
    backend.receipt = Receipt("failed", 10.0)
    run("printer", "test")
    assert run("printer", "cancel", "--json")[:2] == (0, '{\n  "dropped": 1\n}\n')
    assert backend.cleaned == 1
    run("printer", "test")
    backend.fault = "It does not answer."
    status, _, err = run("printer", "cancel")
    assert (status, err) == (1, "kiosk: It does not answer.\n")


def test_list_has_what_can_be_pasted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, found in (
        ("usb_printers", [Connected("escpos+usb://04b8:0e28", "EPSON TM-m30II")]),
        ("serial_ports", [Connected("escpos+serial:/dev/ttyUSB0", "a serial port")]),
        ("cups_queues", []),
    ):
        monkeypatch.setattr(f"kiosk.adapters.{module}.{module}", lambda found=found: found)
    status, out, _ = run("printer", "list")
    assert status == 0
    assert out.splitlines() == [
        "file:out/slips              as configured",
        "escpos+usb://04b8:0e28      EPSON TM-m30II",
        "escpos+serial:/dev/ttyUSB0  a serial port",
    ]
    uris = [one["uri"] for one in told(run("printer", "list", "--json")[1])]
    assert all(parse(f"printer.uri = '{uri}'") for uri in uris)


def test_list_looks_at_this_machine_without_a_fault(run: Run) -> None:
    status, out, _ = run("printer", "list", "--json")
    assert status == 0
    assert told(out)[0]["uri"] == "file:out/slips"


def test_another_program_at_the_printer_is_told(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.adapters.printer_lock.FOLDER", home)
    lock = PrinterLock(printer_name(Config()))
    lock.take()
    try:
        for word in ("test", "status", "cancel"):
            status, _, err = run("printer", word)
            assert status == 1
            assert "in the hands of another program" in err
    finally:
        lock.drop()


@pytest.fixture
def served(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[print_workers.Worker]:
    """A print worker that has the configured printer, as a service."""
    monkeypatch.setattr(print_workers, "NAME", worker_name(Config()))
    with print_workers.worker(home / "service.socket", Held()) as one:
        yield one


def test_where_a_worker_has_the_printer_it_is_asked(
    run: Run, home: Path, served: print_workers.Worker
) -> None:
    assert run("printer", "test") == (0, "The sample slip was printed.\n", "")
    assert len(served.backend.came) == 1
    assert not (home / "out").exists()
    status, out, _ = run("printer", "status", "--json")
    assert (status, told(out)["through"], told(out)["paper_used_m"]) == (0, "worker", 0.15)
    assert run("printer", "cancel")[1] == "Nothing waited.\n"
    served.backend.fault = "It is unplugged."
    status, _, err = run("printer", "test")
    assert (status, err) == (1, "kiosk: It is unplugged.\n")


def test_cancel_drops_what_waits_at_the_worker(run: Run, served: print_workers.Worker) -> None:
    served.backend.go.clear()
    line, first, second = served.raw(), str(uuid.uuid4()), str(uuid.uuid4())
    line.sendall(request_line(Request("print", first, print_workers.SLIP), 1))
    assert served.backend.began.wait(print_workers.PATIENCE_S)
    line.sendall(request_line(Request("print", second, print_workers.SLIP), 2))

    def go_on_when_it_is_cancelled() -> None:
        assert b"withdrawn" in line.recv(1000)
        served.backend.go.set()

    thread = threading.Thread(target=go_on_when_it_is_cancelled)
    thread.start()
    assert run("printer", "cancel")[1] == "1 dropped\n"
    thread.join()
    assert len(served.backend.came) == 1


def test_a_named_printer_is_talked_to_directly(
    run: Run, home: Path, served: print_workers.Worker
) -> None:
    assert run("printer", "test", "--printer", "file:other")[0] == 0
    assert served.backend.came == []
    assert len(list((home / "other").iterdir())) == 1


def test_the_sample_has_a_code_and_no_member(
    run: Run, backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    slips = []

    def print_(job: PrintJob) -> Receipt:
        slips.append(job.slip)
        return Receipt("printed")

    monkeypatch.setattr(MemoryBackend, "print", lambda _, job: print_(job))
    assert run("printer", "test")[0] == 0
    (code,) = (line for line in slips[0].lines if isinstance(line, Code))
    assert code.content == CONTENT
    assert len(code.modules) >= 21


def test_paper_is_not_counted_where_there_is_none() -> None:
    assert roll_of(Config()).length_m == 0.0
    assert roll_of(parse(f"printer.uri = '{TCP}'")).clean_mm > 0.0
    assert roll_of(parse("printer.uri = 'cups://q'")).clean_mm == 0.0
    assert roll_of(parse("printer.uri = 'cups://q'\nprinter.paper = 'a4'")).length_m == 0.0


HELPS = ["printer", "printer list", "printer test", "printer status", "printer cancel"]


@pytest.mark.parametrize("command", HELPS)
def test_help_says_what_it_said(command: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    status, out, _ = run(*command.split(), "--help")
    assert status == 0
    name = f"help-{command.replace(' ', '-')}.txt"
    assert out == (GOLDEN / name).read_text(encoding="utf-8")
