"""Whether something of the kiosk has to be told to its owner. May import all below."""

from __future__ import annotations

from kiosk.app.housekeeping import remembered
from kiosk.app.places import control_sockets
from kiosk.app.printer_commands import known_state
from kiosk.app.recordings import installed
from kiosk.config import Config
from kiosk.core.alerting import Kind
from kiosk.core.control import Request, VersionError
from kiosk.core.running import Running
from kiosk.errors import ConfigError, InputError, NotRunningError

PATIENCE_S = 10.0


def look(config: Config) -> tuple[dict[Kind, bool | None], str]:
    """What is bad just now; None where it cannot be said, or is meant to be so. And why nothing
    can be said, '' where it can."""
    try:
        running, answers = _ask()
    except ConfigError as error:
        return {}, f"Whether the kiosk is well was not found out. {error}"
    out = remembered() is not None or (running is not None and running.maintenance is not None)
    down = False if answers else None if out else True
    return {"down": down, "paper_out": None if out else _paper_out(config, running)}, ""


def _ask() -> tuple[Running | None, bool]:
    """How it is, and whether it answers at all: what it answers does not matter. Raises ConfigError
    where this user may not ask."""
    with installed():
        from kiosk.adapters.control_socket import ask
    try:
        return ask(control_sockets(), Request("status"), PATIENCE_S).running, True
    except VersionError:
        return None, True
    except ConfigError:
        raise
    except (NotRunningError, InputError):
        return None, False


def _paper_out(config: Config, running: Running | None) -> bool | None:
    if running is not None:
        reason, ready = running.printer.reason, running.printer.ready
    else:
        state = known_state(config)
        if state is None:
            return None
        reason, ready = state.status.reason, state.status.ready
    if reason == "paper_out":
        return True
    return False if ready else None
