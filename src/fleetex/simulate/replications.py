"""One exercise again and again, each time with another seed: no folder, no checkpoint, no Parquet.

What a run does is what `run` does with the same seed, bit for bit; its recording is in memory, to be measured, and gone
with the next. Scenario, library and tables are made once.
"""

import gc
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fleetex.compiler.kernels import kernels_needed
from fleetex.compiler.world import Compiled, compile_world
from fleetex.engine import tables as tb
from fleetex.engine.warm import warm
from fleetex.library import Library
from fleetex.measures.registry import measurers
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer
from fleetex.scenario import Exercise
from fleetex.simulate.checkpoints import SAVED_TABLES
from fleetex.simulate.run import NoCollecting, begin, header_of, measured


@dataclass(frozen=True)
class Replications:
    """An exercise that is ready to be run with any seed, one run after the other."""

    compiled: Compiled
    header: dict[str, Any]
    library: Library

    @classmethod
    def of(cls, exercise: Exercise, library: Library) -> "Replications":
        """Compile kernels (or load them) and the exercise."""
        warm(np.zeros(1, tb.HEAD)[0], None, **kernels_needed(exercise, library))
        measurers()
        compiled = compile_world(exercise, library, seed=0)
        return cls(compiled, header_of(exercise, library, seed=0, replication=0), library)

    def run(self, seed: int) -> Recording:
        """The whole exercise with this seed, measured: its recording, in memory."""
        writer = Writer.in_memory({**self.header, "seed": seed})
        with NoCollecting():
            loop = begin(self._at_the_start(seed), writer, None)
            while loop.step():
                pass
            recording = measured(loop, writer)
        gc.collect()
        return recording

    def _at_the_start(self, seed: int) -> Compiled:
        """The compiled exercise with tables of its own where a run changes them, and this seed in their head.

        The traffic's voyages are drawn from the seed: with any, all but what is settled is compiled anew.
        """
        if self.compiled.exercise.traffic is not None:
            return compile_world(self.compiled.exercise, self.library, seed, settled=self.compiled.settled)
        pristine = self.compiled.world
        fresh = pristine._replace(**{name: getattr(pristine, name).copy() for name in SAVED_TABLES})
        fresh.head[0]["seed"] = seed
        return replace(self.compiled, world=tb.bind(fresh))
