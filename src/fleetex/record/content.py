"""What a recording says, apart from how it is stored: its rows in one canonical order, and one hash of it all.

    SHA-256 over  "fleetex content 1\\n" | the identity as JSON | for each table with rows, in schema order:
        name, row count | for each column, left to right: name, dtype, values

Names are UTF-8 after their length (u4), counts u8, numbers little-endian with one NaN and no -0.0, texts UTF-8 after
their length (u4), truths a byte. Rows stand in the order of the table's key, then of the other columns: numbers by
value, NaN last, texts by code point. Nothing of wall time, host or path goes in.
"""

import hashlib
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from fleetex.record.frames import STORED, json_text
from fleetex.record.schema import BOOL, TEXT, Table

IDENTITY = ("schema", "version", "seed", "scenario_hash", "replication", "start_utc")
"""The header's fields that go into the hash."""
_PREFIX = b"fleetex content 1\n"


def in_canonical_order(
    table: Table, columns: Mapping[str, np.ndarray], ranks_of_texts: Mapping[str, np.ndarray] | None = None
) -> dict[str, np.ndarray]:
    """The same rows sorted by the table's key, then by the other columns from left to right; one NaN, no -0.0.

    Columns: arrays of shape (rows,), text as object arrays of str. `ranks_of_texts`: of text columns, numbers that sort
    as the texts do, if the caller has them.
    """
    dtypes = {column.name: column.dtype for column in table.columns}
    plain = {name: _normalised(columns[name]) for name in dtypes}
    if not dtypes or len(next(iter(plain.values()))) < 2:
        return plain
    others = [name for name in dtypes if name not in table.key]
    known = ranks_of_texts or {}
    ranks = [known[name] if name in known else _rank(plain[name], dtypes[name]) for name in table.key]
    order = np.lexsort(ranks[::-1]) if ranks else np.arange(len(next(iter(plain.values()))))
    if not ranks or _has_ties(ranks, order):
        ranks += [known[name] if name in known else _rank(plain[name], dtypes[name]) for name in others]
        order = np.lexsort(ranks[::-1])
    if np.array_equal(order, np.arange(len(order))):
        return plain
    return {name: values[order] for name, values in plain.items()}


def content_hash(
    header: Mapping[str, Any], tables: Iterable[Table], columns_of: Callable[[str], Mapping[str, np.ndarray]]
) -> str:
    """The hash, in hexadecimal. `columns_of` gives a table's columns in canonical order."""
    digest = hashlib.sha256(_PREFIX)
    digest.update(_text(json_text({name: header.get(name) for name in IDENTITY})))
    for table in tables:
        columns = columns_of(table.name)
        count = len(columns[table.columns[0].name])
        if not count:
            continue
        digest.update(_text(table.name) + struct.pack("<Q", count))
        for column in table.columns:
            digest.update(_text(column.name) + _text(column.dtype))
            values = columns[column.name]
            digest.update(_texts(values) if column.dtype == TEXT else values.astype(STORED[column.dtype]).tobytes())
    return digest.hexdigest()


def _normalised(values: np.ndarray) -> np.ndarray:
    if values.dtype.kind != "f":
        return values
    plain: np.ndarray = values + values.dtype.type(0.0)
    missing = np.isnan(plain)
    if missing.any():
        plain[missing] = np.nan
    return plain


def _rank(values: np.ndarray, dtype: str) -> np.ndarray:
    """Numbers that sort as the values do."""
    if dtype == BOOL:
        return values.astype(np.uint8)
    if dtype != TEXT:
        return values
    words = values.tolist()
    ranks = {word: rank for rank, word in enumerate(sorted(set(words)))}
    return np.fromiter(map(ranks.__getitem__, words), np.int32, len(words))


def _has_ties(ranks: list[np.ndarray], order: np.ndarray) -> bool:
    equal = np.ones(len(order) - 1, dtype=bool)
    for rank in ranks:
        there = rank[order]
        equal &= (there[1:] == there[:-1]) | ((there[1:] != there[1:]) & (there[:-1] != there[:-1]))
    return bool(equal.any())


def _text(text: str) -> bytes:
    encoded = text.encode("utf-8")
    return struct.pack("<I", len(encoded)) + encoded


def _texts(values: np.ndarray) -> bytes:
    words = values.tolist()
    encoded = {word: _text(word) for word in set(words)}
    return b"".join(map(encoded.__getitem__, words))
