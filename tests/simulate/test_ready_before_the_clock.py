"""What takes long and has to be done once is done before a run's clock starts: kernels, and the imports of a close."""

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from numba.core.dispatcher import Dispatcher

from fleetex.simulate import run

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.mark.parametrize("scenario", ["lesson-gunex-a", "lesson-missilex", "duel-asw", "duel-surface"])
def test_no_kernel_is_made_ready_while_a_run_goes_on(
    scenario: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module: Any = importlib.import_module("fleetex.simulate.run")
    compile_one, go = Dispatcher.compile, module._go
    late: list[str] = []
    running: list[bool] = []

    def compiled(kernel: Any, signature: Any) -> Any:
        if running and signature not in kernel.signatures and not kernel.overloads:
            late.append(kernel.py_func.__qualname__)
        return compile_one(kernel, signature)

    def gone(*args: Any) -> None:
        running.append(True)
        go(*args)

    monkeypatch.setattr(Dispatcher, "compile", compiled)
    monkeypatch.setattr(module, "_go", gone)
    run(SCENARIOS / f"{scenario}.yaml", tmp_path / "run")
    assert running
    assert late == []


def test_a_recording_is_closed_without_pandas(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from fleetex.simulate import run; "
        f"run(Path({str(SCENARIOS / 'lesson-watch.yaml')!r}), Path({str(tmp_path / 'run')!r})); "
        "print('pandas' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split()[-1] == "False"
