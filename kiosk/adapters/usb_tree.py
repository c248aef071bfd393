"""RealSense cameras on USB as the kernel lists them, without the camera's own library. stdlib only;
Linux.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DEVICES: Final = Path("/sys/bus/usb/devices")
NODES: Final = Path("/dev/bus/usb")
INTEL: Final = "8086"
NAME: Final = "realsense"
USB3_MBIT: Final = 5000.0
RULES: Final = tuple(
    Path(folder) / "udev" / "rules.d" for folder in ("/etc", "/usr/lib", "/lib", "/run")
)


@dataclass(frozen=True, slots=True)
class UsbCamera:
    """name: as it calls itself. speed_mbit: of its link. open: whether this user may talk to it."""

    name: str
    speed_mbit: float
    open: bool

    @property
    def usb3(self) -> bool:
        return self.speed_mbit >= USB3_MBIT


def cameras(devices: Path = DEVICES, nodes: Path = NODES) -> tuple[UsbCamera, ...]:
    """Those that are plugged in."""
    found = []
    for device in sorted(devices.glob("*")):
        name = _read(device / "product")
        if _read(device / "idVendor") == INTEL and NAME in name.lower():
            found.append(UsbCamera(name, _number(device / "speed"), _open(device, nodes)))
    return tuple(found)


def has_rule(folders: tuple[Path, ...] = RULES) -> bool:
    """Whether some udev rule is about such cameras."""
    for folder in folders:
        for rule in sorted(folder.glob("*.rules")):
            text = _read(rule)
            if INTEL in text and (NAME in text.lower() or NAME in rule.name.lower()):
                return True
    return False


def _open(device: Path, nodes: Path) -> bool:
    bus, number = _number(device / "busnum"), _number(device / "devnum")
    return os.access(nodes / f"{bus:03.0f}" / f"{number:03.0f}", os.R_OK | os.W_OK)


def _number(path: Path) -> float:
    try:
        return float(_read(path))
    except ValueError:
        return 0.0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
