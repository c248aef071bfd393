"""C3D read back by ezc3d, and by the independent package c3d where it is installed."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kiosk.adapters.c3d_file import check, write
from kiosk.core.keeping import FACE
from kiosk.core.skeleton import HALPE_26, INDEX
from kiosk.errors import InputError, InstallationError
from kiosk.exports import ExportVisit, opened
from tests.support import uiprmd
from tests.support.visits import analytic_visit, demo_visit, record_of, torn, vicon_visit

ezc3d = pytest.importorskip("ezc3d")
FLOAT_MM = 1e-3
"""C3D keeps single precision: a point 3 m away to 0.0002 mm."""


def gappy() -> ExportVisit:
    return opened(record_of(torn(demo_visit(), INDEX["RHeel"], 300, 340)))


def compare(visit: ExportVisit, names: Any, points_mm: np.ndarray) -> None:
    """points_mm: (frames, markers, 3), NaN where not measured."""
    assert visit.joints is not None
    for i, name in enumerate(names):
        want = 1000.0 * visit.joints.points_m[:, INDEX[name]]
        assert np.array_equal(np.isnan(want), np.isnan(points_mm[:, i])), name
        assert np.nanmax(np.abs(want - points_mm[:, i])) < FLOAT_MM, name


def test_points_units_rate_and_gaps_come_back(tmp_path: Path) -> None:
    visit = gappy()
    write(tmp_path / "a.c3d", visit)
    back = ezc3d.c3d(str(tmp_path / "a.c3d"))
    point = back["parameters"]["POINT"]
    assert point["UNITS"]["value"] == ["mm"]
    assert point["RATE"]["value"][0] == 30.0
    assert point["X_SCREEN"]["value"] == ["+X"]
    assert point["Y_SCREEN"]["value"] == ["+Y"]
    names = point["LABELS"]["value"]
    assert names == [name for name in HALPE_26 if name not in FACE]
    points = np.transpose(back["data"]["points"][:3], (2, 1, 0))
    compare(visit, names, points)
    assert np.isnan(points).any()


def test_software_versions_and_squats_are_told(tmp_path: Path) -> None:
    visit = gappy()
    write(tmp_path / "a.c3d", visit)
    parameters = ezc3d.c3d(str(tmp_path / "a.c3d"))["parameters"]
    assert parameters["MANUFACTURER"]["SOFTWARE"]["value"] == ["knee-kiosk"]
    assert parameters["KNEE_KIOSK"]["KIOSK_VERSION"]["value"] == ["1.2.3"]
    assert parameters["KNEE_KIOSK"]["MODEL_SHA256"]["value"] == [visit.record.model_sha256]
    event = parameters["EVENT"]
    reps = visit.document["reps"]
    assert event["USED"]["value"][0] == 3 * len(reps) == 30
    lows = [
        time_s
        for label, time_s in zip(event["LABELS"]["value"], event["TIMES"]["value"][1], strict=True)
        if label == "Squat lowest"
    ]
    assert lows == pytest.approx([rep["bottom_s"] for rep in reps], abs=1e-5)


@pytest.mark.skipif(not uiprmd.DATA.exists(), reason="UI-PRMD is not beside the repository")
def test_a_real_squat_of_vicon_comes_back(tmp_path: Path) -> None:
    visit = opened(record_of(vicon_visit(3)))
    write(tmp_path / "a.c3d", visit)
    back = ezc3d.c3d(str(tmp_path / "a.c3d"))
    points = np.transpose(back["data"]["points"][:3], (2, 1, 0))
    compare(visit, back["parameters"]["POINT"]["LABELS"]["value"], points)


@pytest.mark.filterwarnings("ignore:No analog data found in file")
def test_another_package_reads_the_same(tmp_path: Path) -> None:
    reader = pytest.importorskip("c3d", reason="the package c3d is not installed")
    visit = gappy()
    write(tmp_path / "a.c3d", visit)
    with (tmp_path / "a.c3d").open("rb") as file:
        whole = reader.Reader(file)
        frames = [points for _, points, _ in whole.read_frames()]
        names = [label.strip() for label in whole.point_labels]
        assert whole.point_rate == 30.0
        assert whole.get("POINT:UNITS").string_value.strip() == "mm"
    points = np.array(frames)
    lost = points[:, :, 3] < 0.0  # a residual of -1: not measured
    compare(visit, names, np.where(lost[..., None], np.nan, points[:, :, :3]))


def test_a_visit_without_joints_is_refused(tmp_path: Path) -> None:
    bare = opened(record_of(analytic_visit(), joints=None))
    with pytest.raises(InputError, match="No joints were kept"):
        write(tmp_path / "a.c3d", bare)


def test_a_folder_that_is_not_there_is_the_systems_own_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write(tmp_path / "none" / "a.c3d", gappy())


def test_without_squats_there_are_no_events(tmp_path: Path) -> None:
    visit = gappy()
    write(tmp_path / "a.c3d", replace(visit, document=visit.document | {"reps": []}))
    parameters = ezc3d.c3d(str(tmp_path / "a.c3d"))["parameters"]
    assert "EVENT" not in parameters or parameters["EVENT"]["USED"]["value"][0] == 0


def test_without_the_package_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ezc3d", None)
    with pytest.raises(InstallationError, match=r"knee-kiosk\[export\]"):
        check()
