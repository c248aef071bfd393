"""What staff should see to about a camera that works."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kiosk.core.frame import DepthFrame, Intrinsics
from kiosk.live.camera_notes import Notes

LENS = Intrinsics(64, 48, 60.0, 60.0, 31.5, 23.5)


@dataclass
class Camera:
    usb: str = "3.2"
    temperature_c: float | None = 40.0
    projector_c: float | None = None


class World:
    def __init__(self, camera: object) -> None:
        self.now_s = 0.0
        self.notes = Notes(camera, lambda: self.now_s)

    def see(self, zeros: float, seconds: float, *, somebody: bool = False) -> int:
        """Frames with so many zeros; how often there was news."""
        depth = np.full((48, 64), 2000, np.uint16)
        depth.reshape(-1)[: round(zeros * depth.size)] = 0
        depth = np.random.default_rng(1).permutation(depth.reshape(-1)).reshape(48, 64)
        news = 0
        for number in range(round(seconds * 5)):
            self.now_s += 0.2
            frame = DepthFrame(depth, 0.001, LENS, self.now_s, number)
            news += self.notes.step(frame, somebody=somebody)
        return news

    @property
    def codes(self) -> list[str]:
        return [note.code for note in self.notes.held]


def test_a_picture_with_many_holes_and_nobody_in_it_is_told_once_and_taken_back() -> None:
    world = World(Camera())
    assert world.see(0.6, 8.0) == 0, "somebody may have passed"
    assert world.see(0.6, 30.0) == 1
    assert world.codes == ["zeros"]
    assert "% of the empty picture has no depth" in world.notes.held[0].text
    assert world.see(0.45, 30.0) == 0, "between the two limits nothing changes"
    assert world.see(0.2, 30.0) == 1
    assert world.codes == []


def test_a_member_s_shadow_is_no_dirty_lens() -> None:
    world = World(Camera())
    world.see(0.7, 60.0, somebody=True)
    assert world.codes == []


def test_a_slow_link_is_told_from_the_start() -> None:
    assert World(Camera(usb="2.1")).codes == ["usb2"]
    assert World(Camera(usb="")).codes == []
    assert World(object()).codes == []


def test_heat_comes_and_goes_with_a_distance() -> None:
    camera = Camera()
    world = World(camera)
    camera.temperature_c, camera.projector_c = 76.0, 61.0
    assert world.see(0.1, 11.0) == 1
    assert world.codes == ["camera_hot", "projector_hot"]
    camera.temperature_c, camera.projector_c = 72.0, 54.0
    world.see(0.1, 11.0)
    assert world.codes == ["camera_hot"]
    camera.temperature_c = None
    world.see(0.1, 11.0)
    assert world.codes == ["camera_hot"], "one that tells nothing has not become cooler"
