"""The configuration: defaults, every mistake at once, lines and 'did you mean'."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.config import Config, load, parse
from kiosk.core.zone import Zone
from kiosk.errors import ConfigError

GOOD = """
[gym]
name = "Hall 5"

[camera]
width_px = 640
fps = 60
"""


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
        ("[gym]\n\nname 'x'", "kiosk.toml:3: this is not TOML: Expected '='"),
        ("[gym]\nname = 'x", "kiosk.toml:2: this is not TOML:"),
    ],
)
def test_a_mistake_names_its_line_and_what_was_meant(text: str, told: str) -> None:
    assert mistakes(text)[0].startswith(told)


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
