"""The proof of the lock on USB disks where their driver is a part of the kernel: by the kernel's
words alone, with the installer's other locks taken away."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

from tests.support.appliance_report import Report
from tests.support.vm import Plan, running

WORDS: Final = "initcall_blacklist=usb_storage_driver_init,uas_init"
"""As install-pi writes them into a Raspberry Pi's cmdline.txt (NO_DISKS)."""
UNLOCK: Final = (
    "systemctl stop usbguard; for h in /sys/bus/usb/devices/usb*/authorized_default; do "
    "echo 1 > $h; done; rm -f /etc/modprobe.d/60-knee-kiosk.conf "
    "/etc/udev/rules.d/70-knee-kiosk-no-storage.rules; udevadm control --reload; "
    "modprobe usb-storage 2>&1; modprobe uas 2>&1"
)
"""In the layer over the system: gone with the next start."""
FACES: Final = 'for i in /sys/bus/usb/devices/*:*; do echo "$(cat $i/bInterfaceClass)"; done'
PLUGGED_S: Final = 20.0


def prove_disks(plan: Plan, report: Report) -> None:
    """With the words, and without them, which shows that the stick would be there."""
    for words, wanted in ((WORDS, False), ("", True)):
        with running(replace(plan, words=words)) as machine:
            said = machine.told(UNLOCK)
            refused = said.count("Operation not permitted")
            machine.monitor("device_add usb-storage,drive=stick,id=hot,bus=usb.0,port=4")
            time.sleep(PLUGGED_S)
            plugged = "08" in machine.told(FACES).split()
            disks = [one for one in machine.told("ls /sys/block").split() if one.startswith("sd")]
            seen = f"{refused} drivers refused; {'plugged in' if plugged else 'not there'}; "
            seen += ", ".join(disks) or "no disk"
            ok = plugged and bool(disks) == wanted and refused == (0 if wanted else 2)
            tried = f"a USB stick, all locks off but `{words}`" if words else "without those words"
            report.add(tried, "sda" if wanted else "2 refused, no disk", seen, ok)
