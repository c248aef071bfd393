"""Whether words in a drawing would touch, in the widest plain sans that a reader may have."""

from __future__ import annotations

from itertools import combinations

from kiosk.reports.drawing import Drawing, Words, width_of


def touching(drawing: Drawing) -> list[str]:
    """Words that leave the picture or touch each other, in the widest plain sans."""
    items = [w for w in drawing.items if isinstance(w, Words) and w.text]
    boxes = [(w.text, _box(w)) for w in items]
    wrong = [
        text
        for text, (left, top, right, bottom) in boxes
        if min(left, top) < -0.5 or right > drawing.width + 0.5 or bottom > drawing.height + 0.5
    ]
    for (text, a), (other, b) in combinations(boxes, 2):
        if not (a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]):
            wrong.append(f"{text} | {other}")
    return wrong


def _box(words: Words) -> tuple[float, float, float, float]:
    wide = width_of(words.text, words.size)
    x, y = words.at
    left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[words.anchor] * wide
    return left, y - 0.75 * words.size, left + wide, y + 0.2 * words.size
