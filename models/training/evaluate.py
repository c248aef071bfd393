"""Simulated tests of unseen members through the product's own pipeline, against their truth.

`python -m models.training.evaluate models/pose.onnx --tests N --seed S --out FILE.json`: prints a
table and writes every test's figures. Seeds from 900000 are held out from training (its shards
use their shard number as seed). `--calibrate OUT.json` writes the error model (one standard
deviation of each per-test figure about the truth) that `models.training.export` stamps in.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from kiosk.adapters.bands_file import load_bands
from kiosk.adapters.onnx_pose import OnnxPose
from kiosk.adapters.segment_cv import Segmenter
from kiosk.analysis import Analysis, Options, analyze
from kiosk.core.knee import curves
from kiosk.core.mount import to_upright
from kiosk.core.skeleton import INDEX, Motion
from kiosk.core.squat import Rep, find_reps
from kiosk.core.standing import stand
from models.training.bodies import BodyFactory
from models.training.clothing import dress
from models.training.simulate import SimulatedTest, draw_test

METRICS = (
    "knee_plane_offset_m_at_60",
    "knee_plane_offset_m_bottom",
    "knee_toe_offset_m_at_60",
    "knee_toe_offset_m_bottom",
    "knee_flexion_peak_deg",
)
PARTS = ("Hip", "Knee", "Ankle", "BigToe", "SmallToe", "Heel")


def true_reps(test: SimulatedTest) -> tuple[Rep, ...]:
    """The true joints through the same metrics."""
    motion = test.truth()
    up, offset = test.floor()
    stood = stand(motion, up, offset)
    if stood is None:
        return ()
    frame, standing = stood
    return find_reps(curves(frame.motion(motion), standing), standing)


def medians(reps: tuple[Rep, ...], side: str) -> dict[str, float | None]:
    """Medians over the valid squats of one side."""
    out: dict[str, float | None] = {}
    for metric in METRICS:
        values = [getattr(getattr(r, side), metric) for r in reps if r.valid]
        known = [v for v in values if v is not None]
        out[metric] = float(np.median(known)) if known else None
    return out


def joint_errors(found: Motion, truth: Motion) -> dict[str, dict[str, float]]:
    """Per part: mean 3D error, mean sideways error and mean signed sideways error (right +), mm."""
    out = {}
    for part in PARTS:
        errors = []
        for p in ("L", "R"):
            d = found.points_m[:, INDEX[p + part]] - truth.points_m[:, INDEX[p + part]]
            errors.append(d[np.isfinite(d).all(axis=1)] * (1 if p == "R" else [-1, 1, 1]))
        e = np.concatenate(errors) * 1000
        if len(e):
            out[part] = {
                "mm_3d": float(np.linalg.norm(e, axis=1).mean()),
                "sideways_mm": float(np.abs(e[:, 0]).mean()),
                "medial_mm": float(e[:, 0].mean()),
                "along_mm": float(e[:, 2].mean()),
            }
    return out


def run_test(test: SimulatedTest, model: OnnxPose) -> dict[str, Any]:
    """One test's figures: joints, metrics found and true, intervals."""
    done: Analysis = analyze(
        test, model, Segmenter(), model.errors, load_bands(), Options(mount="auto")
    )
    mount = done.setting.mount if done.setting else test.stage.mount
    upright = Motion(
        done.joints.time_s, to_upright(done.joints.points_m, mount), done.joints.sigma_m
    )
    truth = test.truth()
    row: dict[str, Any] = {
        "verdict": done.assessment.verdict,
        "reasons": list(done.assessment.reasons),
        "reps": len(done.assessment.reps),
        "mount_right": mount is test.stage.mount,
        "bmi": round(test.stage.dressed.body.bmi_like, 1),
        "joints": joint_errors(upright, truth) if len(upright.time_s) == len(truth.time_s) else {},
        "sides": {},
    }
    true = true_reps(test)
    for side in ("left", "right"):
        result = done.assessment.side(side)  # type: ignore[arg-type]
        intervals = {
            name: asdict(e) if (e := getattr(result, name)) is not None else None
            for name in (
                "knee_plane_offset_at_60",
                "knee_plane_offset_bottom",
                "knee_toe_offset_at_60",
                "knee_toe_offset_bottom",
            )
        }
        row["sides"][side] = {
            "found": medians(done.assessment.reps, side),
            "true": medians(true, side),
            "intervals": intervals,
            "band": result.band,
        }
    return row


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Figures of many tests: joints, metrics' bias, mean absolute error and spread, coverage."""
    out: dict[str, Any] = {
        "tests": len(rows),
        "measured": sum(r["verdict"] == "measured" for r in rows),
        "three_squats_found": sum(r["reps"] == 3 for r in rows),
    }
    for part in PARTS:
        seen = [r["joints"][part] for r in rows if part in r["joints"]]
        if seen:
            out[part] = {k: round(float(np.mean([s[k] for s in seen])), 1) for k in seen[0]}
    for metric in METRICS:
        pairs = [
            (s["found"][metric], s["true"][metric])
            for r in rows
            for s in r["sides"].values()
            if s["found"][metric] is not None and s["true"][metric] is not None
        ]
        if pairs:
            e = np.array([a - b for a, b in pairs]) * (1 if metric.endswith("deg") else 1000)
            out[metric] = {
                "n": len(e),
                "bias": round(float(e.mean()), 2),
                "mae": round(float(np.abs(e).mean()), 2),
                "sd": round(float(e.std(ddof=1)), 2),
                "rms": round(float(np.sqrt((e**2).mean())), 2),
            }
    out["coverage"] = coverage(rows)
    return out


def coverage(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Share of the 95 % intervals that hold the truth."""
    out = {}
    for name, key in (
        ("knee_plane_offset_at_60", METRICS[0]),
        ("knee_plane_offset_bottom", METRICS[1]),
        ("knee_toe_offset_at_60", METRICS[2]),
        ("knee_toe_offset_bottom", METRICS[3]),
    ):
        held = [
            s["intervals"][name]["low"] <= s["true"][key] <= s["intervals"][name]["high"]
            for r in rows
            for s in r["sides"].values()
            if s["intervals"][name] is not None and s["true"][key] is not None
        ]
        if held:
            out[name] = round(float(np.mean(held)), 3)
    return out


def error_model(figures: dict[str, Any], name: str) -> dict[str, Any]:
    """Root mean square of each figure about the truth, as ErrorModel's fields."""
    fields = (
        "knee_plane_offset_at_60_sd_m",
        "knee_plane_offset_bottom_sd_m",
        "knee_toe_offset_at_60_sd_m",
        "knee_toe_offset_bottom_sd_m",
    )
    out: dict[str, Any] = {
        f: round(figures[m]["rms"] / 1000, 5) for f, m in zip(fields, METRICS, strict=False)
    }
    return out | {"knee_flexion_sd_deg": figures[METRICS[4]]["rms"], "name": name}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--merge", type=Path, nargs="+", help="sum up earlier --out files instead")
    parser.add_argument("--tests", type=int, default=40)
    parser.add_argument("--seed", type=int, default=900_000)
    parser.add_argument("--fps", type=float, default=15.0)
    parser.add_argument("--stereo", action="store_true", help="depth from matched infrared views")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--calibrate", type=Path)
    args = parser.parse_args()
    rows = [row for path in args.merge or () for row in json.loads(path.read_text())["tests"]]
    if not rows:
        factory, model = BodyFactory(), OnnxPose(args.model)
        for k in range(args.tests):
            test = draw_test(
                lambda rng: dress(factory.sample(rng), rng),
                args.seed + 2 * k,
                k % 2 == 0,
                args.fps,
                args.stereo,
            )
            rows.append(run_test(test, model))
            print(f"{k + 1}/{args.tests} {rows[-1]['verdict']} {rows[-1]['reasons']}", flush=True)
    figures = summary(rows)
    print(json.dumps(figures, indent=1))
    if args.out:
        args.out.write_text(json.dumps({"summary": figures, "tests": rows}))
    if args.calibrate:
        args.calibrate.write_text(json.dumps(error_model(figures, f"{len(rows)} simulated tests")))


if __name__ == "__main__":
    main()
