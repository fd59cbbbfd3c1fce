"""MISSILEX, a missile firing: a practice missile at a target, once the range has been swept and found clear.

A firing ship takes her place off the target and watches; the target lies on the sea, or flies (`at: air`). Nobody
fires before her own plot and every guard's have shown the danger area clear for as long as the sweep takes. Nobody at
sea learns by how much a missile missed: that is in the recording. Own words; figures are design values of a training
aid, and no range-safety product.
"""

from fleetex.behaviours.conduct import Part
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.missilex_air import AirFirer, Drone
from fleetex.behaviours.missilex_checks import missilex_doubts
from fleetex.behaviours.missilex_dangers import missilex_dangers
from fleetex.behaviours.missilex_ships import AIR, FIRER, GUARD, TARGET, TUG, Firer, Guard, MissilexParams, Target, Tug
from fleetex.behaviours.missilex_ships import params_of as params_of
from fleetex.engine.view import Briefing
from fleetex.scenario.kinds import KindSpec, RoleSpec, Whose
from fleetex.units import NMI_M
from fleetex.vocabulary import Capability

_SHIP = frozenset({Capability.MOVES, Capability.RADIO})


KIND = KindSpec(
    code="MISSILEX",
    name="missile firing",
    text="Practice missiles at a surface target or a drone, after the range has been swept and found clear.",
    roles={
        FIRER: RoleSpec(
            "firing ships",
            needs=_SHIP | {Capability.STRIKES},
            where={("at", AIR): _SHIP | {Capability.DEFENDS}},
        ),
        TARGET: RoleSpec(
            "what is fired at",
            1,
            1,
            frozenset({Capability.TARGET}),
            where={("at", AIR): frozenset({Capability.TARGET, Capability.FLIES})},
        ),
        TUG: RoleSpec(
            "tows the target; without one it is set adrift", 0, 1, _SHIP | {Capability.TOW}, side=Whose.EITHER
        ),
        GUARD: RoleSpec("range guards, who watch the danger area too", 0, None, _SHIP | {Capability.RADAR}),
    },
    params=MissilexParams,
    needs_area=True,
    live=True,
    daylight_only=True,
    sea_state_max=4,
    visibility_m_min=5.0 * NMI_M,
    arms=True,
    sails={"tow_speed": (TUG,), "speed": (FIRER,)},
    doubts=missilex_doubts,
    dangers=missilex_dangers,
    follows=frozenset({"GUNEX-S"}),
    source="serial definition in own words; limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """The class for the briefed role."""
    at_air = params_of(briefing).at == AIR
    firer, target = (AirFirer, Drone) if at_air else (Firer, Target)
    parts: dict[str, type[Part]] = {FIRER: firer, TARGET: target, TUG: Tug, GUARD: Guard}
    return parts[briefing.role](briefing, radio=params_of(briefing).radio(briefing))
