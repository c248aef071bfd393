"""What staff may type over SSH, word by word: the list of `kiosk staff-shell`. stdlib only.

What is not listed is refused, and what is listed is written anew from what was understood: an
option's value is joined to it, and arguments stand after `--`, so that no value is taken for an
option. There is no shell between, no path (only names in staff's own folder), no editor, and no
address of a printer, a camera or a server.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.errors import InputError

LONGEST: Final = 1000
"""Of a line, characters."""
MOST: Final = 40
"""Words in it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A value's pattern, which it meets from end to end, and what it is in words."""

    pattern: str
    what: str

    def of(self, text: str) -> str:
        """The text. Raises InputError where it is none of these."""
        if re.fullmatch(self.pattern, text) is None or not text.isprintable():
            raise InputError(f"{text[:40]!r} is not {self.what}.")
        return text


TICKET: Final = Kind(r"[A-Za-z0-9-]{1,40}", "the code on a slip")
RECORDING: Final = Kind(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", "a name from kiosk recordings list")
FILE: Final = Kind(
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}", "a plain file name (files go into your folder)"
)
DAY: Final = Kind(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,4}[dw]", "a day such as 2026-10-01")
PERIOD: Final = Kind(r"month|week|[0-9]{4}-[0-9]{2}|[0-9-]{10}\.\.[0-9-]{10}", "a period")
NUMBER: Final = Kind(r"[0-9]{1,6}(\.[0-9]{1,3})?", "a number")
FORMAT: Final = Kind(r"[a-z0-9]{1,10}", "a format")
BOX: Final = Kind(r"[0-9]{1,4}x[0-9]{1,4}x[0-9]{1,4}", "a size such as 400x300x300")
SETS: Final = Kind(r"[0-9]{1,2}(,[0-9]{1,2}){0,5}", "numbers of squats such as 2,5,3")
MOUNT: Final = Kind(r"auto|portrait|landscape", "a mount")
SETTING: Final = Kind(r"[a-z_]{1,30}(\.[a-z0-9_]{1,40})?", "a setting such as mark.ahead_m")
TICKETS: Final = Kind(r"[A-Za-z0-9,-]{1,400}", "tickets with commas")
TEXT: Final = Kind(r"[^-].{0,199}", "one line of up to 200 characters")

_JSON: Final[Mapping[str, Kind | None]] = {"--json": None}
_YES: Final[Mapping[str, Kind | None]] = {"--yes": None, "-y": None, **_JSON}
_REPEAT: Final[Mapping[str, Kind | None]] = {
    "--since": DAY, "--within": NUMBER, "--person": TICKETS, **_JSON,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Allowed:
    """options: by name, the kind of its value or None for a flag. arguments: of each in turn;
    more: the last may come again. folder: it writes into staff's folder also unasked."""

    options: Mapping[str, Kind | None]
    arguments: tuple[Kind, ...] = ()
    more: bool = False
    folder: bool = False


COMMANDS: Final[Mapping[tuple[str, ...], Allowed]] = {
    ("status",): Allowed({"--watch": None, "-w": None, **_JSON}),
    ("monitor",): Allowed(
        {"--rate": NUMBER, "--once": None, "--ascii": None, "--braille": None, **_JSON}
    ),
    ("printer", "list"): Allowed(_JSON),
    ("printer", "status"): Allowed(_JSON),
    ("printer", "test"): Allowed(_JSON),
    ("printer", "cancel"): Allowed(_JSON),
    ("reprint",): Allowed(_JSON, (TICKET,)),
    ("maintenance", "on"): Allowed({"--reason": TEXT, **_JSON}),
    ("maintenance", "off"): Allowed(_JSON),
    ("results", "list"): Allowed(
        {"--today": None, "--since": DAY, "--limit": NUMBER, **_JSON},
    ),
    ("results", "show"): Allowed(_JSON, (TICKET,)),
    ("results", "delete"): Allowed(_YES, (TICKET,)),
    ("results", "export"): Allowed(
        {
            "--format": FORMAT, "-f": FORMAT, "--today": None, "--since": DAY, "--force": None,
            **_JSON,
        },
        (FILE, TICKET),
        more=True,
        folder=True,
    ),
    ("report",): Allowed(
        {
            "--period": PERIOD, "--html": None, "--pdf": None, "--out": FILE, "-o": FILE,
            "--overwrite": None, **_JSON,
        },
        (TICKET,),
        folder=True,
    ),
    ("self-check",): Allowed({"--box": BOX, "--history": None, **_YES}),
    ("service", "start"): Allowed(_JSON),
    ("service", "stop"): Allowed(_JSON),
    ("service", "restart"): Allowed(_JSON),
    ("service", "restart-camera"): Allowed(_JSON),
    ("service", "logs"): Allowed(
        {"--lines": NUMBER, "-n": NUMBER, "--follow": None, "-f": None, **_JSON}
    ),
    ("backup",): Allowed(_JSON),
    ("purge",): Allowed(_JSON),
    ("deliver",): Allowed({"--test": None, **_JSON}),
    ("sync",): Allowed(_JSON),
    ("update", "status"): Allowed(_JSON),
    ("update", "check"): Allowed(_JSON),
    ("update", "apply"): Allowed({}),
    ("update", "rollback"): Allowed({"--yes": None, "-y": None}),
    ("fleet", "status"): Allowed(_JSON),
    ("fleet", "report"): Allowed({"--since": DAY, "--until": DAY, **_JSON}),
    ("metrics",): Allowed(_JSON),
    ("doctor",): Allowed({"--quiet": None, "-q": None, **_JSON}),
    ("config", "show"): Allowed({"--changed": None, **_JSON}, (SETTING,)),
    ("config", "check"): Allowed(_JSON),
    ("recordings", "list"): Allowed(_JSON),
    ("recordings", "show"): Allowed(_JSON, (RECORDING,)),
    ("recordings", "delete"): Allowed(_YES, (RECORDING,), more=True),
    ("calibrate",): Allowed({"--once": None, "--accept": None, **_YES}),
    ("repeatability", "show"): Allowed(_REPEAT),
    ("replay",): Allowed(
        {"--video": FILE, "--speed": NUMBER, "--mount": MOUNT, "--sets": SETS, **_JSON},
        (RECORDING,),
        folder=True,
    ),
}  # fmt: skip
"""Not in it, and why: `config edit` (an editor runs any program), `config set` (it is root's, and
printers, models and servers are named in it), `restore` (a file of one's choice takes the place of
what is here), `key`, `run`, `record`, `view`, `analyze`, `reanalyse`, `repeatability set`,
`fleet prepare` and `fleet purge` (files, programs, windows, settings or databases)."""

HELP: Final = ("--help", "-h")
OWN: Final[Mapping[str, tuple[Kind, ...]]] = {
    "files": (), "fetch": (Kind(rf"{FILE.pattern}(/{FILE.pattern})?", FILE.what),),
    "remove": (Kind(rf"{FILE.pattern}(/{FILE.pattern})?", FILE.what),), "help": (), "exit": (),
}  # fmt: skip
"""The shell's own words, with what follows each."""


@dataclass(frozen=True, slots=True)
class Order:
    """What was understood. own: a word of the shell's own and what follows it; else words: those
    for the command `kiosk`. writes: it leaves files in staff's folder. name: what was asked,
    without a value of it: for the journal."""

    words: tuple[str, ...]
    own: bool = False
    writes: bool = False
    name: str = ""


def order(line: str) -> Order | None:
    """What a line asks for; None for an empty one. Raises InputError that says why not."""
    if len(line) > LONGEST:
        raise InputError(f"A line has at most {LONGEST} characters.")
    if not line.replace("\t", " ").isprintable():
        raise InputError("There are control characters in it.")
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise InputError(f"It cannot be read: {error}.") from error
    if len(words) > MOST:
        raise InputError(f"A line has at most {MOST} words.")
    if words[:1] == ["kiosk"]:
        words = words[1:] or ["help"]
    if not words:
        return None
    if words[0] in OWN:
        return _own(words)
    return _command(words)


def complete(before: Sequence[str], begun: str) -> list[str]:
    """Words that may follow, sorted: commands, then a command's options."""
    words = list(before[1:] if before[:1] == ["kiosk"] else before)
    found = set(_next(words))
    for at in (2, 1):
        if (allowed := COMMANDS.get(tuple(words[:at]))) is not None:
            found |= {one for one in (*allowed.options, *HELP) if one.startswith("--")}
            break
    if not words:
        found |= set(OWN)
    return sorted(one for one in found if one.startswith(begun))


def _next(words: list[str]) -> Iterator[str]:
    count = len(words)
    for command in COMMANDS:
        if len(command) > count and list(command[:count]) == words:
            yield command[count]


def _own(words: list[str]) -> Order:
    kinds = OWN[words[0]]
    if len(words) - 1 != len(kinds):
        raise InputError(f"{words[0]} takes {len(kinds) or 'no'} name{'s' * (len(kinds) != 1)}.")
    for kind, word in zip(kinds, words[1:], strict=True):
        kind.of(word)
    return Order(tuple(words), own=True, name=words[0])


def _command(words: list[str]) -> Order:
    if words in ([one] for one in (*HELP, "--version")):
        return Order(tuple(words), name=words[0])
    for at in (2, 1):
        command = tuple(words[:at])
        if len(command) == at and (allowed := COMMANDS.get(command)) is not None:
            return _understood(command, allowed, words[at:])
    if len(words) == 2 and words[1] in HELP and any(words[0] == one[0] for one in COMMANDS):
        return Order(tuple(words), name=words[0])
    raise InputError(f"{' '.join(words[:2])[:40]!r} is not among staff's commands. See: help")


def _understood(command: tuple[str, ...], allowed: Allowed, rest: list[str]) -> Order:
    name = " ".join(command)
    options: list[str] = []
    arguments: list[str] = []
    while rest:
        word = rest.pop(0)
        if word in HELP:
            return Order((*command, "--help"), name=name)
        if not word.startswith("-"):
            arguments.append(word)
            continue
        option, joined, value = word.partition("=")
        if option not in allowed.options:
            raise InputError(f"{option[:40]!r} is not an option of {name} here.")
        kind = allowed.options[option]
        if kind is None:
            if joined:
                raise InputError(f"{option} takes no value.")
            options.append(option)
            continue
        if not joined:
            if not rest:
                raise InputError(f"{option} wants {kind.what}.")
            value = rest.pop(0)
        value = kind.of(value)
        options += [f"{option}={value}"] if option.startswith("--") else [option, value]
    for at, word in enumerate(arguments):
        if at >= len(allowed.arguments) and not (allowed.more and allowed.arguments):
            raise InputError(f"{name} does not take {word[:40]!r} here.")
        allowed.arguments[min(at, len(allowed.arguments) - 1)].of(word)
    tail = ("--", *arguments) if arguments else ()
    return Order((*command, *options, *tail), writes=allowed.folder, name=name)
