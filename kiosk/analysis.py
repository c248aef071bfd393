"""A whole recording to an answer: sense every frame, then measure. May import kiosk.core, ports.

One pass over the frames; kept are joints, never pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from typing import Final, Literal

from kiosk.core.assessment import Assessment, ErrorModel, assess
from kiosk.core.bands import Bands
from kiosk.core.frame import DepthFrame, FloatArray
from kiosk.core.framehealth import FrameWatch, StreamSummary
from kiosk.core.knee import BodyCurves
from kiosk.core.measuring import disturbed, measure
from kiosk.core.mount import Mount, to_stream
from kiosk.core.sight import Setting, Sight
from kiosk.core.skeleton import Motion, stack
from kiosk.core.squat import find_reps
from kiosk.core.tracking import Tracked
from kiosk.errors import RecordingError
from kiosk.ports import Camera, PoseModel
from kiosk.sensing import Segments, Sensing, settle

SETTLE_FRAMES: Final = 30
SETTLE_EVERY: Final = 5
NO_DEPTH_SHARE: Final = 0.02


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller knows: mounting, and how many squats of each set (None: all uncued)."""

    mount: Literal["auto", "portrait", "landscape"] = "auto"
    sets: Sequence[int] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """All that one recording gave. Times are the camera's own; start_s is its first frame's.

    joints: the analysed joints in the depth stream's own optical frame, one row a frame.
    """

    assessment: Assessment
    joints: Motion
    stream: StreamSummary
    start_s: float
    setting: Setting | None
    curves: BodyCurves | None


Watch = Callable[[int, DepthFrame, Setting, Sight], None]
"""Told of each usable frame: which one it is, from 1, the frame, and what was seen on it."""


def analyze(
    camera: Camera,
    model: PoseModel,
    segments: Segments,
    errors: ErrorModel,
    bands: Bands,
    options: Options,
    progress: Callable[[int], None] = lambda _: None,
    watch: Watch | None = None,
) -> Analysis:
    """Measure one recording. Raises RecordingError where it cannot be read or holds no frame.

    watch: for a replay; it alone is given silhouettes.
    """
    frames = camera.frames()
    first = list(islice(frames, SETTLE_FRAMES))
    if not first:
        raise RecordingError("The recording holds no depth frame.")
    usable = [f for f in first if _has_depth(f)][::SETTLE_EVERY]
    setting = settle(usable, options.mount) if usable else None
    every = chain(first, frames)
    sights, health = _sense(every, setting, segments, model, progress, watch)
    start_s = first[0].time_s
    if setting is None:
        motion = stack([])
        answer = assess(None, (), None, errors, bands, ("depth_missing",))
        return Analysis(answer, motion, health.summary(), start_s, None, None)
    return _measure(sights, setting, health, errors, bands, options, start_s)


def _has_depth(frame: DepthFrame) -> bool:
    return float((frame.depth[::4, ::4] > 0).mean()) > NO_DEPTH_SHARE


def _sense(
    frames: Iterator[DepthFrame],
    setting: Setting | None,
    segments: Segments,
    model: PoseModel,
    progress: Callable[[int], None],
    watch: Watch | None,
) -> tuple[list[Sight], FrameWatch]:
    outlines = watch is not None
    sensing = None if setting is None else Sensing(setting, segments, model, outlines=outlines)
    sights, health = [], FrameWatch()
    for count, frame in enumerate(frames, 1):
        health, faults = health.step(frame)
        if sensing is not None and not any(fault.unusable for fault in faults):
            sight = sensing.step(frame)
            if watch is not None and setting is not None:
                watch(count, frame, setting, sight)
            sights.append(replace(sight, silhouette=None))
        progress(count)
    return sights, health


def _measure(
    sights: list[Sight],
    setting: Setting,
    health: FrameWatch,
    errors: ErrorModel,
    bands: Bands,
    options: Options,
    start_s: float,
) -> Analysis:
    found = measure(sights, setting, partial(find_reps, sets=options.sets))
    observed = list(found.unseen) or disturbed(sights, found.reps, bands)
    observed += _notes(setting, health)
    answer = assess(found.standing, found.reps, found.curves, errors, bands, observed)
    joints = _to_stream(found.motion, found.tracked, setting.mount)
    return Analysis(answer, joints, health.summary(), start_s, setting, found.curves)


def _notes(setting: Setting, health: FrameWatch) -> list[str]:
    notes = {"floor": [], "imu": ["floor_from_imu"], "mount": ["floor_from_mount"]}
    return notes[setting.down_from] + (["frames_dropped"] if health.summary().dropped else [])


def _to_stream(motion: Motion, tracked: Tracked | None, mount: Mount) -> Motion:
    """The solved joints where there are any, in the stream's own optical frame."""
    points: FloatArray = motion.points_m if tracked is None else tracked.motion.points_m
    return replace(motion, points_m=to_stream(points, mount))
