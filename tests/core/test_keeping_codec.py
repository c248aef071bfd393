"""Kept movement as bytes: back within half a quantum, and damage never passes for movement."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kiosk.core import keeping_codec as codec
from kiosk.core.keeping import CURVES, KeptJoints, LegCurves, RepCurves, kept_curves, kept_joints
from kiosk.core.keeping_codec import (
    decode_curves,
    decode_joints,
    encode_curves,
    encode_joints,
)
from kiosk.core.squat import SETS
from kiosk.errors import InputError
from tests.support.visits import analytic_visit, demo_visit

HALF = 0.05 + 1e-9
values = st.one_of(st.just(np.nan), st.floats(-3276.7, 3276.7), st.floats(-90.0, 90.0))
legs = st.builds(LegCurves, *(arrays(np.float64, 101, elements=values) for _ in CURVES))
squats = st.builds(
    RepCurves,
    set=st.sampled_from(SETS),
    valid=st.booleans(),
    start_s=st.floats(-1000.0, 1000.0),
    duration_s=st.floats(0.0, 60.0),
    left=legs,
    right=legs,
)


def some_joints(n: int, seed: int = 0) -> KeptJoints:
    """A random walk with gaps."""
    random = np.random.default_rng(seed)
    points = np.cumsum(random.normal(0.0, 0.003, (n, 26, 3)), axis=0)
    points[random.random((n, 26)) < 0.1] = np.nan
    return KeptJoints(np.arange(n) / 30.0, points)


@settings(max_examples=40)
@given(st.lists(squats, max_size=3))
def test_curves_come_back_within_half_a_quantum(reps: list[RepCurves]) -> None:
    again = decode_curves(encode_curves(reps))
    assert len(again) == len(reps)
    for one, back in zip(reps, again, strict=True):
        assert (one.set, one.valid) == (back.set, back.valid)
        assert abs(one.start_s - back.start_s) <= 0.0005 + 1e-9
        assert abs(one.duration_s - back.duration_s) <= 0.0005 + 1e-9
        for side in ("left", "right"):
            for name in CURVES:
                a, b = getattr(getattr(one, side), name), getattr(getattr(back, side), name)
                assert np.array_equal(np.isnan(a), np.isnan(b))
                assert np.nanmax(np.abs(a - b), initial=0.0) <= HALF


@settings(max_examples=40)
@given(n=st.integers(0, 70), seed=st.integers(0, 1000))
def test_joints_come_back_within_half_a_quantum(n: int, seed: int) -> None:
    joints = some_joints(n, seed)
    again = decode_joints(encode_joints(joints))
    assert again.points_m.shape == (n, 26, 3)
    assert again.time_s == pytest.approx(joints.time_s)
    assert np.array_equal(np.isnan(again.points_m), np.isnan(joints.points_m))
    assert np.nanmax(np.abs(again.points_m - joints.points_m), initial=0.0) <= HALF / 1000.0


def test_what_was_decoded_encodes_to_the_same_bytes() -> None:
    """A restored backup is not worse than what was backed up."""
    for encoded in (encode_curves(kept_curves(analytic_visit())), encode_joints(some_joints(50))):
        if encoded[:2] == b"KC":
            assert encode_curves(decode_curves(encoded)) == encoded
        else:
            assert encode_joints(decode_joints(encoded)) == encoded


@pytest.mark.parametrize("decode", [decode_curves, decode_joints])
@given(data=st.binary(max_size=300))
def test_any_bytes_are_refused_in_our_own_words(decode: object, data: bytes) -> None:
    with pytest.raises(InputError):
        decode(data)  # type: ignore[operator]


@settings(max_examples=200)
@given(data=st.data())
def test_any_damage_is_found(data: st.DataObject) -> None:
    encoded = encode_joints(some_joints(20))
    decode, good = decode_joints, encoded
    kind = data.draw(st.sampled_from(("bit", "cut", "longer", "piece")))
    at = data.draw(st.integers(0, len(good) - 1))
    if kind == "bit":
        bad = bytearray(good)
        bad[at] ^= 1 << data.draw(st.integers(0, 7))
        damaged = bytes(bad)
    elif kind == "cut":
        damaged = good[:at]
    elif kind == "longer":
        damaged = good + data.draw(st.binary(min_size=1, max_size=8))
    else:
        damaged = good[:at] + good[at + 1 :]
    with pytest.raises(InputError):
        decode(damaged)


@settings(max_examples=100)
@given(content=st.binary(max_size=3000), joints=st.booleans())
def test_well_sealed_nonsense_is_refused_or_a_value(content: bytes, joints: bool) -> None:
    """A checksum says nothing of the content: a wrong writer seals as well."""
    try:
        if joints:
            decode_joints(codec._sealed(b"KJ", content))
        else:
            decode_curves(codec._sealed(b"KC", content))
    except InputError as error:
        assert "cannot be read" in str(error)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "begin with"),
        (b"KJ\x01 is for joints", "begin with"),
        (encode_curves(())[:2] + b"\x02" + encode_curves(())[3:], "version 2"),
        (encode_curves(())[:-1] + b"\xff", "checksum"),
        (codec._sealed(b"KC", b"\x01"), "too short"),
        (codec._sealed(b"KC", b"\x01\x00"), "do not hold 1 squats"),
        (codec._sealed(b"KC", b"\x00\x00 and more"), "do not hold 0 squats"),
        (codec._sealed(b"KC", b"\x01\x00" + b"\x09" + bytes(9 + 2020)), "set 9"),
        (codec._sealed(b"KC", b"\x01\x00" + b"\x00\x02" + bytes(8 + 2020)), "valid 2"),
        (codec._sealed(b"KC", bytes(10_000_000)), "unpack to more than"),
    ],
)
def test_it_says_what_is_wrong(data: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        decode_curves(data)


def test_a_packed_bomb_is_not_unpacked() -> None:
    bomb = codec._sealed(b"KJ", b"\xff\xff" + bytes(60_000_000))
    assert len(bomb) < 100_000
    with pytest.raises(InputError, match="unpack to more than"):
        decode_joints(bomb)
    stored = b"KJ\x01" + zlib.compress(b"\x00\x00") + zlib.compress(b"more")
    with pytest.raises(InputError, match="too late"):
        decode_joints(stored + codec._CRC.pack(zlib.crc32(stored)))


def test_what_the_format_cannot_hold_is_refused() -> None:
    rep = kept_curves(analytic_visit())[0]
    many = [rep] * 1001
    joints = some_joints(30)
    far = joints.points_m.copy()
    far[3, 4, 1] = 3.3
    cases = [
        lambda: encode_curves(many),
        lambda: encode_curves([_with(rep, set="jumps")]),
        lambda: encode_curves([_with(rep, start_s=float("nan"))]),
        lambda: encode_curves([_with(rep, duration_s=-1.0)]),
        lambda: encode_curves([_with(rep, left=LegCurves(*[np.zeros(100)] * 5))]),
        lambda: encode_curves([_with(rep, left=LegCurves(*[np.full(101, np.inf)] * 5))]),
        lambda: encode_joints(KeptJoints(joints.time_s, far)),
        lambda: encode_joints(KeptJoints(joints.time_s + 0.01, joints.points_m)),
        lambda: encode_joints(KeptJoints(joints.time_s[:-1], joints.points_m)),
        lambda: encode_joints(some_joints(8001)),
    ]
    for case in cases:
        with pytest.raises(InputError):
            case()


def test_a_visit_takes_little_room() -> None:
    """The demonstration, 36 s with ten squats: 37 kB of joints and 4 kB of curves measured."""
    one = demo_visit()
    joints = kept_joints(one)
    assert joints is not None
    assert len(encode_curves(kept_curves(one))) < 6_000
    assert len(encode_joints(joints)) < 45 * len(joints.time_s)


def _with(rep: RepCurves, **values: object) -> RepCurves:
    whole = {name: getattr(rep, name) for name in RepCurves.__slots__}
    return RepCurves(**(whole | values))  # type: ignore[arg-type]
