"""ADEX, air defence exercise: a force defends itself against aircraft that play raiders. Doubts, and who plays what.

The guide controls fighters on patrol and on alert by his radar and by an early-warning aircraft; ships engage with
simulated missiles; raiders come low and release. An umpire assesses hits; nobody is damaged. Own words, design values.
"""

from collections.abc import Iterable

from fleetex.behaviours.adex_fliers import Fighter, Raider, Warner
from fleetex.behaviours.adex_params import ALERT, CAP, EARLY_WARNING, FORCE, RAIDERS, AdexParams, params_of
from fleetex.behaviours.adex_ships import Controller, Defender
from fleetex.behaviours.conduct import Part
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.doubts import too_short
from fleetex.engine.view import Briefing
from fleetex.quantities import format_depth
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, RoleSpec
from fleetex.units import MINUTE_S
from fleetex.vocabulary import Capability

_SHIP = frozenset({Capability.MOVES, Capability.RADIO, Capability.RADAR})
_FIGHTER = frozenset({Capability.FLIES, Capability.RADIO, Capability.RADAR})


def _doubts(plan: Plan) -> Iterable[Doubt]:
    """The guide conducts; raiders are of another side; somebody defends; each flies where it can; time for the raid."""
    params = plan.serial.params
    assert isinstance(params, AdexParams)
    force, raiders = plan.in_role(FORCE), plan.in_role(RAIDERS)
    if force and plan.serial.oce != force[0].unit:
        allowed = "the guide, the first ship of `force`, conducts an ADEX"
        yield Doubt(("oce",), plan.serial.oce, allowed, force[0].unit, (("roles",),))
    for place, one in enumerate(raiders):
        if force and one.side == force[0].side:
            allowed = "a raider is of another side: her own side's IFF would name her to all"
            yield Doubt(("roles", RAIDERS, place), one.unit, allowed, "", (("roles",),))
    if force and not any(one.platform.air_missiles for one in force) and not plan.in_role(CAP) + plan.in_role(ALERT):
        allowed = "somebody defends: a ship with missiles against aircraft, or a fighter"
        yield Doubt(("roles", FORCE), force[0].unit, allowed, "", (("roles",),))
    for role, height, name in (
        (CAP, params.cap_height, "cap_height"),
        (EARLY_WARNING, params.cap_height, "cap_height"),
        (RAIDERS, params.raid_height, "raid_height"),
    ):
        low = next((one for one in plan.in_role(role) if height > one.platform.ceiling_m), None)
        if low is not None:
            ceiling = format_depth(low.platform.ceiling_m)
            allowed = f"`{low.unit}` flies up to {ceiling}"
            yield Doubt(("params", name), format_depth(height), allowed, ceiling, (("roles",),))
    run_s = params.raid_range / params.raid_speed
    why = "until raiders run in, their run, and ten minutes"
    yield from too_short(plan, params.raid_after + run_s + 10.0 * MINUTE_S, why, "raid_after", "raid_range")


KIND = KindSpec(
    code="ADEX",
    name="air defence exercise",
    text="A force with fighters on patrol and early warning defends itself against aircraft that play raiders.",
    roles={
        FORCE: RoleSpec("ships, the guide first, who conducts and controls the air", 1, None, _SHIP),
        CAP: RoleSpec("fighters on patrol from COMEX", 0, None, _FIGHTER),
        ALERT: RoleSpec("fighters on alert at their field", 0, None, _FIGHTER),
        EARLY_WARNING: RoleSpec("early-warning aircraft", 0, None, _FIGHTER),
        RAIDERS: RoleSpec("aircraft of another side that play raiders", 1, None, _FIGHTER),
    },
    params=AdexParams,
    needs_area=True,
    arms=True,
    sails={"speed": (FORCE,), "dash": (CAP, ALERT), "raid_speed": (RAIDERS,)},
    doubts=_doubts,
    source="serial definition in own words; limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """Who controls, who defends, who flies for whom."""
    radio = params_of(briefing).radio(briefing)
    if briefing.role == FORCE:
        ship: type[Part] = Controller if briefing.unit == briefing.oce else Defender
        return ship(briefing, radio=radio)
    part: type[Part] = {RAIDERS: Raider, EARLY_WARNING: Warner}.get(briefing.role, Fighter)
    return part(briefing, radio=radio)
