"""RealSense cameras in the kernel's list, made of files as Linux has them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.adapters.usb_tree import UsbCamera, cameras, has_rule


def device(root: Path, name: str, speed: str = "5000", vendor: str = "8086") -> Path:
    folder = root / "devices" / f"2-{len(list(root.glob('devices/*'))) + 1}"
    folder.mkdir(parents=True)
    facts = {"product": name, "idVendor": vendor, "speed": speed, "busnum": "2", "devnum": "7"}
    for file, text in facts.items():
        (folder / file).write_text(text + "\n")
    return folder


def look(root: Path) -> tuple[UsbCamera, ...]:
    return cameras(root / "devices", root / "nodes")


def node(root: Path, mode: int = 0o600) -> None:
    path = root / "nodes" / "002" / "007"
    path.parent.mkdir(parents=True)
    path.touch(mode)


def test_a_camera_is_found_among_other_things(tmp_path: Path) -> None:
    device(tmp_path, "USB Keyboard", "1.5", "046d")
    device(tmp_path, "Some Intel hub")
    device(tmp_path, "Intel(R) RealSense(TM) Depth Camera 455")
    node(tmp_path)
    (found,) = look(tmp_path)
    assert found == UsbCamera("Intel(R) RealSense(TM) Depth Camera 455", 5000.0, open=True)
    assert found.usb3


def test_a_slow_link_and_a_closed_node_are_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device(tmp_path, "Intel(R) RealSense(TM) Depth Camera 435i", "480")
    (found,) = look(tmp_path)
    assert (found.usb3, found.open) == (False, False)
    node(tmp_path)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert not look(tmp_path)[0].open


def test_nothing_and_nonsense(tmp_path: Path) -> None:
    assert look(tmp_path) == ()
    device(tmp_path, "Intel(R) RealSense(TM)", "fast")
    assert look(tmp_path)[0].speed_mbit == 0.0


def test_a_rule_about_such_cameras(tmp_path: Path) -> None:
    assert not has_rule((tmp_path,))
    (tmp_path / "60-printers.rules").write_text('ATTRS{idVendor}=="8086"\n')
    assert not has_rule((tmp_path,))
    (tmp_path / "99-realsense-libusb.rules").write_text('ATTRS{idVendor}=="8086", MODE:="0660"\n')
    assert has_rule((tmp_path,))
