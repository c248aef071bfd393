"""Unix sockets at a path: listening, calling, and telling a service manager. stdlib only; Linux.

A socket's path may have 107 bytes; a longer one is reached through its folder's descriptor.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from kiosk.errors import ConfigError

LONGEST: Final = 107
GROUP_MAY: Final = 0o660
WAITING: Final = 16
AGAIN_S: Final = 0.01


def listen(path: Path) -> socket.socket:
    """A socket that the owner and the group may call. What a worker that was killed left is
    replaced. Raises ConfigError where somebody listens already or the folder does not allow it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        line = call(path, 1.0)
    except FileNotFoundError:
        pass
    except OSError as error:
        if path.exists() and not path.is_socket():
            raise ConfigError(f"{path} is no socket: choose another --socket.") from error
        with suppress(OSError):
            path.unlink()
    else:
        line.close()
        raise ConfigError(f"Another print worker listens at {path}; end that one first.")
    ear = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o777 & ~GROUP_MAY)
    try:
        with reachable(path) as place:
            ear.bind(place)
        ear.listen(WAITING)
    except OSError as error:
        ear.close()
        raise ConfigError(
            f"No socket can be made at {path}: {error.strerror or error}. Choose another --socket."
        ) from error
    finally:
        os.umask(before)
    return ear


def call(path: Path, timeout_s: float) -> socket.socket:
    """A line to whoever listens there. Raises OSError where nobody does, or lets us in in time."""
    until_s = time.monotonic() + timeout_s
    while True:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(timeout_s)
        try:
            with reachable(path) as place:
                line.connect(place)
        except BlockingIOError:  # too many wait at the door; Linux does not wait with them
            line.close()
            if time.monotonic() >= until_s:
                raise
            time.sleep(AGAIN_S)
        except OSError:
            line.close()
            raise
        else:
            return line


def tell_manager(text: str) -> None:
    """A line to systemd (sd_notify(3)), where it asked for such; nothing otherwise."""
    place = os.environ.get("NOTIFY_SOCKET", "")
    if not place.startswith(("/", "@")):
        return
    address = "\0" + place[1:] if place.startswith("@") else place
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.setblocking(False)
        line.sendto(text.encode(), address)


@contextmanager
def reachable(path: Path) -> Iterator[str]:
    """What `bind` and `connect` take for that path, however long it is."""
    if len(os.fsencode(path)) <= LONGEST:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
