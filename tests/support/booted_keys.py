"""The proof that no key of a keyboard gets past the kiosk: qemu presses them on the machine's USB
keyboard, and after each the machine, the kiosk and the screen are as before."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tests.support.appliance_report import Report
from tests.support.vm import Vm

HOLD_MS: Final = 100
AFTER_S: Final = 6.0
BURST: Final = 8
"""Ctrl-Alt-Del: systemd takes seven within two seconds for one that is meant."""
SYSRQ: Final = "reikchofsub"
CONTROLS: Final = ("c", "backslash", "z", "d")
MADE: Final = (
    ("Ctrl+Alt+F1 to F7", tuple(("ctrl", "alt", f"f{number}") for number in range(1, 8))),
    ("Alt+Left, Alt+Right", (("alt", "left"), ("alt", "right"))),
    (f"Alt+SysRq with {', '.join(SYSRQ)}", tuple(("alt", "sysrq", key) for key in SYSRQ)),
    ("Ctrl-Alt-Del", (("ctrl", "alt", "delete"),)),
    (f"Ctrl-Alt-Del {BURST} times within 2 s", (("ctrl", "alt", "delete"),) * BURST),
    ("Alt+F4", (("alt", "f4"),)),
    ("Alt+Tab", (("alt", "tab"), ("alt", "tab"))),
    ("Ctrl+C, Ctrl+\\, Ctrl+Z, Ctrl+D", tuple(("ctrl", key) for key in CONTROLS)),
    ("Ctrl+Q, Ctrl+W, Alt+Space", (("ctrl", "q"), ("ctrl", "w"), ("alt", "spc"))),
    ("Ctrl+Alt+Backspace", (("ctrl", "alt", "backspace"),)),
    ("Alt+Escape, Ctrl+Alt+Escape", (("alt", "esc"), ("ctrl", "alt", "esc"))),
    ("Ctrl+Alt+T, Alt+F2, Super+R", (("ctrl", "alt", "t"), ("alt", "f2"), ("meta_l", "r"))),
    ("Super, Super+L, Super+D", (("meta_l",), ("meta_l", "l"), ("meta_l", "d"))),
    ("Escape, Print, Pause, Menu", (("esc",), ("print",), ("pause",), ("menu",))),
    ("F1 to F12", tuple((f"f{number}",) for number in range(1, 13))),
    ("the key Power", (("power",),)),
)  # fmt: skip
LOGINS: Final = "ps -eo tty,comm | grep -E '^(tty[0-9]|console)' | grep -vE 'cage|Xwayland'"

COUNT: Final = """\
import glob, struct
where = [one for one in glob.glob("/dev/input/by-path/*usb*event-kbd")]
number, size = 0, struct.calcsize("llHHi")
with open(where[0], "rb", buffering=0) as events:
    while True:
        _, _, kind, _, value = struct.unpack("llHHi", events.read(size))
        number += kind == 1 and value == 1
        print(number, file=open("/run/keys-pressed", "w"))
"""
"""Counts what the kernel is told of the keyboard, beside the compositor."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What no key may change."""

    boot: str
    kiosk: str
    screen: str
    terminal: str
    logins: str


def prove_keys(machine: Vm, report: Report) -> None:
    """Each of them, one after the other; and the button at the case."""
    before = standing(machine)
    whole = all((before.boot, before.kiosk, before.screen)) and not before.logins
    report.add("before any key", "the kiosk on the screen", f"{before}", whole)
    machine.run(["systemd-run", "--quiet", "--unit=count-keys", "python3", "-c", COUNT])
    time.sleep(AFTER_S)
    for number, (tried, combinations) in enumerate(MADE):
        press(machine, combinations)
        _judge(machine, report, tried, before, f"keys-{number:02d}.png")
    sent = sum(len(keys) for _, combinations in MADE for keys in combinations)
    seen = f"{machine.told('cat /run/keys-pressed') or 'none'} of {sent}"
    report.add(
        "keys that reached the kernel", f"{sent} of {sent}", seen, seen == f"{sent} of {sent}"
    )
    machine.run(["systemctl", "stop", "count-keys"])
    machine.ask("system_powerdown")
    _judge(machine, report, "the case's power button (ACPI)", before, "keys-button.png")


def press(machine: Vm, combinations: Sequence[Sequence[str]]) -> None:
    """Keys by qemu's names, those of a combination together."""
    for keys in combinations:
        given = [{"type": "qcode", "data": key} for key in keys]
        machine.ask("send-key", keys=given, **{"hold-time": HOLD_MS})
        time.sleep(HOLD_MS / 1000 + 0.05)


def standing(machine: Vm) -> Standing:
    """What it is now; nothing where the machine does not answer."""
    said = machine.told(
        "cat /proc/sys/kernel/random/boot_id; "
        "systemctl show --value -p MainPID kiosk.service kiosk-screen.service | grep .; "
        f"cat /sys/class/tty/tty0/active; {LOGINS} | tr '\\n' ' '"
    )
    lines = [*said.splitlines(), "", "", "", "", ""]
    return Standing(*lines[:5])


def _judge(machine: Vm, report: Report, tried: str, before: Standing, picture: str) -> None:
    time.sleep(AFTER_S)
    now = standing(machine)
    machine.picture(machine.plan.work / picture)
    names = ("boot", "kiosk", "screen", "terminal", "logins")
    changed = [
        f"{name}: {getattr(before, name)} became {getattr(now, name) or 'nothing'}"
        for name in names
        if getattr(now, name) != getattr(before, name)
    ]
    report.add(tried, "nothing changed", "; ".join(changed) or "nothing changed", not changed)
