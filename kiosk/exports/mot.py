"""A visit's angles over time as OpenSim's motion file (.mot). May import kiosk.core.

Worked out from the kept joints, the toe directions that the document has from standing, and the
formulas of kiosk.core.alignment, so that it runs beside the .trc on one clock. What is kept of
squats as curves is the same movement (tests hold them together).

OpenSim's older reader takes 'nan' for 0 and drops the rest of the file, so a moment in which
something was not measured has no row, and a leg that was hardly measured has no columns.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from kiosk.core import alignment
from kiosk.core.alignment import Side
from kiosk.core.frame import BoolArray, FloatArray
from kiosk.core.keeping import KeptJoints
from kiosk.core.skeleton import INDEX, PREFIX, SIGN
from kiosk.exports.visit import ExportVisit, number

MOSTLY: Final = 0.5
"""A leg measured in fewer of the other leg's frames than this would cost the other one its rows."""
SIDES: Final[tuple[Side, Side]] = ("right", "left")
COMMENT: Final = (
    "knee_angle: flexion in degrees, 0 is straight (Grood-Suntay, the axis square to the foot)",
    "offsets in millimetres, inward positive; fppa in degrees; see docs/exports.md of knee-kiosk",
    "A time without a row was not measured. Fitness feedback, not a medical assessment.",
)


def angles(visit: ExportVisit) -> tuple[FloatArray, dict[str, FloatArray]]:
    """Times (n,) and columns (n,) without NaN; none where no leg was measured."""
    joints = visit.joints
    legs = {} if joints is None else {s: _leg(joints, _foot(visit, s), s) for s in SIDES}
    seen = {s: np.isfinite(np.stack(list(leg.values()))).all(axis=0) for s, leg in legs.items()}
    most = max((int(np.count_nonzero(frames)) for frames in seen.values()), default=0)
    kept = [s for s in seen if np.count_nonzero(seen[s]) > MOSTLY * most]
    if joints is None or not kept:
        return np.zeros(0), {}
    rows: BoolArray = np.logical_and.reduce([seen[s] for s in kept])
    names = list(legs[kept[0]])
    columns = {f"{name}_{s[0]}": legs[s][name][rows] for name in names for s in kept}
    return joints.time_s[rows], columns


def text(visit: ExportVisit, name: str) -> str:
    """The whole file; '' where there is nothing to write. name: the motion's, in the first line."""
    time_s, columns = angles(visit)
    if not len(time_s):
        return ""
    head = [
        name,
        "version=1",
        f"nRows={len(time_s)}",
        f"nColumns={len(columns) + 1}",
        "inDegrees=yes",
        "",
        *COMMENT,
        "",
        "endheader",
        "\t".join(("time", *columns)),
    ]
    values = np.stack(list(columns.values()), axis=-1).tolist()
    rows = [
        "\t".join((f"{at:.6f}", *(f"{v:.4f}" for v in row)))
        for at, row in zip(time_s.tolist(), values, strict=True)
    ]
    return "\n".join((*head, *rows)) + "\n"


def _foot(visit: ExportVisit, side: Side) -> FloatArray:
    """f (3,): the toe line's direction in the floor frame, from the toe-out in standing."""
    toe_out = number(visit.document, "standing", side, "toe_out_deg")
    turned = np.radians(np.nan if toe_out is None else toe_out)
    return np.array([np.cos(turned), 0.0, SIGN[side] * np.sin(turned)])


def _leg(joints: KeptJoints, f: FloatArray, side: Side) -> dict[str, FloatArray]:
    names = (PREFIX[side] + name for name in ("Hip", "Knee", "Ankle"))
    hip, knee, ankle = (joints.points_m[:, INDEX[name]] for name in names)
    b = np.array([0.0, 0.0, SIGN[side]])  # the floor frame's X is square to the ankle line
    return {
        "knee_angle": alignment.knee_flexion(hip, knee, ankle, np.cross(f, alignment.UP)),
        "knee_plane_offset_mm": 1000.0 * alignment.knee_plane_offset(hip, knee, ankle, f, side),
        "knee_toe_offset_mm": 1000.0 * alignment.knee_toe_offset(knee, ankle, f, side),
        "fppa_3d_deg": alignment.fppa_3d(hip, knee, ankle, b),
        "fppa_expected_deg": alignment.fppa_expected(hip, knee, ankle, f, b, side),
    }
