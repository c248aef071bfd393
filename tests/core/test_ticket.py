"""The code on a slip: what went in comes out, through any keyboard; neither damage nor forgery is
ever believed."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core import ticket
from kiosk.core.earlier import LETTERS, Earlier, EarlierLeg, earlier_of, new_ticket
from kiosk.core.interval import Estimate
from kiosk.core.safetext import SYMBOLS, checksum, spelt, spelt_length, unspelt
from kiosk.core.ticket import Verdict, Verifier, decode, encode
from kiosk.errors import InputError, TicketError
from tests import cases
from tests.support.slipkeys import OTHERS, OURS, SeededKey

SHA256 = "ab12cd34" + "0" * 56
LEFT, RIGHT = EarlierLeg(5, -7, 17, 0, 5), EarlierLeg(37, 24, 50, 4, 5)
EARLIER = Earlier("K7B4F2", "2026-11-26", LEFT, RIGHT, 1, "ab12cd34")
BODY = (
    "KNEE 2 K7B4F2 2026 11 26 LEFT 5MM IN 7 OUT TO 17 IN 0 OF 5 "
    "RIGHT 37MM IN 24 IN TO 50 IN 4 OF 5 R1 HB12CD34 34750F98"
)
LINE = (
    f"{BODY} 2UKEK2KBOL6052IJCFLPRRNLSB1L69GUR7D9CRT48LPRX6I2KDJ61GE"
    "EBD91X9UPJC2PCU0XOTT2T6D76UPVL12I9JNE546FU488ST4UN 752BE9C2"
)

QWERTZ = str.maketrans("YZ", "ZY")
FRENCH_COMPUTER = str.maketrans("AQWZM1234567890", "QAZW?&é\"'(-è_çà")
"""What a French computer reads from a US scanner's keys: capitals with shift, digits without."""
FRENCH_SCANNER = str.maketrans("AQWZM1234567890", "QAZW:!@#$%^&*()")
"""What a US computer reads from a French scanner's keys, whose digits need shift."""
BELGIAN_COMPUTER = str.maketrans("AQWZM1234567890", "QAZW?&é\"'(§è!çà")


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


def refused(text: str, verifier: Verifier = OURS) -> str:
    with pytest.raises(TicketError) as told:
        decode(text, verifier)
    return told.value.what


def signed(body: str, key: SeededKey = OURS) -> str:
    """What a kiosk that writes nonsense would print."""
    line = f"{body} {spelt(key.sign(body.encode()))}"
    return f"{line} {checksum(line)}"


def test_the_line_as_it_stands_on_a_slip() -> None:
    assert encode(EARLIER, OURS) == LINE
    assert decode(LINE, OURS) == EARLIER


def test_a_leg_that_was_not_measured() -> None:
    one = replace(EARLIER, left=None)
    assert "LEFT NONE RIGHT 37MM" in encode(one, OURS)
    assert decode(encode(one, OURS), OURS) == one


@given(earliers())
def test_what_went_in_comes_out(earlier: Earlier) -> None:
    assert decode(encode(earlier, OURS), OURS) == earlier


@given(earliers())
def test_a_qr_code_packs_it_tight_and_no_keyboard_swaps_its_letters(earlier: Earlier) -> None:
    line = encode(earlier, OURS)
    assert re.fullmatch("[0-9B-PR-VX ]+", line)
    assert len(line) <= 262, "of a QR code of 53 by 53 modules with error correction M"


@pytest.mark.parametrize("keyboard", [QWERTZ, FRENCH_COMPUTER, FRENCH_SCANNER, BELGIAN_COMPUTER])
@given(earlier=earliers())
@settings(max_examples=40)
def test_any_keyboard_s_layout_will_do(keyboard: dict[int, str], earlier: Earlier) -> None:
    line = encode(earlier, OURS).translate(keyboard)
    assert decode(line, OURS) == earlier
    assert decode(line.lower(), OURS) == earlier


# Damage


def test_every_truncation_is_damaged() -> None:
    for end in range(6, len(LINE)):
        assert refused(LINE[:end]) == "damaged"
    for begin in range(1, len(LINE)):
        assert refused(LINE[begin:]) == "not_ours"


def test_every_changed_character_is_found() -> None:
    for at in range(5, len(LINE)):
        for other in SYMBOLS + "M ":
            if other != LINE[at]:
                what = refused(LINE[:at] + other + LINE[at + 1 :])
                assert what == "damaged" or (what == "newer" and at < 7)


@given(earliers(), st.data())
def test_one_character_of_any_kind_never_makes_another_result(
    earlier: Earlier, data: st.DataObject
) -> None:
    line = encode(earlier, OURS)
    at, other = data.draw(st.integers(0, len(line) - 1)), data.draw(st.characters())
    changed = data.draw(
        st.sampled_from((line[:at] + other + line[at + 1 :], line[:at] + other + line[at:]))
    )
    try:
        read = decode(changed, OURS)
    except TicketError as told:
        assert told.what in ("not_ours", "damaged", "newer")
    else:
        assert read == earlier


@given(earliers(), st.data())
def test_two_swapped_characters_are_found(earlier: Earlier, data: st.DataObject) -> None:
    line = encode(earlier, OURS)
    at = data.draw(st.integers(7, len(line) - 2).filter(lambda i: line[i] != line[i + 1]))
    assert refused(line[:at] + line[at + 1] + line[at] + line[at + 2 :]) == "damaged"


# Forgery


@pytest.mark.parametrize(
    ("was", "made"),
    [
        ("37MM", "7MM"),
        ("2026 11 26", "2026 11 25"),
        ("K7B4F2", "K7B4F3"),
        ("4 OF 5", "0 OF 5"),
        ("HB12CD34", "HB12CD35"),
        ("R1", "R2"),
    ],
)
def test_what_was_changed_with_a_right_checksum_is_forged(was: str, made: str) -> None:
    changed = LINE.replace(was, made, 1).rpartition(" ")[0]
    assert refused(f"{changed} {checksum(changed)}") == "forged"


@given(earliers(), st.integers(0, 511))
@settings(max_examples=40)
def test_any_other_signature_is_forged(earlier: Earlier, bit: int) -> None:
    body, signature, _ = encode(earlier, OURS).rsplit(" ", 2)
    data = unspelt(signature, 64)
    assert data is not None
    other = (int.from_bytes(data, "big") ^ 1 << bit).to_bytes(64, "big")
    line = f"{body} {spelt(other)}"
    assert refused(f"{line} {checksum(line)}") == "forged"


def test_another_gym_s_slip_is_told_with_its_key_and_what_to_do() -> None:
    theirs = encode(EARLIER, OTHERS)
    assert refused(theirs) == "other_kiosk"
    with pytest.raises(TicketError, match=rf"\(key {OTHERS.key_id}\).*also_trust"):
        decode(theirs, OURS)
    # Their key's id over our signature, and ours over theirs.
    line = theirs.replace(theirs.split()[-3], LINE.split()[-3]).rpartition(" ")[0]
    assert refused(f"{line} {checksum(line)}") == "forged"


def test_a_sister_s_slip_is_read_where_she_is_trusted() -> None:
    assert decode(encode(EARLIER, OTHERS), SeededKey(1, OTHERS)) == EARLIER
    assert refused(LINE, OTHERS) == "other_kiosk", "she does not trust us for that"


def test_without_a_key_of_one_s_own_nothing_is_called_another_s() -> None:
    class Keyless:
        def verify(self, key_id: str, message: bytes, signature: bytes) -> Verdict:
            return "no_key"

    assert refused(LINE, Keyless()) == "no_key"
    assert refused("KNEE 2 K7B4F2", Keyless()) == "damaged"


def test_nonsense_is_not_believed_whoever_signed_it() -> None:
    for was, made in (
        ("5MM", "05MM"),
        ("2026 11 26", "2026 13 26"),
        ("4 OF 5", "6 OF 5"),
        ("7 OUT TO", "18 IN TO"),
        ("0 OF 5", "0 OF"),
        ("5MM IN", "0MM OUT"),
        ("RIGHT", "RIGHT NONE RIGHT"),
        ("37MM IN", "3700MM IN"),
        (" R1 ", " R0 "),
    ):
        assert refused(signed(BODY.replace(was, made, 1))) == "damaged"
    assert decode(signed(BODY), OURS) == EARLIER


def test_a_signature_has_one_spelling() -> None:
    """What is 2^512 too large has as many characters, and would be the same bytes."""
    body, signature, _ = LINE.rsplit(" ", 2)
    number = 0
    for letter in signature:
        number = number * len(SYMBOLS) + SYMBOLS.index(letter)
    number += 2**512
    letters = ""
    for _ in range(spelt_length(64)):
        number, at = divmod(number, len(SYMBOLS))
        letters = SYMBOLS[at] + letters
    assert number == 0
    assert refused(f"{body} {letters} {checksum(f'{body} {letters}')}") == "damaged"
    for text in ("", "0" * 104, "0" * 106, "A" * 105, "X" * 105):
        assert unspelt(text, 64) is None


@given(st.binary(min_size=64, max_size=64))
def test_bytes_come_back_from_letters(data: bytes) -> None:
    assert unspelt(spelt(data), 64) == data
    assert len(spelt(data)) == 105


# Anything that a scanner may type


@given(
    st.text()
    | st.text().map("KNEE ".__add__)
    | st.text().map("KNEE 2 ".__add__)
    | st.text(SYMBOLS + " MANYWQ&É!@(").map("KNEE 2 K7B4F2 ".__add__)
)
def test_any_text_is_refused_in_words(text: str) -> None:
    assert refused(text) in ("not_ours", "damaged", "newer")


@pytest.mark.parametrize("text", ["", "   ", "https://example.org/r/1", "4006381333931", "KNEEL 1"])
def test_another_s_code_is_not_ours(text: str) -> None:
    assert refused(text) == "not_ours"


CONTROLS = {
    "ESC": "\x1b", "GS": "\x1d", "DLE": "\x10", "FS": "\x1c", "NUL": "\0", "DEL": "\x7f",
    "NEL": "\x85", "no-break space": "\xa0", "right-to-left override": "\u202e",
    "isolate": "\u2067", "zero width space": "\u200b", "byte order mark": "\ufeff",
    "line separator": "\u2028", "long s": "\u017f", "dotless i": "\u0131", "surrogate": "\ud800",
}  # fmt: skip


@pytest.mark.parametrize("name", CONTROLS)
def test_control_characters_are_never_read_over(name: str) -> None:
    odd = CONTROLS[name]
    for at in (0, 4, 5, 13, 60, len(BODY), len(LINE) - 8, len(LINE)):
        assert refused(LINE[:at] + odd + LINE[at:]) in ("not_ours", "damaged")
        assert refused(LINE[:at] + odd + LINE[at + 1 :]) in ("not_ours", "damaged")
    assert refused(LINE.replace(" ", odd)) == "not_ours"
    for spoken in (f"{odd}@ VISIT https://example.org", f"KNEE 2 {odd}m K7B4F2"):
        with pytest.raises(TicketError) as told:
            decode(spoken, OURS)
        assert odd not in str(told.value)


@pytest.mark.parametrize(
    "piece", ["KNEE 2 ", "LEFT NONE RIGHT NONE R1 ", "9", " ", "\x1b", "ß", "(("]
)
def test_a_megabyte_is_refused_at_once(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "KNEE 2 " + piece * (1_000_000 // len(piece))
    assert refused(text[: ticket.MOST_SCANNED]) in ("damaged", "newer")
    monkeypatch.setattr(ticket, "tidied", lambda _: pytest.fail("it was looked at"))
    assert refused(text) == "not_ours"


def test_a_newer_format_says_so_and_names_both() -> None:
    with pytest.raises(TicketError, match="format 3, and this program knows format 2") as e:
        decode("KNEE 3 K7B4F2 2026 11 26 SIGNED ANOTHER WAY", OURS)
    assert e.value.what == "newer"
    assert refused('KNEE " K7B4F2 2026') == "newer"
    assert refused(f"KNEE {'9' * 4000} K7B4F2") == "damaged"


def test_the_first_format_had_no_signature_and_is_not_believed() -> None:
    body = BODY.replace("KNEE 2", "KNEE 1").rpartition(" ")[0]
    assert refused(f"{body} {checksum(body)}") == "damaged"


def test_spaces_and_small_letters_do_not_matter() -> None:
    assert decode(f"  {LINE.lower()} \r\n".replace(" ", "  "), OURS) == EARLIER


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
        encode(replace(EARLIER, **wrong), OURS)  # type: ignore[arg-type]


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
    assert decode(encode(made, OURS), OURS) == made


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
