"""A programme judged, whoever wrote it: every breach of a hard rule, one sentence each, with unit, time and rule.

Plain Python over the timetable. It shares what is so (distances, daylight, forecasts, classes) with the planner, and
none of its reasoning: it walks each unit and each area through time and looks.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations, pairwise

from fleetex.library import Library
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import FIRING, Able, Job, jobs_of, rounds_each, tow_too_short
from fleetex.plan.judge_passages import caught_in_danger, late_passages, led_into_danger
from fleetex.plan.judge_roles import who_could
from fleetex.plan.judge_supply import Walk, fuel_breaches
from fleetex.plan.pairs import before_all_of
from fleetex.plan.targets import wanting
from fleetex.plan.timetable import Placed, Timetable
from fleetex.quantities import format_dtg, format_length
from fleetex.scenario import Exercise
from fleetex.scenario.kinds import kinds
from fleetex.vocabulary import Capability, Domain


@dataclass(frozen=True, order=True)
class Breach:
    """A rule that is not kept."""

    rule: str
    serial: str
    text: str
    cure: str = ""
    """What to write, where no other time or place mends it."""

    def __str__(self) -> str:
        return f"{self.rule}: {self.text}{'; ' if self.cure else ''}{self.cure}"


def judge(exercise: Exercise, library: Library, timetable: Timetable) -> tuple[Breach, ...]:
    """Every breach of the hard rules that are switched on, by rule, then serial."""
    bench = _Bench(exercise, library, timetable)
    found = [one for part in _PARTS for one in part(bench)]
    rules = bench.facts.rules
    return tuple(sorted({one for one in found if rules.applies(one.rule)}))


class _Bench:
    """What the judge has before him."""

    def __init__(self, exercise: Exercise, library: Library, timetable: Timetable) -> None:
        self.exercise, self.library = exercise, library
        self.facts = Facts(exercise, library)
        self.able = Able.of(exercise, library)
        self.jobs: Mapping[str, Job] = {job.name: job for job in jobs_of(exercise, library)}
        self.placed = [one for one in timetable.placed if one.serial in self.jobs]
        self.walks: dict[str, list[Placed]] = {unit: [] for unit in exercise.units}
        for one in sorted(self.placed, key=lambda placed: (placed.start_utc, placed.serial)):
            for unit in one.units:
                self.walks.setdefault(unit, []).append(one)

    def meet(self, one: Placed, other: Placed) -> bool:
        return one.start_utc < other.end_utc and other.start_utc < one.end_utc

    def minutes(self, one: Placed) -> tuple[float, float]:
        seconds = self.exercise.seconds
        return seconds(one.start_utc) / 60.0, seconds(one.end_utc) / 60.0


def when(one: Placed) -> str:
    return f"{format_dtg(one.start_utc)} to {format_dtg(one.end_utc)}"


def _one_at_a_time(bench: _Bench) -> Iterator[Breach]:
    rule = bench.facts.rules.K01
    gap = timedelta(seconds=rule.setup_s + rule.teardown_s)
    for unit, walk in bench.walks.items():
        for number, one in enumerate(walk):
            for other in walk[number + 1 :]:
                if other.start_utc >= one.end_utc + gap:
                    continue
                if bench.jobs[one.serial].concurrent or bench.jobs[other.serial].concurrent:
                    continue
                if other.start_utc < one.end_utc:
                    words = f"{unit} is in {one.serial} until {format_dtg(one.end_utc)}, and {other.serial} begins "
                    yield Breach("K01", other.serial, f"{words}{format_dtg(other.start_utc)}")
                else:
                    left = (other.start_utc - one.end_utc).total_seconds() / 60.0
                    words = (
                        f"{unit} has {left:.0f} min between {one.serial}, which ends {format_dtg(one.end_utc)}, and "
                    )
                    due = f"{other.serial}; set-up and clearing away take {gap.total_seconds() / 60.0:.0f} min"
                    yield Breach("K01", other.serial, words + due)


def _passages(bench: _Bench) -> Iterator[Breach]:
    for serial, text in late_passages(bench.facts, bench.walks, bench.jobs, bench.placed):
        yield Breach("K02", serial, text)


def _routes(bench: _Bench) -> Iterator[Breach]:
    for one, other in combinations(bench.placed, 2):
        if bench.meet(one, other) and _share_levels(bench, one, other):
            for serial, text in led_into_danger(bench.facts, bench.jobs, one, other):
                yield Breach("K04", serial, text)


def _areas(bench: _Bench) -> Iterator[Breach]:
    import shapely

    facts, rules = bench.facts, bench.facts.rules
    for one, other in combinations([placed for placed in bench.placed if placed.area_id is not None], 2):
        a, b = bench.jobs[one.serial], bench.jobs[other.serial]
        if not bench.meet(one, other) or a.concurrent or b.concurrent or not _share_levels(bench, one, other):
            continue
        assert one.area_id is not None
        assert other.area_id is not None
        shapes = facts.shape(one.area_id), facts.shape(other.area_id)
        apart_m = 0.0 if one.area_id == other.area_id else float(shapely.distance(*shapes))
        begun = format_dtg(max(one.start_utc, other.start_utc))
        both = f"{one.serial} in {one.area_id} and {other.serial} in {other.area_id} at {begun}"
        live = one.live or other.live
        if apart_m <= 0.0:
            yield Breach("K03", other.serial, f"{both} take the same water")
        elif live and apart_m < rules.K03.buffer_m:
            yield Breach(
                "K03",
                other.serial,
                f"{both} lie {format_length(apart_m)} apart; live fire asks for {format_length(rules.K03.buffer_m)}",
            )
        for firing, shape, mine in ((one, shapes[1], a), (other, shapes[0], b)):
            danger = facts.danger(mine, firing.area_id)
            if danger is not None and shapely.intersects(danger, shape):
                yield Breach("K04", firing.serial, f"{both}: the danger area of {firing.serial} reaches the other's")
        if apart_m < rules.K16.distance_m:
            least = format_length(rules.K16.distance_m)
            yield Breach("K16", other.serial, f"{both} lie {format_length(apart_m)} apart, and {least} are due")


def _watched_clear(bench: _Bench) -> Iterator[Breach]:
    """Live fire after somebody else was in its water, or in its danger area: first it is watched clear (K17)."""
    import shapely

    facts, clear_s = bench.facts, bench.facts.rules.K17.clear_s
    for one in bench.placed:
        if not one.live or one.area_id is None:
            continue
        for text in caught_in_danger(facts, bench.walks, bench.jobs, one):
            yield Breach("K17", one.serial, text)
        kept = [facts.shape(one.area_id).buffer(facts.rules.K03.buffer_m - 1.0)] if facts.rules.applies("K03") else []
        danger = facts.danger(bench.jobs[one.serial], one.area_id) if facts.rules.applies("K04") else None
        kept += [] if danger is None else [danger]
        for other in bench.placed:
            left_s = (one.start_utc - other.end_utc).total_seconds()
            if other.serial == one.serial or other.area_id is None or not 0.0 <= left_s < clear_s:
                continue
            free = bench.jobs[one.serial].concurrent or bench.jobs[other.serial].concurrent
            if free or not _share_levels(bench, one, other):
                continue
            shape = facts.shape(other.area_id)
            if any(shapely.intersects(water, shape) for water in kept):
                words = f"{other.serial} leaves {other.area_id} {left_s / 60.0:.0f} min before {one.serial} fires in "
                due = f"{one.area_id} at {format_dtg(one.start_utc)}; it is watched clear for {clear_s / 60.0:.0f} min"
                yield Breach("K17", one.serial, words + due)


def _share_levels(bench: _Bench, one: Placed, other: Placed) -> bool:
    (low, high), (under, over) = (bench.jobs[placed.serial].levels_m for placed in (one, other))
    dives = any(
        bench.facts.platform(unit).domain is Domain.SUBSURFACE for placed in (one, other) for unit in placed.units
    )
    apart_m = bench.facts.rules.K15.separation_m if dives and bench.facts.rules.applies("K15") else 0.0
    return not (high + apart_m <= under or over + apart_m <= low)


def _leads(bench: _Bench) -> Iterator[Breach]:
    rules, as_of_utc = bench.facts.rules, bench.facts.plan.as_of_utc
    if as_of_utc is None:
        return
    for one in bench.placed:
        for what, lead_s in (("navigational warning", rules.K05.warning_s), ("NOTAM", rules.K05.notam_s)):
            if one.live and (one.start_utc - as_of_utc).total_seconds() < lead_s:
                days = (one.start_utc - as_of_utc).total_seconds() / 86400.0
                words = f"the {what} of {one.serial} at {format_dtg(one.start_utc)} can go out {days:.1f} days before, "
                yield Breach("K05", one.serial, f"{words}and {lead_s / 86400.0:g} are due")


def _off_decks(bench: _Bench, one: Placed) -> bool:
    """Whether somebody with a crew on board flies off a ship's deck in it."""
    units, facts = bench.exercise.units, bench.facts
    known = [name for name in one.units if name in units and facts.platform(name).domain is Domain.AIR]
    crewed = [name for name in known if Capability.TARGET not in facts.platform(name).capabilities]
    return any(units[name].start.deck in units or units[name].home in units for name in crewed)


def _light_and_weather(bench: _Bench) -> Iterator[Breach]:
    facts, rules = bench.facts, bench.facts.rules
    for one in bench.placed:
        job, (start, end) = bench.jobs[one.serial], bench.minutes(one)
        fires_m = rules.K08.fire_m if one.live else 0.0
        flies_m = rules.K08.fly_m if kinds()[job.kind].flies_off_decks or _off_decks(bench, one) else 0.0
        least_m = max(job.visibility_m_min, fires_m, flies_m)
        looked = [
            ("K06", facts.night(one.area_id, rules.K06.civil_twilight) if job.daylight else (), "the sun is down"),
            (
                "K07",
                facts.rough(one.area_id, job.sea_state_max),
                f"more than sea state {job.sea_state_max} is forecast",
            ),
            (
                "K08",
                facts.thick(one.area_id, least_m) if least_m else (),
                f"less than {format_length(least_m)} is seen",
            ),
        ]
        for rule, spans, what in looked:
            for since, until in spans:
                if start < until and end > since:
                    shown = format_dtg(bench.exercise.start_utc + timedelta(minutes=max(since, start)))
                    where = f" in {one.area_id}" if one.area_id else ""
                    yield Breach(rule, one.serial, f"{one.serial}{where}, {when(one)}: {what} from {shown}")
                    break


def _order(bench: _Bench) -> Iterator[Breach]:
    by_name = {one.serial: one for one in bench.placed}
    by_kind: dict[str, list[Placed]] = {}
    for one in bench.placed:
        by_kind.setdefault(one.kind, []).append(one)
    for one in bench.placed:
        for name in bench.jobs[one.serial].after:
            before = by_name.get(name)
            if before is not None and before.end_utc > one.start_utc:
                words = f"{one.serial} begins {format_dtg(one.start_utc)}, and {name}, which comes before it, ends "
                yield Breach("K09", one.serial, f"{words}{format_dtg(before.end_utc)}")
        dues = [kind for kind in reversed(before_all_of(one.kind)) if kind in by_kind]
        for kind in dues:
            if all(other.end_utc > one.start_utc for other in by_kind[kind] if other is not one):
                yield Breach(
                    "K09", one.serial, f"{one.serial} begins {format_dtg(one.start_utc)} before any {kind} is over"
                )
        dry = [other for other in by_kind[one.kind] if not other.live]
        if one.live and dry and all(other.end_utc > one.start_utc for other in dry):
            yield Breach(
                "K09", one.serial, f"{one.serial} is live at {format_dtg(one.start_utc)}, before any dry {one.kind}"
            )


def _supply(bench: _Bench) -> Iterator[Breach]:
    for unit, walk in bench.walks.items():
        if unit not in bench.exercise.units:
            continue
        for serial, text in fuel_breaches(bench.facts, Walk(unit, tuple(walk), bench.jobs)):
            yield Breach("K10", serial, text)
        fired: Counter[str] = Counter()
        for one in walk:
            if unit in one.roles.get(FIRING, ()):
                fired[one.serial] = rounds_each(bench.jobs[one.serial])
        held = bench.facts.rounds(unit)
        if sum(fired.values()) > held:
            last = [name for name in fired if fired[name]][-1]
            words = f"{unit} is to fire {sum(fired.values())} rounds by the end of {last}, and has {held}"
            yield Breach("K11", last, words)


def _aircraft(bench: _Bench) -> Iterator[Breach]:
    facts, rule = bench.facts, bench.facts.rules.K13
    flying = {unit: walk for unit, walk in bench.walks.items() if unit in facts.exercise.units and _flies(bench, unit)}
    for mine, theirs in combinations(flying, 2):
        host = facts.host(mine)
        if host is None or facts.host(theirs) != host or facts.platform(host).decks >= 2:
            continue
        for one in flying[mine]:
            for other in flying[theirs]:
                if one.serial != other.serial:
                    yield from _deck(mine, theirs, host, one, other, rule.cycle_s)
    for unit, walk in flying.items():
        for one, other in pairwise(walk):
            host = facts.host(unit)
            if host is not None:
                yield from _deck(unit, unit, host, one, other, rule.cycle_s)
        for one in walk:
            soon = [other for other in walk if timedelta() <= other.start_utc - one.start_utc < timedelta(days=1)]
            hours = sum((other.end_utc - other.start_utc).total_seconds() for other in soon) / 3600.0
            if hours > rule.crew_day_s / 3600.0 and len(soon) > 1:
                words = (
                    f"{unit} flies {hours:.1f} h in the day from {format_dtg(one.start_utc)}, and its crew's day is "
                )
                yield Breach("K13", one.serial, f"{words}{rule.crew_day_s / 3600.0:g} h")
            yield from _on_station(bench, unit, one)


def _deck(mine: str, theirs: str, host: str, one: Placed, other: Placed, cycle_s: float) -> Iterator[Breach]:
    first, second = sorted((one, other), key=lambda placed: placed.start_utc)
    since_s = (second.start_utc - first.start_utc).total_seconds()
    if second.start_utc < first.end_utc or since_s < cycle_s:
        who = mine if mine == theirs else f"{mine} and {theirs}"
        words = f"{who} on the deck of {host}: {first.serial} {when(first)}, {second.serial} {when(second)}"
        yield Breach("K13", second.serial, words)


def _flies(bench: _Bench, unit: str) -> bool:
    return bench.facts.platform(unit).domain is Domain.AIR


def _on_station(bench: _Bench, unit: str, one: Placed) -> Iterator[Breach]:
    from fleetex.plan.slots import apart_flat_m, stays_min

    facts = bench.facts
    home = facts.home(unit)
    if home is None or one.area_id is None or facts.host(unit) in one.units:
        return
    out_h = apart_flat_m(facts, home, one.area_id) / facts.platform(unit).cruise_mps / 3600.0
    up_h = facts.endurance_min(unit) * (1.0 - facts.rules.K14.reserve) / 60.0
    lasting_min = (one.end_utc - one.start_utc).total_seconds() / 60.0
    needed = stays_min(facts, unit, lasting_min) / 60.0 + 2.0 * out_h
    if needed > up_h:
        words = (
            f"{unit} needs {needed:.1f} h for {one.serial} at {format_dtg(one.start_utc)} with its way there and back"
        )
        yield Breach("K14", one.serial, f"{words}, and stays up {up_h:.1f} h")


def _water(bench: _Bench) -> Iterator[Breach]:
    import shapely

    facts, rules = bench.facts, bench.facts.rules
    for one in bench.placed:
        if one.area_id is None:
            continue
        job = bench.jobs[one.serial]
        danger = facts.danger(job, one.area_id)
        whole = facts.shape(one.area_id) if danger is None else danger
        depth_m = facts.depth_m(one.area_id)
        for unit in one.units:
            if facts.platform(unit).domain is Domain.SUBSURFACE and depth_m < rules.K15.depth_m:
                words = f"{unit} dives in {one.serial} from {format_dtg(one.start_utc)} in {one.area_id}, "
                yield Breach("K15", one.serial, f"{words}{depth_m:g} m deep: {rules.K15.depth_m:g} m are due")
        flies = danger is not None or any(_flies(bench, unit) for unit in one.units)
        lanes = [("K17", f"the shipping lane {name}", lane) for name, lane in facts.lanes() if danger is not None]
        seas = [("K18", f"{sea}, another state's sea", facts.shape(sea)) for sea in rules.K18.seas]
        spaces = [("K26", f"{name}, prohibited airspace", facts.shape(name)) for name in rules.K26.prohibited if flies]
        for rule, what, shape in (*lanes, *seas, *spaces):
            if shapely.intersects(whole, shape):
                mine = "the danger area of " if danger is not None else ""
                yield Breach(rule, one.serial, f"{mine}{one.serial} in {one.area_id}, {when(one)}, reaches {what}")


def _clearances(bench: _Bench) -> Iterator[Breach]:
    rules = bench.facts.rules
    for one in bench.placed:
        for unit in one.units:
            since = rules.K18.cleared.get(bench.exercise.units[unit].nation)
            if since is not None and one.start_utc < since:
                words = f"{unit} is in {one.serial} at {format_dtg(one.start_utc)}, and its nation is cleared from "
                yield Breach("K18", one.serial, f"{words}{format_dtg(since)}")
        if rules.K22.cleared is not None:
            for name in bench.jobs[one.serial].circuits:
                band = bench.exercise.circuits[name].band
                if band not in rules.K22.cleared:
                    words = f"{one.serial} at {format_dtg(one.start_utc)} uses {name} on {band.value}"
                    yield Breach("K22", one.serial, f"{words}, which is not cleared")


def _roles(bench: _Bench) -> Iterator[Breach]:
    for one in bench.placed:
        spec = bench.jobs[one.serial].spec
        due = bench.facts.rules.K19.roles.get(one.kind, ())
        for role, role_spec in spec.roles.items():
            units = one.roles.get(role, ())
            if len(units) < max(role_spec.units_min, 1 if role in due else 0):
                rule = "K21" if Capability.TARGET in role_spec.needs else "K19"
                words = f"{one.serial} at {format_dtg(one.start_utc)} has nobody as `{role}`"
                yield Breach(rule, one.serial, words, who_could(bench.able, one, role, bench.placed))
            for unit in units:
                if missing := sorted(role_spec.needs - bench.facts.platform(unit).capabilities):
                    words = f"{unit} is `{role}` in {one.serial} at {format_dtg(one.start_utc)} and has no "
                    yield Breach("K20", one.serial, words + ", ".join(missing))
        if too_short := tow_too_short(bench.jobs[one.serial], bench.facts.rules.K21.tow_m):
            yield Breach("K21", one.serial, f"{one.serial} at {format_dtg(one.start_utc)}: {too_short}")
        if no_target := wanting(bench.facts, bench.jobs[one.serial].settled(bench.exercise, one)):
            yield Breach("K21", one.serial, f"{one.serial} at {format_dtg(one.start_utc)}: {no_target}")
        if one.oce not in one.units:
            yield Breach(
                "K19", one.serial, f"{one.oce} conducts {one.serial} at {format_dtg(one.start_utc)} and is not in it"
            )


def _ends(bench: _Bench) -> Iterator[Breach]:
    rule = bench.facts.rules.K25
    for one in bench.placed:
        if rule.pre_sail_utc is not None and one.start_utc < rule.pre_sail_utc:
            shown = format_dtg(rule.pre_sail_utc)
            yield Breach(
                "K25",
                one.serial,
                f"{one.serial} begins {format_dtg(one.start_utc)}, before the conference is over at {shown}",
            )
    last = max(bench.placed, key=lambda placed: placed.end_utc, default=None)
    if rule.wash_up_utc is None or last is None:
        return
    shown = format_dtg(rule.wash_up_utc)
    if last.end_utc > rule.wash_up_utc:
        yield Breach("K25", last.serial, f"{last.serial} ends {format_dtg(last.end_utc)}, after the wash-up at {shown}")
    if rule.wash_up_utc - last.end_utc > timedelta(seconds=rule.within_s):
        yield Breach(
            "K25", last.serial, f"the wash-up at {shown} is more than {rule.within_s / 3600.0:g} h after {last.serial}"
        )


_PARTS = (
    _one_at_a_time,
    _passages,
    _areas,
    _routes,
    _watched_clear,
    _leads,
    _light_and_weather,
    _order,
    _supply,
    _aircraft,
    _water,
    _clearances,
    _roles,
    _ends,
)


def inside_windows(exercise: Exercise, timetable: Timetable) -> tuple[Breach, ...]:
    """Serials outside the windows that their file gives them."""
    from fleetex.scenario.programme import OpenSerial

    found = []
    for one in timetable.placed:
        serial = exercise.programme.get(one.serial)
        if isinstance(serial, OpenSerial):
            first, last = serial.within.bounds(exercise.start_utc, exercise.end_utc, exercise.exercise.zone)
            if one.start_utc < first or one.end_utc > last:
                words = f"{one.serial}, {when(one)}, is outside its window, {format_dtg(first)} to {format_dtg(last)}"
                found.append(Breach("window", one.serial, words))
    return tuple(found)
