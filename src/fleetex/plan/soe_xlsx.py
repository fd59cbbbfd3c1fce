"""The schedule of events as a spreadsheet: a sheet of serials, one of danger areas. Same input, same bytes."""

import io
import re
import zipfile
from typing import Any

from fleetex.plan.danger_areas import NOT_SAFETY
from fleetex.plan.drafts import DRAFT, msi_position
from fleetex.plan.notices import sending
from fleetex.plan.printed import Printed, dtg
from fleetex.plan.soe_rows import columns, rows

_WIDTHS = {"number": 8, "serial": 15, "kind": 11, "title": 44, "start": 15, "end": 15, "local start": 17,
           "local end": 17, "area": 14, "oce": 16, "roles": 60, "live": 6, "circuits": 14, "danger area": 8,
           "reserve start": 15, "reserve end": 15, "hazard": 60,
           "change": 11, "what changed": 44, "why": 60}  # fmt: skip
_STAMP = (1980, 1, 1, 0, 0, 0)
_LETTERS_MAX = 32_000
"""A cell holds 32 767."""


def xlsx_bytes(printed: Printed) -> bytes:
    """An Office Open XML workbook. Text that begins like a formula stays text."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.title = f"{DRAFT}: {_plain(printed.name)[:200]}"
    book.properties.creator = "fleetex"
    sheet = book.active
    sheet.title = "Schedule of events"
    heads = list(columns(printed))
    told = [[row[name] for name in heads] for row in rows(printed)]
    _fill(sheet, [heads, *told], [_WIDTHS[name] for name in heads])
    _mark(sheet, [row.get("change", "") for row in rows(printed)])
    areas = book.create_sheet("Danger areas")
    heads = ["danger area", "serial", "from", "to", "ceiling (m)", "depth (m)", "corners", "how reckoned"]
    lines = [
        [
            one.number,
            one.serial,
            dtg(one.start_utc),
            dtg(one.end_utc),
            f"{one.ceiling_m:.0f}",
            f"{one.floor_m:.0f}",
            " ".join(msi_position(place) for place in one.ring),
            "; ".join(one.because),
        ]
        for one in printed.dangers
    ]
    _fill(areas, [heads, *lines, [], [f"{DRAFT}: {NOT_SAFETY}"]], [10, 15, 15, 15, 11, 10, 80, 100])
    _changes(book, printed)
    return _sealed(book)


def _mark(sheet: Any, changes: list[str]) -> None:
    """Changed rows tinted, cancelled ones struck through."""
    from openpyxl.styles import Font, PatternFill

    for row, change in enumerate(changes, 2):
        for cell in sheet[row] if change else ():
            cell.fill = PatternFill("solid", fgColor="F3D9E4" if change == "cancelled" else "FFF2CC")
            cell.font = Font(strike=change == "cancelled")


def _changes(book: Any, printed: Printed) -> None:
    """A sheet of what the last mending did, and of the warnings that it leaves to send."""
    revision = printed.timetable.revision
    if revision is None:
        return
    lines = [
        [str(one.number), serial, one.word, one.what, one.why]
        for serial, one in printed.altered.items()
        if one.revision == revision.number
    ]
    told = [["", "", "in progress", words, ""] for words in printed.in_progress]
    told += [["", "", "warnings", words, ""] for words in sending(printed)]
    head = ["number", "serial", f"change {revision.number}", "what changed", "why"]
    foot = [f"{dtg(revision.at_utc)}: {printed.happened}"]
    _fill(book.create_sheet("Changes"), [head, *lines, *told, [], foot, [DRAFT]], [8, 15, 13, 80, 90])


def _fill(sheet: Any, table: list[list[str]], widths: list[int]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for row, cells in enumerate(table, 1):
        for column, words in enumerate(cells, 1):
            cell = sheet.cell(row, column)
            cell.value = _plain(words)
            cell.data_type = "s"
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if row == 1:
                cell.font = Font(bold=True, color="FFFFFF")
                cell.fill = PatternFill("solid", fgColor="0D4A73")
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "C2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.oddHeader.center.text = DRAFT
    sheet.oddFooter.center.text = NOT_SAFETY


def _plain(words: str) -> str:
    """Without characters that XML cannot carry."""
    return "".join(char if char.isprintable() or char == "\n" else " " for char in words)[:_LETTERS_MAX]


def _sealed(book: Any) -> bytes:
    """Without the hour of writing: in its properties, and in the archive's entries."""
    loose, sealed = io.BytesIO(), io.BytesIO()
    book.save(loose)
    with zipfile.ZipFile(loose) as found, zipfile.ZipFile(sealed, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(found.namelist()):
            part = found.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*(</dcterms:)", rb"\g<1>1980-01-01T00:00:00Z\2", part)
            made.writestr(zipfile.ZipInfo(name, _STAMP), part, zipfile.ZIP_DEFLATED)
    return sealed.getvalue()
