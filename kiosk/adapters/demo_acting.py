"""Which clip is played now: the demonstration's member follows a script. Standard library only."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from kiosk.adapters.demo_script import AWAY, Act, Script, Step

FPS: Final = 30
LOWER_AFTER_S: Final = 0.4
"""A hand that is up comes down so soon after the screen has changed."""
IDLE: Final = {"mark": "stand", "aside": "stand_aside", "seat": "seated", AWAY: AWAY}
ROUTES: Final = {
    (AWAY, "mark"): "walk_in",
    ("mark", AWAY): "walk_out",
    ("aside", "mark"): "step_back",
    ("mark", "aside"): "step_aside",
    (AWAY, "seat"): "roll_in",
    ("seat", AWAY): "roll_out",
}


class Playable(Protocol):
    """What is to be known of a clip; kiosk.adapters.demo_clips.Clip does."""

    @property
    def start(self) -> str: ...

    @property
    def end(self) -> str: ...

    @property
    def loop(self) -> bool: ...

    @property
    def frame_count(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Nobody:
    """The clip in which nobody is there."""

    start: str = AWAY
    end: str = AWAY
    loop: bool = True
    frame_count: int = FPS


@dataclass(frozen=True, slots=True)
class Shown:
    """One frame: which of which clip, at FPS."""

    clip: str
    number: int


class Acting:
    """One member's way through a script. `cue` may be called between any two frames."""

    def __init__(self, script: Script, clips: Mapping[str, Playable]) -> None:
        self._script = script
        self._clips = {**clips, AWAY: Nobody()}
        first = script.opening[0].clip if script.opening else AWAY
        self.place = script.start or self._clips[first].start
        self._todo = deque(script.opening)
        self._act = Act(at=None)
        self._state = ""
        self._entries: dict[str, int] = {}
        self._due_in: int | None = None
        self._since_cue = 0

    def cue(self, state: str) -> None:
        """The visit is in this state now; the same one again changes nothing."""
        if state == self._state or self._script.ends:
            return
        self._state = state
        entry = self._entries.get(state, 0)
        self._entries[state] = entry + 1
        self._act = self._script.act(state, entry)
        self._todo.clear()
        self._due_in = round(self._act.after_s * FPS)
        self._since_cue = 0

    def frames(self) -> Iterator[Shown]:
        """What to show, frame after frame; endless but for a script that ends."""
        while True:
            step = self._take()
            if step is None:
                return
            clip = self._clips[step.clip]
            count = clip.frame_count if step.seconds is None else round(step.seconds * FPS)
            shown = 0
            while shown < count and not (clip.loop and shown and self._leaves()):
                yield Shown(step.clip, shown % clip.frame_count)
                shown += 1
                self._pass()
            self.place = clip.end

    def _pass(self) -> None:
        self._since_cue += 1
        if self._due_in is not None and self._due_in > 0:
            self._due_in -= 1

    def _hand_is_up(self) -> bool:
        return self.place.endswith("_up")

    def _leaves(self) -> bool:
        """Whether a loop is to be left now."""
        if self._due_in is None:
            return False
        return self._due_in == 0 or (self._hand_is_up() and self._since_cue >= LOWER_AFTER_S * FPS)

    def _take(self) -> Step | None:
        """The next step, waiting ones included; None at a script's end."""
        if self._due_in == 0:
            self._due_in = None
            self._todo = deque(self._act.steps)
            to = self._act.at
            if to is not None and not (self._todo and self._starts(self._todo[0], self.place)):
                self._todo.extendleft(reversed(self._way(to)))
        elif self._due_in is None and not self._todo and self._act.again:
            self._todo = deque(self._act.steps)
        while self._todo:
            step = self._todo.popleft()
            if self._starts(step, self.place):
                return step
            way = self._way(self._clips[step.clip].start)
            if way:
                self._todo.appendleft(step)
                return way[0]
        if self._script.ends:
            return None
        return self._idle()

    def _starts(self, step: Step, place: str) -> bool:
        return self._clips[step.clip].start == place

    def _way(self, to: str) -> tuple[Step, ...]:
        """Clips from where the member is to another place; none where there is no way."""
        here, way = self.place, []
        if self._hand_is_up() and here != to:
            way.append(Step(f"lower_{here.removesuffix('_up')}"))
            here = "mark"
        if here != to and (here, to) in ROUTES:
            way.append(Step(ROUTES[here, to]))
        return tuple(way)

    def _idle(self) -> Step:
        if self._hand_is_up():
            return self._way("mark")[0]
        return Step(IDLE[self.place], 3600.0)
