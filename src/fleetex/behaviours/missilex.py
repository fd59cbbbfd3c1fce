"""MISSILEX, a missile firing: a practice missile at a target, once the range has been swept and found clear.

A firing ship takes her place off the target and watches; nobody fires before her own plot and every guard's have shown
the danger area clear for as long as the sweep takes. Nobody at sea learns by how much a missile missed: that is in the
recording. Own words; figures are design values of a training aid, and no range-safety product.
"""

from collections.abc import Iterable

from fleetex.behaviours.conduct import Part
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.missilex_dangers import missilex_dangers
from fleetex.behaviours.missilex_ships import FIRER, GUARD, TARGET, TUG, Firer, Guard, MissilexParams, Target, Tug
from fleetex.behaviours.missilex_ships import params_of as params_of
from fleetex.engine.view import Briefing
from fleetex.quantities import format_length
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, RoleSpec
from fleetex.units import NMI_M
from fleetex.vocabulary import Capability

_SHIP = frozenset({Capability.MOVES, Capability.RADIO})


def _doubts(plan: Plan) -> Iterable[Doubt]:
    """Each firer has a launcher that reaches, with rounds enough; a target that nobody tows is not on a deck."""
    params = plan.serial.params
    assert isinstance(params, MissilexParams)
    for place, player in enumerate(plan.in_role(FIRER)):
        mounted = player.platform.surface_missiles
        if not mounted:
            continue
        wanted = params.salvoes * params.rounds
        most = max(mount.rounds for mount in mounted)
        if wanted > most:
            allowed = f"`{player.unit}` has {most} missiles in her largest launcher (`salvoes` x `rounds` are fired)"
            yield Doubt(("params", "rounds"), f"{wanted}", allowed, "", (("params", "salvoes"), ("roles",)))
        reach_m = max(plan.library.surface_missiles[mount.class_id].range_m_max for mount in mounted)
        least_m = min(plan.library.surface_missiles[mount.class_id].range_m_min for mount in mounted)
        if not least_m <= params.range <= reach_m:
            allowed = f"`{player.unit}` fires from {format_length(least_m)} to {format_length(reach_m)}"
            rests_on = (("roles", FIRER, place),)
            yield Doubt(("params", "range"), format_length(params.range), allowed, format_length(reach_m), rests_on)


KIND = KindSpec(
    code="MISSILEX",
    name="missile firing",
    text="Practice missiles at a surface target, after the range has been swept and found clear.",
    roles={
        FIRER: RoleSpec("firing ships", 1, None, _SHIP | {Capability.STRIKES}),
        TARGET: RoleSpec("what is fired at", 1, 1, frozenset({Capability.TARGET})),
        TUG: RoleSpec("tows the target; without one it is set adrift", 0, 1, _SHIP | {Capability.TOW}),
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
    doubts=_doubts,
    dangers=missilex_dangers,
    source="serial definition in own words; limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """The class for the briefed role."""
    parts: dict[str, type[Part]] = {FIRER: Firer, TARGET: Target, TUG: Tug, GUARD: Guard}
    return parts[briefing.role](briefing, radio=params_of(briefing).radio(briefing))
