"""Where there is no sound device and there are no further buttons. May import kiosk.core."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.inputs import Input


class SilentSounds:
    """kiosk.ports.Sounds that nobody hears."""

    def play(self, cue: str) -> None: ...

    def say(self, prompt: str, language: str) -> None: ...

    def close(self) -> None: ...


class NoButtons:
    """kiosk.ports.Buttons that nobody presses."""

    def inputs(self) -> Sequence[Input]:
        return ()

    def close(self) -> None: ...
