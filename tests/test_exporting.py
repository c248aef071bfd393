"""Exports appear whole, together and over nothing; a bad visit does not stop the others."""

from __future__ import annotations

import csv
import errno
import json
import os
import resource
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.app.export_sinks import NO_JOINTS
from kiosk.app.exporting import FORMATS, export
from kiosk.core.records import VisitRecord
from kiosk.errors import InputError, InstallationError, StoreError
from tests.support.visits import analytic_visit, record_of

FIRST = record_of(analytic_visit())
SECOND = replace(FIRST, visit="1" * 32, ticket="NB23CD", started_utc="2026-12-01T08:00:00Z")
BARE = replace(FIRST, visit="2" * 32, ticket="RS45TV", curves=None, joints=None)
TORN = replace(FIRST, visit="3" * 32, ticket="XX99XX", curves=b"KC\x01nonsense")
ENDINGS = {
    "csv": ("_visits.csv", "_results.csv", "_squats.csv", "_curves.csv"),
    "parquet": ("_visits.parquet", "_results.parquet", "_squats.parquet", "_curves.parquet"),
    "fhir": (".fhir.json",),
}


def there(folder: Path) -> set[str]:
    """Names of all files and folders, hidden ones too."""
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("format_", FORMATS)
def test_a_visits_files_bear_its_ticket_and_date(tmp_path: Path, format_: str) -> None:
    done = export([FIRST], format_, tmp_path / "new")
    endings = ENDINGS.get(format_, (f".{format_}",))
    assert there(tmp_path / "new") == {f"K7B4F2_2026-11-26{ending}" for ending in endings}
    assert {path.name for path in done.files} == there(tmp_path / "new")
    assert all(path.stat().st_size for path in done.files)
    assert (done.visits, done.left_out) == (1, ())


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_is_overwritten_unasked(tmp_path: Path, format_: str) -> None:
    first = export([FIRST], format_, tmp_path)
    before = {path: path.read_bytes() for path in first.files}
    later = replace(FIRST, kiosk_version="2.0.0")
    with pytest.raises(InputError, match="already; nothing was written"):
        export([SECOND, later] if format_ not in ("csv", "parquet") else [later], format_, tmp_path)
    assert {path: path.read_bytes() for path in first.files} == before
    assert there(tmp_path) == {path.name for path in first.files}
    again = export([later], format_, tmp_path, overwrite=True)
    assert set(again.files) == set(first.files)
    assert there(tmp_path) == {path.name for path in first.files}


def test_many_visits_are_one_table_and_a_file_each_otherwise(tmp_path: Path) -> None:
    seen: list[int] = []
    done = export([FIRST, SECOND, BARE], "csv", tmp_path / "csv", told=seen.append)
    names = {f"visits_2026-11-26_2026-12-01{ending}" for ending in ENDINGS["csv"]}
    assert {path.name for path in done.files} == names
    with (tmp_path / "csv" / "visits_2026-11-26_2026-12-01_visits.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["ticket"] for row in rows] == ["K7B4F2", "NB23CD", "RS45TV"]
    assert [row["has_joints"] for row in rows] == ["true", "true", "false"]
    assert seen == [1, 2, 3]
    done = export([FIRST, SECOND], "json", tmp_path / "json")
    tickets = [json.loads(path.read_text())["ticket"] for path in done.files]
    assert tickets == ["K7B4F2", "NB23CD"]


def test_one_ticket_of_two_kiosks_on_one_day_are_two_files(tmp_path: Path) -> None:
    export([FIRST, replace(FIRST, visit="9" * 32)], "json", tmp_path)
    assert there(tmp_path) == {"K7B4F2_2026-11-26.json", "K7B4F2_2026-11-26_2.json"}


@pytest.mark.parametrize("format_", ["trc", "mot", "c3d"])
def test_a_visit_without_joints_is_left_out_and_told(tmp_path: Path, format_: str) -> None:
    many = [replace(BARE, ticket=f"BARE{i:02d}") for i in range(12)]
    done = export([*many, SECOND], format_, tmp_path)
    assert there(tmp_path) == {f"NB23CD_2026-12-01.{format_}"}
    assert done.visits == 1
    (left,) = done.left_out
    assert (left.why, left.visits, len(left.tickets)) == (NO_JOINTS, 12, 10)


@pytest.mark.parametrize("format_", FORMATS)
def test_damaged_movement_costs_the_movement_and_not_the_figures(
    tmp_path: Path, format_: str
) -> None:
    done = export([TORN, SECOND], format_, tmp_path)
    moves = format_ in ("trc", "mot", "c3d")
    assert done.visits == (1 if moves else 2)
    assert [(left.visits, left.tickets) for left in done.left_out] == [(1, ("XX99XX",))]
    assert "cannot be read" in done.left_out[0].why


def test_a_damaged_document_is_left_out(tmp_path: Path) -> None:
    done = export([replace(FIRST, document="{"), SECOND], "json", tmp_path)
    assert there(tmp_path) == {"NB23CD_2026-12-01.json"}
    assert "no JSON" in done.left_out[0].why


def test_no_visit_makes_no_file(tmp_path: Path) -> None:
    for format_ in FORMATS:
        assert export([], format_, tmp_path).files == ()
    assert there(tmp_path) == set()


def test_a_failure_on_the_way_leaves_nothing_behind(tmp_path: Path) -> None:
    def visits() -> Iterator[VisitRecord]:
        yield FIRST
        raise OSError(errno.EIO, "Input/output error")

    for format_ in FORMATS:
        with pytest.raises(InputError, match="Input/output error"):
            export(visits(), format_, tmp_path)
    assert there(tmp_path) == set()


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="was not written"):
        export([FIRST], "csv", tmp_path / "file" / "below")


@pytest.mark.parametrize("format_", FORMATS)
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, format_: str) -> None:
    """No file may grow beyond 1 kB, which is how a full disk looks to whoever writes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(InputError, match="was not written"):
            export([FIRST], format_, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert there(tmp_path) == set()


def test_the_stores_own_error_is_not_the_folders(tmp_path: Path) -> None:
    def visits() -> Iterator[VisitRecord]:
        yield FIRST
        raise StoreError("The visits cannot be read.")

    with pytest.raises(StoreError):
        export(visits(), "csv", tmp_path)
    assert there(tmp_path) == set()


def test_a_name_that_was_taken_meanwhile_undoes_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the placing somebody else makes the second of the four files."""
    real = os.path.lexists

    def looked(path: object) -> bool:
        was = real(str(path))
        if str(path).endswith("_curves.csv"):
            (tmp_path / "K7B4F2_2026-11-26_results.csv").write_text("somebody's")
        return was

    monkeypatch.setattr(os.path, "lexists", looked)
    with pytest.raises(InputError, match="nothing was written"):
        export([FIRST], "csv", tmp_path)
    assert there(tmp_path) == {"K7B4F2_2026-11-26_results.csv"}
    assert (tmp_path / "K7B4F2_2026-11-26_results.csv").read_text() == "somebody's"


def test_a_link_in_the_folder_is_not_written_through(tmp_path: Path) -> None:
    """Neither followed when it is not to be overwritten, nor when it is."""
    folder, outside = tmp_path / "out", tmp_path / "outside.json"
    folder.mkdir()
    link = folder / "K7B4F2_2026-11-26.json"
    link.symlink_to(outside)
    with pytest.raises(InputError, match="already"):
        export([FIRST], "json", folder)
    assert not outside.exists()
    export([FIRST], "json", folder, overwrite=True)
    assert not outside.exists()
    assert not link.is_symlink()


def test_a_strange_ticket_stays_in_the_folder(tmp_path: Path) -> None:
    evil = replace(FIRST, ticket="../../evil", started_utc="2026-11-26/../../evil")
    for format_ in FORMATS:
        done = export([evil, SECOND], format_, tmp_path / format_)
        assert {path.parent for path in done.files} == {tmp_path / format_}
        # Parquet and FHIR need a time that is one: there the visit is left out, and told.
        assert done.visits == (1 if format_ in ("parquet", "fhir") else 2)
        assert len(done.left_out) == 2 - done.visits
    assert there(tmp_path) == set(FORMATS)


def test_an_unknown_format_is_told() -> None:
    with pytest.raises(InputError, match="there are csv, json"):
        export([], "xml", Path())


def test_a_missing_package_is_told_before_anything_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pyarrow", "ezc3d", "fhir.resources.R4B.bundle"):
        monkeypatch.setitem(sys.modules, name, None)
    for format_ in ("parquet", "c3d", "fhir"):
        with pytest.raises(InstallationError, match=r"knee-kiosk\[export\]"):
            export([FIRST], format_, tmp_path / "none")
    assert not (tmp_path / "none").exists()
    assert export([FIRST], "csv", tmp_path).visits == 1
