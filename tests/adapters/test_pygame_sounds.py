"""Tones that never click, prompts that are read once, and silence where there is no device."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest

from kiosk.adapters.pygame_sounds import (
    CUES,
    FADE_S,
    KEPT,
    LOUD,
    RATE_HZ,
    PygameSounds,
    open_sounds,
    tone,
)

each_cue = pytest.mark.parametrize("cue", CUES)


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    folder = tmp_path / "prompts"
    (folder / "en").mkdir(parents=True)
    return folder


def render(prompts: Path, state: str) -> Path:
    path = prompts / "en" / f"{state}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22_050)
        file.writeframes(bytes(22_050))
    return path


@pytest.fixture
def sounds(monkeypatch: pytest.MonkeyPatch, prompts: Path) -> Iterator[PygameSounds]:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    made = PygameSounds(tones=True, prompts=prompts)
    yield made
    made.close()


@each_cue
def test_a_cue_is_short_and_of_its_notes_length(cue: str) -> None:
    samples = tone(CUES[cue])
    assert samples.dtype == np.int16
    assert samples.shape[1] == 2
    assert np.array_equal(samples[:, 0], samples[:, 1])
    length_s = len(samples) / RATE_HZ
    assert length_s == pytest.approx(sum(length for _, length in CUES[cue]), abs=1e-3)
    assert length_s < 0.6


@each_cue
def test_a_cue_neither_clicks_nor_shouts(cue: str) -> None:
    samples = tone(CUES[cue])[:, 0].astype(int)
    loudest = LOUD * 32767
    assert abs(samples[0]) < 0.01 * loudest
    assert abs(samples[-1]) < 0.01 * loudest
    assert 0.3 * loudest < abs(samples).max() <= loudest
    # The steepest that two sines of these frequencies can be, and as much again for the swell.
    highest = max(frequency for frequency, _ in CUES[cue])
    steepest = loudest * (2 * np.pi * highest * 1.5 + 1 / FADE_S) / RATE_HZ
    assert abs(np.diff(samples)).max() <= steepest


def test_a_rest_is_silent() -> None:
    assert not tone(((0.0, 0.05),)).any()


def test_a_cue_is_played_and_an_unknown_one_left_out(sounds: PygameSounds) -> None:
    sounds.play("hello")
    assert pygame.mixer.get_busy()
    sounds.play("fanfare")


def test_without_tones_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    sounds = PygameSounds(tones=False, prompts=None)
    sounds.play("hello")
    sounds.say("stand", "en")
    assert not pygame.mixer.get_busy()
    sounds.close()


def test_a_prompt_is_spoken_and_the_next_ends_it(sounds: PygameSounds, prompts: Path) -> None:
    render(prompts, "stand")
    channel = pygame.mixer.Channel(0)
    sounds.say("stand", "en")
    assert channel.get_busy()
    sounds.say("never_rendered", "en")
    assert not channel.get_busy()
    sounds.say("stand", "xx")
    assert not channel.get_busy()


@pytest.mark.parametrize("content", [b"", b"no sound at all", b"RIFF\x04\x00\x00\x00WAVE"])
def test_a_broken_prompt_is_left_out_and_not_tried_again(
    sounds: PygameSounds, prompts: Path, content: bytes
) -> None:
    path = prompts / "en" / "stand.wav"
    path.write_bytes(content)
    sounds.say("stand", "en")
    assert not pygame.mixer.Channel(0).get_busy()
    render(prompts, "stand")
    sounds.say("stand", "en")
    assert not pygame.mixer.Channel(0).get_busy()


def test_a_prompt_is_read_once_and_few_are_kept(sounds: PygameSounds, prompts: Path) -> None:
    for number in range(KEPT + 3):
        render(prompts, f"state_{number}")
        sounds.say(f"state_{number}", "en")
        assert 0 < len(sounds._loaded) <= KEPT
    for path in (prompts / "en").iterdir():
        path.unlink()
    sounds.say(f"state_{KEPT + 2}", "en")
    assert pygame.mixer.Channel(0).get_busy(), "it was still loaded"


def test_without_a_device_there_are_no_sounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no_such_driver")
    assert open_sounds(tones=True, prompts=None) is None


def test_closing_twice_is_harmless_and_then_it_is_silent(
    sounds: PygameSounds, prompts: Path
) -> None:
    render(prompts, "stand")
    sounds.close()
    sounds.close()
    sounds.play("hello")
    sounds.say("stand", "en")
