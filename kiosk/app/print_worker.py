"""`kiosk print-worker` put together: printer, memory, lock, socket. May import all below."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from kiosk.app.printing import printer_name, printing_folder, worker_name, worker_socket
from kiosk.app.recordings import installed, silence_pygame
from kiosk.config import Config, parse
from kiosk.core.printeruri import (
    CupsUri,
    DeviceUri,
    FolderUri,
    SerialUri,
    TcpUri,
    UsbUri,
    printer_uri,
)
from kiosk.core.sample import sample
from kiosk.core.slip import Slip
from kiosk.errors import ConfigError

if TYPE_CHECKING:
    import socket

    from kiosk.printing.backend import Backend
    from kiosk.printing.paper import Roll
    from kiosk.printing.service import PrintService
    from kiosk.printing.wire import Bits

WIDTHS_DOTS: Final = {"80mm": 576, "58mm": 384}
ROLL_DPI: Final = 203.2
"""8 dots a millimetre."""


@dataclass(frozen=True, slots=True)
class Opener:
    """Makes the printer with its memory, once nobody else has it. make: its backend."""

    config: Config
    folder: Path
    make: Callable[[Config], Backend]

    def __call__(self) -> PrintService:
        """Raises PrinterError while another program has the printer."""
        with installed():
            from kiosk.adapters.printer_lock import PrinterLock
            from kiosk.adapters.printing_journal import PrintingJournal
            from kiosk.printing.service import PrintService
        name = printer_name(self.config)
        lock = PrinterLock(name)
        lock.take()
        journal = PrintingJournal(self.folder / f"{name}.json")
        return PrintService(self.make(self.config), journal, utc, roll_of(self.config), lock.drop)


def serve(config: Config, place: Path | None = None) -> None:
    """Print for whoever asks at the socket, until told to end. Raises ConfigError."""
    with installed():
        from kiosk.adapters.unix_socket import listen
    place = place or worker_socket(config)
    listener = listen(place)
    try:
        run(config, backend_of, listener=listener)
    finally:
        listener.close()
        with suppress(OSError):
            place.unlink()


def serve_child(text: str, parent: socket.socket) -> None:
    """Print for the process at the other end, until it is gone; for `kiosk printer` also at a
    socket, where there is room for one."""
    with installed():
        from kiosk.adapters.unix_socket import listen
    config = parse(text)
    place, listener = worker_socket(config), None
    with suppress(ConfigError):
        listener = listen(place)
    try:
        run(config, backend_of, listener=listener, parent=parent)
    finally:
        if listener is not None:
            listener.close()
            with suppress(OSError):
                place.unlink()


def run(
    config: Config,
    make: Callable[[Config], Backend],
    *,
    listener: socket.socket | None = None,
    parent: socket.socket | None = None,
    poll_s: float = 3.0,
) -> None:
    """Serve until told to end. make: the backend. poll_s: how often the printer is asked."""
    _stay_small()
    with installed():
        from kiosk.adapters.printing_server import PrintServer
        from kiosk.adapters.printing_thread import PrintThread
        from kiosk.adapters.unix_socket import tell_manager
    opener = Opener(config, printing_folder(), make)
    thread = partial(PrintThread, opener, warm=partial(warm, config), poll_s=poll_s)
    server = PrintServer(
        thread,
        worker_name(config),
        listener=listener,
        parent=parent,
        beat=lambda: tell_manager("WATCHDOG=1"),
    )
    signal.signal(signal.SIGTERM, lambda *_: server.end())
    tell_manager("READY=1")
    server.run()
    # What may still hang in the printer's thread must not hold the end up.
    sys.stderr.flush()


def _stay_small() -> None:
    """Before numpy is loaded."""
    from kiosk.adapters.glibc_memory import keep_small

    silence_pygame()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    keep_small()


def backend_of(config: Config) -> Backend:
    """The printer that [printer] uri names."""
    with installed():
        from kiosk.adapters.no_printer import NoPrinter
    if not config.printer.uri:
        return NoPrinter()
    uri = printer_uri(config.printer.uri)
    match uri:
        case FolderUri():
            return _files(Path(uri.folder), config.printer.paper)
        case CupsUri():
            return _cups(uri, config.printer.paper)
        case _:
            return _escpos(uri, WIDTHS_DOTS[config.printer.paper])


def roll_of(config: Config) -> Roll:
    """How paper is counted: on rolls alone, and where a printer cuts what it cleans away."""
    from kiosk.printing.paper import CLEAN_MM, Roll

    uri = printer_uri(config.printer.uri) if config.printer.uri else None
    if uri is None or isinstance(uri, FolderUri) or config.printer.paper not in WIDTHS_DOTS:
        return Roll()
    fed_mm = 0.0 if isinstance(uri, CupsUri) else CLEAN_MM
    return Roll(config.printer.roll_m, config.printer.low_at_m, fed_mm)


def warm(config: Config) -> None:
    """Draw a slip for nobody, so that the first member's is as quick as the next."""
    _page(config.printer.paper)(sample())


def utc() -> str:
    """Now, as the journal writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _page(paper: str) -> Callable[[Slip], bytes]:
    """A slip as a whole file."""
    with installed():
        if paper in WIDTHS_DOTS:
            from kiosk.adapters.png import one_bit_png

            draw = drawer(WIDTHS_DOTS[paper])
            return lambda slip: one_bit_png(draw(slip))
        from kiosk.adapters.pdf_pages import pdf
        from kiosk.adapters.slip_pages import pages
    return lambda slip: pdf(pages(slip, "a6" if paper == "a6" else "a4"))


def drawer(width_dots: int) -> Callable[[Slip], Bits]:
    """Draws slips; looks for the typeface once."""
    with installed():
        from kiosk.adapters.slip_picture import draw_slip
        from kiosk.adapters.typefaces import typeface_or_bundled
    typeface = typeface_or_bundled()
    return lambda slip: draw_slip(slip, width_dots, typeface)


def _files(folder: Path, paper: str) -> Backend:
    with installed():
        from kiosk.adapters.file_printer import FilePrinter
    suffix = ".png" if paper in WIDTHS_DOTS else ".pdf"
    return FilePrinter(folder, page=_page(paper), suffix=suffix)


def _cups(uri: CupsUri, paper: str) -> Backend:
    with installed():
        from kiosk.adapters.cups_printer import CupsPrinter
    return CupsPrinter(uri.queue, _document(paper), paper)


def _document(paper: str) -> Callable[[Slip], bytes]:
    """A slip as a PDF: its sheets, or one page as long as the slip on a roll."""
    if paper not in WIDTHS_DOTS:
        return _page(paper)
    with installed():
        from kiosk.adapters.pdf_pages import pdf
        from kiosk.adapters.slip_pages import Page
    draw = drawer(WIDTHS_DOTS[paper])
    return lambda slip: pdf([Page(draw(slip), ROLL_DPI)])


def _escpos(uri: UsbUri | SerialUri | TcpUri | DeviceUri, width_dots: int) -> Backend:
    with installed():
        from kiosk.adapters.escpos_encoder import EscposEncoder
        from kiosk.adapters.escpos_wires import wire_of
        from kiosk.printing.escpos_printer import EscposPrinter
        from kiosk.printing.escpos_writeonly import WriteOnlyPrinter
        from kiosk.printing.pace import Pace, serial_pace
    pace = serial_pace(uri.baud, width_dots) if isinstance(uri, SerialUri) else Pace()
    kind = WriteOnlyPrinter if isinstance(uri, DeviceUri) else EscposPrinter
    encoder, render = EscposEncoder(width_dots), drawer(width_dots)
    return kind(wire_of(uri), encoder, render, width_dots, monotonic, pace)
