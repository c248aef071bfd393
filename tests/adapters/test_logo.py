"""A gym's own sign: two tones stay sharp, shades are dotted, and what is no picture is refused."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.adapters.logo import HEIGHT_DOTS, MOST_BYTES, WIDTH_DOTS, load_logo
from kiosk.adapters.slip_picture import bits, lay_out
from kiosk.core.slip import Slip
from kiosk.core.slip_kinds import Picture
from kiosk.errors import InputError

WHITE, BLACK, ORANGE = (255, 255, 255), (0, 0, 0), (240, 150, 20)


def saved(path: Path, picture: pygame.Surface) -> Path:
    pygame.image.save(picture, str(path))
    return path


def plain(size: tuple[int, int], ground: tuple[int, ...], alpha: bool = False) -> pygame.Surface:
    surface = pygame.Surface(size, pygame.SRCALPHA if alpha else 0, 32)
    surface.fill(ground)
    return surface


def black(logo: Picture) -> np.ndarray:
    """(H, W) True where black."""
    packed = np.frombuffer(b"".join(logo.rows), np.uint8).reshape(len(logo.rows), -1)
    return np.unpackbits(packed, axis=1, count=logo.width) > 0


def disc(colour: tuple[int, ...], ground: tuple[int, ...], alpha: bool = False) -> pygame.Surface:
    surface = plain((400, 400), ground, alpha)
    pygame.draw.circle(surface, colour, (200, 200), 150)
    return surface


@pytest.mark.parametrize("suffix", ["png", "jpg"])
@pytest.mark.parametrize("colour", [BLACK, ORANGE])
def test_a_sign_of_two_tones_keeps_its_edges(
    tmp_path: Path, suffix: str, colour: tuple[int, ...]
) -> None:
    dots = black(load_logo(saved(tmp_path / f"sign.{suffix}", disc(colour, WHITE))))
    high, wide = dots.shape
    assert high == HEIGHT_DOTS, "its white margins are gone, and it is as high as may be"
    assert wide == pytest.approx(high, abs=1)
    y, x = np.mgrid[:high, :wide] + 0.5
    assert (dots != (np.hypot(x - wide / 2, y - high / 2) < high / 2)).mean() < 0.015


def test_it_is_never_larger_than_told_and_never_enlarged(tmp_path: Path) -> None:
    broad = saved(tmp_path / "broad.png", plain((1000, 100), BLACK))
    logo = load_logo(broad)
    assert (logo.width, len(logo.rows)) == (WIDTH_DOTS, 20)
    small = load_logo(saved(tmp_path / "small.png", plain((30, 20), BLACK)))
    assert (small.width, len(small.rows)) == (30, 20)
    high = load_logo(saved(tmp_path / "high.png", plain((100, 1000), BLACK)))
    assert (high.width, len(high.rows)) == (16, HEIGHT_DOTS)
    told = load_logo(broad, 80, 50)
    assert (told.width, len(told.rows)) == (80, 8)


@pytest.mark.parametrize("alpha", [0, 40])
def test_what_is_transparent_is_white(tmp_path: Path, alpha: int) -> None:
    sign = disc((*BLACK, 255), (90, 10, 10, alpha), alpha=True)
    dots = black(load_logo(saved(tmp_path / "sign.png", sign)))
    assert dots[80, 80]
    assert not dots[2, 2]


def test_a_palette_s_transparent_colour_is_white(tmp_path: Path) -> None:
    """Two colours by number, the first of which is transparent and would be black."""
    rows = np.zeros((40, 41), np.uint8)
    rows[10:30, 11:31] = 1
    header = struct.pack(">IIBBBBB", 40, 40, 8, 3, 0, 0, 0)
    chunks = [
        (b"IHDR", header), (b"PLTE", bytes([0, 0, 0, 20, 20, 20])), (b"tRNS", bytes([0, 255])),
        (b"IDAT", zlib.compress(rows.tobytes())), (b"IEND", b""),
    ]  # fmt: skip
    data = b"\x89PNG\r\n\x1a\n"
    for kind, body in chunks:
        data += struct.pack(">I", len(body)) + kind + body
        data += struct.pack(">I", zlib.crc32(kind + body))
    path = tmp_path / "sign.png"
    path.write_bytes(data)
    dots = black(load_logo(path))
    assert dots.shape == (20, 20)
    assert dots.all()


def test_shades_are_dotted_as_dark_as_they_are(tmp_path: Path) -> None:
    shades = np.tile(np.linspace(0, 230, 200), (100, 1))
    surface = plain((200, 100), WHITE)
    pygame.surfarray.blit_array(surface, np.repeat(shades.T[:, :, None], 3, axis=2).astype(int))
    dots = black(load_logo(saved(tmp_path / "photo.png", surface)))
    for at in (20, 60, 100, 140, 180):
        share = dots[:, at - 10 : at + 10].mean()
        assert share == pytest.approx(1 - shades[0, at] / 255, abs=0.05)


def test_one_grey_is_dotted_and_one_black_is_black(tmp_path: Path) -> None:
    assert black(load_logo(saved(tmp_path / "black.png", plain((60, 40), BLACK)))).all()


def test_a_white_sign_is_refused_because_paper_is_white(tmp_path: Path) -> None:
    white = saved(tmp_path / "sign.png", disc((*WHITE, 255), (0, 0, 0, 0), alpha=True))
    with pytest.raises(InputError, match="nothing of it can be seen on white paper"):
        load_logo(white)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "no such picture"),
        (b"GIF89a" + bytes(100), "no such picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no such picture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "no such picture"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "no such picture"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 5000, 10), "5000 × 10 pixels"),
        (b"\xff\xd8\xff\xc0\x00\x11\x08" + struct.pack(">HH", 9000, 20) + bytes(9), "20 × 9000"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 50, 10), "damaged"),
        (bytes(MOST_BYTES + 1), "4.0 MB"),
    ],
    ids=["empty", "gif", "svg", "png head", "jpeg head", "wide", "high", "cut", "large"],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, data: bytes, what: str) -> None:
    path = tmp_path / "sign.png"
    path.write_bytes(data)
    with pytest.raises(InputError, match=what) as caught:
        load_logo(path)
    assert str(path) in str(caught.value)
    assert "expected" in str(caught.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.png", tmp_path):
        with pytest.raises(InputError, match="a file that can be read"):
            load_logo(path)


@given(cut=st.integers(0, 3000), at=st.integers(0, 3000), to=st.integers(0, 255))
def test_a_damaged_file_is_a_picture_or_refused(
    tmp_path_factory: pytest.TempPathFactory, cut: int, at: int, to: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.jpg"
    data = bytearray(saved(path, disc(ORANGE, WHITE)).read_bytes())
    data[at % len(data)] = to
    path.write_bytes(data[: len(data) - cut])
    try:
        logo = load_logo(path)
    except InputError:
        return
    assert len(logo.rows) <= HEIGHT_DOTS
    assert logo.width <= WIDTH_DOTS


def test_it_is_printed_dot_for_dot(tmp_path: Path) -> None:
    logo = load_logo(saved(tmp_path / "sign.png", disc(BLACK, WHITE)))
    drawn = bits(lay_out(Slip((logo,)), 384, strict=True))
    rows, columns = np.nonzero(drawn)
    box = drawn[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert np.array_equal(box, black(logo))
    assert abs(columns.min() + columns.max() - 383) <= 1, "in the paper's middle"
