"""Pages of pure black and white as a PDF. May import Pillow, which python-escpos brings along.

Pillow packs such pictures as fax machines do (CCITT group 4, ITU-T T.6). The document names nobody
and no time, and the same pages make the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image


class Page(Protocol):
    """black: (H, W) True where black. dpi: pixels an inch."""

    @property
    def black(self) -> NDArray[np.bool_]: ...

    @property
    def dpi(self) -> float: ...


def pdf(pages: Sequence[Page]) -> bytes:
    """One page of the document each, as large as its pixels and dpi say. At least one page."""
    first, *more = (Image.fromarray(~page.black) for page in pages)
    file = BytesIO()
    first.save(
        file,
        "PDF",
        save_all=True,
        append_images=more,
        resolution=pages[0].dpi,
        creationDate=None,
        modDate=None,
    )
    return file.getvalue()
