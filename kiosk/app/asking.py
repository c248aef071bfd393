"""What staff's commands ask of the running kiosk, or do themselves where none runs. May import all
below.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.app.housekeeping import Housekeeping
from kiosk.app.kept import store_of
from kiosk.app.places import control_sockets, run_lock, state_folder
from kiosk.app.printing import PrintedFiles
from kiosk.app.recordings import installed
from kiosk.config import Config
from kiosk.core.control import Reply, Request
from kiosk.errors import ConfigError, InputError, NotRunningError

QUICK_S: Final = 5.0
PRINT_S: Final = 40.0
SLOW_S: Final = 600.0
"""A backup of a million visits to a slow stick."""
_PATIENCE_S: Final = {"status": QUICK_S, "live": QUICK_S, "reprint": PRINT_S, "maintenance": 20.0}


@dataclass(frozen=True, slots=True)
class House:
    """The kiosk that commands mean. config_path: of its configuration's file, None for none."""

    config: Config
    config_path: Path | None = None

    def ask(self, request: Request) -> Reply:
        """The running kiosk's answer. Raises NotRunningError where there is none, ConfigError
        where this user may not ask, InputError where the kiosk could not do it."""
        with installed():
            from kiosk.adapters.control_socket import ask
        reply = ask(control_sockets(), request, _PATIENCE_S.get(request.do, SLOW_S))
        if reply.fault:
            raise InputError(reply.text or f"The kiosk did not do it ({reply.fault}).")
        return reply

    def do(self, request: Request) -> tuple[Reply, bool]:
        """The answer, and whether a running kiosk gave it: what needs no running one is done here
        where none runs. Raises KioskError."""
        try:
            return self.ask(request), True
        except NotRunningError as error:
            self._alone(error)
        act_as_owner(state_folder())
        with installed():
            from kiosk.adapters.host_clock import HostClock
        house = Housekeeping(
            self.config, self.config_path, HostClock().synchronised, PrintedFiles(self.config)
        )
        store = store_of(self.config)
        try:
            return house.carry_out(request, store), False
        finally:
            store.close()

    def _alone(self, error: NotRunningError) -> None:
        """Raises ConfigError where a kiosk runs that does not hear."""
        with installed():
            from kiosk.adapters.run_lock import running_pid
        pid = running_pid(run_lock())
        if pid is not None:
            raise ConfigError(
                f"A kiosk runs{f' (process {pid})' if pid else ''} and does not hear commands. See "
                "kiosk doctor, then restart it: kiosk service restart."
            ) from error


def is_running() -> bool:
    """Whether a kiosk runs with this state folder."""
    with installed():
        from kiosk.adapters.run_lock import running_pid
    return running_pid(run_lock()) is not None


def absolute(path: Path) -> Path:
    """As the running kiosk, which stands elsewhere, needs it; links stay as they are given."""
    return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100


@contextmanager
def as_owner(folder: Path) -> Iterator[None]:
    """The same for a while: root itself again afterwards, who may start the service."""
    owner = _owner(folder)
    if os.geteuid() != 0 or owner.st_uid == 0:
        yield
        return
    group = os.getegid()
    os.setegid(owner.st_gid)
    os.seteuid(owner.st_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(group)


def act_as_owner(folder: Path) -> None:
    """For root: be the user whose folder it is from now on. What root makes there, the kiosk's own
    user could not open any more."""
    if os.geteuid() != 0:
        return
    owner = _owner(folder)
    if owner.st_uid != 0:
        os.setgroups([])
        os.setgid(owner.st_gid)
        os.setuid(owner.st_uid)


def _owner(folder: Path) -> os.stat_result:
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    return there.stat()
