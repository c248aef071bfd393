"""A visit's report for a physiotherapist: what was kept of it, fetched by index and laid out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk import __version__
from kiosk.adapters.bands_file import load_bands
from kiosk.adapters.onnx_card import read_card
from kiosk.app.kept_reading import Shown, shown
from kiosk.app.recordings import model_path
from kiosk.app.report_files import check_place, write_report
from kiosk.config import Config
from kiosk.errors import ModelError
from kiosk.reports.visit_facts import EarlierFacts, ModelCard, VisitFacts
from kiosk.reports.visit_report import visit_report


@dataclass(frozen=True, slots=True)
class Written:
    """path: as it lies now. curves: whether the member's curves are in it."""

    ticket: str
    visit: str
    path: Path
    format: str
    size_bytes: int
    curves: bool
    earlier: int


def write_visit_report(
    config: Config, key: str, format_: str, path: Path | None, *, overwrite: bool
) -> Written | None:
    """Write the report of a visit, by ticket or UUID; None where there is no such visit.

    path: where to; None for `K7B4F2.html` (ticket and format) in the folder one is in. Raises
    StoreError, InputError, InstallationError.
    """
    if path is not None:
        check_place(path, overwrite=overwrite)
    found = shown(config, key)
    if found is None:
        return None
    record = found.record
    target = path or Path(f"{record.ticket}.{format_}")
    size = write_report(visit_report(_facts(config, found)), format_, target, overwrite=overwrite)
    return Written(
        record.ticket,
        record.visit,
        target,
        format_,
        size,
        record.curves is not None,
        len(found.earlier),
    )


def _facts(config: Config, found: Shown) -> VisitFacts:
    spread = config.repeatability
    return VisitFacts(
        record=found.record,
        started=_here(found.record.started_utc, "%A %d %B %Y, %H:%M"),
        earlier=tuple(
            EarlierFacts(
                _here(one.summary.started_utc, "%Y-%m-%d"),
                one.summary,
                one.comparable,
                one.changed,
            )
            for one in found.earlier
        ),
        mdc95_mm=spread.spread_mm(found.record.model_sha256),
        people=spread.people,
        days=spread.days,
        place=config.gym.name,
        model=_card(config),
        bands=load_bands(),
        program=__version__,
    )


def _card(config: Config) -> ModelCard | None:
    """None where the model cannot be read: the visit's own figures do not need it."""
    try:
        return read_card(model_path(config))
    except ModelError:
        return None


def _here(utc: str, shape: str) -> str:
    """A stored time as a clock where the kiosk stands shows it."""
    try:
        return datetime.fromisoformat(utc.replace("Z", "+00:00")).astimezone().strftime(shape)
    except ValueError:
        return utc
