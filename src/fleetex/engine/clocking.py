"""Where the kernel's time goes: processor cycles by part, counted when a benchmark asks for it (`clocked` in the head).

Reading the counter costs some twenty cycles, about a twentieth of a happening; a run that nobody measures reads none.
Cycles are those of the processor's own counter (x86: the time stamp counter); only their shares mean anything.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from fleetex.engine.tables import PARTS
from fleetex.physics.compiled import inner

_WORD = ir.IntType(64)


def _counter(typing_context: Any) -> Any:

    def read(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        counter = builder.module.declare_intrinsic("llvm.readcyclecounter", (), ir.FunctionType(_WORD, []))
        return builder.call(counter, [])

    return types.int64(), read


cycles: Any = intrinsic(_counter)
"""cycles(): the processor's counter now, in kernels."""


@inner
def count_happening(w: Any, slot: int, spent: int) -> None:
    """Put the cycles that a happening took to its part, by its slot's place in the heap (see `slots`)."""
    unit_count = w.unit_rows
    slot -= unit_count
    if slot < 0:
        w.cycles_surroundings += spent
        return
    slot -= w.sensor_rows
    if slot < 0:
        w.cycles_sensing += spent
        return
    if slot == 0:
        w.cycles_budgets += spent
        return
    slot -= 1 + unit_count
    if slot < 0:
        w.cycles_motion += spent
        return
    slot -= unit_count
    if slot < 0:
        w.cycles_steering += spent
        return
    slot -= w.gate_rows + w.watch_rows + unit_count
    if slot < 0:
        w.cycles_crossings += spent
        return
    w.cycles_traffic += spent


def cycles_by_part(head: Any) -> dict[str, int]:
    """What was counted so far."""
    return {part: int(head[f"cycles_{part}"]) for part in PARTS}
