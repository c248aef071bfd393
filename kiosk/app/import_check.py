"""Loads every package and the pose model in a process of its own: `python -m kiosk.app.import_check
MODEL`. May import all below.

A library that does not fit the machine may end the whole process: whoever started this one reads
which package was being loaded then. A line of JSON before each and after each.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any, Final

NEEDED: Final = (
    "numpy", "pyrealsense2", "cv2", "onnxruntime", "pygame", "segno", "sqlalchemy", "alembic",
    "cryptography", "escpos.escpos", "tomlkit", "textual", "rich",
)  # fmt: skip
MODEL: Final = "the pose model"


def main(model: str) -> None:
    """Load one after the other; what fails is told and does not end it."""
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
    for name in NEEDED:
        _tell(name)
        try:
            importlib.import_module(name)
        except (ImportError, OSError) as error:
            _tell(name, fault=" ".join(str(error).split())[:300])
        else:
            _tell(name, done=True)
    _tell(MODEL)
    try:
        from kiosk.adapters.onnx_pose import OnnxPose
        from kiosk.errors import KioskError
    except ImportError as error:
        _tell(MODEL, fault=str(error))
        return
    try:
        pose = OnnxPose(Path(model))
    except KioskError as error:
        _tell(MODEL, fault=str(error))
    else:
        _tell(MODEL, done=True, model=pose.name, sha256=pose.sha256)


def _tell(name: str, **more: Any) -> None:
    sys.stdout.write(json.dumps({"name": name, **more}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
