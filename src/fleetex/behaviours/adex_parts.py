"""Who flies in a raid and against it, in an ADEX or about a convoy, and what is doubtful about that before it runs."""

import math
from collections.abc import Iterable, Sequence

from fleetex.behaviours.adex_params import AEW_MPS, ALERT, CAP, EARLY_WARNING, JAMMERS, RAIDERS, AirDefenceParams
from fleetex.behaviours.coming_down import DETOUR
from fleetex.behaviours.doubts import apart_m, offset, too_short
from fleetex.quantities import Position, format_depth, format_length, format_mass
from fleetex.scenario.kinds import Doubt, Plan, Player, RoleSpec, Whose
from fleetex.units import MINUTE_S
from fleetex.vocabulary import Capability

_FIGHTER = frozenset({Capability.FLIES, Capability.RADIO, Capability.RADAR})
AIR_PARTS = {
    CAP: RoleSpec("fighters on patrol from COMEX", 0, None, _FIGHTER),
    ALERT: RoleSpec("fighters on alert at their field", 0, None, _FIGHTER),
    EARLY_WARNING: RoleSpec("early-warning aircraft", 0, None, _FIGHTER),
    RAIDERS: RoleSpec("aircraft of another side that play raiders", 1, None, _FIGHTER, side=Whose.OTHER),
}
TASK_S = 10.0 * MINUTE_S
"""Design value: what an aircraft is to have on its station at least."""
_RESTS_ON = {
    CAP: (("params", "cap_range"), ("params", "cap_speed")),
    ALERT: (("params", "cap_speed"),),
    EARLY_WARNING: (("params", "early_warning_range"),),
    RAIDERS: (("params", "raid_range"), ("params", "raid_speed")),
}
AIR_SPEEDS = {"dash": (CAP, ALERT), "raid_speed": (RAIDERS,)}


def raid_doubts(plan: Plan, params: AirDefenceParams, defends: str, grounds: Sequence[Position]) -> Iterable[Doubt]:
    """Raiders are of another side; somebody defends; each flies where it can; time for the raid; a base in reach.

    `defends`: the role of the ships that do; `grounds`: where what is defended is in the course of the serial.
    """
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
    if plan.in_role(CAP) + plan.in_role(EARLY_WARNING):
        why = "until the patrol takes off, and ten minutes"
        yield from too_short(plan, params.cap_after + TASK_S, why, "cap_after")
    for role in (CAP, ALERT, EARLY_WARNING, RAIDERS) if grounds else ():
        for place, one in enumerate(plan.in_role(role)):
            yield from _of_the_base(params, role, place, one, grounds)


def _of_the_base(
    params: AirDefenceParams, role: str, place: int, one: Player, grounds: Sequence[Position]
) -> Iterable[Doubt]:
    """From her field an aircraft gets to where she plays her part, and home, with ten minutes there and the reserve."""
    fuel, base = one.platform.fuel, one.field
    if fuel is None or base is None:
        return
    cruise_mps = {RAIDERS: params.raid_speed, EARLY_WARNING: AEW_MPS}.get(role, params.cap_speed)
    far_m, bearing = {
        RAIDERS: (params.raid_range, params.raid_from),
        EARLY_WARNING: (params.early_warning_range, params.cap_bearing + math.pi),
        ALERT: (0.0, params.cap_bearing),
    }.get(role, (params.cap_range, params.cap_bearing))
    away_m = min(apart_m(base, offset(middle, bearing, far_m)) for middle in grounds)
    run_m = max(0.0, far_m - params.release_range) if role == RAIDERS else 0.0
    rate_kgps = fuel.rate_kgps(cruise_mps)
    seconds = (2.0 * DETOUR * away_m + run_m) / cruise_mps + TASK_S + params.reserve
    needed_kg, carried_kg = rate_kgps * seconds, one.fuel * fuel.capacity_kg
    if needed_kg > carried_kg:
        what = "point of entry" if role == RAIDERS else "station" if role != ALERT else "middle of what is defended"
        allowed = f"from its base to the {what}, {format_length(away_m, 3)}, its part there, the reserve and the way"
        allowed += (
            f" back take {format_mass(needed_kg, 3)}, and it has {format_mass(carried_kg, 3)}: no base is in reach"
        )
        rests_on = (("area",), ("params", "reserve"), *_RESTS_ON[role])
        yield Doubt(("roles", role, place), one.unit, allowed, "", rests_on)
