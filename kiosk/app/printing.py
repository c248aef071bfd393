"""The printer put together: from its address in the configuration to what prints on it.

May import all below.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.app.recordings import installed
from kiosk.config import Config
from kiosk.core.printeruri import FolderUri, printer_uri

if TYPE_CHECKING:
    from kiosk.ports import Printer
    from kiosk.printing.backend import Backend


def utc() -> str:
    """Now, as the journal writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def printer_of(config: Config) -> Printer:
    """What the kiosk prints with."""
    with installed():
        from kiosk.adapters.no_printer import NoPrinter
        from kiosk.printing.journal import NoJournal
        from kiosk.printing.service import PrintService
    if not config.printer.uri:
        return NoPrinter()
    return PrintService(backend_of(config), NoJournal(), utc)


def backend_of(config: Config) -> Backend:
    """The printer that [printer] uri names."""
    with installed():
        from kiosk.adapters.file_printer import FilePrinter
        from kiosk.adapters.no_printer import NoPrinter
    if not config.printer.uri:
        return NoPrinter()
    uri = printer_uri(config.printer.uri)
    if isinstance(uri, FolderUri):
        return FilePrinter(Path(uri.folder))
    raise NotImplementedError(uri)
