"""The kiosk's screen in pygame: `display.PygameDisplay`, and what paints each kind of screen.

A painter draws the part of a screen that stands still onto a `sheet.Sheet`, an overlay what moves
with a `pen.Pen`; both work in the units of a `stage.Stage`. painters.py names them all.
"""
