"""Rows and objects as text on standard output: an aligned table, CSV, or JSON (RFC 8259: no NaN, so null)."""

import csv
import io
import json
import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any


def plain(value: Any) -> Any:
    """A value that JSON can hold: NumPy numbers become Python's, NaN and infinities null, dates ISO text."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
        case date() | datetime():
            return value.isoformat()
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    return str(value)


def as_json(value: Any) -> str:
    """The value as indented JSON text."""
    return json.dumps(plain(value), indent=2, ensure_ascii=False, allow_nan=False)


def json_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A list of objects, one a row."""
    return as_json([dict(zip(columns, row, strict=True)) for row in rows])


def csv_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Comma-separated values with a head line (RFC 4180, but lines end in \\n); what is unknown is left empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([["" if cell is None or cell != cell else cell for cell in row] for row in rows])
    return text.getvalue().rstrip("\n")


def table_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Columns aligned by blanks, numbers to the right, with a rule under the head and a count at the end."""
    cells = [[_cell(value) for value in row] for row in rows]
    right = [bool(rows) and all(isinstance(row[i], int | float) for row in rows) for i in range(len(columns))]
    widths = [max(len(name), *(len(row[i]) for row in cells), 0) for i, name in enumerate(columns)]

    def line(row: Sequence[str]) -> str:
        pairs = zip(row, widths, right, strict=True)
        return "  ".join(f"{text:>{width}}" if to_right else f"{text:<{width}}" for text, width, to_right in pairs)

    count = f"({len(rows)} row{'' if len(rows) == 1 else 's'})"
    lines = [line(columns), "  ".join("-" * width for width in widths), *map(line, cells)]
    return "\n".join([text.rstrip() for text in lines] + [count])


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case float():
            return f"{value:.10g}"
    return " ".join(str(value).split()) if isinstance(value, str) else str(value)
