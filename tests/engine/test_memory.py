"""The tables behind the head: whoever reaches beyond one is told so where reaches are checked. In another process:
the switch is read on import."""

import os
import subprocess
import sys
from pathlib import Path

import fleetex

REACH = """
import numpy as np
from fleetex.engine import tables as tb
from fleetex.engine.tables import pair_at, unit_at
from fleetex.engine.worlds import allocate
from fleetex.physics.compiled import inner, kernel

@inner
def unit_course(w, u):
    return unit_at(w, u).course_rad

@kernel
def course(w, u):
    return unit_course(w, u)

@kernel
def looks(w, cell):
    return pair_at(w, cell).last_look

zone = np.zeros(1, tb.ZONE)
world = allocate(3, 2, 1, 0, 0, np.zeros(0, tb.EDGE), np.zeros(1, tb.ENVIRONMENT), zone)
world.unit["course_rad"] = [0.5, 1.5, 2.5]
world.pair["last_look"] = [[1, 2, 3], [4, 5, 6]]
for reach, row in ((course, 2), (looks, 5), (course, 3), (course, -1), (looks, 6)):
    try:
        print(float(reach(world.head[0], row)))
    except IndexError:
        print("refused")
"""


def test_a_row_that_is_not_there_is_an_error_where_bounds_are_checked(tmp_path: Path) -> None:
    reach = tmp_path / "reach.py"
    reach.write_text(REACH)
    environment = {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    environment["PYTHONPATH"] = str(Path(fleetex.__file__).parent.parent)
    run = subprocess.run([sys.executable, reach], env={**os.environ, **environment}, capture_output=True, text=True)
    assert run.stdout.split() == ["2.5", "6.0", "refused", "refused", "refused"], run.stderr
