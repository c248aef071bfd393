"""A plan in metres as an SVG: lines, shapes, dimensions, words. stdlib only.

Everything is given in metres of the place that is drawn, y upwards; sizes of letters and lines are
pixels. What is drawn later lies above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from math import hypot

Point = tuple[float, float]

INK, SOFT, PALE, PAPER = "#1d2b31", "#5a6b72", "#dfe6e8", "#ffffff"
SEEN, GOOD, KEEP_OUT = "#cfeae2", "#0b7a5f", "#b3541e"
FONT = "Inter, Helvetica, Arial, sans-serif"
SMALL, USUAL, HEAD = 15, 17, 22


@dataclass(slots=True)
class Plan:
    """left, bottom: the place of the lower left corner, metres. scale: pixels a metre."""

    width: int
    height: int
    left: float
    bottom: float
    scale: float
    parts: list[str] = field(default_factory=list)

    def x(self, x_m: float) -> float:
        return round((x_m - self.left) * self.scale, 1)

    def y(self, y_m: float) -> float:
        return round(self.height - (y_m - self.bottom) * self.scale, 1)

    def shape(
        self,
        points: Sequence[Point],
        fill: str = "none",
        line: str = "none",
        width: float = 2,
        dash: str = "",
        *,
        open_: bool = False,
    ) -> None:
        """A polygon, or a line through the points."""
        where = " ".join(f"{self.x(a)},{self.y(b)}" for a, b in points)
        kind = "polyline" if open_ else "polygon"
        more = f" stroke-dasharray='{dash}'" if dash else ""
        self.parts.append(
            f"<{kind} points='{where}' fill='{fill}' stroke='{line}' stroke-width='{width}' "
            f"stroke-linejoin='round' stroke-linecap='round'{more}/>"
        )

    def line(self, a: Point, b: Point, line: str = INK, width: float = 2, dash: str = "") -> None:
        self.shape((a, b), line=line, width=width, dash=dash, open_=True)

    def box(self, a: Point, b: Point, fill: str = "none", line: str = INK, dash: str = "") -> None:
        """From one corner to the opposite one."""
        self.shape((a, (b[0], a[1]), b, (a[0], b[1])), fill, line, 2, dash)

    def dot(self, at: Point, radius_m: float, fill: str = INK, line: str = "none") -> None:
        radius = round(radius_m * self.scale, 1)
        self.parts.append(
            f"<circle cx='{self.x(at[0])}' cy='{self.y(at[1])}' r='{radius}' "
            f"fill='{fill}' stroke='{line}' stroke-width='2'/>"
        )

    def words(
        self,
        at: Point,
        text: str,
        *,
        size: int = USUAL,
        anchor: str = "start",
        fill: str = INK,
        bold: bool = False,
    ) -> None:
        """Lines one under the other; at: the first one's base line."""
        weight = " font-weight='700'" if bold else ""
        for number, one in enumerate(text.split("\n")):
            y = round(self.y(at[1]) + 1.3 * size * number, 1)
            self.parts.append(
                f"<text x='{self.x(at[0])}' y='{y}' font-size='{size}' text-anchor='{anchor}' "
                f"fill='{fill}'{weight}>{escape(one, quote=False)}</text>"
            )

    def arrow(self, a: Point, b: Point, line: str = INK, *, both: bool = False) -> None:
        """From a to b; with both a dimension's two heads."""
        self.line(a, b, line, 1.5)
        self._head(a, b, line)
        if both:
            self._head(b, a, line)

    def _head(self, a: Point, b: Point, fill: str) -> None:
        far = hypot(b[0] - a[0], b[1] - a[1])
        along = ((b[0] - a[0]) / far, (b[1] - a[1]) / far)
        long, half = 11 / self.scale, 4.5 / self.scale
        foot = (b[0] - long * along[0], b[1] - long * along[1])
        aside = (-half * along[1], half * along[0])
        self.shape(
            (b, (foot[0] + aside[0], foot[1] + aside[1]), (foot[0] - aside[0], foot[1] - aside[1])),
            fill,
        )

    def number(self, at: Point, number: int, fill: str = KEEP_OUT) -> None:
        """A number in a disc: the legend tells what it is."""
        self.dot(at, 14 / self.scale, fill)
        low = (at[0], at[1] - 6 / self.scale)
        self.words(low, str(number), anchor="middle", fill=PAPER, bold=True)

    def svg(self, title: str) -> str:
        """The whole picture; title: for a screen reader."""
        head = (
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {self.width} {self.height}' "
            f"width='{self.width}' height='{self.height}' role='img' font-family='{FONT}'>"
        )
        paper = f"<rect width='{self.width}' height='{self.height}' fill='{PAPER}'/>"
        return "\n".join(
            [head, f"<title>{escape(title)}</title>", paper, *self.parts, "</svg>", ""]
        )
