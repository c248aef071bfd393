"""Makes a gym's own sign printable: a PNG or JPEG file to pure black and white. Imports pygame.

A sign of two tones is cut at the grey that parts them best (Otsu 1979), so that its edges stay
sharp; a photograph, or one with shades, is dotted by error diffusion (Floyd and Steinberg 1976).
What is transparent counts as white, as paper is.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.core.slip_kinds import Picture
from kiosk.errors import InputError

WIDTH_DOTS: Final = 200
"""25 mm: leaves room for the gym's name beside it on paper of 80 mm."""
HEIGHT_DOTS: Final = 160
"""20 mm."""
MOST_BYTES: Final = 4_000_000
MOST_PIXELS: Final = 4000
"""A side; a few bytes can be a picture that fills the memory."""
PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = b"\xff\xd8\xff"
NEARLY_WHITE: Final = 232
"""Lighter is margin: what JPEG leaves beside an edge is not a part of the sign; yellow (226) is."""
LEAST_INK: Final = 0.005
"""Share of the dots that are black; with less there is nothing to see."""
TWO_TONES: Final = 0.88
"""Share of the greys' variance that lies between both sides of Otsu's cut. Even shades have 0.75,
letters with smooth edges 0.95 (tried with 24 px type)."""

Grey = NDArray[np.float64]
Bits = NDArray[np.bool_]


def load_logo(path: Path, width_dots: int = WIDTH_DOTS, height_dots: int = HEIGHT_DOTS) -> Picture:
    """The picture in the file without its white margins, no larger than told and never enlarged.

    Raises InputError for a file that cannot be read, is no PNG or JPEG, is too large, or shows
    nothing on white paper.
    """
    grey = _fitted(_trimmed(_on_white(path)), width_dots, height_dots)
    black = _black(_luminance(grey))
    if black.mean() < LEAST_INK:
        raise _useless(path, "nothing of it can be seen on white paper", "a dark sign on white")
    rows = np.packbits(black, axis=1)
    return Picture(black.shape[1], tuple(row.tobytes() for row in rows))


def _on_white(path: Path) -> pygame.Surface:
    """The picture over white, 32 bits a pixel."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _useless(path, f"it has {path.stat().st_size / 1e6:.1f} MB", "4 MB at most")
        data = path.read_bytes()
    except OSError as error:
        raise _useless(path, error.strerror or str(error), "a file that can be read") from error
    size = _size(data)
    if size is None:
        raise _useless(path, "it is no such picture", "a PNG or JPEG file")
    if max(size) > MOST_PIXELS:
        what = f"it has {size[0]} × {size[1]} pixels"
        raise _useless(path, what, f"{MOST_PIXELS} a side at most")
    try:
        picture = pygame.image.load(io.BytesIO(data), "x.png" if data.startswith(PNG) else "x.jpg")
    except pygame.error as error:
        raise _useless(path, f"it is damaged ({error})", "a PNG or JPEG file") from error
    paper = pygame.Surface(picture.get_size(), 0, 32)
    paper.fill((255, 255, 255))
    paper.blit(picture, (0, 0))
    return paper


def _size(data: bytes) -> tuple[int, int] | None:
    """Width and height as the file's head says, before anything is unpacked; None for no PNG or
    JPEG (ISO/IEC 15948, 11.2.2; ISO/IEC 10918-1, B.2.2)."""
    if data.startswith(PNG) and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if not data.startswith(JPEG):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # a frame's head
            high, wide = struct.unpack(">HH", data[at + 5 : at + 9])
            return wide, high
        at += 1 if marker == 0xFF else 2 + length
    return None


def _trimmed(picture: pygame.Surface) -> pygame.Surface:
    """Without the white around it."""
    inked = _luminance(picture) < NEARLY_WHITE
    rows, columns = np.nonzero(inked.any(axis=1))[0], np.nonzero(inked.any(axis=0))[0]
    if not len(rows):
        return picture
    left, top = int(columns[0]), int(rows[0])
    box = (left, top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top)
    return picture.subsurface(box)


def _fitted(picture: pygame.Surface, width_dots: int, height_dots: int) -> pygame.Surface:
    width, height = picture.get_size()
    share = min(1.0, width_dots / width, height_dots / height)
    size = max(round(width * share), 1), max(round(height * share), 1)
    return pygame.transform.smoothscale(picture, size)


def _luminance(picture: pygame.Surface) -> Grey:
    """(H, W) 0 black to 255 white (ITU-R BT.601)."""
    colours = pygame.surfarray.array3d(picture)
    grey: Grey = (colours @ np.array([0.299, 0.587, 0.114])).T
    return grey


def _black(grey: Grey) -> Bits:
    """(H, W) True where a dot is to be burnt."""
    cut, apart = _otsu(grey)
    return grey <= cut if apart >= TWO_TONES else _diffused(grey)


def _otsu(grey: Grey) -> tuple[float, float]:
    """The grey that parts dark from light best, and the share of the variance that it explains.

    N. Otsu, A threshold selection method from gray-level histograms, 1979, equations 12 and 18.
    """
    share = np.bincount(np.round(grey).astype(int).ravel(), minlength=256) / grey.size
    level = np.arange(256.0)
    omega, mu = np.cumsum(share), np.cumsum(share * level)
    total = float(((level - mu[-1]) ** 2 * share).sum())
    if total < 1.0:  # one tone alone: black or white as it is
        return 127.0, 1.0
    rest = omega * (1 - omega)
    between = np.where(rest > 1e-12, (mu[-1] * omega - mu) ** 2 / np.maximum(rest, 1e-12), 0.0)
    best = np.nonzero(between >= between.max() * (1 - 1e-9))[0]
    # Where no pixel lies between both tones every cut there is as good: the middle one.
    return float(best.mean()), float(between.max() / total)


def _diffused(grey: Grey) -> Bits:
    """Floyd and Steinberg, An adaptive algorithm for spatial greyscale, 1976."""
    high, wide = grey.shape
    left = [[0.0, *row, 0.0] for row in grey.tolist()]
    left.append([0.0] * (wide + 2))
    black = np.zeros((high, wide), dtype=np.bool_)
    for y in range(high):
        here, below = left[y], left[y + 1]
        for x in range(1, wide + 1):
            dark = here[x] < 128
            error = here[x] - (0.0 if dark else 255.0)
            black[y, x - 1] = dark
            here[x + 1] += error * 7 / 16
            below[x - 1] += error * 3 / 16
            below[x] += error * 5 / 16
            below[x + 1] += error * 1 / 16
    return black


def _useless(path: Path, what: str, expected: str) -> InputError:
    return InputError(
        f"The gym's sign {path} cannot be printed: {what}; expected {expected}. Name another "
        "picture, or none."
    )
