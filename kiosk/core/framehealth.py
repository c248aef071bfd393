"""Names what is wrong with a stream of depth frames. numpy and kiosk.core.frame only.

`FrameWatch.step` takes the next frame and gives the next watch and the frame's faults; nothing is
corrected or left out here. `FrameWatch.summary` is what a recording's report says about it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from kiosk.core.frame import DepthArray, DepthFrame, Intrinsics


class FaultCode(StrEnum):
    """What can be wrong with a frame; the value is what files and logs say."""

    DROPPED = "dropped"  # frames are missing before this one
    REPEATED = "repeated"  # the same number or time as the one before
    FROZEN = "frozen"  # a new number and time, but the picture before it, to the pixel
    OUT_OF_ORDER = "out_of_order"  # number or time runs backwards
    WRONG_SIZE = "wrong_size"  # not the size or the lens the stream began with
    WRONG_TYPE = "wrong_type"  # not 16-bit whole numbers
    BAD_TIME = "bad_time"  # time is NaN or infinite
    BAD_SCALE = "bad_scale"  # metres per unit is NaN, infinite, zero or negative
    EMPTY = "empty"  # not one pixel has depth
    MOSTLY_ZERO = "mostly_zero"  # hardly any depth, or much less than this stream had
    SPECKLED = "speckled"  # zeros sprinkled between the pixels
    WRONG_UNIT = "wrong_unit"  # everything nearer or farther than a camera can see


# What says something about the stream; a frame with any other fault must not be measured.
# A frozen picture may be measured: no camera sends one, but a drawn still figure is one.
_USABLE = frozenset(
    {FaultCode.DROPPED, FaultCode.FROZEN, FaultCode.MOSTLY_ZERO, FaultCode.SPECKLED}
)


@dataclass(frozen=True, slots=True)
class FrameFault:
    """One fault of one frame. lost: frames missing before it (`dropped` only)."""

    code: FaultCode
    number: int
    time_s: float
    detail: str
    lost: int = 0

    @property
    def unusable(self) -> bool:
        """Whether the frame must not be measured."""
        return self.code not in _USABLE


@dataclass(frozen=True, slots=True)
class FrameLimits:
    """Where a fault begins.

    zero_share: a person cut out of the background leaves 0.9 of zeros, so only more is a fault.
    zero_rise: of zeros above what this stream usually has. speckle: share of the pixels with
    depth whose right neighbour has none; an outline gives 0.05 to 0.15.
    near_m, far_m: outside these no median of a D4xx picture of a room can be.
    gap: in periods; the period is learned from the stream.
    """

    zero_share: float = 0.98
    zero_rise: float = 0.25
    speckle: float = 0.35
    near_m: float = 0.05
    far_m: float = 20.0
    gap: float = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class FrameWatch:
    """What the frames so far have shown; begin with `FrameWatch()`."""

    limits: FrameLimits = field(default_factory=FrameLimits)
    frames: int = 0
    dropped: int = 0
    counts: tuple[tuple[FaultCode, int], ...] = ()
    duration_s: float = 0.0
    strays: int = 0
    last_s: float | None = None
    last_number: int | None = None
    last_depth: DepthArray | None = None
    lens: Intrinsics | None = None
    usual_zero_share: float | None = None
    periods_s: tuple[float, ...] = ()

    @property
    def period_s(self) -> float | None:
        """Median time between neighbouring frames of late; None before five are known."""
        return float(np.median(self.periods_s)) if len(self.periods_s) >= 5 else None

    def step(self, frame: DepthFrame) -> tuple[FrameWatch, tuple[FrameFault, ...]]:
        """The watch with this frame taken in, and what is wrong with the frame."""
        order, lost = _order_faults(self, frame)
        picture, zero_share = _picture_faults(self, frame)
        found = order + picture
        faults = tuple(
            FrameFault(code, frame.number, frame.time_s, detail, lost * (code is FaultCode.DROPPED))
            for code, detail in found
        )
        counts = dict(self.counts)
        for code, _ in found:
            counts[code] = counts.get(code, 0) + 1
        after = replace(
            self,
            frames=self.frames + 1,
            dropped=self.dropped + lost,
            counts=tuple(counts.items()),
            lens=self.lens or frame.intrinsics,
            last_depth=frame.depth,
            usual_zero_share=_usual(self.usual_zero_share, zero_share),
        )
        # One frame out of order is a stray; a second one is a camera that began anew.
        if FaultCode.OUT_OF_ORDER in dict(order) and not self.strays:
            return replace(after, strays=1), faults
        return _with_time(after, self, frame), faults

    def summary(self) -> StreamSummary:
        """What the report says about the stream so far."""
        return StreamSummary(self.frames, self.duration_s, self.dropped, self.counts)


@dataclass(frozen=True, slots=True)
class StreamSummary:
    """frames: received. duration_s: first to last, without what a restart took. dropped: missing
    in between. faults: how often each was seen."""

    frames: int
    duration_s: float
    dropped: int
    faults: tuple[tuple[FaultCode, int], ...]


_Found = list[tuple[FaultCode, str]]


def _order_faults(watch: FrameWatch, frame: DepthFrame) -> tuple[_Found, int]:
    if not math.isfinite(frame.time_s):
        return [(FaultCode.BAD_TIME, f"its time is {frame.time_s}")], 0
    if watch.last_number is None or watch.last_s is None:
        return [], 0
    ahead, later_s = frame.number - watch.last_number, frame.time_s - watch.last_s
    if ahead == 0 or later_s == 0:
        return [(FaultCode.REPEATED, f"number {frame.number} at {frame.time_s:.3f} s again")], 0
    if ahead < 0 or later_s < 0:
        return [
            (FaultCode.OUT_OF_ORDER, f"{ahead:+d} frames and {later_s:+.3f} s from the last")
        ], 0
    # A recorder may number anew what it received, a camera may stamp unevenly: ask both.
    period_s = watch.period_s
    late = period_s is not None and later_s > watch.limits.gap * period_s
    by_time = round(later_s / period_s) - 1 if late and period_s else 0
    lost = max(ahead - 1, by_time)
    if lost:
        return [
            (FaultCode.DROPPED, f"{lost} missing in the {later_s * 1e3:.0f} ms before it")
        ], lost
    return [], 0


def _picture_faults(watch: FrameWatch, frame: DepthFrame) -> tuple[_Found, float | None]:
    """Faults of the picture itself and its share of zeros (None where it has no meaning)."""
    depth, lens = frame.depth, frame.intrinsics
    found: _Found = []
    if not (math.isfinite(frame.scale_m) and frame.scale_m > 0):
        found.append((FaultCode.BAD_SCALE, f"one unit is {frame.scale_m} m"))
    if depth.dtype != np.uint16:
        return [*found, (FaultCode.WRONG_TYPE, f"depth is {depth.dtype}, not uint16")], None
    if depth.shape != (lens.height, lens.width) or lens != (watch.lens or lens):
        detail = f"picture {depth.shape}, lens {lens}, the stream began with {watch.lens or lens}"
        return [*found, (FaultCode.WRONG_SIZE, detail)], None
    valid = int(np.count_nonzero(depth))
    zero_share = 1.0 - valid / depth.size
    if not valid:
        return [*found, (FaultCode.EMPTY, "no pixel has depth")], None
    if watch.last_depth is not None and np.array_equal(depth, watch.last_depth):
        found.append((FaultCode.FROZEN, "the picture is the one before, to the pixel"))
    found += _sparse(watch, depth, valid, zero_share)
    if not found or found[0][0] is not FaultCode.BAD_SCALE:
        median_m = _median(depth) * frame.scale_m
        if not watch.limits.near_m <= median_m <= watch.limits.far_m:
            found.append((FaultCode.WRONG_UNIT, f"half of it is nearer than {median_m:.3g} m"))
    return found, zero_share


def _sparse(watch: FrameWatch, depth: DepthArray, valid: int, zero_share: float) -> _Found:
    limits, usual, found = watch.limits, watch.usual_zero_share, _Found()
    if zero_share > limits.zero_share or (
        usual is not None and zero_share > usual + limits.zero_rise
    ):
        found.append((FaultCode.MOSTLY_ZERO, f"{zero_share:.0%} of its pixels have no depth"))
    rows = depth[::4] != 0
    edges = int(np.count_nonzero(rows[:, :-1] & ~rows[:, 1:]))
    speckle = edges / max(1, int(np.count_nonzero(rows)))
    if speckle > limits.speckle and valid > 100:
        found.append((FaultCode.SPECKLED, f"{speckle:.0%} of its pixels border on a hole"))
    return found


def _median(depth: DepthArray) -> float:
    """Median depth in units, of one pixel in 64 where that is enough of them; zeros left out."""
    few = depth[::8, ::8]
    few = few[few > 0]
    return float(np.median(few if few.size >= 50 else depth[depth > 0]))


def _usual(usual: float | None, zero_share: float | None) -> float | None:
    """Slow mean over about 60 frames, so that a member who steps in does not count as a loss."""
    if zero_share is None or usual is None:
        return usual if zero_share is None else zero_share
    return usual + (zero_share - usual) / 60


def _with_time(after: FrameWatch, watch: FrameWatch, frame: DepthFrame) -> FrameWatch:
    time_s, periods, duration_s = frame.time_s, watch.periods_s, watch.duration_s
    if watch.last_number is not None and watch.last_s is not None:
        ahead = frame.number - watch.last_number
        if not math.isfinite(time_s):  # it came, so it must have had its time
            time_s = watch.last_s + max(0, ahead) * (watch.period_s or 0.0)
        later_s = time_s - watch.last_s
        duration_s += max(0.0, later_s)
        if ahead > 0 and later_s > 0:
            periods = (*periods, later_s / ahead)[-15:]
    return replace(
        after,
        strays=0,
        duration_s=duration_s,
        last_s=time_s if math.isfinite(time_s) else None,
        last_number=frame.number,
        periods_s=periods,
    )
