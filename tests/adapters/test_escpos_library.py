"""python-escpos brings nothing but itself, and its encoder keeps to the paper."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kiosk.adapters.escpos_encoder import EscposEncoder
from kiosk.errors import PrinterError

ROOT = Path(__file__).parents[2]


def test_its_import_leaves_nothing_behind(tmp_path: Path) -> None:
    code = """
import logging, os, tempfile
from kiosk.adapters.escpos_library import escpos_printers
before = dict(os.environ)
printers = escpos_printers()
assert printers.Dummy and escpos_printers() is printers
assert dict(os.environ) == before
assert logging.root.handlers == []
assert os.listdir(tempfile.gettempdir()) == []
"""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=environment)
    assert list(tmp_path.iterdir()) == []


def test_a_band_is_one_command_with_the_dots_that_it_was_given() -> None:
    bits = np.random.default_rng(3).random((17, 384)) < 0.4
    band = EscposEncoder(384).band(bits)
    assert band == b"\x1dv0\x00" + bytes((48, 0, 17, 0)) + np.packbits(bits, axis=1).tobytes()


def test_begin_and_cut() -> None:
    encoder = EscposEncoder(576)
    assert encoder.begin() == b"\x1b@"
    assert encoder.cut(24) == b"\x1bJ\x18\x1dVB\x00"
    assert encoder.cut(9000)[2] == 255


@pytest.mark.parametrize("width", [0, 383, 512, 640])
def test_paper_of_another_width_is_refused(width: int) -> None:
    with pytest.raises(PrinterError, match="576"):
        EscposEncoder(width)


@pytest.mark.parametrize("shape", [(5, 384), (5, 577), (5,)])
def test_a_picture_of_another_width_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(PrinterError, match="576 dots"):
        EscposEncoder(576).band(np.zeros(shape, np.bool_))
