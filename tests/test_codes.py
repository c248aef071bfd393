"""The kiosk's codes put together: from one visit's result to the next one's comparison."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.adapters.catalogue import catalogue
from kiosk.app.codes import Codes, make_key, slip_keys
from kiosk.app.places import key_path, store_path
from kiosk.config import Config, parse
from kiosk.core.compare import UNREADABLE, WHY_NOT
from kiosk.core.earlier import earlier_of
from kiosk.errors import InstallationError
from tests import cases

SHA256 = "ab12cd34" + "0" * 56


def config(folder: Path, trust: str = "") -> Config:
    return parse(f"[code]\npath = '{folder}/code.key'\nalso_trust = '{trust}'")


def codes(folder: Path, trust: str = "", mdc95_mm: float = 9.0) -> Codes:
    today: Callable[[], str] = lambda: "2026-11-26"  # noqa: E731
    made = Codes(slip_keys(config(folder, trust)), lambda _: mdc95_mm, today, catalogue)
    made.load()
    return made


def code_of(one: Codes) -> str:
    return one.encode(earlier_of(cases.one_inside(), "K7B4F2", "2026-10-01", SHA256))


def test_a_slip_is_read_at_the_next_visit_and_compared(tmp_path: Path) -> None:
    text = code_of(codes(tmp_path))
    later = codes(tmp_path)
    assert later.fault(text) is None
    told = later.compare(cases.one_inside(), text, SHA256, "en")
    assert [str(one).split(" your")[0] for one in told] == ["Since 1 October 2026"] * 2
    other = later.compare(cases.one_inside(), text, "0" * 64, "en")
    assert other == (WHY_NOT["other_method"],)


def test_every_fault_has_its_sentence(tmp_path: Path) -> None:
    ours, theirs = codes(tmp_path / "a"), codes(tmp_path / "b")
    assert ours.fault(code_of(theirs)) == UNREADABLE["other_kiosk"]
    assert ours.fault(code_of(ours)[:-1]) == UNREADABLE["damaged"]
    assert ours.fault("https://example.org") == UNREADABLE["not_ours"]
    key = make_key(config(tmp_path / "b"))
    sister = codes(tmp_path / "a", key.public)
    assert sister.fault(code_of(theirs)) is None


def test_without_a_key_there_is_no_code_and_nobody_is_blamed(tmp_path: Path) -> None:
    text = code_of(codes(tmp_path))
    (tmp_path / "code.key").write_text("damaged")
    keyless = Codes(slip_keys(config(tmp_path)), lambda _: 9.0, str, catalogue)
    with pytest.raises(InstallationError, match="is damaged"):
        keyless.load()
    with pytest.raises(InstallationError, match="`kiosk key show` says why"):
        code_of(keyless)
    assert keyless.fault(text) == UNREADABLE["no_key"]


def test_the_state_folder_keeps_the_key_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", f"{tmp_path}/one:{tmp_path}/two")
    assert key_path(Config()) == tmp_path / "one" / "keys" / "code.key"
    assert store_path(Config()) == tmp_path / "one" / "visits.db"
    shown = make_key(Config())
    assert (shown.made, make_key(Config()).made) == (True, False)
    assert parse(f"code.also_trust = '{shown.public}'").code.also_trust == shown.public
    assert b64encode(b"x" * 32).decode() != shown.public
