"""The line that moves while a run goes on."""

import io

import pytest

from fleetex.cli.progress import Progress, clock, described


def test_simulated_time_is_told_as_a_day_and_a_clock() -> None:
    assert clock(0.0) == "day 1 00:00"
    assert clock(27 * 3600 + 15 * 60 + 59) == "day 2 03:15"


def test_the_words_name_time_rate_and_serials_under_way() -> None:
    assert (
        described(3600.0, 41_000.4, ["COMMEX-1", "PATROL-1"], "running") == "day 1 01:00  41,000 x  COMMEX-1, PATROL-1"
    )


def test_before_the_first_simulated_second_the_stage_is_told() -> None:
    assert described(7.0, 0.0, [], "compiling the kernels") == "compiling the kernels"


def without_a_terminal(monkeypatch: pytest.MonkeyPatch, *told: tuple[str, float]) -> str:
    """What is written for these stages, each told at a time of the wall clock."""
    text = io.StringIO()
    monkeypatch.setattr("sys.stderr", text)
    with Progress("exercise.yaml") as progress:
        for stage, now_s in told:
            monkeypatch.setattr("time.monotonic", lambda now_s=now_s: now_s)
            progress.told(0.0, 1.0, 0.0, [], stage)
    return text.getvalue()


def test_nothing_is_drawn_where_standard_error_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stages = (("reading the scenario", 0.0), ("compiling", 1.0), ("compiling", 3.0), ("running", 9.0))
    assert without_a_terminal(monkeypatch, *stages) == ""


def test_compiling_is_said_in_one_line_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    anew = "compiling the kernels, once on this machine"
    said = without_a_terminal(monkeypatch, ("reading the scenario", 0.0), (anew, 1.0), (anew, 80.0), ("running", 90.0))
    assert said == "fleetex: compiling the kernels, once on this machine: a minute or two\n"
    late = without_a_terminal(monkeypatch, ("compiling", 0.0), ("compiling", 6.0), ("compiling", 60.0))
    assert late == said


def test_on_a_terminal_the_bar_names_the_serial_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    text = io.StringIO()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr("sys.stderr", text)
    with Progress("exercise.yaml", shown=True) as progress:
        progress.told(0.0, 7200.0, 0.0, [], "compiling the kernels, once on this machine")
        progress.told(3600.0, 7200.0, 9000.0, ["MANEX-1"], "running")
    assert "compiling the kernels" in text.getvalue()
    assert "9,000 x" in text.getvalue()
    assert "MANEX-1" in text.getvalue()
