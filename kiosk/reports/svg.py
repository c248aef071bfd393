"""A drawing as SVG text for the inside of an HTML page. Loads nothing, runs nothing."""

from __future__ import annotations

from html import escape
from typing import Final

from kiosk.reports.drawing import Dot, Drawing, Item, Point, Shape, Stroke, Words

FAMILY: Final = "Inter, system-ui, 'DejaVu Sans', 'Segoe UI', Roboto, Arial, sans-serif"


def svg(drawing: Drawing, name: str) -> str:
    """One <svg> element. name: letters, digits and '-' only, and its own on the page."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-labelledby="{name}-t {name}-d" viewBox="0 0 {_n(drawing.width)} '
        f'{_n(drawing.height)}" width="{_n(drawing.width)}" height="{_n(drawing.height)}" '
        f'font-family="{FAMILY}">'
    )
    told = (
        f'<title id="{name}-t">{escape(drawing.title)}</title>'
        f'<desc id="{name}-d">{escape(drawing.description)}</desc>'
    )
    return head + told + "".join(map(_item, drawing.items)) + "</svg>"


def _item(item: Item) -> str:
    match item:
        case Shape():
            return _shape(item)
        case Dot():
            x, y = item.centre
            return (
                f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(item.radius)}" '
                f"{_paint(item.stroke, item.fill)}/>"
            )
        case Words():
            return _words(item)


def _shape(shape: Shape) -> str:
    path = "M" + "L".join(map(_pair, shape.points)) + ("Z" if shape.closed else "")
    faint = f' fill-opacity="{_n(shape.opacity)}"' if shape.opacity < 1.0 else ""
    return f'<path d="{path}" {_paint(shape.stroke, shape.fill)}{faint}/>'


def _words(words: Words) -> str:
    x, y = map(_n, words.at)
    anchor = "" if words.anchor == "start" else f' text-anchor="{words.anchor}"'
    weight = ' font-weight="600"' if words.bold else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{_n(words.size)}" fill="{words.colour}"'
        f"{anchor}{weight}>{escape(words.text)}</text>"
    )


def _paint(stroke: Stroke | None, fill: str | None) -> str:
    filled = f'fill="{fill or "none"}"'
    if stroke is None:
        return filled
    dash = f' stroke-dasharray="{" ".join(map(_n, stroke.dash))}"' if stroke.dash else ""
    return (
        f'{filled} stroke="{stroke.colour}" stroke-width="{_n(stroke.width)}" '
        f'stroke-linejoin="round"{dash}'
    )


def _pair(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _n(value: float) -> str:
    """To a hundredth, as short as can be; never a minus zero."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
