"""Kept curves and joints as bytes and back: small, versioned, checked. numpy only.

    'KC' or 'KJ', version, zlib(content), CRC-32 of all before it (little endian, like the rest)

Content of curves: number of squats; of each: set, valid, start and duration in ms; then int16 in
0.1 mm and 0.1 degrees, -32768 for 'not measured'. Of joints: number of frames, then int16 in
0.1 mm. The numbers are stored as differences of differences over time, modulo 2^16, small ones
of either sign as small numbers (0, -1, 1, -2 … as 0, 1, 2, 3 …), the low bytes of all before the
high ones: a smooth movement then packs into four bits a number. A value comes back within half a
quantum: 0.05 mm, 0.05 degrees, 0.5 ms.

Whatever the bytes, decoding gives a value or raises InputError, and takes no more memory than the
limits allow.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import FloatArray
from kiosk.core.keeping import (
    CURVES,
    JOINT_RATE_HZ,
    MOST_FRAMES,
    POINTS,
    KeptJoints,
    LegCurves,
    RepCurves,
)
from kiosk.core.skeleton import HALPE_26
from kiosk.core.squat import SETS
from kiosk.errors import InputError

VERSION: Final = 1
MOST_SQUATS: Final = 1000
QUANTUM: Final = 0.1
"""Millimetres and degrees."""

_Int16 = NDArray[np.int16]
_LOST: Final = -32768
_CURVES, _JOINTS = b"KC", b"KJ"
_HEAD: Final = 3
_CRC: Final = struct.Struct("<I")
_COUNT: Final = struct.Struct("<H")
_SQUAT: Final = struct.Struct("<BBiI")
_PER_SQUAT: Final = (2 * len(CURVES), POINTS)
_CHANNELS: Final = 3 * len(HALPE_26)


def encode_curves(reps: Sequence[RepCurves]) -> bytes:
    """Raises InputError for what the format cannot hold."""
    if len(reps) > MOST_SQUATS:
        raise InputError(f"{len(reps)} squats are too many to keep; the most is {MOST_SQUATS}.")
    heads = b"".join(map(_squat_head, reps))
    values = np.stack([_squat_values(rep) for rep in reps]) if reps else np.zeros((0, *_PER_SQUAT))
    body = _planes(_differences(_quantised(values, "curves")))
    return _sealed(_CURVES, _COUNT.pack(len(reps)) + heads + body)


def decode_curves(data: bytes) -> tuple[RepCurves, ...]:
    """Raises InputError for bytes that `encode_curves` did not make."""
    content = _opened(_CURVES, data, "curves", MOST_SQUATS * (_SQUAT.size + _size(_PER_SQUAT)))
    count = _count(content, "curves")
    at = _COUNT.size + count * _SQUAT.size
    shape = (count, *_PER_SQUAT)
    if count > MOST_SQUATS or len(content) != at + _size(shape):
        raise _damaged("curves", f"{len(content)} bytes do not hold {count} squats")
    values = _measured(_sums(_numbers(content[at:], shape)))
    heads = _SQUAT.iter_unpack(content[_COUNT.size : at])
    return tuple(map(_squat, heads, values))


def encode_joints(joints: KeptJoints) -> bytes:
    """Raises InputError for what the format cannot hold."""
    n = len(joints.time_s)
    if joints.points_m.shape != (n, len(HALPE_26), 3) or n > MOST_FRAMES:
        raise InputError(
            f"Joints of shape {joints.points_m.shape} at {n} times cannot be kept; expected "
            f"(n, {len(HALPE_26)}, 3) with n up to {MOST_FRAMES}."
        )
    if not np.allclose(joints.time_s, np.arange(n) / JOINT_RATE_HZ, rtol=0.0, atol=1e-3):
        raise InputError(f"Joints can only be kept at {JOINT_RATE_HZ:g} Hz from 0 s on.")
    paths = 1000.0 * joints.points_m.reshape(n, _CHANNELS).T
    body = _planes(_differences(_quantised(paths, "joints")))
    return _sealed(_JOINTS, _COUNT.pack(n) + body)


def decode_joints(data: bytes) -> KeptJoints:
    """Raises InputError for bytes that `encode_joints` did not make."""
    content = _opened(_JOINTS, data, "joints", _size((_CHANNELS, MOST_FRAMES)))
    n = _count(content, "joints")
    if n > MOST_FRAMES or len(content) != _COUNT.size + _size((_CHANNELS, n)):
        raise _damaged("joints", f"{len(content)} bytes do not hold {n} frames")
    numbers = _numbers(content[_COUNT.size :], (_CHANNELS, n))
    paths = 0.001 * _measured(_sums(numbers))
    return KeptJoints(np.arange(n) / JOINT_RATE_HZ, paths.T.reshape(n, len(HALPE_26), 3))


def _squat_head(rep: RepCurves) -> bytes:
    if rep.set not in SETS:
        raise InputError(f"A squat of the set {rep.set!r} cannot be kept; known are {SETS}.")
    try:
        start_ms, duration_ms = round(1000.0 * rep.start_s), round(1000.0 * rep.duration_s)
        return _SQUAT.pack(SETS.index(rep.set), rep.valid, start_ms, duration_ms)
    except (ValueError, OverflowError, struct.error) as error:
        raise InputError(
            f"A squat from {rep.start_s} s for {rep.duration_s} s cannot be kept."
        ) from error


def _squat_values(rep: RepCurves) -> FloatArray:
    curves = [getattr(leg, name) for leg in (rep.left, rep.right) for name in CURVES]
    if any(np.shape(curve) != (POINTS,) for curve in curves):
        raise InputError(f"A curve of other than {POINTS} points cannot be kept.")
    return np.stack(curves)


def _squat(head: tuple[int, ...], values: FloatArray) -> RepCurves:
    set_, valid, start_ms, duration_ms = head
    if set_ >= len(SETS) or valid > 1:
        raise _damaged("curves", f"a squat says set {set_} and valid {valid}")
    left, right = values[: len(CURVES)], values[len(CURVES) :]
    return RepCurves(
        SETS[set_],
        bool(valid),
        start_ms / 1000.0,
        duration_ms / 1000.0,
        LegCurves(*left),
        LegCurves(*right),
    )


def _quantised(values: FloatArray, what: str) -> _Int16:
    seen = np.isfinite(values)
    steps = np.rint(np.where(seen, values, 0.0) / QUANTUM)
    if np.isinf(values).any() or (np.abs(steps) > 32767).any():
        raise InputError(f"The {what} hold a value beyond ±{32767 * QUANTUM:.1f}; none is kept.")
    return np.where(seen, steps, _LOST).astype(np.int16)


def _measured(numbers: _Int16) -> FloatArray:
    # Divided, because n / 10 is the float nearest to the decimal and 0.1 * n is not.
    return np.where(numbers == _LOST, np.nan, numbers / round(1.0 / QUANTUM))


def _differences(numbers: _Int16) -> _Int16:
    """Second ones along the last axis, modulo 2^16; before the first value all was 0."""
    for _ in range(2):
        numbers = np.diff(numbers, axis=-1, prepend=np.int16(0))
    return numbers


def _sums(numbers: _Int16) -> _Int16:
    for _ in range(2):
        numbers = np.cumsum(numbers, axis=-1, dtype=np.int16)
    return numbers


def _planes(numbers: _Int16) -> bytes:
    folded = (numbers << 1) ^ (numbers >> 15)
    return folded.astype("<i2").reshape(-1, 1).view(np.uint8).T.tobytes()


def _numbers(data: bytes, shape: tuple[int, ...]) -> _Int16:
    planes = np.frombuffer(data, np.uint8).reshape(2, -1)
    folded = planes.T.copy().view("<u2").reshape(shape).astype(np.uint16)
    return ((folded >> 1) ^ (0 - (folded & 1))).view(np.int16)


def _size(shape: tuple[int, ...]) -> int:
    return 2 * int(np.prod(shape))


def _sealed(kind: bytes, content: bytes) -> bytes:
    sealed = kind + bytes([VERSION]) + zlib.compress(content, 9)
    return sealed + _CRC.pack(zlib.crc32(sealed))


def _opened(kind: bytes, data: bytes, what: str, most: int) -> bytes:
    """The content, of at most `most` bytes and its count."""
    if len(data) < _HEAD + _CRC.size or data[:2] != kind:
        raise _damaged(what, f"they begin with {data[:2]!r} and not with {kind!r}")
    if data[2] != VERSION:
        raise InputError(
            f"The kept {what} are of version {data[2]}; this program reads {VERSION}. Use the "
            "version of the program that stored them, or a newer one."
        )
    if zlib.crc32(data[: -_CRC.size]) != _CRC.unpack(data[-_CRC.size :])[0]:
        raise _damaged(what, "their checksum is wrong")
    inflate, most = zlib.decompressobj(), most + _COUNT.size
    try:
        content = inflate.decompress(data[_HEAD : -_CRC.size], most + 1)
    except zlib.error as error:
        raise _damaged(what, str(error)) from error
    if len(content) > most or inflate.unconsumed_tail:
        raise _damaged(what, f"they unpack to more than {most} bytes")
    if not inflate.eof or inflate.unused_data:
        raise _damaged(what, "they end too early or too late")
    return content


def _count(content: bytes, what: str) -> int:
    if len(content) < _COUNT.size:
        raise _damaged(what, "they are too short")
    count: int = _COUNT.unpack_from(content)[0]
    return count


def _damaged(what: str, how: str) -> InputError:
    return InputError(
        f"The kept {what} cannot be read: {how}. The visit's result is not touched by this; "
        "restore a backup if its movement is needed."
    )
