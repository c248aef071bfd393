"""The proof of scripts/install-pi: it changes nothing twice, and nothing at all with --dry-run."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Final

from tests.support.appliance_report import Report, say
from tests.support.nspawn import Machine, fetching
from tests.support.nspawn_manifest import differences, manifest

REPOSITORY: Final = Path(__file__).resolve().parents[2]
PLACE: Final = "/usr/src/knee-kiosk"
INSTALLED: Final = {0, 3}
"""3: installed, and `kiosk doctor` misses something, such as a camera on USB."""
INSTALL_S: Final = 1500.0
HARDWARE: Final = {
    "etc/systemd/system/kiosk-screen.service.d/virtual.conf": (
        "[Service]\nEnvironment=WLR_BACKENDS=headless WLR_RENDERER=pixman\n"
    ),
    "etc/systemd/system/kiosk.service.d/virtual.conf": (
        "[Service]\nExecStart=\nExecStart=/usr/local/bin/kiosk "
        "--config /etc/knee-kiosk/kiosk.toml run --source demo --loop\n"
    ),
}
"""In place of a screen and a camera; all else is as it is shipped."""


def put_checkout(root: Path) -> None:
    """Put the checkout into a root, as git has it with what is not committed yet."""
    place = root / PLACE.removeprefix("/")
    place.mkdir(parents=True, exist_ok=True)
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    ).stdout
    there = [name for name in names.split(b"\0") if name and (REPOSITORY / name.decode()).exists()]
    archive = subprocess.run(
        ["tar", "--create", "--null", "--files-from=-"],
        cwd=REPOSITORY,
        input=b"\0".join(there),
        capture_output=True,
        check=True,
    ).stdout
    untar = ["tar", "--extract", "--no-same-owner", "-C", str(place)]
    subprocess.run(untar, input=archive, check=True)


def prepare(root: Path) -> None:
    """Put the checkout, a virtual screen and a virtual camera into a root."""
    put_checkout(root)
    for name, text in HARDWARE.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    # It wants a graphics card's terminal, which a container has not.
    (root / "etc/systemd/system/seatd.service").symlink_to("/dev/null")


def prove_install(machine: Machine, root: Path, report: Report) -> bool:
    """Look first, install, install again. False where nothing was installed."""
    before = manifest(root)
    looked = _installer(machine, "--dry-run")
    changed = differences(before, manifest(root))
    plan = _last(looked)
    report.add("install-pi --dry-run", "0 changes", f"{len(changed)} changes; {plan}", not changed)
    began_s = time.monotonic()
    first = _installer(machine)
    took_s = time.monotonic() - began_s
    done = first.returncode in INSTALLED
    seen = f"status {first.returncode} in {took_s:.0f} s; {_last(first)}"
    report.add("install-pi on a bare Debian", "status 0 or 3", seen, done)
    if not done:
        say(first.stdout)
        return False
    state = (manifest(root), _units(machine))
    second = _installer(machine)
    again = differences(state[0], manifest(root))
    same = not again and state[1] == _units(machine) and "Nothing was changed" in second.stdout
    seen = f"{len(again)} of {len(state[0])} files differ; {_last(second)}"
    report.add("install-pi once more", "the same files, modes, owners, units", seen, same)
    for line in again[:20]:
        say(f"    {line}")
    if not same:
        say(second.stdout)
    return True


def _installer(machine: Machine, *words: str) -> subprocess.CompletedProcess[str]:
    environment = fetching()
    return machine.run(
        [f"{PLACE}/scripts/install-pi", *words], environment=environment, timeout_s=INSTALL_S
    )


def _units(machine: Machine) -> str:
    return machine.run(["systemctl", "list-unit-files", "--no-legend"]).stdout


def _last(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing"
