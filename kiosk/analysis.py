"""A whole recording to an answer: sense every frame, then measure. May import kiosk.core, ports.

One pass over the frames; kept are joints, never pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Final, Literal

import numpy as np

from kiosk.core.assessment import Assessment, ErrorModel, assess
from kiosk.core.bands import Bands
from kiosk.core.frame import DepthFrame, FloatArray
from kiosk.core.framehealth import FrameWatch, StreamSummary
from kiosk.core.knee import BodyCurves, Standing, curves
from kiosk.core.mount import Mount, to_stream
from kiosk.core.sight import Setting, Sight
from kiosk.core.skeleton import Motion, stack
from kiosk.core.squat import Rep, find_reps
from kiosk.core.standing import stand
from kiosk.core.tracking import Tracked, track
from kiosk.errors import RecordingError
from kiosk.ports import Camera, PoseModel
from kiosk.sensing import Segments, Sensing, settle

SETTLE_FRAMES: Final = 30
SETTLE_EVERY: Final = 5
LEAST_PERSON_S: Final = 1.0
MOSTLY: Final = 0.5
OTHERS_SHARE: Final = 0.25
GONE_S: Final = 1.5
DOUBT_M: Final = 0.15
"""A joint that the network itself puts no nearer than this is not measured."""
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


def analyze(
    camera: Camera,
    model: PoseModel,
    segments: Segments,
    errors: ErrorModel,
    bands: Bands,
    options: Options,
    progress: Callable[[int], None] = lambda _: None,
) -> Analysis:
    """Measure one recording. Raises RecordingError where it cannot be read or holds no frame."""
    frames = camera.frames()
    first = list(islice(frames, SETTLE_FRAMES))
    if not first:
        raise RecordingError("The recording holds no depth frame.")
    usable = [f for f in first if _has_depth(f)][::SETTLE_EVERY]
    setting = settle(usable, options.mount) if usable else None
    sights, watch = _sense(chain(first, frames), setting, segments, model, progress)
    start_s = first[0].time_s
    if setting is None:
        motion = stack([])
        answer = assess(None, (), None, errors, bands, ("depth_missing",))
        return Analysis(answer, motion, watch.summary(), start_s, None, None)
    return _measure(sights, setting, watch, errors, bands, options, start_s)


def _has_depth(frame: DepthFrame) -> bool:
    return float((frame.depth[::4, ::4] > 0).mean()) > NO_DEPTH_SHARE


def _sense(
    frames: Iterator[DepthFrame],
    setting: Setting | None,
    segments: Segments,
    model: PoseModel,
    progress: Callable[[int], None],
) -> tuple[list[Sight], FrameWatch]:
    sensing = Sensing(setting, segments, model) if setting is not None else None
    sights, watch = [], FrameWatch()
    for count, frame in enumerate(frames, 1):
        watch, faults = watch.step(frame)
        if sensing is not None and not any(fault.unusable for fault in faults):
            sights.append(sensing.step(frame))
        progress(count)
    return sights, watch


def _measure(
    sights: list[Sight],
    setting: Setting,
    watch: FrameWatch,
    errors: ErrorModel,
    bands: Bands,
    options: Options,
    start_s: float,
) -> Analysis:
    motion = _believed(_motion(sights))
    up, offset = -setting.down, _floor_offset(setting, sights)
    observed = _not_visible(sights)
    tracked = track(motion, up) if not observed and len(motion.time_s) else None
    standing: Standing | None = None
    body: BodyCurves | None = None
    reps: tuple[Rep, ...] = ()
    if tracked is not None:
        stood = stand(tracked.motion, up, offset)
        if stood is not None:
            frame, standing = stood
            body = curves(frame.motion(tracked.motion), standing, frame.motion(tracked.measured))
            reps = find_reps(body, standing, options.sets)
    observed += _disturbed(sights, reps, bands) if not observed else []
    observed += _notes(setting, watch)
    answer = assess(standing, reps, body, errors, bands, observed)
    joints = _to_stream(motion, tracked, setting.mount)
    return Analysis(answer, joints, watch.summary(), start_s, setting, body)


def _motion(sights: list[Sight]) -> Motion:
    """Every frame's skeleton, NaN rows where none was measured."""
    motion = Motion(
        np.array([s.time_s for s in sights]),
        np.full((len(sights), 26, 3), np.nan),
        np.full((len(sights), 26), np.nan),
    )
    for i, sight in enumerate(sights):
        if sight.skeleton is not None:
            motion.points_m[i], motion.sigma_m[i] = sight.skeleton.points_m, sight.skeleton.sigma_m
    return motion


def _believed(motion: Motion) -> Motion:
    """Joints that the network doubts, as not measured."""
    doubt = ~(motion.sigma_m <= DOUBT_M)
    return replace(
        motion,
        points_m=np.where(doubt[..., None], np.nan, motion.points_m),
        sigma_m=np.where(doubt, np.nan, motion.sigma_m),
    )


def _floor_offset(setting: Setting, sights: list[Sight]) -> float:
    """Height of the camera over the floor; without a floor, over the person's lowest part."""
    if setting.floor is not None:
        return setting.floor.offset_m
    lowest = [s.lowest_m for s in sights if np.isfinite(s.lowest_m)]
    return -float(np.median(lowest)) if lowest else 0.0


def _span_s(sights: list[Sight]) -> float:
    return sights[-1].time_s - sights[0].time_s if len(sights) > 1 else 0.0


def _not_visible(sights: list[Sight]) -> list[str]:
    """The reason for which nothing is measured, or nothing."""
    persons = [s for s in sights if s.person]
    rate = len(sights) / max(_span_s(sights), 1e-6)
    if not persons or len(persons) < LEAST_PERSON_S * rate:
        return ["nobody"]
    if np.mean([s.legs_cut for s in persons]) > MOSTLY:
        return ["legs_not_visible"]
    if np.mean([s.holes for s in persons]) > MOSTLY:
        return ["depth_missing"]
    return []


def _disturbed(sights: list[Sight], reps: Sequence[Rep], bands: Bands) -> list[str]:
    """Somebody else in the way, or the member gone before enough was measured."""
    if not sights:
        return []
    until = reps[-1].end_s if reps else sights[-1].time_s
    persons = [s for s in sights if s.person and s.time_s <= until]
    if persons and np.mean([s.others > 0 for s in persons]) > OTHERS_SHARE:
        return ["someone_else"]
    valid = sum(rep.valid for rep in reps if rep.set == "uncued")
    last = max((s.time_s for s in sights if s.person), default=sights[0].time_s)
    if valid < bands.least_valid_squats and sights[-1].time_s - last > GONE_S:
        return ["left_the_view"]
    return []


def _notes(setting: Setting, watch: FrameWatch) -> list[str]:
    notes = {"floor": [], "imu": ["floor_from_imu"], "mount": ["floor_from_mount"]}
    return notes[setting.down_from] + (["frames_dropped"] if watch.summary().dropped else [])


def _to_stream(motion: Motion, tracked: Tracked | None, mount: Mount) -> Motion:
    """The solved joints where there are any, in the stream's own optical frame."""
    points: FloatArray = motion.points_m if tracked is None else tracked.motion.points_m
    return replace(motion, points_m=to_stream(points, mount))
