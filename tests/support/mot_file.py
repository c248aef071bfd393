"""An independent reader of OpenSim's .mot, ours: from the public description of the format alone.

https://opensimconfluence.atlassian.net, 'Motion (.mot) Files' and 'Storage (.sto) Files': key=value
lines up to 'endheader', a line of column names, then rows of numbers; nRows and nColumns (time
among them) must be true, and time must rise. No light package on PyPI reads the format; where
`opensim` itself is installed, the tests use that as well.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def read_mot(path: Path) -> tuple[dict[str, str], dict[str, NDArray[np.float64]]]:
    """Header ('name' among it) and columns, `time` first."""
    head, _, body = path.read_text(encoding="ascii").partition("\nendheader\n")
    first, *rest = head.splitlines()
    header = {"name": first}
    for line in rest:
        key, equals, value = line.partition("=")
        if equals and " " not in key:
            header[key] = value
    names, *rows = [line.split() for line in body.splitlines()]
    values = np.array([[float(cell) for cell in row] for row in rows])
    assert values.shape == (int(header["nRows"]), int(header["nColumns"]))
    assert len(names) == int(header["nColumns"])
    assert names[0] == "time"
    assert (np.diff(values[:, 0]) > 0.0).all()
    return header, dict(zip(names, values.T, strict=True))
