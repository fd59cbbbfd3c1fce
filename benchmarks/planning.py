"""`make bench-plan`: programmes made by number, placed; as JSON. Deterministic seconds beside wall and CPU seconds."""

import json
import sys
import time

from benchmarks.programmes import programme_text
from fleetex.library import load_library
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import jobs_of
from fleetex.plan.judge import judge
from fleetex.plan.solve import solve
from fleetex.scenario import load_text

SIZES = ((20, 15), (200, 60))


def measured(serials: int, units: int) -> dict[str, object]:
    """One programme of so many serials and ships, from its text to a timetable that is judged."""
    library, text = load_library(), programme_text(serials, units)
    exercise = load_text(text, open_serials=True)
    began, cpu = time.perf_counter(), time.process_time()
    found = solve(Facts(exercise, library), jobs_of(exercise, library))
    wall_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    table = found.timetable
    return {
        "serials": serials,
        "units": units,
        "status": "none" if table is None else table.status.value,
        "objective": None if table is None else table.objective,
        "bound": None if table is None else table.bound,
        "breaches": None if table is None else len(judge(exercise, library, table)),
        "deterministic_s": round(found.deterministic_s, 2),
        "wall_s": round(wall_s, 2),
        "cpu_s": round(cpu_s, 2),
    }


if __name__ == "__main__":
    json.dump([measured(*size) for size in SIZES], sys.stdout, indent=2)
    print()
