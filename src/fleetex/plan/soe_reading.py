"""A planner's file as rows of cells: CSV as spreadsheets write it in any country, and XLSX, sound or not.

    Serial;Type;From;To          the separator is a comma, a semicolon or a tab: whichever parts the first row best

What cannot be read is told by line and column where it has them, with how to save it anew.
"""

import csv
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from fleetex.plan.soe_sheet import HEAD_BY, Sheet
from fleetex.scenario.problems import Problem, ScenarioError

BOOKS = (".xlsx", ".xlsm")
SEPARATORS = (",", ";", "\t")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
"""How a file of older spreadsheets begins, and one that a password locks."""
BYTES_MAX = 100_000_000
"""Of a file, or of all that is packed in a spreadsheet."""
ROWS_MAX, COLUMNS_MAX = 20_000, 250
"""Of what a schedule may have; a cell beyond is a slip of the hand, or no schedule."""
LETTERS_MAX = 20_000
"""In one cell."""
_ANEW = "save it anew as .xlsx, its table on the first sheet, or as .csv"


def read_sheet(path: Path) -> Sheet:
    """The first sheet of a file. Raises ScenarioError for what is neither CSV nor a spreadsheet, or cannot be read."""
    name, ending = str(path), path.suffix.lower()
    if ending not in (".csv", *BOOKS):
        raise _unreadable(name, path.suffix, "a schedule is a .csv or an .xlsx file")
    if path.is_file() and path.stat().st_size > BYTES_MAX:
        raise _unreadable(name, "", f"a schedule has at most {BYTES_MAX // 1_000_000} MB")
    content = path.read_bytes()
    notes: list[str] = []
    rows = _rows_of_text(name, content) if ending == ".csv" else _rows_of_book(name, content, notes)
    return Sheet(name, rows, notes=notes)


def _unreadable(name: str, found: str, allowed: str, line: int = 1, column: int = 1) -> ScenarioError:
    return ScenarioError([Problem(name, line, column, found, allowed)])


def _rows_of_text(name: str, content: bytes) -> list[list[Any]]:
    code = "utf-16" if content.startswith(UTF_16) else "utf-8-sig"
    try:
        text = content.decode(code)
    except UnicodeDecodeError as failure:
        before = content[: failure.start]
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        found = f"byte {content[failure.start]:02X}" if failure.start < len(content) else ""
        allowed = "the file is UTF-8 text: save it as CSV UTF-8"
        raise _unreadable(name, found, allowed, before.count(b"\n") + 1, column) from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        return _bounded(name, reader)
    except csv.Error:  # a cell of more letters than the reader takes
        raise _too_long(name, reader.line_num, 1) from None


def _separator(text: str) -> str:
    """What parts one of the first rows into most cells; a comma where nothing does."""
    first = text.splitlines()[:HEAD_BY]

    def cells(separator: str) -> int:
        with suppress(csv.Error):  # a cell of more letters than the reader takes, which is told when all is read
            return max((len(row) for row in csv.reader(first, delimiter=separator)), default=0)
        return 0

    return max(SEPARATORS, key=cells)


def _rows_of_book(name: str, content: bytes, beyond: list[str]) -> list[list[Any]]:
    """As the file has them when it was saved: of a formula what it came to. `beyond`: what is not read."""
    if content.startswith(OLD_OR_LOCKED):
        allowed = "no spreadsheet that can be read: it is locked with a password, or of an older kind"
        raise _unreadable(name, "", f"{allowed}; save it as .xlsx, without a password")
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > BYTES_MAX:
                allowed = f"no schedule: unpacked it has more than {BYTES_MAX // 1_000_000} MB"
                raise _unreadable(name, "", allowed)
            sheets = [one for one in packed.namelist() if one.startswith("xl/worksheets/")]
            has_formulas = any(b"<f" in packed.read(one) for one in sheets)
        return _first_sheet(name, content, has_formulas, beyond)
    except (BadZipFile, RuntimeError, EOFError, NotImplementedError, zlib.error) as failure:
        raise _unreadable(name, "", f"no spreadsheet that can be read: {failure}; {_ANEW}") from None


def _first_sheet(name: str, content: bytes, has_formulas: bool, beyond: list[str]) -> list[list[Any]]:
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles, extensions and dates out of range: cells are judged here
            values = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets
            if not values:
                raise _unreadable(name, "", "no spreadsheet that can be read: it has no sheet of cells")
            rows = _bounded(name, _cells(values[0]))
            if (values[0].max_row or 0) > ROWS_MAX or (values[0].max_column or 0) > COLUMNS_MAX:
                beyond.append(f"{name}:1:1: rows after {ROWS_MAX} and columns after {COLUMNS_MAX} are not read")
            if has_formulas:
                told = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
                _no_bare_formula(name, rows, _cells(told))
    except (ScenarioError, MemoryError):
        raise
    except Exception as failure:  # whatever the reader trips over in a file that is broken
        what = " ".join(str(failure).split())[:80] or type(failure).__name__
        raise _unreadable(name, "", f"no spreadsheet that can be read: {what}; {_ANEW}") from None
    return rows


def _cells(sheet: Any) -> Iterator[Sequence[Any]]:
    width = min(sheet.max_column or COLUMNS_MAX, COLUMNS_MAX)
    yield from sheet.iter_rows(values_only=True, max_col=width, max_row=ROWS_MAX)


def _bounded(name: str, rows: Iterator[Sequence[Any]] | Any) -> list[list[Any]]:
    """Rows without what is blank at their ends and at the end of all. Raises ScenarioError of what is too long."""
    found: list[list[Any]] = []
    blank = 0
    for line, row in enumerate(rows, 1):
        cells = ["" if cell is None else cell for cell in row]
        while cells and cells[-1] == "":
            cells.pop()
        if not cells:
            blank += 1
            continue
        if line > ROWS_MAX:
            raise _unreadable(name, str(cells[0])[:40], f"a schedule has at most {ROWS_MAX} rows", line, 1)
        long = next((at for at, cell in enumerate(cells) if isinstance(cell, str) and len(cell) > LETTERS_MAX), None)
        if long is not None:
            raise _too_long(name, line, long + 1)
        found += [[] for _ in range(blank)]
        found.append(cells)
        blank = 0
    return found


def _too_long(name: str, line: int, column: int) -> ScenarioError:
    allowed = f"no table that can be read: a cell has at most {LETTERS_MAX} letters; is a quotation mark missing?"
    return _unreadable(name, "", allowed, line, column)


def _no_bare_formula(name: str, rows: list[list[Any]], formulas: Iterator[Sequence[Any]]) -> None:
    """A formula whose value was never saved reads as an empty cell: each is told."""
    problems = []
    for line, (row, told) in enumerate(zip(rows, formulas, strict=False), 1):
        for column, cell in enumerate(told, 1):
            if isinstance(cell, str) and cell.startswith("=") and (column > len(row) or row[column - 1] == ""):
                allowed = "a formula without its value: open the file in a spreadsheet and save it, or write the value"
                problems.append(Problem(name, line, column, cell, allowed))
    if problems:
        raise ScenarioError(problems)
