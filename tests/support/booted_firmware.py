"""The proof that a broken /boot/firmware ends no start: a FAT beside the disk, as a Raspberry Pi's
firmware reads it, whose first sectors are gone."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from typing import Final

from tests.support.appliance_report import Report
from tests.support.booted_power import EMERGENCY, READY_S, is_ready
from tests.support.vm import STICK, Plan, Vm
from tests.support.vm_disk import write_file

DEVICE: Final = ("virtio-blk-pci,drive=stick,serial=firmware",)
TABLE: Final = "LABEL=system / ext4 defaults 0 1\n"
LINE: Final = "/dev/disk/by-id/virtio-firmware /boot/firmware vfat {} 0 2\n"
OURS: Final = "defaults,nofail,x-systemd.before=local-fs.target"
"""What install-pi makes of `defaults` (tests/test_install.py)."""
BROKEN_BYTES: Final = 1024 * 1024


def prove_firmware(plan: Plan, report: Report) -> None:
    """With the system's own line, which shows that it bites, and with ours."""
    with (plan.work / STICK).open("r+b") as file:
        file.write(b"\xff" * BROKEN_BYTES)
    broken = replace(plan, devices=DEVICE)
    for options, wanted in (("defaults", False), (OURS, True)):
        write_file(plan.work / plan.disk, "/etc/fstab", TABLE + LINE.format(options))
        seen = _start(broken)
        expected = "kiosk ready" if wanted else "emergency mode, no SSH"
        report.add(f"a broken /boot/firmware, `{options}`", expected, seen, seen == expected)
    write_file(plan.work / plan.disk, "/etc/fstab", TABLE)


def _start(plan: Plan) -> str:
    machine = Vm(plan)
    try:
        until_s = time.monotonic() + READY_S
        while time.monotonic() < until_s:
            said = machine.console.read_text(encoding="utf-8", errors="replace")
            if any(one in said for one in EMERGENCY):
                time.sleep(30.0)
                machine.picture(plan.work / "emergency.png")
                reached = machine.run(["true"], timeout_s=60).returncode == 0
                return f"emergency mode, {'SSH' if reached else 'no SSH'}"
            with contextlib.suppress(OSError, TimeoutError):
                if is_ready(machine):
                    return "kiosk ready"
            time.sleep(5.0)
        return "neither"
    finally:
        machine.close()
