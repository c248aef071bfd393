"""Where the kiosk keeps what is its own. stdlib and kiosk.config only."""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.config import Config

STATE_FOLDER = "knee-kiosk"


def state_folder() -> Path:
    """The user's state folder for this program, after the XDG base directory specification; a
    system service is told its own by STATE_DIRECTORY (systemd.exec)."""
    told = os.environ.get("STATE_DIRECTORY", "").split(":")[0]
    if told:
        return Path(told)
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / STATE_FOLDER


def store_path(config: Config) -> Path:
    """The configured file of visits, or visits.db in the state folder."""
    return Path(config.store.path) if config.store.path else state_folder() / "visits.db"


def key_path(config: Config) -> Path:
    """The configured file of the kiosk's own key, or code.key in a folder of the state folder: a
    folder of its own, which nobody else may look into."""
    return Path(config.code.path) if config.code.path else state_folder() / "keys" / "code.key"


def prompts_folder() -> Path:
    """Where scripts/make-prompts left the spoken prompts."""
    return state_folder() / "prompts"
