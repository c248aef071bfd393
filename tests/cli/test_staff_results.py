"""`kiosk results`: list, show, export and delete, on a store with visits in it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest

from kiosk.adapters.store import SqlStore
from kiosk.app.kept import store_of
from kiosk.config import Config
from kiosk.core.control import Reply, Request
from kiosk.core.records import VisitRecord
from kiosk.core.slipjob import slip_job, slip_jobs
from tests.support.command import Command, kiosk_behind_a_socket
from tests.support.kept_visits import visit

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def kiosk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    monkeypatch.setenv("TZ", "UTC")
    return Command(tmp_path / "state", monkeypatch, capsys)


def save(*records: VisitRecord) -> None:
    store: SqlStore = store_of(Config())
    for one in records:
        store.save(one)
    store.close()


def visits(*days_ago: float) -> list[VisitRecord]:
    random = Random(7)
    return [visit(random, NOW - timedelta(days=days)) for days in days_ago]


def test_nothing_is_kept_yet(kiosk: Command) -> None:
    assert kiosk("results", "list").out == "No visit is kept.\n"
    assert kiosk("results", "list", "--json").json == []
    assert kiosk("results", "list", "--today").out == "No visit in that time.\n"


def test_the_newest_come_first_and_in_80_columns(kiosk: Command) -> None:
    new, old, older = visits(0, 3, 40)
    save(older, new, old)
    said = kiosk("results", "list")
    assert said.status == 0
    lines = said.out.splitlines()
    assert [line.split()[2] for line in lines[1:]] == [new.ticket, old.ticket, older.ticket]
    assert lines[0].split() == ["when", "ticket", "left", "right", "verdict"]
    listed = kiosk("results", "list", "--json").json
    assert [one["ticket"] for one in listed] == [new.ticket, old.ticket, older.ticket]
    assert listed[0]["right"]["kpo_mm"] > 20


@pytest.mark.parametrize(
    ("words", "count"),
    [(("--since", "7d"), 2), (("--since", "8w"), 3), (("--limit", "1"), 1),
     (("--since", (NOW - timedelta(days=3)).strftime("%Y-%m-%d")), 2)],
)  # fmt: skip
def test_a_period_and_a_limit(kiosk: Command, words: tuple[str, ...], count: int) -> None:
    save(*visits(0, 2.5, 40))
    assert len(kiosk("results", "list", "--json", *words).json) == count


def test_a_day_that_is_none_is_told(kiosk: Command) -> None:
    said = kiosk("results", "list", "--since", "yesterday")
    assert (said.status, said.out) == (2, "")
    assert "neither a day like" in said.err


def test_a_visit_is_shown_with_both_legs_and_its_squats(kiosk: Command) -> None:
    (one,) = visits(0)
    save(one)
    for name in (one.ticket, one.ticket.lower(), f"{one.ticket[:3]} {one.ticket[3:]}", one.visit):
        said = kiosk("results", "show", name)
        assert said.status == 0
        assert one.ticket in said.out
    for words in ("Left leg", "Right leg", "mm (", "8 cued", "Earlier visits: no slip"):
        assert words in said.out
    shown = kiosk("results", "show", one.ticket, "--json").json
    assert shown["ticket"] == one.ticket
    assert shown["assessment"]["schema"] == "kiosk-assessment/1"
    assert (shown["has_curves"], shown["earlier"]) == (False, [])


def test_a_visit_that_is_not_there(kiosk: Command) -> None:
    said = kiosk("results", "show", "XXXXXX")
    assert (said.status, said.out) == (1, "")
    assert "There is no visit XXXXXX here" in said.err
    assert kiosk("results", "show", "XXXXXX", "--json").json["visit"] is None


def linked() -> tuple[VisitRecord, ...]:
    now, same, model, metric = visits(0, 30, 60, 80)
    now = replace(now, earlier_ticket=same.ticket)
    same = replace(same, earlier_ticket=model.ticket)
    model = replace(model, earlier_ticket=metric.ticket, model_sha256="ef" * 32)
    return now, same, model, replace(metric, metric_revision=2)


def test_earlier_visits_are_compared_only_with_the_same_metric_and_model(kiosk: Command) -> None:
    now, same, model, metric = linked()
    save(metric, model, same, now)
    earlier = kiosk("results", "show", now.ticket, "--json").json["earlier"]
    assert [one["comparable"] for one in earlier] == ["yes", "other_model", "other_metric"]
    assert [one["changed"] for one in earlier] == [[None, None]] * 3, "the spread is not known"
    said = kiosk("results", "show", now.ticket)
    assert "day-to-day spread not known" in said.out
    assert "another pose model" in said.out
    assert "another definition" in said.out


def test_a_change_is_one_beyond_this_kiosk_s_spread(kiosk: Command, tmp_path: Path) -> None:
    now, same, *_ = linked()
    further = json.loads(same.document)
    for side in ("left", "right"):
        estimate = further["sides"][side]["knee_plane_offset_mm"]["at_60"]
        moved = 30.0 if side == "right" else 0.0
        for end in estimate:
            estimate[end] += moved
    save(replace(same, earlier_ticket="", document=json.dumps(further)), now)
    config = tmp_path / "k.toml"
    config.write_text(
        f"[repeatability]\nmdc95_mm = 12.0\npeople = 12\ndays = 2\nmodel = '{now.model_sha256}'\n"
    )
    said = kiosk("--config", config, "results", "show", now.ticket)
    assert "changed since: right" in said.out
    (earlier,) = kiosk("--config", config, "results", "show", now.ticket, "--json").json["earlier"]
    assert earlier["changed"] == [False, True]


def test_visits_are_exported(kiosk: Command, tmp_path: Path) -> None:
    one, other = visits(0, 3)
    save(one, other)
    said = kiosk("results", "export", tmp_path / "out", "--json")
    assert (said.status, said.json["visits"]) == (0, 2)
    assert all(Path(file).is_file() for file in said.json["files"])
    again = kiosk("results", "export", tmp_path / "out")
    assert again.status == 2
    assert "already" in again.err
    assert kiosk("results", "export", tmp_path / "out", "--force").status == 0
    alone = kiosk("results", "export", tmp_path / "one", one.ticket, "-f", "json", "--json")
    assert alone.json["visits"] == 1
    joints = kiosk("results", "export", tmp_path / "trc", "-f", "trc")
    assert joints.status == 1
    assert "no joints were kept" in joints.err
    assert kiosk("results", "export", tmp_path / "x", "XXXXXX").status == 2
    assert "There is no export 'xls'" in kiosk("results", "export", tmp_path, "-f", "xls").err


def test_a_visit_is_erased_only_after_a_yes(
    kiosk: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = visits(0, 3)
    save(one, other)
    monkeypatch.setattr("typer.confirm", lambda text: False)
    assert kiosk("results", "delete", one.ticket).status == 1
    assert len(kiosk("results", "list", "--json").json) == 2
    said = kiosk("results", "delete", one.ticket.lower(), "--yes")
    assert said.status == 0
    assert said.out.startswith(f"{one.ticket} is erased. Also in the backups in")
    assert [v["ticket"] for v in kiosk("results", "list", "--json").json] == [other.ticket]
    again = kiosk("results", "delete", one.ticket, "--yes", "--json")
    assert (again.status, again.json["erased"]) == (1, False)


def test_a_visit_s_slips_in_files_are_erased_with_it(
    kiosk: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through a print worker of its own, as the running kiosk's printing desk does."""
    one, other = visits(0, 3)
    save(one, other)
    folder = tmp_path / "slips"
    folder.mkdir()
    jobs = (*slip_jobs(one.visit)[:2], slip_job(other.visit), str(uuid4()))
    files = [folder / f"20261124T120000Z_{job}.png" for job in jobs]
    for file in files:
        file.write_bytes(b"a slip")
    config = tmp_path / "k.toml"
    config.write_text(f'printer.uri = "file:{folder}"\n')
    monkeypatch.setenv("KIOSK_CONFIG", str(config))
    said = kiosk("results", "delete", one.ticket, "--yes")
    assert said.status == 0, said.err
    assert sorted(folder.iterdir()) == sorted(files[2:])


def test_a_running_kiosk_erases_itself(kiosk: Command) -> None:
    one, _ = visits(0, 3)
    save(one)

    def answer(request: Request) -> Reply:
        return Reply(text="K is erased.", done="erased")

    with kiosk_behind_a_socket(kiosk.state, answer) as asked:
        assert kiosk("results", "delete", one.ticket, "--yes").status == 0
    assert asked == [Request("erase", ticket=one.ticket)]
    assert len(kiosk("results", "list", "--json").json) == 1, "it only said so here"


def test_what_the_kiosk_could_not_do_is_told(kiosk: Command) -> None:
    fault = Reply("failed", "A visit was not erased: the disk is full.")
    with kiosk_behind_a_socket(kiosk.state, lambda request: fault):
        said = kiosk("results", "delete", "K7B4F2", "--yes")
    assert (said.status, said.out) == (2, "")
    assert said.err == "kiosk: A visit was not erased: the disk is full.\n"


def test_a_file_that_is_no_database_is_told(kiosk: Command) -> None:
    kiosk.state.mkdir(parents=True)
    (kiosk.state / "visits.db").write_text("not a database, but long enough to look at " * 100)
    said = kiosk("results", "list")
    assert (said.status, said.out) == (2, "")
    assert "visits.db" in said.err
