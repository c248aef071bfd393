"""A real print service and a real IPP printer in a network of their own.

`ippeveprinter` (CUPS) is the printer; it needs avahi, and that dbus, even where it announces
nothing. They and `cupsd` run in namespaces for network, mounts and processes that nothing else
is in: whatever becomes of the test, the first process there ends with it, and with that the rest.
Run as a program this module is that first process; it obeys lines that it reads:

    printer on | printer off | tray LEVEL
"""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

QUEUE: Final = "slips"
PORT: Final = 8631
URI: Final = f"ipp://127.0.0.1:{PORT}/ipp/print"
PROGRAMS: Final = {
    "cupsd": "cups-daemon",
    "lp": "cups-client",
    "lpadmin": "cups-client",
    "ippeveprinter": "cups-ipp-utils",
    "avahi-daemon": "avahi-daemon",
    "dbus-daemon": "dbus",
    "ip": "iproute2",
    "unshare": "util-linux",
    "mount": "mount",
}
FILTERS: Final = tuple(Path("/usr/lib/cups/filter", name) for name in ("pdftopdf", "universal"))
CONFINED: Final = Path("/sys/kernel/security/apparmor/profiles")
STOCK: Final = Path("/usr/share/cups/cupsd.conf.default")
NAMESPACES: Final = (
    "--net",
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
    "--mount-proc",
)
CLONE_NEWNET: Final = 0x40000000
STARTS_S: Final = 30.0

DBUS: Final = """<busconfig>
  <type>system</type>
  <listen>unix:path={folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/> <allow own="*"/> <allow send_destination="*"/> <allow receive_sender="*"/>
  </policy>
</busconfig>
"""
AVAHI: Final = """[server]
use-ipv6=no
allow-interfaces=lo
[publish]
publish-workstation=no
"""
CUPS_FILES: Final = """User lp
Group lp
SystemGroup root
ServerRoot {folder}/etc
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
CacheDir {folder}/cache
StateDir {folder}/state
AccessLog {folder}/log/access
ErrorLog {folder}/log/error
PageLog {folder}/log/page
"""
SIZE: Final = "MEMBER integer x-dimension {} MEMBER integer y-dimension {}"
A6, A4 = SIZE.format(10500, 14800), SIZE.format(21000, 29700)
MARGINS: Final = " ".join(
    f"MEMBER integer media-{side}-margin 423" for side in ("bottom", "left", "right", "top")
)
TRAY: Final = "MEMBER keyword media-source main MEMBER keyword media-type stationery"
ON_A6: Final = f"MEMBER collection media-size {{ {A6} }} {MARGINS}"
ON_A4: Final = f"MEMBER collection media-size {{ {A4} }} {MARGINS}"
LEVEL: Final = (
    "type=sheetFeedAutoRemovableTray;mediafeed=0;mediaxfeed=0;maxcapacity=250;level=250;"
    "status=0;name=main"
)
PRINTER: Final = f"""
ATTR mimeMediaType document-format-supported application/octet-stream,application/pdf
ATTR mimeMediaType document-format-default application/pdf
ATTR keyword media-supported iso_a6_105x148mm,iso_a4_210x297mm
ATTR keyword media-ready iso_a6_105x148mm
ATTR keyword media-default iso_a6_105x148mm
ATTR keyword media-source-supported main
ATTR keyword media-type-supported stationery
ATTR collection media-size-supported {{ {A6} }},{{ {A4} }}
ATTR collection media-col-default {{ {ON_A6} }}
ATTR collection media-col-database {{ {ON_A6} }},{{ {ON_A4} }}
ATTR collection media-col-ready {{ {ON_A6} {TRAY} }}
ATTR octetString printer-input-tray "{LEVEL}"
"""
WORK: Final = """#!/bin/sh
# What the printer does with a page: nothing, but it takes longer while told so.
while [ -e {folder}/slow ]; do sleep 0.1; done
exit 0
"""


def missing() -> str:
    """Why none of this can be started here; '' where it can."""
    if os.geteuid() != 0:
        return "needs root: a print service of its own in namespaces of its own"
    lacking = sorted({package for name, package in PROGRAMS.items() if not shutil.which(name)})
    if not any(one.exists() for one in FILTERS):
        lacking.append("cups-core-drivers")
    if lacking:
        return f"not installed: apt-get install {' '.join(lacking)}"
    if not STOCK.exists():
        return f"{STOCK} is not where Debian has it"
    if CONFINED.exists() and "cupsd (enforce)" in CONFINED.read_text():
        return "AppArmor lets cupsd use no folder of a test's"
    tried = subprocess.run(
        ["unshare", *NAMESPACES, "sh", "-c", "ip link set lo up && mount -t tmpfs none /run"],
        capture_output=True,
        text=True,
        timeout=30,
    )
    return f"no namespaces here: {tried.stderr.strip()}" if tried.returncode else ""


class CupsNet:
    """The service and the printer as a test has them. folder: where all their files are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = str(folder / "cups.sock")
        self._process = subprocess.Popen(
            ["unshare", *NAMESPACES, sys.executable, str(Path(__file__).resolve()), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"LC_ALL": "C"},
        )
        try:
            self._heard()
        except BaseException:
            self.close()
            raise

    def say(self, line: str) -> None:
        """Returns when it is done. Raises AssertionError with the reason where it was not."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        self._heard()

    def _heard(self) -> None:
        assert self._process.stdout is not None
        heard = self._process.stdout.readline().strip()
        assert heard == "done", f"{heard or 'it ended'}\n{self.log()}"

    def log(self) -> str:
        """The ends of what the programs wrote."""
        files = [*sorted(self.folder.glob("*.log")), self.folder / "log" / "error"]
        return "\n".join(
            f"== {file.name}\n{file.read_text(errors='replace')[-3000:]}"
            for file in files
            if file.exists()
        )

    def run(self, *command: str) -> str:
        """A command of the print service's, as staff gives it."""
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=30,
            env=os.environ | {"LC_ALL": "C", "CUPS_SERVER": self.server},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def arrived(self) -> list[str]:
        """Names of the jobs whose pages the printer has got, in order."""
        files = (self.folder / "paper").glob("*.pdf")
        times = sorted(files, key=lambda file: file.stat().st_mtime_ns)
        return [file.stem.partition("-")[2] for file in times]

    def page(self, job: str) -> bytes:
        """What the printer has got of a job."""
        (file,) = (self.folder / "paper").glob(f"*-{job}.pdf")
        return file.read_bytes()

    def spooled(self) -> list[str]:
        """Documents that the print service keeps."""
        return sorted(file.name for file in (self.folder / "spool").glob("d*"))

    @contextmanager
    def inside(self) -> Iterator[None]:
        """The calling thread, and what it starts, is in the network of the two."""
        fds = [
            os.open(f"/proc/{who}/ns/net", os.O_RDONLY)
            for who in ("thread-self", self._process.pid)
        ]
        try:
            _enter(fds[1])
            try:
                yield
            finally:
                _enter(fds[0])
        finally:
            for fd in fds:
                os.close(fd)

    def close(self) -> None:
        """unshare takes its child along, and that, as the first process in there, all others."""
        self._process.kill()
        self._process.communicate()


@contextmanager
def cups_net() -> Iterator[CupsNet]:
    """Not in pytest's own folder: the service's user `lp` has to get in."""
    with tempfile.TemporaryDirectory(prefix="kiosk-cups-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        net = CupsNet(folder)
        try:
            yield net
        finally:
            net.close()


def _enter(fd: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(fd, CLONE_NEWNET) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


class Inside:
    """The first process in the namespaces."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={folder}/bus",
            "CUPS_SERVER": f"{folder}/cups.sock",
        }
        self.printer: subprocess.Popen[bytes] | None = None

    def start_all(self) -> None:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        subprocess.run(["mount", "-t", "tmpfs", "none", "/run"], check=True)
        Path("/run/avahi-daemon").mkdir()
        self._write_files()
        self._start("dbus", "dbus-daemon", "--nofork", "--nopidfile", self._option("dbus.conf"))
        self._wait("dbus", (self.folder / "bus").exists)
        avahi = ("--no-drop-root", "--no-chroot", "--no-rlimits", "-f", self._path("avahi.conf"))
        self._start("avahi", "avahi-daemon", *avahi)
        self._wait("avahi", Path("/run/avahi-daemon/socket").exists)
        etc = self.folder / "etc"
        self._start("cupsd", "cupsd", "-f", "-c", f"{etc}/cupsd.conf", "-s", f"{etc}/files.conf")
        self._wait("cupsd", (self.folder / "cups.sock").exists)
        self.printer_on()
        add = ("lpadmin", "-p", QUEUE, "-v", URI, "-m", "everywhere", "-E")
        subprocess.run(add, check=True, env=self.environment, timeout=STARTS_S)
        self._wait("the queue", (etc / "ppd" / f"{QUEUE}.ppd").exists)

    def obey(self, line: str) -> None:
        match line.split():
            case ["printer", "on"]:
                self.printer_on()
            case ["printer", "off"]:
                assert self.printer is not None
                self.printer.kill()
                self.printer.wait()
            case ["tray", level]:
                words = f"size0=iso_a6_105x148mm&type0=stationery&level0={level}"
                address = f"http://127.0.0.1:{PORT}/media?{words}"
                with urllib.request.urlopen(address, timeout=10) as page:
                    assert b"Media updated" in page.read()
            case _:
                raise ValueError(line)

    def printer_on(self) -> None:
        folder = self.folder
        self.printer = self._start(
            "printer", "ippeveprinter", "-k", "-d", f"{folder}/paper", "-p", str(PORT),
            "-a", f"{folder}/printer.conf", "-c", f"{folder}/work.sh", "-r", "off", "-vv", "Slips",
        )  # fmt: skip
        self._wait("the printer", _listens)

    def _write_files(self) -> None:
        for name in ("etc", "spool", "spool/tmp", "cache", "state", "log", "paper"):
            (self.folder / name).mkdir()
            shutil.chown(self.folder / name, "lp", "lp")
        stock = [
            line
            for line in STOCK.read_text().splitlines()
            if not line.startswith(("Listen ", "Browsing ", "WebInterface "))
        ]
        ours = [f"Listen {self.folder}/cups.sock", "Browsing No", "WebInterface No"]
        texts = {
            "dbus.conf": DBUS.format(folder=self.folder),
            "avahi.conf": AVAHI,
            "etc/files.conf": CUPS_FILES.format(folder=self.folder),
            "etc/cupsd.conf": "\n".join([*ours, *stock, ""]),
            "printer.conf": PRINTER,
            "work.sh": WORK.format(folder=self.folder),
        }
        for name, text in texts.items():
            (self.folder / name).write_text(text)
        (self.folder / "work.sh").chmod(0o755)

    def _start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment
            )

    def _wait(self, what: str, there: object) -> None:
        assert callable(there)
        until = time.monotonic() + STARTS_S
        while not there():
            if time.monotonic() > until:
                raise TimeoutError(f"{what} did not start")
            time.sleep(0.02)

    def done(self) -> None:
        sys.stdout.write("done\n")
        sys.stdout.flush()

    def _path(self, name: str) -> str:
        return str(self.folder / name)

    def _option(self, name: str) -> str:
        return f"--config-file={self.folder / name}"


def _listens() -> bool:
    try:
        socket.create_connection(("127.0.0.1", PORT), 1).close()
    except OSError:
        return False
    return True


def main(arguments: Sequence[str]) -> None:
    inside = Inside(Path(arguments[0]))
    inside.start_all()
    inside.done()
    for line in sys.stdin:
        inside.obey(line)
        inside.done()


if __name__ == "__main__":
    main(sys.argv[1:])
