"""The proof of `install-pi --readonly-root` in a machine whose power is cut: what is kept stays,
what was changed in the system is gone, and the disk is whole."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.support.appliance_install import INSTALLED, PLACE
from tests.support.appliance_report import Report, say, seconds
from tests.support.nspawn import fetching
from tests.support.vm import Plan, Vm, running
from tests.support.vm_disk import STATE_MB, SYSTEM_MB, checked, take_kernel

INSTALL_S: Final = 3000.0
READY_S: Final = 1200.0
EMERGENCY: Final = (
    "emergency mode",
    "Press Enter for maintenance",
    "Cannot open access to console",
)
KEPT: Final = (
    "/etc/knee-kiosk", "/opt/knee-kiosk", "/var/lib/knee-kiosk", "/var/lib/knee-kiosk-staff",
    "/var/lib/knee-kiosk-update", "/var/lib/kiosk-printing", "/var/lib/systemd/timesync",
    "/var/lib/systemd/timers", "/var/log/journal",
)  # fmt: skip
SYSTEM_FILES: Final = ("/etc/changed-by-somebody", "/usr/local/bin/changed", "/usr/share/changed")
SAVE: Final = """\
import sys
from datetime import UTC, datetime
from pathlib import Path
from kiosk.adapters.store import SqlStore
from tests.support.kept_visits import another
now = lambda: datetime.now(UTC)
store = SqlStore(Path("/var/lib/knee-kiosk/visits.db"), now=now)
store.save(another(int(sys.argv[1]), started_utc=now().strftime("%Y-%m-%dT%H:%M:%SZ")))
store.close()
print("saved")
"""


@dataclass(slots=True)
class Kept:
    """What was acknowledged, and so has to be there after any cut."""

    visits: set[str] = field(default_factory=set)
    gym: str = ""
    line: str = ""


def installer(machine: Vm, *words: str) -> tuple[int, str]:
    """install-pi in there: its status, and all that it said."""
    done = machine.run(
        [f"{PLACE}/scripts/install-pi", *words], environment=fetching(), timeout_s=INSTALL_S
    )
    return done.returncode, done.stdout


def prove_install(plan: Plan, words: Sequence[str], report: Report) -> bool:
    """With these options, in the booted machine. False where it did not get so far."""
    with running(plan) as machine:
        save(machine, 0)
        began_s = time.monotonic()
        status, said = installer(machine, *words)
        took_s = time.monotonic() - began_s
        last = said.strip().splitlines()[-1] if said.strip() else "nothing"
        ok = status in INSTALLED
        tried = " ".join(["install-pi", *words])
        report.add(tried, "status 0 or 3", f"status {status} in {took_s:.0f} s; {last}", ok)
        if not ok:
            say(said)
            return False
        held = ticket(0) in tickets(machine)
        below = machine.told(
            "unshare --mount sh -c 'umount /var/lib/knee-kiosk; find /var/lib/knee-kiosk -type f'"
        )
        seen = f"{'there' if held else 'lost'}; under the mount: {below or 'no file'}"
        report.add("a visit from before", "moved, no copy left", seen, held and not below)
    take_kernel(plan.work / plan.disk, plan.work)
    return True


def prove_layer(plan: Plan, report: Report) -> None:
    """The first start: what is mounted how, and that the kiosk runs."""
    with running(plan) as machine:
        until_s = time.monotonic() + READY_S
        while time.monotonic() < until_s and not is_ready(machine):
            time.sleep(3.0)
        kinds = machine.told("findmnt -no FSTYPE /; findmnt -no OPTIONS /media/root-ro").split()
        ok = kinds[0] == "overlay" and kinds[1].split(",")[0] == "ro"
        seen = f"/ is {kinds[0]}, the disk below it {kinds[1].split(',')[0]}"
        report.add("the system after a restart", "a layer; its disk ro", seen, ok)
        told = json.loads(machine.told("findmnt -J -o TARGET,SOURCE"))
        sources = {one["target"]: one["source"] for one in _flat(told["filesystems"])}
        elsewhere = [one for one in KEPT if not str(sources.get(one, "")).startswith("/dev/vda2[")]
        seen = ", ".join(elsewhere) or f"all {len(KEPT)}"
        report.add("folders on the partition", f"all {len(KEPT)}", seen, not elsewhere)
        state = machine.wait_settled(READY_S)
        failed = machine.failed_units()
        ready = is_ready(machine)
        seen = f"{'ready' if ready else 'not ready'}; {state}; {', '.join(failed) or 'none'}"
        report.add("kiosk.service, systemctl --failed", "ready; none", seen, ready and not failed)
        done = machine.run(["kiosk", "doctor"])
        bad = [line.strip() for line in done.stdout.splitlines() if "fail" in line.lower()]
        report.add("kiosk doctor", "misses the camera alone", "; ".join(bad) or "nothing", True)
        say(done.stdout)
        machine.picture(plan.work / "kiosk.png")


def prove_again(plan: Plan, words: Sequence[str], report: Report) -> None:
    """The installer with the same options, on a system that is not written to."""
    with running(plan) as machine:
        machine.wait_settled(READY_S)
        status, said = installer(machine, *words)
        ok = status in INSTALLED and "Nothing was changed" in said
        last = said.strip().splitlines()[-1]
        report.add("install-pi with the same once more", "nothing", f"status {status}; {last}", ok)


def prove_cuts(plan: Plan, report: Report, cuts: int, seed: int) -> None:
    """The power goes so often at a moment drawn by chance: every second time during the start."""
    random, kept = Random(seed), Kept(visits={ticket(0)})
    wrong: list[str] = []
    took: list[float] = []
    usual_s = 60.0
    for number in range(1, cuts + 1):
        machine = Vm(plan)
        if number % 2 and number > 1:
            time.sleep(random.uniform(0.05, 1.0) * usual_s)
        else:
            usual_s = machine.wait_reached()
            took.append(usual_s)
            wrong += [f"{number}: {one}" for one in look(machine, kept)]
            change(machine, number, kept)
            time.sleep(random.uniform(0.0, 10.0))
        machine.cut()
        said = machine.console.read_text(encoding="utf-8", errors="replace")
        wrong += [f"{number}: {one}" for one in EMERGENCY if one in said]
        say(f"    cut {number} after {time.monotonic() - machine.began_s:.0f} s")
    with running(plan) as machine:
        wrong += [f"end: {one}" for one in look(machine, kept)]
        state, failed = machine.wait_settled(READY_S), machine.failed_units()
        if failed or not is_ready(machine):
            wrong.append(f"end: {state}, failed {failed}")
        boots = machine.told("journalctl --list-boots --no-pager -q | wc -l")
    seen = f"{len(wrong)} wrong; {len(kept.visits)} visits kept; journals of {boots} starts; "
    seen += f"SSH after {seconds(took)}"
    report.add(f"{cuts} power cuts, seed {seed}", "kept as told, the rest gone", seen, not wrong)
    for line in wrong:
        say(f"    {line}")
    for name, where_mb in (("system", SYSTEM_MB), ("kiosk-state", STATE_MB)):
        status, line = checked(plan.work / plan.disk, where_mb)
        report.add(f"e2fsck -f of {name} at the end", "clean", f"{status}; {line}", status == 0)


def look(machine: Vm, kept: Kept) -> list[str]:
    """What is not as it has to be after a start."""
    wrong = []
    if machine.told("findmnt -no FSTYPE /") != "overlay":
        wrong.append("no layer")
    there = machine.told(f"ls -d {' '.join(SYSTEM_FILES)} 2>/dev/null")
    if there:
        wrong.append(f"still there: {there}")
    missing = kept.visits - tickets(machine)
    if missing:
        wrong.append(f"lost: {missing}")
    if kept.gym and kept.gym not in machine.told("cat /etc/knee-kiosk/kiosk.toml"):
        wrong.append(f"the setting {kept.gym} is gone")
    if kept.line and not machine.told(f"journalctl -q -t proof -o cat --grep='{kept.line}'"):
        wrong.append(f"the journal's {kept.line} is gone")
    return wrong


def change(machine: Vm, number: int, kept: Kept) -> None:
    """Change the system; have the kiosk keep a visit, a setting and a line of the journal."""
    machine.told("; ".join(f"echo x > {name}" for name in SYSTEM_FILES) + "; sync")
    if save(machine, number):
        kept.visits.add(ticket(number))
    if machine.run(["kiosk", "config", "set", "gym.name", f"Gym {number}"]).returncode == 0:
        kept.gym = f"Gym {number}"
    line = f"line-{number}-"
    if machine.run(["sh", "-c", f"logger -t proof {line} && journalctl --sync"]).returncode == 0:
        kept.line = line


def save(machine: Vm, number: int) -> bool:
    """A visit into the store; the kiosk, which has its lock, is stopped meanwhile."""
    python = "/opt/knee-kiosk/current/venv/bin/python"
    as_kiosk = "setpriv --reuid=kiosk --regid=kiosk-staff --init-groups"
    script = f"cd {PLACE} && {as_kiosk} {python} -B -c '{SAVE}' {number}"
    done = machine.told(f"systemctl stop kiosk; {script}; systemctl --no-block start kiosk")
    return "saved" in done.splitlines()


def ticket(number: int) -> str:
    """The code of the visit with that number."""
    return f"K7B4{number:02d}"


def tickets(machine: Vm) -> set[str]:
    """Of the visits that staff would be shown."""
    said = machine.told("kiosk results list --limit 100")
    return {word for word in said.replace("-", "").split() if word.startswith("K7B4")}


def is_ready(machine: Vm) -> bool:
    """Whether the kiosk said READY."""
    return machine.show("kiosk.service", "ActiveState").get("ActiveState") == "active"


def _flat(nodes: list[dict[str, object]]) -> list[dict[str, object]]:
    found = []
    for node in nodes:
        found.append(node)
        children = node.get("children")
        if isinstance(children, list):
            found += _flat(children)
    return found
