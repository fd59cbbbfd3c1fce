"""The schedule of events as PDF: table, charts by unit and by area, danger areas, map. A4 across."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import Any

from fleetex.plan.area_map import Frame, draw_map
from fleetex.plan.danger_areas import NOT_SAFETY
from fleetex.plan.drafts import DRAFT, msi_position
from fleetex.plan.face import in_face, settable
from fleetex.plan.gantt import HEIGHT_PX, WIDTH_PX, charts, draw
from fleetex.plan.notices import sending
from fleetex.plan.papers import PdfPaper, fitted, printable
from fleetex.plan.printed import Printed, dtg
from fleetex.plan.sheets import heights

FACE = "Programme"
_LEFT, _TOP, _LOW = 30.0, 92.0, HEIGHT_PX - 44.0
_SIZE, _LEADING = 10.0, 13.0
_WIDE = WIDTH_PX - 2.0 * _LEFT


class _Book:
    """Pages with the same head and foot, written from top to bottom."""

    def __init__(self, whole: Printed) -> None:
        from fpdf import FPDF

        self.pdf: Any = FPDF(orientation="landscape", unit="mm", format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_creation_date(whole.made_utc)
        folder = resources.files("fleetex.plan").joinpath("fonts")
        for style, name in (("", "dejavu-sans-condensed.ttf"), ("B", "dejavu-sans-condensed-bold.ttf")):
            with resources.as_file(folder.joinpath(name)) as path:
                self.pdf.add_font(FACE, style, path)
        faces: Any = self.pdf.fonts
        letters = frozenset.intersection(*(frozenset(font.cmap) for font in faces.values()))
        self.printed = printed = in_face(whole, letters)
        self.pdf.set_title(f"{DRAFT}: {settable(printed.name, letters)[:200]}, schedule of events")
        self.pdf.set_subject(NOT_SAFETY)
        self.pdf.set_creator("fleetex")
        self.pdf.set_producer("fleetex")
        self.paper = PdfPaper(self.pdf, FACE, letters)
        self.y = _TOP

    def page(self, title: str) -> None:
        """A new one, with its head and its foot."""
        self.pdf.add_page()
        paper, name = self.paper, self.printed.name
        paper.text(WIDTH_PX / 2.0, 24, DRAFT, 11, "danger", "middle", True)
        paper.text(_LEFT, 50, fitted(paper, name, 17, 0.62 * _WIDE, True), 17, "accent", bold=True)
        paper.text(_LEFT, 68, fitted(paper, title, 12, _WIDE), 12, "ink2")
        said = f"{self.printed.zone}, {self.printed.issue}"
        paper.text(WIDTH_PX - _LEFT, 50, said, 10, "ink2", "end")
        paper.text(_LEFT, HEIGHT_PX - 16, NOT_SAFETY.capitalize(), 10, "danger")
        paper.text(WIDTH_PX / 2.0, HEIGHT_PX - 16, DRAFT, 11, "danger", "middle", True)
        paper.text(WIDTH_PX - _LEFT, HEIGHT_PX - 16, f"page {self.pdf.page_no()}", 10, "ink2", "end")
        self.y = _TOP

    def rows(
        self,
        title: str,
        heads: Sequence[str],
        widths: Sequence[float],
        rows: Iterable[Sequence[str]],
        marked: Mapping[str, str] | None = None,
    ) -> None:
        """A table, its heads again on each page; widths are shares of the page's. `marked`: by the second cell, what
        was `changed`, on a ground of its own, or `cancelled`, struck through."""
        px = [share / sum(widths) * _WIDE for share in widths]
        self._heads(heads, px)
        for cells in rows:
            if len(cells) == 1:
                self._room(title, heads, px, 2.0 * _LEADING + 10.0)
                self.paper.rect(_LEFT, self.y, _WIDE, _LEADING + 5.0, "tint")
                self.paper.text(_LEFT + 6, self.y + _LEADING, cells[0], 11, "ink", bold=True)
                self.y += _LEADING + 5.0
                continue
            lines = [
                self.wrapped(cell.lstrip("*"), wide - 10.0, cell.startswith("*"))
                for cell, wide in zip(cells, px, strict=True)
            ]
            tall = _LEADING * max(len(one) for one in lines) + 5.0
            self._room(title, heads, px, tall)
            mark = (marked or {}).get(cells[1].lstrip("*"), "")
            if mark:
                self.paper.rect(_LEFT, self.y, _WIDE, tall, "tint")
            x = _LEFT
            for cell, told, wide in zip(cells, lines, px, strict=True):
                self._cell(x + 5, told, cell.startswith("*"), mark == "cancelled")
                x += wide
            self.y += tall
            self.paper.line(_LEFT, self.y, _LEFT + _WIDE, self.y, "line", 0.7)

    def _cell(self, x: float, lines: Sequence[str], bold: bool, struck: bool) -> None:
        for row, words in enumerate(lines, 1):
            y = self.y + _LEADING * row - 2
            self.paper.text(x, y, words, _SIZE, "ink2" if struck else "ink", bold=bold)
            if struck and words:
                self.paper.line(x, y - 3.4, x + self.paper.width_px(words, _SIZE, bold), y - 3.4, "ink2", 0.8)

    def _heads(self, heads: Sequence[str], px: Sequence[float]) -> None:
        self.paper.rect(_LEFT, self.y, _WIDE, _LEADING + 6.0, "accent")
        x = _LEFT
        for head, wide in zip(heads, px, strict=True):
            self.paper.text(x + 5, self.y + _LEADING, head, _SIZE, "panel", bold=True)
            x += wide
        self.y += _LEADING + 6.0

    def _room(self, title: str, heads: Sequence[str], px: Sequence[float], tall: float) -> None:
        if self.y + tall > _LOW:
            self.page(f"{title}, continued")
            self._heads(heads, px)

    def paragraph(self, title: str, words: str) -> None:
        for line in self.wrapped(words, _WIDE, False, most=60):
            if self.y + _LEADING > _LOW:
                self.page(f"{title}, continued")
            self.y += _LEADING
            self.paper.text(_LEFT, self.y, line, _SIZE, "ink")
        self.y += 3.0

    def wrapped(self, words: str, room_px: float, bold: bool, most: int = 24) -> list[str]:
        """Words in lines no wider than the room; a word wider than that is broken."""
        lines: list[str] = []
        line = ""
        for word in printable(words).split():
            while self.paper.width_px(word, _SIZE, bold) > room_px:
                cut = max(1, int(len(word) * room_px / self.paper.width_px(word, _SIZE, bold)) - 1)
                lines += [line] if line else []
                lines.append(word[:cut])
                line, word = "", word[cut:]
            longer = f"{line} {word}".strip()
            if line and self.paper.width_px(longer, _SIZE, bold) > room_px:
                lines.append(line)
                line = word
            else:
                line = longer
        lines += [line] if line or not lines else []
        return lines if len(lines) <= most else [*lines[: most - 1], "…"]


def pdf_bytes(printed: Printed) -> bytes:
    """The whole document, with names that its face can set (`face`): it has no Chinese and no Japanese."""
    import logging

    logging.getLogger("fpdf").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    book = _Book(printed)
    printed = book.printed
    _changes(book, printed)
    _schedule(book, printed)
    for chart in charts(printed):
        book.page(chart.title)
        draw(book.paper, printed, chart)
    _dangers(book, printed)
    return bytes(book.pdf.output())


def _changes(book: _Book, printed: Printed) -> None:
    """What the last mending did, on a page before all others, and the warnings that it leaves to send."""
    revision = printed.timetable.revision
    if revision is None:
        return
    title = f"Change {revision.number} of {dtg(revision.at_utc)}"
    book.page(title)
    book.paragraph(title, printed.happened)
    now = [(name, one) for name, one in printed.altered.items() if one.revision == revision.number]
    rows = [[f"*{one.number}", f"*{name}", one.word, one.what, one.why] for name, one in now]
    book.y += 6.0
    book.rows(title, ("No.", "Serial", "", "What changed", "Why"), (4, 11, 9, 40, 60), rows)
    book.y += 8.0
    for words in printed.in_progress:
        book.paragraph(title, f"In progress: {words}.")
    for words in sending(printed):
        book.paragraph(title, f"Warnings: {words}.")


def _schedule(book: _Book, printed: Printed) -> None:
    title = f"Schedule of events: {printed.span(printed.exercise.start_utc, printed.exercise.end_utc)}"
    book.page(title)
    rows: list[list[str]] = []
    day = None
    for one in printed.lines:
        local, last = printed.local(one.start_utc), printed.local(one.end_utc)
        if local.date() != day:
            day = local.date()
            rows.append([f"{local:%A} {local.day} {local:%B %Y}"])
        danger = printed.danger_of.get(one.serial)
        altered = printed.altered.get(one.serial)
        marks = [altered.word.upper()] if altered is not None else []
        marks += [*(["LIVE"] if one.live else []), *([danger.number] if danger else [])]
        what = f"{one.title}{f' ({chr(32).join(marks)})' if marks else ''}"
        if one.reserve is not None:
            what += f"; reserve {printed.span(*one.reserve)}"
        if altered is not None and not altered.is_struck:
            what += f". {altered.what}"
        rows.append(
            [
                f"*{printed.number_of(one.serial)}",
                f"*{one.serial}",
                f"{local:%H%M} to {last:%H%M}",
                f"{dtg(one.start_utc)[:7]} to {dtg(one.end_utc)[:7]}",
                what,
                printed.area_name(one.area_id),
                printed.unit_name(one.oce),
                "; ".join(f"{role}: {', '.join(names)}" for role, names in printed.roles(one)),
            ]
        )
    heads = ("No.", "Serial", "Local", "UTC", "What", "Area", "Conducted by", "Units")
    marked = {name: one.word for name, one in printed.altered.items()}
    book.rows(title, heads, (4, 11, 10, 14, 24, 15, 12, 42), rows, marked)
    for note in printed.notes:
        book.y += 8.0
        book.paragraph(title, f"{note}.")


def _dangers(book: _Book, printed: Printed) -> None:
    if not printed.dangers:
        return
    title = f"Danger areas. {NOT_SAFETY.capitalize()}"
    book.page(title)
    areas = [one.area_id for one in printed.placed if one.serial in printed.danger_of and one.area_id is not None]
    frame = Frame(_LEFT, _TOP - 8.0, _WIDE, HEIGHT_PX - _TOP - 36.0)
    draw_map(book.paper, printed, frame, printed.dangers, list(dict.fromkeys(areas)))
    book.page(title)
    rows = [
        [
            f"*{one.number}",
            one.serial,
            "; reserve ".join(printed.span(*window) for window in one.windows),
            heights(one),
            ", ".join(msi_position(place) for place in one.ring),
            printed.chance(one.serial),
        ]
        for one in printed.dangers
    ]
    book.rows(title, ("", "Serial", "Window", "Heights", "Corners", "Fouled"), (4, 12, 26, 18, 60, 10), rows)
    book.y += 10.0
    for text in printed.findings or ("Danger areas meet no land, no serial, no lane, nothing to keep out of.",):
        book.paragraph(title, text)
    book.y += 8.0
    for one in printed.dangers:
        book.paragraph(title, f"{one.number}: {'; '.join(one.because)}.")
