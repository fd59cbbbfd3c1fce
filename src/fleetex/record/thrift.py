"""Thrift's compact protocol, as much of it as the metadata of a Parquet file asks for. Writing only.

Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from collections.abc import Sequence

Value = tuple[int, bytes]
"""The number of a value's type, and the value in compact form."""
_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12
_BYTE = [bytes((number,)) for number in range(1 << 8)]


def varint(number: int) -> bytes:
    """A whole number from 0 in groups of seven bits, the low ones first."""
    if number < 1 << 7:
        return _BYTE[number]
    pieces = bytearray()
    while number > 0x7F:
        pieces.append(number & 0x7F | 0x80)
        number >>= 7
    pieces.append(number)
    return bytes(pieces)


def i32(number: int) -> Value:
    return _I32, varint(number << 1)


def i64(number: int) -> Value:
    return _I64, varint(number << 1)


def text(value: str) -> Value:
    encoded = value.encode()
    return _BINARY, varint(len(encoded)) + encoded


def many(values: Sequence[Value]) -> Value:
    """A list of at least one value, all of one type."""
    kind, count = values[0][0], len(values)
    head = _BYTE[count << 4 | kind] if count < 15 else _BYTE[0xF0 | kind] + varint(count)
    return _LIST, b"".join([head, *[content for _, content in values]])


def struct(*fields: tuple[int, Value]) -> Value:
    """Fields by number, which ascend by at most 15."""
    pieces: list[bytes] = []
    before = 0
    for number, (kind, content) in fields:
        pieces += (_BYTE[number - before << 4 | kind], content)
        before = number
    pieces.append(b"\0")
    return _STRUCT, b"".join(pieces)
