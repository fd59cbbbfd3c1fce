"""Parquet files from stored columns: one pass, no table in between. Format 2.10 of Apache Parquet, with its smallest
means, so that any reader reads it: every column is required, values are plain, texts by dictionary, zstd throughout.

    file    PAR1 | row group, row group ... | FileMetaData | its length u4 | PAR1
    column  [dictionary page: the words] data page: values, or a byte for the bit width and bit-packed places of words

Source: https://parquet.apache.org/docs/file-format/ and parquet.thrift of apache/parquet-format.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fleetex.record import thrift
from fleetex.record.schema import BOOL, FLOAT, INT, LONG, SINGLE, TEXT, Table
from fleetex.record.zstandard import compressed

ROWS_IN_GROUP = 1 << 16
"""A row group has no more distinct words than rows: their places fit into two bytes."""
_MAGIC = b"PAR1"
_LENGTH = struct.Struct("<I")
_BOOLEAN, _INT32, _INT64, _FLOAT, _DOUBLE, _BYTE_ARRAY = 0, 1, 2, 4, 5, 6
_PHYSICAL = {FLOAT: _DOUBLE, SINGLE: _FLOAT, INT: _INT32, LONG: _INT64, BOOL: _BOOLEAN, TEXT: _BYTE_ARRAY}
_PLAIN, _RLE, _RLE_DICTIONARY = 0, 3, 8
_VALUES_PAGE, _DICTIONARY_PAGE = 0, 2
_REQUIRED, _UTF8, _ZSTD = 0, 0, 6


@dataclass(frozen=True)
class _Chunk:
    """One column of one row group as it lies in the file."""

    dtype: str
    name: str
    rows: int
    start: int
    values_start: int
    """Offset of the data page; `start` is that of the dictionary page, or this too."""
    end: int
    plain_bytes: int


def write_table(path: Path, table: Table, columns: Mapping[str, NDArray[Any]], words: Sequence[bytes]) -> int:
    """Write a table of at least one row; the CRC-32 of the file.

    `columns` are as stored in a journal, shape (rows,): truths u1, a text its place in `words`, -1 the last of them.
    OSError if it cannot be written.
    """
    crc = 0
    with path.open("xb") as file:
        for piece in _pieces(table, columns, words):
            crc = zlib.crc32(piece, crc)
            file.write(piece)
    return crc


def _pieces(table: Table, columns: Mapping[str, NDArray[Any]], words: Sequence[bytes]) -> Iterator[bytes]:
    count = len(columns[table.columns[0].name])
    at = len(_MAGIC)
    yield _MAGIC
    groups: list[list[_Chunk]] = []
    for first in range(0, count, ROWS_IN_GROUP):
        group: list[_Chunk] = []
        for column in table.columns:
            values = columns[column.name][first : first + ROWS_IN_GROUP]
            pages = _text_pages(values, words) if column.dtype == TEXT else [_values_page(_stored(values), len(values))]
            values_start = at + (len(pages[0][0]) if len(pages) > 1 else 0)
            end = at + sum(len(page) for page, _ in pages)
            plain = sum(size for _, size in pages)
            group.append(_Chunk(column.dtype, column.name, len(values), at, values_start, end, plain))
            at = end
            yield from (page for page, _ in pages)
        groups.append(group)
    footer = _footer(table, count, groups)
    yield b"".join((footer, _LENGTH.pack(len(footer)), _MAGIC))


def _stored(values: NDArray[Any]) -> bytes:
    if values.dtype == np.uint8:
        return np.packbits(values, bitorder="little").tobytes()
    return values.tobytes()


def _text_pages(places: NDArray[Any], words: Sequence[bytes]) -> list[tuple[bytes, int]]:
    """Dictionary page and data page of a text column."""
    used = np.zeros(len(words), np.bool_)
    used[places] = True
    there = np.flatnonzero(used)
    new = np.empty(len(words), np.uint16)
    new[there] = np.arange(len(there), dtype=np.uint16)
    narrow = np.uint8 if len(there) <= 1 << 8 else np.uint16
    groups = -(-len(places) // 8)
    packed = np.zeros(groups * 8, narrow)
    packed[: len(places)] = new[places]
    width = bytes((packed.itemsize * 8,))
    content = width + thrift.varint(groups << 1 | 1) + packed.tobytes()
    named = [words[place] for place in there.tolist()]
    dictionary = b"".join([piece for word in named for piece in (_LENGTH.pack(len(word)), word)])
    kind = thrift.struct((1, thrift.i32(len(named))), (2, thrift.i32(_PLAIN)))
    return [_page(_DICTIONARY_PAGE, 7, kind, dictionary), _values_page(content, len(places), _RLE_DICTIONARY)]


def _values_page(content: bytes, rows: int, encoding: int = _PLAIN) -> tuple[bytes, int]:
    kind = thrift.struct((1, thrift.i32(rows)), (2, thrift.i32(encoding)), (3, thrift.i32(_RLE)), (4, thrift.i32(_RLE)))
    return _page(_VALUES_PAGE, 5, kind, content)


def _page(number: int, field: int, kind: thrift.Value, content: bytes) -> tuple[bytes, int]:
    """A page, and how long it would be uncompressed."""
    packed = compressed(content)
    _, head = thrift.struct(
        (1, thrift.i32(number)), (2, thrift.i32(len(content))), (3, thrift.i32(len(packed))), (field, kind)
    )
    return head + packed, len(head) + len(content)


def _footer(table: Table, count: int, groups: list[list[_Chunk]]) -> bytes:
    elements = [thrift.struct((4, thrift.text(table.name)), (5, thrift.i32(len(table.columns))))]
    for column in table.columns:
        fields = [
            (1, thrift.i32(_PHYSICAL[column.dtype])),
            (3, thrift.i32(_REQUIRED)),
            (4, thrift.text(column.name)),
        ]
        if column.dtype == TEXT:
            fields += [(6, thrift.i32(_UTF8)), (10, thrift.struct((1, thrift.struct())))]
        elements.append(thrift.struct(*fields))
    _, content = thrift.struct(
        (1, thrift.i32(2)),
        (2, thrift.many(elements)),
        (3, thrift.i64(count)),
        (4, thrift.many([_row_group(group) for group in groups])),
        (6, thrift.text("fleetex")),
    )
    return content


def _row_group(group: list[_Chunk]) -> thrift.Value:
    return thrift.struct(
        (1, thrift.many([_column_chunk(chunk) for chunk in group])),
        (2, thrift.i64(sum(chunk.plain_bytes for chunk in group))),
        (3, thrift.i64(group[0].rows)),
        (5, thrift.i64(group[0].start)),
        (6, thrift.i64(group[-1].end - group[0].start)),
    )


def _column_chunk(chunk: _Chunk) -> thrift.Value:
    has_words = chunk.values_start > chunk.start
    encodings = [_PLAIN, _RLE, _RLE_DICTIONARY] if has_words else [_PLAIN, _RLE]
    fields = [
        (1, thrift.i32(_PHYSICAL[chunk.dtype])),
        (2, thrift.many([thrift.i32(encoding) for encoding in encodings])),
        (3, thrift.many([thrift.text(chunk.name)])),
        (4, thrift.i32(_ZSTD)),
        (5, thrift.i64(chunk.rows)),
        (6, thrift.i64(chunk.plain_bytes)),
        (7, thrift.i64(chunk.end - chunk.start)),
        (9, thrift.i64(chunk.values_start)),
    ]
    if has_words:
        fields.append((11, thrift.i64(chunk.start)))
    return thrift.struct((2, thrift.i64(0)), (3, thrift.struct(*fields)))
