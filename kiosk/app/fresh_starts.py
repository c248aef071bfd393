"""Whether the kiosk may end so that its service starts it anew for a camera that nothing mends.

May import all below. How often it did is kept in the state folder, because it must not be forgotten
by what it counts. Times are those since the machine started, which a clock that is set cannot move;
some of an earlier start of it may count for an hour too much.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from kiosk.app.places import state_folder
from kiosk.app.recordings import installed
from kiosk.core import strictjson

MOST: Final = 2
HOUR_S: Final = 3600.0
NAME: Final = "fresh-starts.json"


def fresh_start(
    path: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    monotonic_s: Callable[[], float] = time.monotonic,
) -> bool:
    """Note one now; False where no service manager would start it anew, where MOST were in the last
    hour, or where it cannot be noted."""
    if not environment.get("NOTIFY_SOCKET"):
        return False
    with installed():
        from kiosk.adapters.whole_file import write_whole
    place, now_s = path or state_folder() / NAME, monotonic_s()
    try:
        lately = [at_s for at_s in _noted(place) if 0.0 <= now_s - at_s < HOUR_S]
        if len(lately) >= MOST:
            return False
        kept = {"at_s": [*lately, now_s]}
        write_whole(place, (json.dumps(kept) + "\n").encode(), 0o640)
    except OSError:
        return False
    return True


def _noted(path: Path) -> list[float]:
    """What cannot be read was not noted."""
    try:
        kept = strictjson.loaded(path.read_bytes())
        return [float(at_s) for at_s in kept["at_s"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
