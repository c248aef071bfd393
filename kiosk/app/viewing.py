"""`kiosk view` put together: a recording's frame or a kept visit's joints in 3D. May import all
below."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kiosk.app.asking import act_as_owner
from kiosk.app.kept import archive_of
from kiosk.app.places import store_path
from kiosk.app.recordings import check_recording, installed, model_path, zone
from kiosk.config import Config
from kiosk.core.frame import DepthFrame, FloatArray, Intrinsics
from kiosk.core.skeleton import INDEX
from kiosk.core.solid import Solid, figure, ground
from kiosk.errors import InputError, RecordingError

if TYPE_CHECKING:
    from kiosk.core.floor import Floor
    from kiosk.sensing import Sensing

BOTTOM = -1
"""In place of a frame's number: where the hips are lowest."""
MOST_POINTS = 120_000
FURTHEST_M = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Viewed:
    """frame: its number, from 0. of: how many there are. joints: how many were measured."""

    solid: Solid
    what: str
    frame: int
    of: int
    joints: int


def view(config: Config, what: str, frame: int | None) -> Viewed:
    """A .db3 file, or a ticket. frame: None is the middle. Raises KioskError."""
    if what.endswith(".db3") or Path(what).exists():
        return _recording(config, Path(what), frame)
    return _visit(config, what, frame)


def present(viewed: Viewed, screenshot: Path | None) -> None:
    """In a window until it is closed, or into a picture. Raises InstallationError, DisplayError,
    InputError."""
    from kiosk.adapters import cloud_open3d

    if screenshot is not None:
        cloud_open3d.screenshot(viewed.solid, screenshot)
    else:
        cloud_open3d.show(viewed.solid, f"{viewed.what}, frame {viewed.frame}")


def cloud_of(
    depth_m: NDArray[np.float32], lens: Intrinsics, floor: Floor | None
) -> tuple[FloatArray, FloatArray]:
    """Points (n, 3) of an upright picture, and colours: the higher over the floor, the lighter."""
    v, u = np.nonzero((depth_m > 0.2) & (depth_m < FURTHEST_M))
    keep = slice(None, None, max(1, len(v) // MOST_POINTS))
    v, u = v[keep], u[keep]
    z = depth_m[v, u].astype(np.float64)
    points = np.stack([(u - lens.cx) / lens.fx * z, (v - lens.cy) / lens.fy * z, z], axis=-1)
    height = -points[:, 1] if floor is None else floor.height(points)
    share = np.clip((height + 0.05) / 1.9, 0.0, 1.0)[:, None]
    low, high = np.array([0.22, 0.30, 0.42]), np.array([0.80, 0.86, 0.92])
    return points, low + share * (high - low)


def plane_of(floor: Floor) -> FloatArray:
    """(4, 3) corners of the floor before the camera."""
    from kiosk.core.zone import ground_axes

    right, ahead = ground_axes(floor.down)
    foot = floor.down * floor.offset_m
    spots = ((-1.5, 0.5), (1.5, 0.5), (1.5, 4.0), (-1.5, 4.0))
    return np.array([foot + a * right + b * ahead for a, b in spots])


def _recording(config: Config, path: Path, wanted: int | None) -> Viewed:
    check_recording(path)
    with installed():
        from kiosk.adapters.onnx_pose import OnnxPose
        from kiosk.adapters.recording import Db3Recording
        from kiosk.adapters.segment_cv import Segmenter
        from kiosk.core.mount import upright
        from kiosk.core.zone import ground_axes
        from kiosk.sensing import Sensing, settle, to_metres
    recording = Db3Recording(path)
    try:
        count = recording.frame_count
        if wanted is not None and wanted >= count:
            raise RecordingError(f"{path} has {count} frames: 0 to {count - 1}, not {wanted}.")
        first = _some(recording, range(min(3, count)))
        setting = settle(first, config.mount.orientation)  # type: ignore[arg-type]  # checked
        sensing = Sensing(setting, Segmenter(zone(config)), OnnxPose(model_path(config)))
        number = wanted if wanted is not None else count // 2
        if wanted == BOTTOM:
            number = _lowest(recording, sensing, setting.down)
        (frame,) = _some(recording, range(number, number + 1))
    finally:
        recording.close()
    sight = sensing.step(frame)
    turned = upright(frame, setting.mount)
    points, colours = cloud_of(to_metres(turned), turned.intrinsics, setting.floor)
    joints = np.full((26, 3), np.nan)
    if sight.skeleton is not None:
        joints = sight.skeleton.points_m
    up = -setting.down / np.linalg.norm(setting.down)
    rods, balls = figure(joints, up)
    right, ahead = ground_axes(-up)
    centre = np.nanmean(joints, axis=0) if np.isfinite(joints).any() else _middle(points)
    if setting.floor is not None:
        under = centre - float(setting.floor.height(centre[None])[0]) * up
        rods += ground(under, right, ahead)
    eye = -ahead + 0.7 * right + 0.45 * up
    solid = Solid(points, colours, rods, balls, centre, eye, up, 0.35)
    return Viewed(solid, str(path), number, count, int(np.isfinite(joints[:, 0]).sum()))


def _some(recording: object, numbers: range) -> list[DepthFrame]:
    frames = []
    for number, frame in enumerate(recording.frames()):  # type: ignore[attr-defined]
        if number in numbers:
            frames.append(frame)
        if number + 1 >= numbers.stop:
            break
    if not frames:
        raise RecordingError("The recording has no such frame.")
    return frames


def _lowest(recording: object, sensing: Sensing, down: FloatArray) -> int:
    best, number_at = -np.inf, 0
    for number, frame in enumerate(recording.frames()):  # type: ignore[attr-defined]
        skeleton = sensing.step(frame).skeleton
        if skeleton is None:
            continue
        hips = skeleton.points_m[[INDEX["LHip"], INDEX["RHip"]]].mean(axis=0)
        low = float(hips @ down)
        if low > best:
            best, number_at = low, number
    return number_at


def _middle(points: FloatArray) -> FloatArray:
    return np.median(points, axis=0) if len(points) else np.array([0.0, 0.0, 2.0])


def _visit(config: Config, key: str, wanted: int | None) -> Viewed:
    from kiosk.core.keeping_codec import decode_joints

    act_as_owner(store_path(config).parent)
    with closing(archive_of(config)) as archive:
        record = archive.visit(key)
    if record is None:
        raise InputError(f"{key[:60]} is neither a .db3 recording nor a visit that is kept here.")
    if record.joints is None:
        raise InputError(
            f"No joints are kept of {record.ticket}: its member did not agree to that."
        )
    points = decode_joints(record.joints).points_m
    count = len(points)
    if wanted is not None and wanted >= count:
        raise InputError(f"{record.ticket} has {count} frames: 0 to {count - 1}, not {wanted}.")
    number = wanted if wanted is not None else count // 2
    if wanted == BOTTOM:
        hips = points[:, [INDEX["LHip"], INDEX["RHip"]], 1].mean(axis=1)
        number = int(np.nanargmin(hips)) if np.isfinite(hips).any() else number
    joints = points[number]
    up = np.array([0.0, 1.0, 0.0])
    rods, balls = figure(joints, up)
    rods += ground(np.zeros(3), np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.0]))
    nothing = np.zeros((0, 3))
    eye = np.array([1.0, 0.35, 0.6])
    centre = np.array([0.0, 0.7, 0.0])
    solid = Solid(nothing, nothing, rods, balls, centre, eye, up, 0.6)
    return Viewed(solid, record.ticket, number, count, int(np.isfinite(joints[:, 0]).sum()))
