"""Ctrl-C counts even where what it raised was swallowed on the way."""

import gc
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fleetex import simulate
from fleetex.cli import commands
from fleetex.cli.progress import Interrupts


@pytest.fixture(autouse=True)
def collecting_again() -> Iterator[None]:
    """A command leaves the search for cycles off: its process ends with it."""
    yield
    gc.enable()


def swallowed() -> None:
    """As a finaliser or another callback of a library would."""
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_a_run_stops_at_the_next_word_of_progress(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words: list[str] = []

    def loads(*_: Any, progress: Any, **options: Any) -> None:
        progress(0.0, 1.0, 0.0, [], "compiling")
        words.append("before")
        swallowed()
        progress(1.0, 1.0, 0.0, [], "compiling")
        words.append("after")

    monkeypatch.setattr(simulate, "run", loads)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(SystemExit) as left:
        commands.run(
            tmp_path / "x.yaml",
            tmp_path,
            seed=None,
            resume=False,
            overwrite=False,
            own_library=[],
            as_json=False,
            timetable=None,
        )
    assert left.value.code == 130
    assert words == ["before"]
    assert "stopped before anything was recorded" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGINT) is before


def test_without_ctrl_c_progress_is_told_as_it_is() -> None:
    told: list[float] = []
    with Interrupts() as stops:
        stops.minding(lambda time_s, *_: told.append(time_s))(5.0, 9.0, 1.0, [], "running")
    assert told == [5.0]
