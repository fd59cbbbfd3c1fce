"""What danger areas meet: land, waters and airspace of others, other serials, aircraft, submarines, lanes, traffic.

Each finding is a sentence with serial, what is met, where or when. And the chance that background traffic fouls a range
during its slot: ships of a lane cross as a Poisson process, boats of a ground stand about it evenly.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from fleetex.library import Library
from fleetex.plan.danger_areas import DangerArea, Placing, rules_of
from fleetex.plan.drafts import msi_position
from fleetex.plan.map_files import outline
from fleetex.plan.plane import Plane
from fleetex.quantities import Position, format_dtg
from fleetex.scenario.exercise import Exercise
from fleetex.scenario.surroundings import Area, AreaKind
from fleetex.scenario.traffic import FishingGround, Lane
from fleetex.units import DAY_S, NMI_M
from fleetex.vocabulary import Domain

LAND_M2 = 1.0e5
"""A sliver of land less than this, a tenth of a square kilometre, is within the coast's own error."""


@dataclass(frozen=True)
class Finding:
    """One thing that a danger area meets."""

    rule: str
    """Id of the rule that it breaks, e.g. K04."""
    serial: str
    text: str
    """One sentence."""
    ship: str = ""
    """Who sails through it, of the ships that the file names."""


def danger_findings(
    exercise: Exercise, placed: Sequence[Placing], dangers: Sequence[DangerArea], library: Library
) -> tuple[Finding, ...]:
    """All of them, in order of the danger areas."""
    found: list[Finding] = []
    for area in dangers:
        found += _on_land(exercise, area, library)
        found += _kept_out(exercise, area)
        found += _other_serials(exercise, area, placed, dangers, library)
        found += _lanes(exercise, area)
        found += _routes(exercise, area)
    return tuple(found)


def _windows_meet(area: DangerArea, start_utc: datetime, end_utc: datetime) -> tuple[datetime, datetime] | None:
    """The first time that both share."""
    for first, last in area.windows:
        if first < end_utc and start_utc < last:
            return max(first, start_utc), min(last, end_utc)
    return None


def _on_land(exercise: Exercise, area: DangerArea, library: Library) -> Iterator[Finding]:
    """Land inside, unless the serial fires at a place ashore: then it is that it is an impact area."""
    from shapely import Polygon, get_parts

    from fleetex.library.coast import land_near

    plane = area.plane
    shape = area.polygon(plane)
    lats = [place.lat_deg for place in area.ring]
    lons = [area.ring[0].lon_deg + math.remainder(one.lon_deg - area.ring[0].lon_deg, 360.0) for one in area.ring]
    for part in get_parts(land_near(min(lats) - 0.02, max(lats) + 0.02, min(lons) - 0.02, max(lons) + 0.02)):
        ashore = [Position(math.radians(lat), math.radians(lon)) for lon, lat in part.exterior.coords]
        met = Polygon(plane.points(ashore)).buffer(0.0).intersection(shape)
        if met.area < LAND_M2:
            continue
        spot = met.representative_point()
        place = msi_position(plane.places([(spot.x, spot.y)])[0])
        yield from _land_finding(exercise, area, library, met.area / 1e6, place)


def _land_finding(exercise: Exercise, area: DangerArea, library: Library, km2: float, place: str) -> Iterator[Finding]:
    ashore = [unit for unit in area.units if library.platforms[exercise.units[unit].class_id].domain is Domain.LAND]
    text = f"{area.serial}: danger area {area.number} holds {km2:.1f} km2 of land, at {place}"
    if ashore:
        yield Finding(
            "K04", area.serial, f"{text}: the impact area must be closed and the beach cleared for its window."
        )
    else:
        yield Finding("K04", area.serial, f"{text}: turn the line of fire or choose another area.")


def _kept_out(exercise: Exercise, area: DangerArea) -> Iterator[Finding]:
    """Other states' territorial seas and prohibited airspace, as the file gives them (rules K18 and K26)."""
    if exercise.plan is None:
        return
    rules, plane = exercise.plan.rules, area.plane
    shape = area.polygon(plane)
    waters = [("K18", name, "the territorial sea") for name in rules.K18.seas]
    waters += [
        ("K26", name, f"up to {area.ceiling_m:.0f} m the airspace")
        for name in rules.K26.prohibited
        if area.ceiling_m > (exercise.areas[name].floor_m or 0.0)
    ]
    for rule, name, what in waters:
        met = shape.intersection(_surface(exercise.areas[name], plane))
        if met.area > 0.0:
            where = exercise.areas[name].name or name
            text = f"{area.serial}: danger area {area.number} reaches into {what} {where}"
            yield Finding(rule, area.serial, f"{text}, {met.area / NMI_M**2:.1f} square miles of it.")


def _other_serials(
    exercise: Exercise,
    area: DangerArea,
    placed: Sequence[Placing],
    dangers: Sequence[DangerArea],
    library: Library,
) -> Iterator[Finding]:
    """Serials held at the same time where the danger area reaches: their area, or their own danger area."""
    plane = area.plane
    shape, numbers = area.polygon(plane), {one.serial: one for one in dangers}
    for other in placed:
        together = _windows_meet(area, other.start_utc, other.end_utc)
        if other.serial == area.serial or together is None:
            continue
        where = [f"from {format_dtg(together[0])} to {format_dtg(together[1])}"]
        theirs = numbers.get(other.serial)
        if theirs is not None and theirs.number > area.number and shape.intersects(theirs.polygon(plane)):
            text = (
                f"{area.serial} and {other.serial}: danger areas {area.number} and {theirs.number} overlap {where[0]}."
            )
            yield Finding("K03", area.serial, text)
        if other.area_id is None:
            continue
        met = _surface(exercise.areas[other.area_id], plane).intersection(shape)
        if met.area <= 0.0:
            continue
        units = [unit for names in other.roles.values() for unit in names]
        flying = [one for one in units if library.platforms[exercise.units[one].class_id].domain is Domain.AIR]
        diving = [one for one in units if library.platforms[exercise.units[one].class_id].domain is Domain.SUBSURFACE]
        text = (
            f"{area.serial}: danger area {area.number} covers {met.area / NMI_M**2:.1f} square miles of "
            f"{exercise.areas[other.area_id].name or other.area_id}, where {other.serial} is held {where[0]}"
        )
        if area.floor_m <= 0.0 and diving and len(diving) == len(units):
            continue
        yield Finding("K03", area.serial, f"{text}{_above(area, flying)}{_below(exercise, area, diving, other)}.")


def _surface(area: Area, plane: Plane) -> Any:
    from shapely import Point, Polygon

    points = plane.points(outline(area))
    if area.kind in (AreaKind.POINT, AreaKind.LINE) or len(points) < 3:
        return Point(0.0, 0.0).buffer(0.0)
    return Polygon(points).buffer(0.0)


def _above(area: DangerArea, flying: Sequence[str]) -> str:
    if not flying or area.ceiling_m <= 0.0:
        return ""
    return f"; {', '.join(flying)} must keep out of it or above {area.ceiling_m:.0f} m"


def _below(exercise: Exercise, area: DangerArea, diving: Sequence[str], other: Placing) -> str:
    """Whether a submarine's water is deep enough under the danger area."""
    if not diving or area.floor_m <= 0.0:
        return ""
    said = []
    for unit in diving:
        bands = [
            band
            for water in exercise.waterspace.values()
            if water.serial_id == other.serial or water.area_id == other.area_id
            for band in water.bands
            if unit in band.units
        ]
        least_m = max((band.not_above_m or 0.0 for band in bands), default=0.0)
        if least_m < area.floor_m + rules_of(exercise).K15.separation_m:
            said.append(f"; {unit} may be at {least_m:.0f} m, weapons go down to {area.floor_m:.0f} m")
    return "".join(said)


def _lanes(exercise: Exercise, area: DangerArea) -> Iterator[Finding]:
    if exercise.traffic is None:
        return
    for name, lane in exercise.traffic.lanes.items():
        expected = lane_ships(exercise, lane, area, area.end_utc - area.start_utc)
        if expected > 0.0:
            yield Finding(
                "K17",
                area.serial,
                f"{area.serial}: danger area {area.number} lies on the lane {name}: {expected:.1f} of its ships are "
                f"expected inside during the slot.",
            )


def _routes(exercise: Exercise, area: DangerArea) -> Iterator[Finding]:
    """Ways of ships that the file names and that are in no serial's hands: neutrals with a route through the area."""
    from shapely import LineString

    plane = area.plane
    shape = area.polygon(plane)
    for name, unit in exercise.units.items():
        if unit.route is None or unit.start.place is None or not exercise.sides[unit.side].neutral:
            continue
        places = (unit.start.place, *unit.route.waypoints)
        if name in area.units or not LineString(plane.points(places)).intersects(shape):
            continue
        when = _inside_utc(exercise, area, places, unit.route.speed_mps)
        if when is not None:
            text = (
                f"{area.serial}: {unit.name or name} sails through danger area {area.number} on the way that the file "
            )
            text += f"gives her, from about {format_dtg(when[0])} to {format_dtg(when[1])}: the range is fouled then, "
            yield Finding("K17", area.serial, f"{text}and fire waits until it is seen clear.", name)


def _inside_utc(
    exercise: Exercise, area: DangerArea, places: Sequence[Position], speed_mps: float
) -> tuple[datetime, datetime] | None:
    """When a ship that sails so from the exercise's beginning is inside while the area may be live; by two minutes."""
    from pyproj import Geod
    from shapely import Point

    geod, plane = Geod(ellps="WGS84"), area.plane
    shape, step_m = area.polygon(plane), max(1.0, 120.0 * speed_mps)
    way_m, inside = 0.0, []
    for a, b in pairwise(places):
        bearing_deg, _, length_m = geod.inv(a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg)
        for step in range(math.ceil(length_m / step_m)):
            moment = exercise.start_utc + timedelta(seconds=(way_m + step * step_m) / speed_mps)
            if not any(first <= moment <= last for first, last in area.windows):
                continue
            lon, lat, _ = geod.fwd(a.lon_deg, a.lat_deg, bearing_deg, step * step_m)
            if shape.contains(Point(*plane.point(Position(math.radians(lat), math.radians(lon))))):
                inside.append(moment)
        way_m += length_m
    return (inside[0], inside[-1]) if inside else None


def lane_line(exercise: Exercise, lane: Lane) -> tuple[tuple[Position, ...], float]:
    """The lane's points and half its width."""
    if lane.line is not None:
        return lane.line, (lane.width_m or 0.0) / 2.0
    area = exercise.areas[lane.corridor_id or ""]
    return area.points, (lane.width_m / 2.0 if lane.width_m is not None else area.radius_m)


def lane_ships(exercise: Exercise, lane: Lane, area: DangerArea, lasting: timedelta) -> float:
    """How many ships of a lane are inside the danger area at some time of a slot, on the mean.

    Ships set out `per_day` times a day each way, independent of each other, each abreast of the line by an offset even
    over the width, at a speed even over the band. A ship whose way through the area has the length L, at speed v, is
    inside for L / v, so one is met if it enters within T + L / v: mean = 2 (per_day / day) E[(T + L / v); L > 0], with
    E over the offsets (31 of them) and E[1 / v] = ln(v2 / v1) / (v2 - v1).
    """
    points, half_m = lane_line(exercise, lane)
    plane = area.plane
    line = _near(plane, points)
    shape, tracks = area.polygon(plane), 31 if half_m > 0.0 else 1
    low, high = lane.speed_mps
    low = max(low, 0.1)
    per_speed = 1.0 / low if high <= low else math.log(high / low) / (high - low)
    met = 0.0
    for track in range(tracks):
        off_m = half_m * (2.0 * (track + 0.5) / tracks - 1.0) if half_m > 0.0 else 0.0
        way = line.offset_curve(off_m) if off_m else line
        inside_m = way.intersection(shape).length
        if inside_m > 0.0:
            met += (lasting.total_seconds() + inside_m * per_speed) / tracks
    return 2.0 * lane.per_day / DAY_S * met


def _near(plane: Plane, points: Sequence[Position]) -> Any:
    """The lane on the chart, with a point every 30 miles of it, so that it stays a line of its own there."""
    from pyproj import Geod
    from shapely import LineString

    geod = Geod(ellps="WGS84")
    every: list[Position] = []
    for a, b in pairwise(points):
        _, _, length_m = geod.inv(a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg)
        parts = max(1, math.ceil(length_m / (30.0 * NMI_M)))
        between = geod.npts(a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg, parts - 1) if parts > 1 else []
        every += [a, *(Position(math.radians(lat), math.radians(lon)) for lon, lat in between)]
    return LineString(plane.points([*every, points[-1]]))


def ground_boats(exercise: Exercise, ground: FishingGround, area: DangerArea, lasting: timedelta) -> float:
    """How many boats of a ground are inside the danger area at some time of a slot, on the mean.

    Boats stand about the ground evenly. Those inside at the beginning are boats x (area inside / area of the ground).
    In the time T boats enter over the border: density x mean speed / pi x the length of the border inside the ground
    (the flux through a line of what moves every way alike) x T; a boat that goes in and out counts each time it comes,
    so that the mean is a little high for long slots.
    """
    plane = area.plane
    shape, water = area.polygon(plane), _surface(exercise.areas[ground.area_id], plane)
    if water.area <= 0.0:
        return 0.0
    density = ground.boats / water.area
    inside = density * water.intersection(shape).area
    border_m = shape.exterior.intersection(water).length
    speed_mps = (ground.speed_mps[0] + ground.speed_mps[1]) / 2.0
    entering = density * speed_mps / math.pi * border_m * lasting.total_seconds()
    return float(min(ground.boats, inside + entering))


def fouled_prob(exercise: Exercise, area: DangerArea, start_utc: datetime, end_utc: datetime) -> float:
    """The chance that at least one ship of the background traffic is inside during a slot: 1 - exp(-mean) of lanes, as
    passages of independent ships are a Poisson process; of a ground's n boats 1 - (1 - mean / n)^n. Ships logged in AIS
    files are known: 1 if one is inside then.
    """
    clear = 1.0
    traffic = exercise.traffic
    if traffic is None or area.ceiling_m <= 0.0:
        return 0.0
    lasting = end_utc - start_utc
    for lane in traffic.lanes.values():
        clear *= math.exp(-lane_ships(exercise, lane, area, lasting))
    for ground in traffic.fishing.values():
        clear *= (1.0 - ground_boats(exercise, ground, area, lasting) / ground.boats) ** ground.boats
    return 1.0 - clear


def fouled_probs(exercise: Exercise, dangers: Iterable[DangerArea]) -> dict[str, tuple[float, ...]]:
    """By serial, of the slot planned and then of its reserve."""
    return {one.serial: tuple(fouled_prob(exercise, one, *window) for window in one.windows) for one in dangers}


def told(finding: Finding) -> str:
    """The finding as it is printed, with its rule."""
    return f"{finding.rule} {finding.text}"
