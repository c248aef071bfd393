"""The running kiosk's ear for staff's commands, and its right to be the only one. May import all
below.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk.app.hours_keeping import hours_keeper
from kiosk.app.housekeeping import Housekeeping, remembered
from kiosk.app.places import control_socket, run_lock
from kiosk.app.recordings import installed
from kiosk.config import Config
from kiosk.errors import ConfigError

if TYPE_CHECKING:
    from kiosk.live.desk import Clock, Desk
    from kiosk.live.staff import Line, StaffDesk


def hold_house(stack: ExitStack, tell: Callable[[str], None]) -> bool:
    """Be the one kiosk of this state folder until the stack is closed; whether that can be said.

    Raises ConfigError where another one runs. A folder that cannot be written to is told, and is no
    reason not to measure.
    """
    with installed():
        from kiosk.adapters.run_lock import RunLock
    try:
        stack.enter_context(closing(RunLock(run_lock())))
    except ConfigError:
        raise
    except OSError as error:
        tell(f"commands will not be heard: {run_lock()} cannot be made ({error.strerror})")
        return False
    return True


def staff_desk(
    config: Config,
    config_path: Path | None,
    source: str,
    desk: Desk,
    clock: Clock,
    stack: ExitStack,
    tell: Callable[[str], None],
    *,
    heard: bool,
    renew: Callable[[], None],
) -> StaffDesk:
    """Hears commands until the stack is closed. source: of kiosk.core.running.CameraNow. heard:
    whether this kiosk may open the socket (`hold_house`). renew: starts the camera's process
    anew."""
    with installed():
        from kiosk.live.staff import StaffDesk
        from kiosk.live.watch import Known
    line = _line(stack, tell) if heard else None
    started = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    known = Known(__version__, os.getpid(), started, source, remembered())
    house = Housekeeping(config, config_path, clock.synchronised, desk)
    hours = hours_keeper(config, clock, stack) if heard else None
    return StaffDesk(line, desk, clock, known, house.carry_out, time.monotonic, hours, renew)


def _line(stack: ExitStack, tell: Callable[[str], None]) -> Line | None:
    with installed():
        from kiosk.adapters.control_socket import ControlServer
    try:
        return stack.enter_context(closing(ControlServer(control_socket())))
    except ConfigError as error:
        tell(str(error))
        return None
