"""Columns as bytes that a browser reads without parsing and gzip makes small; see docs/decisions/0043.

A number with a quantum is a whole number of quanta (i4, NaN the least one); where neighbours are alike the differences
are stored; and the bytes of a column lie by planes: all lowest bytes, then all second bytes, and so on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

ALIGNMENT = 8
NOT_A_NUMBER = -(2**31)
"""The whole number of quanta that stands for NaN."""
EMPTY_TEXT = -1
_WHOLE_MAX = 2**31 - 1


@dataclass
class Names:
    """The texts that codes stand for, in the order in which they were first seen."""

    texts: list[str] = field(default_factory=list)
    _codes: dict[str, int] = field(default_factory=lambda: {"": EMPTY_TEXT})

    def codes(self, texts: Sequence[str]) -> np.ndarray:
        """A code for each text, i4; the empty one's is -1."""
        known = self._codes
        for text in dict.fromkeys(texts):
            if text not in known:
                known[text] = len(self.texts)
                self.texts.append(text)
        return np.fromiter(map(known.__getitem__, texts), np.int32, len(texts))


@dataclass
class Columns:
    """Columns one after the other, each from an offset that is a multiple of 8."""

    pieces: list[bytes] = field(default_factory=list)
    size: int = 0

    def add(self, values: np.ndarray, described: dict[str, Any], *, delta: bool) -> dict[str, Any]:
        """Append the numbers as they are, or (i4) as differences; what a reader must know of the column."""
        if delta:
            values = np.diff(values.astype(np.int64), prepend=0).astype(np.int32)  # wraps as the reader's sum does
            described = {**described, "delta": True}
        described = {**described, "offset": self.size}
        little = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<"))
        laid = little.view(np.uint8).reshape(len(little), -1).T.tobytes() if len(little) else b""
        laid += bytes(-len(laid) % ALIGNMENT)
        self.pieces.append(laid)
        self.size += len(laid)
        return described


def quanta_of(values: np.ndarray, quantum: float) -> np.ndarray | None:
    """Numbers as whole numbers of a quantum, NaN as the least; None where one of them does not fit."""
    with np.errstate(invalid="ignore"):
        counted = np.rint(np.asarray(values, np.float64) / quantum)
    missing = np.isnan(counted)
    if not np.all(missing | (np.abs(counted) <= _WHOLE_MAX)):
        return None
    return np.where(missing, NOT_A_NUMBER, counted).astype(np.int64).astype(np.int32)


def rounded_mantissa(values: np.ndarray, bits: int) -> np.ndarray:
    """Single-precision numbers to so many bits after the point of their mantissa; NaN and infinities as they are."""
    single = np.ascontiguousarray(values, np.float32)
    spare = 23 - bits
    raw = single.view(np.uint32).astype(np.uint64) + (1 << (spare - 1))
    rounded = (raw & np.uint64(0xFFFFFFFF & ~((1 << spare) - 1))).astype(np.uint32).view(np.float32)
    return np.where(np.isfinite(single), rounded, single).astype(np.float32)
