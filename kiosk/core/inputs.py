"""What comes in besides the camera: buttons, keys, touches, scanned codes. stdlib only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button, key or touched place by its meaning: 'yes', 'no', 'stop', 'language' (the next
    one), 'language:de' (that one), 'staff' (the staff's key sequence), 'staff:COMMAND', 'quit'."""

    what: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """A line that a scanner typed: a staff badge or the code of an earlier slip."""

    text: str


Input = Pressed | Scanned
