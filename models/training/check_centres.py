"""Are the labelled joint centres where anatomy puts them? Prints a table over drawn adults.

`python -m models.training.check_centres --bodies 200`. The hips are held against two regressions
that take the distance between the anterior superior iliac spines (PW), here 0.14 body heights
(the mean of adults; the mesh has no such landmark):
Harrington et al. 2007: 0.33 PW + 7.3 mm from the mid-line; Bell et al. 1990: 0.36 PW.
Knee and ankle are held against the middle of the limb's own section at their height, sideways.
"""

from __future__ import annotations

import argparse

import numpy as np

from models.training.bodies import SEG, Body, BodyFactory

PW_OVER_HEIGHT = 0.14


def section_middle(body: Body, side: str, joint: str, segments: tuple[str, ...]) -> float:
    """Sideways distance (m) of a joint centre from the middle of its limb's section, outward +."""
    centre = body.joints[side + joint]
    own = body.weights[:, [SEG[side + s] for s in segments]].sum(axis=1) > 0.5
    ring = body.vertices[own & (np.abs(body.vertices[:, 2] - centre[2]) < 0.012)][:, 0]
    middle = 0.5 * (ring.min() + ring.max())
    return float((centre[0] - middle) * (1 if side == "L" else -1))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bodies", type=int, default=200)
    args = parser.parse_args()
    factory, rng = BodyFactory(), np.random.default_rng(1)
    bodies = [factory.sample(rng) for _ in range(args.bodies)]
    pw = np.array([PW_OVER_HEIGHT * b.height_m for b in bodies]) * 1000
    rows = {
        "hip from the mid-line, ours": [b.joints["LHip"][0] * 1000 for b in bodies],
        "  uncorrected rig": [b.joints["LHip"][0] * 1000 / 0.783 for b in bodies],
        "  Harrington 2007": 0.33 * pw + 7.3,
        "  Bell 1990": 0.36 * pw,
        "knee off its section's middle": [
            section_middle(b, "L", "Knee", ("Thigh", "Shank")) * 1000 for b in bodies
        ],
        "ankle off its section's middle": [
            section_middle(b, "L", "Ankle", ("Shank", "Foot")) * 1000 for b in bodies
        ],
    }
    print(
        f"{len(bodies)} adults, height {np.mean([b.height_m for b in bodies]):.2f} m; mm, mean (sd)"
    )
    for name, values in rows.items():
        print(f"{name:34s} {np.mean(values):7.1f} ({np.std(values):.1f})")


if __name__ == "__main__":
    main()
