"""`kiosk calibrate` and `kiosk view`, with Open3D itself where it is installed."""

from __future__ import annotations

import json
import struct
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from kiosk.adapters.demo_box import DemoBox
from kiosk.app.depth import Depth
from kiosk.app.kept import store_of
from kiosk.config import Config
from tests.support.command import Command
from tests.support.visits import analytic_visit, record_of

needs_open3d = pytest.mark.skipif(
    find_spec("open3d") is None, reason="Open3D is not installed (the extra 'view')"
)


@pytest.fixture
def kiosk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return Command(tmp_path / "state", monkeypatch, capsys)


def test_a_mount_that_is_right_is_kept_and_a_moved_one_told(
    kiosk: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = kiosk("calibrate", "--source", "demo:empty", "--once", "--accept")
    assert "nothing was kept" in said.out
    assert not (kiosk.state / "mount.json").exists()
    monkeypatch.setattr("kiosk.app.depth._open", lambda *_: Depth(DemoBox(None), True, "D455"))
    said = kiosk("calibrate", "--once", "--accept")
    assert said.status == 0, said.out + said.err
    assert "All is as needed." in said.out
    assert len(said.out.splitlines()) <= 24
    path = kiosk.state / "mount.json"
    kept = json.loads(path.read_text())
    assert kept["height_m"] == pytest.approx(1.0, abs=0.01)
    path.write_text(json.dumps(kept | {"height_m": 1.2}))
    assert (
        "MOVED: 1.00 m high, not 1.20" in kiosk("calibrate", "--source", "demo:empty", "--once").out
    )


def test_what_stands_in_the_zone_is_told_and_not_kept(kiosk: Command) -> None:
    said = kiosk("calibrate", "--source", "demo", "--accept", "--json")
    assert said.status == 1
    assert said.json["floor"] and "clear it" in said.json["todo"][0]
    assert not (kiosk.state / "mount.json").exists()


def test_without_a_camera_it_is_said(kiosk: Command) -> None:
    assert kiosk("calibrate", "--once").status == 2


@needs_open3d
def test_cloud_and_floor_are_kept_as_ply(kiosk: Command, tmp_path: Path) -> None:
    import open3d

    said = kiosk("calibrate", "--source", "demo:empty", "--json", "--ply", tmp_path / "a.ply")
    assert said.status == 0, said.err
    cloud, floor = (Path(one) for one in said.json["files"])
    assert len(open3d.io.read_point_cloud(str(cloud)).points) > 10_000
    assert len(open3d.io.read_triangle_mesh(str(floor)).triangles) == 2
    bad = kiosk("calibrate", "--source", "demo:empty", "--json", "--ply", tmp_path / "a.txt")
    assert bad.status == 2 and "no .ply file" in bad.err


@needs_open3d
def test_a_kept_visit_is_drawn_without_a_screen(kiosk: Command, tmp_path: Path) -> None:
    store = store_of(Config())
    store.save(record_of(analytic_visit()))
    store.close()
    picture = tmp_path / "v.png"
    said = kiosk("view", "K7B4F2", "--at-bottom", "--screenshot", picture, "--json")
    assert said.status == 0, said.err
    assert said.json["joints"] >= 12
    wide, high = struct.unpack(">II", picture.read_bytes()[16:24])
    assert (wide, high) == (1280, 960)
    assert "no screen" in kiosk("view", "K7B4F2").err
    assert "frames: 0 to" in kiosk("view", "K7B4F2", "--frame", "99999").err


def test_without_open3d_it_is_said_how_to_get_it(
    kiosk: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "open3d", None)
    said = kiosk("calibrate", "--source", "demo:empty", "--ply", tmp_path / "a.ply")
    assert said.status == 4
    assert "knee-kiosk[view]" in said.err


def test_what_is_neither_a_recording_nor_a_visit_is_said(kiosk: Command, tmp_path: Path) -> None:
    assert "neither" in kiosk("view", "K9K9K9").err
    (tmp_path / "x.db3").write_bytes(b"nothing")
    assert kiosk("view", tmp_path / "x.db3").status == 2
