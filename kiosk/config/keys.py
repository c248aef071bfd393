"""Names of keys as they stand in a configuration. Standard library only.

Several keys are separated by spaces, so a name has none: 'pageup' is what pygame calls 'page up'.
"""

from __future__ import annotations

from string import ascii_lowercase, digits
from typing import Final

_TWO_WORDS: Final = {
    "pageup": "page up",
    "pagedown": "page down",
    "capslock": "caps lock",
    **{f"keypad{digit}": f"[{digit}]" for digit in digits},
}
KNOWN: Final = (
    *ascii_lowercase, *digits, *(f"f{number}" for number in range(1, 16)),
    "space", "return", "enter", "escape", "tab", "backspace", "insert", "delete", "home", "end",
    "left", "right", "up", "down", *_TWO_WORDS,
)  # fmt: skip
"""Every key that can be named; 'enter' is the keypad's."""


def key_names(text: str) -> tuple[str, ...]:
    """The keys in a configured text as pygame names them, in order."""
    return tuple(_TWO_WORDS.get(word, word) for word in text.lower().split())
