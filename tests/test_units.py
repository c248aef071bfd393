"""The systemd units: they are such, they are closed to what they do not need, and they name what
the program names. Where systemd-analyze is missing, what it would say is skipped."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer.main

from kiosk.adapters.printing_server import ENDING_S
from kiosk.app.printing import SERVICE_SOCKET
from kiosk.cli.main import build

FOLDER = Path(__file__).parent.parent / "systemd"
UNIT = FOLDER / "kiosk-printing.service"
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed here")
BACK_OFF = 254
"""The first systemd that knows RestartSteps, RestartMaxDelaySec and RestartMode; whoever has an
earlier one is told so, and it does no harm."""


def analyzed(*words: str) -> tuple[int, str]:
    assert ANALYZE is not None
    done = subprocess.run([ANALYZE, *words], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def version() -> int:
    found = re.search(r"systemd (\d+)", analyzed("--version")[1])
    return int(found[1]) if found else 0


UNITS = sorted(path.name for path in FOLDER.glob("*.service"))
TIMERS = sorted(path.name for path in FOLDER.glob("*.timer"))
NETWORKED = {
    "kiosk-printing.service",
    "kiosk-sync.service",
    "kiosk-deliver.service",
    "kiosk-update.service",
}
MOST = {True: 2.0, False: 1.5}
"""The exposure that is allowed with a network, and without."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them side by side, with commands that are there: ours are where it is installed."""
    folder = tmp_path_factory.mktemp("units")
    for path in [*FOLDER.glob("*.service"), *FOLDER.glob("*.timer")]:
        text = path.read_text(encoding="utf-8").replace("/usr/local/bin/kiosk", "/bin/true")
        text = text.replace("/usr/local/lib/knee-kiosk/update-judge", "/bin/true")
        text = text.replace("/usr/bin/cage", "/bin/true").replace("Documentation=man:kiosk(1)", "")
        (folder / path.name).write_text(text, encoding="utf-8")
    return folder


@needs_systemd
@pytest.mark.parametrize("unit", [*UNITS, *TIMERS])
def test_systemd_takes_them_as_they_are(unit: str, installed: Path) -> None:
    status, said = analyzed("verify", str(installed / unit))
    odd = [line for line in said.splitlines() if "kiosk" in line]
    if version() < BACK_OFF:
        odd = [line for line in odd if not re.search("Restart(Steps|MaxDelay|Mode)", line)]
    assert (status, odd) == (0, [])


@needs_systemd
@pytest.mark.parametrize("unit", UNITS)
def test_they_are_closed_to_what_they_do_not_need(unit: str) -> None:
    if version() < 250:
        pytest.skip("systemd-analyze before 250 looks at installed units only")
    status, said = analyzed("security", "--offline=true", "--threshold=20", str(FOLDER / unit))
    assert status == 0, said
    level = re.search(rf"exposure level for {unit}: ([\d.]+)", said)
    assert level
    assert float(level[1]) <= MOST[unit in NETWORKED]


@pytest.mark.parametrize("unit", UNITS)
def test_only_those_with_a_reason_have_a_network(unit: str) -> None:
    text = (FOLDER / unit).read_text(encoding="utf-8")
    assert ("AF_INET" in text) == (unit in NETWORKED)
    assert ("IPAddressDeny=any" in text) == (unit not in NETWORKED)


def test_the_camera_can_be_plugged_in_again() -> None:
    """In a network of its own the kiosk would not hear of it."""
    text = (FOLDER / "kiosk.service").read_text(encoding="utf-8")
    assert "AF_NETLINK" in text
    assert "PrivateNetwork=yes" not in text


@pytest.mark.parametrize("unit", UNITS)
def test_every_command_in_a_unit_is_one_of_ours(unit: str) -> None:
    text = (FOLDER / unit).read_text(encoding="utf-8")
    known = set(typer.main.get_command(build()).commands)  # type: ignore[attr-defined]
    for line in re.findall(r"^ExecStart=/usr/local/bin/kiosk (.*)$", text, re.MULTILINE):
        words = re.sub(r"--config \S+ ?", "", line).split()
        assert words[0] in known


def seconds(unit: str, name: str) -> float:
    """Of a time in a unit."""
    found = re.search(rf"^{name}=(\d+)(ms|min|h|s|)$", unit, re.MULTILINE)
    assert found
    return float(found[1]) * {"ms": 0.001, "s": 1.0, "": 1.0, "min": 60.0, "h": 3600.0}[found[2]]


def test_starts_that_hang_end_in_the_safe_page_too() -> None:
    """systemd counts anew once the interval is over: all that are allowed must fit into it, each
    as long as a start may take and with the longest pause."""
    unit = (FOLDER / "kiosk.service").read_text(encoding="utf-8")
    starts = int(unit.partition("StartLimitBurst=")[2].split()[0])
    longest_s = seconds(unit, "TimeoutStartSec") + seconds(unit, "RestartMaxDelaySec")
    assert starts * longest_s < seconds(unit, "StartLimitIntervalSec")


def test_it_names_what_the_program_names() -> None:
    unit = UNIT.read_text(encoding="utf-8")
    assert SERVICE_SOCKET.parent == Path("/run/kiosk-printing")
    assert "RuntimeDirectory=kiosk-printing\n" in unit
    assert "Type=notify\n" in unit
    stop = re.search(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    assert stop
    assert int(stop[1]) > ENDING_S


SCREENS = """\
HDMI-A-1 "Some Display"
  Enabled: yes
  Modes:
    1920x1080 px (current)
  Transform: {}
HDMI-A-2 "Another"
  Enabled: no
  Transform: normal
"""
"""As wlr-randr 0.4 tells of screens; what it does to a real one was seen under cage 0.2."""


@pytest.mark.parametrize(
    ("turned", "now", "asked"),
    [
        ("90", "normal", ["--output HDMI-A-1 --transform 90"]),
        ("90", "90", []),
        ("270", "90", ["--output HDMI-A-1 --transform 270"]),
        ("0", "normal", []),
        ("45", "normal", []),
    ],
)
def test_a_screen_is_turned_once_and_its_place_told(
    tmp_path: Path, turned: str, now: str, asked: list[str]
) -> None:
    programs = {
        "wlr-randr": f'[ $# = 0 ] && cat {tmp_path}/screens || echo "$*" >>{tmp_path}/asked',
        "systemd-notify": f'echo "$*" >{tmp_path}/notified',
        "sleep": "exit 1",
    }
    (tmp_path / "screens").write_text(SCREENS.format(now))
    for name, text in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        [str(FOLDER / "screen-ready")],
        env={
            "PATH": f"{tmp_path}:/usr/bin:/bin", "RUNTIME_DIRECTORY": str(tmp_path),
            "TURNED": turned, "DISPLAY": ":7", "WAYLAND_DISPLAY": "wayland-0",
            "XDG_RUNTIME_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    said = (tmp_path / "asked").read_text().splitlines() if (tmp_path / "asked").exists() else []
    assert said == asked
    assert ("is not 0, 90, 180 or 270" in done.stderr) == (turned == "45")
    assert "DISPLAY=:7\n" in (tmp_path / "environment").read_text()
    assert "--ready" in (tmp_path / "notified").read_text()
