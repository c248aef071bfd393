"""A machine with a systemd that proofs give commands to, however they get in."""

from __future__ import annotations

import subprocess
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Final

COMMAND_S: Final = 300.0
PATHS: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class SystemdMachine(ABC):
    """What can be asked of one; `entered` is the way in."""

    @abstractmethod
    def entered(self, words: Sequence[str]) -> list[str]:
        """The command of this machine that has that one carried out in there, as root."""

    def run(
        self,
        words: Sequence[str],
        *,
        user: str = "root",
        environment: Mapping[str, str] | None = None,
        timeout_s: float = COMMAND_S,
    ) -> subprocess.CompletedProcess[str]:
        """A command in there, to its end; what it said, stdout and stderr together."""
        given = {"PATH": PATHS, "LANG": "C.UTF-8", "TERM": "dumb", "COLUMNS": "80"}
        given |= {"SYSTEMD_PAGER": "", "HOME": "/root", **(environment or {})}
        inside = ["env", "-i", *(f"{name}={value}" for name, value in given.items())]
        if user != "root":
            inside += ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--"]
        return subprocess.run(
            self.entered([*inside, *words]),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout_s,
            check=False,
        )

    def show(self, unit: str, *names: str) -> dict[str, str]:
        """A unit's properties, as systemctl writes them."""
        said = self.run(["systemctl", "show", unit, "--property=" + ",".join(names)]).stdout
        return dict(line.partition("=")[::2] for line in said.splitlines())

    def failed_units(self) -> list[str]:
        """By name."""
        told = self.run(["systemctl", "--failed", "--no-legend", "--plain"]).stdout.splitlines()
        return [line.split()[0] for line in told if line.strip()]
