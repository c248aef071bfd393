"""What we write, pygame's own reader gives back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pygame

from kiosk.adapters.png import colour_png, one_bit_png


def read(path: Path, data: bytes) -> np.ndarray:
    path.write_bytes(data)
    return np.asarray(pygame.surfarray.array3d(pygame.image.load(str(path))).transpose(1, 0, 2))


def test_colours_come_back(tmp_path: Path) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (17, 23, 3), dtype=np.uint8)
    assert np.array_equal(read(tmp_path / "a.png", colour_png(pixels)), pixels)


def test_one_bit_comes_back_with_a_width_that_fills_no_byte(tmp_path: Path) -> None:
    black = np.random.default_rng(2).random((9, 21)) < 0.3
    back = read(tmp_path / "b.png", one_bit_png(black))
    assert np.array_equal(back[..., 0] == 0, black)
    assert set(np.unique(back)) == {0, 255}
