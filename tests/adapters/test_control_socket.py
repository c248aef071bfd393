"""The control socket: never dies of garbage, never holds the loop up, says what it refuses."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from kiosk.adapters.control_socket import MOST_WAITING, ControlServer, ask
from kiosk.adapters.unix_socket import call
from kiosk.core.control import MOST_BYTES, Reply, Request, read_reply, request_line
from kiosk.errors import ConfigError, InputError, NotRunningError

PATIENCE_S = 20.0


@contextmanager
def server(folder: Path, *, answers: bool = True) -> Iterator[tuple[ControlServer, Path]]:
    """A socket with a loop behind it that does what it is asked at once."""
    path = folder / "control.socket"
    control = ControlServer(path, group="no-such-group")
    ended = threading.Event()

    def loop() -> None:
        while not ended.is_set():
            for key, request in control.poll():
                control.answer(key, Reply(text=f"{request.do} {request.ticket}".strip()))
            time.sleep(0.002)

    thread = threading.Thread(target=loop)
    if answers:
        thread.start()
    try:
        yield control, path
    finally:
        ended.set()
        if answers:
            thread.join()
        control.close()


def raw(path: Path) -> socket.socket:
    return call(path, PATIENCE_S)


def read_line(line: socket.socket) -> Reply:
    came = b""
    while not came.endswith(b"\n"):
        more = line.recv(1)
        assert more, "hung up"
        came += more
    return read_reply(came)[1]


def test_a_request_is_answered(tmp_path: Path) -> None:
    with server(tmp_path) as (_, path):
        assert ask([path], Request("status"), PATIENCE_S).text == "status"
        assert ask([path], Request("erase", ticket="K7B4F2"), PATIENCE_S).text == "erase K7B4F2"
        assert path.stat().st_mode & 0o777 == 0o660
    assert not path.exists()


def test_a_path_may_be_long(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 100)
    folder.mkdir()
    with server(folder) as (_, path):
        assert ask([path], Request("live"), PATIENCE_S).text == "live"


def test_a_dead_kiosk_s_socket_is_replaced(tmp_path: Path) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(tmp_path / "control.socket"))
    left.close()
    with server(tmp_path) as (_, path):
        assert ask([path], Request("status"), PATIENCE_S).text == "status"


def test_where_nobody_runs_that_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotRunningError, match="No kiosk is running here") as raised:
        ask([tmp_path / "none", tmp_path / "neither"], Request("status"), 1.0)
    assert raised.value.exit_status == 3


def test_the_second_place_is_looked_at_too(tmp_path: Path) -> None:
    with server(tmp_path) as (_, path):
        assert ask([tmp_path / "none", path], Request("status"), PATIENCE_S).text == "status"


def test_who_may_not_is_told(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may everything")
    with server(tmp_path) as (_, path):
        path.chmod(0)
        with pytest.raises(ConfigError, match="kiosk-staff"):
            ask([path], Request("status"), 1.0)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="No socket for commands"):
        ControlServer(tmp_path / "file" / "control.socket")


def test_no_answer_in_time_is_told(tmp_path: Path) -> None:
    with (
        server(tmp_path, answers=False) as (_, path),
        pytest.raises(InputError, match="not answer"),
    ):
        ask([path], Request("status"), 0.2)


def test_a_kiosk_that_ends_meanwhile_is_told(tmp_path: Path) -> None:
    path = tmp_path / "control.socket"
    control = ControlServer(path)
    threading.Timer(0.2, control.close).start()
    with pytest.raises(NotRunningError, match="ended before it answered"):
        ask([path], Request("status"), PATIENCE_S)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"\n", "request"),
        (b"hello\n", "request"),
        (b"[[[[[[[[[[[[\n", "request"),
        (b'{"v":1,"n":1,"do":"rm -rf"}\n', "request"),
        (b'{"v":99,"n":1,"do":"status"}\n', "version"),
        (b"\xff\xfe\x00\x01\n", "request"),
    ],
)
def test_what_is_no_request_is_answered_with_why(tmp_path: Path, line: bytes, fault: str) -> None:
    with server(tmp_path) as (_, path):
        with raw(path) as one:
            one.sendall(line)
            assert read_line(one).fault == fault
            one.sendall(request_line(Request("status"), 3))
            assert read_line(one).text == "status", "the same line goes on"
        assert ask([path], Request("status"), PATIENCE_S).text == "status"


def test_a_line_without_an_end_is_hung_up_on(tmp_path: Path) -> None:
    with server(tmp_path) as (control, path):
        with raw(path) as one, pytest.raises(OSError):
            for _ in range(100):
                one.sendall(b"x" * MOST_BYTES)
                time.sleep(0.01)
        assert ask([path], Request("status"), PATIENCE_S).text == "status"
        assert control.fault() == ""


def test_too_much_at_once_is_refused_and_not_kept(tmp_path: Path) -> None:
    with server(tmp_path, answers=False) as (control, path), raw(path) as one:
        for number in range(MOST_WAITING + 3):
            one.sendall(request_line(Request("purge"), number))
        assert [read_line(one).fault for _ in range(3)] == ["busy"] * 3
        waiting = wait_for(control, MOST_WAITING)
        assert len(waiting) == MOST_WAITING
        for key, _ in waiting:
            control.answer(key, Reply(text="done"))
        assert [read_line(one).text for _ in waiting] == ["done"] * MOST_WAITING
        one.sendall(request_line(Request("status"), 50))
        assert len(wait_for(control, 1)) == 1, "there is room again"


def wait_for(control: ControlServer, count: int) -> list[tuple[int, Request]]:
    found: list[tuple[int, Request]] = []
    deadline = time.monotonic() + PATIENCE_S
    while len(found) < count and time.monotonic() < deadline:
        found += control.poll()
        time.sleep(0.002)
    return found


def test_who_hangs_up_before_the_answer_is_forgotten(tmp_path: Path) -> None:
    with server(tmp_path, answers=False) as (control, path):
        with raw(path) as one:
            one.sendall(request_line(Request("purge"), 1))
            ((key, _),) = wait_for(control, 1)
        control.answer(key, Reply(text="done"))
        control.answer(key, Reply(text="twice"))
        with raw(path) as one:
            one.sendall(request_line(Request("status"), 1))
            ((key, _),) = wait_for(control, 1)
            control.answer(key, Reply(text="fine"))
            assert read_line(one).text == "fine"


def test_five_hundred_seeded_pieces_of_garbage_end_nothing(tmp_path: Path) -> None:
    random = Random(20261126)
    good = request_line(Request("maintenance", on=True, reason="x"), 7)
    kinds: list[Callable[[], bytes]] = [
        lambda: random.randbytes(random.randrange(200)) + b"\n",
        lambda: good[: random.randrange(len(good))],
        lambda: bytes(
            b ^ (1 << random.randrange(8)) if random.random() < 0.05 else b for b in good
        ),
        lambda: b'{"v":1,"n":1,"do":' + b"[" * random.randrange(20_000) + b"\n",
        lambda: b"\n" * random.randrange(50),
    ]
    with server(tmp_path) as (control, path):
        for _ in range(500):
            with raw(path) as one:
                one.sendall(random.choice(kinds)())
                if random.random() < 0.3:
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        assert ask([path], Request("status"), PATIENCE_S).text == "status"
        assert control.fault() == ""


def test_a_bug_in_the_thread_is_told_once_and_the_loop_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bug(line: bytes) -> tuple[int, Request]:
        raise ZeroDivisionError

    monkeypatch.setattr("kiosk.adapters.control_socket.read_request", bug)
    with server(tmp_path, answers=False) as (control, path):
        with raw(path) as one:
            one.sendall(b"{}\n")
            assert one.recv(1) == b""
        deadline = time.monotonic() + PATIENCE_S
        while not (told := control.fault()) and time.monotonic() < deadline:
            time.sleep(0.002)
        assert "does not hear commands" in told
        assert control.fault() == ""
        assert control.poll() == []
        control.answer(1, Reply())
