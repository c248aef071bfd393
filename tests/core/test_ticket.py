"""The code on a slip: what went in comes out, through any keyboard; damage is never believed."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.interval import Estimate
from kiosk.core.ticket import (
    LETTERS,
    Earlier,
    EarlierLeg,
    decode,
    earlier_of,
    encode,
    new_ticket,
)
from kiosk.errors import InputError, TicketError
from tests import cases

SHA256 = "ab12cd34" + "0" * 56
LEFT, RIGHT = EarlierLeg(5, -7, 17, 0, 5), EarlierLeg(37, 24, 50, 4, 5)
EARLIER = Earlier("K7B4F2", "2026-11-26", LEFT, RIGHT, 1, "ab12cd34")
LINE = (
    "KNEE 1 K7B4F2 2026 11 26 LEFT 5MM IN 7 OUT TO 17 IN 0 OF 5 "
    "RIGHT 37MM IN 24 IN TO 50 IN 4 OF 5 R1 HB12CD34 D921H3C6"
)

QWERTZ = str.maketrans("YZ", "ZY")
FRENCH_COMPUTER = str.maketrans("AQWZM1234567890", "QAZW?&é\"'(-è_çà")
"""What a French computer reads from a US scanner's keys: capitals with shift, digits without."""
FRENCH_SCANNER = str.maketrans("AQWZM1234567890", "QAZW:!@#$%^&*()")
"""What a US computer reads from a French scanner's keys, whose digits need shift."""


@st.composite
def legs(draw: st.DrawFn) -> EarlierLeg:
    low, value, high = sorted(draw(st.lists(st.integers(-999, 999), min_size=3, max_size=3)))
    inside, of = sorted(draw(st.lists(st.integers(0, 99), min_size=2, max_size=2)))
    return EarlierLeg(value, low, high, inside, of)


@st.composite
def earliers(draw: st.DrawFn) -> Earlier:
    year, month = draw(st.integers(2000, 2099)), draw(st.integers(1, 12))
    day = draw(st.integers(1, calendar.monthrange(year, month)[1]))
    return Earlier(
        ticket=draw(st.text(LETTERS, min_size=6, max_size=6)),
        date=f"{year}-{month:02d}-{day:02d}",
        left=draw(st.none() | legs()),
        right=draw(st.none() | legs()),
        revision=draw(st.integers(1, 99)),
        model=draw(st.text("0123456789abcdef", min_size=8, max_size=8)),
    )


def refused(text: str) -> str:
    with pytest.raises(TicketError) as told:
        decode(text)
    return told.value.what


def test_the_line_as_it_stands_on_a_slip() -> None:
    assert encode(EARLIER) == LINE
    assert decode(LINE) == EARLIER


def test_a_leg_that_was_not_measured() -> None:
    one = replace(EARLIER, left=None)
    assert "LEFT NONE RIGHT 37MM" in encode(one)
    assert decode(encode(one)) == one


@given(earliers())
def test_what_went_in_comes_out(earlier: Earlier) -> None:
    assert decode(encode(earlier)) == earlier


@given(earliers())
def test_a_qr_code_packs_it_tight_and_no_keyboard_swaps_its_letters(earlier: Earlier) -> None:
    line = encode(earlier)
    assert re.fullmatch("[0-9B-PR-VX ]+", line)
    assert len(line) <= 154, "of a QR code of 41 by 41 modules with error correction M"


@pytest.mark.parametrize("keyboard", [QWERTZ, FRENCH_COMPUTER, FRENCH_SCANNER])
@given(earlier=earliers())
def test_any_keyboard_s_layout_will_do(keyboard: dict[int, str], earlier: Earlier) -> None:
    assert decode(encode(earlier).translate(keyboard)) == earlier
    assert decode(encode(earlier).translate(keyboard).lower()) == earlier


@given(earliers(), st.data())
def test_a_truncated_line_is_damaged(earlier: Earlier, data: st.DataObject) -> None:
    line = encode(earlier)
    end = data.draw(st.integers(6, len(line) - 1))
    assert refused(line[:end]) == "damaged"


@given(earliers(), st.data())
def test_one_changed_character_is_found(earlier: Earlier, data: st.DataObject) -> None:
    line = encode(earlier)
    at = data.draw(st.integers(5, len(line) - 1))
    other = data.draw(st.sampled_from("0123456789BCDEFGHIJKLMNOPRSTUVX").filter(line[at].__ne__))
    assert refused(line[:at] + other + line[at + 1 :]) in ("damaged", "newer")


@given(earliers(), st.data())
def test_two_swapped_characters_are_found(earlier: Earlier, data: st.DataObject) -> None:
    line = encode(earlier)
    at = data.draw(st.integers(7, len(line) - 2).filter(lambda i: line[i] != line[i + 1]))
    assert refused(line[:at] + line[at + 1] + line[at] + line[at + 2 :]) == "damaged"


@given(st.text() | st.text().map("KNEE ".__add__) | st.text().map("KNEE 1 ".__add__))
def test_any_text_is_refused_in_words(text: str) -> None:
    assert refused(text) in ("not_ours", "damaged", "newer")


@pytest.mark.parametrize("text", ["", "   ", "https://example.org/r/1", "4006381333931", "KNEEL 1"])
def test_another_s_code_is_not_ours(text: str) -> None:
    assert refused(text) == "not_ours"


def test_a_newer_format_says_so_and_names_both() -> None:
    with pytest.raises(TicketError, match="format 2, and this program knows formats up to 1") as e:
        decode("KNEE 2 K7B4F2 2026 11 26 SIGNED")
    assert e.value.what == "newer"
    assert refused("KNEE é K7B4F2 2026") == "newer"


def test_a_right_checksum_over_nonsense_is_not_believed() -> None:
    from kiosk.core.ticket import _checksum

    for wrong in (
        LINE.replace("5MM", "05MM"),
        LINE.replace("2026 11 26", "2026 13 26"),
        LINE.replace("4 OF 5", "6 OF 5"),
        LINE.replace("7 OUT TO", "18 IN TO"),
        LINE.replace("0 OF 5", "0 OF"),
        LINE.replace("5MM IN", "0MM OUT").replace("7 OUT", "7 OUT"),
        LINE.replace("RIGHT", "RIGHT NONE RIGHT"),
    ):
        body = wrong.rpartition(" ")[0]
        assert refused(f"{body} {_checksum(body)}") == "damaged"


def test_spaces_and_small_letters_do_not_matter() -> None:
    assert decode(f"  {LINE.lower()} \r\n".replace(" ", "  ")) == EARLIER


@pytest.mark.parametrize(
    "wrong",
    [
        {"ticket": "K7Q4F2"},
        {"ticket": "K7B4F"},
        {"date": "2026-02-29"},
        {"date": "26.11.2026"},
        {"revision": 0},
        {"model": "AB12CD34"},
        {"left": EarlierLeg(5, 6, 17, 0, 5)},
        {"right": EarlierLeg(5, -1000, 17, 0, 5)},
        {"right": EarlierLeg(5, 0, 17, 6, 5)},
    ],
)
def test_what_has_no_place_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError, match=f"cannot hold {next(iter(wrong))}"):
        encode(replace(EARLIER, **wrong))  # type: ignore[arg-type]


def test_an_assessment_s_own_code() -> None:
    made = earlier_of(cases.one_inside(), "K7B4F2", "2026-11-26", SHA256.upper())
    assert made == EARLIER
    unseen = earlier_of(cases.one_leg(), "K7B4F2", "2026-11-26", SHA256)
    assert unseen.left is None
    assert unseen.side("left") is None
    assert unseen.side("right") == EarlierLeg(30, 22, 38, 5, 5)


def test_even_an_absurd_interval_has_a_code() -> None:
    case = cases.one_inside()
    far = replace(case.left, knee_plane_offset_at_60=Estimate(0.1, -5.0, 5.2))
    made = earlier_of(replace(case, left=far), "K7B4F2", "2026-11-26", SHA256)
    assert decode(encode(made)) == made


@given(st.binary(min_size=8, max_size=32))
def test_a_ticket_has_letters_that_cannot_be_mistaken(random: bytes) -> None:
    ticket = new_ticket(random)
    assert re.fullmatch("[2-9B-DF-HJKNPR-TVX]{6}", ticket)
    assert not set("01OILAEUQWYZM") & set(ticket)


def test_tickets_differ_and_need_enough_chance() -> None:
    made = {new_ticket(number.to_bytes(8, "big")) for number in range(10_000)}
    assert len(made) == 10_000
    with pytest.raises(InputError, match="8 random bytes or more, not 7"):
        new_ticket(bytes(7))
