"""Kills and power cuts at every step of a release's life: always a release runs, old or new.

    python -m tests.support.update_cuts WORK SEED CUTS KILLS [careless]

cuts the power so often at random moments of one recorded run, kills so many runs at moments spread
over all of it, and looks each time what runs then: it says its version, its parts load, its model
is the one that was signed. Prints what was counted, and what was wrong first. careless: nothing is
synced, which has to be found out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

from tests.support.powercut import ROOT, Operation, build, read
from tests.support.powercut_tree import Tree, copied
from tests.support.releases import Shop, adopt, judge, runs

SYNCS = "SFG"


class Proof:
    """work: where all of it is done; the machine is always at the same place in it, as programs
    know where they were installed."""

    def __init__(self, work: Path) -> None:
        self.machine, self._base = work / "machine", work / "base"
        self._log, self._count = work / "log", work / "count"
        self._shop = work / "shop"
        self._library = build(work)
        self.points, self.wrong = 0, list[str]()
        Shop.opened(self._shop).publish("0.2.0")
        for folder in ("opt", "state"):
            (self.machine / folder).mkdir(parents=True)
        adopt(self.machine / "opt", "0.1.0")
        self.machine.rename(self._base)
        shutil.copytree(self._shop, work / "shop-at-first")
        self._first_shop = work / "shop-at-first"

    def record(self, kill_at: int = 0) -> tuple[Operation, ...]:
        """One run from the start, to its end or to its kill."""
        self._restore()
        self._log.unlink(missing_ok=True)
        self._count.write_bytes(bytes(16))
        told = {
            "LD_PRELOAD": str(self._library), "POWERCUT_FOLDER": str(self.machine),
            "POWERCUT_LOG": str(self._log), "POWERCUT_COUNT": str(self._count),
            "POWERCUT_KILL": str(kill_at), "TMPDIR": str(self._log.parent),
        }  # fmt: skip
        words = ["-B", "-m", "tests.support.update_run", str(self.machine), str(self._shop)]
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env={**os.environ, **told}, start_new_session=True,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert bool(done.returncode) == bool(kill_at), done.stderr
        return tuple(read(self._log.read_bytes(), str(self.machine)))

    def cut(self, operations: tuple[Operation, ...], count: int, seed: int) -> None:
        """The power goes at random moments of a recorded run."""
        random, tree = Random(seed), Tree(operations, self._base)
        for until in sorted(random.randrange(len(operations) + 1) for _ in range(count)):
            tree.go_on(until)
            shutil.rmtree(self.machine, ignore_errors=True)
            self.machine.mkdir()
            tree.cut(self.machine, random)
            done = operations[:until]
            self._look(f"power cut after operation {until}", self._allowed(done))

    def kill(self, total: int, count: int) -> None:
        """All of its processes are killed at moments spread over the run."""
        for number in range(count):
            at = 1 + total * number // count
            operations = self.record(at)
            self._look(f"kill after operation {at}", self._allowed(operations))

    def _look(self, what: str, allowed: set[str]) -> None:
        root = self.machine / "opt"
        self.points += 1
        told = judge(root, "tick")
        found = runs(root)
        if found not in allowed or told.returncode:
            self.wrong.append(f"{what}: {found or 'nothing'} runs of {allowed} {told.stderr}")

    @staticmethod
    def _allowed(operations: tuple[Operation, ...]) -> set[str]:
        """What may run then: as acknowledged last, and what was before it."""
        lines = [one.first.decode().split() for one in operations if one.kind == "A"]
        return set(lines[-1]) if lines else {"0.1.0"}

    def _restore(self) -> None:
        shutil.rmtree(self.machine, ignore_errors=True)
        shutil.rmtree(self._shop)
        shutil.copytree(self._first_shop, self._shop)
        copied(self._base, self.machine)


def without_syncs(operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    """As a program would do it that trusts the disk."""
    return tuple(one for one in operations if one.kind not in SYNCS)


def main(work: Path, seed: int, cuts: int, kills: int, *, careless: bool) -> int:
    folder = work / f"updates-{seed}"
    folder.mkdir()
    try:
        proof = Proof(folder)
        operations = proof.record()
        if careless:
            proof.cut(without_syncs(operations), cuts, seed)
        else:
            proof.cut(operations, cuts, seed)
            proof.kill(len(operations), kills)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write(
        f"seed {seed}: {len(operations)} operations, {proof.points} points, "
        f"{len(proof.wrong)} wrong\n"
    )
    sys.stdout.writelines(f"{line}\n" for line in proof.wrong[:3])
    return 1 if proof.wrong else 0


if __name__ == "__main__":
    given = sys.argv
    sys.exit(
        main(
            Path(given[1]),
            int(given[2]),
            int(given[3]),
            int(given[4]),
            careless="careless" in given,
        )
    )
