"""A recording as two pieces of bytes for the page, each a JSON header, then columns. See docs/decisions/0043.

first, rest = packed(Recording.open(folder))       # header length u4 | header | zeros to a multiple of 8 | columns
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from fleetex.record.frames import json_text
from fleetex.record.reader import Recording
from fleetex.replay.columns import ALIGNMENT, Columns, Names, quanta_of, rounded_mantissa
from fleetex.replay.notes import Note
from fleetex.replay.outlines import coast_columns, reach_of, world_columns
from fleetex.replay.scenario_parts import head_of
from fleetex.replay.so_far import measures_so_far
from fleetex.replay.tables import FIRST, PACKED, mantissa_bits, packing_of, quantum_of

FORMAT = "fleetex replay"
FORMAT_VERSION = 1
NOT_SAFETY = "training aid, not a range-safety product"
_LENGTH = struct.Struct("<I")
_WORLD_QUANTUM_DEG = 1e-3


def packed(recording: Recording, notes: Sequence[Note] = ()) -> tuple[bytes, bytes]:
    """The whole recording as the page reads it, with what people noted of it: what its first picture needs, and the
    rest, whose codes are those of the first's names. RecordingError if it is damaged."""
    names = Names()
    every = [coded(table, rows_of(recording, table), names) for table in PACKED]
    every.append(coded("measures_so_far", measures_so_far(recording), names))
    first, first_tables = _packed_tables([one for one in every if one.name in FIRST])
    first_tables["world"] = packed_world(first)
    said = {"notes": [asdict(note) for note in notes]} if notes else {}
    head = recording_head(recording) | said | {"tables": first_tables, "names": names.texts}
    rest, rest_tables = _packed_tables([one for one in every if one.name not in FIRST])
    of_rest = {"format": FORMAT, "format_version": FORMAT_VERSION, "rest": True, "tables": rest_tables}
    return with_head(head, first), with_head(of_rest, rest)


def rows_of(recording: Recording, table: str) -> dict[str, np.ndarray]:
    """A table's columns as the page gets them."""
    return coast_columns(recording) if table == "coast" else dict(recording.table(table))


def recording_head(recording: Recording, *, grows: bool = False) -> dict[str, Any]:
    """The header without tables and names; of a recording that `grows` without its hash, which changes with it."""
    return head_of(recording) | {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "hash": "" if grows else recording.content_hash(),
        "disclaimer": NOT_SAFETY,
        "extent": reach_of(recording),
    }


def with_head(head: Mapping[str, Any], columns: Columns) -> bytes:
    """Header and columns as one piece."""
    text = json_text(head).encode()
    start = _LENGTH.pack(len(text)) + text
    return b"".join((start, bytes(-len(start) % ALIGNMENT), *columns.pieces))


@dataclass(frozen=True)
class Coded:
    """A table with codes for its texts, in the order in which it is packed."""

    name: str
    columns: dict[str, np.ndarray]
    """Those that are told, and those that only give the order."""
    texts: frozenset[str]
    """Columns that are codes."""

    @property
    def row_count(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def taken(self, rows: np.ndarray) -> "Coded":
        """Some of its rows, given by their truth or number."""
        return replace(self, columns={name: values[rows] for name, values in self.columns.items()})


def coded(table: str, rows: dict[str, np.ndarray], names: Names) -> Coded:
    """A table's rows with codes of these names, in order."""
    packing = packing_of(table)
    numbers = {
        name: names.codes(values.tolist()) if values.dtype == object else values
        for name, values in rows.items()
        if name not in packing.without or name in packing.order
    }
    if packing.order and len(next(iter(numbers.values()))):
        order = np.lexsort([numbers[name] for name in reversed(packing.order)])
        numbers = {name: values[order] for name, values in numbers.items()}
    return Coded(table, numbers, frozenset(name for name, values in rows.items() if values.dtype == object))


def pack_table(table: Coded, columns: Columns) -> dict[str, Any] | None:
    """Append a table's columns; what the header says of it, or None if it has no rows."""
    if not table.row_count:
        return None
    packing, numbers = packing_of(table.name), dict(table.columns)
    if "end_s" in numbers and table.name == "legs":
        numbers["end_s"] = _ends_left_open(numbers["unit_id"], numbers["time_s"], numbers["end_s"])
    told = {
        name: _pack_column(columns, values, name in table.texts, quantum_of(table.name, name), mantissa_bits(name))
        for name, values in numbers.items()
        if name not in packing.without
    }
    order_told = [name for name in packing.order if name not in packing.without]
    return {"rows": table.row_count, "order": order_told, "columns": told}


def _packed_tables(tables: Sequence[Coded]) -> tuple[Columns, dict[str, Any]]:
    """Those that have rows as columns, and what the header says of them."""
    columns = Columns()
    return columns, {one.name: told for one in tables if (told := pack_table(one, columns))}


def _pack_column(columns: Columns, values: np.ndarray, is_text: bool, quantum: float, mantissa: int) -> dict[str, Any]:
    if is_text:
        return columns.add(values, {"type": "code"}, delta=False)
    if values.dtype == np.bool_:
        return columns.add(values.astype(np.uint8), {"type": "u8"}, delta=False)
    if values.dtype.kind in "iu":
        if np.all(np.abs(values.astype(np.int64)) < 2**31):
            return columns.add(values.astype(np.int32), {"type": "i32"}, delta=True)
        return columns.add(values.astype(np.float64), {"type": "f64"}, delta=False)
    whole = quanta_of(values, quantum) if quantum else None
    if whole is not None:
        return columns.add(whole, {"type": "i32", "scale": quantum}, delta=True)
    if values.dtype == np.float32:
        return columns.add(rounded_mantissa(values, mantissa) if mantissa else values, {"type": "f32"}, delta=False)
    return columns.add(values.astype(np.float64), {"type": "f64"}, delta=False)


def _ends_left_open(unit: np.ndarray, start_s: np.ndarray, end_s: np.ndarray) -> np.ndarray:
    """Ends of legs, NaN where the unit's next leg begins then: by the schema a leg without an end lasts until then."""
    follows = np.append((unit[1:] == unit[:-1]) & (end_s[:-1] == start_s[1:]), False)
    return np.where(follows, np.nan, end_s)


def packed_world(columns: Columns) -> dict[str, Any]:
    """The world's outlines, appended; what the header says of them."""
    rows = world_columns()
    told = {"ring": columns.add(rows["ring"].astype(np.int32), {"type": "i32"}, delta=True)}
    for name in ("lat_deg", "lon_deg"):
        whole = quanta_of(rows[name], _WORLD_QUANTUM_DEG)
        assert whole is not None
        told[name] = columns.add(whole, {"type": "i32", "scale": _WORLD_QUANTUM_DEG}, delta=True)
    return {"rows": len(rows["ring"]), "order": ["ring"], "columns": told}
