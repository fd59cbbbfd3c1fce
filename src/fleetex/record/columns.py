"""What a table of the recording is made of: columns with a type and a meaning, and the key that orders its rows."""

from dataclasses import dataclass

FLOAT = "f8"
SINGLE = "f4"
INT = "i4"
LONG = "i8"
BOOL = "bool"
TEXT = "text"


@dataclass(frozen=True)
class Column:
    name: str
    dtype: str
    meaning: str


@dataclass(frozen=True)
class Table:
    name: str
    meaning: str
    key: tuple[str, ...]
    """Rows are hashed in the order of these columns, then of all others from left to right."""
    columns: tuple[Column, ...]


def table(name: str, meaning: str, key: str, *columns: tuple[str, str, str]) -> Table:
    return Table(name, meaning, tuple(key.split()), tuple(Column(*c) for c in columns))


TIME = ("time_s", FLOAT, "when")
SERIAL = ("serial_id", TEXT, "the serial it belongs to; empty outside serials")
