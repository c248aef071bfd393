"""The proof of kiosk.service: ready, killed, hung, out of memory, stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.support.appliance_report import Report, seconds
from tests.support.nspawn import Machine

UNIT: Final = "kiosk.service"
BACK_S: Final = 10.0
WATCHDOG_S: Final = 30.0
PATIENCE_S: Final = 90.0
STEADY_S: Final = 3.0


def main_pid(machine: Machine, unit: str = UNIT) -> int:
    """As the container counts."""
    return int(machine.show(unit, "MainPID").get("MainPID") or 0)


def ready_after(machine: Machine, since_s: float, unit: str = UNIT) -> float:
    """Seconds from a monotonic moment until the unit was READY for the first time after it; the
    patience where it was not."""
    while time.monotonic() < since_s + PATIENCE_S:
        told = machine.show(unit, "ActiveState", "ActiveEnterTimestampMonotonic")
        entered_s = int(told.get("ActiveEnterTimestampMonotonic") or 0) / 1e6
        if told.get("ActiveState") == "active" and entered_s > since_s:
            return entered_s - since_s
        time.sleep(0.1)
    return PATIENCE_S


def prove_start(machine: Machine, report: Report) -> None:
    """It is up after a boot without being asked, and so is its screen."""
    back_s = ready_after(machine, 0.0)
    screen = machine.show("kiosk-screen.service", "ActiveState", "StatusText")
    ok = back_s < PATIENCE_S * 10 and machine.show(UNIT, "ActiveState")["ActiveState"] == "active"
    started = machine.show(UNIT, "ExecMainStartTimestampMonotonic", "ActiveEnterTimestampMonotonic")
    took = [int(value) / 1e6 for value in started.values()]
    report.add(
        "boot", "kiosk READY", f"first picture {abs(took[1] - took[0]):.1f} s after its start", ok
    )
    ok = screen["ActiveState"] == "active"
    report.add("the screen (cage, Xwayland)", "active", screen.get("StatusText", ""), ok)


def prove_kill(machine: Machine, report: Report, times: int) -> None:
    """kill -9 of the main process, again and again; the safe page has no part in it."""
    _forget(machine)
    took = [_after(machine, lambda pid: _signal(machine, pid, "KILL")) for _ in range(times)]
    report.add(
        "kill -9 of the main process",
        f"READY in ≤{BACK_S:.0f} s",
        seconds(took),
        max(took) <= BACK_S,
    )
    took = [_after(machine, lambda _: _signal(machine, main_pid(machine, "kiosk-screen"), "KILL"))]
    report.add(
        "kill -9 of the compositor",
        f"READY in ≤{WATCHDOG_S:.0f} s",
        seconds(took),
        took[0] <= WATCHDOG_S,
    )
    page = machine.run(["journalctl", "-b", "--unit=kiosk-safe", "--grep=Starting", "-o", "cat"])
    ok = "Starting" not in page.stdout
    report.add("the safe page meanwhile", "never", "never" if ok else "it was started", ok)


def prove_hang(machine: Machine, report: Report, times: int) -> None:
    """The main loop stands still (SIGSTOP): the watchdog ends it."""
    _forget(machine)
    took = [_after(machine, lambda pid: _signal(machine, pid, "STOP")) for _ in range(times)]
    said = machine.run(
        ["journalctl", "-b", f"--unit={UNIT}", "--grep=Watchdog timeout", "-o", "cat"]
    )
    shot = said.stdout.count("Watchdog timeout")
    seen = f"{seconds(took)}; shot {shot} times"
    ok = max(took) <= WATCHDOG_S and shot >= times
    report.add("main loop hangs (SIGSTOP)", f"READY in ≤{WATCHDOG_S:.0f} s", seen, ok)


def prove_memory(machine: Machine, report: Report) -> None:
    """Whom the kernel would end first: its own ranking of the unit's processes (oom_score). That
    the limit holds cannot be seen where the machine around keeps the memory controller."""
    scores = {
        ("kiosk" if " run" in words else "sensing" if "sensing_link" in words else "other"): int(
            Path(f"/proc/{pid}/oom_score").read_text(encoding="ascii")
        )
        for pid, words in _host_pids(machine).items()
    }
    sensing = scores.get("sensing", 0)
    ok = "kiosk" in scores and sensing == max(scores.values()) > scores["kiosk"]
    seen = ", ".join(f"{name} {score}" for name, score in sorted(scores.items()))
    report.add("the kernel's order (oom_score)", "the sensing child first", seen, ok)


def prove_stop(machine: Machine, report: Report, times: int) -> None:
    """An ordinary stop: status 0, nothing left behind, within its time."""
    _forget(machine)
    took, left, results = [], 0, set()
    for _ in range(times):
        began_s = time.monotonic()
        machine.run(["systemctl", "stop", UNIT])
        took.append(time.monotonic() - began_s)
        told = machine.show(UNIT, "Result", "ExecMainStatus")
        results.add(f"{told['Result']} {told['ExecMainStatus']}")
        left += len(_host_pids(machine))
        machine.run(["systemctl", "start", UNIT])
        time.sleep(STEADY_S)
    seen = f"{', '.join(sorted(results))}; {left} left; {seconds(took)}"
    report.add(
        "systemctl stop",
        "status 0, 0 processes, ≤10 s",
        seen,
        results == {"success 0"} and not left,
    )


def _after(machine: Machine, harm: Callable[[int], None]) -> float:
    """Seconds until it is READY again after that was done to it, when it had run for a moment."""
    time.sleep(STEADY_S)
    began_s = time.monotonic()
    harm(main_pid(machine))
    return ready_after(machine, began_s)


def _forget(machine: Machine) -> None:
    """What went before is no part of a crash loop."""
    machine.run(["systemctl", "reset-failed", UNIT])


def _signal(machine: Machine, pid: int, name: str) -> None:
    machine.run(["sh", "-c", f"kill -{name} {pid}"])


def _host_pids(machine: Machine) -> dict[int, str]:
    """The unit's processes as this machine counts them, and their command lines."""
    inside = Path(f"/proc/{machine.pid}/ns/pid").stat().st_ino
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            same = (folder / "ns/pid").stat().st_ino == inside
            if same and "/kiosk.service" in (folder / "cgroup").read_text(encoding="utf-8"):
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found[int(folder.name)] = words
        except OSError:
            continue
    return found
