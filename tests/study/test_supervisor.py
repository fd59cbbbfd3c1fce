"""The supervisor outlives its workers: with workers that die, fail, refuse or dawdle."""

import multiprocessing
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fleetex.study.errors import StudyError
from fleetex.study.execute import supervisor
from fleetex.study.execute.supervisor import DEATHS_MAX, Supervisor
from fleetex.study.execute.worker import Task
from tests.study import odd_workers

TASK = Task(Path("none.yaml"), (), {})


def carried_out(
    monkeypatch: pytest.MonkeyPatch, work: Callable[..., None], seeds: range, workers: int = 2, tell: Any = None
) -> tuple[list[int], dict[int, str]]:
    """Seeds in the order in which they were kept, and the failures."""
    monkeypatch.setattr(supervisor, "work", work)
    kept: list[int] = []
    told = tell or (lambda done, stage: None)
    failures = Supervisor(TASK, workers, lambda seed, line: kept.append(seed), told).carry_out(seeds)
    assert multiprocessing.active_children() == []
    return kept, failures


def test_a_seed_that_takes_its_worker_down_is_given_up_and_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, failures = carried_out(monkeypatch, odd_workers.dies_of_one_seed, range(1, 9))
    assert sorted(kept) == [1, 2, 4, 5, 6, 7, 8]
    assert list(failures) == [odd_workers.DEADLY]
    assert f"ended {DEATHS_MAX} times (killed by SIGKILL)" in failures[odd_workers.DEADLY]


def test_a_run_that_fails_is_told_and_its_worker_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, failures = carried_out(monkeypatch, odd_workers.fails_on_one_seed, range(1, 9), workers=1)
    assert kept == [1, 2, 4, 5, 6, 7, 8]
    assert failures == {odd_workers.DEADLY: "ValueError: a fault"}


def test_workers_that_never_begin_end_the_study_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StudyError, match=r"before their first run \(killed by SIGKILL\)"):
        carried_out(monkeypatch, odd_workers.dies_at_once, range(1, 9))
    assert multiprocessing.active_children() == []


def test_workers_that_refuse_end_the_study_with_their_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StudyError, match="the file was changed"):
        carried_out(monkeypatch, odd_workers.refuses, range(1, 9))


def test_every_seed_is_done_once_whatever_the_number_of_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    for workers in (1, 5):
        kept, failures = carried_out(monkeypatch, odd_workers.is_slow, range(12, 16), workers)
        assert sorted(kept) == list(range(12, 16))
        assert failures == {}


def test_ctrl_c_is_answered_once_all_workers_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(done: int, stage: str) -> None:
        if done >= 2:
            signal.raise_signal(signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        carried_out(monkeypatch, odd_workers.is_slow, range(1, 20), tell=tell)
    assert multiprocessing.active_children() == []
    assert signal.getsignal(signal.SIGINT) is before
