"""Drawing in SVG: a sheet that collects lines, shapes and words, in pixels, y down.

Every element has its day colour as an attribute and its role as a class (see palette). Numbers are written with at
most two decimals, so the same recording always gives the same bytes. Words are escaped; characters that XML forbids
are left out.
"""

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
from numpy.typing import NDArray

from fleetex.measures.palette import TONES

FONT_CHART = "'IBM Plex Sans Condensed','Roboto Condensed','Arial Narrow',sans-serif"
_WIDE = frozenset("MWmw@%—ШЩЖМЮ")
_SLIM = frozenset("iljI.,:;'|!()[] ftr-")


def plain(text: object) -> str:
    """Text as XML can carry it: control characters become spaces, markup is escaped."""
    words = "".join(char if char.isprintable() else " " for char in str(text))
    return escape(words, quote=True)


def shorten(text: str, letters: int) -> str:
    """At most so many letters, the last an ellipsis if some were left out."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def text_width_px(text: str, size_px: float, bold: bool = False) -> float:
    """About how wide a word is in the condensed chart face: half an em a letter, wide and slim ones apart, CJK 1 em."""
    ems = sum(
        1.0 if ord(char) > 0x2E7F else 0.76 if char in _WIDE else 0.29 if char in _SLIM else 0.52 for char in text
    )
    return ems * size_px * (1.06 if bold else 1.0)


def number(value: float) -> str:
    """A coordinate with at most two decimals and no needless zeros."""
    shown = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if shown in ("-0", "") else shown


@dataclass
class Sketch:
    """One figure. `title` and `alt` are what a screen reader says of it. What lies at NaN is left out."""

    width_px: float
    height_px: float
    title: str
    alt: str
    parts: list[str] = field(default_factory=list)
    clips: int = 0

    def line(
        self, x1: float, y1: float, x2: float, y2: float, tone: str = "line", width: float = 1.0, dash: str = ""
    ) -> None:
        if not _known(x1, y1, x2, y2):
            return
        ends = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
        self.parts.append(f"<line {ends} {_stroke(tone, width, dash)}/>")

    def path(self, commands: str, tone: str, width: float = 1.2, dash: str = "", opacity: float = 1.0) -> None:
        fade = "" if opacity >= 1.0 else f' opacity="{number(opacity)}"'
        self.parts.append(
            f'<path d="{commands}" fill="none" stroke-linejoin="round" {_stroke(tone, width, dash)}{fade}/>'
        )

    def polyline(
        self,
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        tone: str,
        width: float = 1.4,
        dash: str = "",
        opacity: float = 1.0,
    ) -> None:
        """A line through the points, broken where either coordinate is NaN."""
        commands = path_commands(x, y)
        if commands:
            self.path(commands, tone, width, dash, opacity)

    def area(self, commands: str, fill: str, opacity: float = 1.0, tone: str = "", width: float = 0.0) -> None:
        edge = f" {_stroke(tone, width, '')}" if tone else ""
        fade = "" if opacity >= 1.0 else f' fill-opacity="{number(opacity)}"'
        self.parts.append(f'<path d="{commands}" fill-rule="evenodd" {_fill(fill, edge)}{fade}/>')

    def rect(
        self,
        x: float,
        y: float,
        width_px: float,
        height_px: float,
        fill: str = "",
        tone: str = "",
        width: float = 1.0,
        dash: str = "",
        radius: float = 0.0,
        tip: str = "",
    ) -> None:
        if not _known(x, y, width_px, height_px):
            return
        box = f'x="{number(x)}" y="{number(y)}" width="{number(max(width_px, 0.0))}" height="{number(height_px)}"'
        round_ = f' rx="{number(radius)}"' if radius else ""
        edge = f" {_stroke(tone, width, dash)}" if tone else ""
        paint = _fill(fill, edge) if fill else f'fill="none"{edge}'
        self.parts.append(f"<rect {box}{round_} {paint}{_tip('rect', tip)}")

    def circle(
        self, x: float, y: float, radius: float, fill: str = "", tone: str = "", width: float = 1.2, tip: str = ""
    ) -> None:
        if not _known(x, y):
            return
        edge = f" {_stroke(tone, width, '')}" if tone else ""
        paint = _fill(fill, edge) if fill else f'fill="none"{edge}'
        place = f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
        self.parts.append(f"<circle {place} {paint}{_tip('circle', tip)}")

    def cross(self, x: float, y: float, arm: float, tone: str, width: float = 1.3) -> None:
        if not _known(x, y):
            return
        left, right, top, low = (number(v) for v in (x - arm, x + arm, y - arm, y + arm))
        self.path(f"M{left} {top}L{right} {low}M{left} {low}L{right} {top}", tone, width)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 11.0,
        tone: str = "ink2",
        anchor: str = "start",
        bold: bool = False,
        turn_deg: float = 0.0,
        halo: str = "",
        extra: str = "",
    ) -> None:
        """Words with their baseline at y. `halo` names the tone of a 3 px rim that keeps them readable on lines."""
        if not _known(x, y):
            return
        place = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}"'
        place += "" if anchor == "start" else f' text-anchor="{anchor}"'
        place += ' font-weight="600"' if bold else ""
        place += f' transform="rotate({number(turn_deg)} {number(x)} {number(y)})"' if turn_deg else ""
        edge = f' {_stroke(halo, 3.0, "")} paint-order="stroke" stroke-linejoin="round"' if halo else ""
        self.parts.append(f"<text {place} {_fill(tone, edge)}{extra}>{plain(words)}</text>")

    def clip(self, x: float, y: float, width_px: float, height_px: float, name: str) -> None:
        """Open a group inside which nothing shows outside this box; `close` ends it. `name`: unique on the page."""
        self.clips += 1
        box = f'x="{number(x)}" y="{number(y)}" width="{number(width_px)}" height="{number(height_px)}"'
        mark = f"clip-{zlib.crc32(name.encode()):08x}-{self.clips}"
        self.parts.append(f'<clipPath id="{mark}"><rect {box}/></clipPath><g clip-path="url(#{mark})">')

    def close(self) -> None:
        self.parts.append("</g>")

    def svg(self) -> str:
        """The finished picture."""
        width, height = number(self.width_px), number(self.height_px)
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img" aria-label="{plain(self.alt)}" font-family="{FONT_CHART}">'
        )
        return f"{head}<title>{plain(self.title)}</title>{''.join(self.parts)}</svg>\n"


def path_commands(x: NDArray[np.float64], y: NDArray[np.float64], closed: bool = False) -> str:
    """SVG path data through the points, one decimal; a NaN lifts the pen; repeated points are dropped."""
    words: list[str] = []
    pen, last = "M", ""
    for px, py in zip(x.tolist(), y.tolist(), strict=True):
        if px != px or py != py:
            pen, last = "M", ""
            continue
        here = f"{px:.1f} {py:.1f}"
        if here != last:
            words.append(pen + here)
        pen, last = "L", here
    lines = "".join(words)
    return lines + "Z" if closed and lines else lines


def nice_step(span: float, most: int, steps: Sequence[float] = (1.0, 2.0, 5.0)) -> float:
    """The smallest of 1, 2, 5 times a power of ten that divides a span into at most so many parts."""
    if not (span > 0.0 and np.isfinite(span)):
        return 1.0
    power = 10.0 ** np.floor(np.log10(span / most))
    for factor in (*steps, 10.0 * steps[0]):
        if span / (factor * power) <= most + 1e-9:
            return float(factor * power)
    return float(10.0 * power)


def _known(*values: float) -> bool:
    """What has no place is not drawn."""
    return all(math.isfinite(value) for value in values)


def _stroke(tone: str, width: float, dash: str) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'stroke="{TONES[tone].day}" stroke-width="{number(width)}"{dashes} class="s-{tone}"'


def _fill(tone: str, edge: str) -> str:
    """Fill and edge share one class attribute."""
    if not edge:
        return f'fill="{TONES[tone].day}" class="f-{tone}"'
    return f'fill="{TONES[tone].day}"{edge}'.replace('class="', f'class="f-{tone} ', 1)


def _tip(tag: str, tip: str) -> str:
    return f"><title>{plain(tip)}</title></{tag}>" if tip else "/>"
