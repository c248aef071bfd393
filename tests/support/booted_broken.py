"""The proof that a kiosk whose partition of kept things is gone or broken says so, on the screen
and over SSH, and keeps nothing beside it; and that its watchdog is there."""

from __future__ import annotations

import subprocess
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from tests.support.appliance_report import Report, say
from tests.support.booted_power import EMERGENCY, READY_S, is_ready, ticket, tickets
from tests.support.vm import Plan, Vm, running
from tests.support.vm_disk import MB, STATE_MB

SUPERBLOCK: Final = slice(1024, 2048)
"""In an ext4 file system: its first one."""
WRITTEN: Final = (
    "cd /media/root-rw/overlay && find var/lib/knee-kiosk* var/lib/kiosk-* etc/knee-kiosk "
    "opt/knee-kiosk -type f 2>/dev/null"
)
"""What of the kiosk's own came into the layer over the system since the start."""
MEND: Final = "e2fsck -y /dev/vda2; e2label /dev/vda2 kiosk-state; sync"
FAULTS: Final = (
    "freei /var/lib/knee-kiosk/visits.db",  # in use, and marked as free
    "set_super_value free_blocks_count 1",
    "set_super_value state 2",  # errors were found in it
)
SHELLS: Final = "ps -eo tty,comm | grep -E '^(tty[0-9]|console)' | grep -vE 'agetty|cage|Xwayland'"
WATCHDOG: Final = "i6300esb"
FROZEN_S: Final = 600.0


def prove_missing(plan: Plan, report: Report) -> None:
    """No partition of that name: as where a disk is unplugged or dead. Then it is mended as
    docs/building-an-image.md tells."""
    spare = _superblock(plan.work / plan.disk)
    _superblock(plan.work / plan.disk, bytes(len(spare)))
    _prove_safe(plan, report, "the partition's superblock is destroyed")
    with running(plan) as machine:
        ready = _waited(machine)
        there = ticket(0) in tickets(machine)
        seen = f"{'ready' if ready else 'not ready'}, visits {'there' if there else 'lost'}"
        report.add("mended, and a restart", "as before", seen, ready and there)


def prove_repaired(plan: Plan, report: Report) -> None:
    """A file system with faults that somebody would be asked about: it is mended at the start."""
    disk = plan.work / plan.disk
    place = f"{disk}?offset={STATE_MB[0] * MB}"
    # Not by writing into the superblock: with a wrong checksum it is none, and has no label.
    for request in FAULTS:
        words = ["debugfs", "-w", "-R", request, place]
        subprocess.run(words, check=True, capture_output=True)
    with running(plan) as machine:
        ready = _waited(machine)
        said = machine.told("journalctl -b -u kiosk-state-check -o cat")
        mended = "FILE SYSTEM WAS MODIFIED" in said
        there = ticket(0) in tickets(machine)
        seen = f"{'mended' if mended else 'not mended'}, {'ready' if ready else 'not ready'}, "
        seen += f"visits {'there' if there else 'lost'}"
        ok = mended and ready and there
        report.add("a file system with errors", "mended, ready, visits there", seen, ok)
        if not ok:
            say(said)


def prove_watchdog(plan: Plan, report: Report) -> None:
    """systemd feeds the hardware's; a kernel that stands still is started anew by it."""
    machine = Vm(replace(plan, devices=(WATCHDOG,)))
    try:
        machine.wait_reached()
        said = machine.told("journalctl -b -o cat --grep='hardware watchdog|hardware timeout'")
        told = said.splitlines()[-1] if said else "nothing"
        report.add(
            "a hardware watchdog", "systemd feeds it", told, "hardware timeout of 15s" in told
        )
        boot = machine.told("cat /proc/sys/kernel/random/boot_id")
        # As root: no key can ask for it (kernel.sysrq=0). panic=0: the kernel must not help itself.
        freeze = "sysctl -qw kernel.panic=0; sleep 1; echo c > /proc/sysrq-trigger"
        machine.run(["systemd-run", "--no-block", "sh", "-c", freeze])
        began_s = time.monotonic()
        now = boot
        while now == boot or not now:
            if time.monotonic() > began_s + FROZEN_S:
                break
            time.sleep(5.0)
            asked = machine.run(["cat", "/proc/sys/kernel/random/boot_id"], timeout_s=90)
            now = asked.stdout.strip() if asked.returncode == 0 else ""
        ok = now not in {"", boot}
        seen = f"SSH again after {time.monotonic() - began_s:.0f} s" if ok else "it stood still"
        report.add("the kernel stands still", "started anew by the watchdog", seen, ok)
    finally:
        machine.close()


def _prove_safe(plan: Plan, report: Report, tried: str) -> None:
    with running(plan) as machine:
        until_s = time.monotonic() + READY_S
        page = ""
        while time.monotonic() < until_s and page != "active":
            page = machine.show("kiosk-safe.service", "ActiveState").get("ActiveState", "")
            time.sleep(3.0)
        time.sleep(20.0)  # the page is drawn, and the compositor shows it
        machine.picture(plan.work / "safe.png")
        state = machine.show("kiosk.service", "ActiveState", "NRestarts")
        failed = machine.failed_units()
        kept = tickets(machine)
        written = machine.told(WRITTEN)
        reached = machine.told("systemctl is-active ssh")
        shells = machine.told(SHELLS)
        took = machine.told("systemd-analyze time").splitlines()[:1]
        console = machine.console.read_text(encoding="utf-8", errors="replace")
        emergency = [one for one in EMERGENCY if one in console]
        report.add(tried, "the safe page", f"kiosk-safe {page}; {''.join(took)}", page == "active")
        seen = f"kiosk {state['ActiveState']}, {state['NRestarts']} restarts; {len(kept)} visits"
        seen += f"; in the layer: {' '.join(written.split()) or 'nothing of ours'}"
        ok = state == {"ActiveState": "inactive", "NRestarts": "0"} and not kept and not written
        report.add("the kiosk meanwhile", "not started, nothing kept", seen, ok)
        seen = (
            f"SSH {reached}; {', '.join(emergency) or 'no emergency mode'}; {shells or 'no shell'}"
        )
        ok = reached == "active" and not emergency and not shells
        report.add("who looks after it", "SSH, no prompt on the screen", seen, ok)
        say(f"    failed: {', '.join(failed)}")
        mended = machine.told(MEND)
        seen = next((line for line in mended.splitlines() if "backup" in line), mended[-200:])
        report.add("e2fsck -y, e2label by a person", "mended", seen, "backup" in seen)


def _waited(machine: Vm) -> bool:
    until_s = time.monotonic() + READY_S
    while not is_ready(machine):
        if time.monotonic() > until_s:
            return False
        time.sleep(3.0)
    return True


def _superblock(disk: Path, new: bytes | None = None) -> bytes:
    """The state's superblock, after another was written there if one is given."""
    with disk.open("r+b") as file:
        file.seek(STATE_MB[0] * MB + SUPERBLOCK.start)
        held = file.read(SUPERBLOCK.stop - SUPERBLOCK.start)
        if new is not None:
            file.seek(STATE_MB[0] * MB + SUPERBLOCK.start)
            file.write(new)
    return held
