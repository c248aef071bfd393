"""A person's keys, a scanner's line, the staff's sequence."""

from __future__ import annotations

from kiosk.adapters.screen.keyboard import LONGEST, Key, Keyboard
from kiosk.core.inputs import Input, Pressed, Scanned

FRAME_S = 1 / 30


def key(name: str) -> Key:
    return Key(name, name if len(name) == 1 else "\r" if name == "return" else "")


def typed(keyboard: Keyboard, frames: list[str | list[str]], start_s: float = 100.0) -> list[Input]:
    """Keys frame by frame, and a while of silence after them."""
    found: list[Input] = []
    for i, names in enumerate([*frames, *[[]] * 5]):
        names = [names] if isinstance(names, str) else names
        found += keyboard.read([key(name) for name in names], start_s + i * FRAME_S)
    return found


def test_keys_mean_what_they_are_told() -> None:
    for name, what in {"y": "yes", "right": "yes", "return": "yes", "n": "no", "left": "no",
                       "escape": "no", "s": "stop", "l": "language"}.items():  # fmt: skip
        assert typed(Keyboard(), [name]) == [Pressed(what)]
    assert typed(Keyboard(), ["x"]) == []
    assert typed(Keyboard({"x": "yes"}), ["x", [], [], [], [], "y"]) == [Pressed("yes")]


def test_a_key_without_a_letter_never_waits() -> None:
    keyboard = Keyboard()
    assert keyboard.read([key("right")], 5.0) == [Pressed("yes")]
    assert keyboard.read([key("y")], 6.0) == []
    assert keyboard.read([], 6.1) == [Pressed("yes")]


def test_a_scanned_line_is_no_answer() -> None:
    line: list[str | list[str]] = [list("yns"), list("l-7"), [*"2y", "return"]]
    assert typed(Keyboard(), line) == [Scanned("ynsl-72y")]
    assert typed(Keyboard(), [[*"AB12CD", "return"]]) == [Scanned("AB12CD")]


def test_upper_case_and_a_second_return_belong_to_the_line() -> None:
    keys = [Key("left shift", ""), Key("k", "K"), Key("left shift", ""), Key("1", "1"),
            Key("2", "2"), Key("y", "y"), Key("return", "\r"), Key("return", "\r")]  # fmt: skip
    assert Keyboard().read(keys, 3.0) == [Scanned("K12y")]


def test_a_return_long_after_a_scan_is_an_answer() -> None:
    keyboard = Keyboard()
    assert keyboard.read([*map(key, "12345"), key("return")], 3.0) == [Scanned("12345")]
    assert keyboard.read([], 3.5) == []
    assert keyboard.read([key("return")], 3.6) == [Pressed("yes")]


def test_a_slow_frame_does_not_tear_a_line() -> None:
    """The keys after a frame of 0.2 s may all have come right after those before."""
    keyboard = Keyboard()
    assert keyboard.read([*map(key, "1234")], 3.0) == []
    assert keyboard.read([*map(key, "56"), key("return")], 3.2) == [Scanned("123456")]


def test_a_person_typing_one_after_the_other_answers_each_time() -> None:
    keyboard = Keyboard()
    found: list[Input] = []
    for i in range(30):
        keys = [key("y")] if i == 0 else [key("return")] if i == 10 else []
        found += keyboard.read(keys, i * FRAME_S)
    assert found == [Pressed("yes"), Pressed("yes")]


def test_half_a_line_is_nobody_s_answer() -> None:
    assert typed(Keyboard(), [list("yyyyyy")]) == []


def test_control_keys_in_a_scanned_line_answer_nothing() -> None:
    """A code may hold ESC and GS, which some scanners type as Escape and Ctrl+]."""
    line = [*"knee2", "escape", "right", *"f9", "f9", "f10", "f9", "f10", *"y", "return"]
    spoilt = "knee2\ufffd\ufffdf9\ufffd\ufffd\ufffd\ufffdy"
    assert typed(Keyboard(), [line]) == [Scanned(spoilt)]
    assert typed(Keyboard(), [line[:-1]]) == []
    assert Keyboard().read([*map(key, "yes7"), Key("]", "\x1d"), key("return")], 1.0) == [
        Scanned("yes7\ufffd")
    ]


def test_a_line_without_end_is_cut() -> None:
    keyboard = Keyboard()
    assert keyboard.read([key("x")] * 100_000, 1.0) == []
    (scanned,) = keyboard.read([key("return")], 1.01)
    assert scanned == Scanned("x" * LONGEST)


def test_the_staff_s_sequence() -> None:
    keyboard = Keyboard(staff_keys=("f9", "f10", "f9"))
    assert typed(keyboard, ["f9", "f10", "f9"]) == [Pressed("staff")]
    assert typed(keyboard, ["f10", "f9"], 200.0) == []
    assert typed(keyboard, ["f9", "f9", "f10", "f9"], 300.0) == [Pressed("staff")]
    slow = typed(keyboard, ["f9"], 400.0) + typed(keyboard, ["f10", "f9"], 405.0)
    assert slow == []


def test_no_sequence_is_no_way_in() -> None:
    assert typed(Keyboard(staff_keys=()), ["f9", "f10"]) == []
