"""Changes one value in a TOML text and leaves the rest as it was written. May import tomlkit."""

from __future__ import annotations

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from kiosk.errors import ConfigError

Value = str | int | float | bool


def with_value(text: str, table: str, key: str, value: Value) -> str:
    """The text with [table] key = value; comments and order stay. Raises ConfigError where the
    text is not TOML or the table is none."""
    try:
        document = tomlkit.parse(text)
        if table not in document:
            document[table] = tomlkit.table()
        home = document[table]
        if not hasattr(home, "__setitem__") or not hasattr(home, "get"):
            raise ConfigError(f"'{table}' is not a table in this configuration; write [{table}].")
        old = home.get(key)
        item = tomlkit.item(value)
        if old is not None and hasattr(old, "trivia"):
            item.trivia.indent, item.trivia.comment_ws = old.trivia.indent, old.trivia.comment_ws
            item.trivia.comment, item.trivia.trail = old.trivia.comment, old.trivia.trail
        home[key] = item
        return tomlkit.dumps(document)
    except TOMLKitError as error:
        raise ConfigError(f"The configuration is not TOML: {error}") from error


def without_value(text: str, table: str, key: str) -> str:
    """The text without that key, so that its default holds. Raises ConfigError as above."""
    try:
        document = tomlkit.parse(text)
        home = document.get(table)
        if isinstance(home, Table) or hasattr(home, "remove"):
            home.pop(key, None)  # type: ignore[union-attr]
        return tomlkit.dumps(document)
    except TOMLKitError as error:
        raise ConfigError(f"The configuration is not TOML: {error}") from error
