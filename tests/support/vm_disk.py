"""A disk with a Debian on it that boots in a virtual machine: one partition for the system, one
for what the kiosk keeps. Made without loop devices: nothing is mounted on the machine around it.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

from tests.support.appliance_install import put_checkout
from tests.support.nspawn import TRUST, base_root
from tests.support.vm import is_emulated

PACKAGES: Final = (
    "linux-image-amd64", "initramfs-tools", "openssh-server", "e2fsprogs", "kmod", "udev",
)  # fmt: skip
MB: Final = 1024 * 1024
SYSTEM_MB: Final = (1, 5120)
"""Where the system's partition begins, and how long it is."""
STATE_MB: Final = (5121, 3072)
STATE: Final = "kiosk-state"
DEMO: Final = (
    "[Service]\nExecStart=\nExecStart=/usr/local/bin/kiosk "
    "--config /etc/knee-kiosk/kiosk.toml run --source demo --loop\n"
)
PATIENT: Final = (
    "[Service]\nTimeoutStartSec=15min\nWatchdogSec=0\nEnvironment=WLR_RENDERER=pixman\n"
)
"""Where the processor is emulated, a first picture and the next may take minutes, and longer where
it has to play the graphics card as well."""
NETWORK: Final = "[Match]\nName=en*\n[Network]\nDHCP=ipv4\n"
RESOLVER: Final = "nameserver 10.0.2.3\n"
"""The one that qemu's own network answers at."""


def bootable(base: Path) -> Path:
    """A copy of the bare Debian with a kernel and an SSH server, made by the first call."""
    folder = base.with_name(base.name + "-machine")
    done = folder.with_name(folder.name + ".complete")
    if done.exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["cp", "-a", str(base_root(base)), str(folder)], check=True)
    shutil.copyfile(TRUST, folder / TRUST.relative_to("/"))
    script = (
        "export DEBIAN_FRONTEND=noninteractive; apt-get -qq update && "
        f"apt-get -qq install -y --no-install-recommends {' '.join(PACKAGES)}"
    )
    words = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--pipe"]
    words += ["--resolv-conf=copy-host", f"--directory={folder}", "sh", "-c", script]
    said = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if said.returncode:
        raise RuntimeError(f"no kernel could be installed: {said.stderr.decode()[-500:]}")
    done.touch()
    return folder


def make_disk(tree: Path, work: Path, key: str) -> Path:
    """The disk `work`/disk.raw: the checkout, a made-up camera, this public key of root's."""
    root = work / "tree"
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run(["cp", "-a", str(tree), str(root)], check=True)
    put_checkout(root)
    (root / "etc/resolv.conf").unlink(missing_ok=True)
    for name, text, mode in (
        ("root/.ssh/authorized_keys", key, 0o600),
        ("etc/fstab", "LABEL=system / ext4 defaults 0 1\n", 0o644),
        ("etc/hostname", "kiosk\n", 0o644),
        ("etc/hosts", "127.0.0.1 localhost kiosk\n", 0o644),
        ("etc/resolv.conf", RESOLVER, 0o644),
        ("etc/systemd/network/10-machine.network", NETWORK, 0o644),
        ("etc/systemd/system/kiosk.service.d/virtual.conf", DEMO, 0o644),
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
    if is_emulated():
        for unit in ("kiosk", "kiosk-safe", "kiosk-screen", "kiosk-printing"):
            path = root / f"etc/systemd/system/{unit}.service.d/patient.conf"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(PATIENT, encoding="utf-8")
    enable = ["systemctl", f"--root={root}", "--quiet", "enable", "systemd-networkd.service"]
    subprocess.run(enable, check=True, stderr=subprocess.DEVNULL)
    disk = work / "disk.raw"
    disk.unlink(missing_ok=True)
    with disk.open("wb") as file:
        file.truncate((STATE_MB[0] + STATE_MB[1] + 1) * MB)
    table = "label: dos\n" + "".join(
        f"start={at}MiB, size={size}MiB, type=83\n" for at, size in (SYSTEM_MB, STATE_MB)
    )
    subprocess.run(
        ["sfdisk", "--quiet", str(disk)], input=table.encode(), check=True, capture_output=True
    )
    make_file_system(disk, SYSTEM_MB, "system", root)
    make_file_system(disk, STATE_MB, STATE)
    take_kernel(disk, work)
    shutil.rmtree(root)
    return disk


def make_file_system(
    disk: Path, where_mb: tuple[int, int], label: str, root: Path | None = None
) -> None:
    """ext4 in a partition, with what is in `root`."""
    filled = [] if root is None else ["-d", str(root)]
    words = ["mke2fs", "-q", "-F", "-t", "ext4", "-L", label, "-E", f"offset={where_mb[0] * MB}"]
    subprocess.run([*words, *filled, str(disk), f"{where_mb[1]}m"], check=True, capture_output=True)


def take_kernel(disk: Path, work: Path) -> None:
    """What a boot loader would load: the newest kernel and its initramfs, out of a disk that was
    shut down cleanly."""
    listed = _debugfs(disk, "ls -p /boot").split("/")
    version = sorted(one for one in listed if one.startswith("vmlinuz-"))[-1].partition("-")[2]
    for name, file in (("vmlinuz", "kernel"), ("initrd.img", "initramfs")):
        _debugfs(disk, f"dump /boot/{name}-{version} {work / file}")


def write_file(disk: Path, name: str, text: str) -> None:
    """A file of the system's, 0644 and root's, on a disk that was shut down cleanly."""
    held = disk.with_name("written")
    held.write_text(text, encoding="utf-8")
    for request in (f"rm {name}", f"write {held} {name}", f"set_inode_field {name} mode 0100644"):
        _debugfs(disk, request, writes=True)


def checked(disk: Path, where_mb: tuple[int, int]) -> tuple[int, str]:
    """e2fsck's status and last line about a partition, everything looked at, nothing changed."""
    words = ["e2fsck", "-f", "-n", f"{disk}?offset={where_mb[0] * MB}"]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    lines = said.stdout.strip().splitlines()
    return said.returncode, lines[-1] if lines else said.stderr


def _debugfs(disk: Path, request: str, *, writes: bool = False) -> str:
    words = ["debugfs", *(["-w"] if writes else []), "-R", request]
    words.append(f"{disk}?offset={SYSTEM_MB[0] * MB}")
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout
