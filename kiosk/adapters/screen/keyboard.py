"""Tells a person's keys from a scanner's line and finds the staff's sequence. stdlib only.

A scanner is a keyboard that types a code and Return within a few milliseconds a letter. A key that
could begin such a line is therefore held back until the gap after it shows that it does not; keys
without a letter (arrows, Escape) never wait. Times are when keys were fetched, once a frame, so
two keys may be closer than they seem, by as long as that frame took.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kiosk.core.inputs import Input, Pressed, Scanned

GAP_S: Final = 0.05
SHORTEST: Final = 4
"""Letters of the shortest code that counts as scanned."""
LONGEST: Final = 5000
"""More than any code can hold: what a scanner types beyond is not kept."""
UNPRINTABLE: Final = "\ufffd"
"""Stands in a line for a key without a letter; no line with it is a badge or a slip's code."""
SEQUENCE_GAP_S: Final = 2.0
ENDS: Final = ("return", "enter")
MODIFIERS: Final = (
    "left shift", "right shift", "left ctrl", "right ctrl", "left alt", "right alt", "caps lock",
    "alt gr", "left meta", "right meta", "numlock",
)  # fmt: skip
KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "y": "yes",
        "return": "yes",
        "enter": "yes",
        "right": "yes",
        "n": "no",
        "escape": "no",
        "left": "no",
        "s": "stop",
        "l": "language",
    }
)
"""What keys mean where nothing else is told; names are pygame's."""
STAFF_KEYS: Final = ("f9", "f10", "f9", "f10")


@dataclass(frozen=True, slots=True)
class Key:
    """One key going down. name: pygame's; letter: what it types, or nothing."""

    name: str
    letter: str


class Keyboard:
    """Collects keys and gives out what they mean."""

    def __init__(
        self, keys: Mapping[str, str] = KEYS, staff_keys: Sequence[str] = STAFF_KEYS
    ) -> None:
        self._keys = keys
        self._staff_keys = tuple(staff_keys)
        self._held: list[Key] = []
        self._last_s = float("-inf")
        self._fetched_s = float("-inf")
        self._recent: list[str] = []
        self._recent_s = float("-inf")
        self._scanned = False

    def read(self, keys: Sequence[Key], now_s: float) -> list[Input]:
        """What these keys mean, and those held back until now. Call it every frame."""
        found: list[Input] = []
        for key in keys:
            if key.name in MODIFIERS:
                continue
            if self._held and self._since_last(now_s) > GAP_S:
                found += self._let_go()
            found += self._take(key, now_s)
            self._last_s = now_s
        if self._held and now_s - self._last_s > GAP_S:
            found += self._let_go()
        self._fetched_s = now_s
        return found

    def _since_last(self, now_s: float) -> float:
        """The shortest that the gap before a key fetched now can have been."""
        return max(min(self._fetched_s, now_s) - self._last_s, 0.0)

    def _take(self, key: Key, now_s: float) -> list[Input]:
        if key.name in ENDS:
            if len(self._held) >= SHORTEST:
                text = "".join(one.letter for one in self._held).strip()
                self._held, self._scanned = [], True
                return [Scanned(text)]
            if self._scanned and self._since_last(now_s) <= GAP_S:
                return []  # some scanners end with two of them
            return [*self._let_go(), *self._mean(key, now_s)]
        self._scanned = False
        letter = key.letter if key.letter.isprintable() else ""
        # A code can make its scanner press Escape, arrows and function keys, too: in the middle of
        # a line they are nobody's answer.
        if letter or len(self._held) >= SHORTEST:
            if len(self._held) < LONGEST:
                self._held.append(Key(key.name, letter or UNPRINTABLE))
            return []
        return [*self._let_go(), *self._mean(key, now_s)]

    def _let_go(self) -> list[Input]:
        held, self._held = self._held, []
        if len(held) >= SHORTEST:
            return []  # half a line: a scanner that lost its Return, not a person answering
        return [one for key in held for one in self._mean(key, self._last_s)]

    def _mean(self, key: Key, now_s: float) -> list[Input]:
        found: list[Input] = []
        if key.name in self._keys:
            found.append(Pressed(self._keys[key.name]))
        if now_s - self._recent_s > SEQUENCE_GAP_S:
            self._recent = []
        self._recent = [*self._recent, key.name][-max(len(self._staff_keys), 1) :]
        self._recent_s = now_s
        if self._staff_keys and tuple(self._recent) == self._staff_keys:
            self._recent = []
            found.append(Pressed("staff"))
        return found
