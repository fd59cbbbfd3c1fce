"""Who flies in a raid and against it, in an ADEX or about a convoy, and what is doubtful about that before it runs."""

from collections.abc import Iterable

from fleetex.behaviours.adex_params import ALERT, CAP, EARLY_WARNING, JAMMERS, RAIDERS, AirDefenceParams
from fleetex.behaviours.doubts import too_short
from fleetex.quantities import format_depth
from fleetex.scenario.kinds import Doubt, Plan, RoleSpec, Whose
from fleetex.units import MINUTE_S
from fleetex.vocabulary import Capability

_FIGHTER = frozenset({Capability.FLIES, Capability.RADIO, Capability.RADAR})
AIR_PARTS = {
    CAP: RoleSpec("fighters on patrol from COMEX", 0, None, _FIGHTER),
    ALERT: RoleSpec("fighters on alert at their field", 0, None, _FIGHTER),
    EARLY_WARNING: RoleSpec("early-warning aircraft", 0, None, _FIGHTER),
    RAIDERS: RoleSpec("aircraft of another side that play raiders", 1, None, _FIGHTER, side=Whose.OTHER),
}
AIR_SPEEDS = {"dash": (CAP, ALERT), "raid_speed": (RAIDERS,)}


def raid_doubts(plan: Plan, params: AirDefenceParams, defends: str) -> Iterable[Doubt]:
    """Raiders are of another side; somebody defends; each flies where it can; time for the raid. `defends`: the role
    of the ships that do."""
    ships, raiders = plan.in_role(defends), plan.in_role(RAIDERS)
    for place, one in enumerate(raiders):
        if ships and one.side == ships[0].side:
            allowed = "a raider is of another side: her own side's IFF would name her to all"
            yield Doubt(("roles", RAIDERS, place), one.unit, allowed, "", (("roles",),))
    if ships and not any(one.platform.air_missiles for one in ships) and not plan.in_role(CAP) + plan.in_role(ALERT):
        allowed = "somebody defends: a ship with missiles against aircraft, or a fighter"
        yield Doubt(("roles", defends), ships[0].unit, allowed, "", (("roles",),))
    for role, height, name in (
        (CAP, params.cap_height, "cap_height"),
        (EARLY_WARNING, params.cap_height, "cap_height"),
        (RAIDERS, params.cap_height, "cap_height"),
        (JAMMERS, params.cap_height, "cap_height"),
        (RAIDERS, params.raid_height, "raid_height"),
    ):
        low = next((one for one in plan.in_role(role) if height > one.platform.ceiling_m), None)
        if low is not None:
            ceiling = format_depth(low.platform.ceiling_m)
            allowed = f"`{low.unit}` flies up to {ceiling}"
            yield Doubt(("params", name), format_depth(height), allowed, ceiling, (("roles",),))
    if params.jamming and raiders and not any(one.platform.jammers for one in raiders):
        allowed = "no raider carries a jammer: nobody jams on the run in"
        yield Doubt(("params", "jamming"), "true", allowed, "false", (("roles",),))
    run_s = params.raid_range / params.raid_speed
    why = "until raiders run in, their run, and ten minutes"
    yield from too_short(plan, params.raid_after + run_s + 10.0 * MINUTE_S, why, "raid_after", "raid_range")
