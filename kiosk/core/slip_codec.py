"""Slips as JSON and back, for the way to the process that prints. kiosk.core only.

The way is a typed walk over the dataclasses that a slip is made of: what their annotations allow is
read, anything else is refused. So nothing but these values can come out of a text, however it was
made: no class is ever looked up by a name in it but the kinds of `kiosk.core.slip_kinds.Line`.

A dataclass is an object with all its fields and no other; one of several kinds has its "kind" too.
Rows of bools are strings of 0 and 1, bytes hexadecimal. Control characters and those that turn the
direction of writing are taken out on the way there and refused on the way back.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from kiosk.core.slip import Slip
from kiosk.core.slip_kinds import Picture
from kiosk.errors import InputError

LONGEST: Final = 400_000
"""Characters of a slip's text: ten times what the fullest slip takes."""
MOST_LETTERS: Final = 4_000
MOST_ITEMS: Final = 1_000
LARGEST_INT: Final = 4_096
LARGEST: Final = 1e6
_BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HIDDEN: Final = ("Cc", "Cs", "Zl", "Zp")

Way = Callable[[Any, str], Any]
"""Turns a value, and the place where it stands for what is wrong with it."""


def slip_text(slip: Slip) -> str:
    """The slip as one line of JSON. Raises InputError for what could not be read back."""
    text = json.dumps(slip_tree(slip), ensure_ascii=False, separators=(",", ":"))
    if len(text) > LONGEST:
        raise InputError(f"The slip has {len(text)} characters as JSON; {LONGEST} are the most.")
    return text


def read_slip(text: str) -> Slip:
    """The slip in a text. Raises InputError that says what and where, for anything else."""
    if len(text) > LONGEST:
        raise InputError(f"A slip's text has {len(text)} characters; {LONGEST} are the most.")
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"A slip's text is no JSON: {error}") from error
    return slip_of(tree)


def slip_tree(slip: Slip) -> dict[str, Any]:
    """The slip as what `json` can write. Raises InputError as `slip_text`."""
    tree: dict[str, Any] = _writer(Slip)(slip, "slip")
    return tree


def slip_of(tree: Any) -> Slip:
    """The slip in what `json` has read. Raises InputError as `read_slip`."""
    slip: Slip = _reader(Slip)(tree, "slip")
    for line in slip.lines:
        if isinstance(line, Picture) and any(
            len(row) != (line.width + 7) // 8 for row in line.rows
        ):
            raise InputError(f"A picture {line.width} dots wide has rows of another length.")
    return slip


def stripped(text: str) -> str:
    """Without what no printer prints and a terminal or a reader may stumble over."""
    return "".join(letter for letter in text if _seen(letter))


def _seen(letter: str) -> bool:
    hidden = unicodedata.category(letter) in _HIDDEN and letter != "\n"
    return not hidden and letter not in _BIDI


@cache
def _reader(wanted: Any) -> Way:
    """What turns JSON into a value of a type. Raises TypeError for a type that no slip has."""
    plain: dict[Any, Way] = {
        str: _text, int: _int, float: _float, bool: _bool, bytes: _bytes, NoneType: _none,
    }  # fmt: skip
    if wanted in plain:
        return plain[wanted]
    origin, parts = get_origin(wanted), get_args(wanted)
    if origin is Literal:
        return lambda given, at: _one_of(given, parts, at)
    if wanted == tuple[bool, ...]:
        return _bits
    if origin is tuple:
        return _tuple_reader(parts)
    if origin in (Union, UnionType):
        return _union_reader(parts)
    if _is_object(wanted):
        return _object_reader(wanted, tagged=False)
    raise TypeError(f"{wanted} is no part of a slip")


def _tuple_reader(parts: tuple[Any, ...]) -> Way:
    endless = len(parts) == 2 and parts[1] is Ellipsis

    def read(given: Any, at: str) -> tuple[Any, ...]:
        if not isinstance(given, list):
            raise _wrong(given, "a list", at)
        if endless and len(given) > MOST_ITEMS:
            raise InputError(f"{at} has {len(given)} items; {MOST_ITEMS} are the most.")
        if not endless and len(given) != len(parts):
            raise InputError(f"{at} has {len(given)} items instead of {len(parts)}.")
        ways = [_reader(parts[0])] * len(given) if endless else list(map(_reader, parts))
        pairs = enumerate(zip(ways, given, strict=True))
        return tuple(way(one, f"{at}[{i}]") for i, (way, one) in pairs)

    return read


def _union_reader(parts: tuple[Any, ...]) -> Way:
    """None or one thing; or one of several dataclasses by the name of their kind."""
    kinds: dict[str, Any] = {p.__name__: p for p in parts if _is_object(p)}
    if len(kinds) != len(parts):
        (other,) = (part for part in parts if part is not NoneType)
        return lambda given, at: None if given is None else _reader(other)(given, at)

    def read(given: Any, at: str) -> Any:
        kind = given.get("kind") if isinstance(given, dict) else None
        if not isinstance(kind, str) or kind not in kinds:
            raise _wrong(
                kind if isinstance(given, dict) else given, f"one of {', '.join(kinds)}", at
            )
        return _object_reader(kinds[kind], tagged=True)(given, at)

    return read


@cache
def _object_reader(kind: Any, *, tagged: bool) -> Way:
    hints = get_type_hints(kind)
    names = {one.name for one in fields(kind)}
    allowed = names | {"kind"} if tagged else names

    def read(given: Any, at: str) -> Any:
        if not isinstance(given, dict):
            raise _wrong(given, f"an object ({kind.__name__})", at)
        if set(given) != allowed:
            odd = sorted(set(given) ^ allowed)[0]
            what = "has an unknown" if odd in given else "lacks its"
            raise InputError(f"{at} ({kind.__name__}) {what} field {odd[:40]!r}.")
        return kind(**{n: _reader(hints[n])(given[n], f"{at}.{n}") for n in names})

    return read


def _is_object(wanted: Any) -> bool:
    return is_dataclass(wanted)


def _text(given: Any, at: str) -> str:
    if not isinstance(given, str):
        raise _wrong(given, "a text", at)
    if len(given) > MOST_LETTERS:
        raise InputError(f"{at} has {len(given)} characters; {MOST_LETTERS} are the most.")
    if hidden := next((letter for letter in given if not _seen(letter)), ""):
        raise InputError(f"{at} contains U+{ord(hidden):04X}, which cannot be printed.")
    return given


def _int(given: Any, at: str) -> int:
    if type(given) is not int or not 0 <= given <= LARGEST_INT:
        raise _wrong(given, f"a whole number from 0 to {LARGEST_INT}", at)
    return given


def _float(given: Any, at: str) -> float:
    if type(given) not in (int, float) or not abs(given) <= LARGEST:
        raise _wrong(given, "a number", at)
    return float(given)


def _bool(given: Any, at: str) -> bool:
    if type(given) is not bool:
        raise _wrong(given, "true or false", at)
    return given


def _none(given: Any, at: str) -> None:
    if given is not None:
        raise _wrong(given, "null", at)


def _bytes(given: Any, at: str) -> bytes:
    fine = isinstance(given, str) and len(given) <= MOST_LETTERS
    if not fine or not re.fullmatch(r"(?:[0-9a-f]{2})*", given):
        raise _wrong(given, "hexadecimal", at)
    return bytes.fromhex(given)


def _bits(given: Any, at: str) -> tuple[bool, ...]:
    if not isinstance(given, str) or len(given) > MOST_ITEMS or not set(given) <= {"0", "1"}:
        raise _wrong(given, "a row of 0 and 1", at)
    return tuple(bit == "1" for bit in given)


def _one_of(given: Any, allowed: tuple[Any, ...], at: str) -> Any:
    if not isinstance(given, str) or given not in allowed:
        raise _wrong(given, f"one of {', '.join(map(str, allowed))}", at)
    return given


@cache
def _writer(wanted: Any) -> Way:
    """What turns a value of a type into JSON's values. What a reader would refuse is refused."""
    plain: dict[Any, Way] = {
        str: lambda value, at: _text(stripped(value), at),
        bytes: lambda value, _: value.hex(),
        tuple[bool, ...]: lambda value, _: "".join("01"[bit] for bit in value),
    }
    if wanted in plain:
        return plain[wanted]
    origin, parts = get_origin(wanted), get_args(wanted)
    if origin is tuple:
        endless = parts[-1] is Ellipsis
        return lambda value, at: [
            _writer(parts[0] if endless else parts[i])(one, f"{at}[{i}]")
            for i, one in enumerate(value)
        ]
    if origin in (Union, UnionType):
        many = all(map(_is_object, parts))
        (other,) = (None,) if many else (part for part in parts if part is not NoneType)
        return _tagged if many else lambda v, at: None if v is None else _writer(other)(v, at)
    if _is_object(wanted):
        hints = get_type_hints(wanted)
        return lambda value, at: {
            name: _writer(hint)(getattr(value, name), f"{at}.{name}")
            for name, hint in hints.items()
        }
    return _reader(wanted)


def _tagged(value: Any, at: str) -> dict[str, Any]:
    kind: Any = type(value)
    tree: dict[str, Any] = _writer(kind)(value, at)
    return {"kind": kind.__name__, **tree}


def _wrong(given: Any, expected: str, at: str) -> InputError:
    shown = repr(given)
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    return InputError(f"{at} is {shown}, not {expected}.")
