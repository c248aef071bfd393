"""What needs staff: named once, with what to do; nothing while all is well."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk.core.needs import Surroundings, needs
from kiosk.core.running import CameraNow, Maintenance, PrinterNow, Running, StaffNote

CAMERA = CameraNow("realsense", "D455", works=True, fps=30.0, seen=5000, dropped=10)
WELL = Running(
    "0.1.0", 1, "2026-11-26T01:22:25Z", 3600.0, "idle", None, CAMERA,
    PrinterNow(ready=True, reason=None), "pose", "ab" * 32, 3, 0.0, clock_ok=True,
)  # fmt: skip
AROUND = Surroundings(55.0, (), 20_000_000_000)


def codes(running: Running | None = WELL, around: Surroundings = AROUND) -> list[str]:
    return [one.code for one in needs(running, around, 30.0)]


def test_nothing_while_all_is_well() -> None:
    assert codes() == codes(None) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"maintenance": Maintenance("lens", "2026")}, "maintenance"),
        ({"camera": replace(CAMERA, works=False, text="unplugged")}, "camera"),
        ({"camera": replace(CAMERA, fps=15.0)}, "camera_slow"),
        ({"camera": replace(CAMERA, dropped=2000)}, "camera_dropped"),
        ({"printer": PrinterNow(reason="paper_out")}, "printer"),
        ({"printer": PrinterNow(ready=True, reason=None, low=True)}, "paper_low"),
    ],
)
def test_what_the_kiosk_says(changed: dict[str, Any], code: str) -> None:
    assert codes(replace(WELL, **changed)) == [code]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"temperature_c": 84.0}, "hot"),
        ({"throttled": ("undervoltage",)}, "undervoltage"),
        ({"disk_free_bytes": 100_000_000}, "disk"),
        ({"store_fault": "The visits cannot be read."}, "store"),
        ({"clock_ok": False}, "clock"),
    ],
)
def test_what_the_machine_says(changed: dict[str, Any], code: str) -> None:
    assert codes(around=replace(AROUND, **changed)) == [code]


def test_no_printer_is_no_need() -> None:
    assert codes(replace(WELL, printer=PrinterNow(reason="absent"))) == []


def test_a_kiosk_that_has_just_started_is_given_time() -> None:
    early = replace(WELL, up_s=5.0, camera=CameraNow("realsense"), printer=PrinterNow())
    assert codes(early) == []
    assert codes(replace(early, up_s=60.0)) == ["camera", "printer"]
    failed = replace(early, camera=CameraNow("realsense", text="no RealSense camera is here"))
    assert codes(failed) == ["camera"]


def test_a_made_up_member_is_no_slow_camera() -> None:
    demo = replace(CAMERA, source="demo", fps=11.0, dropped=4000)
    assert codes(replace(WELL, camera=demo)) == []


def test_every_printer_s_reason_is_told_with_what_to_do() -> None:
    for reason in ("paper_out", "cover_open", "fault", "offline", "disk_full", "unknown", None):
        (need,) = needs(replace(WELL, printer=PrinterNow(reason=reason)), AROUND, 30.0)
        assert ":" in need.text


def test_what_a_camera_is_at_fault_with_is_named_and_whether_it_is_mended() -> None:
    lost = CameraNow("realsense", text="It sends nothing.", code="no_frames")
    (need,) = needs(replace(WELL, camera=lost), AROUND, 30.0)
    assert need.text == (
        "The camera does not work: It sends nothing. (no_frames: it is trying to mend it)"
    )
    (need,) = needs(replace(WELL, camera=replace(lost, helpless=True)), AROUND, 30.0)
    assert need.text.endswith("(no_frames: nothing that it tried has helped)")


def test_what_staff_should_see_to_while_it_works() -> None:
    noted = replace(CAMERA, notes=(StaffNote("zeros", "52 % of it has no depth: clean it."),))
    assert [(n.code, n.text) for n in needs(replace(WELL, camera=noted), AROUND, 30.0)] == [
        ("zeros", "52 % of it has no depth: clean it.")
    ]
