"""The proof of `install-pi --usbguard`: what is plugged into a running machine, by qemu's monitor
and by the kernel's own made-up devices (dummy_hcd), and what becomes of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from tests.support.appliance_report import Report
from tests.support.vm import Vm

KEYBOARD: Final = (
    "05010906a101050719e029e71500250175019508810295017508810195067508150025650507190029658100c0"
)
"""A boot keyboard's report descriptor, as the HID specification prints it."""
FACE: Final = """\
import struct, sys, time
face = bytes((9, 4, 0, 0, 0, 14, 1, 0, 0))
told = struct.pack("<II", 1, 1) + 2 * face
with open(sys.argv[1] + "/ep0", "r+b", buffering=0) as file:
    file.write(struct.pack("<III", 3, 12 + len(told), 3) + told)
    file.write(struct.pack("<IIII", 2, 16, 0, 0))
    time.sleep(3600)
"""
"""Says that a device has one interface of kind 0e:01:00 (video), and holds it (FunctionFS)."""
VIDEO: Final = f"""
mkdir functions/ffs.$n /run/$n; mount -t functionfs $n /run/$n
systemd-run --quiet --unit=$n python3 -c '{FACE}' /run/$n; sleep 10
ln -s functions/ffs.$n configs/c.1
"""
PRINTER: Final = "mkdir functions/printer.0; ln -s functions/printer.0 configs/c.1\n"
STORAGE: Final = "mkdir functions/mass_storage.0; ln -s functions/mass_storage.0 configs/c.1\n"
PLUG_S: Final = 20.0
HOT: Final = (
    ("a second keyboard", "usb-kbd", False),
    ("a mouse", "usb-mouse", False),
    ("a USB stick", "usb-storage,drive=stick", False),
    ("a hub", "usb-hub", True),
    ("a printer's serial adapter (FTDI)", "usb-serial,chardev=line,always-plugged=on", True),
)
UNPLUG: Final = (
    "for g in /sys/kernel/config/usb_gadget/made*; do echo > $g/UDC; done 2>/dev/null; "
    "systemctl stop 'made*'; sleep 2"
)


def keys(*, boot: bool) -> str:
    """A keyboard's interface: as the boot protocol wants it (03:01:01), or 03:00:00."""
    octal = "".join(f"\\{int(KEYBOARD[at : at + 2], 16):03o}" for at in range(0, len(KEYBOARD), 2))
    return (
        f"mkdir functions/hid.0; echo {int(boot)} > functions/hid.0/subclass\n"
        f"echo {int(boot)} > functions/hid.0/protocol; echo 8 > functions/hid.0/report_length\n"
        f"printf '{octal}' > functions/hid.0/report_desc; ln -s functions/hid.0 configs/c.1\n"
    )


MADE_UP: Final = (
    ("a printer (07:01:02)", "04b8", PRINTER, True),
    ("a printer that is a keyboard as well", "04b8", PRINTER + keys(boot=True), False),
    ("a printer that is a disk as well", "04b8", PRINTER + STORAGE, False),
    ("a camera of 8086 (0e)", "8086", VIDEO, True),
    ("a camera of 8086 that is a boot keyboard as well", "8086", VIDEO + keys(boot=True), False),
    ("a camera of another maker", "046d", VIDEO, False),
    ("a keyboard that says it is 8086's", "8086", keys(boot=True), False),
)


def prove_usb(machine: Vm, report: Report) -> None:
    """Those from before are allowed; what comes later is not, but for cameras and printers."""
    blocked = machine.told("usbguard list-devices --blocked")
    allowed = machine.told("usbguard list-devices --allowed")
    ok = not blocked and all(name in allowed for name in ("Keyboard", "Tablet"))
    seen = f"{len(allowed.splitlines())} allowed, {len(blocked.splitlines())} refused"
    report.add("plugged in at installation, after restarts", "allowed", seen, ok)
    for tried, device, wanted in HOT:
        before = _paths(machine)
        said = machine.monitor(f"device_add {device},id=hot,bus=usb.0,port=4")
        _judge(machine, report, tried, before, wanted=wanted, more=said.strip())
        machine.monitor("device_del hot")
        time.sleep(3.0)
    before = _paths(machine)
    machine.monitor("device_del keys")
    gone = _until(machine, lambda now: len(now) < len(before))
    machine.monitor("device_add usb-kbd,id=keys,bus=usb.0,port=1")
    _judge(machine, report, "the first keyboard, out and in again", gone, wanted=True)
    for tried, maker, functions, wanted in MADE_UP:
        before = _paths(machine)
        said = machine.told(_plugged(maker, functions))
        _judge(machine, report, tried, before, wanted=wanted, more=said)
        machine.told(UNPLUG)
    _camera_keyboard(machine, report)


def _camera_keyboard(machine: Vm, report: Report) -> None:
    """A keyboard that has to pass, as a camera's accelerometer does: no key of it counts."""
    before = _paths(machine)
    machine.told(_plugged("8086", VIDEO + keys(boot=False)))
    new = _until(machine, lambda now: len(now) > len(before))
    time.sleep(3.0)
    told = machine.told(
        "for e in /sys/class/input/event*; do readlink -f $e | grep -q dummy_hcd && "
        "udevadm info -q property -p $e | grep LIBINPUT_IGNORE; done"
    )
    seen = f"{'passes' if len(new) > len(before) else 'refused'}; {told or 'its keys count'}"
    ok = told == "LIBINPUT_IGNORE_DEVICE=1"
    report.add("a camera of 8086 with keys at 03:00:00", "its keys are ignored", seen, ok)
    machine.told(UNPLUG)


def _judge(
    machine: Vm, report: Report, tried: str, before: dict[str, str], *, wanted: bool, more: str = ""
) -> None:
    """One row: whether what is new may be used, and what the kernel made of it."""
    now = _until(machine, lambda now: now.keys() > before.keys())
    time.sleep(2.0)
    now = _paths(machine)
    new = {path: told for path, told in now.items() if path not in before}
    usable = [told for told in new.values() if told.startswith("1")]
    drivers = machine.told(
        "".join(f"for i in {path}/*:*/driver; do readlink $i; done; " for path in new)
    ).split()
    drivers = sorted({one.rpartition("/")[2] for one in drivers})
    seen = "nothing appeared" if not new else "allowed" if usable else "refused"
    seen += f"; drivers: {', '.join(drivers) or 'none'}" + (f"; {more}" if more else "")
    ok = bool(new) and bool(usable) == wanted and (wanted or not drivers)
    report.add(tried, "allowed" if wanted else "refused", seen, ok)


def _paths(machine: Vm) -> dict[str, str]:
    """USB devices by their path: whether they may be used, and what they say they are."""
    said = machine.told(
        "for d in /sys/bus/usb/devices/*; do [ -e $d/idVendor ] && "
        'echo "$(readlink -f $d) $(cat $d/authorized) $(cat $d/idVendor):$(cat $d/idProduct)"; done'
    )
    return {line.split()[0]: " ".join(line.split()[1:]) for line in said.splitlines() if line}


def _until(machine: Vm, done: Callable[[dict[str, str]], bool]) -> dict[str, str]:
    """The devices as soon as that holds of them, or when patience is at its end."""
    until_s = time.monotonic() + PLUG_S
    while True:
        now = _paths(machine)
        if done(now) or time.monotonic() > until_s:
            return now
        time.sleep(1.0)


def _plugged(maker: str, functions: str) -> str:
    """A script that makes a device of these functions and plugs it in."""
    return (
        "set -e; modprobe dummy_hcd; modprobe libcomposite; "
        "mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config\n"
        "cd /sys/kernel/config/usb_gadget; n=made$(date +%s); mkdir $n; cd $n\n"
        f"echo 0x{maker} > idVendor\n"
        "echo 0x0b07 > idProduct; mkdir strings/0x409; echo made up > strings/0x409/product\n"
        f"mkdir configs/c.1\n{functions}ls /sys/class/udc | head -1 > UDC\n"
    )
