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
from typing import Final, Protocol

from kiosk import __version__
from kiosk.adapters import c3d_file, fhir_bundle, parquet_file
from kiosk.core.records import VisitRecord
from kiosk.core.wording import DISCLAIMER
from kiosk.errors import InputError
from kiosk.exports import ExportVisit, csv_text, fhir, json_text, mot, opened, trc
from kiosk.exports.names import stem, unused
from kiosk.exports.tables import TABLES, Table

FORMATS: Final = ("csv", "json", "parquet", "trc", "mot", "c3d", "fhir")
TABLE_FORMATS: Final = ("csv", "parquet")
"""One file a table for all visits; the others have one a visit."""
JOINT_FORMATS: Final = ("trc", "mot", "c3d")
"""Nothing to write for a visit whose joints were not kept."""
EXAMPLES: Final = 10

NO_JOINTS: Final = "no joints were kept, because the member did not agree to it or nobody stood"
NOTHING_MEASURED: Final = "no leg's movement was measured"


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


class _Sink(Protocol):
    """Where visits of a format go, within the part folder."""

    def add(self, visit: ExportVisit) -> str:
        """'' or why there was nothing to write."""
        ...

    def finish(self) -> dict[str, str]:
        """{name in the part folder: name to be given}."""
        ...

    def close(self) -> None: ...


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
        sink: _Sink = _Tables(part, format_) if format_ in TABLE_FORMATS else _Each(part, format_)
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


def _one(sink: _Sink, record: VisitRecord, format_: str, left: _LeftOut) -> bool:
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


class _Each:
    """A file a visit."""

    def __init__(self, part: Path, format_: str) -> None:
        self._part, self._format = part, format_
        self._ending = ".fhir.json" if format_ == "fhir" else f".{format_}"
        self._names = dict[str, str]()

    def add(self, visit: ExportVisit) -> str:
        name = unused(stem(visit.record), self._ending, self._names)
        path = self._part / name
        if self._format in JOINT_FORMATS and visit.joints is None:
            return NO_JOINTS
        if self._format in JOINT_FORMATS and visit.joints and not trc.markers(visit.joints)[0]:
            return NOTHING_MEASURED
        if self._format == "c3d":
            c3d_file.write(path, visit)
        else:
            text = self._text(visit, name)
            if not text:
                return NOTHING_MEASURED
            path.write_text(text, encoding="utf-8", newline="")
        self._names[name] = name
        return ""

    def _text(self, visit: ExportVisit, name: str) -> str:
        if self._format == "trc" and visit.joints is not None:
            return trc.text(visit.joints, name)
        if self._format == "mot":
            return mot.text(visit, name.removesuffix(self._ending))
        if self._format == "fhir":
            return fhir_bundle.validated(fhir.bundle(visit))
        return json_text.text(visit)

    def finish(self) -> dict[str, str]:
        return self._names

    def close(self) -> None:
        """Every file is closed as it is written."""


class _Tables:
    """A file a table, for all visits together."""

    def __init__(self, part: Path, format_: str) -> None:
        self._format = format_
        make = _CsvFile if format_ == "csv" else _parquet
        self._files = {one: make(part / one.name, one) for one in TABLES}
        self._stem, self._dates = "", set[str]()
        self._count = 0

    def add(self, visit: ExportVisit) -> str:
        for table, file in self._files.items():
            file.add(table.rows(visit))
        self._count += 1
        self._stem = stem(visit.record)
        self._dates.add(self._stem.rpartition("_")[2])
        return ""

    def finish(self) -> dict[str, str]:
        if not self._count:
            return {}
        for file in self._files.values():
            file.close()
        many = f"visits_{min(self._dates)}_{max(self._dates)}"
        whole = self._stem if self._count == 1 else many
        return {one.name: f"{whole}_{one.name}.{self._format}" for one in self._files}

    def close(self) -> None:
        for file in self._files.values():
            file.close()


class _CsvFile:
    def __init__(self, path: Path, table: Table) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._file.write(csv_text.heading(table))

    def add(self, rows: Iterable[tuple[str | float | bool | None, ...]]) -> None:
        self._file.write(csv_text.lines(rows))

    def close(self) -> None:
        self._file.close()


def _parquet(path: Path, table: Table) -> parquet_file.ParquetFile:
    facts = {"software": f"knee-kiosk {__version__}", "table": table.name, "note": DISCLAIMER.text}
    return parquet_file.ParquetFile(path, table, facts)


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
    except OSError as error:
        if isinstance(error, InputError):
            raise
        reason = error.strerror or str(error)
        raise InputError(f"The export into {folder} was not written: {reason}.") from error
