"""ADEX, air defence exercise: a force defends itself against aircraft that play raiders. Doubts, and who plays what.

The guide controls fighters on patrol and on alert by his radar and by an early-warning aircraft; they and ships engage
with simulated missiles; raiders come low and release. An umpire assesses hits; nobody is damaged. Own words,
design values.
"""

from collections.abc import Iterable

from fleetex.behaviours.adex_fliers import flier_of
from fleetex.behaviours.adex_jammer import StandOff
from fleetex.behaviours.adex_params import FORCE, JAMMERS, AdexParams, params_of
from fleetex.behaviours.adex_parts import AIR_PARTS, AIR_SPEEDS, raid_doubts
from fleetex.behaviours.adex_ships import Controller, Defender
from fleetex.behaviours.conduct import Part
from fleetex.behaviours.doctrine import Doctrine
from fleetex.engine.view import Briefing
from fleetex.quantities import middle_of
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, RoleSpec, Whose
from fleetex.vocabulary import Capability

_JAMMER = frozenset({Capability.FLIES, Capability.RADIO})
_SHIP = frozenset({Capability.MOVES, Capability.RADIO, Capability.RADAR})


def _doubts(plan: Plan) -> Iterable[Doubt]:
    """The guide conducts; and what is doubtful about any raid."""
    params = plan.serial.params
    assert isinstance(params, AdexParams)
    force = plan.in_role(FORCE)
    if force and plan.serial.oce != force[0].unit:
        allowed = "the guide, the first ship of `force`, conducts an ADEX"
        yield Doubt(("oce",), plan.serial.oce, allowed, force[0].unit, (("roles",),))
    yield from raid_doubts(plan, params, FORCE, () if plan.area is None else (middle_of(plan.area.points),))
    for place, one in enumerate(plan.in_role(JAMMERS)):
        if not one.platform.jammers:
            yield Doubt(("roles", JAMMERS, place), one.unit, "an aircraft with a jammer plays `jammers`")
        elif force and one.side == force[0].side:
            allowed = "who jams is of another side than the force: a jammer spares its own side's radars"
            yield Doubt(("roles", JAMMERS, place), one.unit, allowed, "", (("roles",),))


KIND = KindSpec(
    code="ADEX",
    name="air defence exercise",
    text="A force with fighters on patrol and early warning defends itself against aircraft that play raiders.",
    roles={
        FORCE: RoleSpec("ships, the guide first, who conducts and controls the air", 1, None, _SHIP),
        **AIR_PARTS,
        JAMMERS: RoleSpec(
            "aircraft of the raiders' side that jam search radars from afar", 0, None, _JAMMER, side=Whose.OTHER
        ),
    },
    params=AdexParams,
    needs_area=True,
    arms=True,
    sails={"speed": (FORCE,), **AIR_SPEEDS, "raid_speed": (*AIR_SPEEDS["raid_speed"], JAMMERS)},
    doubts=_doubts,
    intensive=True,
    follows=frozenset({"LINKEX"}),
    source="serial definition in own words; limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """Who controls, who defends, who flies for whom."""
    radio = params_of(briefing).radio(briefing)
    if briefing.role == FORCE:
        ship: type[Part] = Controller if briefing.unit == briefing.oce else Defender
        return ship(briefing, radio=radio)
    if briefing.role == JAMMERS:
        return StandOff(briefing, radio=radio)
    return flier_of(briefing)(briefing, radio=radio)
