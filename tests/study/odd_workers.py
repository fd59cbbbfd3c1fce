"""Workers that do not work as they should, in place of the real one: quick, and with no exercise to run."""

import os
import signal
import time
from multiprocessing.connection import Connection
from typing import Any

from fleetex.study.outcome import Outcome, outcome_line

DEADLY = 3


def _each(pipe: Connection) -> Any:
    pipe.send(("ready",))
    try:
        while (seed := pipe.recv()) is not None:
            yield seed
    except EOFError:
        return


def _done(pipe: Connection, seed: int) -> None:
    pipe.send(("done", seed, outcome_line(Outcome(seed, (), ()))))


def dies_of_one_seed(task: Any, pipe: Connection) -> None:
    """Killed each time in the run of seed 3."""
    for seed in _each(pipe):
        if seed == DEADLY:
            os.kill(os.getpid(), signal.SIGKILL)
        _done(pipe, seed)


def fails_on_one_seed(task: Any, pipe: Connection) -> None:
    """Says that the run of seed 3 failed, and goes on."""
    for seed in _each(pipe):
        if seed == DEADLY:
            pipe.send(("failed", seed, "ValueError: a fault"))
        else:
            _done(pipe, seed)


def dies_at_once(task: Any, pipe: Connection) -> None:
    """Never comes to its first run."""
    os.kill(os.getpid(), signal.SIGKILL)


def refuses(task: Any, pipe: Connection) -> None:
    pipe.send(("refused", "the file was changed"))


def is_slow(task: Any, pipe: Connection) -> None:
    """Later seeds are done sooner."""
    for seed in _each(pipe):
        time.sleep(0.02 * (20 - seed))
        _done(pipe, seed)
