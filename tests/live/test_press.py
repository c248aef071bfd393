"""Slips of a running kiosk: names from outside come out harmless, the code is what it says."""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.slip_kinds import Code, Picture, Text
from kiosk.live.press import SlipPress
from tests import cases

NASTY = "\x1b@Iron\x1dV\x00 &\u202e Oak\u2066\x10\x04 Gym\ue000\u200b"


def press(gym: str) -> SlipPress:
    return SlipPress(
        gym, "0.1.0", lambda _: str, lambda _: "today", lambda text: ((True,) * len(text),)
    )


def test_no_name_from_outside_commands_the_printer_or_turns_the_text() -> None:
    made = press(NASTY)
    for slip in (
        made.slip(cases.one_inside(), "en", f"model{NASTY}", f"K7\x1b{NASTY}", "KNEE"),
        made.card("en", f"model{NASTY}"),
    ):
        gym = next(line for line in slip.lines if isinstance(line, Text) and line.role == "gym")
        assert gym.words == "@IronV & Oak Gym"
        words = "".join(
            line.words if isinstance(line, Text) else line.title
            for line in slip.lines
            if isinstance(line, Text | Code)
        )
        assert not set(words) & set("\x1b\x1d\x10\x00\u202e\u2066\ue000\u200b")


def test_a_name_without_end_is_cut() -> None:
    slip = press("Gym " * 1000).card("en", "m" * 1000)
    words = [line.words for line in slip.lines if isinstance(line, Text)]
    assert len(words[0]) <= 60
    assert words[0].endswith("…")
    assert all(len(one) < 300 for one in words)


def test_without_a_code_its_room_is_left_out() -> None:
    slips = [press("Gym").slip(cases.one_inside(), "en", "m", "K7B4F2", c) for c in ("", "KNEE 2")]
    codes = [[line for line in slip.lines if isinstance(line, Code)] for slip in slips]
    assert codes[0] == []
    assert [(code.content, code.title) for code in codes[1]] == [("KNEE 2", "K7B4F2")]


def test_the_gym_s_sign_stands_beside_its_name() -> None:
    sign = Picture(16, (b"\xff\x00",) * 4)
    made = replace(press("Iron & Oak"), logo=lambda: sign)
    for slip in (made.slip(cases.one_inside(), "en", "m", "K7B4F2", ""), made.card("en", "m")):
        (shown,) = (line for line in slip.lines if isinstance(line, Picture))
        assert (shown.width, shown.rows) == (sign.width, sign.rows)
        assert next(one.words for one in shown.beside) == "Iron & Oak"
