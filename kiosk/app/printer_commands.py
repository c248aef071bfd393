"""What `kiosk printer` does: look, try, tell, drop. May import all below.

Where a print worker has the configured printer, it is asked; otherwise the printer itself, under
the lock that keeps two programs from talking to it at once.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kiosk import __version__
from kiosk.app.print_worker import Opener, backend_of, roll_of
from kiosk.app.printing import SERVICE_SOCKET, printing_folder, worker_name, worker_socket
from kiosk.app.recordings import installed, silence_pygame
from kiosk.config import Config
from kiosk.core.printable import printable
from kiosk.core.printeruri import printer_uri
from kiosk.core.sample import CONTENT, sample
from kiosk.core.slip import Imprint, Slip
from kiosk.errors import ConfigError, InstallationError, PrinterError
from kiosk.ports import PrinterStatus, PrintJob

if TYPE_CHECKING:
    from kiosk.adapters.printing_line import Line
    from kiosk.printing.connected import Connected
    from kiosk.printing.service import PrintService

HELLO_S: Final = 2.0
ASK_S: Final = 30.0
PRINT_S: Final = 60.0
MOST_NAME: Final = 60
NO_PRINTER: Final = "No printer is configured: set [printer] uri, or name one with --printer."


@dataclass(frozen=True, slots=True)
class Tested:
    """What became of a sample slip. tells: whether this printer can confirm one at all."""

    printer: str
    outcome: str
    tells: bool
    text: str

    @property
    def exit_status(self) -> int:
        if self.outcome == "printed":
            return 0
        return 5 if self.outcome == "unknown" and not self.tells else 1


@dataclass(frozen=True, slots=True)
class State:
    """through: 'worker' or 'direct'."""

    printer: str
    paper: str
    status: PrinterStatus
    busy: bool
    paper_used_m: float
    paper_left_m: float | None
    paper_told: str
    through: str


def connected_printers(config: Config) -> tuple[list[Connected], list[str]]:
    """The configured one first; and what could not be looked through."""
    with installed():
        from kiosk.adapters.cups_queues import cups_queues
        from kiosk.adapters.serial_ports import serial_ports
        from kiosk.adapters.usb_printers import usb_printers
        from kiosk.printing.connected import Connected
    found, faults = list[Connected](), list[str]()
    if config.printer.uri:
        found.append(Connected(config.printer.uri, "as configured"))
    for look in (usb_printers, serial_ports, cups_queues):
        try:
            found += (one for one in look() if one.uri != config.printer.uri)
        except InstallationError as error:
            faults.append(str(error))
    return found, faults


def with_printer(config: Config, uri: str | None) -> Config:
    """The configuration with another printer. Raises ConfigError."""
    if uri is None:
        return config
    try:
        printer_uri(uri)
    except ConfigError as error:
        raise ConfigError(f"--printer {error}") from error
    return replace(config, printer=replace(config.printer, uri=uri))


def try_printer(config: Config, uri: str | None) -> Tested:
    """Print a sample slip. Raises PrinterError where nothing was printed, ConfigError."""
    config = with_printer(config, uri)
    job, printer = PrintJob(str(uuid.uuid4()), _sample(config)), _named(config)
    with _worker(config, asked=uri is None) as line:
        if line is not None:
            return _tested_by_worker(line, job, printer)
    with _direct(config) as service:
        tells = service.status().tells
        receipt = service.carry_out(job)
    return Tested(printer, receipt.outcome, tells, receipt.text)


def printer_state(config: Config) -> State:
    """How the printer is, asked now."""
    with _worker(config) as line:
        if line is not None:
            told = line.told("look", time.monotonic() + ASK_S)
            return _state(config, told.status, told.paper_mm, "worker", busy=told.busy)
    with _direct(config) as service:
        status = service.status()
        return _state(config, status, service.paper_mm, "direct")


def known_state(config: Config) -> State | None:
    """As the print worker heard it last, at once; None where no worker has this printer."""
    if not config.printer.uri:
        return None
    with suppress(PrinterError), _worker(config) as line:
        if line is not None:
            told = line.told("status", time.monotonic() + HELLO_S)
            return _state(config, told.status, told.paper_mm, "worker", busy=told.busy)
    return None


def cancel_jobs(config: Config) -> int:
    """Drop what waits, and empty the printer; how many that were. Raises PrinterError."""
    from kiosk.printing.protocol import Request

    with _worker(config) as line:
        if line is not None:
            reply = line.ask(Request("cancel"), time.monotonic() + ASK_S)
            if reply.fault:
                raise PrinterError(reply.text)
            return reply.count
    with _direct(config) as service:
        return service.cancel()


def _tested_by_worker(line: Line, job: PrintJob, printer: str) -> Tested:
    from kiosk.printing.protocol import Request

    tells = line.told("look", time.monotonic() + ASK_S).status.tells
    reply = line.ask(Request("print", job.job, job.slip), time.monotonic() + PRINT_S)
    if reply.fault:
        raise PrinterError(reply.text or "Nothing was printed.")
    return Tested(printer, reply.fate or "unknown", tells, reply.text)


def _state(
    config: Config, status: PrinterStatus, paper_mm: float, through: str, *, busy: bool = False
) -> State:
    roll = roll_of(config)
    left_m, told = roll.left_m(paper_mm), roll.told(paper_mm)
    used_m = round(paper_mm / 1000.0, 3)
    return State(_named(config), config.printer.paper, status, busy, used_m, left_m, told, through)


def _named(config: Config) -> str:
    if not config.printer.uri:
        raise ConfigError(NO_PRINTER)
    return config.printer.uri


@contextmanager
def _worker(config: Config, *, asked: bool = True) -> Iterator[Line | None]:
    """A line to the worker that has this printer; None where there is none. What goes wrong on it
    becomes a PrinterError."""
    with installed():
        from kiosk.adapters.printing_line import LostError
    line = _called(config) if asked else None
    try:
        yield line
    except LostError as error:
        raise PrinterError(f"The print worker does not answer as expected. {error}") from error
    except TimeoutError as error:
        raise PrinterError("The print worker does not answer.") from error
    finally:
        if line is not None:
            line.close()


def _called(config: Config) -> Line | None:
    with installed():
        from kiosk.adapters.printing_line import Line, LostError
        from kiosk.adapters.unix_socket import call
    _named(config)
    for place in (SERVICE_SOCKET, worker_socket(config)):
        with suppress(OSError, LostError):
            line = Line(call(place, HELLO_S))
            told = line.told("status", time.monotonic() + HELLO_S)
            if told.printer == worker_name(config):
                return line
            line.close()
    return None


@contextmanager
def _direct(config: Config) -> Iterator[PrintService]:
    """The printer itself. Raises PrinterError while another program has it."""
    silence_pygame()
    _named(config)
    service = Opener(config, printing_folder(), backend_of)()
    try:
        yield service
    finally:
        service.close()


def _sample(config: Config) -> Slip:
    with installed():
        from kiosk.adapters.catalogue import catalogue
        from kiosk.adapters.qr_segno import modules
    imprint = Imprint(gym=printable(config.gym.name, MOST_NAME), kiosk=__version__)
    translate = catalogue(config.display.language)
    return sample(imprint, modules(CONTENT), config.printer.uri, translate=translate)
