"""The proof of what staff may do without root, of the timers, and of what systemd says."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Final

from tests.support.appliance_report import Report, say
from tests.support.nspawn import Machine

VISIT_S: Final = 180.0
STAFF: Final = "ada"
OTHER: Final = "eve"
MAY: Final = (
    "kiosk status", "kiosk results list", "kiosk service restart", "kiosk service logs",
    "kiosk maintenance on --reason lens", "kiosk maintenance off", "kiosk backup",
    "systemctl start kiosk-backup", "systemctl restart kiosk-printing",
)  # fmt: skip
MAY_NOT: Final = (
    "systemctl restart systemd-journald", "systemctl stop systemd-logind", "systemctl stop dbus",
    "systemctl stop kiosk-screen", "systemctl start kiosk-safe", "systemctl kill kiosk",
    "systemctl mask kiosk", "systemctl disable kiosk", "systemctl edit --force kiosk --stdin",
    "systemctl set-property kiosk MemoryMax=1G", "systemctl daemon-reload", "systemctl reboot",
    "systemctl isolate rescue.target", "systemd-run true",
    "cat /var/lib/knee-kiosk/keys/code.key", "touch /var/lib/knee-kiosk/visits.db.x",
    "ls /run/kiosk-printing", "touch /etc/knee-kiosk/kiosk.toml",
)  # fmt: skip
OTHERS_MAY_NOT: Final = (
    "kiosk results list", "kiosk service restart", "systemctl stop kiosk", "ls /run/kiosk",
    "ls /var/lib/knee-kiosk", "journalctl --unit=kiosk --quiet --grep=state",
)  # fmt: skip
MOST: Final = {"kiosk-printing", "kiosk-sync", "kiosk-deliver"}
"""With a network: 2.0; the others 1.5."""


def prove_staff(machine: Machine, report: Report) -> None:
    """What the groups and polkit let pass, and what not."""
    for name, group in ((STAFF, "kiosk-staff"), (OTHER, "users")):
        machine.run(["useradd", "--create-home", "--groups", group, name])
    failed = _odd(machine, STAFF, MAY, wanted=True)
    seen = "; ".join(failed) or f"all {len(MAY)} done"
    report.add(
        "staff (group kiosk-staff), no root", "status, results, restart, …", seen, not failed
    )
    passed = _odd(machine, STAFF, MAY_NOT, wanted=False)
    seen = "; ".join(passed) or f"all {len(MAY_NOT)} refused"
    report.add("staff: other units, settings, key, power", "refused", seen, not passed)
    passed = _odd(machine, OTHER, OTHERS_MAY_NOT, wanted=False)
    seen = "; ".join(passed) or f"all {len(OTHERS_MAY_NOT)} refused"
    report.add("any other account", "refused", seen, not passed)


def prove_timers(machine: Machine, root: Path, report: Report) -> None:
    """Each timer is started with the system, and what it starts ends well."""
    units = root / "etc/systemd/system"
    # The made-up member is always at it, and the camera is not taken from anybody.
    machine.run(["kiosk", "maintenance", "on", "--reason", "timers"])
    until_s = time.monotonic() + VISIT_S
    asked = ["kiosk", "status", "--json"]
    while not re.search(r'"where": *"out_of_service"', machine.run(asked).stdout):
        if time.monotonic() > until_s:
            break  # the row of the nightly service tells it
        time.sleep(3.0)
    for timer in sorted(units.glob("kiosk-*.timer")):
        if timer.stem == "kiosk-update":
            continue  # it rightly refuses a root that is a layer, as this one is
        service = timer.with_suffix(".service").name
        waits = machine.show(timer.name, "ActiveState", "UnitFileState")
        machine.run(["systemctl", "start", service])
        told = machine.show(service, "Result", "ExecMainStatus")
        seen = f"{told['Result']} {told['ExecMainStatus']}; timer {waits['ActiveState']}"
        report.add(f"systemctl start {service}", "success", seen, told["Result"] == "success")
    machine.run(["kiosk", "maintenance", "off"])


def prove_analyze(machine: Machine, root: Path, report: Report) -> None:
    """What systemd-analyze says of the installed units, on the system that runs them."""
    names = sorted(
        path.name for path in (root / "etc/systemd/system").glob("kiosk*.*") if path.is_file()
    )
    said = machine.run(["systemd-analyze", "verify", "--man=no", *names]).stdout.strip()
    report.add(
        f"systemd-analyze verify, {len(names)} units", "says nothing", said or "nothing", not said
    )
    scores = {}
    for name in names:
        if name.endswith(".service"):
            told = machine.run(["systemd-analyze", "security", "--no-pager", name]).stdout
            level = re.search(r"exposure level for \S+: ([\d.]+)", told)
            scores[name.removesuffix(".service")] = float(level[1]) if level else 10.0
    high = [name for name, score in scores.items() if score > (2.0 if name in MOST else 1.5)]
    seen = ", ".join(f"{name.removeprefix('kiosk-')} {score}" for name, score in scores.items())
    report.add("systemd-analyze security", "≤1.5, with a network ≤2.0", seen, not high)
    failed = machine.failed_units()
    report.add("failed units at the end", "none", ", ".join(failed) or "none", not failed)


def prove_printing(machine: Machine, root: Path, report: Report) -> None:
    """A slip from the print service, which is another unit than the kiosk, into a file."""
    done = machine.run(["kiosk", "printer", "test"])
    slips = [
        *(root / "var/lib/kiosk-printing").rglob("*.png"),
        *(root / "var/lib/kiosk-printing").rglob("*.pdf"),
    ]
    seen = f"status {done.returncode}, {len(slips)} slip in the print service's folder"
    ok = done.returncode == 0 and len(slips) > 0
    report.add("kiosk printer test (file printer)", "a slip", seen, ok)
    if not ok:
        say(done.stdout)


def _odd(machine: Machine, user: str, commands: tuple[str, ...], *, wanted: bool) -> list[str]:
    """Those that did not go as they should, and what they said."""
    odd = []
    for words in commands:
        told = machine.run(words.split(), user=user)
        done = told.returncode == 0 or (words == "kiosk status" and told.returncode == 1)
        if done != wanted:
            odd.append(f"{words}: {told.returncode} {' '.join(told.stdout.split())[-120:]}")
    return odd
