"""Of whose side units are chosen for a role, where the file says neither `of` nor `among`.

oce: alpha                          # of side blue
roles: {force: {number: 2}, raiders: {number: 1}}     # two of blue, one of any other side
"""

from fleetex.scenario.exercise import Exercise
from fleetex.scenario.kinds import KindSpec, Whose
from fleetex.scenario.programme import OpenSerial, Serial


def home_side(exercise: Exercise, serial: OpenSerial | Serial, spec: KindSpec) -> str | None:
    """The side that holds a serial: of who conducts it, else of those named in it, else of the exercise's OTC.

    Nobody's who plays the other side; None where that leaves nobody."""
    against = _against(exercise, serial, spec)
    own = [unit for unit, whose in _named(serial, spec) if whose is Whose.OWN]
    for name in (serial.oce, *own, exercise.exercise.otc):
        unit = exercise.units.get(name) if name is not None else None
        side = exercise.sides.get(unit.side) if unit is not None else None
        if unit is not None and side is not None and not side.neutral and unit.side not in against:
            return unit.side
    return None


def sides_for(exercise: Exercise, serial: OpenSerial | Serial, spec: KindSpec, role: str) -> frozenset[str] | None:
    """The sides of which a role is filled; None: of any."""
    whose, home = spec.roles[role].whose, home_side(exercise, serial, spec)
    against, every = _against(exercise, serial, spec), frozenset(exercise.sides)
    if whose is Whose.EITHER or (home is None and not against):
        return None
    if whose is Whose.OWN:
        return every - against if home is None else frozenset((home,))
    return against or every - {home}


def _named(serial: OpenSerial | Serial, spec: KindSpec) -> list[tuple[str, Whose]]:
    named = serial.named if isinstance(serial, OpenSerial) else serial.roles
    known = ((role, units) for role, units in named.items() if role in spec.roles)
    return [(unit, spec.roles[role].whose) for role, units in known for unit in units]


def _against(exercise: Exercise, serial: OpenSerial | Serial, spec: KindSpec) -> frozenset[str]:
    """Sides of those who are named to play the other side."""
    others = [unit for unit, whose in _named(serial, spec) if whose is Whose.OTHER]
    return frozenset(exercise.units[unit].side for unit in others if unit in exercise.units)
