"""Danger areas: where and when the weapons of each serial can do harm, drawn for the firing line planned.

areas = danger_areas(exercise, timetable.placed)      # in order of time: D1, D2 ...
areas[0].ring                                         # clockwise from the north-west corner, to 0.01 of a minute

A fan of each gun is its reach along every planned line of fire, to each side by what is kept clear and the dispersion;
about it lie the distance off her place at which a ship may fire, the error of navigation, and an apron for ricochets
and fragments. The area is the convex hull of all fans of a serial, outlined by at most eight corners that leave nothing
of it outside. Training aid, not a range-safety product: after DA PAM 385-63 for the idea; margins are design values.
"""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from fleetex.library import GunClass, Library, load_library
from fleetex.plan.plane import Plane, Point, ahead
from fleetex.plan.weapon_reach import GunReach, gun_reach
from fleetex.quantities import Position, format_length, middle_of
from fleetex.scenario.dangers import About, Danger, Flight, GunFire, Held
from fleetex.scenario.exercise import Exercise
from fleetex.scenario.kinds import Player, kinds
from fleetex.scenario.plan_rules import Rules
from fleetex.scenario.surroundings import Area, AreaKind
from fleetex.units import DEG_RAD, NMI_M

NOT_SAFETY = "training aid, not a range-safety product"
NAVIGATION_M = 0.25 * NMI_M
"""Design value: how far a firing ship may be from where she takes herself to be."""
APRON_M = 1000.0
"""Design value: beyond where shells fall, for ricochets and fragments of practice rounds."""
CORNERS_MAX = 8
"""Design value: a warning lists no more positions."""
ROUNDING_M = 20.0
"""A corner told to 0.01 of a minute is off by at most half of 18.6 m each way."""
_STEP_RAD = 4.0 * DEG_RAD
_TICKS = 6000.0
"""Hundredths of a minute in a degree."""


class Placing(Protocol):
    """What must be known of a serial in its place (`timetable.Placed`)."""

    @property
    def serial(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def start_utc(self) -> datetime: ...
    @property
    def end_utc(self) -> datetime: ...
    @property
    def area_id(self) -> str | None: ...
    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]: ...
    @property
    def reserve(self) -> tuple[datetime, datetime] | None: ...


@dataclass(frozen=True)
class DangerArea:
    """One serial's danger area."""

    number: str
    """D1, D2 ... in order of time; one that was announced before a mending keeps its own."""
    serial: str
    kind: str
    weapons: tuple[str, ...]
    """In words."""
    ring: tuple[Position, ...]
    """Corners clockwise from the north-west one; edges are straight on the chart about them."""
    ceiling_m: float
    """Above the sea."""
    floor_m: float
    """Below the sea; 0: nothing under water."""
    start_utc: datetime
    end_utc: datetime
    reserve: tuple[datetime, datetime] | None
    because: tuple[str, ...]
    """How it was reckoned, a sentence each."""
    units: tuple[str, ...]
    """Who takes part in the serial: they alone may be inside."""
    area_id: str | None = None
    """The serial's area."""

    @property
    def windows(self) -> tuple[tuple[datetime, datetime], ...]:
        """When it may be live: as planned, then in the reserve slot."""
        first = (self.start_utc, self.end_utc)
        return (first,) if self.reserve is None else (first, self.reserve)

    @property
    def plane(self) -> Plane:
        return Plane(middle_of(self.ring))

    def polygon(self, plane: Plane) -> Any:
        """As a shapely polygon on a chart, metres."""
        from shapely import Polygon

        return Polygon(plane.points(self.ring))


@dataclass(frozen=True)
class _Part:
    """What one danger adds to a serial's area: a shape on the chart, and heights."""

    weapon: str
    shape: Any
    ceiling_m: float
    floor_m: float
    because: str


def danger_areas(
    exercise: Exercise, placed: Iterable[Placing], library: Library | None = None
) -> tuple[DangerArea, ...]:
    """Of all serials that have one, in order of start, then name. The same for the same input.

    Numbers that the exercise's timetable gives are kept, and the others continue behind them.
    """
    books, wind_mps = library or load_library(), greatest_wind_mps(exercise)
    found = [_area_of(exercise, one, books, wind_mps) for one in sorted(placed, key=_order)]
    given = {name: pin.danger_area for name, pin in exercise.timetable.items() if pin.danger_area is not None}
    numbers = itertools.count(1 + max((number_of(one) for one in given.values()), default=0))
    return tuple(replace(one, number=given.get(one.serial) or f"D{next(numbers)}") for one in found if one is not None)


def number_of(name: str) -> int:
    """7 of `D7`."""
    return int(name.removeprefix("D"))


def _order(placed: Placing) -> tuple[datetime, str]:
    return placed.start_utc, placed.serial


def held(exercise: Exercise, placed: Placing, library: Library) -> Held:
    """A placed serial as its kind looks at it."""
    players = {
        role: tuple(
            Player(
                name,
                library.platforms[unit.class_id],
                unit.start.place,
                unit.fuel,
                unit.start.deck,
                unit.side,
            )
            for name in names
            for unit in [exercise.units[name]]
        )
        for role, names in placed.roles.items()
    }
    area = None if placed.area_id is None else exercise.areas[placed.area_id]
    seconds = (placed.end_utc - placed.start_utc).total_seconds()
    return Held(placed.serial, exercise.programme[placed.serial].params, players, area, seconds, library)


def rules_of(exercise: Exercise) -> Rules:
    """The rules' limits that the file sets, or their own."""
    return exercise.plan.rules if exercise.plan is not None else Rules()


def greatest_wind_mps(exercise: Exercise) -> float:
    """The strongest wind that the scenario gives anywhere, at any time."""
    zones = [zone.wind for zone in exercise.environment.zones.values() if zone.wind is not None]
    return max(step.value.speed_mps for one in (exercise.environment.base.wind, *zones) for step in one.steps)


def _area_of(exercise: Exercise, placed: Placing, library: Library, wind_mps: float) -> DangerArea | None:
    """The serial's danger area, not yet numbered; None if nothing about it is dangerous."""
    serial = held(exercise, placed, library)
    every = kinds()[placed.kind].dangers(serial) if placed.kind in kinds() else ()
    dangers = tuple(one for one in every if not isinstance(one, GunFire) or _guns_of(one.unit, exercise, library))
    places = [place for danger in dangers for place in _places(danger, serial.area)]
    if not places:
        return None
    from shapely import union_all

    plane = Plane(middle_of(places))
    parts = [_part(danger, serial, exercise, library, plane, wind_mps) for danger in dangers]
    outline = _outlined(union_all([part.shape for part in parts]).convex_hull)
    return DangerArea(
        number="",
        serial=placed.serial,
        kind=placed.kind,
        weapons=tuple(dict.fromkeys(part.weapon for part in parts)),
        ring=clockwise_from_north_west(plane, outline),
        ceiling_m=max(part.ceiling_m for part in parts),
        floor_m=max(part.floor_m for part in parts),
        start_utc=placed.start_utc,
        end_utc=placed.end_utc,
        reserve=placed.reserve,
        because=tuple(dict.fromkeys(part.because for part in parts)),
        units=tuple(dict.fromkeys(unit for units in placed.roles.values() for unit in units)),
        area_id=placed.area_id,
    )


def _places(danger: Danger, area: Area | None) -> tuple[Position, ...]:
    return danger.places or (area.points if area is not None else ())


def _part(danger: Danger, serial: Held, exercise: Exercise, library: Library, plane: Plane, wind_mps: float) -> _Part:
    if isinstance(danger, About):
        shape = _about(danger, serial.area, plane)
        because = f"{danger.weapon}: {danger.because}; plus {format_length(NAVIGATION_M)} for navigation"
        return _Part(danger.weapon, shape, danger.ceiling_m, danger.floor_m, because)
    if isinstance(danger, Flight):
        shape = _fans(danger.places, danger.lines_rad, danger.aside_rad, danger.reach_m, danger.within_m, plane)
        because = f"{danger.weapon}: {danger.because}; {_margins(danger.within_m)}"
        return _Part(danger.weapon, shape, danger.ceiling_m, 0.0, because)
    reach = _greatest(danger, exercise, library, wind_mps)
    limits = rules_of(exercise).K04
    clear_rad = max(danger.aside_rad, limits.half_angle_rad)
    aside_rad = clear_rad + reach.dispersion_rad
    shape = _fans(danger.places, danger.lines_rad, aside_rad, reach.reach_m, danger.within_m, plane)
    because = (
        f"{danger.unit}, {reach.gun}: {reach.range_m / 1000.0:.1f} km at the elevation that carries furthest,"
        f" {reach.reach_m / 1000.0:.1f} km with {wind_mps:.0f} m/s of following wind and errors; line of fire"
        f" {_lines(danger.lines_rad)}, {clear_rad / DEG_RAD:.0f} degrees kept clear to each side"
        f" and {reach.dispersion_rad / DEG_RAD:.1f} for dispersion; greatest ordinate {reach.ordinate_m:.0f} m"
        f" and {limits.above_ordinate_m:.0f} m over it; {_margins(danger.within_m)}"
    )
    return _Part(f"gun {reach.gun}", shape, reach.ordinate_m + limits.above_ordinate_m, 0.0, because)


def _margins(within_m: float) -> str:
    return (
        f"{within_m:.0f} m about the firing position, {NAVIGATION_M:.0f} m for navigation,"
        f" {APRON_M:.0f} m for ricochets and fragments"
    )


def _lines(lines_rad: Sequence[float]) -> str:
    """`090` or `083 to 097`."""
    middle = math.atan2(sum(math.sin(line) for line in lines_rad), sum(math.cos(line) for line in lines_rad))
    off = [math.remainder(line - middle, math.tau) for line in lines_rad]
    first, last = ((middle + edge) / DEG_RAD % 360.0 for edge in (min(off), max(off)))
    return f"{first:03.0f}" if max(off) - min(off) < DEG_RAD else f"{first:03.0f} to {last:03.0f}"


def _greatest(danger: GunFire, exercise: Exercise, library: Library, wind_mps: float) -> GunReach:
    """Of the guns that fire the reach of the farthest, the ordinate and dispersion of the greatest."""
    guns = _guns_of(danger.unit, exercise, library)
    close_in = danger.guns == "close-in"
    meant = [gun for gun in guns if (gun.air is not None and gun.air.close_in) is close_in]
    fired = guns if danger.guns == "all" or not meant else meant
    every = [gun_reach(gun, wind_mps, danger.at_aircraft) for gun in fired]
    farthest = max(every, key=lambda one: one.reach_m)
    ordinate_m = max(one.ordinate_m for one in every)
    dispersion_rad = max(one.dispersion_rad for one in every)
    return GunReach(farthest.gun, farthest.reach_m, farthest.range_m, ordinate_m, dispersion_rad)


def _guns_of(unit: str, exercise: Exercise, library: Library) -> list[GunClass]:
    """None of a unit that cannot fire: it endangers nobody, and is refused where casts are checked."""
    return [library.guns[mount.class_id] for mount in library.platforms[exercise.units[unit].class_id].guns]


def _fans(
    places: Sequence[Position],
    lines_rad: Sequence[float],
    aside_rad: float,
    reach_m: float,
    within_m: float,
    plane: Plane,
) -> Any:
    """Hull of the fans from all places, widened by what a ship may be off her place, navigation and the apron."""
    from shapely import MultiPoint

    steps = max(2, math.ceil(2.0 * aside_rad / _STEP_RAD))
    out_m = reach_m / math.cos(aside_rad / steps)  # the arc lies inside its chords' corners
    points: list[Point] = []
    for start, line_rad in zip(plane.points(places), lines_rad, strict=True):
        turns = (line_rad - aside_rad + 2.0 * aside_rad * step / steps for step in range(steps + 1))
        points += [start, *(ahead(start, turn, out_m) for turn in turns)]
    return _widened(MultiPoint(points).convex_hull, within_m + NAVIGATION_M + APRON_M)


def _about(danger: About, area: Area | None, plane: Plane) -> Any:
    from shapely import LineString, MultiPoint, Point, Polygon

    radius_m = danger.radius_m + NAVIGATION_M
    if danger.places:
        return _widened(MultiPoint(plane.points(danger.places)).convex_hull, radius_m)
    assert area is not None
    points = plane.points(area.points)
    if area.kind is AreaKind.POLYGON:
        return _widened(Polygon(points), radius_m)
    core = Point(points[0]) if len(points) == 1 else LineString(points)
    return _widened(core, radius_m + area.radius_m)


def _widened(shape: Any, by_m: float) -> Any:
    """By a distance at least, all round: a round corner is drawn as an outline about its arc."""
    segments = 4
    return shape.buffer(by_m / math.cos(math.pi / (4.0 * segments)), quad_segs=segments)


def _outlined(hull: Any) -> list[Point]:
    """At most CORNERS_MAX corners that leave nothing of a convex hull outside, the least added at each step.

    An edge goes by drawing its two neighbours out to where they meet.
    """
    ring: list[Point] = list(hull.buffer(ROUNDING_M, join_style="mitre").exterior.coords[:-1])
    while len(ring) > CORNERS_MAX:
        best: tuple[float, int, Point] | None = None
        for place in range(len(ring)):
            before, first, last, after = (ring[(place + step) % len(ring)] for step in (-1, 0, 1, 2))
            met = _meeting(before, first, after, last)
            if met is None:
                continue
            added = abs(_twice_area(first, met, last))
            if best is None or added < best[0]:
                best = (added, place, met)
        if best is None:
            break
        _, place, met = best
        nearer = (place + 1) % len(ring)
        ring[place] = met
        del ring[nearer]
    return ring


def _meeting(a: Point, b: Point, c: Point, d: Point) -> Point | None:
    """Where the line from a through b goes on to meet that from c through d; None if it meets it behind either."""
    ab, cd = (b[0] - a[0], b[1] - a[1]), (d[0] - c[0], d[1] - c[1])
    cross = ab[0] * cd[1] - ab[1] * cd[0]
    if abs(cross) < 1e-9 * math.hypot(*ab) * math.hypot(*cd):
        return None
    ac = (c[0] - a[0], c[1] - a[1])
    along_ab, along_cd = (ac[0] * cd[1] - ac[1] * cd[0]) / cross, (ac[0] * ab[1] - ac[1] * ab[0]) / cross
    if along_ab < 1.0 or along_cd < 1.0:
        return None
    return a[0] + along_ab * ab[0], a[1] + along_ab * ab[1]


def _twice_area(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def clockwise_from_north_west(plane: Plane, ring: Sequence[Point]) -> tuple[Position, ...]:
    """Corners as the Joint MSI Manual lists them (MSC.1/Circ.1310, 6), told to 0.01 of a minute."""
    turns = sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise([*ring, ring[0]]))
    ordered = list(ring) if turns < 0.0 else list(reversed(ring))
    first = max(range(len(ordered)), key=lambda place: (ordered[place][1] - ordered[place][0], -place))
    places = plane.places(ordered[first:] + ordered[:first])
    return tuple(Position(_told(place.lat_rad), _told(place.lon_rad)) for place in places)


def _told(angle_rad: float) -> float:
    return round(angle_rad / DEG_RAD * _TICKS) / _TICKS * DEG_RAD
