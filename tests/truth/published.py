"""Values that others published, with their source and its own tolerance: `data/*.csv`, one row a value.

Columns: case, quantity, expected, unit, tolerance, tol_kind (abs, rel, abs_s), in_* inputs, source, source_kind
(`closed-form` rows prove the code, not the physics).
"""

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Published:
    case: str
    quantity: str
    expected: str
    unit: str
    tolerance: float
    tolerance_kind: str
    inputs: dict[str, str]
    source: str

    def __getitem__(self, name: str) -> float:
        return float(self.inputs[name])

    def met_by(self, value: float) -> bool:
        """Whether a number (for `abs_s`: seconds since 1970) lies within the source's tolerance."""
        if self.tolerance_kind == "abs_s":
            return abs(value - datetime.fromisoformat(self.expected).timestamp()) <= self.tolerance
        limit = self.tolerance * (abs(float(self.expected)) if self.tolerance_kind == "rel" else 1.0)
        return abs(value - float(self.expected)) <= limit + 1e-12


def published(topic: str, *quantities: str, case: str = "") -> list[Published]:
    """The rows of one topic's file for these quantities, of cases that begin with `case`."""
    with (DATA / f"{topic}.csv").open(encoding="utf-8", newline="") as file:
        rows = [_row(fields) for fields in csv.DictReader(file)]
    chosen = [row for row in rows if row.quantity in quantities and row.case.startswith(case)]
    assert chosen, f"no rows for {quantities} in {topic}"
    return chosen


def each(topic: str, *quantities: str, case: str = "") -> pytest.MarkDecorator:
    """Run a test once for each such row, as `row`."""
    rows = published(topic, *quantities, case=case)
    return pytest.mark.parametrize("row", rows, ids=[f"{row.case}-{row.quantity}" for row in rows])


def _row(fields: dict[str, str]) -> Published:
    inputs = {name[3:]: value for name, value in fields.items() if name.startswith("in_") and value}
    return Published(
        fields["case"],
        fields["quantity"],
        fields["expected"],
        fields["unit"],
        float(fields["tolerance"]),
        fields["tol_kind"],
        inputs,
        fields["source"],
    )
