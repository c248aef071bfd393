"""Status bytes, counted answers, pictures that command nothing, and how much is sent at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import PrinterError
from kiosk.printing.escpos_status import (
    ALL_WELL,
    CARRIED_OUT,
    is_carried_out,
    is_live,
    is_trouble,
    status_of,
)
from kiosk.printing.escpos_talk import Talk
from kiosk.printing.harmless import harmless
from kiosk.printing.pace import SMALLEST_BUFFER, Pace, serial_pace

WELL = [ALL_WELL] * 4


class Script:
    """A wire that answers what it was given, one item a read; '' is silence."""

    def __init__(self, answers: Sequence[bytes]) -> None:
        self.answers = list(answers)
        self.sent = bytearray()
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    def open(self) -> None: ...

    def close(self) -> None: ...

    def write(self, data: bytes, timeout_s: float) -> None:
        self.sent += data

    def read(self, most: int, timeout_s: float) -> bytes:
        answer = self.answers.pop(0) if self.answers else b""
        self.now += 0.001 if answer else max(timeout_s, 0.001)
        return answer


def talk(*answers: bytes, owed: int = 0) -> tuple[Talk, Script]:
    wire = Script(answers)
    made = Talk(wire, wire.clock)
    made.owed = owed
    return made, wire


@pytest.mark.parametrize(
    ("at", "bits", "reason"),
    [
        (0, 0x08, "offline"),
        (0, 0x20, "offline"),
        (1, 0x04, "cover_open"),
        (1, 0x20, "paper_out"),
        (1, 0x40, "fault"),
        (2, 0x08, "fault"),
        (2, 0x20, "fault"),
        (2, 0x40, "fault"),
        (3, 0x60, "paper_out"),
    ],
)
def test_each_trouble_has_its_reason(at: int, bits: int, reason: str) -> None:
    answers = list(WELL)
    answers[at] |= bits
    found = status_of(answers)
    assert (found.ready, found.reason) == (False, reason)
    assert found.text.endswith(".")


def test_an_online_printer_without_paper_is_not_ready() -> None:
    """Its first answer says online: what a printer says that has paper-out not stop it."""
    found = status_of([ALL_WELL, ALL_WELL, ALL_WELL, ALL_WELL | 0x60])
    assert (found.ready, found.reason) == (False, "paper_out")


def test_an_open_cover_says_more_than_the_missing_paper_under_it() -> None:
    assert status_of([0x1A, 0x36, 0x12, 0x72]).reason == "cover_open"


def test_a_drawer_and_a_low_roll_stop_nothing() -> None:
    assert status_of([ALL_WELL | 0x04, *WELL[1:]]).ready
    low = status_of([*WELL[:3], ALL_WELL | 0x0C])
    assert (low.ready, low.low) == (True, True)


def test_no_byte_answers_both_questions() -> None:
    for byte in range(256):
        assert not (is_live(byte) and is_carried_out(byte))
        assert not is_trouble(byte) or is_live(byte)
    assert not any(map(is_live, b"\x11\x13\x00\xff"))


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [b"\x12", b"\x12", b"\x12"],
        [b"", b"\x12", b"\x00", b"\x12", b"\x12"],
        [b"", b"\x12\x12", b"\x12", b"\x12"],
        [b"", b"\xff"],
        [b"", b"\x12", b"\x12", b"\x12", b"\x12", b"\x12"],
        [b"\x12"] * 200,
    ],
    ids=["none", "three", "another's", "two at once", "noise", "one too many", "no end"],
)
def test_a_status_is_four_answers_and_no_more(answers: list[bytes]) -> None:
    made, _ = talk(*answers)
    with pytest.raises(PrinterError):
        made.status()


def test_what_came_late_is_taken_off_before_the_status_is_asked() -> None:
    made, wire = talk(b"\x12\x1a", b"\x00", b"", b"\x12", b"\x11\x12", b"\x12", b"\x12", owed=3)
    assert made.status().ready
    assert made.owed == 2
    assert [wire.sent.count(bytes((0x10, 0x04, n))) for n in (1, 2, 3, 4)] == [1, 1, 1, 1]


def test_with_two_answers_owed_the_third_is_ours() -> None:
    made, wire = talk(b"\x00", b"\x00", b"\x00", owed=2)
    made.catch_up(1.0)
    assert wire.sent.count(CARRIED_OUT) == 3
    made, wire = talk(b"\x00", b"\x00", owed=2)
    with pytest.raises(PrinterError):
        made.catch_up(1.0)


def test_answers_that_nobody_owes_are_noise() -> None:
    made, _ = talk(b"\x00\x00")
    with pytest.raises(PrinterError, match="no answer"):
        made.catch_up(1.0)


def test_a_printer_that_goes_on_without_paper_is_not_believed() -> None:
    made, _ = talk(b"\x0c")
    with pytest.raises(PrinterError, match="no paper"):
        made.catch_up(1.0)


HOSTILE = st.lists(
    st.sampled_from(b"\x10\x04\x05\x14\x01\x02\x08\x00\x18"), min_size=24, max_size=96
)


@given(HOSTILE)
def test_no_picture_commands_a_printer(dots: list[int]) -> None:
    packed = np.array(dots[: len(dots) // 8 * 8], np.uint8).reshape(-1, 8)
    bits = np.unpackbits(packed, axis=1).astype(np.bool_)
    made = harmless(bits)
    data = np.packbits(made, axis=1).tobytes()
    assert b"\x10\x05" not in data
    assert b"\x10\x14" not in data
    changed = made != bits
    assert not (changed & bits).any(), "no dot is lost"
    assert changed.sum() == sum(packed.tobytes().count(pair) for pair in (b"\x10\x05", b"\x10\x14"))


@pytest.mark.parametrize("width", [576, 384])
@pytest.mark.parametrize("baud", [None, 9600, 19200, 115_200, 230_400])
def test_no_more_is_under_way_than_the_smallest_printer_holds(baud: int | None, width: int) -> None:
    pace = Pace() if baud is None else serial_pace(baud, width)
    band = pace.band_rows * width // 8
    assert (band + 60) * pace.bands_open + 60 < SMALLEST_BUFFER
    if baud is not None:
        assert pace.bands_open == 1
        assert band <= baud / 10 * 0.25 or pace.band_rows == 1
