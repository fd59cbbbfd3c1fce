"""What share of a run each part of the house takes, measured in one process.

The kernel's part is told apart by processor cycles (`fleetex.engine.clocking`), the rest by this process's own time:
doctrine is what the run's loop takes besides the kernel (behaviours, their orders, radio, gunnery), recording the
journal, the checkpoints, the measures and the tables at the end.
"""

import importlib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Stopwatch:
    """Seconds of this thread spent in some functions, each the time of what it calls as well."""

    def __init__(self) -> None:
        self.spent_s: dict[str, float] = {}

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any, **named: Any) -> Any:
            began_s = time.thread_time()
            try:
                return function(*given, **named)
            finally:
                self.spent_s[name] = self.spent_s.get(name, 0.0) + time.thread_time() - began_s

        return timed


class _Asked:
    """The questions that the loop asks of the kernels, the longest of them timed."""

    def __init__(self, ask: Any, watch: Stopwatch) -> None:
        self._ask = ask
        self.advance = watch.around("kernel", ask.advance)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ask, name)


def shares(scenario: Path) -> dict[str, Any]:
    """Seconds and shares of one run's parts."""
    run = importlib.import_module("fleetex.simulate.run")
    loop = importlib.import_module("fleetex.simulate.loop")
    checkpoints = importlib.import_module("fleetex.simulate.checkpoints")
    clocking = importlib.import_module("fleetex.engine.clocking")
    before = run.begin, run._go, run._close, loop.ask, checkpoints.take
    watch = Stopwatch()
    worlds: list[Any] = []

    def begin(compiled: Any, writer: Any, saved: Any) -> Any:
        compiled.world.head["clocked"] = 1
        worlds.append(compiled.world)
        for name in ("flush", "flush_if_due", "checkpoint", "rows", "row"):
            setattr(writer, name, watch.around("written", getattr(writer, name)))
        return before[0](compiled, writer, saved)

    run.begin = begin
    run._go = watch.around("run", run._go)
    run._close = watch.around("close", run._close)
    loop.ask = _Asked(loop.ask, watch)
    checkpoints.take = watch.around("taken", checkpoints.take)
    try:
        with tempfile.TemporaryDirectory() as folder:
            result = run.run(scenario, Path(folder) / "shares")
    finally:
        run.begin, run._go, run._close, loop.ask, checkpoints.take = before
    return _told(result, watch.spent_s, clocking.cycles_by_part(worlds[-1].head[0]))


def _told(result: Any, spent_s: dict[str, float], cycles: dict[str, int]) -> dict[str, Any]:
    counted = sum(cycles.values())
    kernel_s = spent_s["kernel"]
    parts = {name: kernel_s * count / counted for name, count in cycles.items()}
    kept_s = spent_s.get("written", 0.0) + spent_s.get("taken", 0.0)
    parts["doctrine"] = spent_s["run"] - kernel_s - kept_s
    parts["recording"] = kept_s + spent_s["close"]
    whole_s = sum(parts.values())
    return {
        "hash": result.hash,
        "wall_s": result.wall_s,
        "thread_s": round(whole_s, 4),
        "contacts": result.counts["contacts"],
        "happenings": result.counts["happenings"],
        "looks_made": result.counts["looks_made"],
        "updates": result.counts["updates"],
        "shares": {name: round(part / whole_s, 4) for name, part in parts.items()},
    }


if __name__ == "__main__":
    import json

    print(json.dumps(shares(Path(sys.argv[1]))))
