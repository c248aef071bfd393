"""Where a live camera stands: found at the start, and anew when it was moved or all is quiet.

May import kiosk.core, kiosk.sensing and numpy. Times are the stream's own, so that a recording
gives the same however fast it is played.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from kiosk.core.camerafaults import CameraCode
from kiosk.core.frame import DepthFrame, FloatArray
from kiosk.core.sight import Setting
from kiosk.core.zone import ground_axes
from kiosk.sensing import settle

SETTLE_FRAMES: Final = 30
SETTLE_EVERY: Final = 5
SETTLE_S: Final = 1.0
"""A slow stream is looked at for so long, and one frame kept in SETTLE_GAP_S; at 30 frames a second
the numbers of frames come first."""
SETTLE_GAP_S: Final = 0.2
SETTLE_LEAST: Final = 3
NO_DEPTH_SHARE: Final = 0.02
LONGEST_STEP_S: Final = 0.5
"""What a gap or a clock that starts anew counts for."""


@dataclass(frozen=True, slots=True)
class Patience:
    """When to look anew: gravity off by `moved_deg` for `moved_s`; or, after nobody has been in
    the zone for `empty_s`, every `every_s` seconds, and every `floorless_s` while no floor is
    known."""

    moved_deg: float = 2.0
    moved_s: float = 1.0
    empty_s: float = 10.0
    every_s: float = 600.0
    floorless_s: float = 30.0


class Settling:
    """`setting` is what holds now; None while nothing may be sensed. `told`: why, for staff, and
    `code`, its name."""

    def __init__(
        self,
        mount: Literal["auto", "portrait", "landscape"] = "auto",
        patience: Patience | None = None,
    ) -> None:
        self._mount = mount
        self._patience = patience or Patience()
        self.setting: Setting | None = None
        self.told = ""
        self.code: CameraCode = "other"
        self._gravity: FloatArray | None = None
        self._looking: list[DepthFrame] | None = []
        self._looked = 0
        self._look_s = self._kept_s = 0.0
        self._last_s: float | None = None
        self._age_s = self._empty_s = self._moved_s = 0.0

    def step(self, frame: DepthFrame, *, somebody: bool) -> bool:
        """Take in a usable frame; whether `setting` is another one now.

        somebody: a person was in the zone in the last frame that was sensed.
        """
        before = self.setting
        passed_s = self._passed_s(frame)
        self._age_s += passed_s
        self._empty_s = 0.0 if somebody else self._empty_s + passed_s
        self._watch_gravity(frame, passed_s)
        self._watch_quiet(somebody=somebody)
        if self._looking is not None:
            self._look(frame, passed_s)
        return self.setting is not before and self.setting is not None

    def _passed_s(self, frame: DepthFrame) -> float:
        last_s, self._last_s = self._last_s, frame.time_s
        return 0.0 if last_s is None else min(max(0.0, frame.time_s - last_s), LONGEST_STEP_S)

    def _watch_gravity(self, frame: DepthFrame, passed_s: float) -> None:
        """A camera that was turned must not be believed until it is known how it stands now."""
        if self.setting is None:
            return
        off = _between_deg(frame.gravity, self._gravity) > self._patience.moved_deg
        self._moved_s = self._moved_s + passed_s if off else 0.0
        if self._moved_s >= self._patience.moved_s:
            self.setting, self._moved_s = None, 0.0
            self._begin()

    def _watch_quiet(self, *, somebody: bool) -> None:
        """A look on the side while the old setting holds; given up when somebody steps in."""
        setting, patience = self.setting, self._patience
        if setting is None:
            return
        if self._looking is not None:
            if somebody:
                self._looking = None
            return
        due_s = patience.every_s if setting.floor is not None else patience.floorless_s
        if self._age_s >= due_s and self._empty_s >= patience.empty_s:
            self._begin()

    def _begin(self) -> None:
        self._looking, self._looked = [], 0
        self._look_s = self._kept_s = 0.0

    def _look(self, frame: DepthFrame, passed_s: float) -> None:
        """Gather a second of frames, one in SETTLE_EVERY of them, and settle."""
        if not _has_depth(frame):
            self.told = (
                "The camera sees hardly any depth: is its lens covered, does the sun shine on it? "
                "Free it, clean it, shade it."
            )
            self.code = "covered"
            return
        kept = self._looking or []
        if kept and _between_deg(frame.gravity, kept[0].gravity) > self._patience.moved_deg:
            self.told = "The camera is being moved: leave it still for three seconds."
            self.code = "aim"
            self._begin()
            kept, passed_s = [], 0.0
        self._look_s += passed_s
        self._kept_s += passed_s
        if self._looked % SETTLE_EVERY == 0 or self._kept_s >= SETTLE_GAP_S:
            kept = [*kept, frame]
            self._kept_s = 0.0
        self._looking = kept
        self._looked += 1
        slow = self._look_s >= SETTLE_S and len(kept) >= SETTLE_LEAST
        if self._looked >= SETTLE_FRAMES or slow:
            self._settle(kept)

    def _settle(self, frames: list[DepthFrame]) -> None:
        found = settle(frames, self._mount)
        old, self._looking, self._age_s = self.setting, None, 0.0
        try:
            ground_axes(found.down)
        except ValueError:
            self.told = "The camera looks straight down or up: aim it at the mark."
            self.code = "aim"
            self._begin()
            return
        if old is not None and found.floor is None:
            return  # what hides the floor just now does not make it unknown
        self.setting, self.told = found, ""
        self._gravity = _mean([f.gravity for f in frames if f.gravity is not None])


def _has_depth(frame: DepthFrame) -> bool:
    return float((frame.depth[::4, ::4] > 0).mean()) > NO_DEPTH_SHARE


def _mean(directions: list[FloatArray]) -> FloatArray | None:
    return np.mean(directions, axis=0) if directions else None


def _between_deg(a: FloatArray | None, b: FloatArray | None) -> float:
    """Angle between two directions (3,); 0 where one is not known."""
    if a is None or b is None:
        return 0.0
    cosine = float(a @ b) / float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))
