"""What the camera sees of a member right now, in the words that a visit and a screen understand.

kiosk.core.coach makes one `Scene` (for the visit) and one `LiveView` (for the screen) of every
sight. numpy only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from kiosk.core.alignment import Side
from kiosk.core.frame import FloatArray
from kiosk.core.sight import Silhouette

Body = Literal["adult", "child", "seated", "unknown"]
Phase = Literal["top", "down", "bottom", "up"]

ADVICE: Final = (
    "legs_not_visible",  # the feet or legs are out of the picture
    "depth_missing",  # the camera measures too little of this person
    "step_back", "step_closer", "step_left", "step_right",  # the member's own left and right
    "face_me",  # feet or body turned away: 'turn your toes to me'
    "hips_hidden",  # a long or wide top hides the hips
    "feet_wider", "feet_closer",  # ankles outside 0.12 to 0.45 m
    "stand_upright",
    "stand_still",
)  # fmt: skip
"""What a member can be asked to do before standing still, the most pressing first."""

SQUAT_REASONS: Final = ("too_shallow", "too_fast", "too_slow", "not_seen", "foot_moved")


@dataclass(frozen=True, slots=True)
class Hand:
    """A hand held up, by a member who stands upright; held_s: for how long without a break."""

    side: Side
    held_s: float


@dataclass(frozen=True, slots=True)
class SquatSeen:
    """A squat that has just ended. counts: as far as can be told live; else reason says why not."""

    counts: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """One frame for the visit. time_s: the kiosk's monotonic clock, not the camera's.

    present: a person is in the zone. on_mark: near enough to the mark to mean it. others: further
    people in the way. measured: hips, knees and ankles of both legs were measured in this frame.
    advice: code of ADVICE to be corrected first, None where the member stands as needed. still_s:
    how long the member has stood upright, placed and quiet. body: 'unknown' until enough was seen.
    hand: None while none is up, or while the member is not upright. squats: ended since the last
    scene.
    """

    time_s: float
    present: bool = False
    on_mark: bool = False
    others: int = 0
    measured: bool = False
    advice: str | None = None
    still_s: float = 0.0
    upright: bool = False
    body: Body = "unknown"
    hand: Hand | None = None
    squats: tuple[SquatSeen, ...] = ()


@dataclass(frozen=True, slots=True)
class FootPrint:
    """One foot on the floor, from above: x_m to the member's right of the mark, y_m from the mark
    towards the camera; heading_deg: outward turn of the toes (negative: inward)."""

    side: Side
    x_m: float
    y_m: float
    heading_deg: float


@dataclass(frozen=True, slots=True)
class KneeAbove:
    """One knee from above now, in its own foot's frame: ahead of the ankle, inside the toe line,
    and inside its leg's own plane, metres; NaN where not measured."""

    side: Side
    ahead_m: float
    inside_toe_line_m: float
    inside_plane_m: float


@dataclass(frozen=True, slots=True, eq=False)
class LiveView:
    """One frame for the screen.

    joints_px: (26, 2) HALPE_26 joints in pixels of the upright depth picture, NaN where not
    measured; silhouette gives that picture's size. The picture is not mirrored: who draws mirrors.
    feet: where measured. bend: knee flexion of the deeper measured leg, degrees, NaN unknown; legs:
    of the left and the right one.
    phase, phase_s: of the squat, for the tempo bar. knees: for the cued set only. floor_px: (3, 3)
    from places on the floor, (x_m, y_m, 1) as a FootPrint's, to pixels of the same picture,
    homogeneous; without it the mark is drawn where the feet say that it is.
    """

    silhouette: Silhouette | None
    joints_px: FloatArray
    feet: tuple[FootPrint, ...] = ()
    bend_deg: float = float("nan")
    phase: Phase = "top"
    phase_s: float = 0.0
    knees: tuple[KneeAbove, ...] = ()
    floor_px: FloatArray | None = None
    legs_deg: tuple[float, float] = (float("nan"), float("nan"))
