"""`kiosk key`: makes a key, keeps one, shows its public half, and says what is wrong with it."""

from __future__ import annotations

import re
import sys
from base64 import b64decode
from pathlib import Path

import pytest

from kiosk.cli.main import main


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    return tmp_path / "state"


def kiosk(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["kiosk", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_it_is_made_once_and_shown(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = kiosk(monkeypatch, capsys, "key", "make")
    assert (status, err) == (0, f"Made {state}/keys/code.key\n")
    told = re.fullmatch(r"public key  (\S{44})\nkey id      ([0-9a-f]{8})\n", out)
    assert told
    assert len(b64decode(told[1])) == 32
    assert kiosk(monkeypatch, capsys, "key", "make") == (0, out, f"Kept {state}/keys/code.key\n")
    assert kiosk(monkeypatch, capsys, "key", "show") == (0, out, "")


def test_the_configured_file_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "k.toml").write_text(f"[code]\npath = '{tmp_path}/my.key'\n")
    status, _, err = kiosk(monkeypatch, capsys, "--config", f"{tmp_path}/k.toml", "key", "make")
    assert (status, err) == (0, f"Made {tmp_path}/my.key\n")


def test_what_is_wrong_ends_it_with_a_sentence(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = kiosk(monkeypatch, capsys, "key", "show")
    assert (status, out) == (4, "")
    assert err.startswith(f"kiosk: There is no key at {state}/keys/code.key yet.")
    file = state / "keys" / "code.key"
    file.parent.mkdir(parents=True)
    file.write_text("something else")
    file.chmod(0o600)
    for command in ("make", "show"):
        status, out, err = kiosk(monkeypatch, capsys, "key", command)
        assert (status, out) == (4, "")
        assert err.startswith(f"kiosk: The kiosk's key {file} is damaged: it is not the three")
    assert file.read_text() == "something else"
