"""Small recordings for the tests of this folder, with every table filled and every awkward value in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from fleetex.record.schema import BOOL, INT, LONG, TABLES, TEXT
from fleetex.record.writer import Writer

NAMES = ["qiqihar", "tributs", "taihu", "nav_radar", "lookout"]
HEADER: dict[str, Any] = {
    "version": "0.1.0",
    "seed": 7,
    "scenario_hash": "5f2a",
    "replication": 0,
    "start_utc": "2023-07-20T00:00:00Z",
    "names": NAMES,
}
FOOTER = {"wall": {"wall_s": 0.25, "host": "any"}, "events": 12}
TEXTS = ["", "qiqihar", "tributs", "Север/Взаимодействие", '{"a": "it\'s", "b": "\\n"}', "a\x00b", "北部·联合 🚢"]
NUMBERS = [0.0, -0.0, float("nan"), 1.0e-300, -17.25, 3.5e300, float("inf")]


def columns_of(table: str, count: int, seed: int) -> dict[str, np.ndarray]:
    """Random columns of a table, of `count` rows, text as objects."""
    rng = np.random.default_rng([seed, sorted(TABLES).index(table)])
    columns: dict[str, np.ndarray] = {}
    for column in TABLES[table].columns:
        if column.dtype == TEXT:
            columns[column.name] = np.array(TEXTS, dtype=object)[rng.integers(0, len(TEXTS), count)]
        elif column.dtype == BOOL:
            columns[column.name] = rng.random(count) < 0.5
        elif column.dtype in (INT, LONG):
            columns[column.name] = rng.integers(-(2**31), 2**31, count)
        else:
            values = np.where(rng.random(count) < 0.5, rng.normal(size=count), rng.choice(NUMBERS, count))
            with np.errstate(over="ignore"):
                columns[column.name] = values.astype(column.dtype)
    return columns


def batches(seed: int = 1, count: int = 40) -> Iterator[tuple[str, dict[str, np.ndarray]]]:
    """Two batches of every table, and a third of the first few."""
    for part in range(2):
        for table in TABLES:
            yield table, columns_of(table, count, seed + part)
    for table in ("events", "legs"):
        yield table, columns_of(table, 3, seed + 2)


def write_all(folder: Path, *, close: bool = True, **options: Any) -> None:
    """A recording of all `batches`."""
    writer = Writer.create(folder, HEADER, sync=False, **options)
    for table, columns in batches():
        writer.rows(table, columns)
    writer.reached(86400.0)
    if close:
        writer.close(FOOTER)
    else:
        writer.leave()


def same(first: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    """Whether two tables hold the same columns with the same values; NaN equals NaN."""
    return list(first) == list(other) and all(
        a.dtype == other[name].dtype and (np.array_equal(a, other[name], equal_nan=a.dtype.kind == "f"))
        for name, a in first.items()
    )
