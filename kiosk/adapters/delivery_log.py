"""What was sent to the owner, as a file, under a lock: two that send at once would send twice.
stdlib only; Linux.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Final

from kiosk.adapters.whole_file import write_whole
from kiosk.core import strictjson
from kiosk.core.alerting import Moment
from kiosk.core.deliveries import Deliveries
from kiosk.errors import DeliveryError, InputError

VERSION: Final = 1
MOST_BYTES: Final = 1_000_000
MACHINE: Final = Path("/etc/machine-id")
BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


class DeliveryLog:
    """Held from its making to `close`. notice: what staff should know about the file, '' nothing.
    Raises DeliveryError where somebody else holds it, or it cannot be made."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.notice = ""
        self._lock = -1
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(lock)
            raise DeliveryError(
                "Another `kiosk deliver` is sending just now. Nothing was sent by this one."
            ) from error
        self._lock = lock

    def load(self) -> Deliveries:
        """A damaged file is set aside, and the kiosk begins anew: the last month may then be sent
        once more, with the same Message-ID."""
        try:
            with self._path.open("rb") as file:
                tree = strictjson.loaded(file.read(MOST_BYTES))
            if not isinstance(tree, dict) or tree.pop("version", None) != VERSION:
                raise InputError("it is of another version")
            return strictjson.read(Deliveries, tree)
        except FileNotFoundError:
            return Deliveries()
        except OSError as error:
            raise DeliveryError(
                f"What was sent cannot be read from {self._path}: {error.strerror or error}."
            ) from error
        except (ValueError, RecursionError) as error:
            aside = self._path.with_suffix(".damaged")
            with suppress(OSError):
                self._path.replace(aside)
            self.notice = f"{self._path} was damaged ({error}) and is now {aside.name}."
            return Deliveries()

    def save(self, deliveries: Deliveries) -> None:
        """Returns when it is on the disk. Raises DeliveryError."""
        tree = {"version": VERSION, **strictjson.tree(deliveries)}
        try:
            write_whole(self._path, (json.dumps(tree) + "\n").encode())
        except OSError as error:
            raise self._unwritable(error) from error

    def close(self) -> None:
        """Harmless when called twice."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _unwritable(self, error: OSError) -> DeliveryError:
        return DeliveryError(
            f"What is sent cannot be noted in {self._path}: {error.strerror or error}. Nothing is "
            "sent then, because it would be sent again and again. Check that the kiosk's user may "
            "write there and the disk has room."
        )


def identity(folder: Path) -> str:
    """This kiosk's name in Message-IDs: the same for ever, and leading to nothing else (a machine's
    own number is not to be told, machine-id(5))."""
    try:
        machine = MACHINE.read_bytes().strip()
    except OSError:
        machine = socket.gethostname().encode()
    about = b"knee-kiosk delivery " + os.fsencode(folder)
    return hmac.new(machine, about, hashlib.sha256).hexdigest()[:24]


def moment(at_s: float, up_s: float, *, sure: bool) -> Moment:
    """Now, with the computer's start that it belongs to."""
    try:
        boot = BOOT.read_text(encoding="ascii").strip()
    except OSError:
        boot = ""
    return Moment(at_s, sure, boot, up_s)
