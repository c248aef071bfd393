"""Train the network on shards of `models.training.samples`, for a given time, resumably.

`python -m models.training.train DATA RUN --minutes M`: checkpoints in RUN/last.pt every two
minutes; started again it goes on where it stopped. The learning rate follows the share of the
time that is used up, so that a shorter run is a complete run.
"""

from __future__ import annotations

import argparse
import copy
import json
import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from kiosk.core.posenet import FEET_JOINTS, JOINTS
from models.training.net import PoseNet
from models.training.samples import ARRAYS

BATCH = 64
PEAK_RATE = 2.5e-3
WEIGHTS = {
    "Hip": 2.5, "Knee": 3.0, "Ankle": 2.0, "BigToe": 1.5, "SmallToe": 1.5, "Heel": 1.5,
    "Shoulder": 0.7, "Elbow": 0.4, "Wrist": 0.5, "Head": 0.4, "Neck": 0.7,
}  # fmt: skip
Batch = tuple[Tensor, Tensor, Tensor, Tensor]


def joint_weights(names: tuple[str, ...]) -> Tensor:
    """(J,) how much a joint counts: the knee's metrics decide."""
    return torch.tensor([next(w for k, w in WEIGHTS.items() if n.endswith(k)) for n in names])


def mirrored_order(names: tuple[str, ...]) -> list[int]:
    """For every joint the index of its other-sided one."""
    swap = {"L": "R", "R": "L"}
    return [
        names.index(swap[n[0]] + n[1:]) if n[0] in swap and swap[n[0]] + n[1:] in names else i
        for i, n in enumerate(names)
    ]


class Shards:
    """Memory-mapped shards; `batches` draws shuffled, half of them mirrored."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(p for p in folder.glob("shard-*") if p.is_dir() and not p.suffix)
        if not paths:
            raise SystemExit(f"no shards in {folder}; run models.training.samples first")
        self.folder = folder
        self.arrays = [{n: np.load(p / f"{n}.npy", mmap_mode="r") for n in ARRAYS} for p in paths]
        self.index = [(s, i) for s, a in enumerate(self.arrays) for i in range(len(a["body"]))]

    def load(self, rows: np.ndarray, mirror: bool) -> Batch:
        """Rows of the index as tensors."""
        picked = [self.index[r] for r in rows]
        body, feet, tb, tf = (
            torch.from_numpy(np.stack([self.arrays[s][n][i] for s, i in picked])) for n in ARRAYS
        )
        body, feet = body.float(), feet.float()
        if mirror:
            body, feet = body.flip(3), feet.flip(3)
            tb, tf = tb[:, mirrored_order(JOINTS)], tf[:, mirrored_order(FEET_JOINTS)]
            tb[..., 0] = body.shape[3] - 1 - tb[..., 0]
            tf[..., 0] = feet.shape[3] - 1 - tf[..., 0]
        return body, feet, tb, tf

    def batches(self, seed: int) -> Iterator[Batch]:
        """Endless batches, read ahead by a thread."""
        ready: queue.Queue[Batch] = queue.Queue(maxsize=4)
        rng = np.random.default_rng(seed)

        def feed() -> None:
            while True:
                shards = Shards(self.folder)  # new shards may have come since the last round
                self.arrays, self.index = shards.arrays, shards.index
                order = rng.permutation(len(self.index))
                for k in range(0, len(order) - BATCH + 1, BATCH):
                    ready.put(self.load(np.sort(order[k : k + BATCH]), bool(rng.random() < 0.5)))

        threading.Thread(target=feed, daemon=True).start()
        while True:
            yield ready.get()


def branch_loss(
    out: Tensor, logits: Tensor, target: Tensor, grid: Tensor, weight: Tensor
) -> Tensor:
    """Position in metres (smooth L1), the stated sigmas (Gaussian likelihood), the heat's place."""
    pixel = target[..., 3:4]
    across = (out[..., :2] - target[..., :2]) * pixel
    error = torch.cat([across, out[..., 2:3] - target[..., 2:3]], dim=-1)
    low, high = grid.min(dim=0).values - 4, grid.max(dim=0).values + 4
    seen = ((target[..., :2] > low) & (target[..., :2] < high)).all(-1).float() * weight
    place = torch.nn.functional.smooth_l1_loss(
        error / 0.02, torch.zeros_like(error), reduction="none", beta=0.5
    ).sum(-1)
    fixed = error.detach().clamp(-0.5, 0.5)
    s = out[..., [3, 3, 4]]
    spread = (s + 0.5 * fixed**2 * torch.exp(-2 * s)).sum(-1)
    total_heat = torch.logsumexp(logits, dim=-1)
    heat = total_heat - _expected_logit(logits, target, grid)
    total = place + 0.2 * spread + 0.15 * heat
    return (total * seen).sum() / seen.sum()


def _expected_logit(logits: Tensor, target: Tensor, grid: Tensor) -> Tensor:
    """Mean logit under a Gaussian of one heat cell about the true place: separable, so cheap."""
    columns = int((grid[:, 1] == grid[0, 1]).sum())
    u, v = grid[:columns, 0], grid[::columns, 1]
    wu = torch.softmax(-((u - target[..., 0:1]) ** 2) / (2 * 4.0**2), dim=-1)
    wv = torch.softmax(-((v - target[..., 1:2]) ** 2) / (2 * 4.0**2), dim=-1)
    shaped = logits.reshape(*logits.shape[:2], len(v), columns)
    rows = torch.matmul(shaped, wu.unsqueeze(-1).to(shaped.dtype)).squeeze(-1)
    return (rows * wv).sum(-1)


def loss_of(net: PoseNet, batch: Batch, dtype: torch.dtype | None) -> Tensor:
    """Sum of both branches' losses."""
    body, feet, tb, tf = batch
    body = body.contiguous(memory_format=torch.channels_last)
    feet = feet.contiguous(memory_format=torch.channels_last)
    with torch.autocast(body.device.type, dtype=dtype or torch.bfloat16, enabled=dtype is not None):
        outs, logits = net(body, feet)
    wb = joint_weights(JOINTS).to(body.device)
    wf = joint_weights(FEET_JOINTS).to(body.device)
    first = branch_loss(outs[0], logits[0], tb, net.read.grid, wb)
    return first + 0.6 * branch_loss(outs[1], logits[1], tf, net.feet_read.grid, wf)


@torch.no_grad()
def validate(net: PoseNet, shards: Shards, count: int) -> dict[str, float]:
    """Mean errors in millimetres over the first `count` samples."""
    net.eval()
    across, whole, feet_whole = [], [], []
    for k in range(0, min(count, len(shards.index)), 250):
        body, feet, tb, tf = shards.load(np.arange(k, min(k + 250, len(shards.index))), False)
        outs, _ = net(body, feet)
        for out, target, keep in ((outs[0], tb, whole), (outs[1], tf, feet_whole)):
            e = torch.cat(
                [
                    (out[..., :2] - target[..., :2]) * target[..., 3:4],
                    out[..., 2:3] - target[..., 2:3],
                ],
                -1,
            )
            inside = (target[..., 1] > 0) & (target[..., 1] < (192 if out is outs[0] else 64))
            keep.append(torch.where(inside, e.norm(dim=-1), torch.nan))
            if out is outs[0]:
                across.append(torch.where(inside, e[..., 0].abs(), torch.nan))
    figures: dict[str, float] = {}
    body_all, side_all = torch.cat(whole) * 1000, torch.cat(across) * 1000
    for part in ("Hip", "Knee", "Ankle", "BigToe", "Heel", "Wrist"):
        cols = [i for i, n in enumerate(JOINTS) if n.endswith(part)]
        figures[part] = float(body_all[:, cols].nanmean())
        figures[part + "_x"] = float(side_all[:, cols].nanmean())
    feet_all = torch.cat(feet_whole) * 1000
    for part in ("Ankle", "BigToe", "Heel"):
        cols = [i for i, n in enumerate(FEET_JOINTS) if n.endswith(part)]
        figures["f" + part] = float(feet_all[:, cols].nanmean())
    return {k: round(v, 1) for k, v in figures.items()}


def rate(share: float) -> float:
    """Learning rate at a share 0..1 of the run: short warm-up, then a cosine to nearly nothing."""
    if share < 0.02:
        return PEAK_RATE * (0.1 + 0.9 * share / 0.02)
    return float(PEAK_RATE * (0.005 + 0.995 * 0.5 * (1 + np.cos(np.pi * min(share, 1.0)))))


def train(data: Path, check: Path | None, run: Path, minutes: float, seed: int) -> None:
    """Train for `minutes` in all, counted over restarts."""
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    net = PoseNet().to(device, memory_format=torch.channels_last)
    averaged = copy.deepcopy(net).eval()
    optimiser = torch.optim.AdamW(net.parameters(), lr=PEAK_RATE, weight_decay=0.02)
    spent, step, last = 0.0, 0, run / "last.pt"
    if last.exists():
        state = torch.load(last, weights_only=True, map_location=device)
        net.load_state_dict(state["net"])
        averaged.load_state_dict(state["averaged"])
        optimiser.load_state_dict(state["optimiser"])
        spent, step = state["spent"], state["step"]
    held = Shards(check) if check else None
    started, reported, running = time.monotonic() - spent, time.monotonic(), 0.0
    for batch in Shards(data).batches(seed + step):
        spent = time.monotonic() - started
        share = spent / (minutes * 60)
        for group in optimiser.param_groups:
            group["lr"] = rate(share)
        net.train()
        loss = loss_of(net, tuple(t.to(device) for t in batch), torch.bfloat16)  # type: ignore[arg-type]
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        step += 1
        keep = min(0.998, 1 - 1 / (step + 1))
        with torch.no_grad():
            for a, b in zip(averaged.state_dict().values(), net.state_dict().values(), strict=True):
                a.lerp_(b, 1 - keep) if a.dtype.is_floating_point else a.copy_(b)
        running = loss.item() if step == 1 else 0.98 * running + 0.02 * loss.item()
        if time.monotonic() - reported > 120 or share >= 1:
            reported = time.monotonic()
            figures = validate(averaged, held, 1000) if held and device == "cpu" else {}
            line = {"minutes": round(spent / 60, 1), "step": step, "loss": round(running, 3)}
            print(json.dumps(line | figures), flush=True)
            state = {"net": net.state_dict(), "averaged": averaged.state_dict(), "step": step,
                     "optimiser": optimiser.state_dict(), "spent": spent}  # fmt: skip
            torch.save(state, run / "partial.pt")
            (run / "partial.pt").replace(last)
        if share >= 1:
            return


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--check", type=Path, help="shards that are looked at, never trained on")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    train(args.data, args.check, args.run, args.minutes, args.seed)


if __name__ == "__main__":
    main()
