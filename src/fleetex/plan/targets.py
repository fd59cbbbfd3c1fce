"""What is fired at (K21): who brings it, and what could stand in for it.

A target without engines is where the ship is that carries it: it goes into the water from her deck. So she is in the
serial, or nothing is there to fire at; and a spare is one more target on the deck of somebody who takes part.
"""

from collections.abc import Collection, Iterable, Mapping

from fleetex.plan.facts import Facts
from fleetex.plan.jobs import TUG, Job, RoleNeed
from fleetex.scenario.kinds import kinds
from fleetex.scenario.planning import Wanted
from fleetex.vocabulary import Capability


def target_role(kind: str) -> str:
    """The role of what is fired at in a kind; empty where it has none."""
    return next((role for role, one in kinds()[kind].roles.items() if Capability.TARGET in one.needs), "")


def carrier(facts: Facts, unit: str) -> str:
    """The ship that carries what has no engines; empty of what goes by itself, or stands on no deck."""
    platform, deck = facts.platform(unit), facts.exercise.units[unit].start.deck
    carried = deck is not None and Capability.TARGET in platform.capabilities
    return deck if deck and carried and not {Capability.MOVES, Capability.FLIES} & platform.capabilities else ""


def cannot_stream(facts: Facts, job: Job, target: str, tug: str) -> bool:
    """Whether a target stands on another ship's deck than hers who is to tow it: she streams it from her own.

    One whose own ship tows goes with her, whatever other serial it was in."""
    ship = carrier(facts, target)
    if ship in ("", tug):
        return False
    return Capability.TOW in facts.platform(ship).capabilities or not is_elsewhere(facts, job, target)


def pairs_with(facts: Facts, job: Job, role: str, unit: str, others: Mapping[str, RoleNeed]) -> bool:
    """Whether somebody chosen as target or tug goes with who plays the other part already."""
    aim = target_role(job.kind)
    if role == TUG:
        return not any(cannot_stream(facts, job, one, unit) for one in others[aim].named)
    return role != aim or not any(cannot_stream(facts, job, unit, one) for one in others[TUG].named)


def alike(facts: Facts, units: Iterable[str], others: Collection[str]) -> list[str]:
    """Those of a type that one of some others is of: no liferaft is fired at."""
    types = {facts.platform(unit).type_code for unit in others}
    return [unit for unit in units if facts.platform(unit).type_code in types]


def spares(facts: Facts, job: Job, among: Collection[str]) -> tuple[str, ...]:
    """Targets on the decks of some units, beside those that a live serial has, that could stand in for its own."""
    need, units = job.roles[target_role(job.kind)], facts.exercise.units
    there = [name for name, unit in units.items() if name not in job.named and unit.start.deck in among]
    return tuple(alike(facts, there, (*need.named, *need.able)))


def spares_due(facts: Facts, job: Job) -> int:
    """How many spare targets a serial is to have."""
    return int(facts.rules.K21.spare or 0) if job.live and job.roles.get(target_role(job.kind)) else 0


def wanting(facts: Facts, job: Job) -> str:
    """What is amiss with the targets of a live serial, whoever of those able is chosen; empty if nothing is."""
    need = job.roles.get(target_role(job.kind))
    if not job.live or need is None:
        return ""
    for unit in need.named:
        ship = carrier(facts, unit)
        if ship and ship not in job.units and not is_elsewhere(facts, job, unit):
            return f"{unit} stands on the deck of {ship}, who is not in it: there is nothing to fire at"
    due = spares_due(facts, job)
    found = spares(facts, job, job.units) if due else ()
    if len(found) >= due:
        return ""
    held = f"{', '.join(found)} alone" if found else "none"
    return f"{due} spare target{'s are' if due > 1 else ' is'} due on the decks of those in it, and there is {held}"


def is_elsewhere(facts: Facts, job: Job, unit: str) -> bool:
    """Whether another serial has the target too: it may lie where that left it, or still be in tow."""
    programme = facts.exercise.programme.items()
    return any(name != job.name and unit in _players(role) for name, one in programme for role in one.roles.values())


def _players(wish: Wanted | tuple[str, ...]) -> tuple[str, ...]:
    return (*wish.names, *wish.among) if isinstance(wish, Wanted) else wish
