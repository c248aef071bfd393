"""The appliance in a machine that boots: a system that is not written to, cut power, a keyboard,
USB devices, a dead disk, a watchdog.

    python -m tests.support.booted_machine ROOT WORK [CUTS]

ROOT: the bare Debian of tests.support.appliance, kept. WORK: a folder with 12 GB of room. Prints a
table; ends with 1 where something was not as expected. Needs root, systemd-nspawn, qemu. Without
KVM the machine is emulated and many times slower: then the kiosk's time limits are lifted, and the
installer's first run is a container's.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

from tests.support.appliance_install import INSTALL_S, INSTALLED, PLACE, put_checkout
from tests.support.appliance_report import Report, main, say
from tests.support.booted_broken import prove_missing, prove_repaired, prove_watchdog
from tests.support.booted_disks import prove_disks
from tests.support.booted_firmware import prove_firmware
from tests.support.booted_keys import prove_keys
from tests.support.booted_power import (
    READY_S,
    prove_again,
    prove_cuts,
    prove_install,
    prove_layer,
)
from tests.support.booted_usb import prove_usb
from tests.support.nspawn import booted, fetching
from tests.support.vm import STICK, Plan, accelerator, running
from tests.support.vm_disk import bootable, make_disk

OPTIONS: Final = ("--readonly-root", "--usbguard")
SEED: Final = 1
STICK_MB: Final = 64


def installed(base: Path, work: Path) -> Path:
    """A tree on which install-pi has run once without options, as on a kiosk of some age."""
    tree = work / "installed"
    shutil.rmtree(tree, ignore_errors=True)
    subprocess.run(["cp", "-a", str(bootable(base)), str(tree)], check=True)
    put_checkout(tree)
    # A container has no graphics card's terminal, for which it waits.
    seat = tree / "etc/systemd/system/seatd.service"
    seat.symlink_to("/dev/null")
    with booted(tree, "knee-machine", network=True) as machine:
        words = [f"{PLACE}/scripts/install-pi"]
        done = machine.run(words, environment=fetching(), timeout_s=INSTALL_S)
        if done.returncode not in INSTALLED:
            raise RuntimeError(f"install-pi: {done.stdout[-2000:]}")
    seat.unlink()
    return tree


def prove(base: Path, work: Path, cuts: int) -> int:
    """All of it; how many rows were missed."""
    report = Report()
    work.mkdir(parents=True, exist_ok=True)
    key = work / "key"
    if not key.exists():
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)]
        subprocess.run(words, check=True)
    tree = installed(base, work)
    make_disk(tree, work, key.with_suffix(".pub").read_text(encoding="ascii"))
    shutil.rmtree(tree)
    with (work / STICK).open("wb") as file:
        file.truncate(STICK_MB * 1024 * 1024)
    plan = Plan(work)
    say(f"qemu: {' '.join(accelerator())}")
    say("| what | expected | seen |\n|---|---|---|")
    if not prove_install(plan, OPTIONS, report):
        return report.missed
    prove_layer(plan, report)
    prove_again(plan, OPTIONS, report)
    prove_cuts(plan, report, cuts, SEED)
    with running(plan) as machine:
        machine.wait_settled(READY_S)
        prove_keys(machine, report)
        prove_usb(machine, report)
    prove_disks(plan, report)
    prove_firmware(plan, report)
    prove_missing(plan, report)
    prove_repaired(plan, report)
    prove_watchdog(plan, report)
    return report.missed


if __name__ == "__main__":
    main(prove, 10)
