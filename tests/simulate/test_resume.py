"""A run that was cut off goes on from its last checkpoint, does not do again what lies before it, and ends the same."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from fleetex.behaviours.passage import PassagePlan
from fleetex.engine.orders import Position
from fleetex.library import load_library
from fleetex.record.errors import RecordingError, RecordingExists
from fleetex.record.reader import Recording
from fleetex.scenario import load
from fleetex.simulate import run
from fleetex.simulate.conduct import passage_plan
from fleetex.simulate.loop import Loop
from fleetex.simulate.plain import state_of, text_of, to_plain
from tests.simulate.lessons import lesson, ran, run_module


class PowerCutError(Exception):
    """Stands for whatever ends a program without its leave."""


@pytest.fixture
def cut_off_at(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """A function that lets the next run die at its so-many-th step; checkpoints come each simulated half hour."""
    monkeypatch.setattr(run_module, "CHECKPOINT_EVERY_S", 1800.0)
    step = Loop.step

    def at(count: int) -> None:
        left = [count]

        def cut(self: Loop) -> bool:
            left[0] -= 1
            if left[0] == 0:
                raise PowerCutError
            return step(self)

        monkeypatch.setattr(Loop, "step", cut)

    return at


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("gunnery", 0.35),
        ("gunnery", 0.8),
        ("ras", 0.35),
        ("ras", 0.8),
        ("tracks", 0.6),
        ("tracks", 0.9),
        ("submarine", 0.4),
    ],
)
def test_a_resumed_run_goes_on_from_its_checkpoint_and_ends_in_the_same_hash(
    tmp_path: Path, cut_off_at, monkeypatch: pytest.MonkeyPatch, name: str, share: float
) -> None:  # type: ignore[no-untyped-def]
    whole, _ = ran(tmp_path / "whole", lesson(name))
    steps = sum(whole.counts[kind] for kind in ("rings", "kernel_events"))
    file = tmp_path / "scenario.yaml"
    file.write_text(lesson(name), encoding="utf-8")
    cut_off_at(int(share * steps))
    with pytest.raises(PowerCutError):
        run(file, tmp_path / "run")
    half = Recording.open(tmp_path / "run")
    assert not half.complete
    assert 0.0 < half.until_s < whole.simulated_s
    monkeypatch.undo()
    resumed = run(file, tmp_path / "run", resume=True)
    assert resumed.hash == whole.hash
    assert resumed.counts["happenings"] == whole.counts["happenings"]
    executed = resumed.counts["happenings"] - resumed.counts["happenings_restored"]
    assert 0 < executed < whole.counts["happenings"]
    assert resumed.serials == whole.serials


def test_a_resume_refuses_another_seed_and_another_scenario(tmp_path: Path, cut_off_at) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "scenario.yaml"
    file.write_text(lesson("ras"), encoding="utf-8")
    cut_off_at(200)
    with pytest.raises(PowerCutError):
        run(file, tmp_path / "run", seed=3)
    with pytest.raises(RecordingError, match="another seed"):
        run(file, tmp_path / "run", seed=4, resume=True)
    file.write_text(lesson("ras").replace("sea_state: 2", "sea_state: 3").replace("sea_state: 3", "sea_state: 4"))
    with pytest.raises(RecordingError, match="another scenario"):
        run(file, tmp_path / "run", resume=True)


def test_a_resume_refuses_another_library(tmp_path: Path, cut_off_at, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "scenario.yaml"
    file.write_text(lesson("ras"), encoding="utf-8")
    cut_off_at(200)
    with pytest.raises(PowerCutError):
        run(file, tmp_path / "run")
    library = load_library()
    fitted = {subject for unit in load(file).units.values() for subject in library.used_by(unit.class_id)}
    assert set(library.guns) - {subject.removeprefix("gun/") for subject in fitted}
    rigs = {key: replace(rig, rate_kgps=rig.rate_kgps * 1.01) for key, rig in library.rigs.items()}
    guns = {key: replace(gun, shell_kg=1.0) for key, gun in library.guns.items() if f"gun/{key}" not in fitted}
    monkeypatch.setattr(run_module, "load_library", lambda: replace(library, rigs={**library.rigs, **rigs}))
    with pytest.raises(RecordingError, match="another library"):
        run(file, tmp_path / "run", resume=True)
    monkeypatch.undo()
    monkeypatch.setattr(run_module, "load_library", lambda: replace(library, guns={**library.guns, **guns}))
    assert run(file, tmp_path / "run", resume=True).hash  # a gun that nobody in this exercise has


def test_resuming_a_finished_run_tells_what_that_run_told(tmp_path: Path) -> None:
    first, _ = ran(tmp_path, lesson("ras"))
    again = run(tmp_path / "scenario.yaml", tmp_path / "run", resume=True)
    assert again.already_complete
    assert not first.already_complete
    assert (again.hash, again.serials, again.seed) == (first.hash, first.serials, first.seed)
    assert again.wall_s == pytest.approx(first.wall_s, abs=2.0)
    assert again.real_time_factor > 0.0
    assert again.counts["happenings"] == first.counts["happenings"]


def test_a_recording_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    first, _ = ran(tmp_path, lesson("ras"))
    with pytest.raises(RecordingExists):
        ran(tmp_path, lesson("ras"))
    assert Recording.open(tmp_path / "run").content_hash() == first.hash
    again, _ = ran(tmp_path, lesson("ras"), overwrite=True)
    assert again.hash == first.hash


def test_what_is_not_finite_comes_back_from_a_checkpoint_as_it_was() -> None:
    state = {"due_s": math.inf, "left": [math.nan, -math.inf, 1.5], "of": {"tug": {"s": None}}, "words": "inf"}
    back = state_of(text_of(state))
    assert back["due_s"] == math.inf
    assert math.isnan(back["left"][0])
    assert back["left"][1:] == [-math.inf, 1.5]
    assert (back["of"], back["words"]) == ({"tug": {"s": None}}, "inf")


def test_a_passage_comes_back_from_a_checkpoint_as_it_was() -> None:
    """With where she waits and until when, and with neither."""
    waits = PassagePlan(
        rendezvous=Position(0.7, 2.3),
        arrive_s=5400.0,
        cruise_mps=7.0,
        loiter_radius_m=150.0,
        serial="GUNEX-S-2",
        by_way_of=(Position(0.71, 2.31),),
        wait_at=Position(0.72, 2.32),
        wait_by_way_of=(Position(0.73, 2.33),),
        wait_until_s=4500.0,
        hurried=True,
    )
    for plan in (waits, PassagePlan(None, None, 7.0, 150.0)):
        assert passage_plan(state_of(text_of({"plan": to_plain(plan)}))["plan"]) == plan
