"""Round trips through the real SDK, and every kind of file that is no recording."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kiosk.adapters.recorder import Db3Recorder
from kiosk.adapters.recording import Db3Recording
from kiosk.core.frame import DepthFrame, Intrinsics
from kiosk.errors import InputError, RecordingError

ROOT = Path(__file__).parents[2]
Frames = Callable[..., list[DepthFrame]]
Write = Callable[..., Path]


def check_same(recording: Db3Recording, frames: list[DepthFrame]) -> None:
    assert recording.frame_count == len(frames)
    played = 0
    for back, sent in zip(recording.frames(), frames, strict=True):
        np.testing.assert_array_equal(back.depth, sent.depth)
        assert back.number == sent.number
        assert back.time_s == pytest.approx(sent.time_s, abs=1e-6)
        assert (back.scale_m, back.intrinsics) == (sent.scale_m, sent.intrinsics)
        assert not back.depth.flags.writeable
        played += 1
    assert played == len(frames)


@pytest.mark.parametrize("compress", [True, False])
def test_every_frame_comes_back_exactly(
    tmp_path: Path, frames_of: Frames, write_frames: Write, compress: bool
) -> None:
    frames = frames_of(300)
    path = write_frames(tmp_path / "a.db3", frames, compress=compress)
    check_same(Db3Recording(path), frames)


@pytest.mark.parametrize(("width", "height"), [(848, 480), (320, 240)])
def test_camera_sizes_come_back_exactly(
    tmp_path: Path, frames_of: Frames, write_frames: Write, width: int, height: int
) -> None:
    frames = frames_of(35, Intrinsics(width, height, 425.5, 424.25, width / 2, height / 2))
    check_same(Db3Recording(write_frames(tmp_path / "a.db3", frames)), frames)


@pytest.mark.parametrize("scale_m", [0.0001, 0.00025, 0.001])
def test_the_scale_comes_from_the_recording(
    tmp_path: Path, frames_of: Frames, write_frames: Write, scale_m: float
) -> None:
    frames = [replace(frame, scale_m=scale_m) for frame in frames_of(2)]
    assert Db3Recording(write_frames(tmp_path / "a.db3", frames)).scale_m == scale_m


def test_gaps_in_numbers_and_times_stay(
    tmp_path: Path, frames_of: Frames, write_frames: Write
) -> None:
    frames = [f for i, f in enumerate(frames_of(20)) if i not in (3, 4, 11)]
    check_same(Db3Recording(write_frames(tmp_path / "a.db3", frames)), frames)


def test_a_recording_plays_again_from_its_beginning(recording: Path) -> None:
    camera = Db3Recording(recording)
    first = [frame.number for frame in camera.frames()]
    assert [frame.number for frame in camera.frames()] == first == list(range(5, 17))


def test_playing_may_end_anywhere(recording: Path) -> None:
    camera = Db3Recording(recording)
    for stop in range(12):
        for index, _ in enumerate(camera.frames()):
            if index == stop:
                break
    assert len(list(camera.frames())) == 12


def test_closing_is_harmless_at_any_time(recording: Path) -> None:
    camera = Db3Recording(recording)
    camera.close()
    playing = camera.frames()
    next(playing)
    camera.close()
    camera.close()


def test_a_slow_reader_loses_nothing(
    tmp_path: Path, frames_of: Frames, write_frames: Write
) -> None:
    """The SDK's own queue stops for ever here: it waits without releasing the interpreter."""
    path = write_frames(tmp_path / "a.db3", frames_of(40))
    code = f"""
import time
from pathlib import Path
from kiosk.adapters.recording import Db3Recording
numbers = []
for frame in Db3Recording(Path({str(path)!r})).frames():
    time.sleep(0.005)
    numbers.append(frame.number)
assert numbers == list(range(5, 45)), numbers
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=120)


def test_playing_often_does_not_crash_the_process(recording: Path) -> None:
    """Letting go of the SDK's device while its reading thread had work crashed 1 run in 15."""
    code = f"""
from pathlib import Path
from kiosk.adapters.recording import Db3Recording
camera = Db3Recording(Path({str(recording)!r}))
for _ in range(45):
    assert len(list(camera.frames())) == 12
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=300)


@pytest.mark.parametrize(("ending", "status"), [("", 0), ("raise SystemExit(5)", 5)])
def test_a_program_may_end_while_it_plays(recording: Path, ending: str, status: int) -> None:
    code = f"""
from pathlib import Path
from kiosk.adapters.recording import Db3Recording
playing = Db3Recording(Path({str(recording)!r})).frames()
next(playing)
{ending}
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=120)
    assert done.returncode == status


@pytest.mark.parametrize(
    "gravity", [(0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (-1.0, 0.0, 0.0), (0.1, 0.98, -0.17)]
)
def test_gravity_comes_back_towards_the_earth(
    tmp_path: Path, frames_of: Frames, write_frames: Write, gravity: tuple[float, float, float]
) -> None:
    down = np.array(gravity) / np.linalg.norm(gravity)
    recording = Db3Recording(write_frames(tmp_path / "a.db3", frames_of(6, gravity=down)))
    frames = list(recording.frames())
    assert len(frames) == 6
    for frame in frames:
        assert frame.gravity is not None
        np.testing.assert_allclose(frame.gravity, down, atol=1e-6)
        assert not frame.gravity.flags.writeable


def test_without_an_accelerometer_there_is_no_gravity(recording: Path) -> None:
    assert Db3Recording(recording).gravity is None


def test_playing_changes_nothing(recording: Path) -> None:
    before = hashlib.sha256(recording.read_bytes()).digest()
    list(Db3Recording(recording).frames())
    assert hashlib.sha256(recording.read_bytes()).digest() == before
    assert [p.name for p in recording.parent.iterdir()] == [recording.name]


def test_the_file_tells_the_cameras_times(
    tmp_path: Path, frames_of: Frames, write_frames: Write
) -> None:
    """So that a viewer plays it at the speed of life and the order is beyond doubt."""
    path = write_frames(tmp_path / "a.db3", frames_of(31))
    with closing(sqlite3.connect(path)) as file:
        times = [
            row[0]
            for row in file.execute(
                "SELECT timestamp FROM messages JOIN topics ON topics.id = topic_id"
                " WHERE name LIKE '%/image/data%' ORDER BY messages.id"
            )
        ]
    np.testing.assert_allclose(np.diff(times), 1e9 / 30, atol=2)


# What is refused


def refusal(path: Path) -> str:
    with pytest.raises(RecordingError) as caught:
        list(Db3Recording(path).frames())
    assert caught.value.exit_status == 2
    return str(caught.value)


def damaged(recording: Path, folder: Path, sql: str) -> Path:
    """A copy whose database was changed by a statement, and is a whole database still."""
    path = folder / "damaged.db3"
    shutil.copy(recording, path)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(sql)
    return path


def test_no_such_file(tmp_path: Path) -> None:
    assert "there is no file" in refusal(tmp_path / "none.db3")


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.db3").mkdir()
    assert "folder" in refusal(tmp_path / "folder.db3")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"a text file\n", "begins b'a text file"),
        (b"SQLite format 3\x00", "cut off"),
        (b"#ROSBAG V2.0\n", "ROS 1 bag"),
    ],
)
def test_a_file_of_another_kind(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "a.db3"
    path.write_bytes(content)
    assert told in refusal(path)


def test_a_ros1_bag_by_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "old.bag"
    path.write_bytes(b"#ROSBAG V2.0\nE\x00\x00\x00")
    assert "ROS 1 bag" in refusal(path)


def test_another_ending(tmp_path: Path, recording: Path) -> None:
    path = tmp_path / "clip.sqlite"
    shutil.copy(recording, path)
    assert ".db3" in refusal(path)


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.9, 0.999])
def test_a_truncated_recording(tmp_path: Path, recording: Path, share: float) -> None:
    whole = recording.read_bytes()
    path = tmp_path / "cut.db3"
    path.write_bytes(whole[: int(len(whole) * share)])
    assert "cut off" in refusal(path)


def test_a_hole_in_the_middle(tmp_path: Path, recording: Path) -> None:
    content = bytearray(recording.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 8192] = bytes(8192)
    path = tmp_path / "hole.db3"
    path.write_bytes(content)
    assert "damaged" in refusal(path)


def test_another_programs_database(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db3")) as file, file:
        file.execute("CREATE TABLE members (name)")
    assert "no recording" in refusal(tmp_path / "a.db3")


def test_colour_only(colour_recording: Path) -> None:
    assert "no depth: only color" in refusal(colour_recording)


def test_no_frame(tmp_path: Path, recording: Path) -> None:
    path = damaged(recording, tmp_path, "DELETE FROM messages WHERE timestamp > 0")
    assert "without a single frame" in refusal(path)


@pytest.mark.parametrize(
    "sql",
    [
        # Each of these sent the SDK round in a circle or into a crash.
        "UPDATE topics SET name = '/device_0/sensor_</info' WHERE name LIKE '%/sensor_0/info'",
        "UPDATE topics SET name = replace(name, 'sensor_0', 'sensor_7')",
        "UPDATE topics SET name = CAST(name AS BLOB) WHERE id = 3",
        "UPDATE topics SET name = replace(name, '/option/', '/optiom/')",
        "UPDATE topics SET name = replace(name, 'Depth_0/info', 'Depth_0/infp')",
    ],
)
def test_topics_that_the_sdk_cannot_take(tmp_path: Path, recording: Path, sql: str) -> None:
    assert "damaged" in refusal(damaged(recording, tmp_path, sql))


def test_a_setting_of_a_newer_sdk(tmp_path: Path, recording: Path) -> None:
    sql = "UPDATE topics SET name = replace(name, 'Depth_Units', 'Mood')"
    assert "does not know ('Mood')" in refusal(damaged(recording, tmp_path, sql))


def test_a_wrong_index_entry(tmp_path: Path, recording: Path) -> None:
    """The SDK reads by this index and never ends where an entry points elsewhere."""
    path = tmp_path / "index.db3"
    shutil.copy(recording, path)
    with closing(sqlite3.connect(path)) as file, file:
        root, page = file.execute(
            "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master"
            " WHERE name = 'timestamp_idx'"
        ).fetchone()
    content = bytearray(path.read_bytes())
    content[root * page - 1] ^= 1  # the last byte of the page is a row's number
    path.write_bytes(content)
    assert "damaged" in refusal(path)


def test_a_picture_that_does_not_decode(tmp_path: Path, recording: Path) -> None:
    path = damaged(
        recording,
        tmp_path,
        "UPDATE messages SET data = zeroblob(length(data)) WHERE id = (SELECT max(messages.id)"
        " FROM messages JOIN topics ON topics.id = topic_id WHERE name LIKE '%compressedDepth')",
    )
    assert "damaged" in refusal(path)


def test_what_was_recorded_until_the_power_failed_is_kept(tmp_path: Path, recording: Path) -> None:
    """Its last picture has no time and number yet, and does not count."""
    path = damaged(
        recording,
        tmp_path,
        "DELETE FROM messages WHERE id > (SELECT max(messages.id) FROM messages"
        " JOIN topics ON topics.id = topic_id WHERE name LIKE '%compressedDepth')",
    )
    assert [frame.number for frame in Db3Recording(path).frames()] == list(range(5, 16))


# What the recorder refuses


def test_an_earlier_recording_is_kept(tmp_path: Path, frames_of: Frames) -> None:
    path = tmp_path / "a.db3"
    path.write_bytes(b"precious")
    with pytest.raises(RecordingError, match="exists already"):
        Db3Recorder(path, frames_of(1)[0].intrinsics, 0.001)
    assert path.read_bytes() == b"precious"


def test_force_replaces_it(tmp_path: Path, frames_of: Frames, write_frames: Write) -> None:
    path = tmp_path / "a.db3"
    path.write_bytes(b"precious")
    check_same(Db3Recording(write_frames(path, frames_of(3), force=True)), frames_of(3))


@pytest.mark.parametrize("name", ["a.bag", "a", "missing/a.db3"])
def test_a_name_that_will_not_do(tmp_path: Path, frames_of: Frames, name: str) -> None:
    with pytest.raises(RecordingError):
        Db3Recorder(tmp_path / name, frames_of(1)[0].intrinsics, 0.001)


def test_nothing_recorded_is_an_error(tmp_path: Path, frames_of: Frames) -> None:
    with (
        pytest.raises(RecordingError, match="nothing was recorded"),
        Db3Recorder(tmp_path / "a.db3", frames_of(1)[0].intrinsics, 0.001),
    ):
        pass
    assert not (tmp_path / "a.db3").exists()


def test_frames_that_do_not_belong(tmp_path: Path, frames_of: Frames) -> None:
    first, second, third = frames_of(3)
    with Db3Recorder(tmp_path / "a.db3", first.intrinsics, 0.001) as recorder:
        recorder.write(second)
        for wrong in (
            first,
            replace(third, scale_m=0.01),
            replace(third, depth=third.depth[:-1]),
            replace(third, intrinsics=replace(third.intrinsics, fx=1.0)),
        ):
            with pytest.raises(InputError):
                recorder.write(wrong)
        recorder.write(third)
    assert [f.number for f in Db3Recording(tmp_path / "a.db3").frames()] == [6, 7]


def test_a_scale_that_the_sdk_would_round(tmp_path: Path, frames_of: Frames) -> None:
    with pytest.raises(InputError, match="whole micrometres"):
        Db3Recorder(tmp_path / "a.db3", frames_of(1)[0].intrinsics, 0.00012345)
