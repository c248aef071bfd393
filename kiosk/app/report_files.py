"""Where a report goes: one file, whole or not at all, over nothing unless that is asked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from kiosk.adapters.whole_file import write_whole
from kiosk.errors import InputError
from kiosk.reports.parts import Report

FORMATS: Final = ("html", "pdf")


def check_place(path: Path, *, overwrite: bool) -> None:
    """Raises InputError where a report cannot go there: before the work, not after it."""
    if path.is_dir():
        raise InputError(f"{path} is a folder; name a file for the report.")
    if os.path.lexists(path) and not path.is_file():
        raise InputError(f"{path} is no plain file, so no report is written over it.")
    if path.is_file() and not overwrite:
        raise InputError(
            f"{path} exists already; nothing was written. Choose another name (-o FILE), or say "
            "--overwrite."
        )
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent} for the report.")


def write_report(report: Report, format_: str, path: Path, *, overwrite: bool) -> int:
    """Write it as one of FORMATS, readable by its owner alone; its size in bytes.

    Raises InputError where it cannot be written, InstallationError without fonts for a PDF.
    """
    check_place(path, overwrite=overwrite)
    if format_ == "pdf":
        from kiosk.adapters.report_pdf import pdf

        data = pdf(report)
    else:
        from kiosk.reports.page import page

        data = page(report).encode("utf-8")
    try:
        write_whole(path, data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"The report {path} cannot be written: {reason}.") from error
    return len(data)
