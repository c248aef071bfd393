"""The files of an export while they are written: one a visit, or one a table for all visits.

Both give names only at the end; until then they write into a part folder. See kiosk.app.exporting.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Final, Protocol

from kiosk import __version__
from kiosk.adapters import c3d_file, fhir_bundle, parquet_file
from kiosk.core.wording import DISCLAIMER
from kiosk.exports import ExportVisit, csv_text, fhir, json_text, mot, trc
from kiosk.exports.names import stem, unused
from kiosk.exports.tables import TABLES, Row, Table

TABLE_FORMATS: Final = ("csv", "parquet")
"""One file a table for all visits; the others have one a visit."""
JOINT_FORMATS: Final = ("trc", "mot", "c3d")
"""Nothing to write for a visit whose joints were not kept."""

NO_JOINTS: Final = "no joints were kept, because the member did not agree to it or nobody stood"
NOTHING_MEASURED: Final = "no leg's movement was measured"


class Sink(Protocol):
    """Where visits of a format go, within the part folder."""

    def add(self, visit: ExportVisit) -> str:
        """'' or why there was nothing to write."""
        ...

    def finish(self) -> dict[str, str]:
        """{name in the part folder: name to be given}."""
        ...

    def close(self) -> None: ...


def sink_of(format_: str, part: Path) -> Sink:
    """What writes a format into the part folder."""
    return Tables(part, format_) if format_ in TABLE_FORMATS else Each(part, format_)


class Each:
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


class Tables:
    """A file a table, for all visits together."""

    def __init__(self, part: Path, format_: str) -> None:
        self._format = format_
        make = _CsvFile if format_ == "csv" else _parquet
        self._open = ExitStack()
        self._files = {
            one: self._open.enter_context(closing(make(part / one.name, one))) for one in TABLES
        }
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
        self.close()
        many = f"visits_{min(self._dates)}_{max(self._dates)}"
        whole = self._stem if self._count == 1 else many
        return {one.name: f"{whole}_{one.name}.{self._format}" for one in self._files}

    def close(self) -> None:
        self._open.close()


class _CsvFile:
    def __init__(self, path: Path, table: Table) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._file.write(csv_text.heading(table))

    def add(self, rows: Iterable[Row]) -> None:
        self._file.write(csv_text.lines(rows))

    def close(self) -> None:
        self._file.close()


def _parquet(path: Path, table: Table) -> parquet_file.ParquetFile:
    facts = {"software": f"knee-kiosk {__version__}", "table": table.name, "note": DISCLAIMER.text}
    return parquet_file.ParquetFile(path, table, facts)
