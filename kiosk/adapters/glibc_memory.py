"""Asks the C library to give memory back early. Standard library only; elsewhere it does nothing.

glibc raises the size from which it maps an array on its own with every large one that is freed, up
to 32 MB; after a few painted screens everything large comes from arenas that only grow. Fixed
limits kept the running kiosk's main process 45 MB smaller (scripts/bench visit).
"""

from __future__ import annotations

import ctypes
from typing import Final

M_TRIM_THRESHOLD: Final = -1
M_MMAP_THRESHOLD: Final = -3
M_ARENA_MAX: Final = -8
LIMITS: Final = ((M_MMAP_THRESHOLD, 1 << 18), (M_TRIM_THRESHOLD, 1 << 20), (M_ARENA_MAX, 2))


def keep_small() -> bool:
    """Set the limits for this process; whether the C library took them (see mallopt(3))."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return all(mallopt(which, value) == 1 for which, value in LIMITS)
