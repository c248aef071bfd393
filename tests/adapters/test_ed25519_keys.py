"""The kiosk's own key: made once, kept, loaded late; what it signs, it and its sisters read."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.adapters.ed25519_keys import SlipKeys, key_id, make_key, public_key
from kiosk.core.earlier import Earlier
from kiosk.core.ticket import decode, encode
from kiosk.errors import InstallationError, TicketError

ROOT = Path(__file__).parent.parent.parent
EARLIER = Earlier("K7B4F2", "2026-11-26", None, None, 1, "ab12cd34")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "code.key"


def loaded(path: Path, *trusted: bytes) -> SlipKeys:
    keys = SlipKeys(path, trusted)
    keys.load()
    return keys


def test_a_fresh_kiosk_makes_its_key_once_and_says_so(path: Path) -> None:
    keys = SlipKeys(path)
    assert keys.load() == f"A key for the codes on slips was made, id {key_id(public_key(path))}."
    kept = path.read_bytes()
    assert keys.load() == SlipKeys(path).load() == ""
    assert not make_key(path)
    assert path.read_bytes() == kept


def test_what_it_signs_it_reads_after_a_restart(path: Path) -> None:
    line = encode(EARLIER, loaded(path))
    assert decode(line, loaded(path)) == EARLIER


def test_a_sister_reads_it_once_she_trusts_it(path: Path, tmp_path: Path) -> None:
    line = encode(EARLIER, loaded(path))
    other = tmp_path / "other" / "code.key"
    with pytest.raises(TicketError) as told:
        decode(line, loaded(other))
    assert told.value.what == "other_kiosk"
    sister = loaded(other, public_key(path), public_key(path), bytes(range(32)))
    assert decode(line, sister) == EARLIER
    assert decode(encode(EARLIER, sister), sister) == EARLIER


def test_before_it_is_loaded_and_without_a_key_nothing_is_signed_or_blamed(path: Path) -> None:
    line = encode(EARLIER, loaded(path))
    path.write_bytes(path.read_bytes().replace(b"private ", b"private A"))
    before = path.read_bytes()
    for keys in (SlipKeys(path), SlipKeys(path, [bytes(range(32))])):
        for _ in range(2):
            with pytest.raises(InstallationError, match="key is missing"):
                encode(EARLIER, keys)
            with pytest.raises(TicketError) as told:
                decode(line, keys)
            assert told.value.what == "no_key"
            with pytest.raises(InstallationError, match="is damaged"):
                keys.load()
    assert path.read_bytes() == before, "never replaced"


def test_sisters_slips_are_read_without_an_own_key(path: Path, tmp_path: Path) -> None:
    line = encode(EARLIER, loaded(path))
    damaged = tmp_path / "code.key"
    damaged.write_text("")
    damaged.chmod(0o600)
    keys = SlipKeys(damaged, [public_key(path)])
    with pytest.raises(InstallationError):
        keys.load()
    assert decode(line, keys) == EARLIER
    damaged.unlink()
    assert keys.load(), "once the damaged one was moved away"
    assert decode(encode(EARLIER, keys), keys) == EARLIER


def test_a_flipped_bit_of_either_half_is_found(path: Path) -> None:
    """Every 32 bytes are a private key: without the public half it would sign as another's."""
    make_key(path)
    whole = path.read_text()
    head, private, public = whole.splitlines()
    for line, at in ((private, 10), (private, 40), (public, 12)):
        flipped = line[:at] + ("A" if line[at] != "A" else "B") + line[at + 1 :]
        path.write_text(whole.replace(line, flipped))
        with pytest.raises(InstallationError, match="two halves do not belong together"):
            public_key(path)
        with pytest.raises(InstallationError, match="is damaged"):
            make_key(path)
    path.write_text(f"{head}\n{private}\n{public}\n")
    assert len(public_key(path)) == 32


def test_many_at_once_make_one_key(path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(make_key, [path] * 16))
    assert made.count(True) == 1
    assert [one.name for one in path.parent.iterdir()] == ["code.key"]


def test_the_package_waits_until_the_key_is_loaded(tmp_path: Path) -> None:
    code = """
import sys
import kiosk.app.run, kiosk.app.codes, kiosk.cli.main, kiosk.live.desk, kiosk.live.loop
from kiosk.app.codes import slip_keys
from kiosk.config import Config
keys = slip_keys(Config())
assert keys.verify("00000000", b"", bytes(64)) == "no_key"
print("cryptography" in sys.modules)
keys.load()
print("cryptography" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "STATE_DIRECTORY": str(tmp_path / "s")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["False", "True"], done.stderr
    assert (tmp_path / "s" / "keys" / "code.key").exists()
