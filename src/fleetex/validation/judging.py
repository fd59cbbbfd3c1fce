"""How well the models meet published values: case by case, then a line a quantity."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from fleetex.validation.models import OutsideModelError, model_of
from fleetex.validation.truth_set import Fault, MissingInputError, TruthRow, TruthSet, instant_of

APART = ("closed-form", "memory")
"""Sources that are counted apart: the first prove the code, not the physics; the second lean on recollection."""
TURNS = frozenset(
    {"azi1", "azi2", "lon2", "rhumb_azi", "cpa_bearing", "true_course", "solar_azimuth", "dr_psi", "dr_phi"}
)
"""Quantities in degrees that are compared modulo a turn."""
ROUNDING = 1e-12


class Status(StrEnum):
    MET = "met"
    SHORT = "short"
    NOT_MODELLED = "not modelled"


@dataclass(frozen=True)
class CaseJudged:
    """One published value and what the model gives."""

    row: TruthRow
    model: str
    value: float | str | None
    """None: the model raised, see `trouble`."""
    error: float
    """In the row's unit, or a share of the expected value where the tolerance is one; infinite if the model raised."""
    trouble: str = ""

    @property
    def met(self) -> bool:
        return self.error <= self.row.tolerance + ROUNDING

    @property
    def against_tolerance(self) -> float:
        """The error in units of the tolerance; of none allowed, 0 or infinite."""
        if self.row.tolerance > 0.0:
            return self.error / self.row.tolerance
        return 0.0 if self.met else math.inf


@dataclass(frozen=True)
class QuantityJudged:
    """All values of one quantity of a table."""

    quantity: str
    topic: str
    """The table's name."""
    rows: Sequence[TruthRow]
    cases: Sequence[CaseJudged]
    """Of those rows that a model answers for."""
    models: Sequence[str] = field(default_factory=tuple)

    @property
    def met(self) -> int:
        return sum(case.met for case in self.cases)

    @property
    def worst(self) -> CaseJudged | None:
        return max(self.cases, key=lambda case: case.against_tolerance, default=None)

    @property
    def status(self) -> Status:
        if not self.cases:
            return Status.NOT_MODELLED
        return Status.MET if self.met == len(self.cases) else Status.SHORT

    @property
    def source_kinds(self) -> Mapping[str, int]:
        """Kind of source -> how many of the values have it."""
        return Counter(row.source_kind for row in self.rows)


@dataclass(frozen=True)
class Judged:
    """The whole truth set."""

    quantities: Sequence[QuantityJudged]
    faults: Sequence[Fault]

    @property
    def short(self) -> bool:
        return any(one.status is Status.SHORT for one in self.quantities)

    def counted(self, *source_kinds: str) -> tuple[int, int]:
        """(Met, judged) values of these kinds of source; of all but APART if none is named."""
        cases = [
            case
            for one in self.quantities
            for case in one.cases
            if (case.row.source_kind in source_kinds if source_kinds else case.row.source_kind not in APART)
        ]
        return sum(case.met for case in cases), len(cases)


def judge(truth: TruthSet, model: str | None = None, tell: Callable[[int], None] = lambda _: None) -> Judged:
    """Run every row against the model that answers for it; with `model`, only what that one answers for.

    A row that lacks an input which its model needs is a Fault, as a line that could not be read is. `tell` hears how
    many rows are done.
    """
    faults = list(truth.faults)
    found: list[QuantityJudged] = []
    done = 0
    for table, quantity in truth.quantities:
        rows = truth.of(table, quantity)
        cases = [case for row in rows if (case := _judged(row, truth, faults, model)) is not None]
        done += len(rows)
        tell(done)
        if model is not None and not cases:
            continue
        models = tuple(dict.fromkeys(case.model for case in cases))
        found.append(QuantityJudged(quantity, table, rows, cases, models))
    return Judged(found, faults)


def _judged(row: TruthRow, truth: TruthSet, faults: list[Fault], model: str | None) -> CaseJudged | None:
    one = model_of(row)
    if one is None or (model is not None and one.model != model):
        return None
    try:
        answered = one.value(row, truth.rows)
        value = answered if isinstance(answered, str) else float(answered)
    except OutsideModelError:
        return None
    except MissingInputError as missing:
        faults.append(Fault(f"{row.table}.csv", row.line, str(missing), "the other lines count"))
        return None
    except Exception as error:  # whatever a model raises is its failure, and no other row's
        return CaseJudged(row, one.model, None, math.inf, f"{type(error).__name__}: {error}")
    return CaseJudged(row, one.model, value, error_of(row, value))


def error_of(row: TruthRow, value: float | str) -> float:
    """How far a value is off: absolute, a share of the expected value, or seconds; a text is right or wrong.

    Infinite if it is no number.
    """
    if isinstance(value, str):
        return 0.0 if value == row.expected else math.inf
    if math.isnan(value):
        return math.inf
    if row.tolerance_kind == "abs_s":
        return abs(value - instant_of(row.expected).timestamp())
    expected = float(row.expected)
    off = abs(value - expected)
    if row.quantity in TURNS and row.unit == "deg":
        off = abs((value - expected + 180.0) % 360.0 - 180.0)
    if row.tolerance_kind == "rel":
        return off / abs(expected) if expected != 0.0 else (0.0 if off == 0.0 else math.inf)
    return off
