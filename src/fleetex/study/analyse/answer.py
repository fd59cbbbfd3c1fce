"""A study's answer: read from its folder, and written there as tables and a page.

The same runs give the same files, byte for byte: they stand in the order of seeds, and nothing of time or machine
is in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fleetex.study.analyse.summaries import MeasureSummary, StateSummary, measure_summaries, state_summaries
from fleetex.study.analyse.tables import measure_columns, run_columns, serial_columns, state_columns, write_tables
from fleetex.study.errors import StudyError
from fleetex.study.folder import read_identity, read_lines, replace_file
from fleetex.study.outcome import Outcome, outcome_of_line

PAGE_NAME = "study.html"


@dataclass(frozen=True)
class Answer:
    """What the runs say."""

    folder: Path
    identity: dict[str, Any]
    seeds: tuple[int, ...]
    """Asked for."""
    outcomes: tuple[Outcome, ...]
    """Of those seeds that were run, in their order."""
    states: tuple[StateSummary, ...]
    measures: tuple[MeasureSummary, ...]

    @property
    def not_run(self) -> tuple[int, ...]:
        there = {outcome.seed for outcome in self.outcomes}
        return tuple(seed for seed in self.seeds if seed not in there)


def answer_of(folder: Path, seeds: Sequence[int]) -> Answer:
    """Read the runs with these seeds. StudyError if the folder holds no study or none of them."""
    identity = read_identity(folder)
    if identity is None:
        raise StudyError(f"{folder} holds no study")
    lines = read_lines(folder)
    outcomes = tuple(outcome_of_line(lines[seed]) for seed in sorted(set(seeds)) if seed in lines)
    if not outcomes:
        raise StudyError(f"{folder} holds none of the runs asked for")
    states, measures = state_summaries(outcomes), measure_summaries(outcomes)
    return Answer(folder, identity, tuple(sorted(set(seeds))), outcomes, tuple(states), tuple(measures))


def write_answer(answer: Answer) -> list[Path]:
    """Write tables and page beside the runs; the files written, the page first. StudyError if they can't be."""
    from fleetex.study.analyse.page import page_of

    try:
        page = answer.folder / PAGE_NAME
        replace_file(page, page_of(answer).encode())
        return [
            page,
            *write_tables(
                answer.folder,
                {
                    "measures": measure_columns(answer.measures),
                    "states": state_columns(answer.states),
                    "runs": run_columns(answer.outcomes),
                    "serials": serial_columns(answer.outcomes),
                },
            ),
        ]
    except OSError as error:
        raise StudyError(
            f"the answer cannot be written to {answer.folder}: {error.strerror or error}. The runs are kept: run the "
            f"same command again"
        ) from error
