"""`kiosk report --period`: the owner's report from a real store, looked at in a real browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from kiosk.adapters.hours_file import HoursFile
from kiosk.app.kept import store_of
from kiosk.app.places import hours_folder
from kiosk.app.reporting_period import month_before, period_of
from kiosk.config import Config
from kiosk.core.hours import Mark
from kiosk.errors import InputError
from tests.support.command import Command
from tests.support.kept_visits import stay, visit

NOW = datetime.now(UTC)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def kiosk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Command]:
    monkeypatch.chdir(tmp_path)
    yield Command(tmp_path / "state", monkeypatch, capsys)


def fill(days: int = 10) -> str:
    """Some thirty who came in the last days; the period."""
    random, store = Random(5), store_of(Config())
    for day in range(1, days + 1):
        noon = NOW.replace(hour=12) - timedelta(days=day)
        for number in range(3):
            came = noon + timedelta(minutes=number)
            store.save(visit(random, came))
            store.log_stay(stay(random, came))
        for _ in range(2):
            left = stay(random, noon, last_state="consent", outcome="left", printed=False)
            store.log_stay(left)
        retried = stay(random, noon, retries=("too_shallow", "too_shallow"))
        store.log_stay(retried)
    store.close()
    began_s = (NOW - timedelta(days=days)).timestamp()
    file = HoursFile(hours_folder())
    for number in range(144 * (days - 1)):
        kind = "start" if number == 0 else "in"
        file.add(Mark(began_s + 600.0 * number, kind, 600.0 * number, paper_mm=100.0 * number))  # type: ignore[arg-type]
    return f"{(NOW - timedelta(days=days)).date()}..{(NOW - timedelta(days=1)).date()}"


def test_a_period_is_told_in_the_terminal_and_as_json(kiosk: Command) -> None:
    period = fill()
    said = kiosk("report", "--period", period)
    assert said.status == 0, said.err
    assert "60 came, 40 of them were measured (67 %)" in said.out
    assert "squats were not deep enough: 20" in said.out
    assert "whether to be measured: 20, 33 %" in said.out
    told = kiosk("report", "--period", period, "--json").json
    assert told["file"] is None
    assert told["figures"]["flow"]["came"] == 60
    assert told["figures"]["grid"]["total"] == 30
    assert 0.5 < told["figures"]["hours"]["in_s"] / 86400.0 / 10 <= 1.0
    assert "K7B4" not in json.dumps(told)


def test_it_is_written_as_html_and_pdf(kiosk: Command, tmp_path: Path) -> None:
    period = fill(7)
    first = period[:10]
    said = kiosk("report", "--period", period, "--html", "--json")
    assert said.json["file"] == f"kiosk-{first}.html"
    page = (tmp_path / f"kiosk-{first}.html").read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert "Tests by hour and weekday" in page
    assert kiosk("report", "--period", period, "--html").status == 2, "it is there already"
    said = kiosk("report", "--period", period, "-o", "r.pdf")
    assert said.status == 0, said.err
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")


def test_a_browser_shows_the_page(kiosk: Command, tmp_path: Path) -> None:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    kiosk("report", "--period", fill(), "-o", "r.html")
    picture = tmp_path / "r.png"
    subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            f"--user-data-dir={tmp_path / 'profile'}", "--window-size=500,4000",
            f"--screenshot={picture}", (tmp_path / "r.html").as_uri(),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert picture.stat().st_size > 50_000, "an empty page is 10 kB"


def test_without_a_store_there_is_a_report_of_nobody(kiosk: Command) -> None:
    said = kiosk("report", "--period", "month")
    assert said.status == 0, said.err
    assert "Nobody came" in said.out


@pytest.mark.parametrize(
    ("period", "why"),
    [
        ("x", "not known"), ("2026-13", "no month"), ("2026-10-01..2026-10-02", "7 are the least"),
        ("2026-10-10..2026-10-01", "ends before it begins"), ("2999-01", "no day of it is over"),
        ("1900-01-01..2020-01-01", "3660 are the most"), ("2026-02-30..2026-03-30", "no days"),
    ],
)  # fmt: skip
def test_a_period_that_means_nothing_is_refused(kiosk: Command, period: str, why: str) -> None:
    said = kiosk("report", "--period", period)
    assert said.status == 2
    assert why in said.err


def test_one_report_at_a_time(kiosk: Command) -> None:
    assert "Say which report" in kiosk("report").err
    assert "Say which report" in kiosk("report", "K7B4F2", "--period", "month").err


def test_periods_are_whole_days_that_are_over(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 26, 11, tzinfo=UTC)  # a Thursday
    month, week, this = (period_of(one, now) for one in ("month", "week", "2026-11"))
    assert (month.first, month.last, month.ended) == ("2026-10-01", "2026-10-31", True)
    assert (week.first, week.last) == ("2026-11-16", "2026-11-22")
    assert (this.first, this.last, this.ended) == ("2026-11-01", "2026-11-25", False)
    assert len(month.midnights) == 32
    assert month_before(datetime(2027, 1, 1, 12, tzinfo=UTC)) == "2026-12"
    with suppress(InputError):
        period_of("2026-11", datetime(2026, 11, 1, 12, tzinfo=UTC))
        pytest.fail("no day of it is over")
