"""A repository of signed releases, as The Update Framework (TUF) has it: keys and metadata.

Three keys: `root` says whose the others are and stays offline; `targets` says what a release is
made of; `online` (snapshot and timestamp) says what is newest, and is used again and again. Read by
scripts/make-release and by tests.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Root,
    Signed,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

KEYS = {"root": ("root",), "targets": ("targets",), "online": ("snapshot", "timestamp")}
"""Files of keys, and the roles that each signs for."""
LASTS = {
    "root": timedelta(days=3 * 365),
    "targets": timedelta(days=365),
    "snapshot": timedelta(days=365),
    "timestamp": timedelta(days=60),
}
"""How long what a role signed is believed."""
WARNED = timedelta(days=120)
"""So long before its end is told of."""


def make_keys(folder: Path, passphrase: str, names: Iterable[str] = tuple(KEYS)) -> list[Path]:
    """New keys; never over old ones. Without a passphrase they lie open: for tests."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    locked = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    made = []
    for name in names:
        key = Ed25519PrivateKey.generate()
        path = folder / f"{name}.pem"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
        made.append(path)
    return made


def signer(folder: Path, name: str, passphrase: str) -> CryptoSigner:
    """The key in a file. Raises ValueError, TypeError for a wrong passphrase."""
    data = (folder / f"{name}.pem").read_bytes()
    return CryptoSigner(load_pem_private_key(data, passphrase.encode() or None))


class Publisher:
    """A repository in a folder: `metadata` and `targets`. now: the time that it is signed at."""

    def __init__(
        self, folder: Path, keys: Path, passphrase: str, now: datetime | None = None
    ) -> None:
        self.metadata, self.targets = folder / "metadata", folder / "targets"
        self._keys, self._passphrase = keys, passphrase
        self._new: dict[str, CryptoSigner] = {}
        self._now = (now or datetime.now(UTC)).replace(microsecond=0)

    def begin(self) -> Path:
        """An empty repository; its root, which kiosks are given to believe."""
        self.metadata.mkdir(parents=True)
        self.targets.mkdir()
        root = Root(consistent_snapshot=True)
        for name, roles in KEYS.items():
            for role in roles:
                root.add_key(self._signer(name).public_key, role)
        path = self._write("root", root)
        self._write("targets", Targets())
        self._tell_newest()
        return path

    def add(self, files: dict[str, Path]) -> None:
        """Files by their names in the repository; what was there under other names stays."""
        targets = self._read("targets", Targets)
        for name, path in files.items():
            target = TargetFile.from_file(name, str(path), ["sha256"])
            targets.targets[name] = target
            folder, _, last = name.rpartition("/")
            place = self.targets / folder / f"{target.hashes['sha256']}.{last}"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
        targets.version += 1
        self._write("targets", targets)
        self._tell_newest()

    def refresh(self) -> None:
        """What is newest, signed anew before it expires; needs the online key alone."""
        self._tell_newest()

    def ending(self) -> dict[str, datetime]:
        """What `refresh` does not sign anew and will not be believed much longer, by role."""
        root, targets = self._read("root", Root), self._read("targets", Targets)
        until = {"root": root.expires, "targets": targets.expires}
        return {role: at for role, at in until.items() if at - self._now < WARNED}

    def replace(self, name: str, new_keys: Path) -> Path:
        """Another key in the place of one that is lost or stolen; signed by the old root and, where
        that is replaced, by the new one too. The new root's file."""
        root = self._read("root", Root)
        new = signer(new_keys, name, self._passphrase)
        for role in KEYS[name]:
            for old in list(root.roles[role].keyids):
                root.revoke_key(old, role)
            root.add_key(new.public_key, role)
        root.version += 1
        path = self._write("root", root, *([new] if name == "root" else []))
        self._new[name] = new
        if name == "targets":
            targets = self._read("targets", Targets)
            targets.version += 1
            self._write("targets", targets)
        if name != "root":
            self._tell_newest()
        return path

    def _tell_newest(self) -> None:
        targets = self._read("targets", Targets)
        try:
            version = self._read("snapshot", Snapshot).version
        except FileNotFoundError:
            version = 0
        snapshot = Snapshot(version + 1, meta={"targets.json": MetaFile(targets.version)})
        self._write("snapshot", snapshot)
        try:
            version = self._read("timestamp", Timestamp).version
        except FileNotFoundError:
            version = 0
        self._write("timestamp", Timestamp(version + 1, snapshot_meta=MetaFile(snapshot.version)))

    def _write(self, role: str, signed: Signed, *further: CryptoSigner) -> Path:
        """Sign and put in place, whole; the time stamp last of all, which leads to the others."""
        signed.expires = self._now + LASTS[role]
        (name,) = (name for name, roles in KEYS.items() if role in roles)
        metadata = Metadata(signed)
        metadata.sign(self._signer(name))
        for one in further:
            metadata.sign(one, append=True)
        prefix = "" if role == "timestamp" else f"{signed.version}."
        path = self.metadata / f"{prefix}{role}.json"
        part = path.with_suffix(".part")
        metadata.to_file(str(part))
        part.replace(path)
        return path

    def _read(self, role: str, kind: type) -> Signed:
        """The newest of a role. Raises FileNotFoundError."""
        if role == "timestamp":
            path = self.metadata / "timestamp.json"
        else:
            found = self.metadata.glob(f"*.{role}.json")
            path = max(found, key=lambda one: int(one.name.split(".")[0]), default=None)
            if path is None:
                raise FileNotFoundError(role)
        return Metadata[kind].from_bytes(path.read_bytes()).signed

    def _signer(self, name: str) -> CryptoSigner:
        return self._new.get(name) or signer(self._keys, name, self._passphrase)
