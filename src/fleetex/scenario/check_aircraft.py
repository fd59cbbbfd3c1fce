"""Cross-checks of aircraft: where and how they start, their home, their routes and fuel, room on decks, their parts.

An aircraft starts on a deck (who hovers), at an airfield, or in the air with a height and a speed that keeps it up.
"""

import math
from collections import defaultdict
from itertools import pairwise

from fleetex.library.models import Platform
from fleetex.quantities import Position, format_depth, format_length, format_mass, format_speed, middle_of
from fleetex.scenario.checks import Review, kind_meant
from fleetex.scenario.forces import Route, RouteEnd, Unit
from fleetex.scenario.problems import Path, listed, nearest
from fleetex.units import EARTH_RADIUS_M
from fleetex.vocabulary import Capability, Domain

LEAST_HEIGHT_M = 15.0
"""Design value: the engine lets no aircraft fly lower over the water."""
FIELD = "an airfield, an area with `use: airfield`"
SLACK = 1.0 + 1e-9
STANDING = (("course", "course_rad"), ("speed", "speed_mps"), ("height", "height_m"))
"""Keys of a start that mean nothing to what stands at an airfield, and their names in the model."""


def check_aircraft(look: Review) -> None:
    for unit_id, unit in look.exercise.units.items():
        platform = look.platform(unit_id)
        if platform is None:
            continue
        if platform.domain is not Domain.AIR:
            if unit.home is not None:
                allowed = f"aircraft alone have a home, not a {platform.domain} unit"
                look.say(("units", unit_id, "home"), unit.home, allowed)
            continue
        _check_start(look, unit_id, unit, platform)
        _check_home(look, unit_id, unit, platform)
        if unit.route is not None:
            _check_route(look, unit_id, unit, unit.route, platform)
    _check_room(look)
    _check_parts(look)


def _check_start(look: Review, unit_id: str, unit: Unit, platform: Platform) -> None:
    path: Path = ("units", unit_id, "start")
    start = unit.start
    if start.deck is not None:
        if start.height_m is not None:
            look.say((*path, "height"), format_depth(start.height_m), "on a deck an aircraft has the ship's height")
        if not (_lands_on_decks(platform) or _is_carried(look, platform, start.deck)):
            allowed = f"class `{platform.id}` does not hover: it starts at {FIELD} or in the air"
            look.say((*path, "deck"), start.deck, allowed, next((f"airfield: {one}" for one in _airfields(look)), ""))
    elif start.airfield is not None:
        _check_field(look, (*path, "airfield"), start.airfield)
        given = [key for key, name in STANDING if name in start.model_fields_set]
        if given:
            allowed = f"at an airfield an aircraft stands until it takes off: leave out {' and '.join(given)}"
            look.say((*path, given[0]), " and ".join(given), allowed)
    elif start.at is not None:
        _check_aloft(look, path, unit, platform)


def _lands_on_decks(platform: Platform) -> bool:
    """Who hovers; and a target drone, from a rail and by parachute."""
    drone = {Capability.FLIES, Capability.TARGET} <= platform.capabilities
    return drone or Capability.HOVERS in platform.capabilities


def _is_carried(look: Review, platform: Platform, host: str) -> bool:
    """Whether this is a sleeve, which has no engine, aboard an aircraft that tows."""
    tug = look.platform(host)
    able = tug is not None and tug.domain is Domain.AIR and Capability.TOW in tug.capabilities
    return able and Capability.FLIES not in platform.capabilities


def _check_aloft(look: Review, path: Path, unit: Unit, platform: Platform) -> None:
    """A height within the ceiling, and a speed that keeps it up."""
    height_m, least_mps = unit.start.height_m, platform.speed_mps_min
    ceiling = format_depth(platform.ceiling_m)
    if not height_m:
        found = "" if height_m is None else format_depth(height_m)
        allowed = (
            f"{'missing: ' * (height_m is None)}an aircraft that starts `at` a place is in the air: it has a height"
        )
        look.say((*path, "height"), found, allowed, "height: 300 m" if height_m is None else "300 m")
    elif height_m * SLACK < LEAST_HEIGHT_M:
        least = format_depth(LEAST_HEIGHT_M)
        look.say(
            (*path, "height"), format_depth(height_m), f"no aircraft flies lower than {least} over the water", least
        )
    elif height_m > platform.ceiling_m * SLACK:
        look.say((*path, "height"), format_depth(height_m), f"class `{platform.id}` flies up to {ceiling}", ceiling)
    if unit.start.speed_mps * SLACK < least_mps:
        least = format_speed(least_mps)
        allowed = f"class `{platform.id}` stays up at {least} or more: it does not hover"
        look.say((*path, "speed"), format_speed(unit.start.speed_mps), allowed, least)


def _airfields(look: Review) -> list[str]:
    """Areas that are used as airfields."""
    return [key for key, area in look.exercise.areas.items() if area.use == "airfield"]


def _serves(look: Review, unit_id: str) -> bool:
    """Whether a unit is in any serial."""
    return any(unit_id in serial.participants for serial in look.exercise.serials.values())


def _check_home(look: Review, unit_id: str, unit: Unit, platform: Platform) -> None:
    """A home is a ship with a deck (of who hovers), or an airfield."""
    path: Path = ("units", unit_id, "home")
    home = unit.home
    if home is None and unit.start.at is not None and _serves(look, unit_id):
        hovers = Capability.HOVERS in platform.capabilities
        known = [one for one in look.exercise.units if hovers and look.platform(one) and look.can(one, Capability.DECK)]
        write = next((f"home: {name}" for name in [*known, *_airfields(look)]), "")
        look.say(path, "missing", "an aircraft that starts in the air and takes part in a serial has a home", write)
    if home is None:
        return
    if home in look.names("areas"):
        _check_field(look, path, home)
        return
    hovers = _lands_on_decks(platform)
    decks = [one for one in look.exercise.units if look.platform(one) and look.can(one, Capability.DECK)]
    known = [*(decks if hovers else ()), *_airfields(look)]
    if home not in look.names("units"):
        if look.sound("areas") and look.sound("units"):
            allowed = f"no ship with a deck, nor {FIELD}; there are: {listed(known)}"
            look.say(path, home, allowed, nearest(home, known))
    elif not hovers:
        allowed = f"class `{platform.id}` does not hover: its home is {FIELD}"
        look.say(path, home, allowed, next(iter(_airfields(look)), ""))
    elif not look.can(home, Capability.DECK):
        look.say(path, home, f"it has no deck; decks are on: {listed(decks)}", decks[0] if decks else "")


def _check_field(look: Review, path: Path, area_id: str) -> None:
    """What is flown from and to ashore is used as an airfield."""
    area = look.exercise.areas.get(area_id)
    if area is not None and area.use != "airfield" and look.sound("areas", area_id):
        fields = _airfields(look)
        said = f"an airfield has `use: airfield`, and the area `{area_id}` has not; there are: {listed(fields)}"
        look.say(path, area_id, said, nearest(area_id, fields) or next(iter(fields), ""))


def _check_route(look: Review, unit_id: str, unit: Unit, route: Route, platform: Platform) -> None:
    """A speed that keeps it up, and fuel for all the way, once round and home to an airfield."""
    path: Path = ("units", unit_id, "route")
    stands = f"on the deck of {unit.start.deck}" if unit.start.deck is not None else f"at {unit.start.airfield}"
    if unit.start.airfield is not None or (unit.start.deck is not None and Capability.HOVERS in platform.capabilities):
        allowed = "an aircraft on a deck or at an airfield stands there until a serial sends it up: one with a route"
        look.say(path, f"a start {stands}", f"{allowed} starts `at` a place")
        return
    least_mps = platform.speed_mps_min
    if route.speed_mps * SLACK < least_mps:
        allowed = f"class `{platform.id}` stays up at {format_speed(least_mps)} or more: it does not hover"
        look.say((*path, "speed"), format_speed(route.speed_mps), allowed, format_speed(least_mps))
        return
    fuel = platform.fuel
    if fuel is None or not 0.0 < route.speed_mps <= platform.speed_mps_max * SLACK:
        return
    places, words = _way(look, unit, route)
    if len(places) < 2 or not look.sound(*path, "waypoints") or not look.sound("units", unit_id, "start"):
        return
    way_m = sum(_apart_m(before, after) for before, after in pairwise(places))
    rate_kgps, carried_kg = fuel.rate_kgps(route.speed_mps), unit.fuel * fuel.capacity_kg
    needed_kg = rate_kgps * way_m / route.speed_mps
    if needed_kg <= carried_kg:
        return
    reach = format_length(carried_kg / rate_kgps * route.speed_mps, 3)
    found = f"{format_length(way_m, 3)} at {format_speed(route.speed_mps)}"
    allowed = f"{words} takes {format_mass(needed_kg, 3)}, and it carries {format_mass(carried_kg, 3)}: that is {reach}"
    look.say((*path, "waypoints"), found, allowed)


def _way(look: Review, unit: Unit, route: Route) -> tuple[list[Position], str]:
    """The places that a route leads over, and how that is said: from its start, round, and home if that stays put."""
    places: list[Position | None] = [unit.start.at, *route.waypoints]
    words = "the route"
    if route.then is RouteEnd.LOOP and len(route.waypoints) > 1:
        places.append(route.waypoints[0])
        words += " once round"
    if unit.home in look.exercise.areas:
        places.append(_middle(look, unit.home))
        words += f" and home to `{unit.home}`"
    return [place for place in places if place is not None], words


def _middle(look: Review, area_id: str | None) -> Position | None:
    area = look.exercise.areas.get(area_id or "")
    return middle_of(area.points) if area is not None and look.sound("areas", area_id or "") else None


def _apart_m(a: Position, b: Position) -> float:
    """Great-circle distance on the mean sphere (haversine): good to half a percent."""
    half_lat, half_lon = (b.lat_rad - a.lat_rad) / 2.0, (b.lon_rad - a.lon_rad) / 2.0
    h = math.sin(half_lat) ** 2 + math.cos(a.lat_rad) * math.cos(b.lat_rad) * math.sin(half_lon) ** 2
    return 2.0 * EARTH_RADIUS_M * math.asin(min(math.sqrt(h), 1.0))


def _check_room(look: Review) -> None:
    """No more aircraft start on a ship than her spots and her hangar hold."""
    aboard: dict[str, list[str]] = defaultdict(list)
    for unit_id, unit in look.exercise.units.items():
        platform, ship_id = look.platform(unit_id), unit.start.deck
        ship = look.platform(ship_id) if ship_id is not None else None
        if platform is None or ship is None or ship_id is None or platform.domain is not Domain.AIR or not ship.decks:
            continue
        if len(aboard[ship_id]) >= ship.decks + ship.hangar:
            spots = f"{ship.decks} spot{'s' * (ship.decks > 1)}"
            allowed = (
                f"`{ship_id}` has {spots} and a hangar for {ship.hangar}" if ship.hangar else f"`{ship_id}` has {spots}"
            )
            allowed += f", and there start on it already: {listed(aboard[ship_id])}"
            look.say(("units", unit_id, "start", "deck"), ship_id, allowed)
        aboard[ship_id].append(unit_id)


def _check_parts(look: Review) -> None:
    """A role in which ships steam is no part for an aircraft, unless it asks for one."""
    for serial_id, serial in look.exercise.serials.items():
        spec = kind_meant({"kind": serial.kind, "roles": serial.roles}, look.kinds)
        for role, units in serial.roles.items() if spec is not None else ():
            asked = spec.roles.get(role) if spec is not None else None
            if asked is None or not asked.of_ships:
                continue
            for place, unit_id in enumerate(units):
                platform = look.platform(unit_id)
                if platform is not None and platform.domain is Domain.AIR:
                    path: Path = ("serials", serial_id, "roles", role, place)
                    look.say(path, unit_id, f"`{role}` of a {serial.kind} is a part for ships; `{unit_id}` flies")
