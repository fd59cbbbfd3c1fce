"""What a figure is drawn on: an SVG sketch for pages, or a page of PDF. Pixels of 1/96 inch, y down, from the corner.

Colours are roles of `measures.palette` (their day values: paper is light). Words are text on both.
"""

from collections.abc import Container, Sequence
from typing import Any, Protocol

from fleetex.measures.palette import TONES
from fleetex.measures.sketch import Sketch, number, text_width_px
from fleetex.plan.face import settable

PX_MM = 25.4 / 96.0
Point = tuple[float, float]


class Paper(Protocol):
    """Lines, boxes, shapes and words."""

    def line(
        self, x1: float, y1: float, x2: float, y2: float, tone: str, width: float = 1.0, dash: str = ""
    ) -> None: ...
    def rect(
        self, x: float, y: float, wide: float, high: float, fill: str = "", tone: str = "", width: float = 1.0,
        dash: str = "",
    ) -> None: ...  # fmt: skip
    def shape(
        self, points: Sequence[Point], fill: str = "", opacity: float = 1.0, tone: str = "", width: float = 1.0,
        dash: str = "",
    ) -> None: ...  # fmt: skip
    def text(
        self, x: float, y: float, words: str, size: float = 11.0, tone: str = "ink", anchor: str = "start",
        bold: bool = False,
    ) -> None: ...  # fmt: skip
    def width_px(self, words: str, size: float, bold: bool = False) -> float: ...


def fitted(paper: Paper, words: str, size: float, room_px: float, bold: bool = False) -> str:
    """As much of the words as there is room for, with an ellipsis if some are left out; empty if not three letters."""
    if paper.width_px(words, size, bold) <= room_px:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if paper.width_px(words[:middle].rstrip() + "…", size, bold) <= room_px:
            low = middle
        else:
            high = middle - 1
    return words[:low].rstrip() + "…" if low >= 3 else ""


class SketchPaper:
    """An SVG sketch."""

    def __init__(self, sketch: Sketch) -> None:
        self.sketch = sketch

    def line(self, x1: float, y1: float, x2: float, y2: float, tone: str, width: float = 1.0, dash: str = "") -> None:
        self.sketch.line(x1, y1, x2, y2, tone, width, dash)

    def rect(
        self, x: float, y: float, wide: float, high: float, fill: str = "", tone: str = "", width: float = 1.0,
        dash: str = "",
    ) -> None:  # fmt: skip
        self.sketch.rect(x, y, wide, high, fill, tone, width, dash)

    def shape(
        self, points: Sequence[Point], fill: str = "", opacity: float = 1.0, tone: str = "", width: float = 1.0,
        dash: str = "",
    ) -> None:  # fmt: skip
        words = "".join(f"{'L' if place else 'M'}{number(x)} {number(y)}" for place, (x, y) in enumerate(points))
        if fill:
            self.sketch.area(f"{words}Z", fill, opacity)
        if tone:
            self.sketch.path(f"{words}Z", tone, width, dash)

    def text(
        self, x: float, y: float, words: str, size: float = 11.0, tone: str = "ink", anchor: str = "start",
        bold: bool = False,
    ) -> None:  # fmt: skip
        self.sketch.text(x, y, words, size, tone, anchor, bold)

    def width_px(self, words: str, size: float, bold: bool = False) -> float:
        return 1.1 * text_width_px(words, size, bold)


class PdfPaper:
    """A page of an FPDF document, with `face` its font and the letters that it has."""

    def __init__(self, pdf: Any, face: str, letters: Container[int]) -> None:
        self.pdf = pdf
        self.face = face
        self.letters = letters

    def line(self, x1: float, y1: float, x2: float, y2: float, tone: str, width: float = 1.0, dash: str = "") -> None:
        self._stroke(tone, width, dash)
        self.pdf.line(x1 * PX_MM, y1 * PX_MM, x2 * PX_MM, y2 * PX_MM)
        self.pdf.set_dash_pattern()

    def rect(
        self, x: float, y: float, wide: float, high: float, fill: str = "", tone: str = "", width: float = 1.0,
        dash: str = "",
    ) -> None:  # fmt: skip
        corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
        self.shape(corners, fill, 1.0, tone, width, dash)

    def shape(
        self, points: Sequence[Point], fill: str = "", opacity: float = 1.0, tone: str = "", width: float = 1.0,
        dash: str = "",
    ) -> None:  # fmt: skip
        told = [(x * PX_MM, y * PX_MM) for x, y in points]
        if fill:
            self.pdf.set_fill_color(*_rgb(fill))
            with self.pdf.local_context(fill_opacity=opacity):
                self.pdf.polygon(told, style="F")
        if tone:
            self._stroke(tone, width, dash)
            self.pdf.polygon(told, style="D")
            self.pdf.set_dash_pattern()

    def text(
        self, x: float, y: float, words: str, size: float = 11.0, tone: str = "ink", anchor: str = "start",
        bold: bool = False,
    ) -> None:  # fmt: skip
        shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * self.width_px(words, size, bold)
        self.pdf.set_text_color(*_rgb(tone))
        self.pdf.text((x - shift) * PX_MM, y * PX_MM, settable(words, self.letters))

    def width_px(self, words: str, size: float, bold: bool = False) -> float:
        self.pdf.set_font(self.face, "B" if bold else "", size * 0.72)
        return float(self.pdf.get_string_width(settable(words, self.letters))) / PX_MM

    def _stroke(self, tone: str, width: float, dash: str) -> None:
        self.pdf.set_draw_color(*_rgb(tone))
        self.pdf.set_line_width(width * PX_MM)
        if dash:
            lengths = [float(word) * PX_MM for word in dash.split()]
            self.pdf.set_dash_pattern(dash=lengths[0], gap=lengths[-1])


def printable(words: str) -> str:
    """Without control characters."""
    return "".join(char if char.isprintable() else " " for char in words)


def _rgb(tone: str) -> tuple[int, int, int]:
    day = TONES[tone].day
    return int(day[1:3], 16), int(day[3:5], 16), int(day[5:7], 16)
