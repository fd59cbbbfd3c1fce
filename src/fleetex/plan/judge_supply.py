"""A unit's fuel along its timetable: passages at cruising speed, serials at theirs, the rest at five knots."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fleetex.plan.facts import NO_WAY_M, Facts
from fleetex.plan.jobs import Job, speed_in_mps
from fleetex.plan.timetable import Placed
from fleetex.quantities import format_dtg
from fleetex.units import KN_MPS

WAITING_MPS = 5.0 * KN_MPS


@dataclass(frozen=True)
class Walk:
    """One unit's serials in order of time."""

    unit: str
    placed: tuple[Placed, ...]
    jobs: Mapping[str, Job]


def fuel_breaches(facts: Facts, walk: Walk) -> Iterator[tuple[str, str]]:
    """(serial, sentence) where fuel falls below the reserve, once."""
    unit, platform = walk.unit, facts.platform(walk.unit)
    fuel = platform.fuel
    if fuel is None or not facts.sails(unit):
        return
    reserve = facts.rules.K10.reserve
    floor = facts.exercise.fuel_reserve if reserve is None else reserve
    left_kg = fuel.capacity_kg * facts.exercise.units[unit].fuel
    since, at = facts.exercise.start_utc, facts.home(unit)
    for one in walk.placed:
        job = walk.jobs[one.serial]
        between_s = max(0.0, (one.start_utc - since).total_seconds())
        under_way_s = 0.0
        if at is not None and one.area_id is not None and not facts.covers(one.area_id, at):
            way_m = facts.way_m(at, facts.middle(one.area_id))
            under_way_s = 0.0 if way_m >= NO_WAY_M else min(between_s, way_m / platform.cruise_mps)
        left_kg -= under_way_s * fuel.rate_kgps(platform.cruise_mps)
        left_kg -= (between_s - under_way_s) * fuel.rate_kgps(WAITING_MPS)
        if job.kind == "RAS-L" and unit in one.roles.get("receiving", ()):
            if left_kg < floor * fuel.capacity_kg:
                break
            left_kg = max(left_kg, fuel.capacity_kg * float(getattr(job.params, "fill_to", 1.0)))
        else:
            speed_mps = min(speed_in_mps(job) or platform.cruise_mps, platform.speed_mps_max)
            left_kg -= (one.end_utc - one.start_utc).total_seconds() * fuel.rate_kgps(speed_mps)
        since, at = one.end_utc, facts.leaves_off(job, one.area_id) or at
        if left_kg < floor * fuel.capacity_kg:
            break
    else:
        return
    share = left_kg / fuel.capacity_kg
    text = (
        f"{unit} has {share:.0%} of its bunker in {one.serial} at {format_dtg(one.start_utc)}, and {floor:.0%} are kept"
    )
    yield one.serial, text
