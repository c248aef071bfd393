"""Adapters: one third-party package each, behind a port of `kiosk.ports`."""
