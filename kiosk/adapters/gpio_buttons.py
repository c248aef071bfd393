"""Buttons on the Raspberry Pi's pins, through gpiozero. May import gpiozero.

A button joins its pin and ground; the pin is pulled up. gpiozero is installed on arm64 alone:
elsewhere there are no pins, and USB buttons type keys.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

import gpiozero

from kiosk.core.inputs import Input, Pressed
from kiosk.errors import ConfigError

BOUNCE_S: Final = 0.05
"""Contacts chatter for a few milliseconds; nobody presses twenty times a second."""


class GpioButtons:
    """kiosk.ports.Buttons. pins: GPIO number to the meaning of its button.

    Raises ConfigError where a pin cannot be used, whatever the reason.
    """

    def __init__(self, pins: Mapping[int, str], factory: Any = None) -> None:
        self._pressed: deque[str] = deque(maxlen=8)
        self._buttons: list[Any] = []
        for pin, meaning in pins.items():
            try:
                button = gpiozero.Button(pin, bounce_time=BOUNCE_S, pin_factory=factory)
            # Below gpiozero every library for pins raises errors of its own, some of no kind.
            except Exception as error:
                self.close()
                raise ConfigError(
                    f"The button '{meaning}' on GPIO {pin} cannot be used: "
                    f"{str(error).rstrip('.') or type(error).__name__}. Correct [buttons] "
                    f"gpio_{meaning}, or set it to 0 for none; check that this computer has such "
                    "pins and that the kiosk's user may use them."
                ) from error
            # Called in gpiozero's thread; a deque takes that.
            button.when_pressed = partial(self._pressed.append, meaning)
            self._buttons.append(button)

    def inputs(self) -> Sequence[Input]:
        """Presses since the last call."""
        found = []
        while self._pressed:
            found.append(Pressed(self._pressed.popleft()))
        return found

    def close(self) -> None:
        """Let go of the pins; harmless twice."""
        for button in self._buttons:
            button.close()
        self._buttons.clear()
