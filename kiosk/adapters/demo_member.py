"""The demonstration's member as a Camera, and as a recording. May import kiosk.core and numpy.

Stored is the clean disparity of one simulated member (kiosk/data/demo-member.xz, made by
models/training/make_demo.py); a room about them and a stereo camera's noise are drawn as it plays,
always the same. The stream is 848x480 and lies on its side, as a camera in portrait delivers it.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kiosk.adapters.demo_room import (
    FIELDS,
    NOISE_PX,
    Floats,
    Stage,
    empty_room,
    enlarge,
    noise_fields,
)
from kiosk.core.frame import DepthFrame, FloatArray, Intrinsics
from kiosk.core.mount import Mount, to_stream, upright_lens
from kiosk.errors import InstallationError

DATA: Final = Path(__file__).parent.parent / "data" / "demo-member.xz"
MOUNT: Final = Mount.PORTRAIT_LEFT
SEED: Final = 7
WALL_M: Final = 3.1


@dataclass(frozen=True, slots=True, eq=False)
class _Stored:
    facts: dict[str, Any]
    frames: NDArray[np.uint16]


class DemoMember:
    """A Camera: one whole test of 2 practice, 5 uncued and 3 cued squats.

    Raises InstallationError where the stored member is missing or damaged.
    """

    def __init__(self, path: Path = DATA) -> None:
        self._stored = _load(path)
        f = self._stored.facts
        width, height = 2 * f["width"], 2 * f["height"]
        focal = 2 * f["focal_px"]
        self._lens = Intrinsics(width, height, focal, focal, (width - 1) / 2, (height - 1) / 2)
        self.fps = float(f["fps"])
        self.frame_count = len(self._stored.frames)
        down = np.array(f["down"])
        self._down: FloatArray = down / np.linalg.norm(down)

    @property
    def intrinsics(self) -> Intrinsics:
        """Of the stream as delivered, on its side."""
        return upright_lens(self._lens, Mount((4 - MOUNT.turns) % 4))

    def close(self) -> None:
        """Nothing to release."""

    def frames(self) -> Iterator[DepthFrame]:
        """Every frame, the same at each call."""
        rng = np.random.default_rng(SEED)
        lens, facts = self.intrinsics, self._stored.facts
        noise = noise_fields(self._lens, rng)
        room = _room(self._lens, self._down, facts)
        gravity = to_stream(self._down, MOUNT)
        for i, small in enumerate(self._stored.frames):
            disparity = _with_member(room, small, facts)
            field = np.roll(noise[rng.integers(FIELDS)], rng.integers(1, 97, size=2), axis=(0, 1))
            disparity += np.float32(NOISE_PX * 0.7) * (noise[0] + field)
            np.round(disparity * 32.0, out=disparity)
            depth = np.float32(facts["focal_baseline"] * 32.0 * 1000.0) / disparity
            raw = np.ascontiguousarray(np.rot90(depth.astype(np.uint16), -MOUNT.turns))
            raw.flags.writeable = False
            yield DepthFrame(raw, 0.001, lens, i / self.fps, i, gravity)


def write_recording(path: Path) -> None:
    """The member's test as a `.db3`, through the camera's SDK."""
    from kiosk.adapters.recorder import Db3Recorder

    member = DemoMember()
    with Db3Recorder(
        path, member.intrinsics, 0.001, int(member.fps), compress=True, force=True
    ) as recorder:
        for frame in member.frames():
            recorder.write(frame)


def _load(path: Path) -> _Stored:
    try:
        head, _, body = lzma.decompress(path.read_bytes()).partition(b"\n")
        facts = json.loads(head)
        codes = np.frombuffer(body, np.uint8).reshape(2, *facts["shape"]).astype(np.uint16)
    except (OSError, lzma.LZMAError, ValueError, KeyError) as error:
        raise InstallationError(
            f"The demonstration's member {path} cannot be read: {error}. Install the kiosk again."
        ) from error
    zigzag = codes[0] | (codes[1] << 8)
    residual = (zigzag >> 1).astype(np.int16) ^ -(zigzag & 1).astype(np.int16)
    # Sums of differences stay exact in 16 bits: they wrap and unwrap alike.
    across = np.cumsum(residual, axis=2, dtype=np.int16)
    return _Stored(facts, np.cumsum(across, axis=0, dtype=np.int16).astype(np.uint16))


def _room(lens: Intrinsics, down: FloatArray, facts: dict[str, Any]) -> Floats:
    """(H, W) disparity in pixels of a floor and a wall WALL_M away."""
    stage = Stage(lens, down, float(facts["focal_baseline"]), float(facts["camera_height_m"]))
    return empty_room(stage, WALL_M)


def _with_member(room: Floats, small: NDArray[np.uint16], facts: dict[str, Any]) -> Floats:
    """The room with the member in it; half resolution is enlarged between its own pixels only."""
    out = room.copy()
    large = enlarge(small.astype(np.float32) * np.float32(facts["step_px"]))
    top, left = 2 * facts["top"], 2 * facts["left"]
    part = out[top : top + large.shape[0], left : left + large.shape[1]]
    np.copyto(part, large, where=large > 0)
    return out
