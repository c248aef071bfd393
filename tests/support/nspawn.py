"""A Debian of our own with a real systemd as its process 1, for proofs (systemd-nspawn, root).

The root is made once by debootstrap and kept; a proof writes into a layer over it (overlayfs),
which goes away. Nothing of the machine around it is changed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.support.systemd_machine import SystemdMachine

SUITE: Final = "trixie"
PACKAGES: Final = "systemd,systemd-sysv,dbus,ca-certificates,python3,procps,iproute2"
TRUST: Final = Path("/etc/ssl/certs/ca-certificates.crt")
INDEXES: Final = ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_PYTHON_INSTALL_MIRROR")
"""Where this machine fetches packages from, if it says so; handed on, and written nowhere."""
FIRST: Final = ("nice", "-n", "-15")
"""Before all else that runs here, so that the figures are the units' own."""
BOOT_S: Final = 60.0


def base_root(folder: Path) -> Path:
    """A bare Debian in `folder`, made by the first call. Raises CalledProcessError."""
    done = folder.with_name(folder.name + ".complete")
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        words = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, str(folder)]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        done.touch()
    return folder


@contextmanager
def layer(base: Path, work: Path) -> Iterator[Path]:
    """A root that shows `base` and keeps what is written to it in `work`, until it is left."""
    shutil.rmtree(work, ignore_errors=True)
    for name in ("upper", "work", "root"):
        (work / name).mkdir(parents=True)
    options = f"lowerdir={base},upperdir={work / 'upper'},workdir={work / 'work'}"
    subprocess.run(
        ["mount", "-t", "overlay", "overlay", "-o", options, str(work / "root")], check=True
    )
    try:
        yield work / "root"
    finally:
        subprocess.run(["umount", "--lazy", str(work / "root")], check=True)
        shutil.rmtree(work, ignore_errors=True)


def fetching() -> dict[str, str]:
    """The environment in which packages can be fetched in there as they can be here."""
    proxies = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    told = {name: os.environ[name] for name in INDEXES if name in os.environ}
    return {**proxies, **told, "PIP_CERT": str(TRUST), "SSL_CERT_FILE": str(TRUST)}


class Machine(SystemdMachine):
    """A root, booted. network: the machine's own, to fetch packages; else one of its own, empty."""

    def __init__(self, root: Path, name: str, *, network: bool) -> None:
        shutil.copyfile(TRUST, root / TRUST.relative_to("/"))
        words = ["systemd-nspawn", "--quiet", f"--directory={root}", "--boot", f"--machine={name}"]
        words += ["--register=no", "--keep-unit", "--console=pipe"]
        words += ["--resolv-conf=copy-host"] if network else ["--private-network"]
        words = [*FIRST, *words]
        self._began_s = time.monotonic()
        self._spawn = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
        )
        self.pid = self._first_process()
        self._wait_booted()

    def entered(self, words: Sequence[str]) -> list[str]:
        """By its first process's namespaces."""
        return [*FIRST, "nsenter", f"--target={self.pid}", "--all", "--", *words]

    def close(self) -> None:
        """Shut it down as a power button does; harmless twice."""
        if self._spawn.poll() is None:
            self._spawn.terminate()
            try:
                self._spawn.wait(BOOT_S)
            except subprocess.TimeoutExpired:
                self._spawn.kill()
                self._spawn.wait()

    def _first_process(self) -> int:
        children = Path(f"/proc/{self._spawn.pid}/task/{self._spawn.pid}/children")
        while time.monotonic() < self._began_s + BOOT_S:
            if self._spawn.poll() is not None:
                raise RuntimeError(f"systemd-nspawn ended with {self._spawn.returncode}")
            for pid in children.read_text(encoding="ascii").split():
                if Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip() == "systemd":
                    return int(pid)
            time.sleep(0.1)
        raise RuntimeError("systemd-nspawn started no systemd")

    def _wait_booted(self) -> None:
        while time.monotonic() < self._began_s + BOOT_S:
            said = self.run(["systemctl", "is-system-running", "--wait"]).stdout.strip()
            if said in {"running", "degraded"}:
                return
            time.sleep(0.2)
        self.close()
        raise RuntimeError("the machine did not boot")


@contextmanager
def booted(root: Path, name: str, *, network: bool = False) -> Iterator[Machine]:
    """A machine until it is left."""
    machine = Machine(root, name, network=network)
    try:
        yield machine
    finally:
        machine.close()
