"""An independent reader of .trc, ours: from OpenSim's public description of the format alone.

'Marker (.trc) Files': the third line's NumFrames and NumMarkers, the fourth line's marker names,
three columns each, data from the first line after the blank one; an empty cell was not measured.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def read_trc(path: Path) -> tuple[dict[str, str], tuple[str, ...], NDArray[np.float64]]:
    """Header, marker names, and (frames, 2 + 3 markers): frame number, time, X, Y, Z …"""
    lines = path.read_text(encoding="ascii").split("\n")
    header = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    assert lines[0].split("\t") == ["PathFileType", "4", "(X/Y/Z)", path.name]
    labels = lines[3].rstrip("\t").split("\t")
    assert labels[:2] == ["Frame#", "Time"]
    names, between = labels[2::3], labels[3:]
    assert not any(cell for i, cell in enumerate(between) if i % 3 != 2)
    axes = lines[4].split("\t")[2:-1]
    assert axes == [f"{axis}{i + 1}" for i in range(len(names)) for axis in "XYZ"]
    assert lines[5] == ""
    assert lines[-1] == ""
    width = 2 + 3 * len(names)
    rows = [line.split("\t")[:width] for line in lines[6:-1]]
    values = np.array([[float(cell) if cell else np.nan for cell in row] for row in rows])
    assert values.shape == (int(header["NumFrames"]), width)
    assert len(names) == int(header["NumMarkers"])
    return header, tuple(names), values
