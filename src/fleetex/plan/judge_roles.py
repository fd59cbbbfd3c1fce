"""Who could play a role that nobody plays, with what to write: the cure of a breach that no other time or place is."""

from collections.abc import Sequence

from fleetex.plan.jobs import Able
from fleetex.plan.timetable import Placed
from fleetex.scenario.kinds import kinds
from fleetex.scenario.planning import Wanted
from fleetex.scenario.problems import listed
from fleetex.scenario.programme import OpenSerial
from fleetex.scenario.whose import sides_for


def who_could(able: Able, one: Placed, role: str, placed: Sequence[Placed]) -> str:
    """A sentence: the key to write into the serial's roles, and who can and is free then."""
    serial = able.exercise.programme[one.serial]
    kind = kinds()[one.kind].of(serial.params)
    spec = kind.roles[role]
    least = max(1, spec.units_min)
    busy = {
        unit
        for other in placed
        if other.serial != one.serial and other.start_utc < one.end_utc and one.start_utc < other.end_utc
        for unit in other.units
    }
    sides = sides_for(able.exercise, serial, kind, role)
    can = able.for_role(Wanted(number=least), spec, serial.circuits, one.live, sides)
    can = tuple(unit for unit in can if unit not in one.units)
    free = tuple(unit for unit in can if unit not in busy)
    if not can:
        needs = " and ".join(sorted(spec.needs))
        without = f"`plan: {{rules: {{K19: {{roles: {{{one.kind}: []}}}}}}}}`"
        return f"no other unit of the file can ({needs}): add one to `units`, or write {without} to do without"
    if isinstance(serial, OpenSerial):
        return f"write `{role}: {{number: {least}}}` into its `roles`; these can: {listed(can)}"
    if len(free) >= least:
        return f"write `{role}: [{', '.join(free[:least])}]` into its `roles`; these can, and are free: {listed(free)}"
    return f"these can, and are in other serials then: {listed(can)}"
