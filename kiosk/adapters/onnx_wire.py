"""Protocol buffers as far as an .onnx file is one. Standard library only.

Loading the file with its runtime takes a hundred times longer, and opens what it refers to.
"""

from __future__ import annotations

from collections.abc import Iterator

_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5


def fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and content of the fields that hold bytes, in their order. Raises ValueError or
    IndexError for what is no message."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        if key >> 32 or not key >> 3:
            # Some readers cut longer numbers off, and would find another field than we do.
            raise ValueError(f"no field's number before byte {at}")
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
