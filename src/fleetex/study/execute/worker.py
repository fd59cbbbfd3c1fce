"""A worker: one process, one core, one run after the other, told which by the supervisor through a pipe.

supervisor -> worker    a seed, or None: that was all
worker -> supervisor    ("cold",) | ("ready",) | ("refused", why) | ("done", seed, line) | ("failed", seed, why)
"""

import contextlib
import gc
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from fleetex.study.identity import identity_of
from fleetex.study.outcome import MeasureOutcome, Outcome, SerialOutcome, outcome_line


@dataclass(frozen=True)
class Task:
    """What every worker runs."""

    file: Path
    own_library: tuple[Path, ...]
    identity: dict[str, Any]
    """What scenario and library must be, as `identity_of` gives it."""


def work(task: Task, pipe: Connection) -> None:
    """The worker's whole life. It ends when told to, or when nobody is left at the other end of the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the supervisor's to answer
    with contextlib.suppress(EOFError, OSError):
        try:
            replications = _prepared(task, pipe)
        except Exception as failure:
            pipe.send(("refused", _words(failure)))
            return
        pipe.send(("ready",))
        while (seed := pipe.recv()) is not None:
            try:
                line = outcome_line(_outcome(seed, replications.run(seed)))
            except Exception as failure:
                pipe.send(("failed", seed, _words(failure)))
            else:
                pipe.send(("done", seed, line))


def _prepared(task: Task, pipe: Connection) -> Any:
    """Scenario, library and kernels, once. ValueError if the files are not those that the study began with."""
    from fleetex.library import load_library
    from fleetex.scenario import load
    from fleetex.simulate import Replications
    from fleetex.simulate.run import kernels_are_cold

    library = load_library(task.own_library) if task.own_library else load_library()
    exercise = load(task.file, library)
    if not task.identity.items() <= identity_of(exercise, library).items():
        raise ValueError(f"{task.file} or the library was changed while the study went on")
    if kernels_are_cold():
        pipe.send(("cold",))
    with _one_compiles():
        replications = Replications.of(exercise, library)
    gc.collect()
    gc.freeze()  # what is made now stays: the search for cycles after each run need not look at it
    return replications


@contextlib.contextmanager
def _one_compiles() -> Iterator[None]:
    """Workers get their kernels ready one after the other: what the first compiles, the others find in the cache."""
    from fleetex.physics.compiled import KERNEL_CACHE

    try:
        import fcntl

        place = os.open(KERNEL_CACHE, os.O_RDONLY)
    except (ImportError, OSError):  # each compiles for itself then
        yield
        return
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


def _outcome(seed: int, recording: Any) -> Outcome:
    """What is kept of a run."""
    serials = sorted(recording.rows("serials"), key=lambda row: row["number"])
    table = recording.table("measures")
    names = ("serial_id", "name", "subject", "unit", "value")
    return Outcome(
        seed,
        tuple(
            SerialOutcome(row["serial_id"], row["kind"], row["state"], row["reason"], row["start_s"], row["end_s"])
            for row in serials
        ),
        tuple(MeasureOutcome(*row) for row in zip(*(table[name].tolist() for name in names), strict=True)),
    )


def _words(failure: BaseException) -> str:
    return " ".join(f"{type(failure).__name__}: {failure}".split())[:500]
