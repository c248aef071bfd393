"""Runs seeded schedules of camera faults through the real child-process boundary, and counts.

    python -m tests.support.camera_schedules FIRST_SEED COUNT [VISITS] [AT_ONCE]

VISITS of them have a member before the whole kiosk (loop, coach, visit, analysis), who answers and
squats meanwhile; what is measured then is held against visits without a fault. Every time is as
shipped. More than six or eight AT_ONCE on two cores wait for a processor more than for the camera.
Ends with 1 where something was wrong or the recovery took longer than asked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from itertools import chain
from pathlib import Path
from statistics import mean, median, stdev
from typing import Any, Final

from kiosk.adapters.sensing_process import SensingProcess
from kiosk.core.ladder import RUNGS
from kiosk.core.senses import CameraCare, Seen, Sense
from tests.support import faulty_camera
from tests.support.faulty_camera import Fault, Hardware, Schedule, schedule

LIMIT_S: Final = 240.0
"""Of a schedule; who has not recovered by then has not recovered."""
CALM_S: Final = 3.0
"""Frames have come for so long at the end."""
POLL_S: Final = 1 / 30
P95_S: Final = 15.0
MOST_S: Final = 60.0
"""Bounds of the recovery, as asked."""
NEAR_MM: Final = 2.0
"""Of the same member from visit to visit, at least; else four standard deviations of visits without
a fault. Those are near 1.1 mm: of the noise that the member's joints are made with."""


@dataclass
class Outcome:
    """What became of one schedule. wrong: sentences, empty as it should be. recoveries_s: the
    fault's kind and cure, how long, and for how much of that the child waited for a processor.
    answer: both knees in millimetres where they were measured. sure: the interval of each."""

    seed: int
    wrong: list[str] = field(default_factory=list)
    recoveries_s: list[tuple[str, str, float, float]] = field(default_factory=list)
    steps: dict[str, int] = field(default_factory=dict)
    asked_for_help: bool = False
    visit: str = ""
    answer: tuple[float, float] | None = None
    sure: tuple[tuple[float, float], ...] = ()


class Running:
    """One schedule under way, without a member: camera, child and ladder."""

    def __init__(self, plan: Schedule, folder: Path) -> None:
        self.plan, self.folder = plan, folder
        Hardware.write(folder, plan)
        self.hardware = Hardware(folder)
        self.came_s: list[float] = []
        self.waited = [(0.0, 0.0)]
        self._earlier_s = self._child_s = 0.0
        self._pid: int | None = None
        self._began_s = time.monotonic()
        self.outcome = Outcome(plan.seed)
        self.process = SensingProcess(faulty_camera.sense, (str(folder),))

    def hear(self, senses: Sequence[Sense]) -> None:
        now_s = self.hardware.now_s()
        self._wait(now_s)
        for sense in senses:
            if isinstance(sense, Seen):
                self.came_s.append(now_s)
            elif isinstance(sense, CameraCare):
                steps = self.outcome.steps
                steps[sense.step.rung] = steps.get(sense.step.rung, 0) + 1
                self.outcome.asked_for_help |= sense.step.rung == "help"

    def _wait(self, now_s: float) -> None:
        """Note for how long the child has been ready to run and had no processor (proc(5))."""
        if self.process.pid != self._pid:
            self._pid, self._earlier_s, self._child_s = (
                self.process.pid, self._earlier_s + self._child_s, 0.0,
            )  # fmt: skip
        with suppress(OSError, IndexError):
            told = Path(f"/proc/{self._pid}/schedstat").read_text().split()[1]
            self._child_s = int(told) / 1e9
        self.waited.append((now_s, self._earlier_s + self._child_s))

    def _waited(self, since_s: float, until_s: float) -> float:
        def total(at_s: float) -> float:
            return max((sum_s for now_s, sum_s in self.waited if now_s <= at_s), default=0.0)

        return total(until_s) - total(since_s)

    @property
    def over(self) -> bool:
        """All faults are over and the camera has worked for a while, or it takes too long."""
        now_s, faults = self.hardware.now_s(), self.plan.faults
        if time.monotonic() - self._began_s > LIMIT_S:
            return True
        last_s = max((max(f.onset_s, f.until_s) for f in faults), default=10.0)
        if now_s < last_s + CALM_S or self.hardware.active() is not None:
            return False
        # What was taken before may be heard only now, on a busy machine: it is no recovery.
        log = self.hardware.log()
        cured_s = [at for f in faults if (at := Hardware.cured_s(f, log)) is not None]
        if cured_s and now_s < max(cured_s) + CALM_S:
            return False
        calm = [at_s for at_s in self.came_s if at_s > now_s - CALM_S]
        return len(calm) > 0.5 * CALM_S * self.plan.fps * (1.0 - self.plan.drops) - 1

    def end(self) -> Outcome:
        """Close it, and judge."""
        self.process.close()
        log = self.hardware.log()
        wrong = self.outcome.wrong
        wrong += [what for _, what in log if what.startswith("wrong")][:3]
        for fault in self.plan.faults:
            self._recovery(fault, log)
        with suppress(OSError):
            lines = (self.folder / "log").read_text().splitlines()
            pids = {int(line.split()[1]) for line in lines}
            wrong += [f"process {pid} is left" for pid in pids if Path(f"/proc/{pid}").exists()]
        return self.outcome

    def _recovery(self, fault: Fault, log: list[tuple[float, str]]) -> None:
        struck = [at_s for at_s, what in log if what == f"struck {fault.onset_s}"]
        if not struck:
            return  # it was over before anybody could see it
        by_time = fault.cure == "time"
        over_s = max(fault.until_s, struck[0]) if by_time else Hardware.cured_s(fault, log)
        back = None if over_s is None else next((s for s in self.came_s if s > over_s), None)
        if back is None:
            self.outcome.wrong.append(f"{fault.kind} ({fault.cure}) was not recovered from")
            return
        since_s = fault.until_s if by_time else struck[0]
        waited_s = self._waited(since_s, back)
        self.outcome.recoveries_s.append((fault.kind, fault.cure, back - since_s, waited_s))


class Visiting(Running):
    """The same with the whole kiosk, and a member before it."""

    def __init__(self, plan: Schedule, folder: Path) -> None:
        from kiosk.adapters.host_clock import HostClock
        from kiosk.adapters.memory import MemoryDisplay, MemoryPrinter, MemoryStore
        from kiosk.visit.states import Plan
        from tests.live.puppet import built

        super().__init__(plan, folder)
        senses, hear = self.process, self.hear

        class Heard:
            """The senses, and what came of them noted."""

            def poll(self) -> Sequence[Sense]:
                came = senses.poll()
                hear(came)
                return came

            def cue(self, state: str) -> None:
                senses.cue(state)

            def close(self) -> None:
                senses.close()

        kiosk: Any = Heard()
        self.stage = built(
            kiosk, HostClock(), MemoryDisplay(), MemoryStore(), MemoryPrinter(),
            plan=Plan(practice=1, uncued=4, cued=0),
        )  # fmt: skip
        self._left = False

    def turn(self) -> None:
        """One picture."""
        from kiosk.visit.states import Result

        stage = self.stage
        stage.loop.turn()
        at = stage.loop.kiosk.at
        if isinstance(at, Result) and not self.outcome.visit:
            self.outcome.visit = at.answer.verdict
            sides = [side.knee_plane_offset_at_60 for side in (at.answer.left, at.answer.right)]
            if at.answer.verdict == "measured" and all(side is not None for side in sides):
                left, right = (1000.0 * side.value for side in sides if side is not None)
                self.outcome.answer = (left, right)
                self.outcome.sure = tuple(
                    (1000.0 * side.low, 1000.0 * side.high) for side in sides if side is not None
                )

    @property
    def over(self) -> bool:
        name = self.stage.state_name()
        begun = self.stage.loop.kiosk.house.visits > 0
        ended = (
            begun
            and name in ("attract", "out_of_service_camera")
            and bool(self.outcome.visit or self.hardware.now_s() > 60.0)
        )
        if time.monotonic() - self._began_s > LIMIT_S:
            return True
        return ended and Running.over.fget(self)  # type: ignore[attr-defined,no-any-return]

    def end(self) -> Outcome:
        self.outcome.visit = self.outcome.visit or f"no result ({self.stage.state_name()})"
        self.stage.desk.close()
        return super().end()


def run(
    seeds: Sequence[int], at_once: int, kind: type[Running], *, healthy: bool = False
) -> list[Outcome]:
    """Each seed's schedule, so many at once."""
    before = left_behind()
    waiting, running, done = list(reversed(seeds)), list[Running](), list[Outcome]()
    member = kind is Visiting
    with tempfile.TemporaryDirectory() as place:
        while waiting or running:
            if waiting and len(running) < at_once:
                seed = waiting.pop()
                plan = schedule(seed, member=member)
                if healthy:
                    plan = replace(plan, faults=(), drops=0.0)
                folder = Path(place) / str(seed)
                folder.mkdir()
                running.append(kind(plan, folder))
            for one in list(running):
                if isinstance(one, Visiting):
                    one.turn()
                else:
                    one.hear(one.process.poll())
                if one.over:
                    running.remove(one)
                    done.append(one.end())
            time.sleep(POLL_S)
    if left_behind() != before and done:
        done[-1].wrong.append(f"left behind: {left_behind()}, before {before}")
    return done


def left_behind() -> tuple[int, int, int]:
    """Descriptors, threads and children of this process."""
    children = sum(1 for path in Path("/proc").glob("[0-9]*/stat") if _parent(path) == os.getpid())
    return len(list(Path("/proc/self/fd").iterdir())), threading.active_count(), children


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def workers(seeds: Sequence[int], processes: int, at_once: int, kind: str) -> list[Outcome]:
    """The same in processes of their own, which tell what came out as JSON."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", __spec__.name, kind, str(at_once), *map(str, share)],
            stdout=subprocess.PIPE,
        )
        for share in (seeds[at::processes] for at in range(processes))
        if share
    ]
    outcomes = []
    for one in started:
        told, _ = one.communicate()
        if one.returncode:
            outcomes.append(Outcome(-1, [f"a worker ended with {one.returncode}"]))
            continue
        for tree in json.loads(told):
            recoveries = [tuple(one) for one in tree.pop("recoveries_s")]
            answer = tree.pop("answer")
            sure = tuple((low, high) for low, high in tree.pop("sure"))
            outcomes.append(
                Outcome(**tree, recoveries_s=recoveries, answer=answer and tuple(answer), sure=sure)
            )
    return outcomes


def judge(visits: list[Outcome], healthy: list[Outcome]) -> str:
    """Hold what was measured against visits without a fault; wrong ones are noted in them."""
    answers = [one.answer for one in healthy if one.answer is not None]
    if len(answers) < 3:
        return f"only {len(answers)} of {len(healthy)} visits without a fault were measured"
    near = []
    for side in (0, 1):
        values = [answer[side] for answer in answers]
        near.append((mean(values), max(NEAR_MM, 4.0 * stdev(values))))
    worst = 0.0
    for one in visits:
        if one.answer is None:
            continue
        for value, (low, high), (wanted, most) in zip(one.answer, one.sure, near, strict=True):
            worst = max(worst, abs(value - wanted))
            if not low <= wanted <= high:
                one.wrong.append(f"shown {low:.0f} to {high:.0f} mm, without a fault {wanted:.1f}")
            if abs(value - wanted) > most:
                one.wrong.append(f"measured {value:.1f} mm, without a fault {wanted:.1f}")
    return (
        f"without a fault {len(answers)} visits gave {near[0][0]:.1f} ± {near[0][1]:.1f} and "
        f"{near[1][0]:.1f} ± {near[1][1]:.1f} mm; furthest off with faults: {worst:.1f} mm"
    )


def told(cameras: list[Outcome], visits: list[Outcome], healthy: list[Outcome]) -> Iterator[str]:
    """The figures."""
    yield judge(visits, healthy)
    outcomes = [*cameras, *visits]
    yield f"{len(outcomes)} schedules, {len(visits)} of them with a member"
    yield f"visits: {dict(Counter(one.visit for one in visits))}"
    steps = {rung: sum(one.steps.get(rung, 0) for one in outcomes) for rung in RUNGS}
    yield f"steps: {steps}; asked for help in {sum(one.asked_for_help for one in outcomes)}"
    by: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for kind, cure, seconds, waited in chain.from_iterable(one.recoveries_s for one in outcomes):
        by.setdefault((kind, cure), []).append((seconds, seconds - waited))
    yield "| fault | ends by | times | median s | p95 s | longest s | without the wait for a processor: median s | p95 s | longest s |"  # noqa: E501
    yield "|---|---|---|---|---|---|---|---|---|"
    for (kind, cure), times in sorted(by.items()):
        yield _row(kind.replace("_", " "), cure, times)
    yield _row("all", "", [both for times in by.values() for both in times])
    wrong = [f"seed {one.seed}: {text}" for one in outcomes for text in one.wrong]
    yield f"wrong: {len(wrong)}"
    yield from wrong


def _row(kind: str, cure: str, times: list[tuple[float, float]]) -> str:
    whole, net = ([pair[at] for pair in times] for at in (0, 1))
    return f"| {kind} | {cure} | {len(times)} | {_spread(whole)} | {_spread(net)} |"


def _spread(times: list[float]) -> str:
    times = sorted(times) or [float("nan")]
    p95 = times[min(len(times) - 1, int(0.95 * len(times)))]
    return f"{median(times):.1f} | {p95:.1f} | {times[-1]:.1f}"


def main(given: list[str]) -> int:
    """Of the command line."""
    kinds: dict[str, tuple[type[Running], bool]] = {
        "cameras": (Running, False), "visits": (Visiting, False), "healthy": (Visiting, True),
    }  # fmt: skip
    if given and given[0] in kinds:
        kind, healthy = kinds[given[0]]
        outcomes = run([int(one) for one in given[2:]], int(given[1]), kind, healthy=healthy)
        sys.stdout.write(json.dumps([asdict(one) for one in outcomes]))
        return 0
    first, count, visits, at_once = (*map(int, given), *(1, 20, 4, 6)[len(given) :])
    seeds = range(first, first + count)
    jobs: list[tuple[str, Sequence[int], int, int]] = [
        ("healthy", seeds[: min(20, max(5, visits // 5))], 2, 2),
        ("visits", seeds[:visits], 2, 2),
        ("cameras", seeds[visits:], 2, max(1, at_once // 2)),
    ]
    got: dict[str, list[Outcome]] = {}

    def work(kind: str, share: Sequence[int], processes: int, each: int) -> None:
        got[kind] = workers(share, processes, each, kind)

    # Visits and cameras alone at the same time: both do little but wait.
    alone = threading.Thread(target=work, args=jobs[2])
    alone.start()
    for job in jobs[:2]:
        work(*job)
    alone.join()
    for line in told(got["cameras"], got["visits"], got["healthy"]):
        print(line, flush=True)  # noqa: T201
    bad = [one for kind in got.values() for one in kind if one.wrong]
    return 1 if bad or slow([*got["cameras"], *got["visits"]]) else 0


def slow(outcomes: list[Outcome]) -> bool:
    """Whether the recoveries miss their bounds; few say nothing about a twentieth of them."""
    times = sorted(seconds for one in outcomes for _, _, seconds, _ in one.recoveries_s)
    late = (
        times[min(len(times) - 1, int(0.95 * len(times)))] > P95_S if len(times) >= 100 else False
    )
    return late or bool(times and times[-1] > MOST_S)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
