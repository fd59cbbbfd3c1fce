"""The runs of a study that are not made yet, made: one line a run into the study's journal."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fleetex.library import load_library
from fleetex.scenario import load
from fleetex.study.errors import StudyError
from fleetex.study.execute.supervisor import Supervisor
from fleetex.study.execute.worker import Task
from fleetex.study.folder import StudyFolder
from fleetex.study.identity import MUST_MATCH, identity_of

WORKERS_MAX = 256

Progress = Callable[[int, int, int, str], None]
"""Told with runs done, of those how many were done before, runs asked for, and the stage."""


@dataclass(frozen=True)
class Made:
    """How the making went."""

    asked: int
    done_before: int
    made: int
    failures: dict[int, str]
    """Seed -> why it could not be run."""
    wall_s: float
    """From the first worker's start to the last run's end."""


def make_runs(
    file: Path,
    folder: Path,
    seeds: Sequence[int],
    *,
    workers: int,
    own_library: Sequence[Path] = (),
    progress: Progress | None = None,
) -> Made:
    """Run what is not in the folder yet.

    Raises ScenarioError, LibraryError, StudyError; KeyboardInterrupt with every finished run kept.
    """
    if not 1 <= workers <= WORKERS_MAX:
        raise StudyError(f"--workers {workers}: between 1 and {WORKERS_MAX} are possible")
    library = load_library(own_library) if own_library else load_library()
    exercise = load(file, library)
    identity = identity_of(exercise, library)
    with StudyFolder(folder, identity) as study:
        missing = [seed for seed in seeds if seed not in study.lines]
        before = len(seeds) - len(missing)

        def tell(done: int, stage: str) -> None:
            if progress is not None:
                progress(before + done, before, len(seeds), stage)

        task = Task(file.resolve(), tuple(p.resolve() for p in own_library), {key: identity[key] for key in MUST_MATCH})
        began = time.perf_counter()
        supervisor = Supervisor(task, workers, study.keep, tell)
        failures = supervisor.carry_out(missing)
        wall_s = time.perf_counter() - began
        study.settle()
    return Made(len(seeds), before, len(missing) - len(failures), failures, wall_s)
