"""CASEX: what cannot be asked of the aircraft that hunt, found before anything runs."""

from collections.abc import Iterable

from fleetex.behaviours.casex_air import DETOUR
from fleetex.behaviours.casex_air_params import HELICOPTER, PATROL
from fleetex.behaviours.casex_params import SUBMARINE, CasexParams
from fleetex.behaviours.doubts import apart_m
from fleetex.quantities import format_speed, middle_of, show
from fleetex.quantities.measure import LENGTH
from fleetex.scenario.kinds import Doubt, Plan, Player
from fleetex.units import HOUR_S, NMI_M
from fleetex.vocabulary import Capability


def air_doubts(plan: Plan) -> Iterable[Doubt]:
    """Heights and speeds that the aircraft can fly, buoys enough, fuel there and back, and on another side than the
    submarine."""
    params = plan.serial.params
    assert isinstance(params, CasexParams)
    hunted = {boat.side for boat in plan.in_role(SUBMARINE)}
    for role, speed, height in (
        (HELICOPTER, "helicopter_speed", "helicopter_height"),
        (PATROL, "patrol_speed", "patrol_height"),
    ):
        for one in plan.in_role(role):
            if one.side in hunted:
                yield Doubt(
                    ("roles", role), one.unit, "who hunts is on another side than the submarine", "", (("roles",),)
                )
            if Capability.FLIES not in one.platform.capabilities:
                continue
            yield from _flown(one, speed, height, params)
            yield from _fuel(plan, one, role, getattr(params, speed), params)


def _flown(one: Player, speed: str, height: str, params: CasexParams) -> Iterable[Doubt]:
    height_m, speed_mps = getattr(params, height), getattr(params, speed)
    if height_m > one.platform.ceiling_m:
        ceiling = show(LENGTH, one.platform.ceiling_m, "m")
        found = show(LENGTH, height_m, "m")
        allowed = f"`{one.unit}` climbs to {ceiling} at most"
        yield Doubt(("params", height), found, allowed, _fix(params, height, ceiling))
    if speed_mps < one.platform.speed_mps_min:
        least = format_speed(one.platform.speed_mps_min)
        allowed = f"`{one.unit}` stays up at {least} or more"
        yield Doubt(("params", speed), format_speed(speed_mps), allowed, _fix(params, speed, least))


def _fix(params: CasexParams, key: str, value: str) -> str:
    """What to write: the value where the key stands, key and value where it does not."""
    return value if key in params.model_fields_set else f"{key}: {value}"


def _fuel(plan: Plan, one: Player, role: str, speed_mps: float, params: CasexParams) -> Iterable[Doubt]:
    """From an airfield to the area and back, and the reserve."""
    fuel = one.platform.fuel
    if one.field is None or plan.area is None or fuel is None or not plan.area.points:
        return
    range_m = apart_m(one.field, middle_of(plan.area.points))
    seconds = (1.0 + DETOUR) * range_m / speed_mps + params.bingo_reserve
    has_s = one.fuel * fuel.capacity_kg / fuel.rate_kgps(speed_mps)
    if seconds <= has_s:
        return
    allowed = (
        f"the area is {range_m / NMI_M:.0f} nmi from its airfield: there and back at {format_speed(speed_mps)} takes "
    )
    allowed += f"{seconds / HOUR_S:.1f} h with the reserve, and its fuel lasts {has_s / HOUR_S:.1f} h"
    yield Doubt(("roles", role), one.unit, allowed, "", (("area",),))
