"""A trained checkpoint to models/pose.onnx with contract, figures and manifest.

`python -m models.training.export RUN/last.pt models/pose.onnx [--errors FILE] [--figures FILE]`;
with `--stamp` an existing ONNX file gets new errors and figures, its weights untouched.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

from kiosk.core import contract
from kiosk.core.posenet import BODY, CHANNELS, FEET

UNCALIBRATED = {
    "knee_plane_offset_at_60_sd_m": 0.012,
    "knee_plane_offset_bottom_sd_m": 0.018,
    "knee_toe_offset_at_60_sd_m": 0.010,
    "knee_toe_offset_bottom_sd_m": 0.015,
    "knee_flexion_sd_deg": 4.0,
    "name": "not calibrated yet",
}


def write_onnx(checkpoint: Path, out: Path) -> None:
    """The averaged weights of a checkpoint as an ONNX graph for one frame."""
    import torch

    from models.training.net import PoseNet

    net = PoseNet()
    net.load_state_dict(torch.load(checkpoint, weights_only=True, map_location="cpu")["averaged"])
    net.eval()

    class Joints(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = net

        def forward(self, body: torch.Tensor, feet: torch.Tensor) -> tuple[torch.Tensor, ...]:
            return self.net(body, feet)[0]

    example = (
        torch.zeros(1, CHANNELS, BODY.rows, BODY.columns),
        torch.zeros(1, CHANNELS, FEET.rows, FEET.columns),
    )
    torch.onnx.export(
        Joints().eval(), example, str(out), dynamo=False, opset_version=17,
        input_names=["body", "feet"], output_names=["joints", "feet_joints"],
    )  # fmt: skip


def commit() -> str:
    """The recipe's commit, for the record."""
    done = subprocess.run(
        ["git", "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


def stamp(path: Path, errors: dict[str, Any], figures: dict[str, Any], recipe: str | None) -> None:
    """Write metadata into an ONNX file and its SHA-256 into the manifest beside it."""
    import onnx

    model = onnx.load(str(path))
    kept = {p.key: p.value for p in model.metadata_props}
    recipe = recipe or kept.get("recipe_commit", "unknown")
    del model.metadata_props[:]
    values = {
        contract.CONTRACT_KEY: contract.expected(),
        contract.ERRORS_KEY: errors,
        contract.FIGURES_KEY: figures,
    }
    for key, value in values.items():
        model.metadata_props.add(key=key, value=json.dumps(value, sort_keys=True))
    model.metadata_props.add(key="recipe_commit", value=recipe)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = {path.name: {"sha256": digest, "contract": contract.NAME, "recipe_commit": recipe}}
    text = json.dumps(manifest, indent=2) + "\n"
    path.with_name("manifest.json").write_text(text, encoding="utf-8")
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB, SHA-256 {digest}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path, nargs="?")
    parser.add_argument("out", type=Path)
    parser.add_argument("--errors", type=Path)
    parser.add_argument("--figures", type=Path)
    parser.add_argument("--stamp", action="store_true")
    args = parser.parse_args()
    errors = json.loads(args.errors.read_text()) if args.errors else UNCALIBRATED
    figures = json.loads(args.figures.read_text()) if args.figures else {}
    if not args.stamp:
        write_onnx(args.checkpoint, args.out)
    stamp(args.out, errors, figures, None if args.stamp else commit())


if __name__ == "__main__":
    main()
