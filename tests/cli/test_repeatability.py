"""`kiosk repeatability` on a real store."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from kiosk.app.kept import store_of
from kiosk.app.recordings import model_sha256
from kiosk.config import Config, load
from kiosk.core.records import VisitRecord
from tests.support.command import Command
from tests.support.kept_visits import visit

SHA = model_sha256(Config())
BEGIN = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)


@pytest.fixture
def kiosk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    monkeypatch.setattr("kiosk.adapters.host_clock.HostClock.synchronised", lambda self: True)
    return Command(tmp_path / "state", monkeypatch, capsys)


def save(people: int, days: tuple[int, ...] = (0, 2), model: str = SHA) -> list[list[VisitRecord]]:
    """Each scans the slip of the day before."""
    random = Random(5)
    store, made = store_of(Config()), []
    for who in range(people):
        before, own = "", []
        for day in days:
            one = visit(
                random, BEGIN + timedelta(days=day, minutes=who), model_sha256=model,
                earlier_ticket=before,
            )  # fmt: skip
            tree = json.loads(one.document)
            tree["verdict"] = "measured"
            one = visit(
                random, BEGIN + timedelta(days=day, minutes=who), model_sha256=model,
                earlier_ticket=before, document=json.dumps(tree),
            )  # fmt: skip
            store.save(one)
            own.append(one)
            before = one.ticket
        made.append(own)
    store.close()
    return made


def test_ten_people_on_two_days_switch_the_comparison_on(kiosk: Command, tmp_path: Path) -> None:
    save(10)
    path = tmp_path / "k.toml"
    path.write_text("# ours\n[gym]\nname = 'A'\n")
    said = kiosk("repeatability", "show")
    assert said.status == 0, said.out + said.err
    assert "10 on 2 days" in said.out
    assert "both legs" in said.out
    done = kiosk("--config", path, "repeatability", "set", "--json")
    assert done.status == 0, done.err
    known = load(path).repeatability
    assert (known.people, known.days, known.model) == (10, 2, SHA[:12])
    assert known.mdc95_mm == pytest.approx(done.json["study"]["both"]["mdc95_mm"], abs=0.06)
    assert known.spread_mm(SHA) == known.mdc95_mm
    assert known.spread_mm("ff" * 32) == 0.0, "another model switches it off"
    assert path.read_text().startswith("# ours")
    assert Path(done.json["before"]).read_text().startswith("# ours")


def test_too_few_people_are_refused_and_nothing_changes(kiosk: Command, tmp_path: Path) -> None:
    save(4)
    path = tmp_path / "k.toml"
    path.write_text("")
    said = kiosk("--config", path, "repeatability", "set")
    assert said.status == 2
    assert "6 more people" in said.err
    assert path.read_text() == ""
    assert kiosk("repeatability", "show").status == 1
    assert "Which settings?" in kiosk("repeatability", "set").err


def test_other_models_later_visits_and_doubtful_days_do_not_count(kiosk: Command) -> None:
    save(3, model="ab" * 32)
    told = kiosk("repeatability", "show", "--json").json
    assert told["left_out"] == {"other_model": 6}
    assert told["study"]["people"] == 0


def test_a_month_later_is_training_and_no_spread(kiosk: Command) -> None:
    save(2, days=(0, 2, 40))
    told = kiosk("repeatability", "show", "--json").json
    assert told["left_out"] == {"later": 2}
    assert told["study"]["people"] == 2
    assert kiosk("repeatability", "show", "--within", "60", "--json").json["left_out"] == {}
    assert (
        kiosk("repeatability", "show", "--since", "2026-11-11", "--json").json["study"]["people"]
        == 0
    )
    assert kiosk("repeatability", "show", "--since", "soon").status == 2


def test_people_can_be_listed_by_their_tickets(kiosk: Command) -> None:
    made = save(3)
    words = [f"--person={','.join(one.ticket for one in own)}" for own in made]
    told = kiosk("repeatability", "show", "--json", *words).json
    assert told["study"]["people"] == 3
    assert "no visit K9K9K9" in kiosk("repeatability", "show", "--person", "K9K9K9").err
    assert "twice" in kiosk("repeatability", "show", words[0], words[0]).err
