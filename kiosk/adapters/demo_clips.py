"""The demonstration's clips: what one simulated member can do. May import kiosk.core and numpy.

Written by models/training/make_clips.py: clean disparity at half resolution, several xz streams in
one file. A clip is unpacked frame by frame as it plays, so that little of it is in memory.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kiosk.adapters.demo_room import Stage
from kiosk.core.frame import Intrinsics
from kiosk.errors import InstallationError

DATA: Final = Path(__file__).parent.parent / "data" / "demo-clips.xz"
FPS: Final = 30
Steps = NDArray[np.uint16]


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """start, end: the places it joins. loop: may be repeated, and left anywhere. shape: frames
    stored, rows, columns. repeats: how many frames at FPS one stored frame stands for. top, left:
    of its first pixel in the half-sized picture."""

    name: str
    start: str
    end: str
    loop: bool
    shape: tuple[int, int, int]
    repeats: int
    top: int
    left: int
    code: str
    packed: bytes = field(repr=False)

    @property
    def frame_count(self) -> int:
        """At FPS."""
        return self.shape[0] * self.repeats

    def stored(self) -> Iterator[Steps]:
        """(rows, columns) disparity in steps, 0 = nobody: the stored frames in order."""
        stream = lzma.LZMADecompressor()
        size = self.shape[1:]
        length = 2 * size[0] * size[1]
        before = np.zeros(size, np.uint16)
        data = self.packed
        for _ in range(self.shape[0]):
            got = bytearray()
            while len(got) < length and not stream.eof:
                got += stream.decompress(data, length - len(got))
                data = b""
            low, high = np.frombuffer(got, np.uint8).reshape(2, *size).astype(np.uint16)
            zigzag = low | (high << 8)
            # Sums of differences stay exact in 16 bits: they wrap and unwrap alike.
            change = (zigzag >> 1) ^ (np.uint16(0) - (zigzag & 1))
            if self.code == "row":
                before = np.cumsum(change, axis=0, dtype=np.uint16)
                before = np.cumsum(before, axis=1, dtype=np.uint16)
            else:
                before = before + np.cumsum(change, axis=1, dtype=np.uint16)
            yield before


@dataclass(frozen=True, slots=True, eq=False)
class Clips:
    """All clips by name, where the camera stood, and pixels of disparity in a step."""

    stage: Stage
    step_px: float
    by_name: Mapping[str, Clip]


def load_clips(path: Path = DATA) -> Clips:
    """Raises InstallationError where the file is missing or damaged."""
    try:
        packed = path.read_bytes()
        stream = lzma.LZMADecompressor()
        facts = json.loads(stream.decompress(packed))
        rest, clips = stream.unused_data, {}
        for line in facts["clips"]:
            clip = _clip(line, rest[: line["bytes"]])
            rest = rest[line["bytes"] :]
            clips[clip.name] = clip
            if len(clip.packed) != line["bytes"]:
                raise ValueError(f"it ends within {clip.name}")
        return Clips(_stage(facts), float(facts["step_px"]), clips)
    except (OSError, EOFError, lzma.LZMAError, ValueError, KeyError, TypeError) as error:
        raise InstallationError(
            f"The demonstration's clips {path} cannot be read: {error}. Install the kiosk again."
        ) from error


def _clip(line: Mapping[str, Any], packed: bytes) -> Clip:
    count, rows, columns = line["shape"]
    return Clip(
        line["name"], line["start"], line["end"], bool(line["loop"]), (count, rows, columns),
        round(FPS / line["fps"]), line["top"], line["left"], line["code"], packed,
    )  # fmt: skip


def _stage(facts: Mapping[str, Any]) -> Stage:
    width, height = 2 * int(facts["width"]), 2 * int(facts["height"])
    focal = 2.0 * float(facts["focal_px"])
    down = np.array(facts["down"], np.float64)
    return Stage(
        Intrinsics(width, height, focal, focal, (width - 1) / 2, (height - 1) / 2),
        down / np.linalg.norm(down),
        float(facts["focal_baseline"]),
        float(facts["camera_height_m"]),
        float(facts["distance_m"]),
    )
