"""A real browser without a network: opens a page, says what it complained of, takes a picture."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
NOWHERE: Final = "127.0.0.1:9"
"""Nothing listens on discard: whatever a page asks the network for fails and is told."""

OWN: Final = re.compile(r"^\w+://([\w-]+\.)*(google|googleapis|gvt1)\.com[:/]|^chrome|^data:")
"""What the browser asks for on its own, whatever it shows."""


@dataclass(frozen=True)
class Opened:
    """asked: addresses that the page wanted from a network. complaints: console messages.
    picture: (H, W, 3)."""

    asked: tuple[str, ...]
    complaints: tuple[str, ...]
    picture: NDArray[np.uint8]


def browser() -> str:
    """Skips the test where no browser is installed."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium here (package chromium)")
    return found


def open_page(path: Path, width: int, height: int) -> Opened:
    """At a window of this size, as a picture beside the page."""
    shot = path.with_suffix(f".{width}.png")
    log = path.with_suffix(".netlog.json")
    said = _run(
        path, f"--window-size={width},{height}", f"--screenshot={shot}", f"--log-net-log={log}"
    )
    wanted = set(re.findall(r'"url":"(\w+://[^"]*)"', log.read_text("utf-8", "replace")))
    asked = sorted(one for one in wanted if not one.startswith("file:") and not OWN.search(one))
    complaints = tuple(re.findall(r"CONSOLE[^]]*\] \"([^\n]*)\"", said))
    return Opened(tuple(asked), complaints, np.asarray(Image.open(shot).convert("RGB")))


def printed(path: Path) -> Path:
    """The page as the browser prints it."""
    sheet = path.with_suffix(".printed.pdf")
    _run(path, f"--print-to-pdf={sheet}", "--no-pdf-header-footer")
    return sheet


def _run(path: Path, *words: str) -> str:
    done = subprocess.run(
        [
            browser(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--disable-background-networking", "--disable-component-update", "--no-first-run",
            f"--proxy-server={NOWHERE}", "--enable-logging=stderr", "--log-level=0",
            f"--user-data-dir={path.with_suffix('.profile')}", *words, path.as_uri(),
        ],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return done.stderr
