"""Recordings in the kiosk's own folder: found, listed, deleted, gone when promised. May import all
below.

Nothing but .db3 files directly in the folder is looked at, and no name leads out of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from kiosk.app.places import recordings_folder
from kiosk.app.recordings import installed
from kiosk.config import Config
from kiosk.errors import RecordingError

SUFFIX: Final = ".db3"
STAMP: Final = "%Y%m%d-%H%M%S"
_NAME: Final = re.compile(r"[\w.-]{1,100}")


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """name: what commands call it, the file's name without its ending. made_utc: when it was
    written last. days_left: before it is deleted."""

    name: str
    path: Path
    made_utc: str
    size_bytes: int
    days_left: float


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """What is in one: depth frames, and samples that tell which way is down."""

    file: RecordingFile
    depth_frames: int
    accel_samples: int


def new_recording(config: Config, now: datetime | None = None) -> Path:
    """A name for the next one. Raises RecordingError where none may be kept, or no folder can be
    made."""
    folder = recordings_folder(config)
    if not config.recordings.keep:
        raise RecordingError(
            "No recordings are kept here: [recordings] keep is false. Say where it shall go "
            "(kiosk record OUT.db3), or allow it: kiosk config set recordings.keep true."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise RecordingError(
            f"The folder of recordings {folder} cannot be made: {error.strerror}."
        ) from error
    return folder / f"{(now or datetime.now(UTC)).strftime(STAMP)}{SUFFIX}"


def recordings(config: Config, now: datetime | None = None) -> Sequence[RecordingFile]:
    """The newest first. Raises RecordingError where the folder cannot be read."""
    folder = recordings_folder(config)
    keep = timedelta(days=config.recordings.keep_days)
    try:
        found = [
            _file(path, keep, now or datetime.now(UTC))
            for path in folder.iterdir()
            if path.suffix == SUFFIX and path.is_file() and not path.is_symlink()
        ]
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise RecordingError(
            f"The folder of recordings {folder} cannot be read: {error.strerror}."
        ) from error
    return sorted(found, key=lambda one: one.made_utc, reverse=True)


def recording(config: Config, name: str) -> RecordingFile:
    """By its name in the list. Raises RecordingError."""
    named = name.removesuffix(SUFFIX)
    known = recordings(config)
    if _NAME.fullmatch(named):
        for one in known:
            if one.name == named:
                return one
    told = f"There are {len(known)}: kiosk recordings list." if known else "There is none."
    raise RecordingError(f"No recording is called {name[:100]!r} here. {told}")


def recording_path(config: Config, name: str) -> Path:
    """Of a name in the list, or of any file that is given by its path. Raises RecordingError."""
    path = Path(name)
    if path.suffix == SUFFIX and path.is_file():
        return path
    return recording(config, name).path


def look_into(config: Config, name: str) -> RecordingFacts:
    """What is in one. Raises RecordingError where it is damaged."""
    found = recording(config, name)
    with installed():
        from kiosk.adapters.db3file import inspect_db3
        from kiosk.adapters.rs_values import known_options
    inside = inspect_db3(found.path, known_options())
    return RecordingFacts(found, inside.depth_frames, inside.accel_samples)


def delete_recording(one: RecordingFile) -> None:
    """Raises RecordingError."""
    try:
        one.path.unlink(missing_ok=True)
    except OSError as error:
        raise RecordingError(f"{one.path} cannot be deleted: {error.strerror}.") from error


def purge_recordings(config: Config, now: datetime, *, sure: bool) -> int:
    """Delete what has been kept for its time; how many. sure: whether the clock can be believed;
    by one that cannot nothing goes. Raises RecordingError."""
    if not sure:
        return 0
    old = [one for one in recordings(config, now) if one.days_left <= 0]
    for one in old:
        delete_recording(one)
    return len(old)


def _file(path: Path, keep: timedelta, now: datetime) -> RecordingFile:
    facts = path.stat()
    made = datetime.fromtimestamp(facts.st_mtime, UTC)
    left = (made + keep - now) / timedelta(days=1)
    stamp = made.strftime("%Y-%m-%dT%H:%M:%SZ")
    return RecordingFile(path.stem, path, stamp, facts.st_size, round(left, 2))
