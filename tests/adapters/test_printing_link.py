"""The kiosk's line to the print worker: every answer in time, whatever becomes of the worker."""

from __future__ import annotations

import socket
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.adapters import printing_link
from kiosk.adapters.printing_link import PrinterLink
from kiosk.adapters.printing_workers import LOOK_S, RESTART_S, RETRY_S, PrintWorkers
from kiosk.adapters.unix_socket import listen
from kiosk.core.slip import Slip
from kiosk.core.slip_kinds import Text
from kiosk.errors import PrinterError
from kiosk.live.slips import HANGS_S
from kiosk.ports import PrinterStatus, PrintJob
from kiosk.printing.protocol import Reply, Request, Told, read_request, reply_line
from kiosk.visit.states import Printing
from kiosk.visit.timing import LONGEST_S
from tests.support.print_workers import NAME, SLIP, Held, worker

LONGEST = printing_link.PRINT_S, printing_link.SETTLE_S
READY = Told(PrinterStatus(ready=True), False, 0.0, NAME)
Answer = Callable[[Request], bytes | None]
"""What a worker says to a request; None: it hangs up."""


def job() -> PrintJob:
    return PrintJob(str(uuid.uuid4()), SLIP)


class Child:
    """Stands in for kiosk.adapters.printing_child.PrintingChild: a thread that answers."""

    def __init__(self, answer: Answer) -> None:
        self.line, self._theirs = socket.socketpair()
        self.pid, self.killed, self.let_go_of = 4711, 0, 0
        threading.Thread(target=self._serve, args=(answer,), daemon=True).start()

    def _serve(self, answer: Answer) -> None:
        with self._theirs as line, line.makefile("rb") as lines:
            for one in lines:
                said = answer(read_request(one))
                if said is None:
                    return
                line.sendall(said)

    def let_go(self) -> None:
        self.let_go_of += 1
        self.line.close()

    def kill(self) -> None:
        self.killed += 1
        self.line.close()


def good(request: Request) -> bytes:
    if request.do in ("status", "look"):
        return reply_line(Reply(request.number, told=READY))
    fate = {"print": "printed", "withdraw": "never", "outcome": "never"}.get(request.do)
    return reply_line(Reply(request.number, fate=fate))  # type: ignore[arg-type]


def says(do: str, what: bytes | Callable[[Request], bytes | None] | None) -> Answer:
    """A good worker but for one request."""

    def answer(request: Request) -> bytes | None:
        if request.do != do:
            return good(request)
        return what(request) if callable(what) else what

    return answer


class Clock:
    """Goes on by itself, and jumps when it is told to."""

    def __init__(self) -> None:
        self.ahead_s = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead_s


class Setup:
    """A link, and the children it starts: each answers as the next of `answers`, the last for
    good."""

    def __init__(self, *answers: Answer, service: Path | None = None) -> None:
        self.answers, self.children = list(answers), list[Child]()
        self.told: list[str] = []
        self.clock = Clock()
        start = self.start if answers else None
        self.workers = PrintWorkers(NAME, service, start, self.told.append, self.clock)  # type: ignore[arg-type]
        self.link = PrinterLink(self.workers, self.told.append, self.clock, lambda _: None)

    def start(self) -> Child:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.children.append(Child(answer))
        return self.children[-1]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines that a test can wait for: what is tried is that they are kept."""
    monkeypatch.setattr(printing_link, "ASK_S", 0.25)
    monkeypatch.setattr(printing_link, "OTHER_S", 0.25)
    monkeypatch.setattr(printing_link, "SETTLE_S", 0.5)


def silent(_: Request) -> bytes:
    return b""


def test_a_member_is_told_before_the_desk_or_the_visit_give_up() -> None:
    assert LONGEST[0] + LONGEST[1] < HANGS_S < LONGEST_S[Printing]


def test_a_good_worker() -> None:
    s = Setup(good)
    assert s.link.status() == READY.status
    assert s.link.print(job()) == "printed"
    assert s.link.cancel() == 0
    assert not s.link.erase(job().job)
    assert s.link.tidy(90) == 0
    s.link.new_roll()
    s.link.close()
    assert (len(s.children), s.children[0].let_go_of, s.children[0].killed) == (1, 1, 0)


def test_what_a_ready_printer_has_to_say_is_told_once() -> None:
    text = Told(PrinterStatus(ready=True, text="The journal cannot be written."), False, 0.0, NAME)
    s = Setup(says("status", lambda r: reply_line(Reply(r.number, told=text))))
    for _ in range(3):
        assert s.link.status().ready
    assert s.told == ["The journal cannot be written."]


@pytest.mark.usefixtures("quick")
def test_a_worker_that_hangs_is_not_ready_and_then_replaced() -> None:
    s = Setup(silent, good)
    for _ in range(3):
        status = s.link.status()
        assert (status.ready, status.reason) == (False, "unknown")
        assert "does not answer" in status.text
    assert s.children[0].killed == 1
    assert s.link.status().ready
    assert len(s.children) == 2


@pytest.mark.parametrize("what", [b"nonsense\n", b'{"v":1}\n', None])
def test_a_worker_that_answers_nonsense_or_dies_is_replaced(what: bytes | None) -> None:
    s = Setup(says("status", what), good)
    assert not s.link.status().ready
    assert s.children[0].killed == 1
    assert s.link.status().ready


def test_a_worker_that_dies_again_and_again_is_started_ever_later() -> None:
    s = Setup(says("status", None))
    for i, wait_s in enumerate(RETRY_S):
        assert not s.link.status().ready
        assert len(s.children) == i + 1
        if wait_s:
            assert "being started again" in s.link.status().text
            assert len(s.children) == i + 1
            s.clock.ahead_s += wait_s
    s.answers = [good]
    s.clock.ahead_s += RETRY_S[-1]
    assert s.link.status().ready


def test_a_worker_that_cannot_be_started_is_told() -> None:
    s = Setup(good)

    def fails() -> Child:
        raise OSError(12, "Cannot allocate memory")

    s.workers._start = fails  # type: ignore[assignment]
    assert "Cannot allocate memory" in s.link.status().text
    with pytest.raises(PrinterError, match="Nothing was printed"):
        s.link.print(job())


def test_nothing_was_printed_says_so_in_the_printer_s_words() -> None:
    s = Setup(says("print", lambda r: reply_line(Reply(r.number, "printer", "Paper is out."))))
    with pytest.raises(PrinterError, match="Paper is out"):
        s.link.print(job())


@pytest.mark.parametrize("fate", ["printed", "failed", "unknown"])
def test_a_job_whose_worker_is_lost_is_asked_after_and_never_sent_again(fate: str) -> None:
    sent: list[str] = []

    def counts(request: Request) -> bytes | None:
        sent.append(request.do)
        return None

    withdrawn = says("withdraw", lambda r: reply_line(Reply(r.number, fate=fate)))  # type: ignore[arg-type]
    s = Setup(says("print", counts), withdrawn)
    assert s.link.print(job()) == fate
    assert sent == ["print"]


def test_a_job_that_was_lost_before_it_began_is_told_to_have_failed() -> None:
    s = Setup(says("print", None), good)
    with pytest.raises(PrinterError, match="Nothing was printed"):
        s.link.print(job())


def test_a_job_that_goes_on_is_asked_after_until_it_ends() -> None:
    fates = iter(["under way", "under way", "printed"])
    later = says("withdraw", lambda r: reply_line(Reply(r.number, fate=next(fates))))  # type: ignore[arg-type]
    s = Setup(says("print", None), later)
    assert s.link.print(job()) == "printed"


@pytest.mark.usefixtures("quick")
def test_an_outcome_that_is_never_found_out_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing_link, "PRINT_S", 0.2)
    assert Setup(says("print", None), silent).link.print(job()) == "unknown"

    def hanging(request: Request) -> bytes:
        return b"" if request.do == "print" else reply_line(Reply(request.number, fate="under way"))

    assert Setup(hanging).link.print(job()) == "unknown"
    assert Setup(lambda _: None).link.print(job()) == "unknown"


def test_a_job_that_takes_too_long_is_withdrawn_where_it_has_not_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(printing_link, "PRINT_S", 0.2)
    with pytest.raises(PrinterError, match="Nothing was printed"):
        Setup(says("print", b"")).link.print(job())


def test_a_slip_that_cannot_be_sent_is_no_crash() -> None:
    s = Setup(good)
    with pytest.raises(PrinterError, match="cannot be sent"):
        s.link.print(PrintJob(job().job, Slip((Text("x" * 5000, "body"),))))
    assert s.link.status().ready


@pytest.mark.usefixtures("quick")
def test_what_staff_asked_for_and_did_not_happen_is_told() -> None:
    s = Setup(says("tidy", None), good)
    with pytest.raises(PrinterError, match="does not answer"):
        s.link.tidy(90)
    assert s.link.tidy(90) == 0
    with pytest.raises(PrinterError, match="does not answer"):
        Setup(says("erase", b"")).link.erase(job().job)
    with pytest.raises(PrinterError, match="not erased"):
        refuses = says("erase", lambda r: reply_line(Reply(r.number, "printer", "not erased")))
        Setup(refuses).link.erase(job().job)


def test_the_service_is_used_where_it_is(tmp_path: Path) -> None:
    with worker(tmp_path / "s", Held()) as one:
        s = Setup(good, service=tmp_path / "s")
        assert s.link.status().ready
        assert s.link.print(job()) == "printed"
        assert s.children == []
        assert s.workers.pid is None
        assert len(one.backend.came) == 1
        s.link.close()


def test_a_service_that_comes_later_takes_over_from_the_child(tmp_path: Path) -> None:
    s = Setup(good, service=tmp_path / "s")
    assert s.link.status().ready
    assert s.workers.pid == 4711
    with worker(tmp_path / "s"):
        assert s.link.status().ready
        assert s.workers.pid == 4711, "it is not looked for at every turn"
        s.clock.ahead_s += LOOK_S
        assert s.link.status().ready
        assert s.workers.pid is None
        assert s.children[0].let_go_of == 1
        s.link.close()


def test_a_service_that_went_is_waited_for_before_a_child_takes_over(tmp_path: Path) -> None:
    s = Setup(good, service=tmp_path / "s")
    with worker(tmp_path / "s"):
        assert s.link.status().ready
    assert not s.link.status().ready
    assert "being started again" in s.link.status().text
    assert s.children == []
    with worker(tmp_path / "s2"):
        s.clock.ahead_s += RESTART_S
        assert s.link.status().ready
        assert len(s.children) == 1


def test_a_service_with_another_printer_is_told_and_not_used(tmp_path: Path) -> None:
    with worker(tmp_path / "s") as one:
        s = Setup(good, service=tmp_path / "s")
        s.workers._printer = "another 58mm"
        for _ in range(3):
            assert s.link.status().ready
            s.clock.ahead_s += LOOK_S
        assert len(s.children) == 1
        assert len(s.told) == 1
        assert f"has the printer '{NAME}', this kiosk is set up for 'another 58mm'" in s.told[0]
        assert one.backend.came == []


@pytest.mark.usefixtures("quick")
def test_a_service_that_lets_nobody_in_is_told(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("no socket")
    s = Setup(good, service=tmp_path / "s")
    assert s.link.status().ready
    assert "cannot be reached" in s.told[0]
    ear = listen(tmp_path / "dumb")
    s = Setup(good, service=tmp_path / "dumb")
    assert s.link.status().reason is None or s.children
    ear.close()


def test_without_service_and_child_nothing_is_ready(tmp_path: Path) -> None:
    s = Setup(service=tmp_path / "s")
    assert not s.link.status().ready
    with pytest.raises(PrinterError, match="is not there"):
        s.link.print(job())
