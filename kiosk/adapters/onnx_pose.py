"""The pose network on ONNX Runtime, one thread. May import kiosk.core and onnxruntime.

A model is loaded only when it is vouched for (kiosk.adapters.model_vouching) and its contract is
this program's; a file that refers to data outside itself is refused before the runtime sees it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from kiosk.adapters.model_vouching import vouched
from kiosk.adapters.onnx_outside import outside
from kiosk.core import contract, posenet
from kiosk.core.interval import ErrorModel
from kiosk.errors import ModelError


class OnnxPose:
    """A PoseModel (kiosk.ports). sha256, errors: what the file is, and what it is off by."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        data = _read(path)
        self.name = path.stem
        self.sha256 = vouched(path, data)
        _check_inside(path, data)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # A file of the runtime's own format would not have been looked through.
        options.add_session_config_entry("session.load_model_format", "ONNX")
        # Spinning threads would starve the camera and the screen.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                data, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the runtime raises bare classes of its own
            raise ModelError(f"{path} cannot be loaded as an ONNX model: {error}") from error
        metadata = self._session.get_modelmeta().custom_metadata_map
        self.errors: ErrorModel = contract.check(metadata, str(path))
        self._check_shapes(path)

    def _check_shapes(self, path: Path) -> None:
        inputs = {i.name: list(i.shape[1:]) for i in self._session.get_inputs()}
        wanted = {
            name: [posenet.CHANNELS, spec.rows, spec.columns]
            for name, spec in (("body", posenet.BODY), ("feet", posenet.FEET))
        }
        if inputs != wanted:
            raise ModelError(f"{path} takes {inputs}; this kiosk gives {wanted}.")

    def infer(
        self, body: NDArray[np.float32], feet: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Patches (C, rows, columns) to outputs (J, 5) of both branches."""
        out = self._session.run(["joints", "feet_joints"], {"body": body[None], "feet": feet[None]})
        return out[0][0], out[1][0]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"The pose model {path} cannot be read: {error.strerror}. Install it again."
        ) from error


def _check_inside(path: Path, data: bytes) -> None:
    """Raises ModelError where the model needs more than its file."""
    try:
        found = outside(data)
    except ValueError as error:
        raise ModelError(f"{path} cannot be loaded as an ONNX model: {error}") from error
    if found:
        raise ModelError(
            f"{path} refers to what is outside of it ({found}); this kiosk takes a model that is "
            "one file. Install the model that came with it."
        )
