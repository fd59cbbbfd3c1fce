"""Tables of a study: how each serial ended how often and why, and each measure's spread over the runs."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fleetex.measures.values import Measure
from fleetex.report.sections import in_order
from fleetex.study.analyse.statistics import Spread, spread_of, wilson
from fleetex.study.outcome import Outcome
from fleetex.vocabulary import SerialState

Key = tuple[str, str, str, str]
"""Serial, measure, subject, unit."""
REASONS_SHOWN = 3
SEEDS_SHOWN = 5
_NUMBER = re.compile(r"(?<![\w-])\d[\d.,]*(?:\d)?(?![\w-])")


@dataclass(frozen=True)
class StateSummary:
    """How often a serial ended in one state, of all runs."""

    serial_id: str
    kind: str
    state: str
    count: int
    runs: int
    share: float
    low: float
    """Lower end of the share's 95 % interval (Wilson)."""
    high: float
    reasons: tuple[tuple[str, int], ...]
    """The commonest, with how often; numbers in them that differ from run to run stand as an ellipsis."""
    seeds: tuple[int, ...]
    """The first runs in which it was so."""


@dataclass(frozen=True)
class MeasureSummary:
    """One measure over all runs."""

    serial_id: str
    kind: str
    """Kind of the serial; empty for the exercise."""
    name: str
    subject: str
    unit: str
    runs: int
    values: tuple[float, ...]
    """In the order of seeds, of the runs that have it."""
    spread: Spread | None
    """None if no run has it."""
    seed_min: int
    """The run with the least value, the one nearest the median, and the one with the greatest; -1 if none has it."""
    seed_median: int
    seed_max: int

    @property
    def n(self) -> int:
        return len(self.values)

    @property
    def missing(self) -> int:
        """Runs that lack it: the serial did not come to it, or nothing happened that could be measured."""
        return self.runs - len(self.values)


def state_summaries(outcomes: Sequence[Outcome]) -> list[StateSummary]:
    """For each serial of the programme, a row for each state that occurred, the good one first."""
    order = {state.value: rank for rank, state in enumerate(_GOOD_FIRST)}
    found: dict[tuple[str, str], dict[str, list[tuple[int, str]]]] = {}
    for outcome in outcomes:
        for serial in outcome.serials:
            states = found.setdefault((serial.serial_id, serial.kind), {})
            states.setdefault(serial.state, []).append((outcome.seed, serial.reason))
    runs = len(outcomes)
    rows = []
    for (serial_id, kind), states in found.items():
        for state in sorted(states, key=lambda state: order.get(state, len(order))):
            cases = states[state]
            low, high = wilson(len(cases), runs)
            reasons = _commonest([reason for _, reason in cases if reason])
            seeds = tuple(seed for seed, _ in cases[:SEEDS_SHOWN])
            share = len(cases) / runs
            rows.append(StateSummary(serial_id, kind, state, len(cases), runs, share, low, high, reasons, seeds))
    return rows


_GOOD_FIRST = (
    SerialState.COMPLETED,
    SerialState.ABORTED,
    SerialState.CANCELLED,
    SerialState.RUNNING,
    SerialState.PLANNED,
)


def _commonest(reasons: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Reasons that differ in their numbers alone are one; one that is always the same keeps its numbers."""
    groups: dict[str, list[str]] = {}
    for reason in reasons:
        groups.setdefault(_NUMBER.sub("\N{HORIZONTAL ELLIPSIS}", reason), []).append(reason)
    counted = Counter({(own[0] if len(set(own)) == 1 else shape): len(own) for shape, own in groups.items()})
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:REASONS_SHOWN])


def measure_summaries(outcomes: Sequence[Outcome]) -> list[MeasureSummary]:
    """Each measure of the runs."""
    kinds = {serial.serial_id: serial.kind for outcome in outcomes for serial in outcome.serials}
    found: dict[Key, list[tuple[int, float]]] = {}
    for outcome in outcomes:
        for m in outcome.measures:
            cases = found.setdefault((m.serial_id, m.name, m.subject, m.unit), [])
            if m.value is not None and math.isfinite(m.value):
                cases.append((outcome.seed, m.value))
    return ordered_summaries(found, kinds, len(outcomes))


def ordered_summaries(
    found: Mapping[Key, list[tuple[int, float]]], kinds: Mapping[str, str], runs: int, *, are_differences: bool = False
) -> list[MeasureSummary]:
    """A summary of each measure's cases, (seed, value): each serial's in the order in which a report tells them, then
    those of the exercise itself. `kinds`: serial -> kind, in the order of the programme."""
    summaries: list[MeasureSummary] = []
    for serial_id in (*kinds, ""):
        keys = sorted((key for key in found if key[0] == serial_id), key=lambda key: (_by_number(key[2]), key))
        ordered = in_order([Measure(serial_id, name, subject, 0.0, unit, "") for _, name, subject, unit in keys])
        for measure in ordered:
            cases = found[serial_id, measure.name, measure.subject, measure.unit]
            summaries.append(_summary(measure, kinds.get(serial_id, ""), runs, cases, are_differences))
    return summaries


def _summary(
    measure: Measure, kind: str, runs: int, cases: list[tuple[int, float]], are_differences: bool
) -> MeasureSummary:
    values = tuple(value for _, value in cases)
    if not values:
        named = (measure.serial_id, kind, measure.name, measure.subject, measure.unit)
        return MeasureSummary(*named, runs, (), None, -1, -1, -1)
    spread = spread_of(values, "difference" if are_differences else measure.unit)
    return MeasureSummary(
        measure.serial_id,
        kind,
        measure.name,
        measure.subject,
        measure.unit,
        runs,
        values,
        spread,
        min(cases, key=lambda case: (case[1], case[0]))[0],
        min(cases, key=lambda case: (abs(case[1] - spread.median), case[0]))[0],
        min(cases, key=lambda case: (-case[1], case[0]))[0],
    )


def _by_number(subject: str) -> list[tuple[int, int, str]]:
    """Sorts `salvo 2` before `salvo 10`."""
    parts = re.split(r"(\d+)", subject)
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts if part]
