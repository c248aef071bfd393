"""Bad input through the real adapters: a sentence, the exit status, no traceback and no file."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk import app
from kiosk.cli.main import main
from kiosk.config import Config

SHIPPED = app.model_path(Config())


def _text(path: Path) -> None:
    path.write_text("left knee 35 mm\n" * 100)


def _empty(path: Path) -> None:
    path.touch()


def _database(path: Path) -> None:
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE knees (side TEXT)")
    file.close()


def _half(path: Path) -> None:
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE topics (data BLOB)")
        file.executemany("INSERT INTO topics VALUES (?)", [(bytes(4000),)] * 20)
    file.close()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _end(words: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["kiosk", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


def _sentence(capsys: pytest.CaptureFixture[str]) -> str:
    """The last words on stderr; nothing is on stdout, and there is no traceback."""
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    return err[err.index("kiosk: ") :].strip()


@pytest.mark.skipif(not SHIPPED.exists(), reason="no pose model here")
@pytest.mark.parametrize(
    ("make", "told"),
    [
        (_text, "is not a .db3 recording"),
        (_empty, "is not a .db3 recording but empty"),
        (_database, "is an SQLite database but no recording"),
        (_half, "is cut off"),
    ],
)
def test_what_is_no_recording_is_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    make: Callable[[Path], None],
    told: str,
) -> None:
    path = tmp_path / "member.db3"
    make(path)
    outputs = ["--json", str(tmp_path / "a.json"), "--joints", str(tmp_path / "a.npz")]
    assert _end(["analyze", str(path), *outputs], monkeypatch) == 2
    assert told in _sentence(capsys)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not SHIPPED.exists(), reason="no pose model here")
@pytest.mark.parametrize("change", ["one byte", "cut short", "no manifest", "not there"])
def test_a_model_that_is_not_ours_is_4(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    change: str,
) -> None:
    content = bytearray(SHIPPED.read_bytes())
    content[len(content) // 2] ^= change == "one byte"
    model = tmp_path / "pose.onnx"
    if change != "not there":
        model.write_bytes(content[: 1000 if change == "cut short" else None])
    if change != "no manifest":
        manifest = SHIPPED.with_name("manifest.json").read_text(encoding="utf-8")
        (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    (tmp_path / "kiosk.toml").write_text(f"model.path = '{model}'\n")
    recording = tmp_path / "member.db3"
    _text(recording)
    words = ["--config", str(tmp_path / "kiosk.toml"), "analyze", str(recording)]
    assert _end([*words, "--json", str(tmp_path / "a.json")], monkeypatch) == 4
    assert "pose.onnx" in _sentence(capsys)
    assert not (tmp_path / "a.json").exists()
