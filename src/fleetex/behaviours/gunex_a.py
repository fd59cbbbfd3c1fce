"""GUNEX-A, anti-aircraft gunnery: guns at a drone or at a sleeve on a long cable, run by run, the range watched.

Published practice in own words: known runs past the firing ship, clearance of each from her, the tug far off the line
of fire, one word from anybody to stop. The rules are design values of a training aid.
"""

from fleetex.behaviours.conduct import Part
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.gunex_a_checks import gunex_a_dangers, gunex_a_doubts
from fleetex.behaviours.gunex_a_firing import Firer
from fleetex.behaviours.gunex_a_flyer import Flyer, Sleeve
from fleetex.behaviours.gunex_a_params import FIRING, GUARD, SAFETY, TARGET, TUG, GunexAParams, flyer, params_of
from fleetex.behaviours.gunex_a_ships import Ship, Watcher
from fleetex.engine.view import Briefing
from fleetex.scenario.kinds import KindSpec, RoleSpec, Whose
from fleetex.units import NMI_M
from fleetex.vocabulary import Capability

_SHIP = frozenset({Capability.MOVES, Capability.RADIO})


KIND = KindSpec(
    code="GUNEX-A",
    name="anti-aircraft gunnery",
    text="Close-in and main guns at a target drone or a towed sleeve, run by run, with a watch on the range.",
    roles={
        FIRING: RoleSpec(
            "firing ships, in the order of their runs", 1, None, _SHIP | {Capability.GUN, Capability.RADAR}
        ),
        TARGET: RoleSpec("what is fired at: a drone, or a sleeve", 1, 1, frozenset({Capability.TARGET})),
        TUG: RoleSpec(
            "aircraft that tows a sleeve", 0, 1, frozenset({Capability.FLIES, Capability.TOW}), side=Whose.EITHER
        ),
        SAFETY: RoleSpec("range safety ship", 0, 1, _SHIP | {Capability.RADAR}),
        GUARD: RoleSpec("range guards", 0, None, _SHIP | {Capability.RADAR}),
    },
    params=GunexAParams,
    needs_area=True,
    live=True,
    daylight_only=True,
    fires={FIRING: "open_range"},
    sails={"speed": (FIRING, SAFETY, GUARD), "target_speed": (TARGET, TUG)},
    doubts=gunex_a_doubts,
    dangers=gunex_a_dangers,
    sea_state_max=4,
    visibility_m_min=5.0 * NMI_M,
    follows=frozenset({"ADEX"}),
    source="serial definition in own words; limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """The class for the briefed role."""
    parts: dict[str, type[Part]] = {FIRING: Firer, TARGET: Sleeve, TUG: Flyer, SAFETY: Watcher, GUARD: Ship}
    part = Flyer if briefing.unit == flyer(briefing) else parts[briefing.role]
    return part(briefing, radio=params_of(briefing).radio(briefing))
