"""What a sensing process is given to read, file after file: recordings and models that somebody
changed. Imported by name in a fresh interpreter.
"""

from __future__ import annotations

from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kiosk.core.senses import CameraFault, SourceEnded
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from kiosk.adapters.sensing_link import Link

FRAMES = 50


def read_all(folder: Path, link: Link) -> None:
    """Every file of a folder that was not begun before, by the kiosk's own adapters. What came of
    each is sent; one that was begun and is not told of has ended a process."""
    for path in sorted((*folder.glob("*.db3"), *folder.glob("*.onnx"))):
        begun = path.with_suffix(".begun")
        if begun.exists():
            continue
        begun.touch()
        try:
            text = _recording(path) if path.suffix == ".db3" else _model(path)
        except KioskError as error:
            text = f"refused {type(error).__name__}"
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            text = f"fault {type(error).__name__}: {str(error)[:200]}"
        link.send(CameraFault(f"{path.stem} {text}"))
        link.receive_cue(0.0)
    link.send(SourceEnded())
    with suppress(EOFError):  # the end, once that was read
        link.receive_cue(60.0)


def _recording(path: Path) -> str:
    from kiosk.adapters.recording import Db3Recording

    with closing(Db3Recording(path)) as recording:
        return f"read {sum(1 for _ in islice(recording.frames(), FRAMES))}"


def _model(path: Path) -> str:
    from kiosk.adapters.onnx_pose import OnnxPose
    from kiosk.core import posenet

    model = OnnxPose(path)
    shapes = ((posenet.CHANNELS, one.rows, one.columns) for one in (posenet.BODY, posenet.FEET))
    model.infer(*(np.zeros(shape, np.float32) for shape in shapes))
    return "read"
