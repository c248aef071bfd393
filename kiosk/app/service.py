"""The kiosk as a service of the system. May import all below."""

from __future__ import annotations

from typing import Literal

from kiosk.app.recordings import installed

Verb = Literal["start", "stop", "restart"]


def manage(verb: Verb) -> str:
    """Do it; how the service is afterwards. Raises InstallationError, ConfigError."""
    with installed():
        from kiosk.adapters.systemd import command, unit_of
    command(verb)
    return unit_of().active


def journal(lines: int, *, follow: bool, as_json: bool) -> int:
    """Hand the journal on; its exit status. Raises InstallationError."""
    with installed():
        from kiosk.adapters.systemd import logs
    return logs(lines, follow=follow, as_json=as_json)
