"""One TOML file to one frozen tree. May import the standard library, kiosk.errors and kiosk.core.

Units are in the names. Every mistake is told at once, each with its line and, for a misspelt
name, what was probably meant; nothing is repaired silently and no hardware is asked.
docs/configuration.md lists every key.
"""

from kiosk.config.keys import key_names
from kiosk.config.kinds import meant
from kiosk.config.publickeys import public_keys
from kiosk.config.reading import Mistake, load, parse
from kiosk.config.tables import (
    ButtonsConfig,
    CameraConfig,
    CodeConfig,
    Config,
    DeliveryConfig,
    DisplayConfig,
    FleetConfig,
    GymConfig,
    MarkConfig,
    ModelConfig,
    MountConfig,
    PrinterConfig,
    RecordingsConfig,
    RepeatabilityConfig,
    SetsConfig,
    StaffConfig,
    StoreConfig,
    UpdateConfig,
    ZoneConfig,
)

__all__ = [
    "ButtonsConfig",
    "CameraConfig",
    "CodeConfig",
    "Config",
    "DeliveryConfig",
    "DisplayConfig",
    "FleetConfig",
    "GymConfig",
    "MarkConfig",
    "Mistake",
    "ModelConfig",
    "MountConfig",
    "PrinterConfig",
    "RecordingsConfig",
    "RepeatabilityConfig",
    "SetsConfig",
    "StaffConfig",
    "StoreConfig",
    "UpdateConfig",
    "ZoneConfig",
    "key_names",
    "load",
    "meant",
    "parse",
    "public_keys",
]
