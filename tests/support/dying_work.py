"""Work that kills its own process, as `kill -9` from outside does. Read by workers on their own."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.app.reanalysis_work import Job
from kiosk.app.reanalysis_work import work as real_work
from kiosk.fleet.reanalysis import Failed


@dataclass(frozen=True)
class Doubled:
    """Twice a number, by a worker that dies at some numbers. marks: a folder for how often."""

    marks: Path
    deaths: Mapping[int, int]

    def __call__(self, number: int) -> int:
        die(self.marks / str(number), self.deaths.get(number, 0))
        return 2 * number


@dataclass(frozen=True)
class Work:
    """A re-analysis's own work, by a worker that dies once at each of these recordings."""

    marks: Path
    deadly: tuple[str, ...]

    def __call__(self, job: Job) -> Mapping[str, Any] | Failed:
        die(self.marks / job.name, 1 if job.name in self.deadly else 0)
        return real_work(job)


def die(mark: Path, times: int) -> None:
    """Until it has been done so many times."""
    done = len(list(mark.parent.glob(f"{mark.name}.*")))
    if done < times:
        (mark.parent / f"{mark.name}.{done}").touch()
        os.kill(os.getpid(), signal.SIGKILL)


def broken(number: int) -> int:
    """A bug."""
    return 1 // (number - 1)
