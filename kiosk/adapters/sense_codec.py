"""The sensing process's messages as bytes, small and quick. May import kiosk.core and numpy.

Each message is its length and a pickle; an outline of 25,000 pixels is packed to bits and deflated
to a few hundred bytes. An empty message says nothing but that the process is alive. Only for the
pipe between the kiosk and its own child: a pickle from elsewhere could run anything.
"""

from __future__ import annotations

import io
import pickle
import struct
import zlib
from typing import Any

import numpy as np

from kiosk.core.senses import Sense
from kiosk.core.sight import Silhouette

LENGTH = struct.Struct("<I")
ALIVE = LENGTH.pack(0)


def encode(sense: Sense) -> bytes:
    """One message, ready for the pipe."""
    buffer = io.BytesIO()
    _Pickler(buffer, protocol=5).dump(sense)
    body = buffer.getvalue()
    return LENGTH.pack(len(body)) + body


class Decoder:
    """Messages out of a stream of bytes that may be cut anywhere."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[Sense]:
        """The messages that are complete now, in order; signs of life are left out."""
        self._rest += data
        senses, at = list[Sense](), 0
        while len(self._rest) - at >= LENGTH.size:
            (length,) = LENGTH.unpack_from(self._rest, at)
            end = at + LENGTH.size + length
            if len(self._rest) < end:
                break
            if length:
                senses.append(pickle.loads(self._rest[at + LENGTH.size : end]))  # noqa: S301
            at = end
        del self._rest[:at]
        return senses


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: object) -> Any:
        if not isinstance(value, Silhouette):
            return NotImplemented
        bits = zlib.compress(np.packbits(value.mask).tobytes(), 1)
        return _silhouette, (bits, value.mask.shape, value.step, value.width_px, value.height_px)


def _silhouette(
    bits: bytes, shape: tuple[int, int], step: int, width_px: int, height_px: int
) -> Silhouette:
    packed = np.frombuffer(zlib.decompress(bits), np.uint8)
    mask = np.unpackbits(packed, count=shape[0] * shape[1]).reshape(shape).view(np.bool_)
    mask.flags.writeable = False
    return Silhouette(mask, step, width_px, height_px)
