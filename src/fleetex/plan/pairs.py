"""What two serials ask of each other: who is in both, how far it is from one to the other, and what their areas do.

A clash says that two serials may not overlap where its condition holds, and how long must lie between them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fleetex.plan.facts import Facts
from fleetex.plan.jobs import Job, route_of
from fleetex.plan.round_danger import nearest_edge_m
from fleetex.scenario.kinds import kinds

BEFORE_ALL = "COMMEX"


@dataclass(frozen=True)
class Clash:
    """Two serials apart in time: by a rule, where all of its condition holds."""

    rule: str
    gap_min: int
    """Between the end of the first and the start of the second."""
    back_min: int
    """The other way round."""
    unit: str = ""
    """Who is in both; empty where areas clash."""
    areas: tuple[str | None, str | None] | None = None
    """Where the two are held; None: wherever."""
    leaver: str = ""
    """Who is in whichever comes first (of the two gaps one alone is asked) and must be out of the other's danger area,
    unless she is in that too; empty: it holds whoever takes part."""


def clashes(facts: Facts, one: Job, other: Job) -> Iterator[Clash]:
    """All clashes of two serials, in whatever order they come."""
    both = [unit for unit in one.units if unit in other.units]
    if both and not (one.concurrent or other.concurrent):
        yield from _in_both(facts, one, other, both)
    if not (one.concurrent or other.concurrent):
        yield from _areas(facts, one, other)
    yield from _decks(facts, one, other)


def _in_both(facts: Facts, one: Job, other: Job, both: list[str]) -> Iterator[Clash]:
    """A clash for those who are in both for certain, who share one condition, and one for each that may be chosen."""
    rules = facts.rules
    certain = [unit for unit in both if unit in one.named and unit in other.named]
    groups = [certain] if certain else []
    groups += [[unit] for unit in both if unit not in certain]
    for units in groups:
        if rules.applies("K01"):
            gap = round((rules.K01.setup_s + rules.K01.teardown_s) / 60.0)
            yield Clash("K01", gap, gap, units[0])
        sailing = [unit for unit in units if facts.sails(unit)]
        if not rules.applies("K02") or not sailing:
            continue
        slowest = min(sailing, key=lambda unit: facts.platform(unit).cruise_mps)
        cruise_mps = facts.platform(slowest).cruise_mps
        for a in one.area_ids:
            for b in other.area_ids:
                gap, back = passage_min(facts, one, a, b, cruise_mps), passage_min(facts, other, b, a, cruise_mps)
                if gap > 0 or back > 0:
                    yield Clash("K02", gap, back, slowest, (a, b))


def passage_min(facts: Facts, job: Job, area_id: str | None, to: str | None, cruise_mps: float) -> int:
    """From where a serial leaves off to another's area, with the margin; 0 where there is no way to go."""
    if to is None or (area_id == to and job.leaves_off is None):
        return 0
    way_m = facts.passage_m(job, area_id, to)
    return 0 if way_m <= 0.0 else -int(-(way_m / cruise_mps + facts.rules.K02.margin_s) // 60.0)


def _areas(facts: Facts, one: Job, other: Job) -> Iterator[Clash]:
    """Not at once; and before live fire its water has been empty for as long as the range is watched clear."""
    for a in one.area_ids:
        for b in other.area_ids:
            if rule := area_clash(facts, one, a, other, b):
                yield Clash(rule, 0, 0, "", (a, b))
                if rule in ("K03", "K04") and (one.live or other.live):
                    gap, gaps = emptied_min(facts, one, a, other, b)
                    back, backs = emptied_min(facts, other, b, one, a)
                    if gap or back:
                        yield Clash("K17", gap, back, "", (a, b))
                    yield from (Clash("K17", minutes, 0, "", (a, b), unit) for unit, minutes in gaps.items())
                    yield from (Clash("K17", 0, minutes, "", (a, b), unit) for unit, minutes in backs.items())


def clear_min(facts: Facts) -> int:
    """For how long before live fire its water is watched clear (K17)."""
    return -int(-facts.rules.K17.clear_s // 60.0) if facts.rules.applies("K17") else 0


def area_clash(facts: Facts, one: Job, a: str | None, other: Job, b: str | None) -> str:
    """The rule by which two serials can't be held in these areas at once; empty if they can."""
    if a is None or b is None or not _levels_meet(facts, one, other):
        return ""
    mine, theirs = (job.name if job.live or route_of(job.params) else "" for job in (one, other))
    key = (a, b, mine, theirs, one.live, other.live)
    if key not in facts.clashing:
        facts.clashing[key] = _area_clash(facts, one, a, other, b)
    return facts.clashing[key]


def _area_clash(facts: Facts, one: Job, a: str, other: Job, b: str) -> str:
    import shapely

    rules = facts.rules
    shapes = facts.shape(a), facts.shape(b)
    apart_m = 0.0 if a == b else float(shapely.distance(*shapes))
    live = one.live or other.live
    if rules.applies("K03") and (apart_m <= 0.0 or (live and apart_m < rules.K03.buffer_m)):
        return "K03"
    if rules.applies("K04") and live:
        dangers = ((facts.danger(one, a), shapes[1]), (facts.danger(other, b), shapes[0]))
        if any(danger is not None and shapely.intersects(danger, shape) for danger, shape in dangers):
            return "K04"
        if led_through(facts, one, a, other, b) or led_through(facts, other, b, one, a):
            return "K04"
    return "K16" if rules.applies("K16") and apart_m < rules.K16.distance_m else ""


def emptied_min(
    facts: Facts, job: Job, area_id: str | None, live: Job, where: str | None
) -> tuple[int, dict[str, int]]:
    """How long before live fire a serial in its danger area is over: for the watch, and until who is in the one for
    certain, and not in the other, has left it; and what is due beyond that of each unit that may be chosen."""
    if not live.live or not facts.rules.applies("K17"):
        return 0, {}
    out = out_min(facts, job, area_id, live, where)
    gap = max([clear_min(facts), *(minutes for unit, minutes in out.items() if _is_left(unit, job, live))])
    return gap, {unit: minutes for unit, minutes in out.items() if minutes > gap and unit not in live.named}


def _is_left(unit: str, job: Job, live: Job) -> bool:
    """Whether she is in a serial, and not in a live one, whoever is chosen."""
    return unit in job.named and unit not in live.units


def out_min(facts: Facts, job: Job, area_id: str | None, live: Job, where: str | None) -> dict[str, int]:
    """How long each who may be in a serial takes at cruising speed to leave a live one's danger area from where she is
    at its end, by the nearest edge; empty of who lies outside."""
    begun, hull = facts.leaves_off(job, area_id), facts.danger_hull(live, where)
    if begun is None or hull is None:
        return {}
    way_m = nearest_edge_m(facts.flat(begun), hull)
    if way_m <= 0.0:
        return {}
    return {unit: -int(-way_m / facts.platform(unit).cruise_mps // 60.0) for unit in job.units if facts.sails(unit)}


def led_through(facts: Facts, one: Job, a: str, other: Job, b: str) -> bool:
    """Whether the route of one leads through the danger area of the other."""
    import shapely

    track, danger = facts.track(one, a), facts.danger_hull(other, b)
    return track is not None and danger is not None and bool(shapely.intersects(track, danger))


def _levels_meet(facts: Facts, one: Job, other: Job) -> bool:
    """Whether two serials take the same depths or heights, or come too near for a submarine among them."""
    if one.levels_m == other.levels_m:
        return True
    divers = any(unit in facts.divers for job in (one, other) for unit in job.units)
    apart_m = facts.rules.K15.separation_m if divers and facts.rules.applies("K15") else 0.0
    (low, high), (under, over) = one.levels_m, other.levels_m
    return low < over + apart_m and under < high + apart_m


def _decks(facts: Facts, one: Job, other: Job) -> Iterator[Clash]:
    """Two sorties from one deck: not at once, and a cycle from launch to launch."""
    if not facts.rules.applies("K13"):
        return
    cycle = round(facts.rules.K13.cycle_s / 60.0)
    for mine in one.units:
        host = facts.host(mine) if mine in facts.hosts else None
        if host is None:
            continue
        for theirs in other.units:
            same_spot = facts.host(theirs) == host and (mine == theirs or facts.platform(host).decks < 2)
            if same_spot:
                gap, back = max(0, cycle - one.lasting_min), max(0, cycle - other.lasting_min)
                yield Clash("K13", gap, back, mine if mine == theirs else f"{mine}|{theirs}")


def before_all_of(kind: str) -> tuple[str, ...]:
    """Kinds of which a programme that has any holds one before the first of this: a COMMEX, and as the kind says."""
    spec = kinds()[kind]
    commex = () if spec.needs_no_commex or kind == BEFORE_ALL else (BEFORE_ALL,)
    return (*commex, *sorted(spec.follows))


def order_rules(jobs: tuple[Job, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """For each serial, the serials of which one must have ended before: the kinds' order, dry before live."""
    by_kind: dict[str, list[Job]] = {}
    for job in jobs:
        by_kind.setdefault(job.kind, []).append(job)
    for job in jobs:
        for before in before_all_of(job.kind):
            if before in by_kind:
                yield job.name, tuple(other.name for other in by_kind[before])
        dry = tuple(other.name for other in by_kind[job.kind] if not other.live)
        if job.live and dry:
            yield job.name, dry
