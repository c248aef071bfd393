"""Mesh to depth picture through zbuffer.c, built with the machine's C compiler on first use."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frame import Intrinsics
from kiosk.errors import InstallationError

FAR_M = 12.0


@cache
def _library() -> ctypes.CDLL:
    source = Path(__file__).with_name("zbuffer.c")
    # What -ffast-math allows, but for its start-up code, which has the whole process take the
    # smallest numbers for zero from then on.
    fast = ["-fassociative-math", "-freciprocal-math", "-fno-math-errno", "-fno-trapping-math",
            "-fno-signed-zeros", "-ffinite-math-only"]  # fmt: skip
    flags = ["-O3", "-march=native", *fast, "-shared", "-fPIC", "-lm"]
    tag = hashlib.sha256(source.read_bytes() + " ".join(flags).encode()).hexdigest()[:12]
    built = Path(tempfile.gettempdir()) / f"knee-kiosk-zbuffer-{tag}-{os.getuid()}.so"
    if not built.exists():
        compiler = shutil.which("cc") or shutil.which("gcc")
        if compiler is None:
            raise InstallationError("no C compiler found; training needs one: install gcc")
        partial = built.with_suffix(f".{os.getpid()}")
        subprocess.run([compiler, str(source), *flags, "-o", str(partial)], check=True)
        partial.replace(built)
    return ctypes.CDLL(str(built))


def draw(
    points_m: NDArray[np.float32],
    faces: NDArray[np.int32],
    lens: Intrinsics,
    depth_m: NDArray[np.float32],
    label: NDArray[np.uint8],
    value: int,
) -> None:
    """Draw a mesh (V, 3) in the optical frame into depth_m (H, W), where nearer, in place."""
    xyz = np.ascontiguousarray(points_m, np.float32)
    tri = np.ascontiguousarray(faces, np.int32)

    def address(a: NDArray[np.generic]) -> ctypes.c_void_p:
        return ctypes.c_void_p(a.ctypes.data)

    _library().zbuffer(
        address(xyz), address(tri), ctypes.c_int(len(tri)),
        ctypes.c_float(lens.fx), ctypes.c_float(lens.fy),
        ctypes.c_float(lens.cx), ctypes.c_float(lens.cy),
        ctypes.c_int(lens.width), ctypes.c_int(lens.height),
        address(depth_m), address(label), ctypes.c_ubyte(value),
    )  # fmt: skip


def empty(lens: Intrinsics) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """A depth picture with nothing in it and its labels."""
    shape = (lens.height, lens.width)
    return np.full(shape, FAR_M, np.float32), np.zeros(shape, np.uint8)
