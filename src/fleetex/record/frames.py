"""Frames: the checksummed pieces that a journal is made of, and what their payloads look like. All little-endian.

    file    PROLOGUE, then frames
    frame   magic 4s | kind u1 | 0 | table u2 | count u4 | payload length u8 | CRC-32 u4 | payload

The CRC-32 (that of zlib and PNG) covers the head before it and the payload. `table` is the row's table as a number in
the header's list; `count` is the number of rows, and of a names frame the code of its first name.
"""

import json
import math
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np

from fleetex.record.errors import RecordingError
from fleetex.record.schema import BOOL, FLOAT, INT, LONG, SINGLE, TEXT, Column, Table

JOURNAL_VERSION = 1
_PROLOGUE = struct.Struct("<8sII")
_FILE_MAGIC = b"FLEETEX\n"
_FRAME_MAGIC = b"FxFr"
_HEAD = struct.Struct("<4sBxHIQ")
_CRC = struct.Struct("<I")
_HEAD_BYTES = _HEAD.size + _CRC.size
PROLOGUE = _PROLOGUE.pack(_FILE_MAGIC, JOURNAL_VERSION, 0)

STORED: dict[str, np.dtype[Any]] = {
    FLOAT: np.dtype("<f8"),
    SINGLE: np.dtype("<f4"),
    INT: np.dtype("<i4"),
    LONG: np.dtype("<i8"),
    BOOL: np.dtype("u1"),
    TEXT: np.dtype("<i4"),
}
"""How a column of each dtype lies in a rows frame. A text is its code among the names, -1 if empty."""

EMPTY_TEXT = -1
_WORD = re.compile(r"[a-z][a-z0-9_]{0,62}")
_ARRAY_DTYPE = re.compile(r"[<|][biufSU][0-9]{1,6}")


class FrameKind(IntEnum):
    """What a frame holds. A reader skips kinds that it does not know."""

    HEADER = 1
    """JSON: schema, tables with their columns, the header."""
    NAMES = 2
    """JSON list of texts; their codes run on from `count`."""
    ROWS = 3
    """The table's columns one after the other, each `count` values long."""
    REACHED = 4
    """f8: everything up to this exercise time has been recorded."""
    CHECKPOINT = 5
    """What a run continues from: text and named arrays."""
    FOOTER = 6
    """JSON: the run came to its end; the last frame."""


@dataclass(frozen=True)
class Frame:
    """One whole frame: `start` and `end` are its byte offsets in the file."""

    kind: int
    table: int
    count: int
    payload: memoryview
    start: int
    end: int


@dataclass(frozen=True)
class Checkpoint:
    """Typed state to continue a run from, exactly as `Writer.checkpoint` got it."""

    text: str
    arrays: dict[str, np.ndarray]


def frame_bytes(kind: FrameKind, *payload: bytes | memoryview, table: int = 0, count: int = 0) -> bytes:
    """One frame as it stands in the file; the payload may come in pieces."""
    head = _HEAD.pack(_FRAME_MAGIC, kind, table, count, sum(map(len, payload)))
    crc = zlib.crc32(head)
    for piece in payload:
        crc = zlib.crc32(piece, crc)
    return b"".join((head, _CRC.pack(crc), *payload))


def payload_of(frame: bytes) -> memoryview:
    """The payload in a frame of `frame_bytes`, not copied."""
    return memoryview(frame)[_HEAD_BYTES:]


def has_prologue(content: memoryview) -> bool:
    """Whether this begins as a journal; a journal of a newer format is a RecordingError."""
    if len(content) < _PROLOGUE.size:
        return False
    magic, version, _ = _PROLOGUE.unpack(content[: _PROLOGUE.size])
    if magic != _FILE_MAGIC:
        return False
    if version > JOURNAL_VERSION:
        raise RecordingError(
            f"this journal has format {version}; this fleetex reads up to {JOURNAL_VERSION}: install a newer fleetex"
        )
    return True


def frames(content: memoryview) -> Iterator[Frame]:
    """All whole frames from the beginning; ends before the first one that is torn or damaged."""
    start = _PROLOGUE.size
    while start + _HEAD_BYTES <= len(content):
        head = content[start : start + _HEAD.size]
        magic, kind, table, count, length = _HEAD.unpack(head)
        end = start + _HEAD_BYTES + length
        if magic != _FRAME_MAGIC or end > len(content):
            return
        payload = content[start + _HEAD_BYTES : end]
        (crc,) = _CRC.unpack(content[start + _HEAD.size : start + _HEAD_BYTES])
        if zlib.crc32(payload, zlib.crc32(head)) != crc:
            return
        yield Frame(kind, table, count, payload, start, end)
        start = end


def json_text(value: Any) -> str:
    """Strict JSON in one fixed spelling: keys sorted, NumPy numbers as numbers, NaN and infinities as null."""
    try:
        return _dumps(value)
    except (TypeError, ValueError):  # a number that JSON has not, or NumPy's, or keys that are no texts: all are rare
        return _dumps(_plain(value))


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def json_object(payload: bytes | memoryview | str, where: str) -> dict[str, Any]:
    """The JSON object in a payload; anything else is a RecordingError that names `where`."""
    try:
        raw = payload.encode() if isinstance(payload, str) else bytes(payload)
        value = json.loads(raw)
        if b"\\u" in raw:
            json_text(value).encode()  # fails on half a surrogate pair: an escape can say it, a text cannot
    except (ValueError, RecursionError) as error:
        raise RecordingError(f"{where} is damaged: {_in_words(error)}") from None
    if not isinstance(value, dict):
        raise RecordingError(f"{where} is damaged: a JSON object is due, found {type(value).__name__}")
    return value


def _in_words(fault: Exception) -> str:
    """Why something is no JSON, in a few words."""
    if isinstance(fault, json.JSONDecodeError):
        return f"it is no JSON from line {fault.lineno}, column {fault.colno} on, as when a file is cut off"
    if isinstance(fault, RecursionError):
        return "it is nested too deep"
    return f"it is no text: {fault}"


def described(tables: Mapping[str, Table]) -> list[dict[str, Any]]:
    """What a recording says of its own tables, for readers of other versions: name, key, columns with dtypes."""
    return [
        {"name": table.name, "key": list(table.key), "columns": [[c.name, c.dtype] for c in table.columns]}
        for table in tables.values()
    ]


def tables_described(description: Any, where: str) -> dict[str, Table]:
    """The tables of `described`, checked: names are plain words, dtypes known, each key among the columns."""
    tables: dict[str, Table] = {}
    try:
        for item in description:
            columns = tuple(Column(str(name), str(dtype), "") for name, dtype in item["columns"])
            table = Table(str(item["name"]), "", tuple(str(name) for name in item["key"]), columns)
            names = [column.name for column in columns]
            plain = all(_WORD.fullmatch(name) for name in [table.name, *names])
            known = all(column.dtype in STORED for column in columns)
            if not (names and plain and known and len(set(names)) == len(names) and set(table.key) <= set(names)):
                raise ValueError(table.name[:80])
            tables[table.name] = table
    except (TypeError, KeyError, ValueError) as error:
        raise RecordingError(f"{where} is damaged: it does not describe its tables ({error})") from None
    return tables


def checkpoint_payload(text: str, arrays: Mapping[str, np.ndarray]) -> list[bytes | memoryview]:
    """A checkpoint as bytes, in pieces: index length u4 | JSON index | text | arrays. Plain numbers and texts, never
    objects."""
    encoded = text.encode("utf-8")
    index: list[tuple[str, str, tuple[int, ...]]] = []
    pieces: list[bytes | memoryview] = [encoded]
    for name, array in arrays.items():
        little = np.asarray(array, dtype=array.dtype.newbyteorder("<"), order="C")
        assert _ARRAY_DTYPE.fullmatch(little.dtype.str), f"checkpoint array {name} has dtype {array.dtype}"
        index.append((name, little.dtype.str, little.shape))
        pieces.append(little.reshape(-1).view(np.uint8).data)
    head = json_text({"text_bytes": len(encoded), "arrays": index}).encode()
    return [_CRC.pack(len(head)), head, *pieces]


def checkpoint_of(payload: memoryview) -> Checkpoint:
    """The checkpoint in a payload; RecordingError if it is not one."""
    try:
        (head_bytes,) = _CRC.unpack(payload[: _CRC.size])
        at = _CRC.size + head_bytes
        index = json_object(payload[_CRC.size : at], "the checkpoint")
        text_end = at + int(index["text_bytes"])
        text = str(payload[at:text_end], "utf-8")
        arrays: dict[str, np.ndarray] = {}
        at = text_end
        for name, dtype, shape in index["arrays"]:
            if not _ARRAY_DTYPE.fullmatch(dtype):
                raise ValueError(f"dtype {dtype!r}")
            size = math.prod(shape)
            array = np.frombuffer(payload, np.dtype(dtype), count=size, offset=at) if size else np.empty(0, dtype)
            arrays[name] = array.reshape(shape).copy()
            at += array.nbytes
    except (ValueError, TypeError, KeyError, struct.error) as error:
        raise RecordingError(f"the checkpoint is damaged: {error}") from None
    return Checkpoint(text, arrays)
