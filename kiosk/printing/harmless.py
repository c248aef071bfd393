"""Pictures that command nothing: a printer obeys some bytes even inside a picture. numpy only.

DLE ENQ and DLE DC4 (empty the buffers, open the drawer, switch off) are carried out on reception,
wherever they stand. Names, texts and a gym's sign all reach the printer as pictures, so this is the
one place where one of them could be a command. DLE EOT is left: it asks and changes nothing.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from kiosk.printing.wire import Bits

COMMANDING: Final = re.compile(rb"\x10(?=[\x05\x14])")
BESIDE: Final = 0x08
"""The dot to the right of the one that 0x10 is."""


def harmless(bits: Bits) -> Bits:
    """The same picture, with one dot more wherever two bytes of it would be such a command.

    bits: (rows, dots), dots divisible by 8, True where black. None of the slips of the tests has
    such a place: it takes a single dot alone in its eight.
    """
    packed = np.packbits(bits, axis=1)
    found = [one.start() for one in COMMANDING.finditer(packed.tobytes())]
    if not found:
        return bits
    packed.reshape(-1)[found] |= BESIDE
    return np.unpackbits(packed, axis=1).astype(np.bool_)
