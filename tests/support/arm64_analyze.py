"""The `kiosk` command over the camera's library itself, where its Python module cannot be imported.

python -m tests.support.arm64_analyze LIBRARY.so analyze member.db3 --joints joints.npz
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.support.realsense_c import Binding


def main(library: Path, arguments: list[str]) -> None:
    modules: dict[str, Any] = sys.modules
    modules["pyrealsense2"] = Binding(library)
    from kiosk.cli.main import main as kiosk

    sys.argv = ["kiosk", *arguments]
    kiosk()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
