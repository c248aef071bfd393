"""The configuration: defaults, every mistake at once, lines and 'did you mean'."""

from __future__ import annotations

import dataclasses
import json
import re
import warnings
from base64 import b64encode
from pathlib import Path
from typing import Any

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.adapters.catalogue import PSEUDO, languages
from kiosk.config import (
    Config,
    RepeatabilityConfig,
    key_names,
    keys,
    kinds,
    load,
    parse,
    public_keys,
)
from kiosk.core.zone import Zone
from kiosk.errors import ConfigError

GOOD = """
[gym]
name = "Hall 5"

[camera]
width_px = 640
fps = 60
"""

SISTER = b64encode(bytes(range(32))).decode()


def mistakes(text: str) -> list[str]:
    with pytest.raises(ConfigError) as told:
        parse(text, "kiosk.toml")
    return str(told.value).splitlines()


def test_nothing_set_gives_the_defaults() -> None:
    assert parse("") == Config()


def test_defaults_of_the_zone_are_the_core_s() -> None:
    zone = Zone()
    for one in dataclasses.fields(Config().zone):
        assert getattr(Config().zone, one.name) == getattr(zone, one.name)


def test_what_is_set_is_taken_and_the_rest_is_default() -> None:
    config = parse(GOOD)
    assert config.gym.name == "Hall 5"
    assert (config.camera.width_px, config.camera.height_px, config.camera.fps) == (640, 480, 60)
    assert config.zone == Config().zone


def test_dotted_keys_and_whole_numbers_for_metres_are_fine() -> None:
    assert parse("zone.near_m = 1\nzone.far_m = 3").zone.far_m == 3.0


def test_every_mistake_is_told_at_once_with_its_line() -> None:
    text = """\
[camera]
widht_px = 848
fps = 400
height_px = "480"

[zone]
near_m = "near"

[mont]
orientation = "portrait"
"""
    assert mistakes(text) == [
        "kiosk.toml:2: unknown 'widht_px' in [camera]: did you mean 'width_px'?",
        "kiosk.toml:3: camera.fps is 400, outside 15 to 90.",
        "kiosk.toml:4: camera.height_px must be a whole number, not '480'.",
        "kiosk.toml:7: zone.near_m must be a number, not 'near'.",
        "kiosk.toml:9: unknown table [mont]: did you mean 'mount'?",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[gym]\nname = 5", "kiosk.toml:2: gym.name must be a text in quotes, not 5."),
        ("[mount]\norientation = 'portait'", "kiosk.toml:2: mount.orientation is 'portait': did"),
        ("fps = 30", "kiosk.toml:1: unknown 'fps' outside a table: it belongs under [camera]."),
        ("camera = 3", "kiosk.toml:1: 'camera' must be a table: [camera]"),
        ("[camera]\nfps = true", "kiosk.toml:2: camera.fps must be a whole number, not True."),
        ("[camera]\nfps = 30.5", "kiosk.toml:2: camera.fps must be a whole number, not 30.5."),
        ("[zone]\nnear_m = nan", "kiosk.toml:2: zone.near_m is nan, outside 0.3 to 6."),
        ("[zone]\nfar_m = 2\nnear_m = 2.0", "kiosk.toml:3: zone.far_m (2) must be at least 0.5 m"),
        ("[display]\nsounds = 1", "kiosk.toml:2: display.sounds must be true or false, not 1."),
        ("[sets]\nheels = true", "kiosk.toml:2: sets.heels must be a whole number, not True."),
        ("[sets]\nheels = 11", "kiosk.toml:2: sets.heels is 11, outside 0 to 10."),
        ("[gym]\nname = 'a\tb'", "kiosk.toml:2: gym.name contains the control character U+0009"),
        ('[gym]\nname = "a\\u202eb"', "kiosk.toml:2: gym.name contains the control character U+"),
        (f"[gym]\nname = '{'x' * 61}'", "kiosk.toml:2: gym.name has 61 characters; 60 are the"),
        ("[staff]\nbadge = 'abc'", "kiosk.toml:2: staff.badge has 3 characters; 4 are the least."),
        ("[staff]\nkeys = 'f2 f9'", "kiosk.toml:2: staff.keys names 2; 3 to 10 are allowed."),
        (
            "[buttons]\nyes = 'retrun'",
            "kiosk.toml:2: buttons.yes names 'retrun': did you mean 'ret",
        ),
        ("[buttons]\ngpio_no = 1", "kiosk.toml:2: buttons.gpio_no is 1, which is reserved"),
        ("[buttons]\ngpio_no = 4\ngpio_yes = 4", "kiosk.toml:3: buttons.gpio_yes and buttons.gp"),
        ("[buttons]\nyes = 'x'\nno = 'x'", "kiosk.toml:3: the key 'x' is used more than once, in"),
        ("[staff]\nkeys = 's f2 f2'", "kiosk.toml:2: the key 's' is used more than once, in but"),
        (
            "[display]\nlanguages = 'en,dr'",
            "kiosk.toml:2: display.languages names 'dr': known are: ",
        ),
        ("[display]\nlanguages = 'EN'", "kiosk.toml:2: display.languages names 'EN': known are: "),
        ("[display]\nlanguages = 'en,en'", "kiosk.toml:2: display.languages names 'en' twice."),
        ("[display]\nlanguages = ''", "kiosk.toml:2: display.languages names '': known are: en,"),
        ("[display]\nlanguage = 'en,de'", "kiosk.toml:2: display.language is 'en,de': known are: "),
        ("[display]\nlanguages = 'de'", "kiosk.toml:2: display.language ('en') must be one of"),
        ("[display]\nwidth_px = 1080", "kiosk.toml:2: display.width_px and display.height_px must"),
        ("[mark]\nahead_m = 4", "kiosk.toml:2: mark.ahead_m (4) must lie between zone.near_m (1)"),
        (
            "[zone]\nnear_m = 2",
            "kiosk.toml:2: mark.ahead_m (1.65) must lie between zone.near_m (2)",
        ),
        ("[mark]\nright_m = 1", "kiosk.toml:2: mark.right_m (1) must lie within zone.half_width_m"),
        ("[printer]\npaper = 'a5'", "kiosk.toml:2: printer.paper is 'a5': known are: 80mm, "),
        ("[printer]\nroll_m = -1", "kiosk.toml:2: printer.roll_m is -1, outside 0 to 500."),
        ("[printer]\nlow_at_m = 40", "kiosk.toml:2: printer.low_at_m (40) must be less than prin"),
        (
            "[printer]\nuri = 'escpos+tcp://10.0.0.5'\npaper = 'a6'",
            "kiosk.toml:3: printer.paper is 'a6', but a receipt printer has rolls: 80mm or 58mm.",
        ),
        (
            "[printer]\nuri = 'escpos+serial:/dev/ttyS0?baud=9600'",
            "kiosk.toml:2: printer.uri has baud=9600: a slip would take 150 s",
        ),
        ("[store]\nkeep_days = 0", "kiosk.toml:2: store.keep_days is 0, outside 1 to 3650."),
        (
            "[repeatability]\nmdc95_mm = 9",
            "kiosk.toml:2: repeatability.mdc95_mm needs at least 10 p",
        ),
        (
            "[code]\nalso_trust = 'x'",
            "kiosk.toml:2: code.also_trust has as its 1st key 'x': that is",
        ),
        (
            f"[code]\nalso_trust = '{SISTER},'",
            "kiosk.toml:2: code.also_trust has as its 2nd key '': it has 0 bytes, and a public key "
            "has 32; `kiosk key show`",
        ),
        (
            f"[code]\nalso_trust = '{SISTER[:-4]}'",
            f"kiosk.toml:2: code.also_trust has as its 1st key '{SISTER[:-4]}': it has 30 bytes",
        ),
        (
            f"[code]\nalso_trust = '{SISTER[:-2]}9='",
            f"kiosk.toml:2: code.also_trust has as its 1st key '{SISTER[:-2]}9=': that is not Base",
        ),
        (
            f"[code]\nalso_trust = '{SISTER},{SISTER}'",
            f"kiosk.toml:2: code.also_trust has the key '{SISTER}' twice.",
        ),
        ("[gym]\n\nname 'x'", "kiosk.toml:3: this is not TOML: Expected '='"),
        ("[gym]\nname = 'x", "kiosk.toml:2: this is not TOML:"),
    ],
)
def test_a_mistake_names_its_line_and_what_was_meant(text: str, told: str) -> None:
    assert mistakes(text)[0].startswith(told)


@pytest.mark.parametrize(
    ("uri", "told"),
    [
        ("usb:04b8:0202", "'usb:' is none of file, escpos+usb, escpos+serial, escpos+tcp"),
        ("fille:out", "'fille:' is none of file, "),
        ("out/slips", "which has no scheme; for example 'file:out/slips'"),
        ("file:", "which names no place"),
        ("file:///", "which names no place"),
        ("file://desk/slips", "which names another machine"),
        ("escpos+usb://epson", "names no VID:PID in hexadecimal"),
        ("escpos+tcp://", "names no host; for example 'escpos+tcp://192.168.1.50:9100'"),
        ("escpos+serial:/dev/ttyS0?baud=123", "instead of baud= one of 9600"),
        ("cups://two words", "names no queue"),
    ],
)
def test_a_printer_that_cannot_be_is_told(uri: str, told: str) -> None:
    (line,) = mistakes(f"[printer]\nuri = '{uri}'")
    assert line.startswith(f"kiosk.toml:2: printer.uri is '{uri}'")
    assert told in line


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "file:out/slips",
        "file:/var/spool/slips",
        "file:///var/x",
        "escpos+usb://04b8:0e28",
        "escpos+serial:/dev/ttyUSB0",
        "escpos+tcp://10.0.0.5",
        "escpos+file:/dev/usb/lp0",
        "cups://slips",
    ],
)
def test_a_printer_that_can_be(uri: str) -> None:
    assert parse(f"[printer]\nuri = '{uri}'").printer.uri == uri


def test_public_keys_are_taken_with_or_without_spaces() -> None:
    written = f"{SISTER}, {b64encode(bytes(32)).decode()}"
    trust = parse(f"[code]\nalso_trust = '{written}'").code.also_trust
    assert public_keys(trust) == (bytes(range(32)), bytes(32))
    assert public_keys("") == public_keys(" ") == ()


def test_true_and_false_are_taken() -> None:
    display = parse("[display]\nreduced_motion = true\nsounds = false").display
    assert (display.reduced_motion, display.sounds, display.speech) == (True, False, False)


def test_a_known_spread_with_its_people_is_taken() -> None:
    text = "[repeatability]\nmdc95_mm = 8.5\npeople = 12\ndays = 2\nmodel = '89417f699407'"
    assert parse(text).repeatability == RepeatabilityConfig(8.5, 12, 2, "89417f699407")


def test_the_languages_are_those_of_the_catalogues() -> None:
    assert (*(code for code, _ in languages()), PSEUDO) == kinds.LANGUAGES


def test_keys_are_told_by_pygame_s_names() -> None:
    assert key_names("PageUp f2  keypad5\treturn") == ("page up", "f2", "[5]", "return")
    assert key_names("") == ()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that no window is open; the names do not need one
        for name in key_names(" ".join(keys.KNOWN)):
            assert pygame.key.name(pygame.key.key_code(name)) == name


@pytest.mark.parametrize("table", [one.name for one in dataclasses.fields(Config)])
def test_defaults_are_within_their_own_ranges(table: str) -> None:
    for one in dataclasses.fields(getattr(Config(), table)):
        assert kinds.check(one, one.default) == (one.default, "")


def allowed(one: dataclasses.Field[Any]) -> str:
    """A key's range as the document writes it."""
    of = one.metadata
    if isinstance(one.default, bool):
        return "true, false"
    if "low" in of:
        return f"{of['low']:g} to {of['high']:g}"
    if "choices" in of:
        return ", ".join(of["choices"])
    words = of.get("check")
    if isinstance(words, kinds.Words):
        many = f"{words.least} to {words.most}" if words.least < words.most else str(words.most)
        return f"{many} keys" if words.between is None else f"{many} of {', '.join(words.known)}"
    least = of.get("least")
    return f"{least} to {of['most']} characters" if least else f"up to {of['most']} characters"


def test_the_document_says_what_the_program_does() -> None:
    text = (Path(__file__).parent.parent / "docs" / "configuration.md").read_text(encoding="utf-8")
    sections = re.split(r"^## \[(\w+)\]$", text, flags=re.MULTILINE)[1:]
    documented = dict(zip(sections[::2], sections[1::2], strict=True))
    assert list(documented) == [one.name for one in dataclasses.fields(Config)]
    for table, section in documented.items():
        rows = re.findall(r"^\| `(\w+)` \| `(.*?)` \| (.*?) \| (.+) \|$", section, re.MULTILINE)
        known = dataclasses.fields(getattr(Config(), table))
        told = [(one.name, json.dumps(one.default), allowed(one)) for one in known]
        assert [row[:3] for row in rows] == told


def test_the_document_s_example_is_a_configuration() -> None:
    text = (Path(__file__).parent.parent / "docs" / "configuration.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert parse(example).display.language == "de"


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere.toml cannot be read: No such file"):
        load(tmp_path / "nowhere.toml")
    (tmp_path / "bin.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"bin.toml cannot be read: it is not a UTF-8 text"):
        load(tmp_path / "bin.toml")
    (tmp_path / "good.toml").write_text(GOOD, encoding="utf-8")
    assert load(tmp_path / "good.toml").gym.name == "Hall 5"


words = st.sampled_from(
    ["camera", "zone", "fps", "near_m", "gym", "name", "x", "[", "]", "=", ".", "\n", "1", "'", " "]
)


@given(st.lists(words, max_size=12).map("".join))
def test_any_text_gives_a_config_or_mistakes_with_lines(text: str) -> None:
    try:
        parse(text, "f")
    except ConfigError as told:
        lines = max(1, text.count("\n") + 1)
        for line in str(told).splitlines():
            at = re.match(r"f:(\d+): ", line)
            assert at
            assert 1 <= int(at[1]) <= lines
