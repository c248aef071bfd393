"""A printer that is there, as what can be pasted into the configuration. stdlib only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Connected:
    """uri: kiosk.core.printeruri. what: as the device or the system calls it."""

    uri: str
    what: str
