"""Brings in python-escpos without what it does at import. Imports escpos.

At import it reads a table of all printers' abilities (0.1 s), makes folders for a copy of it and
leaves them behind, and sets up the root logger. We send pictures only and need one entry of the
table: for the length of the import its two documented variables, ESCPOS_CAPABILITIES_FILE and
ESCPOS_CAPABILITIES_PICKLE_DIR, point into a folder that is removed again.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

ABILITIES: Final = {
    "profiles": {
        "default": {
            "name": "Pictures only",
            "notes": "",
            "vendor": "",
            "codePages": {"0": "CP437"},
            "colors": {"0": "black"},
            "features": {"bitImageRaster": True, "paperFullCut": True, "paperPartCut": True},
            "fonts": {"0": {"name": "Font A", "columns": 48}},
            "media": {},  # without a width nothing is said about it; we know ours
        }
    },
    "encodings": {"CP437": {"name": "CP437", "python_encode": "cp437"}},
}


def escpos_printers() -> Any:
    """The module escpos.printer: Usb, Serial, Network, File and Dummy."""
    if "escpos.printer" in sys.modules:
        return sys.modules["escpos.printer"]
    with tempfile.TemporaryDirectory(prefix="kiosk-escpos-") as name, _at_import(Path(name)):
        import escpos.printer  # type: ignore[import-untyped]
    return escpos.printer


def escpos_error() -> type[Exception]:
    """The root of python-escpos' own errors."""
    escpos_printers()
    from escpos.exceptions import Error  # type: ignore[import-untyped]

    error: type[Exception] = Error
    return error


@contextmanager
def _at_import(folder: Path) -> Iterator[None]:
    table = folder / "capabilities.json"
    table.write_text(json.dumps(ABILITIES), encoding="utf-8")
    wanted = {"ESCPOS_CAPABILITIES_FILE": str(table), "ESCPOS_CAPABILITIES_PICKLE_DIR": str(folder)}
    before = {name: os.environ.get(name) for name in wanted}
    handlers, temporary = list(logging.root.handlers), tempfile.tempdir
    os.environ.update(wanted)
    tempfile.tempdir = str(folder)  # it makes a folder there even where it is told another
    try:
        yield
    finally:
        tempfile.tempdir = temporary
        for key, value in before.items():
            os.environ.pop(key, None)
            if value is not None:
                os.environ[key] = value
        for handler in set(logging.root.handlers) - set(handlers):
            logging.root.removeHandler(handler)
