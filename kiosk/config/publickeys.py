"""Public keys of other kiosks, as a configuration writes them. stdlib only."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterator
from typing import Final

KEY_BYTES: Final = 32
"""Of Ed25519 (RFC 8032)."""
ASK: Final = "`kiosk key show` on that kiosk tells it"


def public_keys(text: str) -> tuple[bytes, ...]:
    """The keys in a checked text, in Base64 between commas."""
    return tuple(b64decode(one) for one in _written(text))


def check_public_keys(text: str) -> str:
    """What is wrong with such a text, so that it reads on after the key's name; empty: nothing."""
    written = list(_written(text))
    for at, one in enumerate(written, 1):
        if fault := _fault(one):
            return f"has as its {_nth(at)} key {_shown(one)}: {fault}; {ASK}."
    twice = next((one for one in written if written.count(one) > 1), "")
    return f"has the key {_shown(twice)} twice." if twice else ""


def _written(text: str) -> Iterator[str]:
    return (one.strip() for one in text.split(",")) if text.strip() else iter(())


def _fault(written: str) -> str:
    try:
        key = b64decode(written, validate=True)
    except (Base64Error, ValueError):
        return "that is not Base64"
    if len(key) != KEY_BYTES:
        return f"it has {len(key)} bytes, and a public key has {KEY_BYTES}"
    # Other spellings of the same bytes would let one key be there twice.
    return "" if b64encode(key).decode() == written else "that is not Base64"


def _nth(number: int) -> str:
    return {1: "1st", 2: "2nd", 3: "3rd"}.get(number, f"{number}th")


def _shown(text: str) -> str:
    return repr(text if len(text) <= 48 else f"{text[:45]}...")
