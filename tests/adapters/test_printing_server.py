"""The print worker: answers at once whatever its printer does, and nothing that is said ends it."""

from __future__ import annotations

import json
import random
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.adapters.printing_clients import MOST_CLIENTS
from kiosk.adapters.printing_line import Line, LostError
from kiosk.adapters.printing_server import JOB_S, LATE_S, as_of
from kiosk.adapters.printing_thread import MOST_WAITING, Snapshot
from kiosk.ports import PrinterStatus
from kiosk.printing.protocol import MOST_BYTES, Reply, Request, read_reply, request_line
from tests.support.print_workers import NAME, PATIENCE_S, SLIP, Held, Worker, worker


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "printing.socket"


@pytest.fixture
def one(place: Path) -> Iterator[Worker]:
    with worker(place) as made:
        yield made


def until() -> float:
    return time.monotonic() + PATIENCE_S


def job() -> str:
    return str(uuid.uuid4())


def send(line: socket.socket, request: Request, number: int) -> None:
    line.sendall(request_line(request, number))


def heard(line: socket.socket, count: int = 1) -> list[Reply]:
    data = b""
    while data.count(b"\n") < count:
        more = line.recv(65536)
        assert more, "it hung up"
        data += more
    return [read_reply(one) for one in data.splitlines()]


def test_a_job_is_printed_and_told(one: Worker) -> None:
    name = job()
    assert one.parent.ask(Request("print", name, SLIP), until()).fate == "printed"
    assert one.backend.came == [name]
    assert one.line().ask(Request("outcome", name), until()).fate == "printed"
    assert one.line().ask(Request("print", name, SLIP), until()).fate == "printed"
    assert one.backend.came == [name]


def test_the_first_who_asks_waits_for_the_printer_s_first_answer(one: Worker) -> None:
    told = one.parent.told("status", until())
    assert told.status == PrinterStatus(ready=True)
    assert (told.busy, told.printer) == (False, NAME)
    assert told.paper_mm == 0.0


def test_status_is_answered_while_a_job_hangs(one: Worker) -> None:
    one.backend.go.clear()
    line = one.raw()
    send(line, Request("print", job(), SLIP), 1)
    assert one.backend.began.wait(PATIENCE_S)
    for _ in range(20):
        assert one.parent.told("status", until()).busy
    one.backend.go.set()
    assert heard(line)[0].fate == "printed"
    assert not one.parent.told("look", until()).busy


def test_jobs_come_one_after_the_other_and_what_waits_can_be_cancelled(one: Worker) -> None:
    one.backend.go.clear()
    line, names = one.raw(), [job() for _ in range(4)]
    for number, name in enumerate(names):
        send(line, Request("print", name, SLIP), number)
    assert one.backend.began.wait(PATIENCE_S)
    assert one.parent.ask(Request("withdraw", names[3]), until()).fate == "never"
    send(line, Request("cancel"), 9)
    dropped = heard(line, 3)
    assert [(reply.number, reply.fault) for reply in dropped] == [
        (3, "printer"),
        (1, "printer"),
        (2, "printer"),
    ]
    assert "nothing was printed" in dropped[0].text
    one.backend.go.set()
    first, cancelled = heard(line, 2)
    assert (first.number, first.fate) == (0, "printed")
    assert (cancelled.number, cancelled.count) == (9, 2)
    assert one.backend.came == names[:1]


def test_what_was_withdrawn_never_begins_whenever_it_is_asked_for(one: Worker) -> None:
    name = job()
    assert one.parent.ask(Request("withdraw", name), until()).fate == "never"
    reply = one.line().ask(Request("print", name, SLIP), until())
    assert (reply.fault, reply.fate) == ("printer", None)
    assert one.backend.came == []


def test_a_job_under_way_is_said_to_be(one: Worker) -> None:
    one.backend.go.clear()
    name = job()
    send(one.raw(), Request("print", name, SLIP), 1)
    assert one.backend.began.wait(PATIENCE_S)
    assert one.parent.ask(Request("outcome", name), until()).fate == "under way"
    assert one.parent.ask(Request("withdraw", name), until()).fate == "under way"
    one.backend.go.set()
    while one.parent.ask(Request("outcome", name), until()).fate == "under way":
        pass
    assert one.parent.ask(Request("outcome", name), until()).fate == "printed"


def test_what_waits_for_a_client_that_is_gone_never_begins(one: Worker) -> None:
    one.backend.go.clear()
    line, first, second = one.raw(), job(), job()
    send(line, Request("print", first, SLIP), 1)
    assert one.backend.began.wait(PATIENCE_S)
    send(line, Request("print", second, SLIP), 2)
    line.close()
    while one.parent.ask(Request("outcome", second), until()).fate != "never":
        pass
    one.backend.go.set()
    assert one.parent.ask(Request("look"), until()).fault == ""
    assert one.backend.came == [first]
    assert one.parent.ask(Request("outcome", first), until()).fate == "printed"


def test_too_many_jobs_are_refused(one: Worker) -> None:
    one.backend.go.clear()
    line = one.raw()
    send(line, Request("print", job(), SLIP), 0)
    assert one.backend.began.wait(PATIENCE_S)
    for number in range(1, MOST_WAITING + 2):
        send(line, Request("print", job(), SLIP), number)
    (refused,) = heard(line)
    assert (refused.number, refused.fault) == (MOST_WAITING + 1, "printer")
    assert "Too much waits" in refused.text


def test_staff_s_requests(one: Worker) -> None:
    name = job()
    assert one.parent.ask(Request("erase", name), until()).count == 0
    one.parent.ask(Request("print", name, SLIP), until())
    assert one.parent.ask(Request("erase", name), until()).count == 1
    assert one.parent.ask(Request("tidy", days=9), until()).count == 0
    assert one.backend.tidied == [9]
    assert one.parent.told("look", until()).paper_mm == 150.0
    assert one.parent.ask(Request("new_roll"), until()).fault == ""
    assert one.parent.told("look", until()).paper_mm == 0.0
    assert one.parent.ask(Request("cancel"), until()).count == 0


def test_a_printer_that_is_not_there_is_told_in_its_own_words(one: Worker) -> None:
    one.backend.fault = "It is unplugged."
    reply = one.parent.ask(Request("print", job(), SLIP), until())
    assert (reply.fault, reply.text) == ("printer", "It is unplugged.")


def test_a_slip_that_cannot_be_drawn_takes_printing_from_nobody(
    one: Worker, capfd: pytest.CaptureFixture[str]
) -> None:
    one.backend.bug = True
    bad, good = job(), job()
    reply = one.parent.ask(Request("print", bad, SLIP), until())
    assert (reply.fault, reply.fate) == ("", "unknown")
    assert "KeyError: 'pictogram'" in capfd.readouterr().err
    one.backend.bug = False
    assert one.parent.ask(Request("print", good, SLIP), until()).fate == "printed"
    assert one.backend.cleaned == 1, "before the good one, the bad one was cleaned away"


def test_a_printer_that_another_program_has_is_told(place: Path) -> None:
    with worker(place, locked=True) as one:
        status = one.parent.told("status", until()).status
        assert (status.ready, status.reason) == (False, "fault")
        assert "process 7" in status.text
        reply = one.parent.ask(Request("print", job(), SLIP), until())
        assert reply.fault == "printer"
        assert one.parent.ask(Request("outcome", job()), until()).fate == "unknown"


NONSENSE = [
    b"\n", b"\x00\xff\n", b"[]\n", b"{}\n", b'{"v":1}\n', b'{"v":1,"n":3,"do":"reboot"}\n',
    b'{"v":1,"n":3,"do":"print"}\n', b'{"v":1,"n":3,"do":"print","job":"x","slip":{}}\n',
    b"[" * 50_000 + b"\n", b"GET / HTTP/1.1\n",
]  # fmt: skip


def test_nonsense_is_answered_with_why(one: Worker) -> None:
    line = one.raw()
    line.sendall(b"".join(NONSENSE))
    replies = heard(line, len(NONSENSE))
    assert {reply.fault for reply in replies} == {"request", "version"}
    assert all(reply.text for reply in replies)
    line.sendall(b'{"v":2,"n":3,"do":"status"}\n')
    assert heard(line)[0].number == 3
    with pytest.raises(LostError, match="different versions"):
        raw = one.raw()
        raw.sendall(b'{"v":2,"n":1,"do":"status"}\n')
        Line(raw).ask(Request("status"), until())
    assert one.parent.told("status", until()).status.ready


def test_a_line_without_an_end_is_hung_up_on(one: Worker) -> None:
    line = one.raw()
    with pytest.raises(OSError):
        for _ in range(2 * MOST_BYTES // 1000):
            line.sendall(b"x" * 1000)
        assert line.recv(1) == b""
        raise BrokenPipeError
    assert one.parent.told("status", until()).status.ready


def test_who_reads_nothing_is_hung_up_on_and_holds_nobody_up(one: Worker) -> None:
    deaf = one.raw()
    deaf.settimeout(0.2)
    with pytest.raises(OSError):
        for number in range(200_000):
            send(deaf, Request("status"), number)
    assert one.parent.told("status", until()).status.ready


def test_more_clients_than_there_is_room_for(one: Worker) -> None:
    lines = [one.raw() for _ in range(3 * MOST_CLIENTS)]
    send(lines[-1], Request("status"), 1)
    assert heard(lines[-1])
    assert one.parent.told("status", until()).status.ready


def test_half_lines_of_many_are_put_together(one: Worker) -> None:
    line, data = one.raw(), request_line(Request("print", job(), SLIP), 5)
    for i in range(0, len(data), 7):
        line.sendall(data[i : i + 7])
    assert heard(line)[0].fate == "printed"


pieces = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(NONSENSE),
    st.sampled_from([b"\n", b'{"v":1,"n":', b'"do":"print",', b"}\n", b"9" * 400]),
    st.builds(
        lambda name, value: json.dumps({"v": 1, "n": 1, "do": name, "job": value}).encode() + b"\n",
        st.sampled_from(["print", "outcome", "withdraw", "erase", "tidy", "look", "x"]),
        st.one_of(st.none(), st.integers(), st.text(max_size=40), st.uuids().map(str)),
    ),
)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.lists(pieces, max_size=6), min_size=1, max_size=4), st.randoms())
def test_whatever_is_said_by_however_many_it_goes_on(
    one: Worker, said: list[list[bytes]], chance: random.Random
) -> None:
    lines = [one.raw() for _ in said]
    for line, many in zip(lines, said, strict=True):
        for piece in many:
            try:
                line.sendall(piece)
            except OSError:
                break
    for line in lines:
        if chance.random() < 0.7:
            line.close()
    assert one.parent.told("status", until()).status.ready


def test_it_ends_when_told_to_and_lets_a_job_come_to_its_end(place: Path) -> None:
    with worker(place, Held()) as one:
        one.backend.go.clear()
        line, first, second = one.raw(), job(), job()
        send(line, Request("print", first, SLIP), 1)
        assert one.backend.began.wait(PATIENCE_S)
        send(line, Request("print", second, SLIP), 2)
        while one.parent.ask(Request("outcome", second), until()).fate != "under way":
            pass
        one.server.end()
        (dropped,) = heard(line)
        assert (dropped.number, dropped.fault) == (2, "printer")
        send(line, Request("print", job(), SLIP), 3)
        (refused,) = heard(line)
        assert refused.text == "The print worker is ending; nothing was printed."
        one.backend.go.set()
        assert heard(line)[0].fate == "printed"
        one.thread.join(PATIENCE_S)
        assert not one.thread.is_alive()
        assert one.backend.came == [first]
        assert one.backend.closed


@pytest.mark.parametrize(
    ("doing", "age_s", "ready"),
    [
        ("", 100.0, True),
        ("poll", LATE_S - 1, True),
        ("poll", LATE_S + 1, False),
        ("print", LATE_S + 1, True),
        ("print", JOB_S + 1, False),
        ("erase", LATE_S + 1, False),
    ],
)
def test_a_printer_that_was_not_heard_for_long_is_not_called_ready(
    doing: str, age_s: float, ready: bool
) -> None:
    snapshot = Snapshot(PrinterStatus(ready=True), 0.0, doing, 10.0, 0.0)
    status = as_of(snapshot, 10.0 + age_s)
    assert status.ready is ready
    if not ready:
        assert status.reason == "unknown"
        assert f"not answered for {age_s:.0f} s" in status.text


def test_lines_give_up_in_time_and_go_on(one: Worker) -> None:
    one.backend.go.clear()
    line = one.line()
    with pytest.raises(TimeoutError):
        line.ask(Request("print", job(), SLIP), time.monotonic() + 0.05)
    assert line.told("status", until()).busy
    one.backend.go.set()
    assert line.told("look", until()).status.ready, "the late answer was for another question"


@pytest.mark.parametrize("answer", [b"nonsense\n", b"x" * (MOST_BYTES + 70_000), b""])
def test_a_line_to_something_else_is_lost(answer: bytes) -> None:
    ours, theirs = socket.socketpair()

    def other() -> None:
        with theirs:
            theirs.recv(1000)
            try:
                theirs.sendall(answer)
            except OSError:
                return

    thread = threading.Thread(target=other)
    thread.start()
    with pytest.raises(LostError):
        Line(ours).ask(Request("status"), until())
    thread.join(PATIENCE_S)
