"""A .trc read back: by our own reader of the description, by trc-data-reader, by OpenSim."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.core.keeping import FACE, KeptJoints
from kiosk.core.skeleton import HALPE_26, INDEX
from kiosk.exports import opened, trc
from tests.support import uiprmd
from tests.support.trc_file import read_trc
from tests.support.visits import analytic_visit, demo_visit, record_of, torn, vicon_visit

HALF_M = 0.00005 + 1e-9
NAME = "K7B4F2_2026-11-26.trc"


def gappy() -> KeptJoints:
    """The demonstration's joints with two gaps, one of them in the last marker's columns."""
    one = torn(torn(demo_visit(), INDEX["LKnee"], 100, 160), INDEX["RHeel"], 300, 340)
    joints = opened(record_of(one)).joints
    assert joints is not None
    return joints


def written(joints: KeptJoints, folder: Path) -> Path:
    path = folder / NAME
    path.write_text(trc.text(joints, NAME), encoding="ascii", newline="")
    return path


def compare(joints: KeptJoints, names: Any, points: NDArray[np.float64]) -> None:
    """points: (frames, markers, 3) in metres, NaN where not measured."""
    for i, name in enumerate(names):
        want, got = joints.points_m[:, INDEX[name]], points[:, i]
        assert np.array_equal(np.isnan(want), np.isnan(got)), name
        assert np.nanmax(np.abs(want - got)) <= HALF_M, name


def test_markers_come_back_with_their_names_times_and_gaps(tmp_path: Path) -> None:
    joints = gappy()
    header, names, values = read_trc(written(joints, tmp_path))
    assert header["Units"] == "m"
    assert header["DataRate"] == header["CameraRate"] == header["OrigDataRate"] == "30.00"
    assert header["NumFrames"] == header["OrigNumFrames"] == str(len(joints.time_s))
    assert names == tuple(name for name in HALPE_26 if name not in FACE)
    assert values[:, 0].tolist() == list(range(1, len(values) + 1))
    assert values[:, 1] == pytest.approx(joints.time_s, abs=1e-6)
    compare(joints, names, values[:, 2:].reshape(len(values), -1, 3))
    assert np.isnan(values).any()


def test_y_is_up_and_the_member_faces_x(tmp_path: Path) -> None:
    _, names, values = read_trc(written(gappy(), tmp_path))
    paths = np.moveaxis(values[:, 2:].reshape(len(values), -1, 3), 1, 0)
    points = dict(zip(names, paths, strict=True))
    middle = {name: np.nanmedian(path, axis=0) for name, path in points.items()}
    assert middle["Neck"][1] > middle["Hip"][1] > middle["RKnee"][1] > middle["RAnkle"][1] > 0.0
    assert middle["RBigToe"][0] > middle["RHeel"][0]
    assert middle["RHip"][2] > middle["LHip"][2]


def test_a_marker_that_was_never_measured_has_no_column() -> None:
    joints = opened(record_of(analytic_visit())).joints
    assert joints is not None
    names, points = trc.markers(joints)
    assert "LElbow" not in names
    assert points.shape == (len(joints.time_s), len(names), 3)
    nothing = KeptJoints(joints.time_s, np.full_like(joints.points_m, np.nan))
    assert trc.markers(nothing)[0] == ()


@pytest.mark.skipif(not uiprmd.DATA.exists(), reason="UI-PRMD is not beside the repository")
def test_a_real_squat_of_vicon_comes_back(tmp_path: Path) -> None:
    joints = opened(record_of(vicon_visit())).joints
    assert joints is not None
    _, names, values = read_trc(written(joints, tmp_path))
    compare(joints, names, values[:, 2:].reshape(len(values), -1, 3))


def test_trc_data_reader_reads_it(tmp_path: Path) -> None:
    """An independent package, where it is installed; without gaps, because it splits lines at any
    white space and so puts what follows an empty cell under the wrong marker."""
    reader = pytest.importorskip("trc", reason="trc-data-reader is not installed")
    joints = opened(record_of(demo_visit())).joints
    assert joints is not None
    assert np.isfinite(trc.markers(joints)[1]).all()
    data = reader.TRCData()
    data.load(str(written(joints, tmp_path)))
    assert data["Units"] == "m"
    assert float(data["DataRate"]) == 30.0
    assert int(data["NumFrames"]) == len(joints.time_s)
    names = tuple(data["Markers"])
    points = np.array([[data[name][i] for name in names] for i in range(len(joints.time_s))])
    compare(joints, names, points)
    times = np.array([data[i + 1][0] for i in range(len(joints.time_s))])
    assert times == pytest.approx(joints.time_s, abs=1e-6)


def test_opensim_reads_it(tmp_path: Path) -> None:
    """The program that the format is for, where its package is installed; both of its readers."""
    opensim = pytest.importorskip("opensim", reason="opensim is not installed")
    joints = gappy()
    path = written(joints, tmp_path)
    table = opensim.TimeSeriesTableVec3(str(path))
    assert table.getTableMetaDataString("Units") == "m"
    assert table.getTableMetaDataString("DataRate") == "30.00"
    names = table.getColumnLabels()
    columns = [table.getDependentColumn(name) for name in names]
    frames = range(table.getNumRows())
    points = np.array([[[c[i][k] for k in range(3)] for c in columns] for i in frames])
    compare(joints, names, points)
    assert np.array(table.getIndependentColumn()) == pytest.approx(joints.time_s, abs=1e-6)
    markers = opensim.MarkerData(str(path))
    assert markers.getNumFrames() == len(joints.time_s)
    assert markers.getUnits().getLabel() == "meters"
    old = np.array(
        [
            [
                [markers.getFrame(i).getMarker(m)[k] for k in range(3)]
                for m in range(markers.getNumMarkers())
            ]
            for i in range(markers.getNumFrames())
        ]
    )
    compare(joints, [markers.getMarkerNames().get(i) for i in range(len(names))], old)
