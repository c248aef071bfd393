"""Each fault on a stream that has it, and none on one that has not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.frame import DepthFrame, Intrinsics
from kiosk.core.framehealth import FaultCode, FrameFault, FrameWatch

LENS = Intrinsics(width=64, height=48, fx=60.0, fy=60.0, cx=32.0, cy=24.0)
PERIOD_S = 1 / 30


def frame_at(index: int, **changes: object) -> DepthFrame:
    """A room at 2.5 m whose last bits differ in every frame, as a sensor's noise makes them."""
    depth = (2500 + np.random.default_rng(index).integers(0, 40, (48, 64))).astype(np.uint16)
    frame = DepthFrame(depth, 0.001, LENS, time_s=7.0 + index * PERIOD_S, number=100 + index)
    return replace(frame, **changes)  # type: ignore[arg-type]


def watch_all(frames: list[DepthFrame]) -> tuple[FrameWatch, list[FrameFault]]:
    watch = FrameWatch()
    faults: list[FrameFault] = []
    for frame in frames:
        watch, found = watch.step(frame)
        faults += found
    return watch, faults


def codes(faults: list[FrameFault]) -> list[FaultCode]:
    return [fault.code for fault in faults]


def tenth(**changes: object) -> list[FaultCode]:
    """Codes of twelve good frames whose tenth is changed."""
    frames = [frame_at(i) for i in range(12)]
    frames[9] = replace(frames[9], **changes)  # type: ignore[arg-type]
    return codes(watch_all(frames)[1])


def test_a_clean_stream_has_no_faults_and_is_measured() -> None:
    watch, faults = watch_all([frame_at(i) for i in range(31)])
    assert faults == []
    summary = watch.summary()
    assert (summary.frames, summary.dropped, summary.faults) == (31, 0, ())
    assert summary.duration_s == pytest.approx(1.0)


def test_no_frame_at_all_is_no_time() -> None:
    assert FrameWatch().summary().duration_s == 0.0


def test_a_gap_in_the_numbers_is_counted() -> None:
    watch, faults = watch_all([frame_at(i) for i in range(20) if i not in (8, 9, 10)])
    assert [(f.code, f.number, f.lost, f.unusable) for f in faults] == [
        (FaultCode.DROPPED, 111, 3, False)
    ]
    assert watch.summary().dropped == 3


def test_a_gap_in_time_alone_is_counted() -> None:
    kept = [i for i in range(20) if i not in (8, 9, 10)]
    frames = [replace(frame_at(i), number=n) for n, i in enumerate(kept)]
    watch, faults = watch_all(frames)
    assert codes(faults) == [FaultCode.DROPPED]
    assert watch.summary().dropped == 3


@given(st.sets(st.integers(6, 58), max_size=16))
def test_every_missing_frame_is_counted(missing: set[int]) -> None:
    watch, _ = watch_all([frame_at(i) for i in range(60) if i not in missing])
    assert watch.summary().dropped == len(missing)
    assert watch.summary().frames == 60 - len(missing)


def test_uneven_stamps_are_no_gap() -> None:
    jitter = np.random.default_rng(1).uniform(-0.2, 0.2, 60) * PERIOD_S
    frames = [replace(frame_at(i), time_s=i * PERIOD_S + jitter[i]) for i in range(60)]
    assert watch_all(frames)[1] == []


def test_the_same_frame_twice_is_repeated() -> None:
    frames = [frame_at(0), frame_at(1), frame_at(1), frame_at(2)]
    watch, faults = watch_all(frames)
    assert codes(faults) == [FaultCode.REPEATED, FaultCode.FROZEN]
    assert faults[0].unusable
    assert watch.summary().dropped == 0


def test_a_frozen_picture_is_named_but_may_be_measured() -> None:
    faults = watch_all([frame_at(0), replace(frame_at(1), depth=frame_at(0).depth)])[1]
    assert codes(faults) == [FaultCode.FROZEN]
    assert not faults[0].unusable


def test_a_stray_frame_does_not_disturb_the_ones_after_it() -> None:
    frames = [frame_at(i) for i in (0, 1, 2, 3, 4, 5, 2, 6, 7)]
    assert codes(watch_all(frames)[1]) == [FaultCode.OUT_OF_ORDER]


def test_a_camera_that_began_anew_is_believed_after_two_frames() -> None:
    again = [replace(frame_at(i), number=i, time_s=i * PERIOD_S) for i in range(10)]
    watch, faults = watch_all([frame_at(i) for i in range(10)] + again)
    assert codes(faults) == [FaultCode.OUT_OF_ORDER] * 2
    assert watch.summary().duration_s == pytest.approx((9 + 8) * PERIOD_S)


@pytest.mark.parametrize("time_s", [float("nan"), float("inf")])
def test_a_time_that_is_none(time_s: float) -> None:
    assert tenth(time_s=time_s) == [FaultCode.BAD_TIME]


@pytest.mark.parametrize("scale_m", [float("nan"), float("inf"), 0.0, -0.001])
def test_a_scale_that_is_none(scale_m: float) -> None:
    assert tenth(scale_m=scale_m) == [FaultCode.BAD_SCALE]


@pytest.mark.parametrize("scale_m", [0.1, 1.0, 0.00001])
def test_a_wrong_unit_puts_everything_where_no_camera_sees(scale_m: float) -> None:
    assert tenth(scale_m=scale_m) == [FaultCode.WRONG_UNIT]


@pytest.mark.parametrize("scale_m", [0.0001, 0.00025, 0.001])
def test_real_units_pass(scale_m: float) -> None:
    far = np.uint16(2.5 / scale_m) + frame_at(9).depth % 40
    assert tenth(scale_m=scale_m, depth=far.astype(np.uint16)) == []


def test_nothing_but_zeros_is_empty() -> None:
    assert tenth(depth=np.zeros((48, 64), np.uint16)) == [FaultCode.EMPTY]


def test_half_of_the_picture_gone_is_mostly_zero() -> None:
    depth = frame_at(9).depth.copy()
    depth[:, :32] = 0
    assert tenth(depth=depth) == [FaultCode.MOSTLY_ZERO]


def test_a_person_cut_out_of_the_background_is_fine() -> None:
    frames = []
    for index in range(20):
        depth = frame_at(index).depth.copy()
        depth[:, :29] = 0
        depth[:, 35:] = 0
        frames.append(frame_at(index, depth=depth))
    assert watch_all(frames)[1] == []


def test_zeros_sprinkled_over_every_frame_are_speckle() -> None:
    frames = []
    for index in range(5):
        depth = frame_at(index).depth.copy()
        depth[np.random.default_rng(index).random(depth.shape) < 0.5] = 0
        frames.append(frame_at(index, depth=depth))
    faults = watch_all(frames)[1]
    assert codes(faults) == [FaultCode.SPECKLED] * 5
    assert not any(fault.unusable for fault in faults)


@pytest.mark.parametrize(
    "depth", [np.full((24, 64), 2500, np.uint16), np.full((64, 48), 2500, np.uint16)]
)
def test_another_size_is_wrong(depth: np.ndarray) -> None:
    assert tenth(depth=depth) == [FaultCode.WRONG_SIZE]


def test_another_lens_in_mid_stream_is_wrong() -> None:
    assert tenth(intrinsics=replace(LENS, fx=61.0)) == [FaultCode.WRONG_SIZE]


def test_metres_in_floating_point_are_the_wrong_type() -> None:
    assert tenth(depth=np.full((48, 64), 2.5)) == [FaultCode.WRONG_TYPE]


@pytest.mark.parametrize("code", list(FaultCode))
def test_only_what_can_be_measured_is_usable(code: FaultCode) -> None:
    fault = FrameFault(code, 1, 0.0, "")
    stream_only = {"dropped", "frozen", "mostly_zero", "speckled"}
    assert fault.unusable is (code.value not in stream_only)


def test_a_frame_with_two_faults_names_both() -> None:
    depth = frame_at(4).depth.copy()
    depth[:] = 0
    watch, _ = watch_all([frame_at(i) for i in range(3)])
    faults = watch.step(frame_at(4, depth=depth))[1]
    assert codes(list(faults)) == [FaultCode.DROPPED, FaultCode.EMPTY]
    assert "no pixel" in faults[1].detail
