"""`kiosk update` as staff type it; what it does is in tests/test_updates.py."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.app import updating
from kiosk.cli.main import build
from tests.support.releases import Shop, judge, places


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Options for a machine that runs 0.1.0, after 0.0.9, and a shop that offers 0.2.0."""
    at = places(tmp_path / "machine")
    for version in ("0.0.9", "0.1.0"):
        kiosk = at.root / "releases" / version / "venv" / "bin" / "kiosk"
        kiosk.parent.mkdir(parents=True)
        kiosk.write_text("#!/bin/sh\n")
        kiosk.chmod(0o755)
        assert judge(at.root, "adopt", version).returncode == 0
    shop = Shop.opened(tmp_path / "shop")
    shop.publish("0.2.0")
    monkeypatch.setattr(updating, "Places", lambda: at)
    config = tmp_path / "kiosk.toml"
    config.write_text(f'[update]\nurl = "{shop.repository.as_uri()}"\nroot = "{shop.root}"\n')
    return ["--config", str(config), "update"]


def said(words: list[str], *more: str, status: int = 0) -> str:
    done = CliRunner().invoke(build(), [*words, *more])
    assert done.exit_code == status, done.output
    assert all(len(line) <= 80 or "/" in line for line in done.output.splitlines())
    return " ".join(done.output.split())


def test_what_is_there_and_what_is_offered(words: list[str]) -> None:
    told = said(words, "status")
    assert "runs 0.1.0 before 0.0.9" in told
    assert "0.2.0 is offered, made" in said(words, "check")
    assert json.loads(said(words, "check", "--json"))["newer"] is True
    standing = json.loads(said(words, "status", "--json"))["standing"]
    assert (standing["current"], standing["previous"]) == ("0.1.0", "0.0.9")


def test_back_only_where_that_was_meant(words: list[str]) -> None:
    done = CliRunner().invoke(build(), [*words, "rollback"], input="n\n")
    assert (done.exit_code, "from 0.1.0 to 0.0.9?" in done.output) == (1, True)
    assert "started anew from 0.0.9" in said(words, "rollback", "--yes")
    told = said(words, "status")
    assert "runs 0.0.9 before 0.1.0" in told
    assert "0.1.0 taken back: by staff" in told


def test_a_release_says_whether_it_can_run_here(words: list[str]) -> None:
    """Asked of the new one by the one before it; here of this very program."""
    assert said(words[:-1], "release-check") == ""
    wrong = Path(words[1]).with_name("wrong.toml")
    wrong.write_text("[gym]\nnmae = 1\n")
    done = CliRunner().invoke(build(), ["--config", str(wrong), "release-check"])
    assert (done.exit_code, "nmae" in done.output) == (4, True)


def test_the_timer_of_a_kiosk_without_updates_is_no_fault(words: list[str]) -> None:
    Path(words[1]).write_text("")
    assert "Updates are off" in said(words, "apply", "--here")
    assert "last" not in said(words, "status")
