"""What is done about a camera that fails, step by step, as a value. kiosk.core only; time is given.

    restart   stop and start the camera
    reset     have its hardware reset, and wait until it is back on USB
    kill      end its process, which may hang in the SDK, and start another
    service   start the whole kiosk anew, where nobody is before it and not too often
    help      ask for staff on the screen and in `kiosk status`; trying goes on

Each fault has a plan: what a restart cannot mend (no camera, a covered lens, another lens) is asked
about sooner. A camera that fails again soon goes on where the ladder was; one that was well for
`healthy_s` begins at its foot. `failed`, `died` and `well` say what happened, `tick` what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, get_args

Rung = Literal["restart", "reset", "kill", "service", "help"]
RUNGS: Final[tuple[Rung, ...]] = get_args(Rung)


@dataclass(frozen=True, slots=True)
class Plan:
    """climb: the rungs once, each with the wait before it. then: what is tried after them for
    ever, then_s apart; empty: nothing, it is only looked whether it is well again."""

    climb: tuple[tuple[Rung, float], ...]
    then: tuple[Rung, ...] = ()
    then_s: float = 5.0

    def rung(self, at: int) -> Rung:
        """After `at` others, of a plan that goes on so far."""
        if at < len(self.climb):
            return self.climb[at][0]
        return self.then[(at - len(self.climb)) % len(self.then)]

    def step(self, at: int) -> tuple[Rung, float] | None:
        """The rung and its wait after `at` others."""
        if at < len(self.climb):
            return self.climb[at]
        if not self.then:
            return None
        return self.rung(at), self.then_s


_TRY: Final[tuple[Rung, ...]] = ("restart",) * 4
DEVICE: Final = Plan(
    (
        ("restart", 0.2), ("reset", 0.2), ("kill", 0.2),
        ("restart", 1.0), ("reset", 1.0), ("kill", 2.0),
        ("service", 0.0), ("help", 0.0),
    ),
    (*_TRY, "reset", *_TRY, "kill", "service"),
)  # fmt: skip
"""A camera that is there and does not work."""
ABSENT: Final = Plan(
    (("restart", 1.0), ("restart", 2.0), ("restart", 3.0), ("help", 0.0)),
    (*_TRY, *_TRY, "kill"),
    then_s=4.0,
)
"""Looking for it costs little. Now and then by a new process: its SDK may have missed it."""
VIEW: Final = Plan((("help", 0.0), ("restart", 10.0), ("reset", 10.0)))
"""What is before the lens; and once, in case it is the camera's own doing."""
LINK: Final = Plan((("reset", 0.5), ("help", 0.0)), ("restart",), then_s=10.0)
"""A cable that was plugged in slowly is taken for a USB 2 one; a reset asks again."""
PERSON: Final = Plan((("help", 0.0),), ("restart",), then_s=15.0)
"""Nothing but a person can mend it; then it is seen."""

PLANS: Final[Mapping[str, Plan]] = {
    "absent": ABSENT, "several": PERSON, "lens": PERSON, "usb2": LINK,
    "empty": VIEW, "covered": VIEW, "aim": VIEW,
}  # fmt: skip
"""By the fault's name (kiosk.core.camerafaults); any other has DEVICE."""


@dataclass(frozen=True, slots=True)
class Rules:
    """healthy_s: so long without a fault, and the ladder begins at its foot. died_s: waits before
    the next process after one that ended, the last for ever. service_s: so long nothing has helped
    before the service may be started anew."""

    healthy_s: float = 30.0
    died_s: tuple[float, ...] = (0.2, 1.0, 2.0, 4.0, 8.0)
    service_s: float = 30.0


@dataclass(frozen=True, slots=True)
class Step:
    """rung: what to do. code: the fault about which. count: how often that was done since the
    start. again: one of the tries after all of the plan. reset: of 'kill', the new process resets
    the camera before it opens it."""

    rung: Rung
    code: str
    count: int = 0
    again: bool = False
    reset: bool = False

    @property
    def helpless(self) -> bool:
        """Whether staff is asked for help by now."""
        return self.again or self.rung == "help"


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where it stands. taken: steps of each plan in this episode, by its name. deaths: of processes
    in it; gone: there is none just now. due: the next step and when. failing_s: since when it has
    not worked, None while it does; well_s: since when it does. counts: steps since the start, by
    rung in RUNGS' order."""

    rules: Rules = field(default_factory=Rules)
    code: str = ""
    taken: tuple[tuple[str, int], ...] = ()
    deaths: int = 0
    gone: bool = False
    due: tuple[Step, float] | None = None
    failing_s: float | None = None
    well_s: float | None = None
    counts: tuple[int, ...] = (0,) * len(RUNGS)

    def failed(self, code: str, now_s: float) -> Ladder:
        """The camera is at fault, its process lives and waits for what to do."""
        if self.gone:
            return self
        ladder = _begun(self, code, now_s)
        if self.due is not None and _name(self.due[0].code) == _name(code):
            step, due_s = self.due
            return replace(ladder, due=(replace(step, code=code), due_s))
        return _planned(ladder, now_s)

    def died(self, code: str, now_s: float) -> Ladder:
        """The process ended or was ended: another one is needed in any case. A second death in an
        episode has the new one reset the camera first."""
        ladder = _begun(self, code, now_s)
        ladder = replace(ladder, gone=True, deaths=ladder.deaths + 1)
        plan, taken = _plan(code), _taken(ladder)
        # This is its next 'kill', done by itself; what the plan has for a living one is left out.
        for at in range(taken, max(taken, len(plan.climb)) + len(plan.then)):
            rung = plan.rung(at)
            if rung == "kill":
                return _another(_with_taken(ladder, at + 1), now_s)
            if rung == "help" or (rung == "service" and _long_failing(ladder, now_s)):
                step = Step(rung, code, again=at >= len(plan.climb))
                return replace(_with_taken(ladder, at + 1), due=(step, now_s))
        return _another(ladder, now_s)

    def well(self, now_s: float) -> Ladder:
        """It works: what was planned is not done."""
        if self.gone:
            return self
        since_s = now_s if self.well_s is None else self.well_s
        ladder = replace(self, due=None, failing_s=None, well_s=since_s)
        if now_s - since_s < self.rules.healthy_s or not (self.taken or self.deaths):
            return ladder
        return replace(ladder, code="", taken=(), deaths=0)

    def tick(self, now_s: float) -> tuple[Ladder, Step | None]:
        """The step that is due now, taken and counted; None while there is none."""
        if self.due is None or now_s < self.due[1]:
            return self, None
        planned = self.due[0]
        at = RUNGS.index(planned.rung)
        counts = (*self.counts[:at], self.counts[at] + 1, *self.counts[at + 1 :])
        ladder = replace(self, due=None, counts=counts)
        if planned.rung == "kill":
            ladder = replace(ladder, gone=False)
        elif planned.rung in ("service", "help"):
            # Words, not deeds: the camera has still to be mended.
            ladder = _another(ladder, now_s) if ladder.gone else _planned(ladder, now_s)
        return ladder, replace(planned, count=counts[at])


def _begun(ladder: Ladder, code: str, now_s: float) -> Ladder:
    since_s = now_s if ladder.failing_s is None else ladder.failing_s
    return replace(ladder, code=code, failing_s=since_s, well_s=None)


def _planned(ladder: Ladder, now_s: float) -> Ladder:
    """With its plan's next step due."""
    plan, taken = _plan(ladder.code), _taken(ladder)
    while (found := plan.step(taken)) is not None:
        rung, wait_s = found
        taken += 1
        if rung == "service" and not _long_failing(ladder, now_s):
            continue
        step = Step(rung, ladder.code, again=taken > len(plan.climb))
        return replace(_with_taken(ladder, taken), due=(step, now_s + wait_s))
    return replace(_with_taken(ladder, taken), due=None)


def _another(ladder: Ladder, now_s: float) -> Ladder:
    """With another process due."""
    waits = ladder.rules.died_s
    wait_s = waits[min(ladder.deaths, len(waits)) - 1]
    again = _taken(ladder) >= len(_plan(ladder.code).climb)
    step = Step("kill", ladder.code, again=again, reset=ladder.deaths % 2 == 0)
    return replace(ladder, due=(step, now_s + wait_s))


def _long_failing(ladder: Ladder, now_s: float) -> bool:
    since_s = ladder.failing_s
    return since_s is not None and now_s - since_s >= ladder.rules.service_s


def _taken(ladder: Ladder) -> int:
    return dict(ladder.taken).get(_name(ladder.code), 0)


def _with_taken(ladder: Ladder, taken: int) -> Ladder:
    steps = dict(ladder.taken) | {_name(ladder.code): taken}
    return replace(ladder, taken=tuple(steps.items()))


def _plan(code: str) -> Plan:
    return PLANS.get(code, DEVICE)


def _name(code: str) -> str:
    """Faults with the same plan go on from each other's steps."""
    plan = _plan(code)
    return next((one for one, its in PLANS.items() if its is plan), "")


TOLD: Final[Mapping[Rung, str]] = {
    "restart": "stopped and started",
    "reset": "its hardware reset",
    "kill": "its process ended and started anew",
    "service": "the kiosk has to start anew",
    "help": "it cannot be mended from here; staff is asked for help",
}


def step_told(step: Step) -> str:
    """A line for the journal."""
    fault = step.code.replace("_", " ")
    return f"camera ({fault}): {TOLD[step.rung]}; {step.count} since the start"
