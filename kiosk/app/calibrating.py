"""`kiosk calibrate` put together. May import all below."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.app.accepted import mount_path
from kiosk.app.asking import as_owner
from kiosk.app.depth import Depth
from kiosk.app.floor_look import Look, look_at
from kiosk.app.places import state_folder
from kiosk.app.recordings import installed, zone
from kiosk.config import Config
from kiosk.core import strictjson
from kiosk.core.boxview import Place
from kiosk.core.frame import DepthFrame, Intrinsics
from kiosk.core.mountcheck import Mounted, Mounting, mounting, picture
from kiosk.errors import InputError, StoreError

FRAMES = 8
"""Averaged for every picture that is shown: a quarter of a second."""
COLUMNS = 38
ROWS = 19


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One look. drawn: the picture in letters. lens: of the picture as it came from the camera."""

    mounting: Mounting
    drawn: tuple[str, ...]
    look: Look
    serial: str
    lens: Intrinsics


def looks(depth: Depth, config: Config) -> Iterator[Seen]:
    """One after another until the source ends. Raises CameraError, RecordingError."""
    batch = []
    for frame in depth.camera.frames():
        batch.append(frame)
        if len(batch) == FRAMES:
            yield _seen(batch, config, depth.serial)
            batch = []
    if batch:
        yield _seen(batch, config, depth.serial)


def _seen(batch: Sequence[DepthFrame], config: Config, serial: str) -> Seen:
    look = look_at(batch, config)
    mark = Place(config.mark.right_m, config.mark.ahead_m)
    depth_m = look.averaged.depth_m
    found = mounting(
        depth_m,
        look.lens,
        look.floor,
        look.mount.name.lower(),
        zone(config),
        mark,
        off_level_deg=look.off_level_deg,
        zeros=look.averaged.zeros,
    )
    drawn = tuple(picture(depth_m, look.lens, look.floor, COLUMNS, ROWS))
    return Seen(found, drawn, look, serial, batch[0].intrinsics)


def accept(seen: Seen) -> Mounted:
    """Keep how the camera stands. Raises StoreError; InputError where no floor is seen."""
    with installed():
        from kiosk.adapters.whole_file import write_whole
    now = seen.mounting
    if not now.floor:
        raise InputError("No floor is seen, so there is nothing to keep.")
    kept = Mounted(
        datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        now.mount,
        round(now.height_m, 4),
        round(now.tilt_deg, 2),
        round(now.roll_deg, 2),
        seen.serial,
        seen.lens,
    )
    path = mount_path()
    try:
        with as_owner(state_folder()):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            write_whole(path, (json.dumps(strictjson.tree(kept)) + "\n").encode(), 0o640)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}.") from error
    return kept


def save_cloud(seen: Seen, path: Path) -> tuple[Path, Path | None]:
    """The cloud and the floor's plane as two PLY files. Raises InstallationError without Open3D,
    InputError where they cannot be written."""
    from kiosk.adapters.cloud_open3d import save_cloud as save
    from kiosk.app.viewing import cloud_of, plane_of

    points, colours = cloud_of(seen.look.averaged.depth_m, seen.look.lens, seen.look.floor)
    plane = None if seen.look.floor is None else plane_of(seen.look.floor)
    return save(path, points, colours, plane)
