"""Hours of visits at the speed of life through the real processes, and what they leave behind.

    python -m tests.support.soak [HOURS] [IDLE_HOURS]       default 2 and 0.5

Two kiosks side by side, each with a window under Xvfb: one whose made-up member comes again as
soon as the last visit is over, and one (for its share of the time) with nobody in view. A row
every five minutes: memory of its own (anonymous; a share of a library's pages changes with what
else uses them), descriptors, threads and processes, what went to the disk; at the end the slopes
after the warm-up, by least squares.

A visit takes 80 MB and gives them back, so a slope through all looks at memory has chance in it by
where in a visit they fell. Judged is that one, and beside it the slope through the lowest of each
ten minutes: what stays between visits. That through the highest (the fullest moment, which looks
five seconds apart catch more or less well) may not be over the bound by more than two of its
standard errors.

It wants a machine with nothing else to do: a kiosk that gets a tenth of a processor sees too few
pictures to begin a visit. Exit status 1 where a bound is missed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from statistics import fmean, median
from typing import Final

import numpy as np

from tests.test_visit_end_to_end import KIOSK, x_server

EVERY_S: Final = 5.0
ROW_EVERY: Final = 60
WINDOW_S: Final = 600.0
WARM_UP_S: Final = 1200.0
MOST_MB_AN_HOUR: Final = 1.0
MOST_IDLE_MB_A_DAY: Final = 10.0
SIZE: Final = (1080, 1920)


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at a kiosk and its children; written_mb: since they began, as the kernel counts."""

    at_s: float
    main_mb: float
    children_mb: float
    descriptors: int
    threads: int
    processes: int
    written_mb: float


def say(text: str) -> None:
    """A line at once: hours may pass until the next."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def family(pid: int) -> tuple[int, ...]:
    """A process and all below it."""
    found = [pid]
    for one in found:
        try:
            text = Path(f"/proc/{one}/task/{one}/children").read_text()
        except OSError:
            continue
        found += [int(word) for word in text.split()]
    return tuple(found)


def sample(pid: int, began_s: float) -> Sample:
    """Of processes that live; one that ends meanwhile counts as nothing."""
    pids = family(pid)
    memory = [_own_mb(one) for one in pids]
    return Sample(
        time.monotonic() - began_s,
        memory[0],
        sum(memory[1:]),
        sum(_entries(one, "fd") for one in pids),
        sum(_entries(one, "task") for one in pids),
        len(pids),
        sum(_written_mb(one) for one in pids),
    )


def _own_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:")) / 1024


def _entries(pid: int, name: str) -> int:
    try:
        return len(list(Path(f"/proc/{pid}/{name}").iterdir()))
    except OSError:
        return 0


def _written_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("write_bytes:")) / 1e6


def slope_an_hour(
    samples: list[Sample],
    value: Callable[[Sample], float],
    window_s: float = EVERY_S,
    of: Callable[[Iterable[float]], float] = fmean,
) -> tuple[float, float]:
    """By least squares, of those after the warm-up, by one value of each full window; and its
    standard error."""
    late = [one for one in samples if one.at_s >= min(WARM_UP_S, samples[-1].at_s / 2)]
    windows: dict[int, list[Sample]] = {}
    for one in late:
        windows.setdefault(int((one.at_s - late[0].at_s) / window_s), []).append(one)
    full = max(map(len, windows.values()), default=0)
    kept = [window for window in windows.values() if len(window) >= full / 2]
    if len(kept) < 3:
        return float("nan"), float("nan")
    hours = [median(one.at_s for one in window) / 3600 for window in kept]
    values = [of(value(one) for one in window) for window in kept]
    slope = float(np.polyfit(hours, values, 1)[0])
    left = np.array(values) - np.polyval(np.polyfit(hours, values, 1), hours)
    spread = float(np.sum((np.array(hours) - fmean(hours)) ** 2))
    return slope, float(np.sqrt(np.sum(left**2) / (len(kept) - 2) / spread))


def start(folder: Path, display: str, *options: str) -> subprocess.Popen[bytes]:
    """`kiosk run` with all it keeps in the folder."""
    folder.mkdir()
    config = folder / "kiosk.toml"
    config.write_text(
        f'printer.uri = "file:{folder}/slips"\nstore.path = "{folder}/visits.db"\n'
        f'code.path = "{folder}/code.key"\n'
    )
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [str(KIOSK), "run", "--windowed", "--size", f"{SIZE[0]}x{SIZE[1]}", "--config",
             str(config), "--stats", str(folder / "stats.json"), *options],
            env={**os.environ, "DISPLAY": display, "SDL_VIDEODRIVER": "x11",
                 "SDL_AUDIODRIVER": "dummy", "STATE_DIRECTORY": str(folder / "state")},
            stdout=log,
            stderr=log,
        )  # fmt: skip


def watch(folder: Path, kiosks: dict[str, subprocess.Popen[bytes]], hours: float,
          idle_hours: float) -> tuple[dict[str, list[Sample]], bool]:  # fmt: skip
    """Samples until the time is over, and whether one ended before its own was."""
    began_s, taken = time.monotonic(), {name: list[Sample]() for name in kiosks}
    say("| kiosk | minutes | main MB, lowest and highest since the last row | children MB "
        "| descriptors | threads | processes | written MB |\n" + 8 * "|---" + "|")  # fmt: skip
    ends_s = {name: 3600 * (idle_hours if name == "idle" else hours) for name in kiosks}
    turn, failed = 0, False
    while (now_s := time.monotonic() - began_s) < max(ends_s.values()) + EVERY_S / 2:
        for name, process in kiosks.items():
            if now_s > ends_s[name] + EVERY_S / 2:
                process.terminate()  # harmless where it has ended
                continue
            if process.poll() is not None:
                log = (folder / name / "log").read_text()[-2000:]
                say(f"The {name} kiosk ended by itself, {process.returncode}: {log}")
                ends_s[name], failed = 0.0, True
                continue
            taken[name].append(sample(process.pid, began_s))
            if turn % ROW_EVERY == 0:
                say(_row(name, taken[name][-ROW_EVERY:]))
        turn += 1
        time.sleep(max(0.0, turn * EVERY_S - (time.monotonic() - began_s)))
    return taken, failed


def _row(name: str, last: list[Sample]) -> str:
    one, main = last[-1], [each.main_mb for each in last]
    return (
        f"| {name} | {one.at_s / 60:.0f} | {min(main):.1f} {max(main):.1f} "
        f"| {one.children_mb:.1f} "
        f"| {one.descriptors} | {one.threads} | {one.processes} | {one.written_mb:.2f} |"
    )


def judged(taken: dict[str, list[Sample]]) -> bool:
    """The slopes against their bounds, printed."""
    good = True
    for name, samples in taken.items():
        window_s = min(WINDOW_S, samples[-1].at_s / 8)
        lowest, highest = (slope_an_hour(samples, _memory_mb, window_s, of) for of in (min, max))
        plain = [
            slope_an_hour(samples, value)[0]
            for value in (_memory_mb, lambda one: one.main_mb, lambda one: one.children_mb)
        ]
        flat = {
            key: slope_an_hour(samples, attrgetter(key))[0]
            for key in ("descriptors", "threads", "processes")
        }
        say(f"\n{name}: {samples[-1].at_s / 3600:.2f} h; memory after the warm-up, MB/h: lowest of "
            f"each {window_s / 60:.0f} minutes {lowest[0]:+.2f} +- {lowest[1]:.2f}, highest "
            f"{highest[0]:+.2f} +- {highest[1]:.2f}; through all {plain[0]:+.2f} (main "
            f"{plain[1]:+.2f}, children {plain[2]:+.2f}); an hour's change of "
            + ", ".join(f"{key} {one:+.2f}" for key, one in flat.items()))  # fmt: skip
        good &= max(plain[0], lowest[0]) < MOST_MB_AN_HOUR
        good &= highest[0] - 2 * highest[1] < MOST_MB_AN_HOUR
        good &= all(abs(value) < 0.5 for value in flat.values())
        if name == "idle":
            daily = 24 * slope_an_hour(samples, attrgetter("written_mb"))[0]
            say(f"idle: {daily:.1f} MB a day go to the disk")
            good &= daily < MOST_IDLE_MB_A_DAY
    return good


def _memory_mb(one: Sample) -> float:
    return one.main_mb + one.children_mb


def main() -> None:
    """Both kiosks, the table and the verdict."""
    hours = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    idle_hours = float(sys.argv[2]) if len(sys.argv) > 2 else hours / 4
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        kiosks: dict[str, subprocess.Popen[bytes]] = {}
        for kind, options in (
            ("visits", ("--source", "demo")),
            ("idle", ("--source", "demo:nobody")),
        ):
            display = stack.enter_context(x_server(SIZE))
            kiosks[kind] = start(folder / kind, display, *options)
            stack.callback(kiosks[kind].kill)
        taken, failed = watch(folder, kiosks, hours, idle_hours)
        kiosks["visits"].terminate()
        kiosks["visits"].wait(30)
        slips = len(list((folder / "visits" / "slips").glob("*.png")))
        say(f"\n{slips} slips printed; stopped with status {kiosks['visits'].returncode}")
        good = judged(taken)
    sys.exit(0 if good and slips and not failed else 1)


if __name__ == "__main__":
    main()
