"""How the camera stood when staff accepted it (`kiosk calibrate`). May import kiosk.core and its
neighbours.
"""

from __future__ import annotations

from pathlib import Path

from kiosk.app.places import state_folder
from kiosk.core import strictjson
from kiosk.core.frame import Intrinsics
from kiosk.core.mountcheck import Mounted
from kiosk.errors import InputError


def mount_path() -> Path:
    """What was accepted."""
    return state_folder() / "mount.json"


def accepted() -> Mounted | None:
    """What was kept; None where nothing was, or it cannot be read."""
    try:
        kept = strictjson.loaded(mount_path().read_text(encoding="utf-8"))
        if isinstance(kept, dict):
            kept.setdefault("lens", None)  # of before lenses were kept
        return strictjson.read(Mounted, kept)
    except (OSError, ValueError, InputError):
        return None


def accepted_lens() -> Intrinsics | None:
    """Its lens; None where none was kept."""
    kept = accepted()
    return None if kept is None else kept.lens
