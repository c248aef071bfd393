"""The key's file: whole or not there, never replaced, for one user alone, and damage is found."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path
from typing import Never

import pytest

from kiosk.adapters import key_file
from kiosk.errors import InstallationError

PAIR = (bytes(range(32)), bytes(range(32, 64)))


def test_what_was_written_is_read_and_is_the_user_s_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "keys" / "code.key"
    umask = os.umask(0)
    try:
        assert key_file.write_new(path, PAIR)
    finally:
        os.umask(umask)
    assert key_file.read(path) == PAIR
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["code.key"], "nothing is left beside it"


def test_what_is_there_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "code.key"
    for there in ("not a key", ""):
        path.write_text(there)
        assert not key_file.write_new(path, PAIR)
        assert path.read_text() == there
    path.unlink()
    path.symlink_to("nowhere")
    assert not key_file.write_new(path, PAIR)
    assert not path.exists()


@pytest.mark.parametrize("step", ["mkstemp", "write", "fsync", "link"])
@pytest.mark.parametrize("fault", [errno.EROFS, errno.ENOSPC, errno.EIO])
def test_a_disk_that_fails_leaves_nothing_and_says_why(
    step: str, fault: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> Never:
        raise OSError(fault, os.strerror(fault))

    class Full:
        fileno = flush = write = fails

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None: ...

    path = tmp_path / "keys" / "code.key"
    if step == "mkstemp":
        monkeypatch.setattr(tempfile, "mkstemp", fails)
    elif step == "write":
        monkeypatch.setattr(os, "fdopen", lambda handle, _: os.close(handle) or Full())
    else:
        monkeypatch.setattr(os, step, fails)
    with pytest.raises(InstallationError, match="cannot be written to") as told:
        key_file.write_new(path, PAIR)
    assert os.strerror(fault) in str(told.value)
    monkeypatch.undo()
    assert list(path.parent.iterdir()) == []
    assert key_file.write_new(path, PAIR), "once the disk is well again"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InstallationError, match="cannot be written to"):
        key_file.write_new(tmp_path / "file" / "keys" / "code.key", PAIR)


def refused(path: Path) -> str:
    with pytest.raises(InstallationError) as told:
        key_file.read(path)
    assert str(path) in str(told.value)
    assert told.value.exit_status == 4
    return str(told.value)


def test_no_key_yet_is_told_with_what_makes_one(tmp_path: Path) -> None:
    assert "`kiosk key make`" in refused(tmp_path / "code.key")


def test_every_changed_missing_or_doubled_byte_is_found(tmp_path: Path) -> None:
    """Or gives the same two keys; that they belong together is for those who know Ed25519."""
    path = tmp_path / "code.key"
    key_file.write_new(path, PAIR)
    whole = path.read_bytes()
    for at in range(0, len(whole), 3):
        for made in (whole[:at] + whole[at + 1 :], whole[:at], whole[:at] + whole[at:] * 2):
            path.write_bytes(made)
            if made != whole:
                assert "is damaged" in refused(path)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            assert key_file.read(path) != PAIR
        except InstallationError as error:
            assert "is damaged" in str(error)
    path.write_bytes(whole)
    assert key_file.read(path) == PAIR


@pytest.mark.parametrize("content", [b"", b"\0" * 200, b"\xff" * 10_000, b"a\nb\nc\n"])
def test_what_is_no_key_is_damaged(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "code.key"
    path.write_bytes(content)
    path.chmod(0o600)
    told = refused(path)
    assert "is damaged: it is not the three lines" in told
    assert "Put a copy of it back" in told
    assert path.read_bytes() == content


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o666])
def test_a_key_that_others_may_see_is_not_used(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "code.key"
    key_file.write_new(path, PAIR)
    path.chmod(mode)
    assert f"(mode {mode:04o}). Close it: chmod 600 {path}" in refused(path)


def test_neither_a_folder_nor_a_pipe_holds_it_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    (tmp_path / "folder").mkdir(0o700)
    for name in ("pipe", "folder"):
        assert "it is not a file" in refused(tmp_path / name)
    (tmp_path / "loop").symlink_to("loop")
    assert "cannot be read" in refused(tmp_path / "loop")


def test_a_key_of_another_user_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "code.key"
    key_file.write_new(path, PAIR)

    def denied(*_: object, **__: object) -> Never:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "open", denied)
    assert "Permission denied. Check that the file belongs to the kiosk's user" in refused(path)
