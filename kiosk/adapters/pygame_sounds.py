"""Tones made here and spoken prompts made at installation. May import pygame and numpy.

A kiosk without a sound device is silent and says so once, to staff; nothing here waits or raises:
a prompt that cannot be read is left out. The prompts are WAV files, prompts/LANGUAGE/STATE.wav,
which scripts/make-prompts renders with espeak-ng.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

RATE_HZ: Final = 44_100
LOUD: Final = 0.22
FADE_S: Final = 0.012
KEPT: Final = 8
"""Prompts kept loaded: those of a set and its pauses, about 100 kB each."""

Note = tuple[float, float]
"""Frequency in Hz (0 is a rest) and length in seconds."""

CUES: Final[dict[str, tuple[Note, ...]]] = {
    "hello": ((523.25, 0.10), (659.25, 0.10), (783.99, 0.18)),
    "tick": ((880.00, 0.03),),
    "squat": ((783.99, 0.09), (1046.50, 0.16)),
    "done": ((659.25, 0.10), (783.99, 0.10), (1046.50, 0.24)),
    "ask": ((659.25, 0.14),),
    "oops": ((440.00, 0.12), (392.00, 0.20)),
}
"""Soft rising figures for what went well, a short falling one for 'once more'. No alarm."""


def tone(notes: tuple[Note, ...]) -> NDArray[np.int16]:
    """(n, 2) samples: each note a sine with its octave, swelling and fading without a click."""
    parts = [_note(frequency, length_s) for frequency, length_s in notes]
    wave = np.concatenate(parts)
    sound = np.round(wave * LOUD * 32767).astype(np.int16)
    return np.ascontiguousarray(np.stack([sound, sound], axis=1))


def _note(frequency_hz: float, length_s: float) -> NDArray[np.float64]:
    t = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    wave = np.sin(2 * np.pi * frequency_hz * t) + 0.25 * np.sin(4 * np.pi * frequency_hz * t)
    swell = np.minimum(np.minimum(t, length_s - t) / FADE_S, 1.0)
    shaped: NDArray[np.float64] = 0.8 * wave * swell * np.exp(-2.0 * t / length_s)
    return shaped


class PygameSounds:
    """kiosk.ports.Sounds. tones: play them; prompts: folder of spoken ones, None for none."""

    def __init__(self, *, tones: bool, prompts: Path | None) -> None:
        """Raises pygame.error where there is no sound device."""
        pygame.mixer.init(RATE_HZ, -16, 2, 1024)
        self._prompts = prompts
        self._cues = {
            name: pygame.sndarray.make_sound(tone(notes)) for name, notes in CUES.items() if tones
        }
        self._loaded: OrderedDict[Path, pygame.mixer.Sound] = OrderedDict()
        self._unreadable: set[Path] = set()
        self._speaking = pygame.mixer.Channel(0)
        pygame.mixer.set_reserved(1)

    def play(self, cue: str) -> None:
        """A tone; one that is not known is left out."""
        sound = self._cues.get(cue)
        if sound is not None:
            sound.play()

    def say(self, prompt: str, language: str) -> None:
        """A prompt, which ends the one before; what was not rendered or is broken is left out."""
        if self._prompts is None:
            return
        self._speaking.stop()
        sound = self._prompt(self._prompts / language / f"{prompt}.wav")
        if sound is not None:
            self._speaking.play(sound)

    def close(self) -> None:
        """Let go of the device; harmless twice. Whatever is played later is not heard."""
        self._cues, self._prompts = {}, None
        self._loaded.clear()
        pygame.mixer.quit()

    def _prompt(self, path: Path) -> pygame.mixer.Sound | None:
        """Read once and kept for a while; one that cannot be read is not tried again."""
        if path in self._unreadable:
            return None
        if path not in self._loaded:
            try:
                self._loaded[path] = pygame.mixer.Sound(str(path))
            except (pygame.error, OSError):
                self._unreadable.add(path)
                return None
            if len(self._loaded) > KEPT:
                self._loaded.popitem(last=False)
        self._loaded.move_to_end(path)
        return self._loaded[path]


def open_sounds(*, tones: bool, prompts: Path | None) -> PygameSounds | None:
    """Sounds, or None where there is no sound device."""
    try:
        return PygameSounds(tones=tones, prompts=prompts)
    except pygame.error:
        return None
