"""Where the kiosk keeps what is its own. stdlib and kiosk.config only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from kiosk.config import Config

STATE_FOLDER: Final = "knee-kiosk"
SERVICE_STATE: Final = Path("/var/lib") / STATE_FOLDER
SERVICE_RUNTIME: Final = Path("/run/kiosk")
SERVICE_CONFIG: Final = Path("/etc") / STATE_FOLDER / "kiosk.toml"
"""Where the system's service (kiosk.service) has its own; commands without further words mean that
kiosk, where there is one."""
CONTROL: Final = "control.socket"


def state_folder() -> Path:
    """A system service is told its own by STATE_DIRECTORY (systemd.exec). Else the user's for this
    program, after the XDG base directory specification; but that of the service where the machine
    has one and XDG_STATE_HOME names no other."""
    told, base = _told("STATE_DIRECTORY"), os.environ.get("XDG_STATE_HOME")
    if told is not None:
        return told
    if base:
        return Path(base) / STATE_FOLDER
    if SERVICE_STATE.is_dir():
        return SERVICE_STATE
    return Path.home() / ".local" / "state" / STATE_FOLDER


def default_config() -> Path | None:
    """The service's configuration, where there is one."""
    return SERVICE_CONFIG if SERVICE_CONFIG.is_file() else None


def config_to_write() -> Path | None:
    """Where a first configuration goes: to the service's, where the machine has its folder."""
    return SERVICE_CONFIG if SERVICE_CONFIG.parent.is_dir() else None


def control_socket() -> Path:
    """Where a running kiosk hears commands: as a service in its runtime folder."""
    return (runtime_folder() or state_folder()) / CONTROL


def runtime_folder() -> Path | None:
    """A service's own in memory; None where this is none."""
    return _told("RUNTIME_DIRECTORY")


def control_sockets() -> tuple[Path, ...]:
    """Where a command looks for it: the service's too, where its state folder is meant."""
    service = (SERVICE_RUNTIME / CONTROL,) if state_folder() == SERVICE_STATE else ()
    return tuple(dict.fromkeys((control_socket(), *service)))


def run_lock() -> Path:
    """Held by the kiosk that runs with this state folder."""
    return state_folder() / "kiosk.lock"


def maintenance_path() -> Path:
    """There while the kiosk is taken out of service."""
    return state_folder() / "maintenance.json"


def recordings_folder(config: Config) -> Path:
    """The configured folder of recordings, or one in the state folder."""
    told = config.recordings.folder
    return Path(told) if told else state_folder() / "recordings"


def _told(name: str) -> Path | None:
    """The first folder that systemd names in a variable."""
    told = os.environ.get(name, "").split(":")[0]
    return Path(told) if told else None


def store_path(config: Config) -> Path:
    """The configured file of visits, or visits.db in the state folder."""
    return Path(config.store.path) if config.store.path else state_folder() / "visits.db"


def backups_folder(config: Config) -> Path:
    """The configured folder of backups, or one in the state folder."""
    return Path(config.store.backups) if config.store.backups else state_folder() / "backups"


def key_path(config: Config) -> Path:
    """The configured file of the kiosk's own key, or code.key in a folder of the state folder: a
    folder of its own, which nobody else may look into."""
    return Path(config.code.path) if config.code.path else state_folder() / "keys" / "code.key"


def prompts_folder() -> Path:
    """Where scripts/make-prompts left the spoken prompts."""
    return state_folder() / "prompts"


def hours_folder() -> Path:
    """Where the kiosk notes when it runs."""
    return state_folder() / "hours"


def delivery_path() -> Path:
    """What was told to the owner, and which alerts are under way."""
    return state_folder() / "delivery.json"
