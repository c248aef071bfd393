"""What staff's commands and the running kiosk say to each other: one JSON object a line.

kiosk.core only. A command asks, with a number of its own; the kiosk answers with the same number
when it is done. Every line has the version; what is not exactly as written here is refused.

    status                  how the kiosk is
    live                    what it sees just now
    maintenance on reason   out of order after the visit under way, or back
    reprint ticket          staff's copy of the last slip, if it is this ticket's; '' whichever
    erase ticket            a visit, here and in the backups
    purge                   what has been kept for its time
    backup path             everything into a new file; '' into the folder of backups
    restore path on         a backup into the place of what is here; on: with its key
    renew                   the camera's process anew, where nobody is being measured
    acknowledge sequence stream   a replica has all that this outbox held up to here
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeGuard, get_args

from kiosk.core import strictjson
from kiosk.core.running import Live, Running
from kiosk.errors import InputError

VERSION: Final = 1
MOST_BYTES: Final = 200_000
"""Of a line: fifty faults of 2,000 characters at most; usually 3,000 bytes."""
MOST_NUMBER: Final = 2**53
MOST_SEQUENCE: Final = 2**63 - 1
"""Of SQLite's numbers."""
LONGEST_REASON: Final = 200
LONGEST_TICKET: Final = 40
LONGEST_PATH: Final = 1000
LONGEST_STREAM: Final = 40

Do = Literal[
    "status", "live", "maintenance", "reprint", "erase", "purge", "backup", "restore",
    "acknowledge", "renew",
]  # fmt: skip
Fault = Literal["", "request", "version", "busy", "failed", "bug"]
"""request: not understood. busy: too much is waiting. failed: it was tried, and the text says why
not."""

_NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "maintenance": ("on", "reason"), "reprint": ("ticket",), "erase": ("ticket",),
    "backup": ("path",), "restore": ("path", "on"), "acknowledge": ("sequence", "stream"),
}  # fmt: skip
_LONGEST: Final = {
    "reason": LONGEST_REASON, "ticket": LONGEST_TICKET, "path": LONGEST_PATH,
    "stream": LONGEST_STREAM,
}  # fmt: skip
_HIDDEN: Final = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


@dataclass(frozen=True, slots=True)
class Request:
    """on: whether out of service; of restore: whether with its key. path: absolute, or
    ''."""

    do: Do
    on: bool = False
    reason: str = ""
    ticket: str = ""
    path: str = ""
    sequence: int = 0
    stream: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """fault: '' where it went well. text: for people. done: whether there was something to erase,
    or what became of a copy ('printed', 'failed', 'unknown'). count: visits erased or kept. path:
    of a file that was made or set aside."""

    fault: Fault = ""
    text: str = ""
    done: str = ""
    count: int = 0
    path: str = ""
    running: Running | None = None
    live: Live | None = None


class VersionError(InputError):
    """The other side speaks another version."""


def request_line(request: Request, number: int) -> bytes:
    """Raises InputError for what `read_request` would refuse."""
    line: dict[str, Any] = {"v": VERSION, "n": number, "do": request.do}
    for name in _NEEDS.get(request.do, ()):
        line[name] = getattr(request, name)
    data = _line(line)
    read_request(data)
    return data


def read_request(line: bytes) -> tuple[int, Request]:
    """Its number and what it asks. Raises InputError for anything else; VersionError for another
    version's."""
    tree = _tree(line)
    number, do = _number(tree), tree.get("do")
    if not isinstance(do, str) or do not in get_args(Do):
        raise InputError(f"{_shown(do)} is nothing to do; known are {', '.join(get_args(Do))}.")
    names = _NEEDS.get(do, ())
    if set(tree) != {"v", "n", "do", *names}:
        raise InputError(f"'{do}' has {_shown(sorted(tree))}, not {sorted(names)}.")
    given = {name: tree[name] for name in names}
    if not isinstance(given.get("on", False), bool):
        raise InputError(f"'{do}' has on = {_shown(given['on'])}, not true or false.")
    if not _is_number(given.get("sequence", 0), MOST_SEQUENCE):
        raise InputError(f"'{do}' has sequence = {_shown(given['sequence'])}, not a number.")
    for name in _LONGEST.keys() & given.keys():
        _check_text(name, given[name])
    return number, Request(do, **given)  # type: ignore[arg-type]


def reply_line(reply: Reply, number: int) -> bytes:
    return _line({"v": VERSION, "n": number, "reply": strictjson.tree(reply)})


def read_reply(line: bytes) -> tuple[int, Reply]:
    """Raises InputError for anything else; VersionError for another version's."""
    tree = _tree(line)
    if set(tree) != {"v", "n", "reply"}:
        raise InputError("An answer of the kiosk has other fields than agreed.")
    return _number(tree), strictjson.read(Reply, tree["reply"])


def number_of(line: bytes) -> int:
    """Of a request that cannot be read otherwise, for the answer to it; 0 where it has none."""
    try:
        return _number(_tree(line, any_version=True))
    except InputError:
        return 0


def _check_text(name: str, given: object) -> None:
    if not isinstance(given, str):
        raise InputError(f"{name} is {_shown(given)}, not a text.")
    if len(given) > _LONGEST[name]:
        raise InputError(f"{name} has {len(given)} characters; {_LONGEST[name]} are the most.")
    if hidden := next((one for one in given if unicodedata.category(one) in _HIDDEN), ""):
        raise InputError(f"{name} contains U+{ord(hidden):04X}, which cannot be seen.")
    if name == "path" and given and not given.startswith("/"):
        raise InputError(f"path is {_shown(given)}, not an absolute one.")


def _line(tree: dict[str, Any]) -> bytes:
    text = json.dumps(tree, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        data = text.encode() + b"\n"
    except UnicodeEncodeError as error:
        raise InputError("A text holds half a character, which has no UTF-8.") from error
    if len(data) > MOST_BYTES:
        raise InputError(f"A line of {len(data)} bytes; {MOST_BYTES} are the most.")
    return data


def _tree(line: bytes, *, any_version: bool = False) -> dict[str, Any]:
    if len(line) > MOST_BYTES:
        raise InputError(f"A line of {len(line)} bytes; {MOST_BYTES} are the most.")
    try:
        tree = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"A line is no JSON: {str(error)[:80]}") from error
    if not isinstance(tree, dict):
        raise InputError("A line is no JSON object.")
    if tree.get("v") != VERSION and not any_version:
        raise VersionError(
            f"The other side speaks version {_shown(tree.get('v'))}, this one {VERSION}: the "
            "running kiosk is of another version than this command. Restart it: kiosk service "
            "restart."
        )
    return tree


def _number(tree: dict[str, Any]) -> int:
    number = tree.get("n")
    if not _is_number(number, MOST_NUMBER):
        raise InputError(f"A line has no number, but {_shown(number)}.")
    return number


def _is_number(given: object, most: int) -> TypeGuard[int]:
    return type(given) is int and 0 <= given <= most


def _shown(given: object) -> str:
    whole = repr(given)
    return whole if len(whole) <= 60 else f"{whole[:57]}..."
