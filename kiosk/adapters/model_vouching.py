"""Who vouches for a model. Standard library and kiosk.core only.

An installed release has its signed manifest beside its environment (docs/updates.md); only the
models named there are loaded, wherever the file lies. In a checkout, and where a release was
installed from one, the manifest in the model's own folder vouches.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Final

from kiosk.core import strictjson
from kiosk.core.release import TARGET, read_release
from kiosk.errors import ModelError, UpdateError

MANIFEST: Final = "manifest.json"


def vouched(path: Path, data: bytes, environment: Path | None = None) -> str:
    """The SHA-256 of a model's bytes, if it is vouched for. environment: this program's, else
    where it runs. Raises ModelError."""
    signed = (environment or Path(sys.prefix)).parent / TARGET
    digest = hashlib.sha256(data).hexdigest()
    known, by = (_signed(signed), signed) if signed.is_file() else _beside(path)
    if digest not in known:
        told = ", ".join(f"{one[:12]}…" for one in sorted(known))
        raise ModelError(
            f"The pose model {path} is not one that {by} vouches for: its SHA-256 is "
            f"{digest[:12]}…, expected {told}. It is damaged or was exchanged; install it again."
        )
    return digest


def _signed(path: Path) -> frozenset[str]:
    try:
        return frozenset(model.sha256 for model in read_release(path.read_bytes()).models)
    except (OSError, UpdateError) as error:
        raise ModelError(
            f"{path}, which says which models may be loaded, cannot be used: {error} Install the "
            "release again."
        ) from error


def _beside(path: Path) -> tuple[frozenset[str], Path]:
    manifest = path.with_name(MANIFEST)
    try:
        known = strictjson.loaded(manifest.read_bytes())[path.name]["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{manifest} does not vouch for {path.name}; install the model with its manifest."
        ) from error
    return frozenset({str(known)}), manifest
