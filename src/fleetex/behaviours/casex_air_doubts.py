"""CASEX: what cannot be asked of the aircraft that hunt, found before anything runs."""

from collections.abc import Iterable

from fleetex.behaviours.casex_air_params import HELICOPTER, PATROL
from fleetex.behaviours.casex_params import SUBMARINE, CasexParams
from fleetex.behaviours.coming_down import DETOUR
from fleetex.behaviours.doubts import ENDS, apart_m
from fleetex.library.models import SonarClass
from fleetex.quantities import format_depth, format_duration, format_speed, middle_of
from fleetex.scenario.kinds import Doubt, Plan, Player
from fleetex.units import HOUR_S, MINUTE_S, NMI_M
from fleetex.vocabulary import Capability, SensorKind

BOTTOM_ROOM_M = 10.0
LEAST_HANG_M = 5.0
"""Room that a sonar which hangs is advised to leave over the bottom, and the least depth that can be asked of one."""


def air_doubts(plan: Plan) -> Iterable[Doubt]:
    """Heights and speeds that the aircraft can fly, buoys and cable enough, fuel there and back, and on another side
    than the submarine."""
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
            yield from _reserve(one, getattr(params, speed), params)
            yield from _hung(plan, one, role, params)


def _flown(one: Player, speed: str, height: str, params: CasexParams) -> Iterable[Doubt]:
    height_m, speed_mps = getattr(params, height), getattr(params, speed)
    if height_m > one.platform.ceiling_m:
        ceiling = format_depth(one.platform.ceiling_m)
        found = format_depth(height_m)
        allowed = f"`{one.unit}` climbs to {ceiling} at most"
        yield Doubt(("params", height), found, allowed, _fix(params, height, ceiling))
    if speed_mps < one.platform.speed_mps_min:
        least = format_speed(one.platform.speed_mps_min)
        allowed = f"`{one.unit}` stays up at {least} or more"
        yield Doubt(("params", speed), format_speed(speed_mps), allowed, _fix(params, speed, least))


def _fix(params: CasexParams, key: str, value: str) -> str:
    """What to write: the value where the key stands, key and value where it does not."""
    return value if key in params.model_fields_set else f"{key}: {value}"


def _reserve(one: Player, speed_mps: float, params: CasexParams) -> Iterable[Doubt]:
    """A reserve shorter than what her fuel lasts: else she goes home as she takes off."""
    fuel = one.platform.fuel
    if fuel is None:
        return
    lasts_s = one.fuel * fuel.capacity_kg / fuel.rate_kgps(speed_mps)
    if params.bingo_reserve >= lasts_s:
        allowed = f"the fuel of `{one.unit}` lasts {format_duration(lasts_s)} in all"
        yield Doubt(("params", "bingo_reserve"), format_duration(params.bingo_reserve), allowed, "", (("roles",),))


def _hung(plan: Plan, one: Player, role: str, params: CasexParams) -> Iterable[Doubt]:
    """What the file asks of sonars in the water: no deeper than the cable, no more listening buoys than are carried."""
    stated = params.model_fields_set
    carried = [(mount, plan.library.sensors[mount.class_id]) for mount in one.platform.sensors]
    sonars = [(mount, kind) for mount, kind in carried if isinstance(kind, SonarClass)]
    for key, dropped in (("dip_depth", False), ("buoy_depth", True)):
        cables = [kind.depth_m for _, kind in sonars if (kind.life_s > 0.0) is dropped]
        asked_m = getattr(params, key)
        if key in stated and dropped is (role == PATROL) and cables and asked_m > max(cables):
            deepest = format_depth(max(cables))
            allowed = f"the sonars of `{one.unit}` hang no deeper than {deepest}"
            yield Doubt(("params", key), format_depth(asked_m), allowed, deepest, (("roles",),))
        elif key in stated and dropped is (role == PATROL) and cables and asked_m > plan.deepest_m:
            allowed = f"the water of the area is {format_depth(plan.deepest_m)} deep at most"
            fits = format_depth(max(LEAST_HANG_M, plan.deepest_m - BOTTOM_ROOM_M))
            yield Doubt(("params", key), format_depth(asked_m), allowed, fits, (("area",), ("roles",)))
    detectors = [kind for _, kind in carried if kind.kind is SensorKind.MAGNETIC]
    if role == PATROL and "mad_height" in stated and not detectors:
        allowed = f"`{one.unit}` has no magnetic anomaly detector"
        yield Doubt(("params", "mad_height"), format_depth(params.mad_height), allowed, "", (("roles",),))
    listening = [m.count for m, kind in sonars if kind.life_s > 0.0 and kind.kind is SensorKind.PASSIVE_SONAR]
    if role == PATROL and "buoy_count" in stated and params.buoy_count > sum(listening):
        allowed = f"`{one.unit}` carries {sum(listening)} buoys that listen"
        yield Doubt(("params", "buoy_count"), str(params.buoy_count), allowed, str(sum(listening)), (("roles",),))


def _fuel(plan: Plan, one: Player, role: str, speed_mps: float, params: CasexParams) -> Iterable[Doubt]:
    """From an airfield to the area before the serial ends, and back, with the reserve."""
    fuel = one.platform.fuel
    if one.field is None or plan.area is None or fuel is None or not plan.area.points:
        return
    range_m = apart_m(one.field, middle_of(plan.area.points))
    seconds = (1.0 + DETOUR) * range_m / speed_mps + params.bingo_reserve
    has_s = one.fuel * fuel.capacity_kg / fuel.rate_kgps(speed_mps)
    if seconds <= has_s:
        window_s = (plan.serial.end_utc - plan.serial.start_utc).total_seconds()
        there_s = MINUTE_S * round(range_m / speed_mps / MINUTE_S)
        if there_s >= window_s:
            allowed = (
                f"the area is {range_m / NMI_M:.0f} nmi from its airfield: at {format_speed(speed_mps)} it is there "
            )
            allowed += f"after {format_duration(there_s)}, and the serial lasts {format_duration(window_s)}"
            yield Doubt(("roles", role), one.unit, allowed, "", (("area",), *ENDS))
        return
    allowed = (
        f"the area is {range_m / NMI_M:.0f} nmi from its airfield: there and back at {format_speed(speed_mps)} takes "
    )
    allowed += f"{seconds / HOUR_S:.1f} h with the reserve, and its fuel lasts {has_s / HOUR_S:.1f} h"
    yield Doubt(("roles", role), one.unit, allowed, "", (("area",),))
