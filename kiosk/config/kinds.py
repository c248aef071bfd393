"""Kinds of values that a key can have, and what is wrong with one. kiosk.core, kiosk.config only.

A kind makes a dataclass field; what it allows travels in the field's metadata, so that `check` and
the test of docs/configuration.md read the same. What is wrong is said so that it reads on after
the key's name.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import Field, field
from typing import Any, Final

from kiosk.config.keys import KNOWN
from kiosk.config.publickeys import check_public_keys
from kiosk.core.printeruri import printer_uri
from kiosk.errors import ConfigError

LANGUAGES: Final = ("en", "de", "es", "fr", "pseudo")
"""Of kiosk.adapters.catalogue; the last is a test language that no member is meant to see."""
PAPERS: Final = ("80mm", "58mm", "a6", "a4")
"""Two kinds of rolls and two of sheets."""
_CONTROL: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode's classes of characters that cannot be seen and may turn or break what follows."""
_KINDS: Final = {
    bool: "true or false",
    float: "a number",
    int: "a whole number",
    str: "a text in quotes",
}


def number(default: float, low: float, high: float) -> Any:
    """A whole number or not, as the default is, from low to high."""
    return field(default=default, metadata={"low": low, "high": high})


def flag(*, default: bool) -> Any:
    """true or false."""
    return field(default=default)


def word(default: str, *choices: str) -> Any:
    """One of a few words."""
    return field(default=default, metadata={"choices": choices})


def text(default: str, *, most: int, least: int = 0) -> Any:
    """Free text of so many characters; an empty one is always allowed."""
    return field(default=default, metadata={"most": most, "least": least})


def languages(default: str, *, most: int) -> Any:
    """Codes of languages, separated by commas."""
    return field(default=default, metadata={"most": 40, "check": Words(LANGUAGES, ",", 1, most)})


def keys(default: str, *, most: int, least: int = 0) -> Any:
    """Names of keys, separated by spaces; none at all is allowed."""
    return field(default=default, metadata={"most": 100, "check": Words(KNOWN, None, least, most)})


def printer(default: str) -> Any:
    """SCHEME:PLACE of a printer, or nothing."""
    return field(default=default, metadata={"most": 500, "check": _printer})


def publics(default: str, *, most: int) -> Any:
    """Public keys of other kiosks in Base64, separated by commas; none at all is allowed."""
    return field(default=default, metadata={"most": most, "check": check_public_keys})


MOST: Final = 2**63
"""TOML's own bound of whole numbers, which Python's reader does not keep."""


def meant(given: str, known: Sequence[str]) -> str:
    """What was probably meant, or all that there is."""
    close = difflib.get_close_matches(given, known, n=1)
    return f"did you mean '{close[0]}'?" if close else f"known are: {', '.join(known)}."


def check(one: Field[Any], given: Any) -> tuple[Any, str]:
    """The value as the field's type, or what is wrong with it."""
    wanted: type[Any] = type(one.default)
    if type(given) is int and abs(given) > MOST:
        return None, f"is a number with {len(str(abs(given)))} digits, far too large."
    if wanted is float and type(given) is int:
        given = float(given)
    if type(given) is not wanted:
        return None, f"must be {_KINDS[wanted]}, not {_shown(given)}."
    if choices := one.metadata.get("choices"):
        return given, "" if given in choices else f"is {given!r}: {meant(given, choices)}"
    if wanted is str:
        return given, _text(one, given)
    if "low" in one.metadata:
        low, high = one.metadata["low"], one.metadata["high"]
        if not low <= given <= high:
            return None, f"is {given:g}, outside {low:g} to {high:g}."
    return given, ""


def _text(one: Field[Any], given: str) -> str:
    most, least = one.metadata["most"], one.metadata.get("least", 0)
    if hidden := next((c for c in given if unicodedata.category(c) in _CONTROL), ""):
        return f"contains the control character U+{ord(hidden):04X}, which cannot be shown."
    if len(given) > most:
        return f"has {len(given)} characters; {most} are the most."
    if given and len(given) < least:
        return f"has {len(given)} characters; {least} are the least."
    also: Callable[[str], str] | None = one.metadata.get("check")
    return also(given) if also else ""


class Words:
    """Checks a list of known words."""

    def __init__(self, known: Sequence[str], between: str | None, least: int, most: int) -> None:
        self.known, self.between, self.least, self.most = known, between, least, most

    def __call__(self, given: str) -> str:
        if self.between is None:
            words = given.lower().split()
        else:
            words = [one.strip() for one in given.split(self.between)]
        if not words:
            return ""  # no key at all
        unknown = next((one for one in words if one not in self.known), None)
        if unknown is not None:
            return f"names '{unknown}': {meant(unknown, self.known)}"
        if not self.least <= len(words) <= self.most:
            allowed = f"{self.least} to {self.most}" if self.least < self.most else f"{self.most}"
            return f"names {len(words)}; {allowed} are allowed."
        if self.between is not None and len(set(words)) < len(words):
            return f"names '{next(one for one in words if words.count(one) > 1)}' twice."
        return ""


def _printer(uri: str) -> str:
    try:
        if uri:
            printer_uri(uri)
    except ConfigError as error:
        return str(error)
    return ""


def _shown(given: Any) -> str:
    """What was given, cut where it is long."""
    whole = repr(given)
    return whole if len(whole) <= 60 else f"{whole[:57]}..."
