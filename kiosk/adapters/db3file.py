"""Looks into a .db3 recording before the SDK gets it. Standard library and kiosk.errors only.

A .db3 file is an SQLite database in the rosbag2 layout (tables `topics` and `messages`). The SDK
trusts it; this module says in a sentence what is wrong with it instead.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Container, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import RecordingError

SQLITE_MAGIC = b"SQLite format 3\x00"
ROS1_MAGIC = b"#ROSBAG V"
RECORD_ONE = "Record one with `kiosk record OUT.db3`."

_DEPTH = re.compile(r"^/device_\d+/sensor_\d+/Depth_\d+/image/data(/.+)?$")
_DEPTH_METADATA = re.compile(r"^/device_\d+/sensor_\d+/Depth_\d+/image/metadata$")
_ACCEL = re.compile(r"^/device_\d+/sensor_\d+/Accel_\d+/imu/data$")
_STREAM = re.compile(r"^/device_\d+/sensor_\d+/([A-Za-z]+)_\d+/(image|imu)/data(/.+)?$")
_DEVICE = re.compile(
    r"^/device_0/(?:info|sensor_(?P<sensor>\d{1,2})/"
    r"(?:info|property|post_processing(?:/.+)?|notification/.+"
    r"|option/(?P<option>[^/]+)/(?:value|description)"
    r"|[A-Za-z][A-Za-z_]*_\d+/(?:info|camera_info|imu_intrinsic|tf/.+"
    r"|[a-z_]+/(?:data(?:/.+)?|metadata|camera_info))))$"
)


@dataclass(frozen=True, slots=True)
class Db3Contents:
    """What a recording holds, counted and not decoded."""

    depth_frames: int
    accel_samples: int


def inspect_db3(path: Path, options: Container[str]) -> Db3Contents:
    """Count what is in the file; RecordingError says why it is no usable recording.

    options: the camera settings that the SDK knows, as topics name them (`Depth_Units`).
    """
    _check_header(path)
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            # Not quick_check: one wrong byte in the index sends the SDK round in a circle for ever.
            fault = file.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if fault != "ok":
                raise RecordingError(f"{path} is damaged ({fault}). {RECORD_ONE}")
            counts = _count_messages(file, path, options)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise RecordingError(f"{path} is damaged ({error}). {RECORD_ONE}") from error
    return _usable(counts, path)


def _check_header(path: Path) -> None:
    if not path.exists():
        raise RecordingError(f"there is no file {path}")
    if not path.is_file():
        raise RecordingError(f"{path} is a folder or a device, not a recording file")
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as error:
        raise RecordingError(f"{path} cannot be read: {error.strerror}") from error
    if head.startswith(ROS1_MAGIC):
        raise RecordingError(
            f"{path} is a ROS 1 bag, which RealSense SDKs wrote before 2.57; this program reads "
            f".db3 (ROS 2) only. Convert it with the SDK's tools or record again."
        )
    if not head.startswith(SQLITE_MAGIC):
        seen = "empty" if not head else f"something else (it begins {head[:12]!r})"
        raise RecordingError(f"{path} is not a .db3 recording but {seen}. {RECORD_ONE}")
    if path.suffix != ".db3":
        raise RecordingError(f"{path} must have the ending .db3: the SDK opens nothing else")
    # SQLite file format, section 1.3: page size at 16 (1 means 65536), pages in the file at 28.
    page = int.from_bytes(head[16:18], "big")
    promised = (65536 if page == 1 else page) * int.from_bytes(head[28:32], "big")
    size = path.stat().st_size
    if size < promised or size < 512:
        raise RecordingError(
            f"{path} is cut off: {size} bytes of {promised} are there. Copy it again from where "
            f"it was recorded."
        )


def _count_messages(
    file: sqlite3.Connection, path: Path, options: Container[str]
) -> dict[str, int]:
    tables = {name for (name,) in file.execute("SELECT name FROM sqlite_master")}
    if not {"topics", "messages"} <= tables:
        raise RecordingError(f"{path} is an SQLite database but no recording. {RECORD_ONE}")
    counts: dict[str, int] = dict(
        file.execute(
            "SELECT topics.name, COUNT(messages.id) FROM topics"
            " LEFT JOIN messages ON messages.topic_id = topics.id GROUP BY topics.id"
        )
    )
    _check_topics(counts, path, options)
    return counts


def _check_topics(names: Iterable[object], path: Path, options: Container[str]) -> None:
    """The SDK never returns, or crashes, on a topic or a setting that it has not heard of."""
    sensors: set[int] = set()
    for name in names:
        if not isinstance(name, str):
            raise RecordingError(f"{path} is damaged (topic {name!r}). {RECORD_ONE}")
        if not name.startswith("/device_"):
            continue
        if not (match := _DEVICE.match(name)):
            raise RecordingError(f"{path} is damaged (unknown topic {name!r}). {RECORD_ONE}")
        if (option := match["option"]) and option not in options:
            raise RecordingError(
                f"{path} holds a camera setting that this SDK does not know ({option!r}): it is "
                f"damaged, or a newer SDK recorded it. Update pyrealsense2 or record again."
            )
        if match["sensor"]:
            sensors.add(int(match["sensor"]))
    if sensors != set(range(len(sensors))):
        raise RecordingError(f"{path} is damaged (sensors {sorted(sensors)}). {RECORD_ONE}")


def _usable(counts: dict[str, int], path: Path) -> Db3Contents:
    depth = [name for name in counts if _DEPTH.match(name)]
    if not depth:
        streams = sorted({m[1].lower() for name in counts if (m := _STREAM.match(name))})
        holds = f"only {' and '.join(streams)}" if streams else "no stream of a RealSense camera"
        raise RecordingError(f"{path} holds no depth: {holds}. {RECORD_ONE}")
    # A picture gets its number and time from its metadata, written after it: without, as when the
    # recording ended with the power, it does not count.
    timed = sum(count for name, count in counts.items() if _DEPTH_METADATA.match(name))
    if not (frames := min(timed, sum(counts[name] for name in depth))):
        raise RecordingError(f"{path} holds a depth stream without a single frame. {RECORD_ONE}")
    accel = sum(count for name, count in counts.items() if _ACCEL.match(name))
    return Db3Contents(depth_frames=frames, accel_samples=accel)
