"""What `kiosk analyze` wrote of one recording on two machines, joint by joint.

    python -m tests.support.arm64_compare A B      reads A.npz, A.json, B.npz, B.json

Exit status 1 where a joint is more than 1 mm away, or measured on one machine only.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

LIMIT_MM = 1.0


def joints(one: Path, other: Path) -> bool:
    """Print the table; whether both are the same within LIMIT_MM."""
    with np.load(one.with_suffix(".npz")) as a, np.load(other.with_suffix(".npz")) as b:
        names, first, second = a["names"], a["points_m"], b["points_m"]
        same = bool(np.array_equal(a["time_s"], b["time_s"]) and np.array_equal(names, b["names"]))
    if not same or first.shape != second.shape:
        sys.stdout.write(f"other frames or joints: {first.shape} and {second.shape}\n")
        return False
    seen = np.isfinite(first).all(axis=2)
    alike = bool(np.array_equal(seen, np.isfinite(second).all(axis=2)))
    apart_mm = np.linalg.norm(first - second, axis=2) * 1000
    sys.stdout.write(
        f"{len(first)} frames; the same joints are measured in each: {'yes' if alike else 'NO'}\n"
    )
    sys.stdout.write(f"{'joint':12s} {'frames':>6s} {'median mm':>10s} {'largest mm':>10s}\n")
    for joint, name in enumerate(names):
        mm = apart_mm[seen[:, joint], joint]
        if len(mm):
            sys.stdout.write(f"{name:12s} {len(mm):6d} {np.median(mm):10.5f} {mm.max():10.5f}\n")
    worst = float(np.nanmax(apart_mm))
    sys.stdout.write(f"largest of all: {worst:.5f} mm (asked: at most {LIMIT_MM:g})\n")
    return alike and worst <= LIMIT_MM


def figures(one: Path, other: Path) -> bool:
    """Print how far apart the documents' numbers are; whether all the rest is equal."""
    a, b = (json.loads(path.with_suffix(".json").read_text("utf-8")) for path in (one, other))
    widest, where, wrong = 0.0, "none", []
    for place, left, right in _leaves(a, b):
        if isinstance(left, float) and isinstance(right, float):
            if abs(left - right) > widest:
                widest, where = abs(left - right), place
        elif left != right:
            wrong.append(f"{place}: {left!r} and {right!r}")
    sys.stdout.write(
        f"documents: largest difference of a number {widest:.2g} ({where or 'none'})\n"
    )
    sys.stdout.writelines(f"{line}\n" for line in wrong)
    return not wrong and math.isfinite(widest)


def _leaves(a: Any, b: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    if isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
        for key in a:
            yield from _leaves(a[key], b[key], f"{place}.{key}".lstrip("."))
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for index, (left, right) in enumerate(zip(a, b, strict=True)):
            yield from _leaves(left, right, f"{place}[{index}]")
    else:
        yield place, a, b


if __name__ == "__main__":
    both = (Path(sys.argv[1]), Path(sys.argv[2]))
    results = (joints(*both), figures(*both))
    sys.exit(0 if all(results) else 1)
