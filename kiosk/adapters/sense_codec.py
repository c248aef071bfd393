"""The sensing process's messages as bytes, small and quick. May import kiosk.core and numpy.

Each message is its length and a pickle; an outline of 25,000 pixels is packed to bits and deflated
to a few hundred bytes. An empty message says nothing but that the process is alive.
"""

from __future__ import annotations

import io
import pickle
import re
import struct
import sys
import zlib
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.senses import (
    Busy,
    CameraFault,
    CameraNotes,
    CameraReady,
    ModelReady,
    Seen,
    Sense,
    SourceEnded,
)
from kiosk.core.sight import Silhouette
from kiosk.errors import CameraError

LENGTH = struct.Struct("<I")
ALIVE = LENGTH.pack(0)
MOST_BYTES: Final = 4_000_000
"""Of a message; a sight with its outline takes 2 kB."""
MOST_PIXELS: Final = 4_000_000
"""Of an outline."""
_OURS: Final = "kiosk.core."
_SENT: Final = (ModelReady, CameraReady, Seen, CameraFault, CameraNotes, Busy, SourceEnded)
_MAKERS: Final = ("_silhouette", "_array", "_scalar")
_NUMBER: Final = re.compile(r"[<>|=]?[biuf][1248]")


def encode(sense: Sense) -> bytes:
    """One message, ready for the pipe."""
    buffer = io.BytesIO()
    _Pickler(buffer, protocol=5).dump(sense)
    body = buffer.getvalue()
    return LENGTH.pack(len(body)) + body


class Decoder:
    """Messages out of a stream of bytes that may be cut anywhere.

    What writes the stream reads files and USB devices that anybody may bring, in an SDK that trusts
    them; so nothing is run here that it asks for: only values of kiosk.core come out.
    """

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[Sense]:
        """The messages that are complete now, in order; signs of life are left out. Raises
        CameraError for what is no message; what follows it makes no sense any more."""
        self._rest += data
        senses, at = list[Sense](), 0
        while len(self._rest) - at >= LENGTH.size:
            (length,) = LENGTH.unpack_from(self._rest, at)
            if length > MOST_BYTES:
                raise CameraError(f"The sensing process sent nonsense (a message of {length} B).")
            end = at + LENGTH.size + length
            if len(self._rest) < end:
                break
            if length:
                senses.append(_decoded(bytes(self._rest[at + LENGTH.size : end])))
            at = end
        del self._rest[:at]
        return senses


def _decoded(body: bytes) -> Sense:
    try:
        value = _Unpickler(io.BytesIO(body)).load()
    except Exception as error:
        raise CameraError(f"The sensing process sent nonsense ({type(error).__name__}).") from error
    if not isinstance(value, _SENT):
        raise CameraError(f"The sensing process sent nonsense (a {type(value).__name__}).")
    return value


class _Unpickler(pickle.Unpickler):
    """Finds the classes of kiosk.core, which are values, and the makers below."""

    def find_class(self, module: str, name: str) -> Any:
        """Raises UnpicklingError for anything else, whatever a name may lead to."""
        if module == __name__ and name in _MAKERS:
            return globals()[name]
        if module.startswith(_OURS) and module in sys.modules and name.isidentifier():
            found = getattr(sys.modules[module], name, None)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is none of ours")


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: object) -> Any:
        if isinstance(value, Silhouette):
            bits = zlib.compress(np.packbits(value.mask).tobytes(), 1)
            parts = (bits, value.mask.shape, value.step, value.width_px, value.height_px)
            return _silhouette, parts
        if type(value) is np.ndarray:
            return _array, (value.tobytes(), value.dtype.str, value.shape)
        if isinstance(value, np.generic):
            return _scalar, (value.tobytes(), value.dtype.str)
        return NotImplemented


def _silhouette(
    bits: bytes, shape: tuple[int, int], step: int, width_px: int, height_px: int
) -> Silhouette:
    high, wide = shape
    if not (high >= 0 and wide >= 0 and high * wide <= MOST_PIXELS):
        raise ValueError("an outline of no size")
    inflate = zlib.decompressobj()
    packed = np.frombuffer(inflate.decompress(bits, (high * wide + 7) // 8 + 1), np.uint8)
    if len(packed) != (high * wide + 7) // 8:
        raise ValueError("an outline of another size")
    mask = np.unpackbits(packed, count=high * wide).reshape(high, wide).view(np.bool_)
    mask.flags.writeable = False
    return Silhouette(mask, step, width_px, height_px)


def _array(data: bytes, dtype: str, shape: tuple[int, ...]) -> NDArray[Any]:
    return np.frombuffer(data, _number(dtype)).reshape(shape)


def _scalar(data: bytes, dtype: str) -> Any:
    return np.frombuffer(data, _number(dtype))[0]


def _number(dtype: str) -> np.dtype[Any]:
    if not _NUMBER.fullmatch(dtype):
        raise ValueError("no numbers")
    return np.dtype(dtype)
