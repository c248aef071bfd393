"""The analytic member with arms, as sights: what the coach would be given of them.

Upper arm 0.29 m, forearm 0.25 m, in the floor frame of tests.analytic.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kiosk.core import coach
from kiosk.core.coach import Coach, Mark
from kiosk.core.floor import Floor
from kiosk.core.frame import Intrinsics
from kiosk.core.mount import Mount
from kiosk.core.scene import LiveView, Scene
from kiosk.core.sight import Setting, Sight
from kiosk.core.skeleton import INDEX, PREFIX, SIGN, Motion, Skeleton
from tests import analytic
from tests.analytic import Body

HEIGHT_M = 0.9
UP = np.array([0.0, -1.0, 0.0])
SETTING = Setting(
    Mount.PORTRAIT_LEFT, "given", Floor(UP, HEIGHT_M, "floor"), -UP, "floor"
)  # fmt: skip
LENS = Intrinsics(480, 848, 425.0, 425.0, 239.5, 423.5)
MARK = Mark()
MEMBER = Body()
ARMS: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    # upper arm and forearm as (forward, up, outward) directions
    "down": ((0.05, -1.0, 0.10), (0.20, -1.0, 0.05)),
    "forward": ((1.0, 0.05, 0.0), (1.0, 0.10, -0.1)),
    "forward_high": ((1.0, 0.45, 0.0), (1.0, 0.45, -0.1)),
    "crossed": ((0.5, -1.0, 0.1), (0.6, 0.25, -1.0)),
    "on_hips": ((-0.1, -1.0, 0.6), (0.3, -0.6, -0.8)),
    "straight": ((0.1, 1.0, 0.3), (0.1, 1.0, 0.1)),
    "slanted": ((0.2, 0.7, 0.8), (0.1, 0.9, 0.4)),
    "oath": ((0.2, -0.6, 0.7), (0.2, 1.0, 0.1)),  # wrist 9 cm over the shoulder
    "low": ((0.5, -0.85, 0.3), (0.1, 1.0, 0.1)),  # wrist just at the shoulder's height
    "aside": ((0.0, 0.0, 1.0), (0.0, 0.05, 1.0)),
    "drinking": ((0.6, -0.5, 0.1), (0.1, 1.0, -0.7)),
}


def with_arms(m: Motion, left: str | Sequence[str], right: str | Sequence[str]) -> Motion:
    """Floor-frame motion with arms; one pose for all frames, or one a frame."""
    points = m.points_m.copy()
    for side, poses in (("left", left), ("right", right)):
        names = [poses] * len(points) if isinstance(poses, str) else list(poses)
        p = PREFIX[side]
        out = np.array([1.0, 1.0, SIGN[side]])
        shoulder = points[:, INDEX[p + "Shoulder"]]
        directions = np.array([ARMS[name] for name in names]) * out
        directions /= np.linalg.norm(directions, axis=-1, keepdims=True)
        elbow = shoulder + 0.29 * directions[:, 0]
        points[:, INDEX[p + "Elbow"]] = elbow
        points[:, INDEX[p + "Wrist"]] = elbow + 0.25 * directions[:, 1]
    return replace(m, points_m=points)


def stands(
    seconds: float,
    left: str | Sequence[str] = "down",
    right: str | Sequence[str] = "down",
    body: Body = MEMBER,
    noise_m: float = 0.0,
) -> Motion:
    """Quiet standing, floor frame."""
    m = with_arms(analytic.motion(body, np.full(round(seconds * 30), 2.0)), left, right)
    return analytic.noisy(m, noise_m, seed=1) if noise_m else m


def turned(m: Motion, degrees: float) -> Motion:
    """The floor-frame motion turned about the vertical."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return replace(m, points_m=m.points_m @ np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]]))


def moved(m: Motion, towards_m: float = 0.0, right_m: float = 0.0) -> Motion:
    """Moved towards the camera and to the member's right."""
    return replace(m, points_m=m.points_m + np.array([towards_m, 0.0, right_m]))


def joined(*motions: Motion) -> Motion:
    """One after the other, 1 / 30 s apart."""
    points = np.concatenate([m.points_m for m in motions])
    return Motion(
        np.arange(len(points)) / 30.0, points, np.concatenate([m.sigma_m for m in motions])
    )


def sights(m: Motion, away_m: float = MARK.ahead_m, start_s: float = 0.0) -> list[Sight]:
    """A floor-frame motion before the camera; its origin on the mark."""
    camera, _, _ = analytic.in_camera(m, away_m, HEIGHT_M)
    return [
        sight(Skeleton(camera.points_m[i], camera.sigma_m[i], start_s + float(t)))
        for i, t in enumerate(m.time_s)
    ]


def from_camera(m: Motion, height_m: float) -> list[Sight]:
    """A motion that is before a level camera already, moved so that it lies over our floor."""
    down = np.array([0.0, HEIGHT_M - height_m, 0.0])
    return [
        sight(Skeleton(m.points_m[i] + down, m.sigma_m[i], float(t)))
        for i, t in enumerate(m.time_s)
    ]


def sight(skeleton: Skeleton) -> Sight:
    hips = skeleton.points_m[INDEX["Hip"]]
    place = (float(hips[0]), float(hips[2]))
    return Sight(skeleton.time_s, skeleton, True, 0, False, False, -HEIGHT_M, place, 1.7)


def nobody(time_s: float) -> Sight:
    return Sight(time_s, None, False, 0, False, False, float("nan"))


@dataclass(frozen=True)
class Watched:
    """What the coach made of sights, one entry a sight."""

    state: Coach
    scenes: list[Scene]
    views: list[LiveView]

    @property
    def squats(self) -> list[tuple[bool, str | None]]:
        return [(q.counts, q.reason) for scene in self.scenes for q in scene.squats]

    @property
    def advice(self) -> list[str | None]:
        """Each change of advice once."""
        out: list[str | None] = []
        for scene in self.scenes:
            if not out or out[-1] != scene.advice:
                out.append(scene.advice)
        return out

    @property
    def hands(self) -> list[str | None]:
        """Each change of the hand once."""
        out: list[str | None] = []
        for scene in self.scenes:
            side = scene.hand.side if scene.hand else None
            if not out or out[-1] != side:
                out.append(side)
        return out


def watch(seen: Iterable[Sight], state: Coach | None = None, mark: Mark = MARK) -> Watched:
    """All sights through the coach; the kiosk's clock runs 100 s ahead of the camera's."""
    state = coach.start(SETTING, LENS, mark) if state is None else state
    scenes, views = [], []
    for one in seen:
        state, scene, view = coach.step(state, one, one.time_s + 100.0)
        scenes.append(scene)
        views.append(view)
    return Watched(state, scenes, views)
