"""`kiosk report TICKET`: one file, for its owner alone, over nothing unless asked."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.adapters.store import SqlStore
from kiosk.app.kept import store_of
from kiosk.config import Config
from kiosk.core.records import VisitRecord
from tests.support.command import Command
from tests.support.visits import analytic_visit, record_of


@pytest.fixture
def kiosk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.chdir(tmp_path)
    return Command(tmp_path / "state", monkeypatch, capsys)


def save(*records: VisitRecord) -> None:
    store: SqlStore = store_of(Config())
    for one in records:
        store.save(one)
    store.close()


RECORD = record_of(analytic_visit(count=3, inward_m=(0.0, 0.06)))
EARLIER = replace(RECORD, visit="9" * 8 + RECORD.visit[8:], ticket="B4D2F7",
                  started_utc="2026-10-26T10:20:30Z")  # fmt: skip


def test_a_report_is_written_here_for_its_owner_alone(kiosk: Command, tmp_path: Path) -> None:
    save(EARLIER, replace(RECORD, earlier_ticket="B4D2F7"))
    said = kiosk("report", "k7b 4f2")
    assert said.status == 0
    assert said.out == "K7B4F2.html: the report of visit K7B4F2, with curves.\n"
    path = tmp_path / "K7B4F2.html"
    assert path.stat().st_mode & 0o777 == 0o600
    text = path.read_text(encoding="utf-8")
    assert "Thursday 26 November 2026, 10:20" in text
    assert "2026-10-26, B4D2F7" in text


@pytest.mark.parametrize(
    ("words", "name", "begins"),
    [
        (("--pdf",), "K7B4F2.pdf", b"%PDF-"),
        (("-o", "a.pdf"), "a.pdf", b"%PDF-"),
        (("--html", "-o", "a"), "a", b"<!DOCTYPE html>"),
        (("-o", "a.HTM"), "a.HTM", b"<!DOCTYPE html>"),
    ],
)
def test_the_format_is_as_said_or_as_the_name_ends(
    kiosk: Command, tmp_path: Path, words: tuple[str, ...], name: str, begins: bytes
) -> None:
    save(RECORD)
    done = kiosk("report", RECORD.visit, *words, "--json")
    assert done.status == 0
    data = (tmp_path / name).read_bytes()
    assert data.startswith(begins)
    assert done.json == {
        "file": name, "format": "pdf" if begins == b"%PDF-" else "html", "bytes": len(data),
        "ticket": "K7B4F2", "visit": RECORD.visit, "has_curves": True, "earlier": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--html", "--pdf"), "either --html or --pdf"),
        (("--pdf", "-o", "a.html"), "do not go together"),
        (("-o", "a.txt"), "end it in .html or .pdf"),
        (("-o", "there.html"), "exists already"),
        (("-o", "no/such/a.html"), "There is no folder no/such"),
        (("-o", "folder.html"), "is a folder"),
        (("-o", "pipe.html"), "no plain file"),
        (("-o", "pipe.html", "--overwrite"), "no plain file"),
    ],
)
def test_what_cannot_be_written_is_told_and_nothing_is_touched(
    kiosk: Command, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    save(RECORD)
    (tmp_path / "there.html").write_text("mine", encoding="utf-8")
    (tmp_path / "folder.html").mkdir()
    os.mkfifo(tmp_path / "pipe.html")
    before = sorted(path.name for path in tmp_path.iterdir())
    done = kiosk("report", RECORD.ticket, *words)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (tmp_path / "there.html").read_text(encoding="utf-8") == "mine"


def test_a_report_replaces_another_only_when_asked(kiosk: Command, tmp_path: Path) -> None:
    save(RECORD)
    assert kiosk("report", RECORD.ticket).status == 0
    again = kiosk("report", RECORD.ticket)
    assert again.status == 2
    assert "K7B4F2.html exists already" in again.err
    first = (tmp_path / "K7B4F2.html").read_bytes()
    assert kiosk("report", RECORD.ticket, "--overwrite").status == 0
    assert (tmp_path / "K7B4F2.html").read_bytes() == first


def test_a_full_disk_leaves_the_old_report(
    kiosk: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(RECORD)
    old = tmp_path / "K7B4F2.html"
    old.write_text("old", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kiosk.adapters.whole_file.os.fsync", full)
    done = kiosk("report", RECORD.ticket, "--overwrite")
    assert done.status == 2
    assert "No space left on device" in done.err
    assert old.read_text(encoding="utf-8") == "old"


def test_a_visit_that_is_not_there(kiosk: Command, tmp_path: Path) -> None:
    save(RECORD)
    said = kiosk("report", "XXXXXX")
    assert (said.status, said.out) == (1, "")
    assert "There is no visit XXXXXX here" in said.err
    assert kiosk("report", "XXXXXX", "--json").json["file"] is None
    assert not list(tmp_path.glob("*.html"))


def test_a_visit_without_consent_to_curves_says_so(kiosk: Command, tmp_path: Path) -> None:
    save(replace(RECORD, curves=None, joints=None, consent=None))
    said = kiosk("report", RECORD.ticket)
    assert said.status == 0
    assert " ".join(said.out.split()).endswith("without curves: the member did not agree to them.")
    assert "did not agree to keep them" in (tmp_path / "K7B4F2.html").read_text(encoding="utf-8")
