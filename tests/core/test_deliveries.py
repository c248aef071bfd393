"""Every month goes through every channel once."""

from __future__ import annotations

from kiosk.core.deliveries import Deliveries

BOTH = ("mail", "webhook")


def test_the_first_month_is_the_last_whole_one() -> None:
    assert Deliveries().pending("2026-10", ("mail",)) == (("2026-10", "mail"),)
    sent = Deliveries().with_sent("2026-10", "mail", "2026-11-01T06:00:00Z")
    assert sent.since == "2026-10"
    assert sent.pending("2026-10", ("mail",)) == ()


def test_months_that_could_not_be_sent_follow_the_oldest_first() -> None:
    kept = Deliveries("2026-11").with_sent("2026-11", "mail", "2026-12-01T06:00:00Z")
    assert kept.pending("2027-01", BOTH) == (
        ("2026-11", "webhook"), ("2026-12", "mail"), ("2026-12", "webhook"),
        ("2027-01", "mail"), ("2027-01", "webhook"),
    )  # fmt: skip
    assert len(kept.pending("2030-01", ("mail",))) == 12


def test_what_was_sent_is_not_kept_for_ever() -> None:
    kept = Deliveries()
    for year in range(2026, 2046):
        for month in range(1, 13):
            kept = kept.with_sent(f"{year}-{month:02}", "mail", "x")
    assert len(kept.sent) == 100
    assert kept.pending("2045-12", ("mail",)) == ()
