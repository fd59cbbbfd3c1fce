"""Values that others published, for tests of one model: the rows of the shipped truth set."""

from dataclasses import dataclass
from functools import cache

import pytest

from fleetex.validation import TruthSet, read_truth
from fleetex.validation.judging import ROUNDING, error_of
from fleetex.validation.truth_set import TruthRow


@dataclass(frozen=True)
class Published:
    row: TruthRow

    @property
    def case(self) -> str:
        return self.row.case

    @property
    def quantity(self) -> str:
        return self.row.quantity

    @property
    def expected(self) -> str:
        return self.row.expected

    @property
    def unit(self) -> str:
        return self.row.unit

    @property
    def tolerance(self) -> float:
        return self.row.tolerance

    @property
    def inputs(self) -> dict[str, str]:
        return dict(self.row.inputs)

    def __getitem__(self, name: str) -> float:
        return self.row[name]

    def met_by(self, value: float) -> bool:
        """Whether a number (of a time: seconds since 1970) lies within the source's tolerance."""
        return error_of(self.row, value) <= self.row.tolerance + ROUNDING


@cache
def _shipped() -> TruthSet:
    return read_truth(None)


def published(topic: str, *quantities: str, case: str = "") -> list[Published]:
    """The rows of one topic for these quantities, of cases that begin with `case`."""
    rows = [row for row in _shipped().rows if row.topic == topic]
    chosen = [Published(row) for row in rows if row.quantity in quantities and row.case.startswith(case)]
    assert chosen, f"no rows for {quantities} in {topic}"
    return chosen


def each(topic: str, *quantities: str, case: str = "") -> pytest.MarkDecorator:
    """Run a test once for each such row, as `row`."""
    rows = published(topic, *quantities, case=case)
    return pytest.mark.parametrize("row", rows, ids=[f"{row.case}-{row.quantity}" for row in rows])
