"""A visit as the texts that other programs read. Pure; may import kiosk.core, ports and errors.

Binary formats and validation have an adapter each; kiosk.app.exporting writes the files.
"""

from kiosk.exports.visit import ExportVisit, opened

__all__ = ["ExportVisit", "opened"]
