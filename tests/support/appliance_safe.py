"""The proof of the safe page: starts that fail, starts that hang, and no screen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.support.appliance_report import Report
from tests.support.appliance_service import UNIT, ready_after
from tests.support.nspawn import Machine

PAGE: Final = "kiosk-safe.service"
SCREEN: Final = "kiosk-screen.service"
SETTINGS: Final = "etc/knee-kiosk/kiosk.toml"
CRASHES_S: Final = 360.0
HANGS: Final = """\
[Unit]
StartLimitIntervalSec=63
[Service]
ExecStart=
ExecStart=/bin/sleep infinity
TimeoutStartSec=2
"""
"""Ten starts and their pauses take 45 s: to this interval they are as the unit's own, 640 s, to its
quarter of an hour."""
NONE: Final = "[Unit]\nConditionPathExists=/nowhere\n"
DARK_S: Final = 20.0
LIGHT_S: Final = 90.0


def prove_crashes(machine: Machine, root: Path, report: Report) -> None:
    """Settings that cannot be read: the safe page and no more starts; mended, it comes back."""
    settings = root / SETTINGS
    good = settings.read_text(encoding="utf-8")
    settings.write_text("broken = [", encoding="utf-8")
    began_s = time.monotonic()
    machine.run(["systemctl", "--no-block", "restart", UNIT])
    page_s = _until(machine, PAGE, "active", CRASHES_S) - began_s
    starts = int(machine.show(UNIT, "NRestarts")["NRestarts"])
    time.sleep(45.0)
    state = machine.show(UNIT, "ActiveState", "NRestarts")
    page = machine.show(PAGE, "ActiveState")["ActiveState"]
    ok = page == "active" and state == {"ActiveState": "failed", "NRestarts": f"{starts}"}
    seen = f"{starts} starts in {page_s:.0f} s, then the page; 45 s later no further start"
    report.add("every start fails", "the safe page, no boot loop", seen, ok)
    settings.write_text(good, encoding="utf-8")
    began_s = time.monotonic()
    done = machine.run(["kiosk", "service", "start"], user="ada")
    back_s = ready_after(machine, began_s)
    ended = machine.show(PAGE, "ActiveState", "Result")
    ok = done.returncode == 0 and ended == {"ActiveState": "inactive", "Result": "success"}
    seen = f"READY after {back_s:.1f} s, the page ended: {ended['Result']}"
    report.add("mended; staff: kiosk service start", "it is back", seen, ok)
    # A timer's service that fell into the minute without settings does it the next time.
    for name in machine.failed_units():
        machine.run(["systemctl", "start", name])


def prove_hanging_starts(machine: Machine, root: Path, report: Report) -> None:
    """Starts that say nothing until their time is over: the safe page as well."""
    with _changed(machine, root, UNIT, HANGS):
        began_s = time.monotonic()
        machine.run(["systemctl", "reset-failed", UNIT])
        machine.run(["systemctl", "--no-block", "restart", UNIT])
        took_s = _until(machine, PAGE, "active", CRASHES_S) - began_s
        state = machine.show(UNIT, "ActiveState", "NRestarts")
    ok = took_s < CRASHES_S and state["ActiveState"] == "failed"
    seen = f"{state['NRestarts']} starts in {took_s:.0f} s, then {'the page' if ok else 'no page'}"
    report.add("every start hangs (its times shortened)", "the safe page", seen, ok)
    _start(machine)


def prove_dark(machine: Machine, root: Path, report: Report) -> None:
    """No screen: neither kiosk nor page can be shown. Then there is one: the kiosk, at once."""
    with _changed(machine, root, SCREEN, NONE):
        machine.run(["systemctl", "stop", SCREEN])
        machine.run(["systemctl", "reset-failed", UNIT])
        machine.run(["systemctl", "--no-block", "restart", UNIT])
        began_s, dark = time.monotonic(), False
        while not dark and time.monotonic() < began_s + CRASHES_S:
            time.sleep(1.0)
            dark = machine.run(["test", "-e", "/run/kiosk-safe/no-screen"]).returncode == 0
        time.sleep(DARK_S)
    began_s = time.monotonic()
    machine.run(["systemctl", "start", SCREEN])
    back_s = ready_after(machine, began_s)
    ok = dark and back_s < LIGHT_S
    seen = f"{'the page waits' if dark else 'no page waits'}; READY {back_s:.1f} s after the screen"
    report.add("no screen, then there is one", f"READY in ≤{LIGHT_S:.0f} s", seen, ok)


def _start(machine: Machine) -> None:
    began_s = time.monotonic()
    machine.run(["kiosk", "service", "start"], user="ada")
    ready_after(machine, began_s)


def _until(machine: Machine, unit: str, state: str, patience_s: float) -> float:
    """The monotonic moment when it came into that state, or that of the patience's end."""
    until_s = time.monotonic() + patience_s
    while time.monotonic() < until_s:
        if machine.show(unit, "ActiveState")["ActiveState"] == state:
            break
        time.sleep(0.5)
    return time.monotonic()


@contextmanager
def _changed(machine: Machine, root: Path, unit: str, text: str) -> Iterator[None]:
    """The unit with these lines over its own."""
    path = root / f"etc/systemd/system/{unit}.d/zz-proof.conf"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    machine.run(["systemctl", "daemon-reload"])
    try:
        yield
    finally:
        path.unlink()
        machine.run(["systemctl", "daemon-reload"])
