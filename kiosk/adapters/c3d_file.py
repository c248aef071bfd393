"""Joints as C3D, the motion laboratories' file. Uses ezc3d; may import kiosk.core, exports, errors.

Points in millimetres in the floor frame (X the member's forward, Y up, Z the member's right); what
was not measured has the residual -1, as the format wants it. Squats are events.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any, Final

import numpy as np

from kiosk.core.keeping import JOINT_RATE_HZ, KeptJoints
from kiosk.errors import InputError, InstallationError
from kiosk.exports.trc import markers
from kiosk.exports.visit import ExportVisit, at, number

BLOCK: Final = 512
_DATA_START: Final = struct.Struct("<H")
"""In the header: the data's first block, counted from 1."""
GROUP: Final = "KNEE_KIOSK"
EVENTS: Final = (("start_s", "Squat start"), ("bottom_s", "Squat lowest"), ("end_s", "Squat end"))


def check() -> None:
    """Raises InstallationError where the package is missing."""
    _package()


def _package() -> Any:
    try:
        import ezc3d  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except ImportError as error:
        raise InstallationError(
            "C3D needs the package ezc3d, which is not installed. Install knee-kiosk[export]; on "
            "a Raspberry Pi, for which there is none, export as trc."
        ) from error
    return ezc3d


def write(path: Path, visit: ExportVisit) -> None:
    """Raises InputError where no joints were kept, InstallationError, OSError."""
    ezc3d = _package()
    if visit.joints is None:
        raise InputError(f"No joints were kept of visit {visit.record.ticket}.")
    names, points = markers(visit.joints)
    file = ezc3d.c3d()
    point = file["parameters"]["POINT"]
    point["RATE"]["value"] = [JOINT_RATE_HZ]
    point["UNITS"]["value"] = ["mm"]
    point["LABELS"]["value"] = list(names)
    file.add_parameter("POINT", "X_SCREEN", ["+X"])
    file.add_parameter("POINT", "Y_SCREEN", ["+Y"])
    for group, name, value in _facts(visit):
        file.add_parameter(group, name, [value])
    for label, time_s in _events(visit, visit.joints):
        file.add_event([0.0, time_s], "General", label)
    homogeneous = np.ones((4, len(names), len(visit.joints.time_s)))
    homogeneous[:3] = 1000.0 * np.transpose(points, (2, 1, 0))
    file["data"]["points"] = homogeneous
    _write(file, path, homogeneous.size)


def _facts(visit: ExportVisit) -> list[tuple[str, str, str]]:
    r = visit.record
    return [
        ("MANUFACTURER", "SOFTWARE", "knee-kiosk"),
        ("MANUFACTURER", "VERSION_LABEL", r.kiosk_version),
        (GROUP, "KIOSK_VERSION", r.kiosk_version),
        (GROUP, "MODEL_SHA256", r.model_sha256),
        (GROUP, "METRIC_REVISION", str(r.metric_revision)),
        (GROUP, "TICKET", r.ticket),
        (GROUP, "STARTED_UTC", r.started_utc),
        (GROUP, "CLOCK_OK", str(r.clock_ok).lower()),
        (GROUP, "FRAME", "X forward, Y up, Z right of the member; floor between the ankles"),
        (GROUP, "NOTE", "Fitness feedback, not a medical assessment."),
    ]


def _events(visit: ExportVisit, joints: KeptJoints) -> list[tuple[str, float]]:
    """Of the squats within the kept frames, in the order of time."""
    last = float(joints.time_s[-1]) if len(joints.time_s) else 0.0
    found = [
        (time_s, label)
        for rep in at(visit.document, "reps") or ()
        for key, label in EVENTS
        if (time_s := number(rep, key)) is not None and 0.0 <= time_s <= last
    ]
    return [(label, time_s) for time_s, label in sorted(found)]


def _write(file: Any, path: Path, numbers: int) -> None:
    """ezc3d tells a forbidden folder as a RuntimeError without a reason, and a full disk not at
    all: the file must reach from where its header puts the data over all 4-byte numbers."""
    path.touch()
    try:
        file.write(str(path))
    except RuntimeError as error:
        raise OSError(f"ezc3d could not write it ({error})") from error
    header = path.read_bytes()[:BLOCK]
    first = _DATA_START.unpack_from(header, 16)[0] if len(header) == BLOCK else 0
    if not first or path.stat().st_size < (first - 1) * BLOCK + 4 * numbers:
        raise OSError("ezc3d wrote a part of it only; the disk may be full")
