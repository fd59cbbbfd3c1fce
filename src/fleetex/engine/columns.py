"""How the columns of a table are written: `dtype([*ints("unit target"), *floats("time_s range_m")])`."""

from typing import Any

import numpy as np

Fields = list[tuple[str, Any]]


def dtype(fields: Fields) -> np.dtype[Any]:
    return np.dtype(fields, align=True)


def floats(names: str) -> Fields:
    return [(name, np.float64) for name in names.split()]


def ints(names: str) -> Fields:
    return [(name, np.int64) for name in names.split()]


def flags(names: str) -> Fields:
    return [(name, np.int8) for name in names.split()]
