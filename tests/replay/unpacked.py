"""A reader of packed recordings written from docs/decisions/0043 alone, as the page's is."""

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

WIDTHS = {"f64": 8, "f32": 4, "i32": 4, "code": 4, "u8": 1}
KINDS = {"f64": "<f8", "f32": "<f4", "i32": "<i4", "code": "<i4", "u8": "u1"}


@dataclass
class Unpacked:
    head: dict[str, Any]
    body: bytes

    def column(self, table: str, name: str) -> Any:
        told, rows = self.head["tables"][table]["columns"][name], self.head["tables"][table]["rows"]
        width = WIDTHS[told["type"]]
        planes = np.frombuffer(self.body, np.uint8, rows * width, told["offset"]).reshape(width, rows)
        values: Any = np.ascontiguousarray(planes.T).view(KINDS[told["type"]])[:, 0]
        if told.get("delta"):
            values = np.cumsum(values, dtype=np.int64).astype(np.int32)
        if told["type"] == "code":
            names = self.head["names"]
            return np.array(["" if code < 0 else names[code] for code in values.tolist()], dtype=object)
        if "scale" in told:
            return np.where(values == -(2**31), math.nan, values * told["scale"])
        return values

    def table(self, name: str) -> dict[str, Any]:
        return {column: self.column(name, column) for column in self.head["tables"][name]["columns"]}


def unpacked(packed: bytes) -> Unpacked:
    length = int.from_bytes(packed[:4], "little")
    start = -(-(4 + length) // 8) * 8
    return Unpacked(json.loads(packed[4 : 4 + length]), packed[start:])


def joined(first: Unpacked, rest: Unpacked) -> Unpacked:
    """Both pieces of a recording as one: the rest's columns come after the first's."""
    tables = dict(first.head["tables"])
    for name, told in rest.head["tables"].items():
        columns = {
            column: {**one, "offset": one["offset"] + len(first.body)} for column, one in told["columns"].items()
        }
        tables[name] = {**told, "columns": columns}
    return Unpacked({**first.head, "tables": tables}, first.body + rest.body)
