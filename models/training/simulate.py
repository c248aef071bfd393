"""A simulated squat test as a Camera: depth frames as a mounted kiosk would see them, and truth.

The stream comes as the sensor gives it: a portrait mount delivers a picture that lies on its side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import DepthFrame, Intrinsics
from kiosk.core.mount import Mount, to_stream, upright_lens
from kiosk.core.posenet import JOINTS
from kiosk.core.skeleton import INDEX, Motion
from models.training.clothing import Dressed, posed_vertices
from models.training.pose import rotation, solve
from models.training.samples import render_person, window
from models.training.scene import BACKGROUND, View, background, look
from models.training.sensor import SensorSpec, random_stereo, sense, smooth_noise
from models.training.sequence import Member, draw_member, pose_at
from models.training.stereo import Mesh, StereoLook, random_look, sense_stereo

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One test's fixed parts: member, clothes, camera, room, sensor."""

    dressed: Dressed
    member: Member
    view: View
    mount: Mount
    turn: NDArray[np.float64]
    room: Floats
    spec: SensorSpec
    gravity: NDArray[np.float64] | None
    fps: float


def kiosk_view(rng: np.random.Generator, portrait: bool) -> View:
    """A camera as the installation guide asks for: portrait at 1.5-1.8 m, landscape at 2.2-2.7."""
    f = float(rng.choice([rng.uniform(418, 432), rng.uniform(380, 396)]))
    if portrait:
        lens = Intrinsics(480, 848, f, f, 240 + rng.normal(0, 3), 424 + rng.normal(0, 3))
        distance, height, aim = (
            rng.uniform(1.5, 1.9),
            rng.uniform(0.85, 1.15),
            rng.uniform(0.8, 0.95),
        )
    else:
        lens = Intrinsics(848, 480, f, f, 424 + rng.normal(0, 3), 240 + rng.normal(0, 3))
        distance, height, aim = (
            rng.uniform(2.2, 2.7),
            rng.uniform(0.7, 1.3),
            rng.uniform(0.85, 0.95),
        )
    place = np.array([rng.normal(0, 0.06), -distance, height])
    return look(lens, place, np.array([0.0, 0.0, aim]), float(rng.normal(0, 0.012)), portrait)


def set_stage(
    dressed: Dressed,
    rng: np.random.Generator,
    portrait: bool,
    squats: int = 3,
    fps: float = 15.0,
    imu: bool = True,
) -> Stage:
    """Everything that a test keeps, drawn at random."""
    view = kiosk_view(rng, portrait)
    turned = rotation(np.array([0.0, 0.0, 1.0]), rng.normal(0, 0.07))
    turn = np.concatenate(
        [turned, np.array([[rng.normal(0, 0.06)], [rng.normal(0, 0.05)], [0.0]])], 1
    )
    spec = replace(random_stereo(rng, view.lens.fx, view.vertical_baseline), reversed=portrait)
    down = view.down + rng.normal(0, 0.006, 3)
    gravity = down / np.linalg.norm(down) if imu else None
    mount = Mount.PORTRAIT_LEFT if portrait else Mount.LANDSCAPE
    room = background(view, rng, aside_m=1.35)
    member = draw_member(rng, squats)
    return Stage(dressed, member, view, mount, turn, room, spec, gravity, fps)


class SimulatedTest:
    """A Camera over a stage; `truth()` gives the true joints of the same frames.

    stereo: depth by matching two rendered infrared views instead of the noise formula.
    """

    def __init__(self, stage: Stage, seed: int, stereo: bool = False) -> None:
        self.stage = stage
        self._seed = seed
        self._stereo = stereo
        self.count = int(stage.member.length_s * stage.fps)

    @property
    def intrinsics(self) -> Intrinsics:
        """Of the stream as delivered."""
        back = Mount((4 - self.stage.mount.turns) % 4)
        return upright_lens(self.stage.view.lens, back)

    def close(self) -> None:
        """Nothing to release."""

    def frames(self) -> Iterator[DepthFrame]:
        """Every frame, noise drawn anew from the same seed each time."""
        stage, rng = self.stage, np.random.default_rng(self._seed)
        shape = (stage.view.lens.height, stage.view.lens.width)
        still = smooth_noise(shape, stage.spec.noise_blur_px, rng)
        labels = np.full(shape, BACKGROUND, np.uint8)
        look = random_look(rng) if self._stereo else None
        if look is not None:
            empties = [self._matched((), rng, look, None)]
        else:
            empties = [sense(stage.room, labels, stage.spec, rng, still) for _ in range(3)]
        lens = self.intrinsics
        gravity = None
        if stage.gravity is not None:
            gravity = to_stream(stage.gravity, stage.mount)
        for i in range(self.count):
            depth = empties[i % len(empties)].copy()
            if look is not None:
                depth = self._matched(self._meshes(i / stage.fps), rng, look, depth)
            else:
                self._person(i / stage.fps, depth, still, rng)
            raw = np.round(np.clip(depth, 0, 60) * 1000).astype(np.uint16)
            raw = np.ascontiguousarray(np.rot90(raw, -stage.mount.turns))
            raw.flags.writeable = False
            yield DepthFrame(raw, 0.001, lens, 10.0 + i / stage.fps, i, gravity)

    def _person(self, t: float, depth: Floats, still: Floats, rng: np.random.Generator) -> None:
        stage = self.stage
        pose, flexion = pose_at(stage.dressed.body, stage.dressed.sole_m, stage.member, t)
        posed = solve(stage.dressed.body, pose, stage.dressed.sole_m)
        person, label = render_person(stage.dressed, posed, flexion, stage.view, stage.turn)
        where = window(label, 24)
        if where is None:
            return
        front = person < stage.room
        clean = np.ascontiguousarray(np.minimum(person, stage.room)[where])
        seen = np.ascontiguousarray(np.where(front, label, BACKGROUND).astype(np.uint8)[where])
        depth[where] = sense(clean, seen, stage.spec, rng, np.ascontiguousarray(still[where]))

    def _meshes(self, t: float) -> list[Mesh]:
        stage = self.stage
        pose, flexion = pose_at(stage.dressed.body, stage.dressed.sole_m, stage.member, t)
        posed = solve(stage.dressed.body, pose, stage.dressed.sole_m)
        points = posed_vertices(stage.dressed, posed, flexion) @ stage.turn[:, :3].T
        points = (points + stage.turn[:, 3]).astype(np.float32)
        return [(points, faces, label) for faces, label in stage.dressed.groups]

    def _matched(
        self,
        meshes: Sequence[Mesh],
        rng: np.random.Generator,
        look: StereoLook,
        room: Floats | None,
    ) -> Floats:
        stage = self.stage
        baseline = stage.spec.focal_baseline / stage.view.lens.fx
        baseline *= -1.0 if stage.spec.reversed else 1.0
        return sense_stereo(stage.view, meshes, stage.room, baseline, rng, look, room)

    def truth(self) -> Motion:
        """True joints, upright optical frame, metres, times as the frames'."""
        stage = self.stage
        points = np.full((self.count, len(INDEX), 3), np.nan)
        for i in range(self.count):
            body, sole = stage.dressed.body, stage.dressed.sole_m
            pose, _ = pose_at(body, sole, stage.member, i / stage.fps)
            joints = solve(body, pose, sole).joints
            world = np.stack([joints[n] for n in JOINTS]) @ stage.turn[:, :3].T + stage.turn[:, 3]
            points[i, [INDEX[n] for n in JOINTS]] = stage.view.to_camera(world)
        points[:, INDEX["Hip"]] = 0.5 * (points[:, INDEX["LHip"]] + points[:, INDEX["RHip"]])
        times = 10.0 + np.arange(self.count) / stage.fps
        return Motion(times, points, np.full(points.shape[:2], 0.001))

    def floor(self) -> tuple[NDArray[np.float64], float]:
        """True floor: up normal (3,) in the upright optical frame, and the camera's height."""
        return -self.stage.view.down, float(self.stage.view.place[2])


def draw_test(
    factory_sample: Callable[[np.random.Generator], Dressed],
    seed: int,
    portrait: bool,
    fps: float = 15.0,
    stereo: bool = False,
) -> SimulatedTest:
    """The test of a seed: body, clothes, camera, room and squats."""
    rng = np.random.default_rng(seed)
    dressed = factory_sample(rng)
    stage = set_stage(dressed, rng, portrait, fps=fps, imu=rng.random() < 0.5)
    return SimulatedTest(stage, seed + 1, stereo)
