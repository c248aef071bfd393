"""`kiosk doctor`: what scripts/install-pi set up around the kiosk. May import all below.

Nothing is said of a machine where the kiosk is no service: a developer's.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kiosk.app.asking import House
from kiosk.app.recordings import installed
from kiosk.core.checkup import Finding, fail, ok, warn
from kiosk.errors import KioskError

AGAIN: Final = "Run the installer again: sudo scripts/install-pi."
UNIT: Final = Path("/etc/systemd/system/kiosk.service")
CGROUPS: Final = Path("/sys/fs/cgroup")
WATCHDOGS: Final = Path("/sys/class/watchdog")
JOURNAL: Final = Path("/etc/systemd/journald.conf.d/60-knee-kiosk.conf")
KEPT: Final = Path("/etc/systemd/system/var-lib-knee\\x2dkiosk.mount")
"""There after install-pi --readonly-root: what is kept has a disk of its own."""
STATE: Final = Path("/var/lib/knee-kiosk")
MOUNTS: Final = Path("/proc/self/mounts")
UNITS: Final = (
    "kiosk.service", "kiosk-printing.service", "kiosk-backup.timer", "kiosk-retention.timer",
    "kiosk-nightly.timer",
)  # fmt: skip


def appliance(house: House, mistakes: str) -> Iterator[Finding]:  # noqa: ARG001 - as all checks
    """Whether it comes back by itself: after a power cut, a hang, in a year."""
    if not UNIT.is_file():
        return
    with installed():
        from kiosk.adapters.systemd import not_enabled
    try:
        off = not_enabled(UNITS)
    except KioskError as error:
        yield warn("services", str(error), AGAIN)
        return
    if off:
        todo = f"sudo systemctl enable --now {' '.join(off)}"
        yield warn("services", f"not started with the system: {', '.join(off)}", todo)
    else:
        yield ok("services", "start with the system")
    yield _watchdog()
    yield from _memory()
    if KEPT.is_file():
        yield _kept()
    if JOURNAL.is_file():
        yield ok("journal", "is kept within its bounds")
    else:
        yield warn("journal", "may grow without a bound of ours", AGAIN)


def _memory() -> Iterator[Finding]:
    """Units' limits on memory hold only where the kernel counts it; a Raspberry Pi's is told so by
    its command line."""
    with installed():
        from kiosk.adapters.machine import limits_memory
    holds = limits_memory(CGROUPS)
    if holds:
        yield ok("memory", "is limited for each service")
    elif holds is not None:
        todo = "Installed just now? Restart it: sudo reboot. Else: sudo scripts/install-pi."
        yield warn("memory", "the kernel limits it for no service", todo)


def _kept() -> Finding:
    """No kiosk runs beside that disk: what it keeps would be gone with the power."""
    if STATE.is_mount():
        mounts = [line.split() for line in MOUNTS.read_text(encoding="utf-8").splitlines()]
        if [kind for _, place, kind, *_ in mounts if place == "/"][-1:] == ["overlay"]:
            return ok("kept", "on a disk of its own; the system is not written to")
        todo = (
            "Restart: sudo reboot. Where that does not help: sudo update-initramfs -u, and again."
        )
        return warn("kept", "the system is written to: no layer was laid over its disk", todo)
    todo = "Is it there (lsblk -f)? Mend it: sudo e2fsck -y /dev/PARTITION. Then: sudo reboot."
    return fail("kept", "the disk of visits and settings (kiosk-state) is gone or broken", todo)


def _watchdog() -> Finding:
    """systemd feeds it, so that a machine that hangs as a whole starts anew."""
    with installed():
        from kiosk.adapters.machine import watchdogs
    states = watchdogs(WATCHDOGS)
    if "active" in states:
        return ok("watchdog", "the hardware's is fed")
    if states:
        return warn("watchdog", "the hardware's is not fed: a machine that hangs stays so", AGAIN)
    return warn("watchdog", "no hardware has one", "On a Raspberry Pi: " + AGAIN)
