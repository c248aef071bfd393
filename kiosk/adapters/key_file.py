"""The file that keeps the kiosk's own key: made once, whole, for the kiosk's user alone. stdlib and
kiosk.errors only.

Three lines of text: what it is, the private key, and the public key, which finds a damaged private
one: every 32 bytes are some key. It is never replaced by itself, because the slips printed so far
would then be another kiosk's.
"""

from __future__ import annotations

import os
import stat
import tempfile
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from contextlib import suppress
from pathlib import Path
from typing import Final

from kiosk.errors import InstallationError

KEY_BYTES: Final = 32
HEAD: Final = "knee-kiosk key 1: signs the codes on slips. Keep a copy; show it to nobody."
MOST_BYTES: Final = 1000
_NAMES: Final = ("private", "public")

Pair = tuple[bytes, bytes]
"""Private and public key, 32 bytes each (RFC 8032)."""


def write_new(path: Path, pair: Pair) -> bool:
    """Write a pair where there is none; False where something is there by now, which stays.

    After a power cut there is the whole file or none. The folder is made too, for the kiosk's user
    alone. Raises InstallationError where that cannot be.
    """
    try:
        path.parent.parent.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        made = _put(path, _written(pair))
        for folder in (path.parent, path.parent.parent):
            _to_disk(folder)
    except OSError as error:
        raise InstallationError(
            f"The kiosk's key cannot be written to {path}: {error.strerror}. Check that the disk "
            "has room and the kiosk's user may write there. Until then slips carry no code."
        ) from error
    return made


def read(path: Path) -> Pair:
    """The pair as it stands there; whether it belongs together is the caller's to find out.

    Raises InstallationError: the file is missing, unreadable, open to others or damaged.
    """
    try:
        text = _text(path)
    except FileNotFoundError as error:
        raise InstallationError(
            f"There is no key at {path} yet. `kiosk key make` makes one, and so does `kiosk run`."
        ) from error
    except OSError as error:
        raise InstallationError(
            f"The kiosk's key {path} cannot be read: {error.strerror}. Check that the file belongs "
            "to the kiosk's user. Until then slips carry no code."
        ) from error
    head, *lines = text.decode("ascii", "replace").split("\n")
    if head != HEAD or len(lines) != 1 + len(_NAMES):
        raise damaged(path, "it is not the three lines of such a key")
    pair = _key(path, lines[0]), _key(path, lines[1])
    if text != _written(pair):
        raise damaged(path, "it is not as it was written")
    return pair


def damaged(path: Path, what: str) -> InstallationError:
    """What is told of a file that holds no usable key."""
    return InstallationError(
        f"The kiosk's key {path} is damaged: {what}. Put a copy of it back. Without a copy, move "
        "it away and run `kiosk key make`: the slips printed so far can then no longer be read. "
        "Until then slips carry no code."
    )


def _text(path: Path) -> bytes:
    # Not to wait for a pipe's other end.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise damaged(path, "it is not a file")
        if facts.st_mode & 0o077:
            raise InstallationError(
                f"The kiosk's key {path} is open to other users (mode "
                f"{stat.S_IMODE(facts.st_mode):04o}). Close it: chmod 600 {path}. Until then slips "
                "carry no code."
            )
        return os.read(handle, MOST_BYTES)
    finally:
        os.close(handle)


def _written(pair: Pair) -> bytes:
    keys = (f"{n} {b64encode(k).decode()}" for n, k in zip(_NAMES, pair, strict=True))
    return "\n".join((HEAD, *keys, "")).encode("ascii")


def _key(path: Path, line: str) -> bytes:
    """Nothing of a line is told: it may be the private key's."""
    try:
        key = b64decode(line.partition(" ")[2], validate=True)
    except (Base64Error, ValueError):
        raise damaged(path, "one of its keys cannot be read") from None
    if len(key) != KEY_BYTES:
        raise damaged(path, f"one of its keys has {len(key)} bytes, not {KEY_BYTES}")
    return key


def _put(path: Path, data: bytes) -> bool:
    """Whole or not at all; a link, unlike a rename, never takes the place of what is there."""
    handle, part = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(part, path)
        except FileExistsError:
            return False
        return True
    finally:
        with suppress(OSError):
            os.unlink(part)  # noqa: PTH108 - beside os.link


def _to_disk(folder: Path) -> None:
    """A new name is only there after a power cut once its folder was written."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
