"""Makes the dark and light modules of a QR code. Imports segno."""

from __future__ import annotations

import segno

from kiosk.errors import InputError


def modules(text: str, level: str = "m") -> tuple[tuple[bool, ...], ...]:
    """Rows of the code, True where dark, without the quiet zone of 4 modules that it needs around.

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
    return tuple(tuple(bool(dot) for dot in row) for row in code.matrix)
