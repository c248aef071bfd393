"""Writes exports: whole, together, at the end, and over nothing that is there already.

`export` is what the command line calls; docs/exports.md describes the files.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from kiosk.adapters import c3d_file, fhir_bundle, parquet_file
from kiosk.app.export_sinks import JOINT_FORMATS, Sink, sink_of
from kiosk.core.records import VisitRecord
from kiosk.errors import InputError, KioskError
from kiosk.exports import opened

FORMATS: Final = ("csv", "json", "parquet", "trc", "mot", "c3d", "fhir")
EXAMPLES: Final = 10


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Visits that gave no file, or not all of it, and why; tickets: the first few."""

    why: str
    visits: int
    tickets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """files: as they lie now. visits: how many are in them."""

    files: tuple[Path, ...]
    visits: int
    left_out: tuple[LeftOut, ...]


def export(
    visits: Iterable[VisitRecord],
    format_: str,
    folder: Path,
    *,
    overwrite: bool = False,
    told: Callable[[int], None] | None = None,
) -> Exported:
    """Write visits in one of FORMATS into a folder, which is made where it is missing.

    told: after every visit, how many were looked at. A visit whose kept movement is damaged keeps
    its figures. Raises InputError for an unknown format, a folder that cannot be written to, and,
    unless overwrite, where a file of the same name is there already: then nothing was written.
    Raises InstallationError where the format's package is missing.
    """
    if format_ not in FORMATS:
        raise InputError(f"There is no export {format_!r}; there are {', '.join(FORMATS)}.")
    checks = {"parquet": parquet_file.check, "c3d": c3d_file.check, "fhir": fhir_bundle.check}
    checks.get(format_, lambda: None)()
    left = _LeftOut()
    count = 0
    with _unwritable(folder), _part_folder(folder) as part:
        sink = sink_of(format_, part)
        try:
            for looked, record in enumerate(visits, 1):
                count += _one(sink, record, format_, left)
                if told is not None:
                    told(looked)
            names = sink.finish()
        finally:
            sink.close()
        files = _placed(part, folder, names, overwrite=overwrite)
    return Exported(files, count, left.told())


def _one(sink: Sink, record: VisitRecord, format_: str, left: _LeftOut) -> bool:
    """Whether there was something to write of this visit."""
    try:
        visit = opened(record)
    except InputError as error:
        left.add(str(error), record.ticket)
        if format_ in JOINT_FORMATS:
            return False
        try:
            visit = opened(replace(record, curves=None, joints=None))
        except InputError:
            return False
    try:
        why = sink.add(visit)
    except InputError as error:
        why = str(error)
    if why:
        left.add(why, record.ticket)
    return not why


@dataclass(slots=True)
class _LeftOut:
    found: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)

    def add(self, why: str, ticket: str) -> None:
        count, tickets = self.found.get(why, (0, ()))
        self.found[why] = count + 1, (*tickets, ticket)[:EXAMPLES]

    def told(self) -> tuple[LeftOut, ...]:
        return tuple(LeftOut(why, *rest) for why, rest in self.found.items())


@contextmanager
def _part_folder(folder: Path) -> Iterator[Path]:
    """A hidden folder beside the files to be, which is gone afterwards whatever happens."""
    folder.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".kiosk-export-", dir=folder))
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _placed(
    part: Path, folder: Path, names: dict[str, str], *, overwrite: bool
) -> tuple[Path, ...]:
    """Give the files their names. All of them, or none where one is taken."""
    taken = [name for name in names.values() if os.path.lexists(folder / name)]
    if taken and not overwrite:
        raise _taken(folder, taken)
    placed = list[Path]()
    for name, final in names.items():
        target = folder / final
        try:
            if not overwrite:
                # Made only if nobody else has made it since; also where there are no hard links.
                target.open("x").close()
            (part / name).replace(target)
        except FileExistsError as error:
            for path in placed:
                path.unlink(missing_ok=True)
            raise _taken(folder, [final]) from error
        placed.append(target)
    return tuple(placed)


def _taken(folder: Path, names: list[str]) -> InputError:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return InputError(
        f"{folder} holds {', '.join(names[:3])}{more} already; nothing was written. Choose another "
        "folder, or say that files may be overwritten."
    )


@contextmanager
def _unwritable(folder: Path) -> Iterator[None]:
    """The system's refusal to write, as an InputError that names the folder."""
    try:
        yield
    except KioskError:
        raise  # the store's own, among others
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"The export into {folder} was not written: {reason}.") from error
