"""Frozen values to JSON trees and back, exactly: for what comes from another process.

stdlib only. A value is a dataclass of texts, numbers, flags, None, tuples and further such
dataclasses; a tree with another field, a missing one or another kind is refused.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from kiosk.errors import InputError

T = TypeVar("T")

LONGEST: Final = 2000
"""Of a text, characters."""
MOST: Final = 2000
"""Of a tuple, values."""


def loaded(text: str | bytes) -> Any:
    """A JSON text as Python's values. Raises InputError, also for one that is nested so deeply that
    the reader gives up, of which json.loads makes no ValueError."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is no JSON ({str(error)[:80]})") from error


def tree(value: Any) -> Any:
    """What json.dumps takes. A number that is none (NaN, infinite) becomes null."""
    if is_dataclass(value):
        return {one.name: tree(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [tree(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def read(kind: type[T], given: object, name: str = "") -> T:
    """The value in a tree. Raises InputError that names what is wrong."""
    value: T = _dataclass(kind, given, name or kind.__name__)
    return value


def _dataclass(kind: Any, given: object, name: str) -> Any:
    hints = _hints(kind)
    if not isinstance(given, Mapping):
        raise InputError(f"{name} is {_shown(given)}, not an object.")
    if set(given) != set(hints):
        raise InputError(f"{name} has {_shown(sorted(map(str, given)))}, not {sorted(hints)}.")
    return kind(**{one: _value(hints[one], given[one], f"{name}.{one}") for one in hints})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(kind: Any, given: object, name: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _either(get_args(kind), given, name)
    if origin is Literal:
        if given in get_args(kind) and not isinstance(given, bool):
            return given
    elif origin is tuple:
        return _tuple(get_args(kind), given, name)
    elif is_dataclass(kind):
        return _dataclass(kind, given, name)
    elif kind is float and type(given) in (int, float):
        try:
            return float(given)  # type: ignore[arg-type]
        except OverflowError:  # a whole number beyond all floats
            raise InputError(f"{name} is {_shown(given)}, which is too large.") from None
    elif type(given) is kind and not (kind is str and len(given) > LONGEST):  # type: ignore[arg-type]
        return given
    raise InputError(f"{name} is {_shown(given)}, not {getattr(kind, '__name__', kind)}.")


def _either(kinds: tuple[Any, ...], given: object, name: str) -> Any:
    if given is None:
        if NoneType in kinds:
            return None
        raise InputError(f"{name} is null.")
    (kind,) = (one for one in kinds if one is not NoneType)
    return _value(kind, given, name)


def _tuple(kinds: tuple[Any, ...], given: object, name: str) -> tuple[Any, ...]:
    """Of any length (`tuple[str, ...]`), or as many as there are kinds."""
    if not isinstance(given, list) or len(given) > MOST:
        raise InputError(f"{name} is {_shown(given)}, not a list.")
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        kinds = (kinds[0],) * len(given)
    if len(kinds) != len(given):
        raise InputError(f"{name} has {len(given)} values, not {len(kinds)}.")
    return tuple(
        _value(kind, one, f"{name}[{at}]")
        for at, (kind, one) in enumerate(zip(kinds, given, strict=True))
    )


def _shown(given: object) -> str:
    whole = repr(given)
    return whole if len(whole) <= 60 else f"{whole[:57]}..."
