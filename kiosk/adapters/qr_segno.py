"""Makes the dark and light modules of a QR code. Imports segno and numpy."""

from __future__ import annotations

import numpy as np
import segno
from numpy.typing import NDArray

from kiosk.errors import InputError


def qr_modules(text: str, level: str = "m") -> NDArray[np.bool_]:
    """(n, n), True where dark, without the quiet zone of 4 modules that must surround it.

    level: share of damage that can be read over: 'l' 7 %, 'm' 15 %, 'q' 25 %. Raises InputError
    for a text that no code of this level can hold.
    """
    try:
        code = segno.make_qr(text, error=level, boost_error=False)
    except segno.DataOverflowError as error:
        raise InputError(
            f"A text of {len(text)} characters does not fit a QR code ({error}); shorten it or "
            "choose a lower level."
        ) from error
    return np.array([list(row) for row in code.matrix], dtype=np.bool_)
