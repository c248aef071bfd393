"""The appliance under a real systemd: the installer, kiosk.service, staff, timers, in a Debian that
systemd-nspawn boots.

    python -m tests.support.appliance ROOT WORK [KILLS]

ROOT: a bare Debian, made by the first call and kept. WORK: a folder on the same disk. Prints a
table; ends with 1 where something was not as expected. Needs root, systemd-nspawn, debootstrap.
"""

from __future__ import annotations

from pathlib import Path

from tests.support.appliance_install import prepare, prove_install
from tests.support.appliance_report import Report, main, say
from tests.support.appliance_safe import prove_crashes, prove_dark, prove_hanging_starts
from tests.support.appliance_service import (
    prove_hang,
    prove_kill,
    prove_memory,
    prove_start,
    prove_stop,
)
from tests.support.appliance_staff import (
    prove_analyze,
    prove_printing,
    prove_staff,
    prove_timers,
)
from tests.support.nspawn import base_root, booted, layer


def prove(base: Path, work: Path, kills: int) -> int:
    """All of it; how many rows were missed."""
    report = Report()
    say("| what | expected | seen |\n|---|---|---|")
    with layer(base_root(base), work) as root:
        prepare(root)
        with booted(root, "knee-install", network=True) as machine:
            if not prove_install(machine, root, report):
                return report.missed
            machine.run(["kiosk", "config", "set", "printer.uri", "file:slips"])
        with booted(root, "knee-run") as machine:
            prove_start(machine, report)
            prove_printing(machine, root, report)
            prove_staff(machine, report)
            prove_timers(machine, root, report)
            prove_kill(machine, report, kills)
            prove_hang(machine, report, max(1, kills // 2))
            prove_stop(machine, report, max(1, kills // 2))
            prove_memory(machine, report)
            prove_crashes(machine, root, report)
            prove_hanging_starts(machine, root, report)
            prove_dark(machine, root, report)
            prove_analyze(machine, root, report)
    return report.missed


if __name__ == "__main__":
    main(prove, 5)
