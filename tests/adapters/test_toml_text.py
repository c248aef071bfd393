"""One value is changed, and every comment and every other line stays."""

from __future__ import annotations

import tomllib

import pytest

from kiosk.adapters.toml_text import with_value, without_value
from kiosk.errors import ConfigError

TEXT = """# the gym's own file
gym.name = "Iron & Oak"  # as on the door

[display]   # the screen
language = "en"   # most members
# German follows
languages = "en,de"

[mark]
ahead_m = 1.7
"""


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    return [
        (a, b)
        for a, b in zip(before.splitlines(), after.splitlines(), strict=True)
        if a != b
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "key", "value", "line"),
    [
        ("display", "language", "de", 'language = "de"   # most members'),
        ("mark", "ahead_m", 1.65, "ahead_m = 1.65"),
        ("gym", "name", 'a "b" \\ ü', 'gym.name = "a \\"b\\" \\\\ ü"  # as on the door'),
    ],
)
def test_what_is_there_is_changed_on_its_line(
    table: str, key: str, value: str | float, line: str
) -> None:
    after = with_value(TEXT, table, key, value)
    assert [new for _, new in changed_lines(TEXT, after)] == [line]
    assert tomllib.loads(after)[table][key] == value


@pytest.mark.parametrize(
    ("table", "key", "value"),
    [("display", "sounds", False), ("sets", "uncued", 4), ("gym", "logo", "logo.png"),
     ("mark", "right_m", -0.25)],
)  # fmt: skip
def test_what_is_not_there_is_added(table: str, key: str, value: str | float) -> None:
    after = with_value(TEXT, table, key, value)
    assert tomllib.loads(after)[table][key] == value
    assert [line for line in TEXT.splitlines() if line not in after.splitlines()] == []
    assert with_value(after, table, key, value) == after


def test_an_empty_file_and_an_inline_table() -> None:
    assert with_value("", "mark", "ahead_m", 1.5) == "[mark]\nahead_m = 1.5\n"
    after = with_value('gym = {name = "x"}\n', "gym", "logo", "l.png")
    assert tomllib.loads(after) == {"gym": {"name": "x", "logo": "l.png"}}


def test_back_to_the_default() -> None:
    after = without_value(TEXT, "display", "language")
    assert "language" not in tomllib.loads(after)["display"]
    assert "# German follows" in after
    assert without_value(after, "display", "language") == after
    assert without_value(TEXT, "sets", "uncued") == TEXT


@pytest.mark.parametrize("text", ["mark = 3\n", "[mark\n", "mark = []\n"])
def test_what_is_no_table_or_no_toml_is_told(text: str) -> None:
    with pytest.raises(ConfigError):
        with_value(text, "mark", "ahead_m", 1.5)
