"""Point clouds and figures in three dimensions: kept as PLY, shown in a window, or drawn into a PNG
without one. May import numpy and open3d, which is an extra (view) and takes a second to load.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kiosk.core.frame import FloatArray
from kiosk.core.solid import Solid
from kiosk.errors import DisplayError, InputError, InstallationError

SIZE_PX = (1280, 960)
BACKGROUND = (0.10, 0.11, 0.13)


def _open3d() -> Any:
    try:
        import open3d
    except (ImportError, OSError) as error:
        raise InstallationError(
            f"This needs Open3D, which is not installed or does not load ({str(error)[:80]}). "
            "Install the extra of that name: pip install 'knee-kiosk[view]' (0.9 GB)."
        ) from error
    open3d.utility.set_verbosity_level(open3d.utility.VerbosityLevel.Error)
    return open3d


def save_cloud(
    path: Path, points_m: FloatArray, colours: FloatArray, plane_m: FloatArray | None
) -> tuple[Path, Path | None]:
    """points_m, colours: (n, 3). plane_m: (4, 3) corners, beside it as NAME-floor.ply. Raises
    InstallationError, InputError."""
    o3d = _open3d()
    if path.suffix.lower() != ".ply":
        raise InputError(f"{path} is no .ply file.")
    if not path.parent.is_dir():
        raise InputError(f"The folder {path.parent} is not there.")
    _write(o3d.io.write_point_cloud, path, _cloud(o3d, points_m, colours))
    if plane_m is None:
        return path, None
    floor = path.with_name(f"{path.stem}-floor.ply")
    corners = o3d.utility.Vector3dVector(plane_m)
    both = o3d.utility.Vector3iVector(np.array([[0, 1, 2], [0, 2, 3]], np.int32))
    _write(o3d.io.write_triangle_mesh, floor, o3d.geometry.TriangleMesh(corners, both))
    return path, floor


def _write(write: Any, path: Path, what: Any) -> None:
    part = path.with_name(f".{path.stem}-part.ply")
    try:
        if not write(str(part), what):
            raise InputError(f"{path} cannot be written: is there room, and may you write there?")
        part.replace(path)
    except OSError as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)


def show(solid: Solid, title: str) -> None:
    """In a window, until it is closed. Raises InstallationError, DisplayError."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise DisplayError("There is no screen in this session: use --screenshot FILE.png.")
    _draw(solid, title, None)


def screenshot(solid: Solid, path: Path) -> None:
    """Into a PNG, without a screen. Raises InstallationError, InputError, DisplayError."""
    if path.suffix.lower() != ".png" or not path.parent.is_dir():
        raise InputError(f"{path} is no .png file in a folder that is there.")
    _draw(solid, "knee-kiosk", path)


def _draw(solid: Solid, title: str, path: Path | None) -> None:
    o3d = _open3d()
    window = o3d.visualization.Visualizer()
    width, height = SIZE_PX
    if not window.create_window(title, width, height, visible=path is None):
        raise DisplayError(
            "Open3D opens no window and no EGL context. Without a screen: xvfb-run kiosk view …"
        )
    try:
        for one in _things(o3d, solid):
            window.add_geometry(one)
        options = window.get_render_option()
        options.background_color = np.array(BACKGROUND)
        options.point_size = 2.0
        options.mesh_show_back_face = True
        eye = window.get_view_control()
        eye.set_lookat(solid.centre_m)
        eye.set_front(solid.eye)
        eye.set_up(solid.up)
        eye.set_zoom(solid.zoom)
        if path is None:
            window.run()
            return
        window.poll_events()
        window.update_renderer()
        part = path.with_name(f".{path.stem}-part.png")
        window.capture_screen_image(str(part), do_render=True)
        if not part.exists():
            raise InputError(f"{path} cannot be written: may you write there?")
        part.replace(path)
    finally:
        window.destroy_window()


def _things(o3d: Any, solid: Solid) -> list[Any]:
    things = []
    if len(solid.points_m):
        things.append(_cloud(o3d, solid.points_m, solid.colours))
    things += [_rod(o3d, rod.a, rod.b, rod.radius_m, rod.colour) for rod in solid.rods]
    for at, radius_m, colour in solid.balls:
        ball = o3d.geometry.TriangleMesh.create_sphere(radius_m, 12)
        ball.translate(at)
        things.append(_painted(ball, colour))
    return things


def _cloud(o3d: Any, points_m: FloatArray, colours: FloatArray) -> Any:
    cloud = o3d.geometry.PointCloud(o3d.utility.Vector3dVector(points_m))
    cloud.colors = o3d.utility.Vector3dVector(colours)
    return cloud


def _rod(o3d: Any, a: FloatArray, b: FloatArray, radius_m: float, colour: Sequence[float]) -> Any:
    along = b - a
    length = float(np.linalg.norm(along))
    rod = o3d.geometry.TriangleMesh.create_cylinder(radius_m, max(length, 1e-4), 10, 1)
    way = along / max(length, 1e-9)
    across = np.cross([0.0, 0.0, 1.0], way)
    angle = float(np.arccos(np.clip(way[2], -1.0, 1.0)))
    size = float(np.linalg.norm(across))
    axis = across / size if size > 1e-9 else np.array([1.0, 0.0, 0.0])
    rod.rotate(o3d.geometry.get_rotation_matrix_from_axis_angle(axis * angle), np.zeros(3))
    rod.translate(0.5 * (a + b))
    return _painted(rod, colour)


def _painted(mesh: Any, colour: Sequence[float]) -> Any:
    mesh.compute_vertex_normals()
    mesh.paint_uniform_color(colour)
    return mesh
