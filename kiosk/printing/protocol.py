"""What kiosk and print worker say to each other: one JSON object a line. kiosk.core and ports only.

The kiosk asks, each request with a number of its own; the worker answers with the same number, in
whatever order answers are ready. Every line has the version; what is not exactly as written here is
refused by whoever reads it.

    status              how the printer was when it was asked last, at once
    look                the same, asked now
    print job slip      answered when it came to its end
    outcome job         what became of it
    withdraw job        it shall not begin any more if it has not; and what became of it
    cancel              all that wait shall not begin; the printer is emptied of what one left
    new_roll            a whole roll is in
    erase job           where slips are files
    tidy days           where slips are files
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Literal, get_args

from kiosk.core.slip import Slip
from kiosk.core.slip_codec import LONGEST, slip_of, slip_tree
from kiosk.errors import InputError
from kiosk.ports import PrinterStatus
from kiosk.printing.journal import job_name
from kiosk.printing.service import Fate

VERSION: Final = 1
MOST_BYTES: Final = 2 * LONGEST
"""Of a line; a slip takes some 50,000."""
MOST_NUMBER: Final = 2**53
MOST_DAYS: Final = 100_000

Do = Literal[
    "status", "look", "print", "outcome", "withdraw", "cancel", "new_roll", "erase", "tidy"
]
Fault = Literal["", "printer", "request", "version", "bug"]
"""Why there is no answer. printer: kiosk.errors.PrinterError, nothing was printed or erased."""

_NEEDS: Final[dict[str, set[str]]] = {
    "print": {"job", "slip"}, "outcome": {"job"}, "withdraw": {"job"}, "erase": {"job"},
    "tidy": {"days"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """job: a UUID in its one spelling, or empty where none is needed. number: in its line."""

    do: Do
    job: str = ""
    slip: Slip | None = None
    days: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """busy: a job is being printed. paper_mm: used since the last roll. printer: which one
    this worker has, by its name (kiosk.app.printing.printer_name)."""

    status: PrinterStatus
    busy: bool
    paper_mm: float
    printer: str


@dataclass(frozen=True, slots=True)
class Reply:
    """fault: '' where it went well. fate: of a job. count: erased, tidied or cancelled."""

    number: int
    fault: Fault = ""
    text: str = ""
    fate: Fate | None = None
    count: int = 0
    told: Told | None = None


class VersionError(InputError):
    """The other side speaks another version."""


def request_line(request: Request, number: int) -> bytes:
    """Raises InputError where the slip has no such form."""
    tree: dict[str, Any] = {"v": VERSION, "n": number, "do": request.do}
    for name in sorted(_NEEDS.get(request.do, ())):  # of a set: the same line in every process
        value = getattr(request, name)
        tree[name] = slip_tree(value) if isinstance(value, Slip) else value
    return _line(tree)


def read_request(line: bytes) -> Request:
    """Raises InputError for anything else; VersionError for another version's."""
    tree = _tree(line)
    number, do = _number(tree), tree.get("do")
    if not isinstance(do, str) or do not in get_args(Do):
        raise InputError(f"{_shown(do)} is nothing to do; known are {', '.join(get_args(Do))}.")
    wanted = {"v", "n", "do"} | _NEEDS.get(do, set())
    if set(tree) != wanted:
        raise InputError(f"'{do}' has {_shown(sorted(tree))}, not {sorted(wanted)}.")
    job, days = tree.get("job", ""), tree.get("days", 0)
    if "job" in wanted and (not isinstance(job, str) or job_name(job) != job):
        raise InputError(f"{_shown(job)} is no job's UUID.")
    if type(days) is not int or not 0 <= days <= MOST_DAYS:
        raise InputError(f"{_shown(days)} is no number of days.")
    slip = slip_of(tree["slip"]) if "slip" in wanted else None
    return Request(do, job, slip, days, number)  # type: ignore[arg-type]


def reply_line(reply: Reply) -> bytes:
    return _line({"v": VERSION, **asdict(reply)})


def read_reply(line: bytes) -> Reply:
    """Raises InputError for anything else; VersionError for another version's."""
    tree = _tree(line)
    if "v" not in tree or set(tree) - {"v"} != {one.name for one in fields(Reply)}:
        raise InputError("An answer of the print worker has other fields than agreed.")
    number, fault, text = _number(tree, "number"), tree["fault"], tree["text"]
    fate, count = tree["fate"], tree["count"]
    fates = (None, *(name for one in get_args(Fate) for name in get_args(one)))
    fine = fault in get_args(Fault) and isinstance(text, str) and fate in fates
    if not fine or type(count) is not int:
        raise InputError("An answer of the print worker is none.")
    return Reply(number, fault, text, fate, count, _told(tree["told"]))


def number_of(line: bytes) -> int:
    """Of a request that cannot be read otherwise, for the answer to it; 0 where it has none."""
    try:
        return _number(_tree(line, any_version=True))
    except InputError:
        return 0


def _told(tree: Any) -> Told | None:
    if tree is None:
        return None
    kinds = {"ready": bool, "reason": (str, type(None)), "text": str, "low": bool, "tells": bool}
    status = tree.get("status") if isinstance(tree, dict) else None
    if not isinstance(status, dict) or set(status) != set(kinds):
        raise InputError("A printer's status has other fields than agreed.")
    if not all(isinstance(status[name], kind) for name, kind in kinds.items()):  # type: ignore[arg-type]
        raise InputError("A printer's status is none.")
    busy, paper_mm, printer = (tree.get(name) for name in ("busy", "paper_mm", "printer"))
    if not (isinstance(busy, bool) and isinstance(paper_mm, float) and isinstance(printer, str)):
        raise InputError("A print worker's state is none.")
    return Told(PrinterStatus(**status), busy, paper_mm, printer)


def _line(tree: dict[str, Any]) -> bytes:
    text = json.dumps(tree, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    data = text.encode() + b"\n"
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
            f"The other side speaks version {_shown(tree.get('v'))}, this one {VERSION}: kiosk and "
            "print worker are of different versions. Restart both."
        )
    return tree


def _number(tree: dict[str, Any], name: str = "n") -> int:
    number = tree.get(name)
    if type(number) is not int or not 0 <= number <= MOST_NUMBER:
        raise InputError(f"A line has no number, but {_shown(number)}.")
    return number


def _shown(given: object) -> str:
    whole = repr(given)
    return whole if len(whole) <= 60 else f"{whole[:57]}..."
