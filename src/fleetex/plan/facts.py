"""What is so whatever the plan: distances round land, shapes on a plane, daylight and weather by area, what guns reach.

Times in minutes from the exercise's start. Spans are [from, to) in minutes. Distances between areas run from middle to
middle; a patrol leaves off at the last point of its route.
"""

import math
from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

from fleetex.engine.orders import Position as Place
from fleetex.engine.routing import NoRoute, route_round_land
from fleetex.library import Library
from fleetex.library.coast import land_near
from fleetex.library.models import Platform
from fleetex.physics.sun_formula import CIVIL_RAD, SUNRISE_RAD, sun_direction
from fleetex.plan.jobs import Job, route_of
from fleetex.quantities import Position, middle_of
from fleetex.scenario import Exercise
from fleetex.scenario.parts import Series
from fleetex.scenario.plan_rules import PlanSection, Rules
from fleetex.scenario.surroundings import Area, AreaKind
from fleetex.scenario.within import inside, size_m2, water_at_m
from fleetex.units import DEG_RAD, EARTH_RADIUS_M, NMI_M
from fleetex.vocabulary import Domain, LineKind

Span = tuple[int, int]
SUN_STEP_MIN = 10
TRACK_M = 0.5 * NMI_M
"""To each side of a route that ships sail in company (design)."""
NO_WAY_M = 1e9
"""Where there is no way by sea."""


class Facts:
    """Of one exercise; what was asked once is remembered."""

    def __init__(self, exercise: Exercise, library: Library) -> None:
        self.exercise = exercise
        self.library = library
        self.plan = exercise.plan or PlanSection()
        self.end_min = math.floor(exercise.exercise.window.duration_s / 60.0 + 1e-9)
        self._ways: dict[tuple[Position, Position], tuple[float, tuple[Place, ...]]] = {}
        self._middles: dict[str, Position] = {}
        self._shapes: dict[Any, Any] = {}
        self._spans: dict[Any, tuple[Span, ...]] = {}
        self.clashing: dict[Any, str] = {}
        """The rule by which two areas clash, as `pairs` found it."""
        self._passages: dict[Any, float] = {}
        self._crews: dict[tuple[str, ...], frozenset[str]] = {}
        self._light = (0, 0)
        self._fair: tuple[tuple[str, int, Span], ...] = ()
        self.fog: list[tuple[str | None, Span]] = []
        """Areas, or None for everywhere, and when nothing is seen there, whatever was forecast."""
        self.closed: list[tuple[str, Span]] = []
        self.away: list[tuple[str, Span]] = []
        """Units, and when they can take no part."""
        self.now_min = 0
        self.detours: list[Any] = []
        """Passages known to lead round live danger areas (`detours.Detour`)."""

    def under(self, plan: PlanSection) -> "Facts":
        """The same exercise under other limits; ways and shapes are kept."""
        return self._like(self.exercise, plan)

    def of(self, exercise: Exercise) -> "Facts":
        """The same areas and forecasts, with other units or serials."""
        return self._like(exercise, self.plan)

    def _like(self, exercise: Exercise, plan: PlanSection) -> "Facts":
        other = Facts(exercise, self.library)
        other.plan, other._light, other._fair = plan, self._light, self._fair
        other._ways, other._middles, other._passages = self._ways, self._middles, self._passages
        same = exercise is self.exercise and plan.rules.K04 == self.plan.rules.K04
        other._shapes = {key: shape for key, shape in self._shapes.items() if same or not isinstance(key, tuple)}
        other.detours = self.detours
        other.fog, other.closed, other.away, other.now_min = self.fog, self.closed, self.away, self.now_min
        return other

    def with_light(self, morning: int = 0, evening: int = 0) -> "Facts":
        """The same exercise if the sun rose so many minutes earlier, or set later."""
        other = self.under(self.plan)
        other._light = (morning, evening)
        return other

    def with_fair(self, name: str, area_id: str | None, span: Span) -> "Facts":
        """The same exercise if one forecast, `sea_state` or `visibility_m`, barred nothing in a span."""
        other = self.under(self.plan)
        other._fair = (*self._fair, (name, id(self._series(area_id, name)), span))
        return other

    @property
    def rules(self) -> Rules:
        return self.plan.rules

    @property
    def step_min(self) -> int:
        return max(1, round(self.plan.step_s / 60.0))

    def platform(self, unit: str) -> Platform:
        return self.library.platforms[self.exercise.units[unit].class_id]

    def sails(self, unit: str) -> bool:
        """Whether a unit goes to its serials by its own engines over the water."""
        platform = self.platform(unit)
        return (
            platform.domain in (Domain.SURFACE, Domain.SUBSURFACE)
            and platform.cruise_mps > 0.0
            and (self.exercise.units[unit].start.place is not None)
        )

    def middle(self, area_id: str) -> Position:
        if area_id not in self._middles:
            self._middles[area_id] = middle_of(self.exercise.areas[area_id].points)
        return self._middles[area_id]

    def home(self, unit: str) -> Position | None:
        """Where a unit is when the exercise begins; of what stands on a deck or at an airfield, there."""
        start = self.exercise.units[unit].start
        if start.place is not None:
            place: Position = start.place
            return place
        if start.airfield is not None and start.airfield in self.exercise.areas:
            return self.middle(start.airfield)
        return self.home(start.deck) if start.deck in self.exercise.units else None

    @cached_property
    def hosts(self) -> dict[str, str]:
        """For each aircraft that flies from a ship: the ship."""
        found = {unit: self.host(unit) for unit in self.exercise.units}
        return {unit: host for unit, host in found.items() if host is not None}

    def crews(self, job: Job) -> frozenset[str]:
        """Whoever may take part in a serial, and the ships from whose decks they fly."""
        if job.units not in self._crews:
            hosts = (self.hosts[unit] for unit in job.units if unit in self.hosts)
            self._crews[job.units] = frozenset((*job.units, *hosts))
        return self._crews[job.units]

    def host(self, unit: str) -> str | None:
        """The ship whose deck an aircraft flies from; None of all others."""
        one = self.exercise.units[unit]
        if self.platform(unit).domain is not Domain.AIR:
            return None
        host = one.home if one.home in self.exercise.units else one.start.deck
        return host if host in self.exercise.units else None

    def leaves_off(self, job: Job, area_id: str | None) -> Position | None:
        """Where its ships are when a serial ends: at the end of its route, else in the middle of its area."""
        if job.leaves_off is not None:
            return job.leaves_off
        return None if area_id is None else self.middle(area_id)

    def passage_m(self, job: Job, area_id: str | None, to: str) -> float:
        """From where a serial leaves off to another area; 0 if that is in it, NO_WAY_M if there is no way."""
        key = (area_id if job.leaves_off is None else job.name, to)
        if key not in self._passages:
            begun = self.leaves_off(job, area_id)
            self._passages[key] = 0.0 if begun is None or self.covers(to, begun) else self.way_m(begun, self.middle(to))
        return self._passages[key]

    def covers(self, area_id: str, place: Position) -> bool:
        """Whether a place lies in an area."""
        import shapely

        return bool(shapely.covers(self.shape(area_id), shapely.Point(self.flat(place))))

    @cached_property
    def far_min(self) -> float:
        """No passage between serials takes longer, with all margins."""
        points = [self.flat(point) for area in self.exercise.areas.values() for point in area.points] or [(0.0, 0.0)]
        wide = max(east for east, _ in points) - min(east for east, _ in points)
        high = max(north for _, north in points) - min(north for _, north in points)
        speeds = [self.platform(unit).cruise_mps for unit in self.exercise.units if self.sails(unit)]
        rules = self.rules
        margins_s = rules.K02.margin_s + rules.K01.setup_s + rules.K01.teardown_s + rules.K13.cycle_s
        return (3.0 * (wide + high) / min(speeds, default=1.0) + margins_s) / 60.0

    @cached_property
    def divers(self) -> frozenset[str]:
        return frozenset(unit for unit in self.exercise.units if self.platform(unit).domain is Domain.SUBSURFACE)

    @cached_property
    def _land(self) -> Any:
        points = [point for area in self.exercise.areas.values() for point in area.points]
        points += [unit.start.place for unit in self.exercise.units.values() if unit.start.place is not None]
        first = points[0].lon_deg if points else 0.0
        lats = [point.lat_deg for point in points] or [0.0]
        lons = [first + math.remainder(point.lon_deg - first, 360.0) for point in points] or [0.0]
        south, north = max(min(lats) - 2.0, -89.0), min(max(lats) + 2.0, 89.0)
        return land_near(south, north, min(lons) - 2.0, min(max(lons) + 2.0, min(lons) + 350.0))

    def way_m(self, a: Position, b: Position) -> float:
        """How far it is by sea, round land; NO_WAY_M where there is no way."""
        return 0.0 if a == b else self._way(a, b)[0]

    def _way(self, a: Position, b: Position) -> tuple[float, tuple[Place, ...]]:
        key = (a, b) if (a.lat_rad, a.lon_rad) <= (b.lat_rad, b.lon_rad) else (b, a)
        if key not in self._ways:
            self._ways[key] = self._way_found(*key)
        return self._ways[key]

    def _way_found(self, a: Position, b: Position) -> tuple[float, tuple[Place, ...]]:
        here, there = Place(a.lat_rad, a.lon_rad), Place(b.lat_rad, b.lon_rad)
        try:
            way = route_round_land(self._land, here, (there,), LineKind.GEODESIC)
        except NoRoute:
            return NO_WAY_M, ()
        points = (here, *way)
        return sum(apart_m(one, other) for one, other in pairwise(points)), points

    def way_round_m(self, a: Position, b: Position, outlines: Sequence[Any]) -> float:
        """How far it is by sea, round land and outlines on the plane."""
        from fleetex.plan.round_danger import turns_round

        if a == b or not outlines:
            return self.way_m(a, b)
        length_m, points = self._way(a, b)
        flat = [self.flat(Position(point.lat_rad, point.lon_rad)) for point in points]
        for here, there in pairwise(flat):
            turns = turns_round(here, there, outlines)
            if turns:
                length_m += sum(math.dist(*leg) for leg in pairwise([here, *turns, there])) - math.dist(here, there)
        return length_m

    def shape(self, area_id: str) -> Any:
        """An area on the exercise's plane, metres."""
        if area_id not in self._shapes:
            self._shapes[area_id] = self._shape(self.exercise.areas[area_id])
        return self._shapes[area_id]

    def _shape(self, area: Area) -> Any:
        import shapely

        points = [self.flat(point) for point in area.points]
        if area.kind in (AreaKind.CIRCLE, AreaKind.POINT):
            return shapely.Point(points[0]).buffer(max(area.radius_m, 1.0))
        if area.kind in (AreaKind.CORRIDOR, AreaKind.LINE):
            return shapely.LineString(points).buffer(max(area.radius_m, 1.0))
        whole = shapely.Polygon(points)
        return whole if whole.is_valid else shapely.make_valid(whole)

    @cached_property
    def _centre(self) -> Position:
        points = [point for area in self.exercise.areas.values() for point in area.points]
        points += [unit.start.place for unit in self.exercise.units.values() if unit.start.place is not None]
        return middle_of(points) if points else Position(0.0, 0.0)

    def flat(self, place: Position) -> tuple[float, float]:
        """A place on a plane about the exercise's middle: good to some parts in a thousand over 300 nmi."""
        centre = self._centre
        east = math.remainder(place.lon_rad - centre.lon_rad, math.tau)
        across = EARTH_RADIUS_M * east * math.cos((place.lat_rad + centre.lat_rad) / 2.0)
        return across, EARTH_RADIUS_M * (place.lat_rad - centre.lat_rad)

    def reach_m(self, unit: str) -> float:
        """How far a unit's guns reach at most; 0 of who has none."""
        guns = (self.library.guns[mount.class_id] for mount in self.platform(unit).guns)
        return max((gun.range_m_max for gun in guns), default=0.0)

    def rounds(self, unit: str) -> int:
        """In the magazine of the mount of the greatest calibre: what gunnery serials fire."""
        guns = self.platform(unit).guns
        return max(guns, key=lambda mount: self.library.guns[mount.class_id].calibre_m).rounds if guns else 0

    def danger(self, job: Job, area_id: str | None) -> Any:
        """The sea that a live serial endangers in an area, on the plane, as `danger_areas` draws it, with its own area;
        all who may fire there are taken to. None of a serial that fires nothing."""
        if not job.live or area_id is None:
            return None
        key = (job.name, area_id)
        if key not in self._shapes:
            self._shapes[key] = self._danger(job, area_id)
        return self._shapes[key]

    def danger_hull(self, job: Job, area_id: str | None) -> Any:
        """The danger area alone of a live serial in an area; None of one that has none."""
        return None if self.danger(job, area_id) is None else self._shapes["hull", job.name, area_id]

    def _danger(self, job: Job, area_id: str) -> Any:
        import shapely

        from fleetex.plan.danger_areas import danger_areas
        from fleetex.plan.timetable import Placed

        exercise = self.exercise
        roles = {role: (*need.named, *(need.able if need.number else ())) for role, need in job.roles.items()}
        end_utc = exercise.start_utc + timedelta(minutes=job.lasting_min)
        one = Placed(job.name, job.kind, "", exercise.start_utc, end_utc, area_id, "", roles, True)
        found = danger_areas(exercise, [one], self.library)
        if not found:
            return None
        hull = self._shapes["hull", job.name, area_id] = shapely.Polygon([self.flat(place) for place in found[0].ring])
        return self.shape(area_id).union(hull)

    def track(self, job: Job, area_id: str | None) -> Any:
        """The way that a serial's ships are led, from the middle of its area on; None of one that has no route."""
        import shapely

        points = route_of(job.params)
        if not points or area_id is None:
            return None
        key = ("track", job.name, area_id)
        if key not in self._shapes:
            line = shapely.LineString([self.flat(place) for place in (self.middle(area_id), *points)])
            self._shapes[key] = line.buffer(TRACK_M)
        return self._shapes[key]

    def night(self, area_id: str | None, civil: bool) -> tuple[Span, ...]:
        """When the sun is down there (civil: more than 6 degrees), to the minute."""
        place = self._somewhere(area_id)
        key = ("night", place, civil)
        if key not in self._spans:
            limit = CIVIL_RAD if civil else SUNRISE_RAD
            base_s = self.exercise.start_utc.timestamp()

            def is_down(minute: int) -> bool:
                return sun_direction(place.lat_rad, place.lon_rad, base_s + 60.0 * minute)[0] <= limit

            morning, evening = self._light
            dark = spans_where(is_down, self.end_min)
            self._spans[key] = tuple((a + evening * (a > 0), b - morning) for a, b in dark if b - morning > a + evening)
        return self._spans[key]

    def _somewhere(self, area_id: str | None) -> Position:
        return self._centre if area_id is None else self.middle(area_id)

    def rough(self, area_id: str | None, sea_state_max: int) -> tuple[Span, ...]:
        """When the sea there is forecast rougher than that."""
        return self._weather(area_id, "sea_state", lambda found: found > sea_state_max, sea_state_max)

    def thick(self, area_id: str | None, visibility_m_min: float) -> tuple[Span, ...]:
        """When one is forecast to see less far there."""
        return self._weather(area_id, "visibility_m", lambda found: found < visibility_m_min - 1e-6, visibility_m_min)

    def _weather(self, area_id: str | None, name: str, is_bad: Any, limit: float) -> tuple[Span, ...]:
        key = (name, area_id, limit)
        if key not in self._spans:
            steps: Series[Any] = self._series(area_id, name)
            seconds = [0.0, *(self.exercise.seconds(change) for change in steps.changes_utc)]
            edges = sorted({math.floor(max(0.0, second) / 60.0) for second in seconds} | {self.end_min})
            spans = [
                (first, last)
                for first, last in pairwise(edges)
                if is_bad(steps.at(self.exercise.time_utc(first * 60.0 + 59.0)))
            ]
            for what, forecast, fair in self._fair:
                if what == name and forecast == id(steps):
                    spans = [part for span in spans for part in without(span, fair)]
            self._spans[key] = joined(spans)
        return self._spans[key]

    def _series(self, area_id: str | None, name: str) -> Series[Any]:
        """Of the smallest zone that holds the area's middle, else the base's."""
        environment, place = self.exercise.environment, self._somewhere(area_id)
        holding = []
        for zone in environment.zones.values():
            area = self.exercise.areas[zone.area_id]
            if getattr(zone, name) is not None and inside(area, place):
                holding.append((size_m2(area), zone))
        chosen = min(holding, key=lambda held: held[0])[1] if holding else environment.base
        series: Series[Any] = getattr(chosen, name)
        return series

    def depth_m(self, area_id: str) -> float:
        """Least charted depth at an area's middle and corners; infinite where it is unknown."""
        places = (self.middle(area_id), *self.exercise.areas[area_id].points)
        return min(water_at_m(self.exercise, place) for place in places)

    def lanes(self) -> Sequence[tuple[str, Any]]:
        """Shipping lanes by name, on the plane."""
        traffic = self.exercise.traffic
        if traffic is None:
            return ()
        if "lanes" not in self._shapes:
            import shapely

            found = []
            for name, lane in traffic.lanes.items():
                if lane.corridor_id is not None:
                    found.append((name, self.shape(lane.corridor_id)))
                elif lane.line is not None:
                    line = shapely.LineString([self.flat(point) for point in lane.line])
                    found.append((name, line.buffer((lane.width_m or 0.0) / 2.0 + 1.0)))
            self._shapes["lanes"] = found
        lanes: list[tuple[str, Any]] = self._shapes["lanes"]
        return lanes

    def grounds(self) -> tuple[str, ...]:
        """Areas of fishing grounds."""
        traffic = self.exercise.traffic
        own = () if traffic is None else tuple(ground.area_id for ground in traffic.fishing.values())
        return tuple(dict.fromkeys((*self.rules.K27.grounds, *own)))

    def endurance_min(self, unit: str) -> float:
        """How long an aircraft stays up at cruising speed on a full tank; infinite where it burns nothing."""
        platform = self.platform(unit)
        if platform.fuel is None or platform.cruise_mps <= 0.0:
            return math.inf
        return platform.fuel.capacity_kg / platform.fuel.rate_kgps(platform.cruise_mps) / 60.0


def apart_m(a: Place, b: Place) -> float:
    """Along the ellipsoid's geodesic."""
    from pyproj import Geod

    lon = [point.lon_rad / DEG_RAD for point in (a, b)]
    lat = [point.lat_rad / DEG_RAD for point in (a, b)]
    _, _, length = Geod(ellps="WGS84").inv(lon[0], lat[0], lon[1], lat[1])
    return float(length)


def spans_where(is_so: Any, end_min: int) -> tuple[Span, ...]:
    """The spans of minutes in which something is so, looked at every ten minutes and then to the minute."""
    edges, before = [], bool(is_so(0))
    spans: list[Span] = []
    begun = 0 if before else None
    for late in range(SUN_STEP_MIN, end_min + SUN_STEP_MIN, SUN_STEP_MIN):
        now = bool(is_so(late))
        if now == before:
            continue
        low, high = late - SUN_STEP_MIN, late
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if bool(is_so(middle)) == before else (low, middle)
        edges.append(high)
        if now:
            begun = high
        elif begun is not None:
            spans.append((begun, high))
            begun = None
        before = now
    if begun is not None:
        spans.append((begun, end_min + 1))
    return tuple(spans)


def without(span: Span, other: Span) -> list[Span]:
    """What of a span lies outside another."""
    parts = ((span[0], min(span[1], other[0])), (max(span[0], other[1]), span[1]))
    return [(first, last) for first, last in parts if first < last]


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans that touch, made one."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)
