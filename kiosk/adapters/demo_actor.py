"""A generated member who plays a whole visit before the camera. May import kiosk.core and numpy.

A Camera: the member's stored clips, chained as a script and the visit's state ask, in a room and
with a stereo camera's noise. The stream is 848x480 and lies on its side, as a camera in portrait
delivers it. Frames come as fast as they are asked for; who plays them keeps the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.adapters.demo_acting import FPS, Acting, Shown
from kiosk.adapters.demo_clips import DATA, Clip, Clips, Steps, load_clips
from kiosk.adapters.demo_moved import Move, drawn, in_space
from kiosk.adapters.demo_room import Floats, Noise, Stage, empty_room, put, to_millimetres
from kiosk.adapters.demo_script import AWAY, Doing, Extra, Script, steps
from kiosk.adapters.demo_scripts import SCRIPTS, WILLING
from kiosk.core.frame import DepthFrame, Intrinsics
from kiosk.core.mount import Mount, to_stream, upright_lens
from kiosk.errors import ConfigError

MOUNT: Final = Mount.PORTRAIT_LEFT
SEED: Final = 7
Seen = tuple[Floats, int, int]


class DemoActor:
    """A Camera whose member acts by a script.

    Raises InstallationError where the stored clips are missing or damaged.
    """

    def __init__(self, script: Script = WILLING, path: Path = DATA) -> None:
        self._script = script
        self._clips = load_clips(path)
        self._stage = self._clips.stage
        self._acting = Acting(script, self._clips.by_name)
        self.fps = float(FPS)
        self.doing = AWAY

    @property
    def intrinsics(self) -> Intrinsics:
        """Of the stream as delivered, on its side."""
        return upright_lens(self._stage.lens, Mount((4 - MOUNT.turns) % 4))

    def cue(self, state: str) -> None:
        """The visit has come into this state: the member acts as the script says."""
        self._acting.cue(state)

    def close(self) -> None:
        """Nothing to release."""

    def frames(self) -> Iterator[DepthFrame]:
        """Frames without a pause between them; `doing` is the clip of the last one."""
        stage, script = self._stage, self._script
        noise = Noise(stage.lens, np.random.default_rng(SEED))
        room = empty_room(stage, script.wall_m)
        move = Move(scale=script.scale) if script.scale != 1.0 else None
        others = [_Other(extra, self._clips) for extra in script.extras]
        gravity = to_stream(stage.down, MOUNT)
        lens = self.intrinsics
        projector = _Projector(self._clips)
        for i, shown in enumerate(self._acting.frames()):
            self.doing = shown.clip
            picture = room.copy()
            for other in others:
                other.put(picture, stage, i / FPS)
            person = projector.show(shown)
            if person is not None and move is not None:
                person = drawn(in_space(person[0], stage, *person[1:]), stage, move)
            if person is not None:
                put(picture, *person)
            noise.add(picture)
            raw = np.ascontiguousarray(np.rot90(to_millimetres(picture, stage), -MOUNT.turns))
            raw.flags.writeable = False
            yield DepthFrame(raw, 0.001, lens, i / FPS, i, gravity)


def script(name: str) -> Script:
    """A ready-made script by its name, as `kiosk run --source demo:NAME` is given it."""
    known = SCRIPTS.get(name.strip().lower().replace("-", "_").replace(" ", "_"))
    if known is None:
        raise ConfigError(f"There is no demo member {name!r}; there are: {', '.join(SCRIPTS)}.")
    return known


def timeline(actions: Sequence[Doing], like: Script | None = None) -> DemoActor:
    """A fixed chain of clips that hears no cue and ends; a name, or (loop's name, seconds).

    like: for its people behind, size and wall. The member begins where the first clip does.
    """
    given = like if like is not None else Script("timeline")
    return DemoActor(replace(given, acts=(), start="", opening=steps(*actions), ends=True))


class _Projector:
    """Clips' frames, one after another; a loop that is left midway is nowhere more than a pixel
    from the pose in which the next clip begins."""

    def __init__(self, clips: Clips) -> None:
        self._clips = clips
        self._stored: Iterator[Steps] = iter(())
        self._last: Seen | None = None

    def show(self, shown: Shown) -> Seen | None:
        """Disparity at half resolution, and its top and left at full; None: nobody is there."""
        if shown.clip == AWAY:
            return None
        clip = self._clips.by_name[shown.clip]
        if shown.number == 0:
            self._stored = clip.stored()
        if shown.number % clip.repeats == 0 or self._last is None:
            small = _pixels(next(self._stored), self._clips)
            self._last = (small, 2 * clip.top, 2 * clip.left)
        return self._last


class _Other:
    """Somebody else in the room: walks across, and stands about."""

    def __init__(self, extra: Extra, clips: Clips) -> None:
        self._extra = extra
        stroll, stand = clips.by_name["stroll"], clips.by_name["stand"]
        self._repeats = stroll.repeats
        self._walking = [_in_space(frame, stroll, clips) for frame in stroll.stored()]
        self._standing = _in_space(next(stand.stored()), stand, clips)

    def put(self, picture: Floats, stage: Stage, time_s: float) -> None:
        """Draw this person as they are at a time."""
        now = self._extra.at(time_s)
        if now is None:
            return
        aside, walking = now
        points = self._standing
        if walking:
            points = self._walking[int(time_s * FPS / self._repeats) % len(self._walking)]
        # Stored walking to the left; the other way round is its mirror image.
        mirrored = walking and self._extra.speed_mps > 0.0
        seen = drawn(points, stage, Move(1.0, aside, self._extra.behind_m, mirrored))
        if seen is not None:
            put(picture, *seen)


def _in_space(frame: Steps, clip: Clip, clips: Clips) -> Floats:
    return in_space(_pixels(frame, clips), clips.stage, 2 * clip.top, 2 * clip.left)


def _pixels(steps_: Steps, clips: Clips) -> Floats:
    """Steps of disparity as pixels."""
    return np.asarray(steps_ * np.float32(clips.step_px), np.float32)
