"""Cross-checks of what dives: a battery where one drives, a start no deeper than hull and water at her place allow."""

from fleetex.library.models import Platform
from fleetex.quantities import format_depth
from fleetex.scenario.checks import Review
from fleetex.scenario.forces import Unit
from fleetex.scenario.problems import Path
from fleetex.scenario.within import water_at_m
from fleetex.vocabulary import KEEL_ROOM_M, Domain


def check_submarines(look: Review) -> None:
    for unit_id, unit in look.exercise.units.items():
        platform = look.platform(unit_id)
        if platform is None:
            continue
        if platform.battery is None and unit.battery < 1.0:
            allowed = f"class `{platform.id}` is driven by no battery; leave it out"
            look.say(("units", unit_id, "battery"), f"{100.0 * unit.battery:g} %", allowed)
        if platform.domain is Domain.SUBSURFACE:
            _check_depth(look, unit_id, unit, platform)


def _check_depth(look: Review, unit_id: str, unit: Unit, platform: Platform) -> None:
    """No deeper than her class goes, nor than leaves room over the bottom where she starts."""
    depth_m, place = unit.start.depth_m, unit.start.place
    path: Path = ("units", unit_id, "start", "depth")
    if depth_m is None:
        return
    if depth_m > platform.depth_m_max:
        deepest = format_depth(platform.depth_m_max)
        look.say(path, format_depth(depth_m), f"{platform.id} goes no deeper than {deepest}", deepest)
        return
    if place is None or not look.sound("areas") or not look.sound("environment"):
        return
    water_m = water_at_m(look.exercise, place)
    room_m = water_m - KEEL_ROOM_M
    if depth_m > max(room_m, 0.0):
        allowed = f"the water where she starts is {format_depth(water_m)} deep, and she keeps"
        allowed += f" {format_depth(KEEL_ROOM_M)} over the bottom"
        look.say(path, format_depth(depth_m), allowed, format_depth(room_m) if room_m > 0.0 else "0 m")
