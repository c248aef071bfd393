"""What the staff account gets instead of a shell: the kiosk's commands, one at a time.

sshd forces it (systemd/sshd_config.d). What may be asked is kiosk.core.staffwords; here it is read,
noted in the journal and carried out: by the command `kiosk` itself, as a program of its own with an
environment made anew, in staff's folder. May import kiosk.core and kiosk.errors.
"""

from __future__ import annotations

import os
import pwd
import re
import resource
import signal
import subprocess
import sys
import syslog
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TextIO

from kiosk.app.staff_files import ROOM, fetch, files, remove
from kiosk.core.staffwords import COMMANDS, Order, complete, order
from kiosk.errors import InputError

ASKED: Final = "SSH_ORIGINAL_COMMAND"
PATH: Final = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
NOWHERE: Final = "/nonexistent"
"""A home that nothing is read from or left in: no settings of a library, no cache."""
TERMINAL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,40}")
LOCALE: Final = re.compile(r"[A-Za-z0-9_.@-]{1,40}")
BIGGEST: Final = 500_000_000
"""Bytes of a file that a command may write."""
GREETING: Final = (
    "The kiosk's commands; help lists them, Tab completes them, exit leaves.\nExample: status"
)
REFUSED: Final = 2


@dataclass(frozen=True, slots=True)
class StaffShell:
    """program: the command `kiosk`. folder: where staff's files go. environment: of all it runs."""

    program: Path
    folder: Path
    environment: Mapping[str, str]

    def once(self, line: str) -> int:
        """Carry out one line; the exit status."""
        try:
            asked = order(line)
            if asked is None:
                return 0
            _note(asked.name)
            return self._own(asked) if asked.own else self._run(asked)
        except InputError as error:
            _note("refused")
            _say(f"kiosk: {error}", sys.stderr)
            return REFUSED

    def talk(self) -> int:
        """Line after line until exit or the end; the last line's status."""
        status, prompt = 0, ""
        if sys.stdin.isatty():
            _edit_lines()
            _say(GREETING)
            prompt = "kiosk> "
        while True:
            try:
                line = input(prompt)
            except EOFError:
                return status
            except KeyboardInterrupt:
                _say("")
                continue
            except UnicodeDecodeError:
                line = "\0"
            if line.split() in (["exit"], ["quit"], ["logout"]):
                return status
            status = self.once(line)

    def _run(self, asked: Order) -> int:
        if asked.writes and sum(size for _, size in files(self.folder)) > ROOM:
            raise InputError("Your folder is full: remove something first. What is there: files")
        words = [str(self.program), *asked.words]
        # Ctrl-C is the command's: here a handler, which a new program does not inherit.
        before = signal.signal(signal.SIGINT, lambda *_: None)
        try:
            return subprocess.call(  # noqa: S603 - one program, words off a list
                words, env=dict(self.environment), cwd=self.folder, umask=0o027
            )
        except OSError as error:
            raise InputError(f"{self.program} does not start: {error.strerror}.") from error
        finally:
            signal.signal(signal.SIGINT, before)

    def _own(self, asked: Order) -> int:
        word, *names = asked.words
        if word == "help":
            _say(listing())
        elif word == "files":
            for name, size in files(self.folder):
                _say(f"{size:>12}  {name if name.isprintable() else ascii(name)}")
        elif word == "remove":
            remove(self.folder, names[0])
        elif word == "fetch":
            if sys.stdout.isatty():
                raise InputError(
                    f"From your own machine: ssh THIS-KIOSK fetch {names[0]} > {names[0]}"
                )
            fetch(self.folder, names[0], sys.stdout.buffer)
        return 0


def staff_shell(program: Path, folder: Path) -> int:
    """What was asked with the login, or a prompt; the exit status. Changes this process: its
    environment, its limits and its signals, for the rest of its life."""
    line = os.environ.get(ASKED)
    clean = environment(os.environ)
    os.environ.clear()
    os.environ.update(clean)
    _fence()
    shell = StaffShell(program, folder, clean)
    return shell.talk() if line is None else shell.once(line)


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """Nothing of what came with the login but the terminal's kind and the language, where these
    are what they say; and no program that could be started from another."""
    made = {
        "PATH": PATH, "HOME": NOWHERE, "SHELL": "/usr/sbin/nologin", "INPUTRC": "/dev/null",
        "PAGER": "cat", "SYSTEMD_PAGER": "", "SYSTEMD_PAGERSECURE": "1", "LESSSECURE": "1",
        "EDITOR": "/bin/false", "VISUAL": "/bin/false",
    }  # fmt: skip
    if TERMINAL.fullmatch(term := given.get("TERM", "")):
        made["TERM"] = term
    for name in ("LANG", "LC_ALL", "LC_CTYPE"):
        if LOCALE.fullmatch(value := given.get(name, "")):
            made[name] = value
    if given.get("NO_COLOR"):
        made["NO_COLOR"] = "1"
    return made


def listing() -> str:
    """All that may be typed, in 80 columns."""
    lines = ["The kiosk's commands; COMMAND --help tells one:"]
    heads: dict[str, list[str]] = {}
    for command in COMMANDS:
        heads.setdefault(command[0], []).extend(command[1:])
    lines += [f"  {head:14}{'  '.join(tails)}".rstrip() for head, tails in heads.items()]
    lines += [
        "Your folder, into which reports, exports and videos go:",
        "  files         what is there",
        "  fetch NAME    its bytes; from your machine: ssh THIS-KIOSK fetch NAME > NAME",
        "  remove NAME",
        "help, exit",
    ]
    return "\n".join(lines)


def _say(text: str, to: TextIO | None = None) -> None:
    """A line; what the terminal's encoding lacks is spelt out."""
    there = to or sys.stdout
    encoding = there.encoding or "ascii"
    there.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    there.flush()


def _fence() -> None:
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    signal.signal(signal.SIGQUIT, signal.SIG_IGN)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (BIGGEST, BIGGEST))


def _note(what: str) -> None:
    """Who asked for what, without tickets and names of files, for the journal."""
    with suppress(KeyError):
        who = pwd.getpwuid(os.getuid()).pw_name
        syslog.openlog("kiosk-staff", 0, syslog.LOG_AUTHPRIV)
        syslog.syslog(syslog.LOG_INFO, f"{who}: {what}")


def _edit_lines() -> None:
    """Arrow keys and Tab. No file of former lines is read or written."""
    import readline

    found: list[str] = []

    def completer(begun: str, at: int) -> Any:
        if at == 0:
            before = readline.get_line_buffer()[: readline.get_begidx()].split()
            found[:] = complete(before, begun)
        return found[at] + " " if at < len(found) else None

    readline.set_completer_delims(" ")
    readline.set_completer(completer)
    readline.parse_and_bind("tab: complete")
