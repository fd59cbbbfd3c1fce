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
    floor = fuel_reserve(facts)
    for one, share in _shares(facts, walk, ""):
        if share < floor:
            words = f"{walk.unit} has {share:.0%} of its bunker in {one.serial} at {format_dtg(one.start_utc)}, and "
            yield one.serial, f"{words}{floor:.0%} are kept"
            return


def fuel_without(facts: Facts, walk: Walk, serial: str) -> float | None:
    """The share of its bunker that a unit ends with, had it received nothing in a serial; None if it comes below its
    reserve then, or burns nothing that is counted."""
    shares = [share for _, share in _shares(facts, walk, serial)]
    return shares[-1] if shares and min(shares) >= fuel_reserve(facts) else None


def fuel_reserve(facts: Facts) -> float:
    """The share of a bunker that is kept."""
    reserve = facts.rules.K10.reserve
    return facts.exercise.fuel_reserve if reserve is None else reserve


def _shares(facts: Facts, walk: Walk, dry: str) -> Iterator[tuple[Placed, float]]:
    """The least share of its bunker in each serial; `dry`: one that passes it nothing."""
    unit, platform = walk.unit, facts.platform(walk.unit)
    fuel = platform.fuel
    if fuel is None or not facts.sails(unit):
        return
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
            yield one, left_kg / fuel.capacity_kg
            if one.serial != dry:
                left_kg = max(left_kg, fuel.capacity_kg * float(getattr(job.params, "fill_to", 1.0)))
        else:
            speed_mps = min(speed_in_mps(job) or platform.cruise_mps, platform.speed_mps_max)
            left_kg -= (one.end_utc - one.start_utc).total_seconds() * fuel.rate_kgps(speed_mps)
            yield one, left_kg / fuel.capacity_kg
        since, at = one.end_utc, facts.leaves_off(job, one.area_id) or at
