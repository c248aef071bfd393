"""Training frames: a dressed adult in a pose before a camera, as patch and true joints.

`python -m models.training.samples OUT --count N --seed S --workers W` writes shards of
body and feet patches (N, CHANNELS, rows, columns) float16 and targets (N, joints, 4) float32 (patch
column, row, depth relative to the patch's reference, metres a patch pixel at that depth).
Resumable: a shard that exists is kept.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import Intrinsics
from kiosk.core.posenet import FEET_JOINTS, JOINTS, Crop, Jitter, Patch, crop_person, to_patch
from models.training.bodies import BodyFactory
from models.training.clothing import Dressed, dress, posed_vertices
from models.training.masks import imperfect
from models.training.pose import Posed, SquatPose, rotation, solve
from models.training.render import draw, empty
from models.training.sampler import random_pose
from models.training.scene import BACKGROUND, View, background, random_view
from models.training.sensor import random_light, random_stereo, sense
from models.training.stereo import sense_stereo

SHARD = 500
ARRAYS = ("body", "feet", "body_targets", "feet_targets")
POSES_A_BODY = 8
STEREO_SHARE = 0.35  # of the D4xx frames, by matching two rendered infrared views
KNEES_APART_M = 0.085  # nearer centres would put one knee inside the other

Targets = tuple[NDArray[np.float32], NDArray[np.float32]]


def render_person(
    dressed: Dressed, posed: Posed, flexion: float, view: View, turn: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Clean depth and labels of one dressed body; turn: (3, 4) placement in the world."""
    depth, label = empty(view.lens)
    world = posed_vertices(dressed, posed, flexion) @ turn[:, :3].T + turn[:, 3]
    camera = view.to_camera(world).astype(np.float32)
    for faces, value in dressed.groups:
        draw(camera, faces, view.lens, depth, label, value)
    return depth, label


def window(label: NDArray[np.uint8], margin: int) -> tuple[slice, slice] | None:
    """Rows and columns about all that is labelled, with a margin."""
    rows, cols = np.nonzero(label.any(axis=1))[0], np.nonzero(label.any(axis=0))[0]
    if len(rows) < 20 or len(cols) < 10:
        return None
    return (
        slice(max(0, rows[0] - margin), rows[-1] + margin + 1),
        slice(max(0, cols[0] - margin), cols[-1] + margin + 1),
    )


def heights(
    depth_m: NDArray[np.float32], view: View, where: tuple[slice, slice]
) -> NDArray[np.float32]:
    """Height over the true floor of every pixel of a window, metres."""
    lens = view.lens
    u = (np.arange(lens.width)[where[1]] - lens.cx) / lens.fx
    v = (np.arange(lens.height)[where[0]] - lens.cy) / lens.fy
    up = -view.down
    slope = up[0] * u[None, :] + up[1] * v[:, None] + up[2]
    return np.asarray(depth_m * slope + view.place[2], np.float32)


def placement(rng: np.random.Generator) -> NDArray[np.float64]:
    """(3, 4) where and how turned the member stands: mostly facing the camera."""
    yaw = rng.normal(0, 0.16) if rng.random() < 0.85 else rng.uniform(-1.2, 1.2)
    turn = rotation(np.array([0.0, 0.0, 1.0]), yaw)
    return np.concatenate(
        [turn, np.array([[rng.normal(0, 0.12)], [rng.normal(0, 0.06)], [0.0]])], axis=1
    )


def one_sample(dressed: Dressed, rng: np.random.Generator) -> tuple[Crop, Targets] | None:
    """One frame as crop and targets (J, 4); None where the draw shows too little."""
    pose, flexion = random_pose(dressed.body, dressed.sole_m, rng)
    return make_sample(dressed, pose, flexion, rng)


def make_sample(
    dressed: Dressed, pose: SquatPose, flexion: float, rng: np.random.Generator
) -> tuple[Crop, Targets] | None:
    """As `one_sample`, of a given pose."""
    posed = solve(dressed.body, pose, dressed.sole_m)
    if posed.joints["LKnee"][0] - posed.joints["RKnee"][0] < KNEES_APART_M:
        return None
    view, coarse = random_view(rng)
    turn = placement(rng)
    person, label = render_person(dressed, posed, flexion, view, turn)
    where = window(label, 24)
    if where is None:
        return None
    alone = coarse and rng.random() < 0.6
    scene = np.full_like(person, 12.0) if alone else background(view, rng)
    front = person < scene
    label = np.where(front, label, BACKGROUND).astype(np.uint8)
    clean = np.minimum(person, scene)[where]
    spec = random_light(rng) if coarse else random_stereo(rng, view.lens.fx, view.vertical_baseline)
    depth = np.zeros_like(person)
    if not coarse and rng.random() < STEREO_SHARE:
        world = posed_vertices(dressed, posed, flexion) @ turn[:, :3].T + turn[:, 3]
        meshes = [(world.astype(np.float32), faces, value) for faces, value in dressed.groups]
        baseline = spec.focal_baseline / view.lens.fx * (-1.0 if spec.reversed else 1.0)
        depth[where] = sense_stereo(view, meshes, scene, baseline, rng)[where]
    else:
        depth[where] = sense(
            np.ascontiguousarray(clean), np.ascontiguousarray(label[where]), spec, rng
        )
    sensed = depth[where]
    mask = np.zeros(person.shape, bool)
    mask[where] = imperfect(front[where], sensed, heights(sensed, view, where), rng)
    down = view.down + rng.normal(0, 0.015, 3)
    crop = crop_person(
        depth, mask, view.lens, down / np.linalg.norm(down), (_jitter(rng, 3.0), _jitter(rng, 4.0))
    )
    if crop is None:
        return None
    world = np.stack([posed.joints[name] for name in JOINTS]) @ turn[:, :3].T + turn[:, 3]
    camera = view.to_camera(world)
    body = _targets(camera, crop.body, view.lens)
    return crop, (body, _targets(camera[-len(FEET_JOINTS) :], crop.feet, view.lens))


def _jitter(rng: np.random.Generator, px: float) -> Jitter:
    return Jitter(
        float(rng.normal(0, px)), float(rng.normal(0, px / 2)), float(rng.uniform(0.96, 1.04))
    )


def _targets(camera: NDArray[np.float64], patch: Patch, lens: Intrinsics) -> NDArray[np.float32]:
    target = np.empty((len(camera), 4), np.float32)
    target[:, :3] = to_patch(camera, patch, lens)
    target[:, 3] = patch.step * camera[:, 2] / lens.fx
    return target


def stream(seed: int) -> Iterator[tuple[Crop, Targets]]:
    """Endless samples of one seed; bodies never repeat between seeds."""
    factory, rng = BodyFactory(), np.random.default_rng(seed)
    while True:
        dressed = dress(factory.sample(rng), rng)
        for _ in range(POSES_A_BODY):
            sample = one_sample(dressed, rng)
            if sample is not None:
                yield sample


def write_shard(out: Path, seed: int) -> Path:
    """One shard of SHARD samples, four arrays under one name; kept when it exists."""
    path = out / f"shard-{seed:06d}"
    if path.is_dir():
        return path
    arrays: dict[str, list[NDArray[np.generic]]] = {n: [] for n in ARRAYS}
    for crop, (body, feet) in stream(seed):
        row = (crop.body.values.astype(np.float16), crop.feet.values.astype(np.float16), body, feet)
        for name, value in zip(ARRAYS, row, strict=True):
            arrays[name].append(value)
        if len(arrays["body"]) == SHARD:
            break
    partial = path.with_suffix(".partial")
    partial.mkdir(exist_ok=True)
    for name, rows in arrays.items():
        np.save(partial / f"{name}.npy", np.stack(rows))
    partial.rename(path)
    return path


def main() -> None:
    """Write shards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    seeds = range(args.seed, args.seed + args.count // SHARD)
    todo = [s for s in seeds if not (args.out / f"shard-{s:06d}").is_dir()]
    with ProcessPoolExecutor(args.workers) as pool:
        for done, path in enumerate(pool.map(write_shard, [args.out] * len(todo), todo), 1):
            print(f"{done}/{len(todo)} {path.name}", flush=True)


if __name__ == "__main__":
    main()
