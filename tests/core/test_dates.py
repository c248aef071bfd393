"""Dates as members read them."""

from __future__ import annotations

from datetime import datetime

import pytest

from kiosk.adapters.catalogue import catalogue
from kiosk.core.dates import date, date_and_time

WHEN = datetime(2026, 3, 5, 9, 4)  # noqa: DTZ001 - as the wall clock here shows it


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "5 March 2026, 09:04"), ("de", "5. März 2026, 09:04 Uhr")],
)
def test_a_moment_in_a_language(language: str, told: str) -> None:
    assert date_and_time(WHEN, catalogue(language)) == told


def test_a_day_from_a_slip() -> None:
    assert date("2026-11-24", catalogue("en")) == "24 November 2026"
    for language in ("de", "es", "fr"):
        assert "2026" in date("2026-11-24", catalogue(language))
        assert "November" not in date("2026-11-24", catalogue("es"))
