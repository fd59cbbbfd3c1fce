"""Two exercises under the same chances: for each seed the measure of the one less that of the other.

What is by chance is drawn for a seed by name and occasion, so that ships that are in both have the same fortune in both
as far as they do the same. Differences of pairs vary less than the measures, and need fewer
runs to be told from nothing.
"""

import math
from dataclasses import dataclass
from pathlib import Path

from fleetex.study.analyse.answer import Answer
from fleetex.study.analyse.page import page_of_differences
from fleetex.study.analyse.summaries import Key, MeasureSummary, ordered_summaries
from fleetex.study.analyse.tables import measure_columns, write_tables
from fleetex.study.errors import StudyError
from fleetex.study.folder import replace_file
from fleetex.study.outcome import Outcome
from fleetex.vocabulary import SerialState

PAGE_NAME = "differences.html"
COMPLETED = "completed"
"""Of each serial, besides its measures: 1 if it was completed, else 0."""


@dataclass(frozen=True)
class Differences:
    """Our measures less theirs, over the seeds that both have."""

    ours: Answer
    theirs: Answer
    seeds: tuple[int, ...]
    measures: tuple[MeasureSummary, ...]
    """Of the measures that both have; `runs` counts the pairs of runs, `n` those in which both have the measure."""

    @property
    def clear(self) -> list[MeasureSummary]:
        """Those whose interval leaves nothing out on one side: more or less than nothing beyond chance, at 95 %."""
        return [m for m in self.measures if is_clear(m)]


def is_clear(m: MeasureSummary) -> bool:
    """Whether the interval of a difference does not hold nought."""
    return m.spread is not None and bool(m.spread.interval) and not m.spread.low <= 0.0 <= m.spread.high


def differences_of(ours: Answer, theirs: Answer) -> Differences:
    """Pair the runs by their seeds. StudyError if there are no pairs."""
    mine = {outcome.seed: outcome for outcome in ours.outcomes}
    other = {outcome.seed: outcome for outcome in theirs.outcomes}
    seeds = tuple(seed for seed in mine if seed in other)
    if not seeds:
        raise StudyError("the two studies have no seed in common, so there are no pairs to compare")
    found: dict[Key, list[tuple[int, float]]] = {}
    for seed in seeds:
        first, second = _values(mine[seed]), _values(other[seed])
        for key in (key for key in first if key in second):
            cases = found.setdefault(key, [])
            if math.isfinite(first[key]) and math.isfinite(second[key]):
                cases.append((seed, first[key] - second[key]))
    kinds = {serial.serial_id: serial.kind for serial in ours.outcomes[0].serials}
    measures = ordered_summaries(found, kinds, len(seeds), are_differences=True)
    return Differences(ours, theirs, seeds, tuple(measures))


def _values(outcome: Outcome) -> dict[Key, float]:
    """Every measure of a run, NaN where it could not be had; and whether each serial was completed."""
    found = {(s.serial_id, COMPLETED, "", ""): float(s.state == SerialState.COMPLETED) for s in outcome.serials}
    for m in outcome.measures:
        found[m.serial_id, m.name, m.subject, m.unit] = math.nan if m.value is None else m.value
    return found


def write_differences(differences: Differences) -> list[Path]:
    """Write table and page into our study's folder; the files, the page first. StudyError if they can't be."""
    folder = differences.ours.folder
    try:
        page = folder / PAGE_NAME
        replace_file(page, page_of_differences(differences).encode())
        return [page, *write_tables(folder, {"differences": measure_columns(differences.measures)})]
    except OSError as error:
        raise StudyError(f"the differences cannot be written to {folder}: {error.strerror or error}") from error
