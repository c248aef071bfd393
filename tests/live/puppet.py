"""A member made of joints, who acts on the screen's states: whole visits in made-up time.

No depth and no network: sights as the sensing process would send them, from tests.analytic's body.
What is real is all the rest: coach, visit, loop, desk, analysis.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np

from kiosk.adapters.bands_file import load_bands
from kiosk.adapters.catalogue import catalogue
from kiosk.adapters.memory import (
    MemoryClock,
    MemoryDisplay,
    MemoryPrinter,
    MemorySenses,
    MemorySounds,
    MemoryStore,
)
from kiosk.core.advice import Answers
from kiosk.core.floor import Floor
from kiosk.core.frame import Intrinsics
from kiosk.core.interval import ErrorModel
from kiosk.core.message import Message
from kiosk.core.mount import Mount
from kiosk.core.senses import CameraReady, ModelReady, Seen
from kiosk.core.sight import Setting, Sight
from kiosk.core.skeleton import INDEX, SIGN, Skeleton
from kiosk.core.slip import Slip, slip
from kiosk.live.desk import Desk, Tools
from kiosk.live.loop import Loop, Parts, Setup
from kiosk.live.silent import NoButtons
from kiosk.visit.naming import name
from tests import analytic
from tests.support.slipkeys import SeededCodes

FPS = 15.0
"""Half of a camera's: what is tried here does not need more, and takes half the time."""
HEIGHT_M = 1.0
LENS = Intrinsics(480, 848, 425.0, 425.0, 239.5, 423.5)
FLOOR = Floor(np.array([0.0, -1.0, 0.0]), HEIGHT_M, "floor", 0.004, 0.3, 0.002)
SETTING = Setting(Mount.PORTRAIT_LEFT, "gravity", FLOOR, np.array([0.0, 1.0, 0.0]), "floor")
ERRORS = ErrorModel(0.005, 0.008, 0.005, 0.008, 2.0, "puppet")
MODEL = ModelReady("puppet", "ab12cd34" + "0" * 56, ERRORS)
BODY = analytic.Body(inward_m=(0.004, 0.045))
NOISE_M = 0.003

Act = Callable[[float], "Pose | None"]


@dataclass(frozen=True)
class Pose:
    """Knee bend, which hand is up, place beside the mark, and what hides the member."""

    bend_deg: float = 2.0
    hand: str = ""
    aside_m: float = 0.0
    others: int = 0
    seen: bool = True
    away: bool = False
    only_bent: bool = False
    """The hand is up only while the knees bend."""


STAND = Pose()


def hold(pose: Pose, seconds: float) -> Act:
    return lambda t: pose if t < seconds else None


def squat(
    peak: float = 88.0, down_s: float = 1.6, up_s: float = 1.2, rest_s: float = 0.8, **more: object
) -> Act:
    def act(t: float) -> Pose | None:
        if t < down_s:
            share = 0.5 - 0.5 * np.cos(np.pi * t / down_s)
        elif t < down_s + up_s:
            share = 0.5 + 0.5 * np.cos(np.pi * (t - down_s) / up_s)
        elif t < down_s + up_s + rest_s:
            share = 0.0
        else:
            return None
        return replace(STAND, bend_deg=2.0 + (peak - 2.0) * float(share), **more)

    return act


def raised(side: str, seconds: float = 1.6) -> tuple[Act, ...]:
    return hold(Pose(hand=side), seconds), hold(STAND, 0.4)


Script = dict[str, tuple[Act, ...]]
YES, NO, SQUATS = raised("right"), raised("left"), (squat(),)

WILLING: Script = {
    "consent": YES, "keep": YES, "pain": NO, "health": NO, "squats": SQUATS,
    "retry": (), "result": YES, "before_ideas": NO, "printed": YES, "code": YES, "paused_back": YES,
    "thanks": (hold(Pose(away=True), 60.0),),
}  # fmt: skip
"""By the state's name or its beginning; the last act is repeated while a squat set lasts."""


@dataclass
class Puppet(MemorySenses):
    """kiosk.ports.Senses with a member behind it. reaction_s: before an act begins."""

    script: Script = field(default_factory=lambda: WILLING)
    clock: MemoryClock = field(default_factory=MemoryClock)
    reaction_s: float = 0.7
    here: bool = True
    scale: float = 1.0
    frame: int = 0
    _acts: tuple[Act, ...] = ()
    _at: int = 0
    _since_s: float = 0.0
    _repeat: bool = False
    _last: Pose = STAND
    _rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(5))

    def cue(self, state: str) -> None:
        MemorySenses.cue(self, state)
        # The longest beginning that the script knows.
        known = [name for name in self.script if state.startswith(name)]
        self._acts = self.script[max(known, key=len)] if known else ()
        self._repeat = state.startswith("squats")
        self._at, self._since_s = 0, self.clock.time_s + self.reaction_s

    def poll(self) -> Sequence[object]:  # type: ignore[override]
        came = list(MemorySenses.poll(self))
        if self.frame == 0:
            came += [MODEL, CameraReady(SETTING, LENS)]
        self.frame += 1
        return [*came, Seen(self._sight(), self.frame, 0.01)]

    def _pose(self) -> Pose:
        t = self.clock.time_s - self._since_s
        if t < 0 and self._last.away:
            return self._last  # who is away stays away until the next act begins
        if t < 0 or not self._acts:
            return STAND
        if self._at < len(self._acts):
            pose = self._acts[self._at](t)
            if pose is not None:
                return pose
            self._since_s, self._at = self.clock.time_s, self._at + 1
            if self._repeat and self._at == len(self._acts):
                self._at = len(self._acts) - 1
        return STAND

    def _sight(self) -> Sight:
        pose = self._last = self._pose() if self.here else Pose(away=True)
        time_s = 1000.0 + self.frame / FPS
        if pose.away:
            return Sight(time_s, None, False, 0, False, False, float("nan"))
        skeleton = None
        if pose.seen:
            up = pose.hand if not pose.only_bent or pose.bend_deg > 25 else ""
            points = _points(round(pose.bend_deg, 1), up) * self.scale
            placed = points + np.array([0.0, 0.0, pose.aside_m])
            camera = placed @ analytic.IN_FRONT.T + np.array([0.0, HEIGHT_M, 1.65])
            camera = camera + self._rng.normal(0.0, NOISE_M, camera.shape)
            skeleton = Skeleton(camera, np.full(len(INDEX), 0.012), time_s)
        return Sight(
            time_s, skeleton, True, pose.others, not pose.seen, False, -HEIGHT_M,
            place_m=(-pose.aside_m, 1.65), tall_m=1.72 * self.scale,
        )  # fmt: skip


@cache
def _points(bend_deg: float, hand: str) -> np.ndarray:
    """(26, 3) floor frame: the analytic body with arms down, or one up."""
    points = analytic.motion(BODY, np.array([bend_deg]), FPS).points_m[0].copy()
    for side, p in (("left", "L"), ("right", "R")):
        shoulder = points[INDEX[p + "Shoulder"]]
        reach = 0.52 if hand in (side, "both") else -0.5
        forward = 0.45 if bend_deg > 20 else 0.0
        points[INDEX[p + "Elbow"]] = shoulder + [0.5 * forward, 0.5 * reach, SIGN[side] * 0.05]
        points[INDEX[p + "Wrist"]] = shoulder + [
            forward, reach if not forward or reach > 0 else -0.05, SIGN[side] * 0.05,
        ]  # fmt: skip
    return points


class Press:
    """kiosk.live.desk.Press without type or codes."""

    def slip(
        self, answer: object, language: str, model: str, ticket: str, code: str,
        compared: Sequence[Message] = (), answers: Answers | None = None,
    ) -> Slip:  # fmt: skip
        return slip(answer, answers=answers, translate=catalogue(language))  # type: ignore[arg-type]

    def copied(self, original: Slip, language: str) -> Slip:
        return original.copied()

    def card(self, language: str, model: str) -> Slip:
        return Slip(())


@dataclass
class Stage:
    """A whole kiosk in made-up time, and all that can be done to it."""

    puppet: Puppet
    clock: MemoryClock
    display: MemoryDisplay
    sounds: MemorySounds
    store: MemoryStore
    printer: MemoryPrinter
    codes: SeededCodes
    desk: Desk
    loop: Loop
    log: list[str]
    hurry: bool = False
    """Do not wait for the workers."""

    @property
    def state(self) -> str:
        return self.display.names[-1]

    def state_name(self) -> str:
        """Also with a real display."""
        return name(self.loop.kiosk.at)

    def turn(self, seconds: float = 1 / FPS) -> None:
        """Turns of the loop for so long."""
        for _ in range(max(1, round(seconds * FPS))):
            self.clock.time_s += 1 / FPS
            self.loop.turn()
            self.settle()

    def settle(self) -> None:
        """Made-up time waits for the workers, which live in real time."""
        import time

        while not self.hurry and self.desk.busy:
            time.sleep(0.0005)

    def until(self, state: str, seconds: float = 150.0) -> None:
        """Turn until a state whose name begins so is shown."""
        for _ in range(int(seconds * FPS)):
            self.turn()
            if self.state.startswith(state):
                return
        raise AssertionError(f"{state} did not come: {self.display.names}")


def stage(script: Script | None = None, **setup: object) -> Stage:
    """A kiosk with a puppet in front of it, in made-up time."""
    clock = MemoryClock()
    member = Puppet(script=WILLING if script is None else script, clock=clock)
    return built(member, clock, MemoryDisplay(), MemoryStore(), MemoryPrinter(), **setup)


def built(
    member: Puppet,
    clock: Any,
    display: Any,
    store: Any,
    printer: Any,
    archive: Any = None,
    **setup: object,
) -> Stage:
    """A kiosk of these parts. archive: None where the store is one as well."""
    sounds, codes = MemorySounds(), SeededCodes()
    log: list[str] = []
    tools = Tools(
        store=store, archive=archive or store, printer=printer, clock=clock, press=Press(),
        bands=load_bands(),
        codes=codes, random=_bytes, version="0",
    )  # fmt: skip
    desk = Desk(tools)
    parts = Parts(
        senses=member, display=display, sounds=sounds, buttons=NoButtons(), desk=desk, clock=clock,
        translate=catalogue, code_fault=lambda text: None, real_s=lambda: clock.now_s(),
        sleep=lambda _: None, log=log.append,
    )  # fmt: skip
    usual = {"languages": ("en", "de", "es", "fr"), "badge": "STAFF-1"}
    loop = Loop(parts, Setup(**{**usual, **setup}))  # type: ignore[arg-type]
    return Stage(member, clock, display, sounds, store, printer, codes, desk, loop, log)


def _bytes(count: int) -> bytes:
    """Not random, but never twice the same."""
    return next(_NUMBERS).to_bytes(count, "big")


_NUMBERS = itertools.count(1000, 7919)
