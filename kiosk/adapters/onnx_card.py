"""What a pose model's file says of itself, without loading the model. Standard library only.

An .onnx file is a protocol buffer (onnx.proto3, ModelProto) whose field 14 repeats key and value;
everything else is stepped over. Loading it with its runtime takes a hundred times longer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from kiosk.core import contract
from kiosk.errors import ModelError
from kiosk.reports.visit_facts import ModelCard

METADATA: Final = 14
_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5


def read_card(path: Path) -> ModelCard:
    """Raises ModelError where the file cannot be read or is no model."""
    try:
        data = path.read_bytes()
        entries = dict(map(_entry, (value for field, value in _fields(data) if field == METADATA)))
        errors, figures = (
            json.loads(entries.get(key, "{}"))
            for key in (contract.ERRORS_KEY, contract.FIGURES_KEY)
        )
    except OSError as error:
        raise ModelError(f"The pose model {path} cannot be read: {error.strerror}.") from error
    except (ValueError, IndexError) as error:
        raise ModelError(f"{path} cannot be read as an ONNX model: {error}.") from error
    if not isinstance(errors, dict) or not isinstance(figures, dict):
        raise ModelError(f"The figures in {path} are no JSON objects.")
    return ModelCard(sha256(data).hexdigest(), errors, figures)


def _entry(data: bytes) -> tuple[str, str]:
    found: dict[int, Any] = dict(_fields(data))
    return found.get(1, b"").decode(), found.get(2, b"").decode()


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and content of the fields that hold bytes, in their order."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == _VARINT:
            _, at = _varint(data, at)
        elif kind in (_EIGHT, _FOUR):
            at += 8 if kind == _EIGHT else 4
        elif kind == _BYTES:
            size, at = _varint(data, at)
            if at + size > len(data):
                raise ValueError("it ends too early")
            yield key >> 3, data[at : at + size]
            at += size
        else:
            raise ValueError(f"a field of kind {kind} at byte {at}")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number in groups of seven bits, the lowest first, and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if not byte & 128:
            return value, at
        if shift > 63:
            raise ValueError("a number of more than 64 bits")
