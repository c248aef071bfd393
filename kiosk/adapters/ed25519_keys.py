"""Signs the codes on slips and checks those of others, with Ed25519. Imports cryptography.

That package takes 15 to 30 ms to load and does so in `SlipKeys.load`, which is a worker's: it
reads, and at a fresh kiosk makes, the key's file. A code is signed in 0.1 ms and checked in 0.2.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.adapters import key_file
from kiosk.core.ticket import Verdict
from kiosk.errors import InstallationError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )


def key_id(public: bytes) -> str:
    """First 8 hexadecimal digits of a public key's SHA-256, small letters."""
    return sha256(public).hexdigest()[:8]


def make_key(path: Path) -> bool:
    """Make the kiosk's key where there is none; whether one was made. What is there is checked and
    kept. Raises InstallationError."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    made = False
    if not os.path.lexists(path):
        key = Ed25519PrivateKey.generate()
        pair = key.private_bytes_raw(), key.public_key().public_bytes_raw()
        made = key_file.write_new(path, pair)
    _read(path)
    return made


def public_key(path: Path) -> bytes:
    """The public half of the kiosk's key, 32 bytes. Raises InstallationError."""
    return _read(path).public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True, eq=False)
class _Own:
    private: Ed25519PrivateKey
    key_id: str


@dataclass(frozen=True, slots=True, eq=False)
class _Loaded:
    """Replaced as a whole, so that a reader in another thread finds all of it or none.

    known: public keys by their id; two keys may have one id, however unlikely.
    """

    own: _Own | None = None
    known: dict[str, list[Ed25519PublicKey]] = field(default_factory=dict)


class SlipKeys:
    """kiosk.core.ticket.Signer and Verifier: the kiosk's own key and those that it trusts.

    trusted: public keys, 32 bytes each. `load` may be called in another thread than the rest;
    before it has been, no key is known.
    """

    def __init__(self, path: Path, trusted: Sequence[bytes] = ()) -> None:
        self._path, self._trusted = path, tuple(trusted)
        self._loaded = _Loaded()

    def load(self) -> str:
        """Read the key, and make it where there is none; harmless when called again.

        A sentence for staff where it was made, or nothing. Raises InstallationError where there is
        none to be had; those that are trusted are known all the same.
        """
        if self._loaded.own is not None:
            return ""
        self._loaded = _Loaded(known=_by_id(self._trusted))
        made = make_key(self._path)
        private = _read(self._path)
        public = private.public_key().public_bytes_raw()
        private.public_key().verify(private.sign(b""), b"")  # the first time takes longest
        own = _Own(private, key_id(public))
        self._loaded = _Loaded(own, _by_id((public, *self._trusted)))
        return f"A key for the codes on slips was made, id {own.key_id}." if made else ""

    @property
    def key_id(self) -> str:
        """Of the kiosk's own key. Raises InstallationError while there is none."""
        return self._own().key_id

    def sign(self, message: bytes) -> bytes:
        """64 bytes (RFC 8032). Raises InstallationError while there is no key."""
        return self._own().private.sign(message)

    def verify(self, key_id: str, message: bytes, signature: bytes) -> Verdict:
        """Whether a known key of that id signed that message."""
        loaded = self._loaded
        keys = loaded.known.get(key_id, [])
        if any(_signed(key, message, signature) for key in keys):
            return "right"
        if keys:
            return "wrong"
        return "unknown" if loaded.own is not None else "no_key"

    def _own(self) -> _Own:
        own = self._loaded.own
        if own is None:
            raise InstallationError("The kiosk's key is missing; `kiosk key show` says why.")
        return own


def _signed(key: Ed25519PublicKey, message: bytes, signature: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _by_id(publics: Iterable[bytes]) -> dict[str, list[Ed25519PublicKey]]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    found: dict[str, list[Ed25519PublicKey]] = {}
    for public in dict.fromkeys(publics):
        found.setdefault(key_id(public), []).append(Ed25519PublicKey.from_public_bytes(public))
    return found


def _read(path: Path) -> Ed25519PrivateKey:
    """The key in a file, checked. Raises InstallationError."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private, public = key_file.read(path)
    key = Ed25519PrivateKey.from_private_bytes(private)
    if key.public_key().public_bytes_raw() != public:
        raise key_file.damaged(path, "its two halves do not belong together")
    return key
