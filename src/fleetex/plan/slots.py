"""When a serial may begin in an area by itself: each rule that bars a time, or the area for good, and why.

Every rule here looks at one serial in one area alone; what two serials ask of each other is in `pairs`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fleetex.plan.facts import NO_WAY_M, Facts, Span, joined
from fleetex.plan.jobs import Job, tow_too_short
from fleetex.plan.targets import wanting
from fleetex.quantities import format_dtg, format_duration, format_length, format_speed
from fleetex.scenario.kinds import kinds
from fleetex.vocabulary import Capability, Domain

ENDLESS = 10**7


@dataclass(frozen=True)
class Barred:
    """Minutes that a serial may not take any of, by one rule; `never` says why the area is barred for good."""

    rule: str
    spans: tuple[Span, ...] = ()
    never: str = ""
    why: str = ""
    """Why the spans are barred, in words."""


def barred(facts: Facts, job: Job, area_id: str | None) -> tuple[Barred, ...]:
    """All that bars a serial from times in an area; rules that are switched off bar nothing."""
    every = (*_times(facts, job, area_id), *_weather(facts, job, area_id), *_places(facts, job, area_id))
    kept = [one for one in every if facts.rules.applies(one.rule)]
    return tuple(one for one in (*kept, *_events(facts, job, area_id)) if one.spans or one.never)


def _events(facts: Facts, job: Job, area_id: str | None) -> Iterator[Barred]:
    """What happened: fog, an area closed, a unit away, and where live fire was announced."""
    if job.live or job.visibility_m_min > 0.0:
        spans = tuple(span for where, span in facts.fog if where is None or where == area_id)
        yield Barred("fog", spans, why="there is fog")
    if area_id is not None:
        meets = facts.shape(area_id).intersects
        spans = tuple(span for where, span in facts.closed if where == area_id or meets(facts.shape(where)))
        yield Barred("closed", spans, why="the area is closed")
    for unit, span in facts.away:
        if unit in job.named:
            yield Barred("away", (span,), why=f"{unit} can take no part")
    if job.promulgated is not None and facts.rules.applies("K05"):
        lead = round(max(facts.rules.K05.warning_s, facts.rules.K05.notam_s) / 60.0)
        free = sorted((first, last) for where, first, last in job.promulgated if where == area_id)
        edges = [-ENDLESS, *(edge for span in free for edge in span), facts.now_min + lead]
        spans = tuple((a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b)
        yield Barred("K05", spans, why="no warning is out for it")


def starts(facts: Facts, job: Job, spans: Sequence[Span]) -> list[int]:
    """On the grid, the minutes at which it may begin, whole and clear of spans; where the grid misses a gap, its
    first minute."""
    step, lasts = facts.step_min, job.lasting_min
    last = job.last_min - lasts
    found: list[int] = []
    free_from = job.first_min
    for since, until in (*joined(spans), (last + lasts + 1, ENDLESS)):
        if since > free_from:
            begin, end = -(-free_from // step) * step, min(last, since - lasts)
            on_grid = range(begin, end + 1, step)
            found += on_grid if on_grid or end < free_from else (free_from,)
        free_from = max(free_from, until)
    return found


def _minute(facts: Facts, time_utc: object) -> int:
    from datetime import datetime

    assert isinstance(time_utc, datetime)
    return round(facts.exercise.seconds(time_utc) / 60.0)


def _times(facts: Facts, job: Job, area_id: str | None) -> Iterator[Barred]:
    rules, as_of_utc = facts.rules, facts.plan.as_of_utc
    if job.live and as_of_utc is not None and job.promulgated is None:
        lead_s = max(rules.K05.warning_s, rules.K05.notam_s)
        until = _minute(facts, as_of_utc) + round(lead_s / 60.0)
        why = f"its warnings go out on {format_dtg(as_of_utc)} at the earliest and need {format_duration(lead_s)}"
        yield Barred("K05", ((-ENDLESS, until),) if until > 0 else (), why=why)
    if job.daylight:
        light = "civil twilight is over" if rules.K06.civil_twilight else "the sun is down"
        yield Barred("K06", facts.night(area_id, rules.K06.civil_twilight), why=f"it is held by day, and {light}")
    if too_short := tow_too_short(job, rules.K21.tow_m):
        yield Barred("K21", never=too_short)
    if no_target := wanting(facts, job):
        yield Barred("K21", never=no_target)
    if rules.K25.pre_sail_utc is not None:
        until = _minute(facts, rules.K25.pre_sail_utc)
        yield Barred("K25", ((-ENDLESS, until),), why="the conference before sailing goes on")
    if rules.K25.wash_up_utc is not None:
        since = _minute(facts, rules.K25.wash_up_utc)
        yield Barred("K25", ((since, ENDLESS),), why="the wash-up has begun")
    for nation, time_utc in rules.K18.cleared.items():
        if any(facts.exercise.units[unit].nation == nation for unit in job.named):
            yield Barred("K18", ((-ENDLESS, _minute(facts, time_utc)),), why=f"{nation} is cleared from then on only")
    for unit in job.named:
        if area_id is not None and facts.sails(unit):
            until = arrival_min(facts, unit, area_id)
            reached = until < ENDLESS
            never = "" if reached else f"{unit} finds no way by sea to {area_id}"
            cruise = format_speed(facts.platform(unit).cruise_mps)
            why = f"{unit} makes {cruise} and is not there before"
            yield Barred("K02", ((-ENDLESS, until),) if until > 0 and reached else (), never, why)


@lru_cache(maxsize=65536)
def arrival_min(facts: Facts, unit: str, area_id: str) -> int:
    """When a unit can be in an area first, coming from where it starts, with the margin; 0 if it starts there."""
    import shapely

    home = facts.home(unit)
    assert home is not None
    if shapely.covers(facts.shape(area_id), shapely.Point(facts.flat(home))):
        return 0
    way_m = facts.way_m(home, facts.middle(area_id))
    if way_m >= NO_WAY_M:
        return ENDLESS
    seconds = way_m / facts.platform(unit).cruise_mps + facts.rules.K02.margin_s
    return -int(-seconds // 60.0)


def _weather(facts: Facts, job: Job, area_id: str | None) -> Iterator[Barred]:
    rules = facts.rules
    yield Barred(
        "K07", facts.rough(area_id, job.sea_state_max), why=f"more than sea state {job.sea_state_max} is forecast there"
    )
    least_m = max(
        job.visibility_m_min,
        rules.K08.fire_m if job.live else 0.0,
        rules.K08.fly_m if flies(facts, job) else 0.0,
    )
    if least_m > 0.0:
        words = format_length(least_m)
        yield Barred("K08", facts.thick(area_id, least_m), why=f"visibility is forecast under {words} there")


def flies(facts: Facts, job: Job) -> bool:
    """Whether somebody flies off a deck in it, whoever is chosen."""
    return kinds()[job.kind].flies_off_decks or any(is_flown(facts, unit) for unit in job.named)


def is_flown(facts: Facts, unit: str) -> bool:
    """Whether a unit flies off a deck with a crew; a drone is no such thing."""
    return unit in facts.hosts and Capability.TARGET not in facts.platform(unit).capabilities


def _places(facts: Facts, job: Job, area_id: str | None) -> Iterator[Barred]:
    import shapely

    if area_id is None:
        return
    rules, shape = facts.rules, facts.shape(area_id)
    danger = facts.danger(job, area_id)
    whole = shape if danger is None else danger
    if any(Capability.DIVES in facts.platform(unit).capabilities for unit in job.named):
        divers = any(facts.platform(unit).domain is Domain.SUBSURFACE for unit in job.named)
        depth_m = facts.depth_m(area_id)
        if divers and depth_m < rules.K15.depth_m:
            due = f"a submarine is due {rules.K15.depth_m:g} m"
            yield Barred("K15", never=f"{area_id} is {depth_m:g} m deep, and {due}")
    if danger is not None:
        for name, lane in facts.lanes():
            if shapely.intersects(danger, lane):
                yield Barred("K17", never=f"its danger area in {area_id} reaches the shipping lane {name}")
    for sea in rules.K18.seas:
        if shapely.intersects(whole, facts.shape(sea)):
            yield Barred("K18", never=f"{area_id} reaches {sea}, another state's sea")
    for space in rules.K26.prohibited:
        flies = danger is not None or any(facts.platform(unit).domain is Domain.AIR for unit in job.named)
        if flies and shapely.intersects(whole, facts.shape(space)):
            yield Barred("K26", never=f"{area_id} reaches {space}, prohibited airspace")
    for unit in job.named:
        if (why := too_far(facts, job, unit, area_id)) and rules.applies("K14"):
            yield Barred("K14", never=why)
    if rules.K22.cleared is not None:
        bands = {facts.exercise.circuits[name].band for name in job.circuits}
        if beyond := sorted(bands - set(rules.K22.cleared)):
            yield Barred("K22", never=f"its circuits work on {', '.join(beyond)}, which is not cleared")


def too_far(facts: Facts, job: Job, unit: str, area_id: str) -> str:
    """Why an aircraft has not the endurance for a serial in an area; empty if it has, or may land on a deck in it."""
    return "" if facts.host(unit) in job.units else too_far_alone(facts, job, unit, area_id)


def too_far_alone(facts: Facts, job: Job, unit: str, area_id: str) -> str:
    """Why an aircraft has not the endurance where the ship it flies from takes no part; empty if it has."""
    platform, home = facts.platform(unit), facts.home(unit)
    if platform.domain is not Domain.AIR or home is None:
        return ""
    there_m = apart_flat_m(facts, home, area_id)
    out_min = there_m / platform.cruise_mps / 60.0
    up_min = facts.endurance_min(unit) * (1.0 - facts.rules.K14.reserve)
    needed = stays_min(facts, unit, job.lasting_min) + 2.0 * out_min
    if needed <= up_min:
        return ""
    far = format_length(there_m)
    words = f"{unit} needs {needed / 60.0:.1f} h for it in {area_id}, {far} off, and stays up {up_min / 60.0:.1f} h"
    host = facts.host(unit)
    return words if host is None else f"{words}; {host}, from whose deck it flies, takes no part"


def stays_min(facts: Facts, unit: str, lasting_min: float) -> float:
    """How long an aircraft is at a serial that lasts so long: all of it; a drone is flown there and back for a run."""
    return 0.0 if Capability.TARGET in facts.platform(unit).capabilities else lasting_min


def apart_flat_m(facts: Facts, home: object, area_id: str) -> float:
    """Straight over land, from a place to an area's middle."""
    from fleetex.engine.orders import Position as Place
    from fleetex.plan.facts import apart_m
    from fleetex.quantities import Position

    assert isinstance(home, Position)
    middle = facts.middle(area_id)
    return apart_m(Place(home.lat_rad, home.lon_rad), Place(middle.lat_rad, middle.lon_rad))
