"""GUNEX-A before anything runs: what cannot be done, and where its guns fire from and which way."""

import math
from collections.abc import Iterable

from fleetex.behaviours.coming_down import DETOUR
from fleetex.behaviours.doubts import apart_m, offset
from fleetex.behaviours.gunex_a_flyer import Runs
from fleetex.behaviours.gunex_a_params import CLOSE_IN, EVERY, FIRING, INCOMING, MAIN, NEAR_M, TARGET, TUG, GunexAParams
from fleetex.library.models import GunClass
from fleetex.quantities import format_depth, format_length, format_mass, format_speed, middle_of
from fleetex.scenario.dangers import Danger, GunFire, Held
from fleetex.scenario.kinds import Doubt, Plan, Player
from fleetex.vocabulary import Capability

FIRED_AT_S = 600.0
"""Design value: a run, with its way to the gate, takes so long."""


def gunex_a_doubts(plan: Plan) -> Iterable[Doubt]:
    """Guns that can engage what flies, at this height and range; a target that flies, with fuel for the way and the
    runs; a tug for what has no engine; a ship that conducts."""
    params = plan.serial.params
    assert isinstance(params, GunexAParams)
    ships, flying = plan.in_role(FIRING), (*plan.in_role(TARGET), *plan.in_role(TUG))
    aloft = [one.unit for one in flying]
    if plan.serial.oce in aloft and ships:
        yield Doubt(("oce",), plan.serial.oce, "a ship conducts a GUNEX-A", ships[0].unit, (("roles",),))
    for place, ship in enumerate(ships):
        yield from _of_the_guns(plan, params, place, ship)
    for target in plan.in_role(TARGET):
        yield from _of_the_target(plan, params, target)
    if params.cease_range >= params.open_range:
        allowed = f"it is nearer than `open_range`, {format_length(params.open_range)}"
        found = format_length(params.cease_range)
        yield Doubt(("params", "cease_range"), found, allowed, "", (("params", "open_range"),))
    pilots = plan.in_role(TUG) or plan.in_role(TARGET)
    if pilots:
        yield from of_the_way(plan, pilots[0], TUG if plan.in_role(TUG) else TARGET, params)


def meant(plan: Plan, params: GunexAParams, ship: Player) -> list[GunClass]:
    """The guns of a ship that the serial asks for and that can engage what flies."""
    guns = [plan.library.guns[mount.class_id] for mount in ship.platform.guns]
    able = [gun for gun in guns if gun.air is not None]
    if params.guns == EVERY:
        return able
    return [gun for gun in able if gun.air is not None and gun.air.close_in is (params.guns == CLOSE_IN)]


def _of_the_guns(plan: Plan, params: GunexAParams, place: int, ship: Player) -> Iterable[Doubt]:
    """A mount that can elevate to what flies there, and reach it."""
    guns = meant(plan, params, ship)
    if not guns:
        allowed = f"class `{ship.platform.id}` has no {'' if params.guns == EVERY else f'{params.guns} '}gun that can"
        allowed += " engage what flies: give another ship, or other `guns`"
        yield Doubt(("roles", FIRING, place), ship.unit, allowed, "", (("params", "guns"),))
        return
    reach_m = max(gun.air.range_m_max for gun in guns if gun.air is not None)
    highest_m = max(_ceiling_m(gun) for gun in guns)
    near_m = params.incoming_offset if params.run == INCOMING else params.offset
    if params.height > highest_m:
        allowed = f"the guns of `{ship.unit}` engage aircraft up to {format_depth(math.floor(highest_m))} high"
        rests_on: tuple[tuple[str, ...], ...] = (("roles",), ("params", "guns"))
        yield Doubt(("params", "height"), format_depth(params.height), allowed, "", rests_on)
    elif math.hypot(near_m, params.height) > min(reach_m, params.open_range):
        key = "incoming_offset" if params.run == INCOMING else "offset"
        most_m = min(reach_m, params.open_range)
        allowed = f"at that offset and {format_depth(params.height)} of height the target stays beyond"
        allowed += f" {most_m:.0f} m, the farthest at which the guns of `{ship.unit}` are to meet it"
        rests_on = (("roles",), ("params", "height"), ("params", "open_range"), ("params", "guns"))
        yield Doubt(("params", key), f"{near_m:.0f} m", allowed, f"{0.5 * most_m:.0f} m", rests_on)


def _ceiling_m(gun: GunClass) -> float:
    """How high a gun meets an aircraft: its range at its greatest elevation."""
    assert gun.air is not None
    return gun.air.range_m_max * math.sin(min(gun.elevation_rad_max, math.pi / 2.0))


def _of_the_target(plan: Plan, params: GunexAParams, target: Player) -> Iterable[Doubt]:
    """It flies, or hangs from a tug on whose deck it starts; its speed and height are within its class's."""
    able, tugs = target.platform.capabilities, plan.in_role(TUG)
    path = ("roles", TARGET, 0)
    if target.platform.ceiling_m <= 0.0:
        yield Doubt(
            path, target.unit, f"class `{target.platform.id}` does not fly: a GUNEX-A fires at a drone or a sleeve"
        )
        return
    if Capability.FLIES not in able and not tugs:
        allowed = "it has no engine: a `tug` tows it, an aircraft that can"
        yield Doubt(path, target.unit, allowed, "", (("roles",),))
    elif Capability.FLIES in able and tugs:
        yield Doubt(("roles", TUG, 0), tugs[0].unit, f"`{target.unit}` flies by itself: leave the tug out", "", (path,))
    elif tugs and target.deck != tugs[0].unit:
        allowed = f"a sleeve is carried by its tug until it is streamed: let it start on the deck of `{tugs[0].unit}`"
        yield Doubt(path, target.unit, allowed, "", (("roles",),))
    pilot = tugs[0].platform if tugs else target.platform
    if params.height > min(pilot.ceiling_m, target.platform.ceiling_m):
        most = format_depth(min(pilot.ceiling_m, target.platform.ceiling_m))
        yield Doubt(
            ("params", "height"), format_depth(params.height), f"`{target.unit}` flies up to {most}", most, (path,)
        )
    least_mps = pilot.speed_mps_min
    if params.target_speed < least_mps:
        allowed = f"class `{pilot.id}` stays up at {format_speed(least_mps)} or more"
        yield Doubt(
            ("params", "target_speed"), format_speed(params.target_speed), allowed, format_speed(least_mps), (path,)
        )


def of_the_way(plan: Plan, pilot: Player, role: str, params: Runs) -> Iterable[Doubt]:
    """There is fuel to come out, to fly a run at least, and to go home."""
    fuel, base = pilot.platform.fuel, pilot.field or pilot.place
    if fuel is None or base is None or plan.area is None:
        return
    way_m = DETOUR * apart_m(base, middle_of(plan.area.points))
    rate_kgps = fuel.rate_kgps(params.target_speed)
    seconds = 2.0 * way_m / params.target_speed + FIRED_AT_S + params.reserve
    needed_kg, carried_kg = rate_kgps * seconds, pilot.fuel * fuel.capacity_kg
    if needed_kg > carried_kg:
        allowed = (
            f"out to the middle of the area, {format_length(way_m / DETOUR, 3)}, one run, home and the reserve take"
        )
        allowed += f" {format_mass(needed_kg, 3)} at `target_speed`, and `{pilot.unit}` carries"
        allowed += f" {format_mass(carried_kg, 3)}: no base is in reach; give another area, or let it start nearer"
        rests_on = (("params", "target_speed"), ("params", "reserve"), ("area",))
        yield Doubt(("roles", role, 0), pilot.unit, allowed, "", rests_on)


def gunex_a_dangers(held: Held) -> Iterable[Danger]:
    """The fan of each firing ship about her mean line of fire: half the sector to each side, at any elevation."""
    params = held.params
    assert isinstance(params, GunexAParams)
    if held.area is None:
        return
    middle, course = middle_of(held.area.points), params.run_course
    lines = [course + math.pi] if params.run == INCOMING else [course + math.pi / 2.0]
    if params.run == "alternating":
        lines.append(course + math.pi)
    ships = held.in_role(FIRING)
    away = lines[0] + math.pi
    guns = {EVERY: "all", CLOSE_IN: "close-in", MAIN: "main"}[params.guns]
    for row, ship in enumerate(ships):
        along_m = (row - (len(ships) - 1) / 2.0) * params.spacing
        side = away + (math.pi / 2.0 if along_m >= 0.0 else -math.pi / 2.0)
        place = offset(middle, side % math.tau, abs(along_m))
        yield GunFire(
            unit=ship.unit,
            places=tuple(place for _ in lines),
            within_m=NEAR_M,
            lines_rad=tuple(line % math.tau for line in lines),
            aside_rad=params.sector,
            at_aircraft=True,
            guns=guns,
        )
