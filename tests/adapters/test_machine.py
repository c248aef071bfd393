"""How the computer is, read from folders and a tool as a Raspberry Pi has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.adapters.machine import Throttling, by_kernel, disk, temperature_c, throttling


def zone(root: Path, number: int, kind: str, temp: str) -> None:
    folder = root / f"thermal_zone{number}"
    folder.mkdir()
    (folder / "type").write_text(kind + "\n")
    (folder / "temp").write_text(temp + "\n")


def test_the_processor_s_temperature_comes_first(tmp_path: Path) -> None:
    assert temperature_c(tmp_path) is None
    zone(tmp_path, 0, "iwlwifi", "71000")
    assert temperature_c(tmp_path) == 71.0
    zone(tmp_path, 1, "cpu-thermal", "54321")
    zone(tmp_path, 2, "cpu-other", "60000")
    assert temperature_c(tmp_path) == 60.0


def test_a_zone_that_says_nothing_is_left_out(tmp_path: Path) -> None:
    zone(tmp_path, 0, "cpu-thermal", "")
    zone(tmp_path, 1, "cpu-thermal", "nonsense")
    (tmp_path / "thermal_zone2").mkdir()
    assert temperature_c(tmp_path) is None


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("throttled=0x0", Throttling()),
        (
            "throttled=0x50005",
            Throttling(("undervoltage", "throttled"), ("undervoltage", "throttled")),
        ),
        ("throttled=0x80000", Throttling((), ("too_hot",))),
        ("error=1", None),
        ("throttled=0xzz", None),
    ],
)
def test_what_the_firmware_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str, found: Throttling | None
) -> None:
    tool = tmp_path / "vcgencmd"
    tool.write_text(f"#!/bin/sh\n[ \"$1\" = get_throttled ] && echo '{told}'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert throttling() == found


def test_another_machine_says_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert throttling() is None


def test_the_disk_of_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    found = disk(tmp_path / "a" / "b")
    assert found is not None
    assert 0 < found.free_bytes <= found.total_bytes


def test_the_kernel_s_eye_on_the_supply_where_the_firmware_s_tool_is_not(tmp_path: Path) -> None:
    assert by_kernel(tmp_path) is None
    for number, (name, alarm) in enumerate([("cpu_thermal", "1"), ("rpi_volt", "0")]):
        folder = tmp_path / f"hwmon{number}"
        folder.mkdir()
        (folder / "name").write_text(name + "\n")
        (folder / "in0_lcrit_alarm").write_text(alarm + "\n")
    assert by_kernel(tmp_path) == Throttling()
    (tmp_path / "hwmon1" / "in0_lcrit_alarm").write_text("1\n")
    assert by_kernel(tmp_path) == Throttling(("undervoltage",))
