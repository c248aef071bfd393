"""Inputs that somebody changed: a seed and what a random number generator makes of it. stdlib only.

The same generator makes the same inputs, so that a finding is a number and can be looked at again.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

NASTY: tuple[bytes, ...] = (
    b"", b"\x00", b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", "\N{RIGHT-TO-LEFT OVERRIDE}".encode(),
    b"\x1b[2J", b"\x10\x14\x01", b"\r\n", b"\n\n", b"-1", b"0", b"1e999", b"-1e999", b"NaN",
    b"Infinity", b"9" * 5000, b"9" * 400, b"18446744073709551616", b"4294967295", b"2147483648",
    b"-2147483649", b"0.1e-400", b"true", b"null", b"{}", b"[]", b"[" * 3000, b"{\"a\":" * 3000,
    b"a." * 3000 + b"a=1", b"../../../../etc/passwd", b"%s%n%x", b"'\"`;$(id)", b"<script>",
    b"=cmd|'/C calc'!A0", b"A" * 70000, b"\xe2\x80\xa8", "é".encode() * 3000, b"\"", b"\\u0000",
    b"\\ud800", b"2026-13-45T99:99:99Z", b"0001-01-01T00:00:00Z", b"9999-12-31T23:59:59Z",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 10**400, -(10**400), 2**63, 2**31, 1e308, -1e308, float("nan"),
    float("inf"), 1e-320, "", "x", "\x00", "\ud800", "A" * 5000, [], {}, [[]], {"": None}, [None],
    "../../x", "2026-11-26T10:00:00Z", "9999-99-99", "K7B4F2",
)  # fmt: skip


def mutated(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """A few changes, mostly one; now and then a nasty input instead."""
    if chance.random() < 0.01:
        return chance.choice(NASTY)
    found = bytearray(data)
    for _ in range(1 + min(int(chance.expovariate(1.0)), 8)):
        chance.choice(BYTE_CHANGES)(found, others, chance)
    return bytes(found)


def _flip(data: bytearray, _: Sequence[bytes], chance: random.Random) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _set(data: bytearray, _: Sequence[bytes], chance: random.Random) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.choice((0, 255, 127, 128, chance.randrange(256)))


def _cut(data: bytearray, _: Sequence[bytes], chance: random.Random) -> None:
    del data[chance.randrange(len(data) + 1) :]


def _delete(data: bytearray, _: Sequence[bytes], chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    del data[at : at + 1 + min(int(chance.expovariate(0.1)), 200)]


def _repeat(data: bytearray, _: Sequence[bytes], chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    piece = data[at : at + 1 + chance.randrange(40)]
    data[at:at] = piece * (1 + chance.randrange(chance.choice((2, 30))))


def _insert(data: bytearray, _: Sequence[bytes], chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    data[at:at] = chance.choice(NASTY)


def _replace(data: bytearray, _: Sequence[bytes], chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    data[at : at + chance.randrange(1, 12)] = chance.choice(NASTY)


def _splice(data: bytearray, others: Sequence[bytes], chance: random.Random) -> None:
    other = chance.choice(others)
    data[chance.randrange(len(data) + 1) :] = other[chance.randrange(len(other) + 1) :]


BYTE_CHANGES: tuple[Callable[[bytearray, Sequence[bytes], random.Random], None], ...] = (
    _flip, _flip, _set, _set, _cut, _delete, _repeat, _insert, _replace, _splice,
)  # fmt: skip


def mutated_json(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """One node of a JSON text replaced, removed or doubled, so that it is still JSON; sometimes its
    bytes are changed instead."""
    if chance.random() < 0.4:
        return mutated(data, others, chance)
    holder: Any = [json.loads(data)]
    for _ in range(1 + (chance.random() < 0.3)):
        _node(holder, chance)
    return json.dumps(holder[0] if holder else None).encode()


def _node(holder: Any, chance: random.Random) -> None:
    places: list[tuple[Any, Any]] = []
    todo = [holder]
    while todo:
        here = todo.pop()
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        for key in keys:
            places.append((here, key))
            if isinstance(here[key], (dict, list)):
                todo.append(here[key])
    if not places:
        return
    here, key = chance.choice(places)
    what = chance.random()
    if what < 0.7:
        here[key] = deepcopy(chance.choice(VALUES))  # the next change may be inside of it
    elif what < 0.8:
        del here[key]
    elif isinstance(here, list):
        # Twice three thousand of something large would be more than the fuzzer's own memory.
        here.extend([here[key]] * chance.choice((1, max(1, min(3000, 300_000 // len(places))))))
    else:
        here[chance.choice(("", "x", "v", "kind", "\x00"))] = here[key]
