"""The supervisor: hands seeds to workers one at a time, keeps what they bring, and makes a new worker for a lost one.

A worker's death loses the run it was in, which another makes again. A seed that takes its worker down every time is
given up; a run that fails by itself is told. Neither stops the others.
"""

import contextlib
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import FrameType
from typing import Any

from fleetex.study.errors import StudyError
from fleetex.study.execute.worker import Task, work

DEATHS_MAX = 3
"""A seed is given up after it took down so many workers; a study, after so many in a row came to no run at all."""
POLL_S = 0.2
"""Wall seconds after which Ctrl-C is noticed at the latest."""
LEAVE_S = 5.0
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")

Keep = Callable[[int, bytes], None]
Tell = Callable[[int, str], None]
"""Told with how many runs are done and the stage: `starting`, `compiling` or `running`."""


@dataclass
class _Worker:
    child: SpawnProcess
    pipe: Connection
    seed: int | None = None
    ready: bool = False


@dataclass
class Supervisor:
    """One study under way."""

    task: Task
    worker_count: int
    keep: Keep
    tell: Tell
    waiting: deque[int] = field(default_factory=deque)
    workers: list[_Worker] = field(default_factory=list)
    failures: dict[int, str] = field(default_factory=dict)
    deaths: dict[int, int] = field(default_factory=dict)
    stillborn: int = 0
    done: int = 0
    stage: str = "starting"
    wanted_to_stop: bool = False

    def carry_out(self, seeds: Sequence[int]) -> dict[int, str]:
        """Run them all; seed -> why, of those that could not be. KeyboardInterrupt once all workers are gone."""
        self.waiting.extend(seeds)
        with self._interrupts():
            try:
                while self.waiting or any(worker.seed is not None for worker in self.workers):
                    self._fill_up()
                    self.tell(self.done, self.stage)
                    for pipe in wait([worker.pipe for worker in self.workers], POLL_S):
                        self._hear(next(worker for worker in self.workers if worker.pipe is pipe))
                    if self.wanted_to_stop:
                        raise KeyboardInterrupt
                self._dismiss()
            finally:
                self._end_all()
        return dict(sorted(self.failures.items()))

    def _fill_up(self) -> None:
        """As many workers as there are runs left, up to the number asked for, and a run for each that has none."""
        busy = sum(1 for worker in self.workers if worker.seed is not None)
        while len(self.workers) < min(self.worker_count, busy + len(self.waiting)):
            self.workers.append(_started(self.task))
        for worker in self.workers:
            if worker.ready and worker.seed is None:
                self._next_for(worker)

    def _hear(self, worker: _Worker) -> None:
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError):
            self._bury(worker)
            return
        match message:
            case ("cold",):
                self.stage = "compiling"
            case ("ready",):
                worker.ready = True
                self.stillborn = 0
                self.stage = "running"
                self._next_for(worker)
            case ("refused", why):
                raise StudyError(f"the runs cannot be made: {why}")
            case ("done", seed, line):
                self.keep(seed, line)
                self.done += 1
                self._next_for(worker)
            case ("failed", seed, why):
                self.failures[seed] = why
                self._next_for(worker)

    def _next_for(self, worker: _Worker) -> None:
        worker.seed = None
        if self.waiting:
            worker.seed = self.waiting.popleft()
            with contextlib.suppress(OSError):  # it is gone: heard at its pipe, and its seed given to another
                worker.pipe.send(worker.seed)

    def _bury(self, worker: _Worker) -> None:
        """A worker is gone; the run it was in comes next."""
        self.workers.remove(worker)
        worker.pipe.close()
        worker.child.join(LEAVE_S)
        how = _how_it_ended(worker.child.exitcode)
        if worker.seed is None:
            self.stillborn += not worker.ready
            if self.stillborn >= DEATHS_MAX:
                raise StudyError(
                    f"the runs cannot be made: {self.stillborn} workers in a row ended before their first run ({how}). "
                    f"Too little memory for --workers {self.worker_count}?"
                )
            return
        self.deaths[worker.seed] = self.deaths.get(worker.seed, 0) + 1
        if self.deaths[worker.seed] < DEATHS_MAX:
            self.waiting.appendleft(worker.seed)
        else:
            self.failures[worker.seed] = f"its worker ended {DEATHS_MAX} times ({how})"

    def _dismiss(self) -> None:
        """All is done: the workers may go."""
        for worker in self.workers:
            with contextlib.suppress(OSError):
                worker.pipe.send(None)
        until = time.monotonic() + LEAVE_S
        for worker in self.workers:
            if worker.ready:
                worker.child.join(max(0.0, until - time.monotonic()))

    def _end_all(self) -> None:
        for worker in self.workers:
            worker.child.kill()
            worker.pipe.close()
        for worker in self.workers:
            worker.child.join()
        self.workers.clear()

    @contextlib.contextmanager
    def _interrupts(self) -> Iterator[None]:
        """Ctrl-C is noted, and answered between two messages, so that no line of the journal is cut."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before: Any = signal.signal(signal.SIGINT, self._note)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.wanted_to_stop = True


def _started(task: Task) -> _Worker:
    """A new worker: a fresh interpreter with one thread, deaf to Ctrl-C from its first instruction."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=work, args=(task, theirs), name="fleetex-study-worker", daemon=True)
    with _one_thread_each(), _ctrl_c_held_back():
        child.start()
    theirs.close()
    return _Worker(child, ours)


@contextlib.contextmanager
def _one_thread_each() -> Iterator[None]:
    """Libraries in a child begin one thread: the cores belong to the other workers."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextlib.contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """A child inherits that SIGINT is held back; here it is let through again, and comes if it came meanwhile."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _how_it_ended(exit_code: int | None) -> str:
    if exit_code is None:
        return "it does not answer"
    if exit_code >= 0:
        return f"exit code {exit_code}"
    try:
        return f"killed by {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"killed by signal {-exit_code}"
