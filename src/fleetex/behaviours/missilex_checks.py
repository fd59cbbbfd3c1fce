"""MISSILEX before it runs: launchers that reach, with rounds enough; a drone that flies the runs and gets home."""

import math
from collections.abc import Iterable

from fleetex.behaviours.conduct import counted
from fleetex.behaviours.gunex_a_checks import of_the_way
from fleetex.behaviours.missilex_ships import AIR, FIRER, SURFACE, TARGET, TUG, MissilexParams
from fleetex.quantities import format_depth, format_length, format_speed
from fleetex.scenario.kinds import Doubt, Plan, Player
from fleetex.vocabulary import Capability, Domain


def missilex_doubts(plan: Plan) -> Iterable[Doubt]:
    """Each firer has a launcher that reaches, with rounds enough; the target is what `at` says that it is."""
    params = plan.serial.params
    assert isinstance(params, MissilexParams)
    targets = plan.in_role(TARGET)
    flies = bool(targets) and targets[0].platform.domain is Domain.AIR
    if targets and flies is not (params.at == AIR):
        what, other = ("flies", AIR) if flies else ("does not fly", SURFACE)
        allowed = f"`{targets[0].unit}` is of class `{targets[0].platform.id}`, which {what}"
        yield Doubt(("params", "at"), params.at, allowed, other, (("roles",),))
    elif params.at == AIR:
        yield from _of_the_drone(plan, params)
        for place, player in enumerate(plan.in_role(FIRER)):
            yield from _at_the_drone(plan, params, place, player)
    else:
        for place, player in enumerate(plan.in_role(FIRER)):
            yield from _at_the_surface(plan, params, place, player)


def _at_the_surface(plan: Plan, params: MissilexParams, place: int, player: Player) -> Iterable[Doubt]:
    mounted = player.platform.surface_missiles
    if not mounted:
        return
    wanted = params.salvoes * params.rounds
    most = max(mount.rounds for mount in mounted)
    if wanted > most:
        allowed = f"`{player.unit}` has {counted(most, 'missile')} in her largest launcher"
        allowed += " (`salvoes` x `rounds` are fired)"
        yield Doubt(("params", "rounds"), f"{wanted}", allowed, "", (("params", "salvoes"), ("roles",)))
    reach_m = max(plan.library.surface_missiles[mount.class_id].range_m_max for mount in mounted)
    least_m = min(plan.library.surface_missiles[mount.class_id].range_m_min for mount in mounted)
    if not least_m <= params.range <= reach_m:
        allowed = f"`{player.unit}` fires from {format_length(least_m)} to {format_length(reach_m)}"
        rests_on = (("roles", FIRER, place),)
        yield Doubt(("params", "range"), format_length(params.range), allowed, format_length(reach_m), rests_on)


def _at_the_drone(plan: Plan, params: MissilexParams, place: int, player: Player) -> Iterable[Doubt]:
    """Her air-defence missiles meet it at that height, farther off than `cease_range`, with rounds enough."""
    mounted = [mount for mount in player.platform.air_missiles if mount.class_id in plan.library.air_missiles]
    if not mounted:
        return  # the role needs them: that is told of it
    classes = [plan.library.air_missiles[mount.class_id] for mount in mounted]
    wanted, most = params.salvoes * params.rounds, sum(mount.rounds for mount in mounted)
    at_once = max(one.salvo for one in classes)
    if params.rounds > at_once:
        allowed = f"`{player.unit}` launches {at_once} at one target"
        yield Doubt(("params", "rounds"), f"{params.rounds}", allowed, f"{at_once}", (("roles",),))
    elif wanted > most:
        allowed = f"`{player.unit}` has {most} missiles (`salvoes` x `rounds` are fired)"
        yield Doubt(("params", "rounds"), f"{wanted}", allowed, "", (("params", "salvoes"), ("roles",)))
    reach_m, highest_m = max(one.range_m_max for one in classes), max(one.height_m_max for one in classes)
    if params.cease_range >= min(reach_m, params.range):
        allowed = f"nearer than `range`, and than {format_length(reach_m)}, as far as `{player.unit}` fires"
        yield Doubt(
            ("params", "cease_range"), format_length(params.cease_range), allowed, "", (("params", "range"), ("roles",))
        )
    if params.height > highest_m:
        allowed = f"`{player.unit}` engages what flies up to {format_depth(highest_m)} high"
        yield Doubt(("params", "height"), format_depth(params.height), allowed, "", (("roles",),))


def _of_the_drone(plan: Plan, params: MissilexParams) -> Iterable[Doubt]:
    """It flies by itself, as high and as fast as it is to, passes where it is not fired at, and gets home; a firing
    ship conducts."""
    (target, *_), firers = plan.in_role(TARGET), plan.in_role(FIRER)
    path = ("roles", TARGET, 0)
    platform = target.platform
    if firers and plan.serial.oce not in [ship.unit for ship in firers]:
        allowed = "a firing ship conducts a MISSILEX at what flies"
        yield Doubt(("oce",), plan.serial.oce, allowed, firers[0].unit, (("params", "at"),))
    if Capability.FLIES not in platform.capabilities:
        yield Doubt(path, target.unit, "it has no engine: give a drone, which flies by itself", "", (("params", "at"),))
        return
    for tug in plan.in_role(TUG):
        yield Doubt(("roles", TUG, 0), tug.unit, f"`{target.unit}` flies by itself: leave the tug out", "", (path,))
    if params.height > platform.ceiling_m:
        most = format_depth(platform.ceiling_m)
        allowed = f"`{target.unit}` flies up to {most}"
        yield Doubt(("params", "height"), format_depth(params.height), allowed, most, (path,))
    if not platform.speed_mps_min <= params.target_speed <= platform.speed_mps_max:
        least, most = format_speed(platform.speed_mps_min), format_speed(platform.speed_mps_max)
        allowed = f"`{target.unit}` flies at {least} to {most}"
        yield Doubt(("params", "target_speed"), format_speed(params.target_speed), allowed, most, (path,))
    if math.hypot(params.offset, params.height) >= params.cease_range:
        allowed = f"a drone passes nearer than `cease_range`, {format_length(params.cease_range)}"
        rests_on = (("params", "cease_range"), ("params", "height"))
        yield Doubt(("params", "offset"), format_length(params.offset), allowed, "", rests_on)
    yield from of_the_way(plan, target, TARGET, params)
