"""Documents as few bytes: zlib with a dictionary that has every key and code in it. stdlib only.

A test with ten squats is 13 kB of JSON and 1.3 kB here. The dictionary's file is part of the
format: it never changes; a better one gets the next number.
"""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path
from typing import Final

from kiosk.errors import StoreError

PACKING: Final = 1
"""What new documents are packed with: zlib, dictionary documents-1.txt."""
_LEVEL: Final = 9


def pack(document: str) -> bytes:
    """UTF-8 text, packed as PACKING says."""
    packer = zlib.compressobj(_LEVEL, zdict=_dictionary(PACKING))
    return packer.compress(document.encode()) + packer.flush()


def unpack(packing: int, data: bytes) -> str:
    """Raises StoreError for a packing of a later version, and for damaged bytes."""
    if packing != PACKING:
        raise StoreError(
            f"A document is packed in way {packing}, and this version knows way {PACKING} alone. "
            "Install the version that wrote it."
        )
    packer = zlib.decompressobj(zdict=_dictionary(packing))
    try:
        text = packer.decompress(data) + packer.flush()
        if not packer.eof:
            raise StoreError("A visit's document ends too early: its bytes are damaged.")
        return text.decode()
    except (zlib.error, UnicodeDecodeError) as error:
        raise StoreError(f"A visit's document cannot be unpacked: {error}.") from error


@cache
def _dictionary(packing: int) -> bytes:
    return Path(__file__).with_name(f"documents-{packing}.txt").read_bytes()
