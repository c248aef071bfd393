"""The owner's report on a period: which days, and where its figures come from. May import all
below.

Only whole days that are over are told, so that two reports of one month differ by days and never by
the one person who came in between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from kiosk import __version__
from kiosk.app.hours_keeping import marks_of
from kiosk.app.kept import archive_of
from kiosk.app.recordings import model_sha256
from kiosk.app.report_files import check_place, write_report
from kiosk.config import Config
from kiosk.core.records import Changed
from kiosk.errors import InputError
from kiosk.reports.parts import Report
from kiosk.reports.period import Figures, Period, figures

LEAST_DAYS: Final = 7
"""A day alone would tell of few people, and two periods that differ by one as well."""
MOST_DAYS: Final = 3660
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
KNOWN: Final = (
    "Known are: month (the last whole one), week (the last whole one, Monday to Sunday), a month "
    "as 2026-10, and days as 2026-10-01..2026-12-31."
)


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """The figures, and the report that is made of them."""

    figures: Figures
    report: Report

    @property
    def plain(self) -> str:
        """In words and numbers alone, for a terminal."""
        from kiosk.reports.letters import plain

        return plain(self.report)


def report_on(config: Config, period: Period, now: datetime | None = None) -> PeriodReport:
    """Raises StoreError where the visits or the hours cannot be read."""
    from kiosk.reports.period_page import report_of

    now = now or datetime.now(UTC)
    found = figures_of(config, period, now)
    first = date.fromisoformat(period.first)
    days = [f"{first + timedelta(days=i):%a %d %b}" for i in range(period.days)]
    report = report_of(
        found,
        gym=config.gym.name,
        kiosk=config.fleet.kiosk,
        made=f"{now.astimezone():%Y-%m-%d %H:%M}",
        version=__version__,
        days=days,
    )
    return PeriodReport(found, report)


@dataclass(frozen=True, slots=True)
class PeriodWritten:
    """path: as it lies now; None where no file was asked for."""

    made: PeriodReport
    path: Path | None
    size_bytes: int


def write_period_report(
    config: Config, text: str, format_: str, path: Path | None, *, overwrite: bool
) -> PeriodWritten:
    """The report on what `--period` names, as a file of a format, '' for none. path: None for
    `kiosk-2026-10-01.html` (first day and format) in the folder one is in. Raises StoreError,
    InputError, InstallationError."""
    period = period_of(text)
    target = path or Path(f"kiosk-{period.first}.{format_}")
    if format_:
        check_place(target, overwrite=overwrite)
    made = report_on(config, period)
    if not format_:
        return PeriodWritten(made, None, 0)
    size = write_report(made.report, format_, target, overwrite=overwrite)
    return PeriodWritten(made, target, size)


def figures_of(config: Config, period: Period, now: datetime) -> Figures:
    """Raises StoreError."""
    since_s, until_s = period.midnights[0], period.midnights[-1]
    since, until = _utc(since_s), _utc(until_s)
    mdc_mm = config.repeatability.spread_mm(model_sha256(config))
    archive = archive_of(config)
    try:
        totals = archive.totals(since, until)
        changed = archive.changed(since, until, mdc_mm) if mdc_mm else Changed()
    finally:
        archive.close()
    kept_s = now.timestamp() - config.store.keep_days * 86400.0
    return figures(
        period,
        totals,
        changed,
        marks_of(since_s, until_s),
        mdc_mm=mdc_mm,
        kept=since_s >= kept_s,
        now_s=now.timestamp(),
    )


def period_of(text: str, now: datetime | None = None) -> Period:
    """What `--period` means. Raises InputError for what means nothing, or no whole day that is
    over."""
    today = (now or datetime.now(UTC)).astimezone().date()
    first, last, name = _days(text.strip(), today)
    if last < first:
        raise InputError(f"--period {text}: it ends before it begins.")
    days = (last - first).days + 1
    if days > MOST_DAYS:
        raise InputError(f"--period {text} has {days} days; {MOST_DAYS} are the most.")
    if days < LEAST_DAYS:
        raise InputError(
            f"--period {text} has {days} day{'s' if days > 1 else ''}; {LEAST_DAYS} are the least, "
            "because fewer would tell of few people."
        )
    if first >= today:
        raise InputError(
            f"--period {text} begins on {first}: no day of it is over yet. --period month is the "
            "last whole month."
        )
    ended = last < today
    last = min(last, today - timedelta(days=1))
    midnights = tuple(_midnight(first + timedelta(days=i)) for i in range((last - first).days + 2))
    return Period(name, f"{first}", f"{last}", midnights, _zone(midnights), ended)


def month_before(now: datetime) -> str:
    """YYYY-MM of the last whole month here."""
    return f"{now.astimezone().date().replace(day=1) - timedelta(days=1):%Y-%m}"


def next_month(month: str) -> str:
    return f"{date.fromisoformat(f'{month}-15') + timedelta(days=30):%Y-%m}"


def _days(text: str, today: date) -> tuple[date, date, str]:
    if text == "month":
        text = f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
    if text == "week":
        last = today - timedelta(days=today.weekday() + 1)
        return last - timedelta(days=6), last, f"Week {last.isocalendar().week}"
    try:
        if re.fullmatch(r"\d{4}-\d\d", text):
            first = date.fromisoformat(f"{text}-01")
            after = date.fromisoformat(f"{next_month(text)}-01")
            return first, after - timedelta(days=1), f"{MONTHS[first.month - 1]} {first.year}"
        begin, between, end = text.partition("..")
        if between:
            first, last = date.fromisoformat(begin), date.fromisoformat(end)
            return first, last, f"{(last - first).days + 1} days"
    except ValueError as error:
        raise InputError(f"--period {text} is no month and no days: {error}. {KNOWN}") from error
    raise InputError(f"--period {text} is not known. {KNOWN}")


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day).astimezone().timestamp()


def _zone(midnights: tuple[float, ...]) -> str:
    """The names of the place's time in the period: two where its clocks changed."""
    names = [datetime.fromtimestamp(one, UTC).astimezone().strftime("%Z") for one in midnights]
    return "/".join(dict.fromkeys(names))


def _utc(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
