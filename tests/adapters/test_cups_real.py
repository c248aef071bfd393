"""A real print service and a real IPP printer: what is printed arrives, and nothing else does.

They run in namespaces of their own (tests/support/cups_net.py); where those or the packages are not
to be had, the tests are skipped and say what is missing.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.adapters.cups_device import Device, ask_device
from kiosk.adapters.cups_printer import CupsPrinter
from kiosk.adapters.cups_watch import Patience, Senses
from kiosk.adapters.pdf_pages import pdf
from kiosk.adapters.slip_pages import pages
from kiosk.core.slip import Slip
from kiosk.errors import PrinterError
from kiosk.ports import PrintJob
from tests import cases, pictures
from tests.support.cups_net import QUEUE, CupsNet, cups_net, missing

SLIP = pictures.paper(cases.one_inside())
PAGES = pdf(pages(SLIP, "a6"))


@pytest.fixture(scope="module")
def started() -> Iterator[CupsNet]:
    why = missing()
    if why:
        pytest.skip(why)
    with cups_net() as net:
        yield net
    assert processes(net.folder) == []


@pytest.fixture
def net(started: CupsNet, monkeypatch: pytest.MonkeyPatch) -> Iterator[CupsNet]:
    """With this test in their network, and afterwards as it was."""
    monkeypatch.setenv("CUPS_SERVER", started.server)
    with started.inside():
        yield started
    (started.folder / "slow").unlink(missing_ok=True)


def processes(folder: Path) -> list[str]:
    """Command lines that name this folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = place.read_bytes().decode(errors="replace").replace("\0", " ")
        except OSError:
            continue  # it has ended meanwhile
        if str(folder) in words:
            found.append(words)
    return found


def the_pages(_: Slip) -> bytes:
    return PAGES


def printer(ask: Callable[[str, float], Device] = ask_device, **patience: float) -> CupsPrinter:
    return CupsPrinter(QUEUE, the_pages, "a6", senses=Senses(ask), patience=Patience(**patience))


def after(times: int, do: Callable[[], object]) -> Callable[[str, float], Device]:
    """Asks the printer as ever, and does something once it was asked so often."""
    asked: list[str] = []

    def ask(uri: str, timeout_s: float) -> Device:
        found = ask_device(uri, timeout_s)
        asked.append(uri)
        if len(asked) == times:
            do()
        return found

    return ask


def job() -> PrintJob:
    return PrintJob(str(uuid4()), SLIP)


def poppler(program: str, document: bytes, folder: Path, *options: str) -> list[NDArray[np.bool_]]:
    """The pictures that it makes of a document, True where black."""
    folder.mkdir()
    (folder / "it.pdf").write_bytes(document)
    command = [program, *options, "-png", "it.pdf", "it"]
    subprocess.run(command, check=True, cwd=folder, timeout=60)
    read = (cv2.imread(str(one), cv2.IMREAD_GRAYSCALE) for one in sorted(folder.glob("*.png")))
    return [np.asarray(page) < 128 for page in read if page is not None]


def test_a_slip_arrives_as_it_was_sent_and_leaves_nothing_behind(
    net: CupsNet, tmp_path: Path
) -> None:
    before, kept = net.arrived(), net.spooled()
    assert printer().status().ready
    one = job()
    receipt = printer().print(one)
    assert receipt.outcome == "printed", receipt.text
    assert net.arrived() == [*before, one.job], "under a name that says nothing"
    assert net.spooled() == kept, "no pages of a slip stay, although cupsd keeps them for a day"
    assert printer()._service.ours("all") == ()
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm is not installed (apt-get install poppler-utils)")
    got = net.page(one.job)
    for ours, theirs in zip(
        pages(SLIP, "a6"), poppler("pdfimages", got, tmp_path / "pixels"), strict=True
    ):
        assert np.array_equal(theirs, ours.black), "the same pixels"
    sizes = [
        [extent(page) for page in poppler("pdftoppm", document, tmp_path / name, "-r", "200")]
        for name, document in (("sent", PAGES), ("got", got))
    ]
    assert np.abs(np.subtract(*sizes)).max() <= 1, "as large, and at the same place"


def extent(page: NDArray[np.bool_]) -> tuple[int, ...]:
    """Of the page and of what is black on it."""
    rows, across = np.nonzero(page)
    ends = rows.min(), rows.max(), across.min(), across.max()
    return (*page.shape, *(int(end) for end in ends))


def test_the_printer_is_asked_for_its_paper(net: CupsNet) -> None:
    """The print service itself learns of it with the next job only."""
    try:
        net.say("tray 0")
        out = printer().status()
        assert (out.ready, out.reason) == (False, "paper_out")
        with pytest.raises(PrinterError, match="paper is out"):
            printer().print(job())
        net.say("tray 5")
        assert (printer().status().ready, printer().status().low) == (True, True)
    finally:
        net.say("tray 250")
    assert (printer().status().ready, printer().status().low) == (True, False)
    assert "Alerts: none" in net.run("lpstat", "-l", "-p", QUEUE)


def test_a_dead_printer_is_noticed_and_nothing_prints_when_it_is_back(net: CupsNet) -> None:
    before, kept = net.arrived(), net.spooled()
    try:
        # It dies between the question and the job: lp succeeds, and the job waits for it.
        lost = printer(after(1, lambda: net.say("printer off"))).print(job())
        assert (lost.outcome, net.spooled()) == ("failed", kept)
        assert "cannot be reached" in lost.text
        dead = printer().status()
        assert (dead.ready, dead.reason) == (False, "offline")
        assert "printer slips is idle" in net.run("lpstat", "-p", QUEUE), "what cupsd says of it"
        with pytest.raises(PrinterError, match="Nothing was printed"):
            printer().print(job())
    finally:
        net.say("printer on")
    assert printer().status().ready
    # Jobs go in their order: had the lost one been left, it would arrive before this one.
    one = job()
    assert printer().print(one).outcome == "printed"
    assert net.arrived() == [*before, one.job]


def test_a_job_that_waits_is_cancelled_and_does_not_arrive(net: CupsNet) -> None:
    before, kept = net.arrived(), net.spooled()
    try:
        stop = after(1, lambda: net.run("cupsdisable", QUEUE))
        receipt = printer(stop, waits=0.5).print(job())
        assert (receipt.outcome, net.spooled()) == ("failed", kept)
        stopped = printer().status()
        assert (stopped.ready, stopped.reason) == (False, "fault")
        assert "cupsenable slips" in stopped.text
    finally:
        net.run("cupsenable", QUEUE)
    one = job()
    assert printer().print(one).outcome == "printed"
    assert net.arrived() == [*before, one.job]


def test_cleaning_cancels_ours_and_nobody_elses(net: CupsNet, tmp_path: Path) -> None:
    """What a worker that was killed has left behind."""
    before, (theirs, ours) = net.arrived(), (str(uuid4()), str(uuid4()))
    (tmp_path / "it.pdf").write_bytes(PAGES)
    net.run("cupsdisable", QUEUE)
    try:
        net.run("lp", "-U", "staff", "-d", QUEUE, "-t", theirs, str(tmp_path / "it.pdf"))
        printer()._service.submit(ours, PAGES, ())
        printer().clean()
        assert printer()._service.ours("all") == ()
    finally:
        net.run("cupsenable", QUEUE)
    one = job()
    assert printer().print(one).outcome == "printed"
    assert net.arrived() == [*before, theirs, one.job]


def test_of_a_printer_that_dies_with_the_job_nobody_knows(net: CupsNet) -> None:
    before = net.spooled()
    (net.folder / "slow").touch()
    try:
        receipt = printer(after(4, lambda: net.say("printer off")), dead=0.5).print(job())
        assert receipt.outcome == "unknown"
        assert printer()._service.ours("all") == ()
        assert net.spooled() == before
    finally:
        (net.folder / "slow").unlink()
        net.say("printer on")
    assert printer().status().ready


def test_a_queue_that_is_not_there(net: CupsNet) -> None:
    status = CupsPrinter("nowhere", the_pages, "a6").status()
    assert (status.ready, status.reason) == (False, "offline")
    assert "lpstat -e" in status.text
    with pytest.raises(PrinterError):
        CupsPrinter("nowhere", the_pages, "a6").clean()
