"""`kiosk calibrate` put together. May import all below."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.app.asking import as_owner
from kiosk.app.depth import Depth
from kiosk.app.floor_look import Look, look_at
from kiosk.app.places import state_folder
from kiosk.app.recordings import installed, zone
from kiosk.config import Config
from kiosk.core import strictjson
from kiosk.core.boxview import Place
from kiosk.core.mountcheck import Mounted, Mounting, mounting, picture
from kiosk.errors import InputError, StoreError

FRAMES = 8
"""Averaged for every picture that is shown: a quarter of a second."""
COLUMNS = 38
ROWS = 19


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One look. drawn: the picture in letters."""

    mounting: Mounting
    drawn: tuple[str, ...]
    look: Look
    serial: str


def looks(depth: Depth, config: Config) -> Iterator[Seen]:
    """One after another until the source ends. Raises CameraError, RecordingError."""
    batch = []
    for frame in depth.camera.frames():
        batch.append(frame)
        if len(batch) == FRAMES:
            yield _seen(look_at(batch, config), config, depth.serial)
            batch = []
    if batch:
        yield _seen(look_at(batch, config), config, depth.serial)


def _seen(look: Look, config: Config, serial: str) -> Seen:
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
    return Seen(found, tuple(picture(depth_m, look.lens, look.floor, COLUMNS, ROWS)), look, serial)


def mount_path() -> Path:
    """What was accepted."""
    return state_folder() / "mount.json"


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
    )
    path = mount_path()
    try:
        with as_owner(state_folder()):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            write_whole(path, (json.dumps(strictjson.tree(kept)) + "\n").encode(), 0o640)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}.") from error
    return kept


def accepted() -> Mounted | None:
    """What was kept; None where nothing was, or it cannot be read."""
    try:
        return strictjson.read(Mounted, strictjson.loaded(mount_path().read_text(encoding="utf-8")))
    except (OSError, ValueError, InputError):
        return None


def save_cloud(seen: Seen, path: Path) -> tuple[Path, Path | None]:
    """The cloud and the floor's plane as two PLY files. Raises InstallationError without Open3D,
    InputError where they cannot be written."""
    from kiosk.adapters.cloud_open3d import save_cloud as save
    from kiosk.app.viewing import cloud_of, plane_of

    points, colours = cloud_of(seen.look.averaged.depth_m, seen.look.lens, seen.look.floor)
    plane = None if seen.look.floor is None else plane_of(seen.look.floor)
    return save(path, points, colours, plane)
