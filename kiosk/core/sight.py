"""What one depth frame showed of a member, as a value that crosses processes. numpy only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.floor import Floor
from kiosk.core.frame import BoolArray, FloatArray
from kiosk.core.mount import Mount
from kiosk.core.skeleton import Skeleton

MountSource = Literal["given", "gravity", "picture", "assumed"]


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """How the camera stands: mount, the seen floor or none, and which way is down (upright)."""

    mount: Mount
    mount_from: MountSource
    floor: Floor | None
    down: FloatArray
    down_from: Literal["floor", "imu", "mount"]


@dataclass(frozen=True, slots=True, eq=False)
class Silhouette:
    """The member's outline and no picture: which pixels of the thinned upright picture are theirs.

    mask: (h, w) bool; its pixel (row, column) stands at (step * column, step * row) of the upright
    depth picture, which is width_px by height_px.
    """

    mask: BoolArray
    step: int
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What one frame showed. skeleton: upright optical frame, metres; None where not measured.

    person: a member was in the zone. legs_cut: the feet are out of the picture. holes: too much
    depth is missing to believe the frame. lowest_m: the person's lowest part along `down`.
    place_m: (right, ahead) of the camera on the floor, tall_m: height of what is seen of them;
    NaN without a person. silhouette: for the screen alone; a recording's analysis asks for none.
    """

    time_s: float
    skeleton: Skeleton | None
    person: bool
    others: int
    legs_cut: bool
    holes: bool
    lowest_m: float
    place_m: tuple[float, float] = (float("nan"), float("nan"))
    tall_m: float = float("nan")
    silhouette: Silhouette | None = None
