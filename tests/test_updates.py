"""`kiosk update` against a real repository of The Update Framework, with releases that are small
and installed as the kiosk is: what is taken, and all that is not. What runs goes on."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata

from kiosk.app.updating import Places, apply, check, status
from kiosk.config import Config, UpdateConfig
from kiosk.core.release import TARGET, newer, read_release, write_release
from kiosk.errors import UpdateError
from scripts.release_signing import make_keys
from tests.support.certificates import certificate
from tests.support.https_folder import served
from tests.support.powercut import compiler
from tests.support.releases import Shop, adopt, judge, places, runs
from tests.support.update_cuts import Proof, without_syncs

Spoil = Callable[[Path], None]


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that offers 0.2.0, and a machine that runs 0.1.0; both are copied."""
    folder = tmp_path_factory.mktemp("stock")
    Shop.opened(folder / "shop").publish("0.2.0")
    return folder


@pytest.fixture
def shop(stock: Path, tmp_path: Path) -> Shop:
    shutil.copytree(stock / "shop", tmp_path / "shop")
    return Shop(tmp_path / "shop")


@pytest.fixture
def at(tmp_path: Path) -> Places:
    """Without packages: for what is refused before anything is installed."""
    at = places(tmp_path / "machine")
    kiosk = at.root / "releases" / "0.1.0" / "venv" / "bin" / "kiosk"
    kiosk.parent.mkdir(parents=True)
    kiosk.write_text('#!/bin/sh\n[ "$1" != --version ] || echo kiosk 0.1.0\n')
    kiosk.chmod(0o755)
    assert judge(at.root, "adopt", "0.1.0").returncode == 0
    return at


def quiet(text: str) -> None:
    """Tells nobody."""


def lie(at: Places) -> list[str]:
    """The releases that lie on a machine."""
    return sorted(one.name for one in (at.root / "releases").iterdir())


def refused(shop: Shop, at: Places, config: Config | None = None) -> str:
    """Why; 0.1.0 runs on, nothing half lies about, and staff are told."""
    with pytest.raises(UpdateError) as told:
        apply(config or shop.config(), None, at, quiet)
    assert runs(at.root) == "0.1.0"
    assert lie(at) == ["0.1.0"]
    found = status(shop.config(), at)
    assert (found.standing.trial, found.told) == ("", str(told.value))
    return str(told.value)


def resigned(shop: Shop, role: str, change: Callable[[Metadata], None], keys: Path) -> None:
    """The newest metadata of a role, changed and signed by keys of a folder."""
    from scripts.release_signing import KEYS, signer

    found = sorted((shop.repository / "metadata").glob(f"*{role}.json"))[-1]
    metadata = Metadata.from_bytes(found.read_bytes())
    change(metadata)
    (name,) = (name for name, roles in KEYS.items() if role in roles)
    key: CryptoSigner = signer(keys, name, "")
    metadata.sign(key)
    found.write_bytes(metadata.to_bytes())


def test_a_newer_release_is_taken_put_on_trial_and_taken_back(shop: Shop, tmp_path: Path) -> None:
    at = places(tmp_path / "whole")
    adopt(at.root, "0.1.0")
    assert check(shop.config(), at).fits
    told: list[str] = []
    assert apply(shop.config(), None, at, told.append)
    assert told[-1] == "Switching to 0.2.0."
    assert runs(at.root) == "0.2.0"
    standing = status(shop.config(), at).standing
    assert (standing.current, standing.previous, standing.trial) == ("0.2.0", "0.1.0", "0.2.0")
    with pytest.raises(UpdateError, match="on trial"):
        apply(shop.config(), None, at, quiet)
    assert judge(at.root, "back", "it was tried").returncode == 0
    assert runs(at.root) == "0.1.0"
    with pytest.raises(UpdateError, match=r"was taken back here \(it was tried\)"):
        apply(shop.config(), None, at, quiet)
    # One that does not start is found before it is switched to.
    shop.publish("0.3.0", broken='sys.exit("numpy does not load")')
    with pytest.raises(UpdateError, match="numpy does not load"):
        apply(shop.config(), None, at, quiet)
    assert runs(at.root) == "0.1.0"
    assert lie(at) == ["0.1.0", "0.2.0"]


def test_nothing_newer(shop: Shop, at: Places) -> None:
    (at.root / "releases" / "0.1.0").rename(at.root / "releases" / "0.2.0")
    assert judge(at.root, "adopt", "0.2.0").returncode == 0
    assert not apply(shop.config(), None, at, quiet)
    assert not check(shop.config(), at).fits


@pytest.mark.parametrize("role", ["targets", "snapshot", "timestamp"])
def test_signed_by_somebody_else(shop: Shop, at: Places, role: str, tmp_path: Path) -> None:
    make_keys(tmp_path / "thief", "")
    resigned(shop, role, lambda metadata: metadata.signatures.clear(), tmp_path / "thief")
    assert "does not offer what was signed" in refused(shop, at)


def test_whom_this_kiosk_does_not_believe(shop: Shop, at: Places, tmp_path: Path) -> None:
    other = Shop.opened(tmp_path / "other")
    trusting = replace(shop.config().update, root=str(other.root))
    assert "does not offer what was signed" in refused(shop, at, Config(update=trusting))


def test_an_old_state_played_back(shop: Shop, at: Places, tmp_path: Path) -> None:
    """0.2.0 was seen here; the whole repository is put back to before it, all rightly signed."""
    shutil.copytree(shop.repository, tmp_path / "old")
    shop.publish("0.2.1")
    with pytest.raises(UpdateError):  # seen and refused: there is no room for it
        apply(shop.config(), None, replace(at, mounts=overlay(tmp_path)), quiet)
    assert status(shop.config(), at).told.startswith("What is written")
    assert not (at.state / "seen.json").exists()
    (at.root / "releases" / "0.2.1").mkdir()
    (at.root / "releases" / "0.2.1" / "complete").write_text("{}")
    assert apply(shop.config(), None, at, quiet)
    assert judge(at.root, "back").returncode == 0
    shutil.rmtree(at.root / "releases" / "0.2.1")
    shutil.rmtree(shop.repository)
    shutil.copytree(tmp_path / "old", shop.repository)
    assert "older metadata than was seen" in refused(shop, at)


def overlay(folder: Path) -> Path:
    mounts = folder / "mounts-overlay"
    mounts.write_text("1 0 0:1 / / ro - overlay overlay rw\n2 1 8:1 / /boot rw - vfat /dev/x rw\n")
    return mounts


def test_an_older_release_rightly_signed_is_not_newer(shop: Shop, at: Places) -> None:
    shop.publish("0.0.9")
    assert not check(shop.config(), at).fits
    assert not apply(shop.config(), None, at, quiet)


@pytest.mark.parametrize("role", ["root", "targets", "snapshot", "timestamp"])
def test_what_has_expired(shop: Shop, at: Places, role: str) -> None:
    def yesterday(metadata: Metadata) -> None:
        metadata.signed.expires = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)

    resigned(shop, role, yesterday, shop.folder / "keys")
    told = refused(shop, at)
    assert "has expired" in told
    assert "clock is wrong" in told


def test_a_clock_that_is_behind(tmp_path: Path, at: Places) -> None:
    """By it nothing would ever expire."""
    ahead = datetime.now(UTC) + timedelta(days=30)
    shop = Shop.opened(tmp_path / "ahead", ahead)
    shop.publish("0.2.0", now=ahead)
    assert "Set the clock" in refused(shop, at)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def gone(path: Path) -> None:
    path.unlink()


def turned(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def grown(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"more")


@pytest.mark.parametrize("spoil", [truncated, gone, turned, grown])
@pytest.mark.parametrize("name", ["*.whl", "*.lock", f"*.{TARGET}"])
def test_files_that_are_not_as_they_were_signed(
    shop: Shop, at: Places, name: str, spoil: Spoil
) -> None:
    for path in [one for one in (shop.repository / "targets").rglob(name) if one.is_file()]:
        spoil(path)
    told = refused(shop, at)
    assert "cannot be fetched" in told or "does not offer what was signed" in told


def test_files_that_were_swapped(shop: Shop, at: Places) -> None:
    """Each of them was signed, but as another one."""
    one, other = sorted((shop.repository / "targets" / "0.2.0").glob("*.whl"))
    held = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(held)
    assert "Nothing was changed" in refused(shop, at)


@pytest.mark.parametrize("spoil", [truncated, turned, gone])
@pytest.mark.parametrize("name", ["timestamp.json", "*.snapshot.json", "*.targets.json"])
def test_metadata_that_was_damaged(shop: Shop, at: Places, name: str, spoil: Spoil) -> None:
    for path in (shop.repository / "metadata").glob(name):
        spoil(path)
    assert "Nothing was changed" in refused(shop, at)


def test_damage_to_what_was_seen_is_told(shop: Shop, at: Places) -> None:
    (at.state / "seen.json").write_text("{")
    assert "is damaged" in refused(shop, at)


def test_a_read_only_root(shop: Shop, at: Places, tmp_path: Path) -> None:
    assert "forgotten at the next start" in refused(shop, replace(at, mounts=overlay(tmp_path)))
    mounts = tmp_path / "mounts-releases-alone"
    root = at.root.resolve()
    mounts.write_text(f"1 0 0:1 / / ro - overlay o rw\n2 1 8:1 / {root} rw - ext4 /dev/x rw\n")
    told = refused(shop, replace(at, mounts=mounts, state=Path("/var/lib")))
    assert "written to /var/lib is forgotten" in told  # which metadata was seen


@pytest.mark.parametrize(
    ("config", "why"),
    [
        (Config(), "Updates are off"),
        ({"root": "/nowhere/root.json"}, "cannot be read: No such file"),
        ({"url": "file:///nowhere"}, "cannot be fetched"),
    ],
)
def test_what_is_not_set_up(
    shop: Shop, at: Places, config: Config | dict[str, str], why: str
) -> None:
    if isinstance(config, dict):
        config = Config(update=replace(shop.config().update, **config))
    assert why in refused(shop, at, config)


def test_a_full_disk(shop: Shop, tmp_path: Path) -> None:
    """A real small file system, where this may be made; however full it is, 0.1.0 runs on."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("no file system may be mounted here")
    try:
        at = places(disk / "machine")
        adopt(at.root, "0.1.0")
        for left in (4096, 20_000, 60_000):
            free = shutil.disk_usage(disk).free
            filler = disk / "filler"
            filler.write_bytes(bytes(max(free - left, 0)))
            with pytest.raises(UpdateError, match=r"MB free|cannot be written|No space left"):
                apply(shop.config(), None, at, quiet)
            assert runs(at.root) == "0.1.0"
            assert lie(at) == ["0.1.0"]
            filler.unlink()
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def by_https(shop: Shop, url: str) -> Config:
    return Config(update=UpdateConfig(url, str(shop.root)))


def test_a_release_comes_by_https(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    at = places(tmp_path / "whole")
    adopt(at.root, "0.1.0")
    with served(shop.repository, pem) as url:
        assert check(by_https(shop, url), at).release.version == "0.2.0"
        assert apply(by_https(shop, url), None, at, quiet)
    assert runs(at.root) == "0.2.0"


def test_whom_nobody_vouches_for_is_asked_for_nothing(
    shop: Shop, at: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path / "other")))
    with served(shop.repository, certificate(tmp_path)) as url:
        assert "certificate" in refused(shop, at, by_https(shop, url)).lower()
    assert "cannot be fetched" in refused(shop, at, by_https(shop, url)), "nobody is there"


def test_a_line_that_is_cut_in_the_middle_changes_nothing(
    shop: Shop, at: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with served(shop.repository, pem, "cut") as url:
        told = refused(shop, at, by_https(shop, url))
    assert "cannot be fetched" in told


def test_a_key_that_was_lost_is_replaced(shop: Shop, at: Places, tmp_path: Path) -> None:
    """Kiosks that believe the first root follow to the next ones by themselves."""
    for number, name in enumerate(("online", "targets", "root")):
        make_keys(tmp_path / f"new-{number}", "", [name])
        shop.publisher().replace(name, tmp_path / f"new-{number}")
        shutil.copy(tmp_path / f"new-{number}" / f"{name}.pem", shop.folder / "keys")
    shop.publish("0.2.1")
    assert check(shop.config(), at).release.version == "0.2.1"


def test_what_refreshing_does_not_sign_anew_is_told_in_time(shop: Shop) -> None:
    now = datetime.now(UTC)
    assert shop.publisher(now + timedelta(days=200)).ending() == {}
    assert list(shop.publisher(now + timedelta(days=300)).ending()) == ["targets"]
    assert sorted(shop.publisher(now + timedelta(days=1000)).ending()) == ["root", "targets"]


def test_the_manifest_is_strict(shop: Shop) -> None:
    made = next(shop.folder.glob(f"made-0.2.0/{TARGET}")).read_bytes()
    release = read_release(made)
    assert read_release(write_release(release)) == release
    for change in (
        {"format": 2}, {"version": "../2"}, {"wheel": "x.whl"}, {"more": 1}, {"models": []},
        {"files": [*json.loads(made)["files"], {"name": "../x", "size": 1, "sha256": "0" * 64}]},
        {"contents": [{"name": "kiosk/../../x", "size": 1, "sha256": "0" * 64}]},
    ):  # fmt: skip
        with pytest.raises(UpdateError):
            read_release(json.dumps({**json.loads(made), **change}).encode())
    with pytest.raises(UpdateError):
        read_release(b"[" * 100_000)


@pytest.mark.parametrize(
    ("one", "other", "is_newer"),
    [
        ("0.10.0", "0.9.9", True),
        ("1.0", "1.0.0", False),
        ("1.0.0.1", "1.0", True),
        ("0.1.0", "0.1.0+abcdef12", False),
        ("0.1.0", "0.2.0", False),
    ],
)
def test_versions_are_compared_by_their_numbers(one: str, other: str, is_newer: bool) -> None:
    assert newer(one, other) is is_newer


@pytest.mark.skipif(compiler() is None, reason="no C compiler here")
def test_cut_anywhere_a_release_runs(tmp_path: Path) -> None:
    """A sample of scripts/prove updates; the cuts bite where nothing is synced."""
    proof = Proof(tmp_path)
    operations = proof.record()
    proof.cut(operations, 12, seed=11)
    proof.kill(len(operations) // 2, 1)
    assert (proof.points, proof.wrong) == (13, [])
    proof.cut(without_syncs(operations), 12, seed=12)
    assert proof.wrong
