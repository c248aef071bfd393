"""What stands beside the figure while a recording is played again. Pure; for staff, in English."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite
from typing import Final

from kiosk.core.scene import LiveView, Phase, Scene
from kiosk.core.skeleton import SIDES

PHASES: Final[dict[Phase, str]] = {
    "top": "up again", "down": "going down", "bottom": "at the lowest point", "up": "coming up",
}  # fmt: skip
UNKNOWN: Final = "–"


@dataclass(frozen=True, slots=True)
class LegNow:
    """One leg's lines: bend of the knee, and the knee-plane offset (inward positive)."""

    side: str
    flexion: str
    offset: str


@dataclass(frozen=True, slots=True)
class Caption:
    """frame: which one, and when; state: what the member does; legs: left, right."""

    frame: str
    state: str
    legs: tuple[LegNow, ...]


@dataclass(frozen=True, slots=True)
class Squats:
    """How many have ended so far, live, and how many of them count."""

    ended: int = 0
    counted: int = 0


def followed(squats: Squats, scene: Scene) -> Squats:
    """With those that have just ended."""
    counts = sum(seen.counts for seen in scene.squats)
    return replace(squats, ended=squats.ended + len(scene.squats), counted=squats.counted + counts)


def caption(
    number: int, of: int, time_s: float, scene: Scene, live: LiveView, squats: Squats
) -> Caption:
    """number: of the frame, from 1; time_s: since the recording's first frame."""
    offsets: dict[str, float] = {knee.side: knee.inside_plane_m for knee in live.knees}
    legs = tuple(
        LegNow(
            side,
            f"knee bent {_number(bend, '°')}",
            f"KPO {_signed(1000.0 * offsets.get(side, float('nan')))}",
        )
        for side, bend in zip(SIDES, live.legs_deg, strict=True)
    )
    frame = f"frame {number} of {of}, {time_s:.2f} s"
    return Caption(frame, _state(scene, live, squats), legs)


def _state(scene: Scene, live: LiveView, squats: Squats) -> str:
    if not scene.present:
        return "nobody in the zone"
    if not scene.measured:
        return "not measured in this frame"
    if live.phase != "top":
        return f"squat {squats.ended + 1}, {PHASES[live.phase]}"
    still = f", still for {scene.still_s:.1f} s" if scene.still_s >= 0.1 else ""
    after = f" after {_squats(squats)}" if squats.ended else ""
    return f"standing{after or still}"


def _squats(squats: Squats) -> str:
    return f"{squats.ended} squat{'s' * (squats.ended > 1)}, {squats.counted} counted"


def _number(value: float, unit: str) -> str:
    return f"{value:.0f}{unit}" if isfinite(value) else UNKNOWN


def _signed(value: float) -> str:
    if not isfinite(value):
        return UNKNOWN
    return f"{round(value) + 0:+d} mm".replace("-", "−").replace("+0 ", "0 ")
