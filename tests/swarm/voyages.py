"""Running random exercises: whole, once more, and cut short and resumed."""

import importlib
from pathlib import Path

import pytest

from fleetex.record.reader import Recording
from fleetex.simulate import RunResult, run
from fleetex.simulate.loop import Loop

run_module = importlib.import_module("fleetex.simulate.run")


class PowerCut(Exception):  # noqa: N818 - it is no mistake of anybody
    """Stands for whatever ends a program without its leave."""


def sailed(folder: Path, text: str) -> tuple[RunResult, Recording]:
    """Run a scenario's text in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "exercise.yaml"
    file.write_text(text, encoding="utf-8")
    return run(file, folder / "run"), Recording.open(folder / "run")


def cut_and_resumed(folder: Path, text: str, steps: int) -> RunResult:
    """Run it, let it die at its so-many-th step (checkpoints each simulated half hour), and resume."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "exercise.yaml"
    file.write_text(text, encoding="utf-8")
    left = [steps]
    step = Loop.step

    def cut(self: Loop) -> bool:
        left[0] -= 1
        if left[0] <= 0:
            raise PowerCut
        return step(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_module, "CHECKPOINT_EVERY_S", 1800.0)
        patch.setattr(Loop, "step", cut)
        with pytest.raises(PowerCut):
            run(file, folder / "run")
    return run(file, folder / "run", resume=True)
