"""A virtual machine (qemu, KVM) with a disk, a screen, USB and a watchdog, whose power can be cut.

It is asked over SSH, and its plugs are pulled over qemu's monitor (QMP).
"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.support.systemd_machine import SystemdMachine

BOOT_S: Final = 600.0
OFF_S: Final = 90.0
WORDS: Final = "root=LABEL=system ro console=tty1 console=ttyS0 quiet loglevel=3 panic=10"
USB: Final = ("usb-kbd,id=keys,port=1", "usb-tablet,id=pad,port=2")
"""What is plugged in from the start."""
LAST: Final = ("nice", "-n", "19", "chrt", "--idle", "0")
"""Behind all else that runs here: nothing is measured but what comes out."""
STICK: Final = "stick.raw"
"""What is on a stick that may be plugged in, beside the disk: usb-storage,drive=stick."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What machine it is. words: the kernel's, beside the usual; devices: more of qemu's."""

    work: Path
    disk: str = "disk.raw"
    words: str = ""
    devices: tuple[str, ...] = ()


class Vm(SystemdMachine):
    """A machine that was switched on. It need not have booted yet."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        work = plan.work
        self.port = _free_port()
        self.console = work / "console.log"
        self._qmp_path = work / "qmp"
        self._qmp_path.unlink(missing_ok=True)
        self.console.write_bytes(b"")  # the machine before said things in it, too
        self.began_s = time.monotonic()
        machine = [*LAST, "qemu-system-x86_64", *accelerator(), "-m", "2048"]
        machine += ["-nodefaults", "-display", "none"]
        machine += ["-kernel", str(work / "kernel"), "-initrd", str(work / "initramfs")]
        machine += ["-append", f"{WORDS} {plan.words}".strip()]
        machine += ["-drive", f"file={work / plan.disk},format=raw,if=virtio,cache=writeback"]
        machine += ["-netdev", f"user,id=net,hostfwd=tcp:127.0.0.1:{self.port}-:22"]
        machine += ["-device", "virtio-net-pci,netdev=net,romfile="]
        machine += ["-device", "virtio-gpu-pci,xres=1080,yres=1920", "-device", "qemu-xhci,id=usb"]
        for device in USB:
            machine += ["-device", f"{device},bus=usb.0"]
        for device in plan.devices:
            machine += ["-device", device]
        machine += ["-chardev", "null,id=line"]
        if (work / STICK).exists():
            machine += ["-drive", f"file={work / STICK},format=raw,if=none,id=stick"]
        machine += ["-serial", f"file:{self.console}"]
        machine += ["-qmp", f"unix:{self._qmp_path},server=on,wait=off"]
        self._qemu = subprocess.Popen(
            machine, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def entered(self, words: Sequence[str]) -> list[str]:
        """Over SSH: status 255 where it could not be reached."""
        ssh = ["ssh", "-i", str(self.plan.work / "key"), "-p", f"{self.port}"]
        for option in (
            "BatchMode=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null",
            "LogLevel=ERROR", "ConnectTimeout=20", "ServerAliveInterval=15", "IdentitiesOnly=yes",
        ):  # fmt: skip
            ssh += ["-o", option]
        return [*ssh, "root@127.0.0.1", shlex.join(words)]

    def told(self, command: str) -> str:
        """What a line of shell says."""
        return self.run(["sh", "-c", command]).stdout.strip()

    def wait_reached(self, most_s: float = BOOT_S) -> float:
        """Seconds since it was switched on until it answers over SSH. Raises TimeoutError."""
        while time.monotonic() < self.began_s + most_s:
            with contextlib.suppress(subprocess.TimeoutExpired):
                if self.run(["true"], timeout_s=60).returncode == 0:
                    return time.monotonic() - self.began_s
            if self._qemu.poll() is not None:
                raise TimeoutError(f"qemu ended: {self._why()}")
            time.sleep(1.0)
        raise TimeoutError(f"no SSH in {most_s:.0f} s; see {self.console}")

    def wait_settled(self, most_s: float = BOOT_S) -> str:
        """What systemd says of itself when it has done all that it had to at the start, or cannot:
        running, degraded, starting."""
        until_s = time.monotonic() + most_s
        while True:
            said = self.told("systemctl is-system-running")
            if said in {"running", "degraded"} or time.monotonic() > until_s:
                return said
            time.sleep(3.0)

    def ask(self, command: str, **arguments: object) -> object:
        """A command of qemu's monitor. Raises RuntimeError with what it says against it."""
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(30)
            link.connect(str(self._qmp_path))
            lines = link.makefile("rw", encoding="utf-8")
            lines.readline()
            for one, given in (("qmp_capabilities", {}), (command, arguments)):
                lines.write(json.dumps({"execute": one, "arguments": given}) + "\n")
                lines.flush()
                answer: dict[str, Any] = {}
                while not answer.keys() & {"return", "error"}:
                    answer = json.loads(lines.readline())
            if "error" in answer:
                raise RuntimeError(f"{command}: {answer['error']['desc']}")
            return answer["return"]

    def monitor(self, line: str) -> str:
        """A line of the monitor as people type it, such as device_add and device_del."""
        return str(self.ask("human-monitor-command", **{"command-line": line}))

    def picture(self, file: Path) -> None:
        """What stands on the screen."""
        self.ask("screendump", filename=str(file), format="png")

    def cut(self) -> None:
        """The power is gone."""
        self._qemu.kill()
        self._qemu.wait()

    def close(self) -> None:
        """Shut down as a command does, then off; harmless twice."""
        if self._qemu.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.run(["systemctl", "--no-block", "poweroff"], timeout_s=30)
            try:
                self._qemu.wait(OFF_S)
            except subprocess.TimeoutExpired:
                self.cut()

    def _why(self) -> str:
        return self._qemu.stderr.read().decode(errors="replace") if self._qemu.stderr else ""


@contextmanager
def running(plan: Plan) -> Iterator[Vm]:
    """A machine until it is left; it answers."""
    machine = Vm(plan)
    try:
        machine.wait_reached()
        yield machine
    finally:
        machine.close()


def accelerator() -> list[str]:
    """qemu's words for the fastest way that an unchanged kernel runs here. A KVM without the
    processor's own help (in a machine that is itself virtual) has to emulate the kernel, and knows
    too few instructions for it."""
    by_processor = any(Path(f"/sys/module/kvm_{kind}").exists() for kind in ("intel", "amd"))
    if by_processor and os.access("/dev/kvm", os.R_OK | os.W_OK):
        return ["-accel", "kvm", "-cpu", "host"]
    # An older processor: with emulated AVX2 the graphics and the network library crashed.
    return ["-accel", "tcg,tb-size=512", "-cpu", "Nehalem"]


def is_emulated() -> bool:
    """Whether the machine is many times slower than this one."""
    return "kvm" not in accelerator()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
