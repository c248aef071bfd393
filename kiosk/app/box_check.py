"""`kiosk self-check` put together: depth, the box, the log, and the lock. May import all below."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk import __version__
from kiosk.app.asking import House, as_owner
from kiosk.app.depth import Depth, camera_free, depth_from
from kiosk.app.housekeeping import remembered
from kiosk.app.places import state_folder
from kiosk.app.recordings import installed, model_sha256
from kiosk.app.sensing import Source
from kiosk.config import Config
from kiosk.core import strictjson
from kiosk.core.boxlog import BoxEntry, Trend, trend
from kiosk.core.boxview import BoxSize
from kiosk.core.control import LONGEST_REASON, Request
from kiosk.core.running import SELF_CHECK
from kiosk.errors import InputError, StoreError

if TYPE_CHECKING:
    from kiosk.core.boxcheck import BoxFound
    from kiosk.core.boxrefusals import Refused

FRAMES: Final = 30
TILTED_DEG: Final = 3.0
UNEVEN_M: Final = 0.03


@dataclass(frozen=True, slots=True)
class Checked:
    """found: the box, or why there is no number. entry: what the log holds of it, None where it
    was not a camera that was looked at. did: what became of the lock, in a sentence or ''."""

    found: BoxFound | Refused
    entry: BoxEntry | None
    did: str
    stopped: bool
    trend: Trend | None = None

    @property
    def exit_status(self) -> int:
        """0 within the limit, 1 beyond it, 2 no number."""
        judged = getattr(self.found, "judged", None)
        return {"passed": 0, "failed": 1}.get(judged, 2)  # type: ignore[arg-type]


def log_path() -> Path:
    """Every check of a camera, a line each."""
    return state_folder() / "self-check.jsonl"


def check_box(house: House, source: Source, size: BoxSize, may_stop: Callable[[], bool]) -> Checked:
    """Measure it; log it and lock or unlock the kiosk where a camera was looked at. Raises
    KioskError where it cannot be looked at."""
    with camera_free(source, may_stop) as stopped:
        with depth_from(source, house.config, size) as depth:
            found, facts = _look(depth, house.config, size)
            entry = _entry(depth, house.config, size, found, facts)
        if entry is None or not depth.live:
            return Checked(found, None, "", stopped)
        with as_owner(state_folder()):
            _append(log_path(), entry)
            # Before the service starts again, so that it starts locked.
            did = _lock(house, entry)
    return Checked(found, entry, did, stopped, drift(history(), entry.serial))


def _look(
    depth: Depth, config: Config, size: BoxSize
) -> tuple[BoxFound | Refused, tuple[float, float, int]]:
    """What is found; and how the camera stands: height, tilt of the floor, frames."""
    from kiosk.app.floor_look import look_at
    from kiosk.core.boxcheck import measure_box
    from kiosk.core.boxrefusals import refused
    from kiosk.core.boxview import Place, view_of

    look = look_at(depth.some(FRAMES), config)
    floor = look.floor
    if floor is None:
        return refused("no_floor"), (0.0, 0.0, FRAMES)
    facts = (floor.offset_m, look.off_level_deg or 0.0, look.averaged.frames)
    if look.off_level_deg is not None and look.off_level_deg > TILTED_DEG:
        return refused("floor_tilted", f"{look.off_level_deg:.1f}"), facts
    if floor.rms_m > UNEVEN_M:
        return refused("floor_uneven", f"{1000.0 * floor.rms_m:.0f}"), facts
    view = view_of(look.averaged.depth_m, look.lens, floor, baseline_down=look.mount.portrait)
    mark = Place(config.mark.right_m, config.mark.ahead_m)
    return measure_box(view, size, mark, look.averaged.restless), facts


def _entry(
    depth: Depth,
    config: Config,
    size: BoxSize,
    found: BoxFound | Refused,
    facts: tuple[float, float, int],
) -> BoxEntry | None:
    from kiosk.core.boxrefusals import Refused

    if isinstance(found, Refused):
        return None
    with installed():
        from kiosk.adapters.machine import temperature_c
    camera_m, tilt, frames = facts
    own = depth.temperature_c()
    return BoxEntry(
        utc=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        judged=found.judged,
        box_mm=(1000.0 * size.width_m, 1000.0 * size.height_m, 1000.0 * size.depth_m),
        width_mm=round(found.width.error_mm, 1),
        height_mm=round(found.height.error_mm, 1),
        depth_mm=round(found.depth.error_mm, 1),
        worst_mm=round(found.worst.error_mm, 1),
        right_mm=round(1000.0 * found.right_m, 1),
        ahead_mm=round(1000.0 * found.ahead_m, 1),
        camera_mm=round(1000.0 * camera_m, 1),
        tilt_deg=round(tilt, 2),
        camera=depth.name,
        serial=depth.serial,
        temperature_c=temperature_c() if own is None else own,
        model_sha256=model_sha256(config),
        frames=frames,
        kiosk_version=__version__,
    )


def _append(path: Path, entry: BoxEntry) -> None:
    """Raises StoreError."""
    line = json.dumps(strictjson.tree(entry), ensure_ascii=False) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        # One write at the end of the file: a line is there whole, or cut off where power failed.
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o640)
        try:
            os.write(file, line.encode())
            os.fsync(file)
        finally:
            os.close(file)
    except OSError as error:
        raise StoreError(
            f"The check cannot be kept in {path}: {error.strerror or error}. See that the kiosk's "
            "user may write there and the disk has room."
        ) from error


def history() -> Sequence[BoxEntry]:
    """All that was kept, the oldest first; lines that cannot be read are passed over."""
    try:
        lines = log_path().read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise StoreError(f"{log_path()} cannot be read: {error.strerror or error}.") from error
    found = []
    for line in lines:
        try:
            found.append(strictjson.read(BoxEntry, strictjson.loaded(line)))
        except (ValueError, InputError):
            continue
    return found


def drift(entries: Sequence[BoxEntry], serial: str) -> Trend | None:
    """Of the height, the surest of the three, by one camera."""
    own = [one for one in entries if one.serial == serial]
    days = [datetime.fromisoformat(one.utc).timestamp() / 86400.0 for one in own]
    return trend(days, [one.height_mm for one in own])


def _lock(house: House, entry: BoxEntry) -> str:
    now = remembered()
    if entry.judged == "failed":
        why = f"{SELF_CHECK}: the box is off by {entry.worst_mm:+z.0f} mm (limit 10)"
        if now is not None and now.by != SELF_CHECK:
            # Staff had a reason of their own, which a passing check must not end.
            why = f"{now.reason or 'by staff'}; {why}"[:LONGEST_REASON]
        house.do(Request("maintenance", on=True, reason=why))
        return "The kiosk is out of service until a check passes."
    if now is not None and now.by == SELF_CHECK:
        house.do(Request("maintenance"))
        return "The kiosk, which a check had locked, is back in service."
    return ""
