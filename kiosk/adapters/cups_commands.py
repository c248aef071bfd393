"""The system's print service through lp, lpstat and cancel, and a question in IPP. stdlib only.

No shell, every call with a time-out, and in English, because what lpstat says is read here.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import Final

from kiosk.adapters.cups_ipp import (
    CANCEL_JOB,
    GET_JOB,
    GET_JOBS,
    GONE,
    NOT_FOUND,
    PORT,
    Answer,
    NotIppError,
    Question,
    Server,
    ask,
)
from kiosk.errors import PrinterError

COMMAND_S: Final = 3.0
SUBMIT_S: Final = 8.0
ASK_S: Final = 2.0
INSTALL: Final = "Install the print service's commands: sudo apt-get install cups-client"
JOB_ATTRIBUTES: Final = (
    "job-state",
    "job-printer-state-message",
    "job-printer-state-reasons",
    "time-at-processing",
)


class LateError(PrinterError):
    """A command did not end in time: nobody knows whether it did its work."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue as lpstat shows it. device: the printer's address. message: what stands below it."""

    enabled: bool
    accepting: bool
    device: str = ""
    reasons: tuple[str, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """state: RFC 8011, section 5.3.7; 3 waits, 4 held, 5 is carried out, 6 stopped, 7 cancelled,
    8 aborted, 9 completed, 0 where the service knows of no such job. began: whether the service
    ever began to carry it out. reasons, message: the printer's, as it last was with this job."""

    state: int
    began: bool = True
    reasons: tuple[str, ...] = ()
    message: str = ""

    @property
    def over(self) -> bool:
        return self.state == 0 or self.state >= 7


class CupsCommands:
    """queue: its name, checked by kiosk.core.printeruri. owner: whose our jobs are; what is asked
    and cancelled is this owner's alone."""

    def __init__(self, queue: str, owner: str) -> None:
        self._queue, self._owner = queue, owner

    def queue(self) -> Queue:
        """Raises PrinterError where there is no such queue, or no service."""
        shown = self._run("lpstat", "-a", self._queue, "-v", self._queue, "-l", "-p", self._queue)
        return read_queue(shown)

    def submit(self, title: str, document: bytes, options: tuple[str, ...]) -> int:
        """The number of the job. The document goes through a pipe and is in no file of ours.

        Raises PrinterError where the service took nothing, LateError where that is not known.
        """
        chosen = [part for option in ("job-sheets=none", *options) for part in ("-o", option)]
        where = ("-U", self._owner, "-d", self._queue, "-t", title)
        said = self._run("lp", *where, *chosen, "-", given=document, timeout_s=SUBMIT_S)
        found = re.search(rf"\b{re.escape(self._queue)}-(\d+)\b", said)
        if found is None:
            raise LateError(f"lp told no job's number: {said.strip()!r}")
        return int(found[1])

    def job(self, number: int) -> Job:
        """Raises PrinterError where the service does not answer."""
        answer = self._ask("/", Question(GET_JOB, _job_uri(number), JOB_ATTRIBUTES, self._owner))
        if answer.status in (NOT_FOUND, GONE):
            return Job(0)
        if not answer.ok or not answer.groups:
            raise PrinterError(f"The print service told nothing of a job (IPP {answer.status:#x}).")
        told = answer.groups[0]
        state = told.get("job-state", (0,))[0]
        return Job(
            state if isinstance(state, int) else 0,
            isinstance(told.get("time-at-processing", ("",))[0], int),
            tuple(map(str, told.get("job-printer-state-reasons", ()))),
            " ".join(map(str, told.get("job-printer-state-message", ()))),
        )

    def cancel(self, number: int) -> None:
        """Raises PrinterError where that was refused, also of a job that is over already."""
        self._run("cancel", "-U", self._owner, f"{self._queue}-{number}")

    def forget(self, number: int) -> None:
        """Have the service delete the document, which it keeps for a day as Debian sets it up.

        Raises PrinterError where it did not.
        """
        purge = Question(CANCEL_JOB, _job_uri(number), user=self._owner, flags=("purge-job",))
        answer = self._ask("/jobs/", purge)
        if not (answer.ok or answer.status in (NOT_FOUND, GONE)):
            raise PrinterError(f"The print service keeps a slip's pages (IPP {answer.status:#x}).")

    def ours(self, which: str = "not-completed") -> tuple[int, ...]:
        """Numbers of our jobs in the queue. which: 'not-completed', 'completed' or 'all'."""
        place = f"ipp://localhost/printers/{self._queue}"
        question = Question(GET_JOBS, place, ("job-id",), self._owner, ("my-jobs",), which)
        answer = self._ask("/", question)
        if answer.status == NOT_FOUND:
            raise PrinterError(f"There is no print queue {self._queue!r}; lpstat -e lists them.")
        if not answer.ok:
            raise PrinterError(f"The print service told no jobs (IPP {answer.status:#x}).")
        found = (group.get("job-id", ("",))[0] for group in answer.groups)
        return tuple(number for number in found if isinstance(number, int))

    def _ask(self, path: str, question: Question) -> Answer:
        server = read_server(self._run("lpstat", "-H"))
        try:
            return ask(server, path, question, ASK_S)
        except (OSError, NotIppError) as error:
            raise PrinterError(
                f"The print service does not answer: {error}. Look at: systemctl status cups"
            ) from error

    def _run(
        self, command: str, *words: str, given: bytes = b"", timeout_s: float = COMMAND_S
    ) -> str:
        program = shutil.which(command)
        if program is None:
            raise PrinterError(f"{command} was not found. {INSTALL}")
        try:
            done = subprocess.run(  # noqa: S603 (a fixed program, a checked queue, no shell)
                [program, *words],
                input=given,
                capture_output=True,
                timeout=timeout_s,
                check=False,
                env=os.environ | {"LC_ALL": "C"},
            )
        except subprocess.TimeoutExpired as error:
            raise LateError(
                f"{command} did not end within {timeout_s:.0f} s: the print service hangs. "
                "Look at: systemctl status cups"
            ) from error
        except OSError as error:
            raise PrinterError(f"{command} could not be started: {error}") from error
        if done.returncode != 0:
            why = done.stderr.decode("utf-8", "replace").strip() or f"status {done.returncode}"
            raise PrinterError(f"The print service refused: {why}. {_advice(why, self._queue)}")
        return done.stdout.decode("utf-8", "replace")


def read_queue(shown: str) -> Queue:
    """What `lpstat -a Q -v Q -l -p Q` prints. Raises PrinterError for something else."""
    accepting = re.search(r"^\S+ (not )?accepting requests", shown, re.MULTILINE)
    device = re.search(r"^device for \S+?: (.*)$", shown, re.MULTILINE)
    printer = re.search(r"^printer \S+ (disabled)?.*\n((?:\t.*\n?)*)", shown, re.MULTILINE)
    if accepting is None or printer is None:
        raise PrinterError(f"lpstat said something that is not understood: {shown[:200]!r}")
    below = [line.strip() for line in printer[2].splitlines()]
    alerts = next((line for line in below if line.startswith("Alerts: ")), "Alerts: none")
    message = below[0] if below and not re.match(r"Form mounted:|Description:", below[0]) else ""
    return Queue(
        enabled=printer[1] is None,
        accepting=accepting[1] is None,
        device=device[1].strip() if device else "",
        reasons=tuple(alerts.removeprefix("Alerts: ").split()),
        message=message,
    )


def read_server(shown: str) -> Server:
    """What `lpstat -H` prints: a socket's path, or HOST:PORT. Raises PrinterError otherwise."""
    place = shown.strip()
    if place.startswith("/"):
        return Server(socket_path=place)
    found = re.fullmatch(r"(\[[^\]]+\]|[^:/\s]+)(?::(\d{1,5}))?(?:/version=[\d.]+)?", place)
    if found is None:
        raise PrinterError(f"lpstat -H names no print server: {place!r}")
    return Server(found[1].strip("[]"), int(found[2] or PORT))


def _job_uri(number: int) -> str:
    return f"ipp://localhost/jobs/{number}"


def _advice(why: str, queue: str) -> str:
    if "Invalid destination" in why or "does not exist" in why:
        return f"Is there a queue {queue!r} (lpstat -e), and does the service run?"
    if "not accepting" in why:
        return f"Let it accept jobs: sudo cupsaccept {queue}"
    return "Look at: systemctl status cups"
