"""Recordings that show too little: through the SDK and the whole command, with the shipped net.

The demonstration's member at half its frame rate, and what a room, a camera or a passer-by can do
to it. Each ends in a sentence and status 3, without a traceback and without a figure for a side.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from kiosk.adapters import demo_member
from kiosk.adapters.demo_member import DemoMember
from kiosk.adapters.recorder import Db3Recorder
from kiosk.cli.main import main
from kiosk.core.frame import DepthFrame

FRAMES = 600
Scene = Callable[[list[DepthFrame]], Iterator[DepthFrame]]


@pytest.fixture(scope="module")
def member() -> list[DepthFrame]:
    """20 s: standing, then five squats; 15 frames a second."""
    half = islice(DemoMember().frames(), 0, FRAMES, 2)
    return [replace(frame, number=i) for i, frame in enumerate(half)]


@pytest.fixture(scope="module")
def room() -> np.ndarray:
    """(H, W) the member's room without anybody, as the stream delivers it."""
    stored = DemoMember()
    disparity = demo_member._room(stored._lens, stored._down, stored._stored.facts)
    depth = stored._stored.facts["focal_baseline"] * 1000.0 / disparity
    return np.ascontiguousarray(np.rot90(depth.astype(np.uint16), -demo_member.MOUNT.turns))


def changed(frame: DepthFrame, depth: np.ndarray) -> DepthFrame:
    depth = np.ascontiguousarray(depth.astype(np.uint16))
    depth.flags.writeable = False
    return replace(frame, depth=depth)


def run(
    frames: Iterator[DepthFrame], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, dict]:
    """Exit status and JSON of `kiosk analyze` over the frames as a recording."""
    lens = DemoMember().intrinsics
    with Db3Recorder(folder / "a.db3", lens, 0.001, 15, compress=False) as recorder:
        for frame in frames:
            recorder.write(frame)
    words = ["analyze", str(folder / "a.db3"), "--json", str(folder / "a.json")]
    monkeypatch.setattr(sys, "argv", ["kiosk", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code, json.loads((folder / "a.json").read_text(encoding="utf-8"))


def refused(
    frames: Iterator[DepthFrame],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> dict:
    """The JSON of a recording that must be refused with a sentence and without a figure."""
    status, document = run(frames, folder, monkeypatch)
    told = capsys.readouterr().err
    assert status == 3, document["reasons"]
    assert "Traceback" not in told
    assert told.strip().endswith(".")
    for side in document["sides"].values():
        assert side["band"] is None
        assert side["knee_plane_offset_mm"]["at_60"] is None
    return document


def test_the_member_alone_is_measured(
    member: list[DepthFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, document = run(iter(member), tmp_path, monkeypatch)
    assert (status, document["verdict"]) == (0, "measured")
    assert document["recording"]["dropped"] == 0
    right = document["sides"]["right"]["knee_plane_offset_mm"]["at_60"]
    assert right["low"] > 0
    assert right["value"] > document["sides"]["left"]["knee_plane_offset_mm"]["at_60"]["value"]


def test_an_empty_room(
    member: list[DepthFrame],
    room: np.ndarray,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    document = refused((changed(f, room) for f in member[:90]), tmp_path, monkeypatch, capsys)
    assert (document["verdict"], document["reasons"][0]) == ("not_visible", "nobody")
    assert document["reps"] == []


def test_only_an_upper_body(
    member: list[DepthFrame],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # The stream lies on its side: its columns run from the floor to the ceiling.
    down = 330

    def lower() -> Iterator[DepthFrame]:
        for frame in member[:120]:
            depth = np.full_like(frame.depth, 3100)
            depth[:, : 848 - down] = frame.depth[:, down:]
            yield changed(frame, depth)

    document = refused(lower(), tmp_path, monkeypatch, capsys)
    assert document["verdict"] == "not_visible"


def test_a_second_person_beside(
    member: list[DepthFrame],
    room: np.ndarray,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def both() -> Iterator[DepthFrame]:
        for frame in member:
            alone = np.where(frame.depth < 0.93 * room, frame.depth, 60000)
            pair = np.minimum(np.roll(alone, 110, axis=0), np.roll(alone, -110, axis=0))
            yield changed(frame, np.minimum(pair, room))

    document = refused(both(), tmp_path, monkeypatch, capsys)
    assert "someone_else" in document["reasons"]


def test_a_member_who_leaves(
    member: list[DepthFrame],
    room: np.ndarray,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    gone = (f if i < 140 else changed(f, room) for i, f in enumerate(member))
    document = refused(gone, tmp_path, monkeypatch, capsys)
    assert "left_the_view" in document["reasons"]


def test_a_third_of_the_frames_dropped(
    member: list[DepthFrame],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    kept = np.random.default_rng(3).random(len(member)) > 0.3
    frames = (f for f, keep in zip(member, kept, strict=True) if keep)
    document = refused(frames, tmp_path, monkeypatch, capsys)
    assert document["recording"]["dropped"] > 0
    assert "frames_dropped" in document["reasons"]


@pytest.mark.parametrize("half", ["any", "one_side", "below"])
def test_half_of_the_depth_missing(
    half: str,
    member: list[DepthFrame],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    gone = np.zeros(member[0].depth.shape, bool)
    if half == "any":
        gone = np.random.default_rng(1).random(gone.shape) < 0.5
    elif half == "one_side":
        gone[:240] = True
    else:
        gone[:, :424] = True
    zeroed = (changed(f, np.where(gone, 0, f.depth)) for f in member[:160])
    refused(zeroed, tmp_path, monkeypatch, capsys)
