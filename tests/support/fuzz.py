"""Throws changed inputs at every parser: only our own errors may come out, soon, in little memory.

    python -m tests.support.fuzz SEED COUNT [TARGET...]    COUNT inputs over all targets together

An input's number and seed make it again. Ends with 1 where something else came out.
"""

from __future__ import annotations

import resource
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType

from tests.support.parsers import Target, targets

HANG_S = 5.0
"""Of its own processor time, so that a busy machine blames nobody; most need well under 1 ms."""
MOST_MB = 400
"""More than at the start."""


@dataclass
class Found:
    """inputs: tried. refused: of them, by an error of ours. faults: what else came out."""

    inputs: int = 0
    refused: int = 0
    slowest_s: float = 0.0
    faults: list[str] = field(default_factory=list)


class HangError(BaseException):
    """An input took too long. No Exception, so that no parser takes it for damage."""


def fuzz(name: str, target: Target, seed: int, count: int) -> Found:
    """So many inputs for one target."""
    found = Found()
    kinds: set[str] = set()
    for seed_input in target.seeds:
        _tried(target, seed_input, found)  # a corpus that is refused at once would try nothing
    with _watched():
        for number in range(count):
            chance = Random(f"{seed}/{name}/{number}")
            data = target.mutate(chance.choice(target.seeds), target.seeds, chance)
            what = _tried(target, data, found)
            if what and what not in kinds:
                kinds.add(what)
                found.faults.append(f"{name} #{number}: {what}; {len(data)} bytes {data[:60]!r}")
    return found


def _tried(target: Target, data: bytes, found: Found) -> str:
    """'' where it was read or refused; else what came out."""
    began = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, HANG_S)
    try:
        target.read(data)
    except target.refusals:
        found.refused += 1
    except (Exception, HangError) as error:  # noqa: BLE001 - that is what is looked for
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {last.filename.rpartition('/')[2]}:{last.lineno}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
        found.inputs += 1
        found.slowest_s = max(found.slowest_s, time.process_time() - began)
    return ""


@contextmanager
def _watched() -> Iterator[None]:
    """Raises HangError in what takes too long, MemoryError in what asks for too much."""

    def late(_: int, __: FrameType | None) -> None:
        raise HangError

    before = signal.signal(signal.SIGVTALRM, late)
    limits = resource.getrlimit(resource.RLIMIT_AS)
    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MOST_MB * 1_000_000, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)
        signal.signal(signal.SIGVTALRM, before)


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(seed: int, count: int, names: list[str]) -> int:
    """A line a target, then the sum."""
    known = targets()
    wanted = {name: known[name] for name in names or known}
    whole = sum(one.share for one in wanted.values())
    inputs, bad = 0, 0
    for name, target in wanted.items():
        found = fuzz(name, target, seed, max(round(count * target.share / whole), 1))
        _tell(
            f"{name:18}{found.inputs:8} inputs, {found.refused:8} refused, "
            f"slowest {1000 * found.slowest_s:6.1f} ms of its time"
        )
        for fault in found.faults:
            _tell(f"  !! {fault}")
        bad += len(found.faults)
        inputs += found.inputs
    _tell(f"{inputs} inputs for {len(wanted)} parsers, seed {seed}: {bad} kinds of faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
