"""What a proof of the appliance saw, as a table."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Report:
    """Rows of what was tried, expected and seen, printed as they come."""

    rows: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def add(self, tried: str, expected: str, seen: str, ok: bool) -> None:
        """One row; a missed one is marked."""
        self.rows.append((tried, expected, seen, ok))
        say(f"| {tried} | {expected} | {seen}{'' if ok else ' **MISSED**'} |")

    @property
    def missed(self) -> int:
        """How many were not as expected."""
        return sum(not ok for *_, ok in self.rows)


def say(line: str) -> None:
    """A line to whoever runs the proof, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def seconds(values: list[float]) -> str:
    """Their range and median, to a tenth: '3.1 to 4.0 s, median 3.3 s, of 5'."""
    ordered = sorted(values)
    middle = ordered[len(ordered) // 2]
    return f"{ordered[0]:.1f} to {ordered[-1]:.1f} s, median {middle:.1f} s, of {len(ordered)}"


def main(prove: Callable[[Path, Path, int], int], usual: int) -> None:
    """A proof by its command line: ROOT WORK [TIMES]; ends with 1 where something was missed."""
    _, base, work, *count = sys.argv
    missed = prove(Path(base).resolve(), Path(work).resolve(), int(count[0]) if count else usual)
    say(f"{missed} missed")
    sys.exit(missed > 0)
