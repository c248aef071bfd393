"""Knee kiosk: where a member's knees go in a squat, measured in 3D from depth alone."""

__version__ = "0.1.0"
