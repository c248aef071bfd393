"""What member and staff read of the printer, for everything that it can say of itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.core.screen import Screen
from kiosk.visit import states as st
from kiosk.visit import words
from kiosk.visit.view import Facts, show
from tests.visit import samples

REASONS = ("paper_out", "cover_open", "fault", "offline", "disk_full", "unknown")


def screen(at: st.State, **printer: object) -> Screen:
    kiosk = samples.kiosk(at)
    return show(replace(kiosk, house=replace(kiosk.house, **printer)), Facts(), str)  # type: ignore[arg-type]


def off(at: st.State, reason: str) -> Screen:
    return screen(at, printer_ready=False, printer_reason=reason)


@pytest.mark.parametrize("reason", REASONS)
def test_who_cannot_have_a_slip_is_told_why_and_gets_the_code(reason: str) -> None:
    result, code = (off(at, reason) for at in (st.Result(samples.DONE, samples.MEASURED), CODE))
    assert result.yes == str(words.TAKE_CODE), "what cannot be is not offered"
    assert code.code == samples.DONE.code
    assert "please tell the staff" in code.lines[0]
    assert "Take a picture of the code instead." in code.lines[0]


def test_the_paper_is_empty_in_the_words_that_were_asked_for() -> None:
    said = "The paper is empty, please tell the staff. Take a picture of the code instead."
    assert off(CODE, "paper_out").lines == (said,)


def test_where_there_is_no_printer_nobody_is_sent_to_the_staff() -> None:
    assert off(CODE, "absent").lines == (str(words.CODE_LINE),)


def test_the_card_is_offered_only_when_it_can_be_printed() -> None:
    referred = st.Referred(samples.MEMBER)
    assert screen(referred).yes == str(words.PRINT_CARD)
    assert off(referred, "cover_open").yes == str(words.ALL_RIGHT)


@pytest.mark.parametrize("member", [samples.DONE, samples.MEMBER])
def test_what_became_of_it(member: st.Member) -> None:
    """With the code where there may be no slip; a card has none."""
    alarm = {"printed": False, "sent": False, "failed": True, "unknown": True}
    titles = set()
    for printed, doubt in alarm.items():
        shown = screen(st.Printed(replace(member, printed=printed)))  # type: ignore[arg-type]
        titles.add(shown.title)
        assert (shown.code is not None) == (doubt and bool(member.code))
    assert len(titles) == 4
    sent = screen(st.Printed(replace(member, printed="sent")))
    assert (sent.title, *sent.lines) == (
        "Sent to the printer.",
        "If nothing comes out, please tell the staff.",
    )


def test_staff_read_how_the_printer_is() -> None:
    def line(**printer: object) -> str:
        (found,) = (one for one in screen(st.StaffPage(), **printer).lines if "Printer" in one)
        return found

    said = {line(printer_ready=False, printer_reason=reason) for reason in (*REASONS, "absent")}
    assert len(said) == len(REASONS) + 1, "each in words of its own"
    assert line() == "Printer: works"
    assert "paper ends soon" in line(printer_low=True)
    assert "paper ends soon" in line(printer_low=True, printer_tells=False)
    assert "cannot tell" in line(printer_tells=False)
    assert line(printer_ready=False, printer_reason="never heard of") == line(
        printer_ready=False, printer_reason="unknown"
    )


def test_a_roll_that_ends_changes_nothing_for_a_member() -> None:
    for at in (st.Result(samples.DONE, samples.MEASURED), st.Referred(samples.MEMBER)):
        assert screen(at, printer_low=True) == screen(at)
        assert screen(at, printer_tells=False) == screen(at)


CODE = st.Code(samples.DONE)
