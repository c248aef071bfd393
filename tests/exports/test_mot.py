"""A .mot read back: by our own reader of the description, and by OpenSim where it is installed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kiosk.core.keeping import RepCurves
from kiosk.core.skeleton import INDEX
from kiosk.exports import ExportVisit, mot, opened
from tests.support import uiprmd
from tests.support.mot_file import read_mot
from tests.support.visits import analytic_visit, demo_visit, record_of, torn, vicon_visit

COLUMNS = [
    f"{name}_{side}"
    for name in (
        "knee_angle",
        "knee_plane_offset_mm",
        "knee_toe_offset_mm",
        "fppa_3d_deg",
        "fppa_expected_deg",
    )
    for side in "rl"
]


def written(visit: ExportVisit, folder: Path) -> Path:
    path = folder / "K7B4F2_2026-11-26.mot"
    path.write_text(mot.text(visit, path.stem), encoding="ascii", newline="")
    return path


def follow(visit: ExportVisit, columns: dict[str, np.ndarray], allowed: float) -> None:
    """Every kept curve is found again in the file, on its clock: within `allowed` mm, degrees.

    The file is made of joints to 0.1 mm and toe directions to 0.1 degrees, read at 30 Hz.
    """
    names = {"knee_flexion_deg": "knee_angle", "knee_plane_offset_mm": "knee_plane_offset_mm",
             "knee_toe_offset_mm": "knee_toe_offset_mm"}  # fmt: skip
    for rep in visit.curves:
        at = rep.start_s + rep.duration_s * np.linspace(0.0, 1.0, 101)
        for side in ("left", "right"):
            for curve, name in names.items():
                got = np.interp(at, columns["time"], columns[f"{name}_{side[0]}"])
                want = _curve(rep, side, curve)
                assert np.nanmax(np.abs(got - want)) < allowed, (side, curve)


def test_the_demonstrations_angles_come_back(tmp_path: Path) -> None:
    visit = opened(record_of(demo_visit()))
    header, columns = read_mot(written(visit, tmp_path))
    assert header["name"] == "K7B4F2_2026-11-26"
    assert header["inDegrees"] == "yes"
    assert header["version"] == "1"
    assert list(columns) == ["time", *COLUMNS]
    time_s, values = mot.angles(visit)
    assert columns["time"] == pytest.approx(time_s, abs=1e-6)
    for name, path in values.items():
        assert columns[name] == pytest.approx(path, abs=6e-5)
    assert np.diff(time_s) == pytest.approx(1.0 / 30.0)
    assert len(visit.curves) == 10
    follow(visit, columns, 0.7)


@pytest.mark.skipif(not uiprmd.DATA.exists(), reason="UI-PRMD is not beside the repository")
@pytest.mark.parametrize("kind", uiprmd.KINDS)
def test_a_real_squat_of_vicon_comes_back(tmp_path: Path, kind: str) -> None:
    visit = opened(record_of(vicon_visit(2, kind)))
    _, columns = read_mot(written(visit, tmp_path))
    assert len(visit.curves) == 1
    follow(visit, columns, 0.7)


def test_a_known_body_has_its_known_angles(tmp_path: Path) -> None:
    visit = opened(record_of(analytic_visit(count=1, inward_m=(0.03, -0.02))))
    _, columns = read_mot(written(visit, tmp_path))
    low = int(np.argmax(columns["knee_angle_r"]))
    assert columns["knee_angle_r"][low] == pytest.approx(90.0, abs=1.5)
    assert columns["knee_angle_l"][low] == pytest.approx(90.0, abs=1.5)
    assert columns["knee_plane_offset_mm_l"][low] == pytest.approx(30.0, abs=1.5)
    assert columns["knee_plane_offset_mm_r"][low] == pytest.approx(-20.0, abs=1.5)
    assert columns["knee_angle_r"][5] == pytest.approx(2.0, abs=1.0)


def test_what_was_not_measured_has_no_row_and_no_nan(tmp_path: Path) -> None:
    whole = opened(record_of(analytic_visit()))
    visit = opened(record_of(torn(analytic_visit(), INDEX["LKnee"], 60, 90)))
    path = written(visit, tmp_path)
    assert "nan" not in path.read_text()
    _, columns = read_mot(path)
    _, all_ = mot.angles(whole)
    lost = len(all_["knee_angle_r"]) - len(columns["time"])
    assert 28 <= lost <= 30
    assert np.diff(columns["time"]).max() == pytest.approx((lost + 1) / 30.0, abs=1e-4)


def test_a_leg_that_was_hardly_measured_has_no_columns(tmp_path: Path) -> None:
    visit = opened(record_of(torn(analytic_visit(), INDEX["LAnkle"], 20, 400)))
    _, columns = read_mot(written(visit, tmp_path))
    assert list(columns) == ["time", *(name for name in COLUMNS if name.endswith("_r"))]


def test_without_toe_directions_or_joints_there_is_nothing_to_write() -> None:
    visit = opened(record_of(analytic_visit()))
    standing = {side: {"toe_out_deg": None} for side in ("left", "right")}
    assert mot.text(replace(visit, document={"standing": standing}), "x") == ""
    assert mot.text(replace(visit, joints=None), "x") == ""


def test_opensim_reads_it(tmp_path: Path) -> None:
    """Both of its readers: the older one takes a nan for 0 and gives up there."""
    opensim = pytest.importorskip("opensim", reason="opensim is not installed")
    visit = opened(record_of(torn(demo_visit(), INDEX["LKnee"], 100, 160)))
    path = written(visit, tmp_path)
    time_s, values = mot.angles(visit)
    table = opensim.TimeSeriesTable(str(path))
    assert table.getTableMetaDataString("inDegrees") == "yes"
    assert list(table.getColumnLabels()) == list(values)
    storage = opensim.Storage(str(path))
    assert storage.isInDegrees()
    assert storage.getSize() == table.getNumRows() == len(time_s)
    for k, name in enumerate(values):
        got = np.array([table.getDependentColumn(name)[i] for i in range(len(time_s))])
        assert got == pytest.approx(values[name], abs=6e-5)
        old = [storage.getStateVector(i).getData().get(k) for i in range(len(time_s))]
        assert np.array(old) == pytest.approx(values[name], abs=6e-5)


def _curve(rep: RepCurves, side: str, name: str) -> np.ndarray:
    curve: np.ndarray = getattr(getattr(rep, side), name)
    return curve
