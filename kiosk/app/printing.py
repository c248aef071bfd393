"""The kiosk's printer as `kiosk run` has it: a line to the print worker. May import all below.

Nothing here loads what prints: that is the worker's (kiosk.app.print_worker).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, fields
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.app.places import state_folder
from kiosk.app.recordings import installed
from kiosk.config import Config
from kiosk.core.printeruri import FolderUri, printer_uri
from kiosk.core.slipjob import slip_jobs

if TYPE_CHECKING:
    from kiosk.ports import Printer

SERVICE_SOCKET: Final = Path("/run/kiosk-printing/printing.socket")
"""Where the unit systemd/kiosk-printing.service listens."""
CHILD: Final = "kiosk.app.print_worker:serve_child"


def printer_of(config: Config, tell: Callable[[str], None] = lambda _: None) -> Printer:
    """What the kiosk prints with; nothing is started yet. tell: takes sentences for staff."""
    with installed():
        from kiosk.adapters.no_printer import NoPrinter
        from kiosk.adapters.printing_child import PrintingChild
        from kiosk.adapters.printing_link import PrinterLink
        from kiosk.adapters.printing_workers import PrintWorkers
    if not config.printer.uri:
        return NoPrinter()
    start = partial(PrintingChild, CHILD, printer_table(config))
    return PrinterLink(PrintWorkers(worker_name(config), SERVICE_SOCKET, start, tell), tell)


def printer_name(config: Config) -> str:
    """The printer's own name on this machine, fit for a file: for its lock and its journal. A
    folder that is not absolute is the worker's own, and so is called alike wherever it is asked."""
    plain = f"{printer_uri(config.printer.uri)}" if config.printer.uri else "None"
    readable = re.sub(r"[^a-z0-9.]+", "-", config.printer.uri.lower()).strip("-.")[-40:]
    return f"{readable or 'none'}-{sha256(plain.encode()).hexdigest()[:8]}"


def worker_name(config: Config) -> str:
    """What a worker calls itself: one with another printer or paper is not this kiosk's."""
    return f"{printer_name(config)} {config.printer.paper}"


def worker_socket(config: Config) -> Path:
    """Where a worker listens: as a service in its own runtime folder, else with its journal."""
    told = os.environ.get("RUNTIME_DIRECTORY", "").split(":")[0]
    if told:
        return Path(told) / SERVICE_SOCKET.name
    return printing_folder() / f"{printer_name(config)}.socket"


def printing_folder() -> Path:
    """For journals, and sockets of workers that no service runs."""
    return state_folder() / "printing"


def printer_table(config: Config) -> str:
    """[printer] as TOML, for a worker of the kiosk's own: JSON's texts and numbers are TOML's."""
    printer = config.printer
    rows = ((one.name, getattr(printer, one.name)) for one in fields(printer))
    return "[printer]\n" + "".join(
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in rows
    )


@dataclass(frozen=True, slots=True)
class PrintedFiles:
    """Slips in files, for commands while no kiosk runs (kiosk.app.housekeeping.SlipFiles): through
    the print worker, because its folder may be told from where it was started."""

    config: Config

    def erase_slips(self, visit: str) -> None:
        """Raises PrinterError."""
        if self._made():
            with closing(printer_of(self.config)) as printer:
                for job in slip_jobs(visit):
                    printer.erase(job)

    def tidy_slips(self) -> None:
        """Raises PrinterError."""
        if self._made():
            with closing(printer_of(self.config)) as printer:
                printer.tidy(self.config.store.keep_days)

    def _made(self) -> bool:
        """Whether slips are files here. No worker is started for a folder that is not there."""
        uri = printer_uri(self.config.printer.uri) if self.config.printer.uri else None
        if not isinstance(uri, FolderUri):
            return False
        with suppress(PermissionError):
            return SERVICE_SOCKET.exists() or Path(uri.folder).is_dir()
        return True  # the worker tells who may
