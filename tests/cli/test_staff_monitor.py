"""`kiosk monitor` as a command: one picture, for programs, and on a real terminal with a kiosk
behind a real socket."""

from __future__ import annotations

import os
import pty
import re
import select
import struct
import sys
import termios
import threading
import time
from dataclasses import replace
from fcntl import ioctl
from pathlib import Path

import pytest

from kiosk.app.asking import House
from kiosk.app.monitoring import Doer, Looker, check_terminal, plain_terminal
from kiosk.config import Config
from kiosk.core.control import Reply, Request
from kiosk.core.monitororders import Order
from kiosk.errors import ConfigError
from tests.support.command import Command, kiosk_behind_a_socket
from tests.support.monitored import at, live, running

ROOT = Path(__file__).parent.parent.parent
WAIT_S = 60.0


@pytest.fixture
def kiosk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    monkeypatch.setattr("kiosk.adapters.host_clock.HostClock.synchronised", lambda self: True)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return Command(tmp_path / "state", monkeypatch, capsys)


def answer(request: Request) -> Reply:
    if request.do == "live":
        return Reply(live=live(None, "The printer is not ready."))
    if request.do == "status":
        return Reply(running=running(up_s=60.0))
    return Reply(text=f"Heard: {request.do} {request.reason}.", done="printed")


def test_one_picture_is_plain_text_of_80_by_24(kiosk: Command) -> None:
    with kiosk_behind_a_socket(kiosk.state, answer):
        said = kiosk("monitor", "--once")
        plain = kiosk("monitor", "--once", "--ascii")
    assert said.status == 0
    assert "a visit is under way" in said.out
    assert "The printer is not ready." in said.out
    assert any(0x2801 <= ord(letter) <= 0x28FF for letter in said.out)
    assert len(said.out.splitlines()) <= 24
    assert "\x1b" not in said.out
    assert plain.out.isascii()


def test_programs_get_what_is_shown(kiosk: Command) -> None:
    with kiosk_behind_a_socket(kiosk.state, answer):
        told = kiosk("monitor", "--json").json
    assert (told["state"], told["exit_status"]) == ("running", 0)
    assert told["live"]["joints_m"]["LKnee"] == [0.14, 0.5, 2.45]
    assert told["log"][0]["text"] == "The printer is not ready."


def test_without_a_kiosk_it_says_so_with_status_3(kiosk: Command) -> None:
    said = kiosk("monitor", "--once")
    assert (said.status, kiosk("monitor", "--json").status) == (3, 3)
    assert "NOT RUNNING" in said.out
    assert not kiosk.state.exists(), "looking makes nothing"


def test_what_is_no_terminal_or_a_dumb_one_is_told_what_else_there_is(kiosk: Command) -> None:
    said = kiosk("monitor")
    assert said.status == 2
    assert "kiosk status --watch" in said.err
    with pytest.raises(ConfigError, match="TERM=dumb"):
        check_terminal({"TERM": "dumb"}, tty=True)
    for name in ("xterm-256color", "linux", "screen"):
        check_terminal({"TERM": name}, tty=True)


@pytest.mark.parametrize(
    ("environment", "plain"),
    [
        ({"LC_ALL": "C.UTF-8"}, False), ({"LANG": "de_DE.utf8"}, False), ({"LANG": "C"}, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True), ({"LC_CTYPE": "UTF-8"}, False), ({}, True),
        ({"LC_ALL": "POSIX", "LANG": "C.UTF-8"}, True),
        ({"LANG": "C.UTF-8", "TERM": "linux"}, True),
    ],
)  # fmt: skip
def test_ascii_where_the_locale_or_the_console_has_no_more(
    environment: dict[str, str], plain: bool
) -> None:
    assert plain_terminal(environment) is plain


def test_it_follows_a_kiosk_that_ends_hangs_and_comes_back(kiosk: Command) -> None:
    second = [0.0]
    look = Looker(House(Config()), lambda: at(second[0]), lambda: second[0])
    assert look().state == "not_running"
    with kiosk_behind_a_socket(kiosk.state, answer) as asked:
        second[0] = 10.0
        there = look()
        assert (there.state, there.since_utc) == ("running", "")
        assert there.running is not None
        assert there.live is not None
        for second[0] in (10.5, 11.0, 11.5):
            look()
        assert [one.do for one in asked].count("live") == 4
        assert [one.do for one in asked].count("status") == 1, "what changes slowly, rarely"
    second[0] = 20.0
    gone = look()
    assert (gone.state, gone.since_utc) == ("not_running", "2027-01-15T08:00:20Z")
    assert gone.live is None
    assert gone.log, "what it told last may say why"
    second[0] = 30.0
    assert look().since_utc == "2027-01-15T08:00:20Z"
    with kiosk_behind_a_socket(kiosk.state, lambda asked: Reply("failed", "It is ill.")):
        ill = look()
        assert (ill.state, ill.told, ill.exit_status) == ("deaf", "It is ill.", 1)


def test_orders_are_carried_out_by_the_commands_themselves(kiosk: Command) -> None:
    do = Doer(House(Config()))
    with kiosk_behind_a_socket(kiosk.state, answer) as asked:
        assert do(Order("out", "lens [red] \x1b[2J")) == "Heard: maintenance lens [red] [2J."
        assert do(Order("reprint")) == "Heard: reprint ."
    assert [one.do for one in asked] == ["maintenance", "reprint"]
    assert "No kiosk is running" in do(Order("reprint"))


class Terminal:
    """80 by 24, with `kiosk monitor` on it."""

    def __init__(self, **environment: str) -> None:
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "xterm-256color", **environment})
            words = [sys.executable, "-m", "kiosk.cli.main", "monitor", "--rate", "5"]
            os.execv(sys.executable, words)
        ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.came = b""

    def until(self, words: str) -> None:
        deadline = time.monotonic() + WAIT_S
        while words not in self.text():
            assert time.monotonic() < deadline, f"{words!r} does not come: {self.text()[-2000:]}"
            if select.select([self.master], [], [], 0.1)[0]:
                self.came += os.read(self.master, 65536)

    def text(self) -> str:
        return re.sub(r"\x1b\[[0-9;?>$]*[a-zA-Z]", "", self.came.decode("utf-8", "replace"))

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def ended(self) -> int:
        """Its exit status."""
        deadline = time.monotonic() + WAIT_S
        while time.monotonic() < deadline:
            if select.select([self.master], [], [], 0.1)[0]:
                try:
                    self.came += os.read(self.master, 65536)
                except OSError:
                    break
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def test_on_a_real_terminal_without_colours(kiosk: Command) -> None:
    reason = "cleaning the lens"
    out = threading.Event()

    def changing(request: Request) -> Reply:
        if request.do == "maintenance":
            out.set()
        reply = answer(request)
        if request.do == "live" and out.is_set():
            return replace(reply, live=live(None, "Taken out of service."))
        return reply

    with kiosk_behind_a_socket(kiosk.state, changing) as asked:
        terminal = Terminal(NO_COLOR="1")
        terminal.until("a visit is under way")
        terminal.type("o")
        terminal.until("Reason")
        terminal.type(f"{reason}\r")
        terminal.until("[ No ]")
        terminal.type("y")
        terminal.until(f"Heard: maintenance {reason}")
        terminal.until("Taken out of service.")
        terminal.type("q")
        assert terminal.ended() == 0
    assert [one.reason for one in asked if one.do == "maintenance"] == [reason]
    colours = re.compile(rb"\x1b\[[0-9;]*(?<![0-9])(3[0-7]|4[0-7]|38;|48;|9[0-7]|10[0-7])[0-9;]*m")
    assert not colours.search(terminal.came), "only bold, dim and reversed"
