"""A unit's passages along its timetable: whether it can be there in time, round land and round what is live meanwhile;
and whether a serial's route leads into another's danger area."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from fleetex.plan.facts import NO_WAY_M, Facts
from fleetex.plan.jobs import Job
from fleetex.plan.timetable import Placed
from fleetex.quantities import Position, format_dtg, format_length


def late_passages(
    facts: Facts, walks: Mapping[str, Sequence[Placed]], jobs: Mapping[str, Job], placed: Sequence[Placed]
) -> Iterator[tuple[str, str]]:
    """(serial, sentence) for each unit that has not the time to get to one."""
    margin = timedelta(seconds=facts.rules.K02.margin_s)
    for unit, walk in walks.items():
        if unit not in facts.exercise.units or not facts.sails(unit):
            continue
        cruise = facts.platform(unit).cruise_mps
        at, since, where = facts.home(unit), facts.exercise.start_utc, "its start"
        for one in walk:
            if one.area_id is None:
                continue
            if at is not None and one.start_utc >= since and not facts.covers(one.area_id, at):
                firing = _firing(facts, placed, unit, since, one.start_utc)
                way_m, told = _way(facts, jobs, at, one.area_id, firing)
                need = timedelta(seconds=min(way_m, NO_WAY_M) / cruise) + margin
                have = one.start_utc - since
                if have < need - timedelta(minutes=1):
                    words = f"{unit} has {_hours(have)} from {where} to {one.serial} in {one.area_id} at "
                    words += f"{format_dtg(one.start_utc)}, and {format_length(way_m)}{told} with the margin take "
                    yield one.serial, words + _hours(need)
            at, since, where = facts.leaves_off(jobs[one.serial], one.area_id), one.end_utc, one.serial


def _firing(facts: Facts, placed: Sequence[Placed], unit: str, since: datetime, until: datetime) -> list[Placed]:
    """Live serials that she is not in, some time of whose firing, or of the watch before it, falls into a passage."""
    if not facts.rules.applies("K04"):
        return []
    watch = timedelta(seconds=facts.rules.K17.clear_s if facts.rules.applies("K17") else 0.0)
    return [
        one
        for one in placed
        if one.live and unit not in one.units and one.start_utc - watch < until and since < one.end_utc
    ]


def _way(facts: Facts, jobs: Mapping[str, Job], at: Position, to: str, firing: Sequence[Placed]) -> tuple[float, str]:
    """How far it is, and round what."""
    direct_m = facts.way_m(at, facts.middle(to))
    hulls = {one.serial: facts.danger_hull(jobs[one.serial], one.area_id) for one in firing}
    hulls = {serial: hull for serial, hull in hulls.items() if hull is not None}
    round_m = facts.way_round_m(at, facts.middle(to), list(hulls.values()))
    if round_m <= direct_m + 1.0:
        return direct_m, ""
    return round_m, f" round the danger area of {' and '.join(hulls)}"


def _hours(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60.0)
    return f"{minutes // 60} h {minutes % 60:02d} min" if minutes >= 0 else "no time"


def caught_in_danger(
    facts: Facts, walks: Mapping[str, Sequence[Placed]], jobs: Mapping[str, Job], live: Placed
) -> Iterator[str]:
    """A sentence for each unit that cannot be out of a danger area when it is live: from where her last serial left her
    to the border, straight, at cruising speed."""
    import shapely

    from fleetex.plan.danger_areas import danger_areas

    if not facts.rules.applies("K04") or jobs[live.serial].concurrent:
        return
    found = danger_areas(facts.exercise, [live], facts.library)  # of those who fire, not of all who might
    if not found:
        return
    hull = shapely.Polygon([facts.flat(place) for place in found[0].ring])
    for unit, walk in walks.items():
        done = [one for one in walk if one.area_id is not None and one.end_utc <= live.start_utc]
        if unit in live.units or unit not in facts.exercise.units or not facts.sails(unit) or not done:
            continue
        last = done[-1]
        at = facts.leaves_off(jobs[last.serial], last.area_id)
        if at is None or jobs[last.serial].concurrent or not _levels_share(jobs[last.serial], jobs[live.serial]):
            continue
        here = shapely.Point(facts.flat(at))
        way_m = float(here.distance(hull.boundary)) if shapely.contains(hull, here) else 0.0
        need, have = timedelta(seconds=way_m / facts.platform(unit).cruise_mps), live.start_utc - last.end_utc
        if have < need - timedelta(minutes=1):
            words = (
                f"{unit} is {format_length(way_m)} inside the danger area of {live.serial} when {last.serial} ends, "
            )
            words += f"and has {_hours(have)} to leave it before {format_dtg(live.start_utc)}: "
            yield f"{words}{_hours(need)} are due"


def _levels_share(one: Job, other: Job) -> bool:
    return one.levels_m[0] < other.levels_m[1] and other.levels_m[0] < one.levels_m[1]


def led_into_danger(facts: Facts, jobs: Mapping[str, Job], one: Placed, other: Placed) -> Iterator[tuple[str, str]]:
    """(serial, sentence) where the ships of one are led through the danger area of the other while it is live."""
    import shapely

    for led, firing in ((one, other), (other, one)):
        if jobs[led.serial].concurrent or jobs[firing.serial].concurrent or not firing.live:
            continue
        track = facts.track(jobs[led.serial], led.area_id)
        danger = facts.danger_hull(jobs[firing.serial], firing.area_id)
        if track is not None and danger is not None and shapely.intersects(track, danger):
            begun = format_dtg(max(led.start_utc, firing.start_utc))
            yield (
                firing.serial,
                f"the route of {led.serial} leads through the danger area of {firing.serial}, live at {begun}",
            )
