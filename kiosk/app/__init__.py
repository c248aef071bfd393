"""Composition root: the only place that names concrete adapters. Hands out what commands call."""

from kiosk.app.recordings import (
    Analyzed,
    Progress,
    Request,
    Sets,
    analyze_recording,
    check_recording,
    installed,
    model_path,
    orientation,
    record_live,
    show_picture,
    silence_pygame,
    write_demo_recording,
    zone,
)

__all__ = [
    "Analyzed",
    "Progress",
    "Request",
    "Sets",
    "analyze_recording",
    "check_recording",
    "installed",
    "model_path",
    "orientation",
    "record_live",
    "show_picture",
    "silence_pygame",
    "write_demo_recording",
    "zone",
]
