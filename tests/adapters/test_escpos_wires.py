"""A slip over real lines to a printer of our own, and lines that are not as they should be."""

from __future__ import annotations

import fcntl
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.adapters.escpos_encoder import EscposEncoder
from kiosk.adapters.escpos_usb import UsbWire
from kiosk.adapters.escpos_wires import wire_of
from kiosk.adapters.qr_segno import modules
from kiosk.adapters.slip_picture import draw_slip
from kiosk.core.printeruri import DeviceUri, SerialUri, TcpUri, UsbUri
from kiosk.core.slip import Slip
from kiosk.core.slip_kinds import Code, Rule, Text
from kiosk.errors import PrinterError
from kiosk.ports import PrintJob
from kiosk.printing.escpos_printer import EscposPrinter
from kiosk.printing.escpos_writeonly import WriteOnlyPrinter
from kiosk.printing.pace import serial_pace
from kiosk.printing.wire import Wire
from tests.support.printer_model import Kind, Printer
from tests.support.printer_model_tcp import SerialPrinter, TcpPrinter
from tests.support.printer_paper import Piece
from tests.support.printer_usb import UsbBus

Bits = NDArray[np.bool_]
CODE = "KNEE 1 K7B4F2 LEFT 5 MM INSIDE RIGHT 37 MM INSIDE"
SLIP = Slip(
    (
        Text("Iron & Oak Gym", "gym"),
        Rule(),
        Text("Your right knee moves inwards.\nKnie über der Zehe – колено", "headline"),
        Code(CODE, "Show this code at your next visit.", modules(CODE), "K7B4F2"),
        Text("Fitness feedback, not a medical assessment.", "note"),
    )
)
FAST = 1 / 40_000


def job() -> PrintJob:
    return PrintJob(str(uuid.uuid4()), SLIP)


def drawn(width: int) -> Bits:
    return draw_slip(SLIP, width)


def printed(piece: Piece, width: int) -> Bits:
    """From the first black row to the last."""
    return inked(piece.picture(width))


def inked(bits: Bits) -> Bits:
    rows = np.nonzero(bits.any(axis=1))[0]
    return bits[rows[0] : rows[-1] + 1]


def printer_at(wire: Wire, width: int = 576, baud: int | None = None) -> EscposPrinter:
    pace = None if baud is None else serial_pace(baud, width)
    return EscposPrinter(
        wire, EscposEncoder(width), lambda slip: draw_slip(slip, width), width, monotonic, pace
    )


def machine(width: int = 576, buffer: int = 65_536) -> Printer:
    return Printer(Kind(width_bytes=width // 8, row_s=FAST, cut_s=0.01, buffer=buffer))


@pytest.mark.parametrize("width", [576, 384])
def test_a_slip_over_tcp_is_the_slip_that_was_drawn(width: int) -> None:
    with TcpPrinter(machine(width)) as there:
        printer = printer_at(wire_of(TcpUri("127.0.0.1", there.port)), width)
        assert printer.status().ready
        receipt = printer.print(job())
        printer.close()
    assert receipt.outcome == "printed"
    assert receipt.paper_mm == pytest.approx(len(drawn(width)) / 8 + 3)
    (piece,) = there.printer.paper.pieces
    assert piece.how == "cut"
    assert not piece.foreign
    assert there.printer.odd == []
    assert np.array_equal(printed(piece, width), inked(drawn(width)))
    assert not any(any(row) for row in there.printer.paper.inside().rows), "nothing stays inside"
    grey = np.where(np.pad(piece.picture(width), 32), 0, 255).astype(np.uint8)
    assert cv2.QRCodeDetectorAruco().detectAndDecode(grey)[0] == CODE


@pytest.mark.parametrize("buffer", [256, 4096])
def test_a_small_buffer_makes_it_slower_and_no_worse(buffer: int) -> None:
    with TcpPrinter(machine(buffer=buffer)) as there:
        printer = printer_at(wire_of(TcpUri("127.0.0.1", there.port)))
        assert [printer.print(job()).outcome for _ in range(2)] == ["printed", "printed"]
        printer.close()
    assert there.connections == 1, "the line stays open"
    for piece in there.printer.paper.pieces:
        assert np.array_equal(printed(piece, 576), inked(drawn(576)))


def test_a_slip_over_a_serial_port() -> None:
    with SerialPrinter(machine(384, buffer=4096)) as there:
        printer = printer_at(wire_of(SerialUri(there.device, 115_200)), 384, 115_200)
        assert printer.print(job()).outcome == "printed"
        printer.close()
    (piece,) = there.printer.paper.pieces
    assert np.array_equal(printed(piece, 384), inked(drawn(384)))
    assert there.printer.odd == []


def test_a_slip_into_a_device_that_only_takes(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch()
    wire = wire_of(DeviceUri(str(device)))
    printer = WriteOnlyPrinter(
        wire, EscposEncoder(576), lambda slip: draw_slip(slip, 576), 576, monotonic
    )
    status = printer.status()
    assert (status.ready, status.tells) == (True, False)
    assert printer.print(job()).outcome == "unknown"
    there = machine(buffer=10**9)
    there.feed(device.read_bytes())
    there.run(1e6)
    (piece,) = there.paper.pieces
    assert np.array_equal(printed(piece, 576), inked(drawn(576)))
    assert there.odd == []


def test_a_device_that_takes_no_more_is_cleaned_before_the_next_slip(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    os.mkfifo(device)
    reader = os.open(device, os.O_RDWR | os.O_NONBLOCK)
    fcntl.fcntl(reader, fcntl.F_SETPIPE_SZ, 8192)
    clock = [0.0]

    def hurried() -> float:
        clock[0] += 15.0
        return clock[0]

    printer = WriteOnlyPrinter(
        wire_of(DeviceUri(str(device))),
        EscposEncoder(576),
        lambda slip: draw_slip(slip, 576),
        576,
        hurried,
    )
    first = printer.print(job())
    assert first.outcome == "unknown"
    assert "takes no more bytes" in first.text or "bytes in" in first.text
    there = machine(buffer=10**9)
    ended = threading.Event()

    def swallow() -> None:
        while not ended.is_set():
            try:
                there.feed(os.read(reader, 65_536))
            except BlockingIOError:
                ended.wait(0.002)

    thread = threading.Thread(target=swallow)
    thread.start()
    printer._clock = monotonic
    assert printer.print(job()).outcome == "unknown"
    ended.set()
    thread.join()
    while True:
        try:
            there.feed(os.read(reader, 65_536))
        except BlockingIOError:
            break
    os.close(reader)
    there.run(1e6)
    half, whole = there.paper.pieces
    assert len(half.inked()) < len(whole.inked())
    assert np.array_equal(printed(whole, 576), inked(drawn(576)))
    assert not whole.foreign


def nobody() -> int:
    """A port that nobody listens on."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        (lambda _: TcpUri("127.0.0.1", nobody()), "refused"),
        (lambda _: TcpUri("no-such-host.invalid"), "no-such-host.invalid:9100"),
        (lambda _: SerialUri("/dev/no-such-port"), "No such file"),
        (lambda _: UsbUri(0x04B8, 0xFFFF), "USB 04b8:ffff"),
        (lambda folder: DeviceUri(str(folder / "lp7")), "No such file"),
        (lambda folder: DeviceUri(str(folder)), "lp|folder|directory"),
        (lambda folder: SerialUri(str(folder)), "directory"),
    ],
)
def test_what_is_not_there_is_told_with_what_to_do(
    uri: Callable[[Path], Any], words: str, tmp_path: Path
) -> None:
    wire = wire_of(uri(tmp_path))
    with pytest.raises(PrinterError, match=words) as told:
        wire.open()
    assert "[printer] uri" in str(told.value)
    wire.close()
    status = printer_at(wire).status()
    assert (status.ready, status.reason) == (False, "offline")


def test_a_regular_file_is_no_serial_port(tmp_path: Path) -> None:
    (tmp_path / "port").touch()
    with pytest.raises(PrinterError, match="Could not configure"):
        wire_of(SerialUri(str(tmp_path / "port"))).open()


@pytest.fixture
def served() -> Iterator[TcpPrinter]:
    with TcpPrinter(machine(buffer=4096)) as there:
        yield there


def test_a_printer_that_is_mute_is_unknown(served: TcpPrinter) -> None:
    served.mute = True
    printer = printer_at(wire_of(TcpUri("127.0.0.1", served.port)))
    status = printer.status()
    assert (status.ready, status.reason) == (False, "unknown")
    with pytest.raises(PrinterError, match="does not answer"):
        printer.print(job())
    served.mute = False
    assert printer.status().ready, "it is noticed when it is back"
    printer.close()


def test_a_closed_connection_is_opened_anew(served: TcpPrinter) -> None:
    printer = printer_at(wire_of(TcpUri("127.0.0.1", served.port)))
    assert printer.status().ready
    served.drop = True
    ended = monotonic() + 10
    while served.drop and monotonic() < ended:
        threading.Event().wait(0.01)
    assert printer.status().ready
    assert served.connections == 2
    printer.close()


def test_writing_ends_in_time(served: TcpPrinter) -> None:
    served.deaf = True
    wire = wire_of(TcpUri("127.0.0.1", served.port))
    wire.open()
    with pytest.raises(PrinterError, match="cannot be written to"):
        wire.write(bytes(50_000_000), 0.3)
    wire.close()
    with pytest.raises(PrinterError, match="not open"):
        wire.write(b"x", 0.1)


def test_what_was_not_sent_is_not_sent_when_the_line_is_closed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        wire = wire_of(TcpUri("127.0.0.1", door.getsockname()[1]))
        wire.open()
        guest, _ = door.accept()
        with guest:
            with pytest.raises(PrinterError, match="of 20000000 bytes"):
                wire.write(bytes(20_000_000), 0.2)
            wire.close()
            with pytest.raises(ConnectionResetError):
                while guest.recv(1_000_000):
                    pass


def test_half_a_slip_is_cut_off_before_the_next(served: TcpPrinter) -> None:
    uri = TcpUri("127.0.0.1", served.port)
    wire = wire_of(uri)
    wire.open()
    half = b"\x1b@" + EscposEncoder(576).band(drawn(576)[:64])[:-700]
    wire.write(half, 1.0)
    assert wire.read(10, 0.05) == b""
    wire.close()
    printer = printer_at(wire_of(uri))
    printer.clean()
    assert printer.print(job()).outcome == "printed"
    printer.close()
    *_, whole = served.printer.paper.pieces
    assert not whole.foreign
    assert np.array_equal(printed(whole, 576), inked(drawn(576)))


def test_a_slip_over_usb_and_a_plug_that_is_pulled() -> None:
    """pyusb and python-escpos are the real ones; the bus below them is ours."""
    bus = UsbBus(machine(buffer=4096), 0x04B8, 0x0E28)
    printer = printer_at(UsbWire(UsbUri(0x04B8, 0x0E28), {"backend": bus}))
    assert printer.print(job()).outcome == "printed"
    (piece,) = bus.printer.paper.pieces
    assert np.array_equal(printed(piece, 576), inked(drawn(576)))
    bus.gone = True
    status = printer.status()
    assert (status.ready, status.reason) == (False, "offline")
    bus.gone = False
    assert printer.print(job()).outcome == "printed"
    printer.close()


def test_a_usb_printer_that_takes_nothing_is_given_up_in_time() -> None:
    bus = UsbBus(machine(buffer=64), 0x04B8, 0x0E28)
    wire = UsbWire(UsbUri(0x04B8, 0x0E28), {"backend": bus})
    wire.open()
    bus.printer.open_cover()
    with pytest.raises(PrinterError, match="64 of 100 bytes"):
        wire.write(bytes(100), 0.1)
    assert wire.read(10, 0.02) == b""
    wire.close()
