"""The flight of a missile against ships: to the aim, search with its own seeker, home, and what comes of it.

It flies as a row of the tables, so that sensors find it; here it is told which course and height to take. Whom its
seeker takes is a choice among the ships and clouds that are truly before it: each that it does not tell from a warship
counts by its echo as one look has it (Swerling 1), the strongest is taken. Each draw is keyed to the missile.
"""

import math
from typing import NamedTuple

from fleetex.engine import ask, missile_places
from fleetex.engine.arsenal import SurfaceMount
from fleetex.engine.missile_rows import write_flight
from fleetex.engine.missile_state import CLOUD, CRUISE, HOMING, SEARCH, Flight, Missiles
from fleetex.engine.places import chance, normals, offset, range_and_bearing
from fleetex.engine.soft_kill import cloud_m2, cloud_place, jammed_range_m
from fleetex.engine.stage import Stage
from fleetex.engine.strike import struck_ship
from fleetex.physics.engagement import faded_echo, seeker_range_m
from fleetex.physics.horizon import radar_horizon_m
from fleetex.physics.philox import PURPOSE_MISSILE, name_hash
from fleetex.physics.pursuit import intercept_s
from fleetex.units import EARTH_RADIUS_M
from fleetex.vocabulary import SurfaceKind

LOOK_S = 2.0
"""Design value: between two choices of a seeker that has found nobody."""
WAKE_S_LEAST, WAKE_S_MOST = 0.5, 15.0
"""Design values: a homing missile corrects its course after half of what is left of its way, within these."""
GATE_M = 600.0
"""Design value: a cloud so near the ship that a missile holds lies in the same gate, and may draw it off."""
SOLID_SHARE = 0.4
"""Design value: share of the height to the mast's top that hull and upper works fill (as of guns)."""
_LINE, _TELLS, _ECHO, _MISS, _TEMPTED = 1, 100, 1_000, 50, 2_000


class Candidate(NamedTuple):
    """A ship or a cloud before a seeker. `row` -1: a cloud."""

    name: str
    row: int
    range_m: float
    bearing_rad: float
    course_rad: float
    speed_mps: float
    cross_section_m2: float


def leave(stage: Stage, missiles: Missiles, mount: SurfaceMount, flight: Flight) -> None:
    """A missile leaves the rail towards its aim; or it fails, and comes to nothing."""
    row = stage.cast.rows[flight.body]
    body = name_hash(flight.body)
    if chance(stage, PURPOSE_MISSILE, body, mount.id32, 0) >= mount.reliability:
        write_flight(stage, flight, "failed", "it failed after launch", "", None)
        return
    lat, lon, *_ = ask.whereabouts(stage.at, mount.unit, stage.now_s)
    range_m, line_rad = range_and_bearing(lat, lon, flight.aim_lat_rad, flight.aim_lon_rad)
    off, _, _, _ = normals(stage, PURPOSE_MISSILE, body, mount.id32, _LINE)
    course_rad = line_rad + off * mount.line_sd_rad
    missile_places.begin_flight(stage.at, row, mount.unit, course_rad, mount.cruise_height_m, stage.now_s)
    missiles.flights[flight.body] = flight
    wait_s = max(0.0, range_m - flight.seeker_on_m) / mount.speed_mps
    _wake(stage, flight, wait_s)


def _wake(stage: Stage, flight: Flight, after_s: float) -> None:
    row = stage.cast.rows[flight.body]
    flight.wake = stage.timers.ring_at(stage.now_s + after_s, row, "missile", body=flight.body)


def on_wake(stage: Stage, missiles: Missiles, flight: Flight) -> None:
    """A missile does what is next: seeker on, a look, a correction, the end."""
    firer = stage.cast.rows[flight.firer]
    mount = stage.cast.arsenal.surface[firer, flight.mount]
    if flight.phase == CRUISE:
        flight.phase, flight.seeker_s = SEARCH, stage.now_s
        row = stage.cast.rows[flight.body]
        missile_places.light_seeker(stage.at, row, stage.now_s)
        course = ask.whereabouts(stage.at, row, stage.now_s)[2]
        missile_places.fly(stage.at, row, course, mount.attack_height_m, stage.now_s)
    if flight.phase == SEARCH:
        _search(stage, missiles, mount, flight)
    else:
        _home(stage, missiles, mount, flight)


def _flown_m(stage: Stage, mount: SurfaceMount, flight: Flight) -> float:
    return (stage.now_s - flight.launched_s) * mount.speed_mps


def _search(stage: Stage, missiles: Missiles, mount: SurfaceMount, flight: Flight) -> None:
    """One look of the seeker at whoever is before it: the strongest echo that is not told apart is taken."""
    found = _choice(stage, missiles, mount, flight)
    flight.looks += 1
    if found is not None:
        flight.phase = HOMING
        flight.held = found.name if found.row >= 0 else CLOUD + found.name
        if not flight.acquired:
            flight.acquired, flight.acquired_s = flight.held, stage.now_s
        _home(stage, missiles, mount, flight)
        return
    past_m = _flown_m(stage, mount, flight) - flight.aim_range_m
    if past_m > flight.seeker_on_m or _flown_m(stage, mount, flight) > mount.range_m_max:
        if flight.decoyed or flight.acquired.startswith(CLOUD):
            _end(stage, missiles, flight, "decoyed", "flew through chaff and found nobody after", "", None)
        else:
            _end(stage, missiles, flight, "found nobody", "no ship came before its seeker", "", None)
        return
    _wake(stage, flight, LOOK_S)


def candidates(stage: Stage, missiles: Missiles, mount: SurfaceMount, flight: Flight) -> list[Candidate]:
    """Ships and clouds that a seeker can find now: before it, above its horizon, strong enough, not jammed."""
    row = stage.cast.rows[flight.body]
    seeker = mount.seeker
    rows = stage.basket
    half_rad, most_m = mount.seeker_half_angle_rad, seeker.range_m_max
    count = missile_places.in_basket(stage.at, row, half_rad, most_m, stage.now_s, rows)
    lat, lon, heading, _, height_m = ask.whereabouts(stage.at, row, stage.now_s)
    found = []
    for v, range_m, bearing, course, speed, echo_m2 in rows[:count].tolist():
        other = int(v)
        if other == mount.unit:
            continue
        hull = stage.world.hull[other]
        reach_m = seeker_range_m(seeker.snr_1m, echo_m2, seeker.snr_least)
        reach_m = min(reach_m, radar_horizon_m(height_m, float(hull["mast_height_m"]), stage.radio_earth_m))
        name = stage.person(other).unit
        if not mount.homes_on_jam:
            reach_m = min(reach_m, jammed_range_m(stage, missiles, other, seeker, echo_m2))
        if range_m <= reach_m:
            found.append(Candidate(name, other, range_m, bearing, course, speed, echo_m2))
    for cloud in missiles.clouds:
        if cloud.name in flight.judged:
            continue
        echo_m2 = cloud_m2(stage, cloud)
        range_m, bearing = roughly(lat, lon, *cloud_place(stage, cloud))
        ahead = abs(math.remainder(bearing - heading, math.tau)) <= half_rad
        if echo_m2 > 1.0 and ahead and range_m <= min(most_m, seeker_range_m(seeker.snr_1m, echo_m2, seeker.snr_least)):
            course = math.atan2(cloud.east_mps, cloud.north_mps)
            speed = math.hypot(cloud.east_mps, cloud.north_mps)
            found.append(Candidate(cloud.name, -1, range_m, bearing, course, speed, echo_m2))
    return found


def is_told_apart(stage: Stage, mount: SurfaceMount, flight: Flight, one: Candidate) -> bool:
    """Whether a missile's seeker tells this ship or cloud from a warship: once for all its looks."""
    tells = mount.tells_decoys if one.row < 0 else 0.0
    if one.row >= 0 and stage.person(one.row).kind is SurfaceKind.MERCHANT:
        tells = mount.tells_merchants
    return tells > 0.0 and _chance(stage, flight, one.name, _TELLS) < tells


def _choice(stage: Stage, missiles: Missiles, mount: SurfaceMount, flight: Flight) -> Candidate | None:
    """Whom the seeker takes in this look; None if there is nobody."""
    best, most = None, 0.0
    for one in candidates(stage, missiles, mount, flight):
        if is_told_apart(stage, mount, flight, one):
            continue
        echo = faded_echo(one.cross_section_m2, one.range_m, _chance(stage, flight, one.name, _ECHO + flight.looks))
        if echo > most:
            best, most = one, echo
    return best


def _chance(stage: Stage, flight: Flight, about: str, occasion: int) -> float:
    return chance(stage, PURPOSE_MISSILE, name_hash(flight.body), name_hash(about), occasion)


def _home(stage: Stage, missiles: Missiles, mount: SurfaceMount, flight: Flight) -> None:
    """Steer to meet whom it holds; a cloud in the same gate may draw it off; at the end of the way it is there."""
    _be_tempted(stage, missiles, mount, flight)
    row = stage.cast.rows[flight.body]
    at = _held_now(stage, missiles, flight)
    lat, lon, *_ = ask.whereabouts(stage.at, row, stage.now_s)
    if at is None:
        _lose(stage, flight)
        return
    range_m, bearing = range_and_bearing(lat, lon, at[0], at[1])
    east, north = range_m * math.sin(bearing), range_m * math.cos(bearing)
    left_s = intercept_s(east, north, at[3] * math.sin(at[2]), at[3] * math.cos(at[2]), mount.speed_mps, 0.0)
    if left_s is None:
        left_s = range_m / mount.speed_mps
    if left_s <= WAKE_S_LEAST or range_m < 0.5 * mount.speed_mps * WAKE_S_LEAST:
        _arrive(stage, missiles, mount, flight)
        return
    east += left_s * at[3] * math.sin(at[2])
    north += left_s * at[3] * math.cos(at[2])
    missile_places.fly(stage.at, row, math.atan2(east, north) % math.tau, mount.attack_height_m, stage.now_s)
    if _flown_m(stage, mount, flight) > mount.range_m_max + flight.seeker_on_m:
        _end(stage, missiles, flight, "miss", "out of fuel in the chase", flight.held.removeprefix(CLOUD), None)
        return
    _wake(stage, flight, min(max(0.5 * left_s, WAKE_S_LEAST), WAKE_S_MOST))


def _held_now(stage: Stage, missiles: Missiles, flight: Flight) -> tuple[float, float, float, float] | None:
    """Latitude, longitude, course and speed of whom a missile holds; None if that is there no more."""
    if flight.held.startswith(CLOUD):
        name = flight.held.removeprefix(CLOUD)
        cloud = next((one for one in missiles.clouds if one.name == name), None)
        if cloud is None:
            return None
        speed, course = math.hypot(cloud.east_mps, cloud.north_mps), math.atan2(cloud.east_mps, cloud.north_mps)
        return (*cloud_place(stage, cloud), course, speed)
    row = stage.row_of(flight.held)
    if row < 0:
        return None
    lat, lon, course, speed, _ = ask.whereabouts(stage.at, row, stage.now_s)
    return lat, lon, course, speed


def _lose(stage: Stage, flight: Flight) -> None:
    """Whom it held is there no more: it searches on."""
    flight.phase, flight.held = SEARCH, ""
    _wake(stage, flight, LOOK_S)


def _has_new_cloud(stage: Stage, missiles: Missiles, flight: Flight) -> bool:
    """Whether a cloud that a missile has not been weighed against may lie in the gate of the ship it holds."""
    row = stage.row_of(flight.held) if missiles.clouds else -1
    if row < 0:
        return False
    lat, lon, *_ = ask.whereabouts(stage.at, row, stage.now_s)
    beside_rad = 2.0 * GATE_M / EARTH_RADIUS_M
    for one in missiles.clouds:
        away_rad = one.lat_rad - lat + one.north_mps * max(0.0, stage.now_s - one.born_s) / EARTH_RADIUS_M
        if abs(away_rad) > beside_rad or one.name in flight.judged:
            continue  # most lie to the north or south of her: asked first, it is the cheapest
        if roughly(lat, lon, *cloud_place(stage, one))[0] < 2.0 * GATE_M:
            return True
    return False


def roughly(lat_a_rad: float, lon_a_rad: float, lat_b_rad: float, lon_b_rad: float) -> tuple[float, float]:
    """Range and bearing on a flat sea: good to a thousandth within a seeker's reach, up to 70 degrees of latitude."""
    east = math.remainder(lon_b_rad - lon_a_rad, math.tau) * math.cos(0.5 * (lat_a_rad + lat_b_rad))
    north = lat_b_rad - lat_a_rad
    return EARTH_RADIUS_M * math.hypot(east, north), math.atan2(east, north)


def _be_tempted(stage: Stage, missiles: Missiles, mount: SurfaceMount, flight: Flight) -> None:
    """A cloud that has come into the gate of the ship that a missile holds is weighed against her, once."""
    if flight.held.startswith(CLOUD) or not _has_new_cloud(stage, missiles, flight):
        return
    near = candidates(stage, missiles, mount, flight)
    held = next((one for one in near if one.name == flight.held), None)
    if held is None:
        return
    for one in near:
        if one.row >= 0 or one.name in flight.judged or abs(one.range_m - held.range_m) > GATE_M:
            continue
        flight.judged.append(one.name)
        if is_told_apart(stage, mount, flight, one):
            continue
        cloud = faded_echo(one.cross_section_m2, one.range_m, _chance(stage, flight, one.name, _TEMPTED))
        ship = faded_echo(held.cross_section_m2, held.range_m, _chance(stage, flight, held.name, _TEMPTED))
        if cloud > ship:
            flight.decoyed, flight.held = one.name, CLOUD + one.name
            return


def _arrive(stage: Stage, missiles: Missiles, mount: SurfaceMount, flight: Flight) -> None:
    """It is where whom it holds is: through the cloud and on, or at the ship, where its miss decides."""
    if flight.held.startswith(CLOUD):
        flight.judged.append(flight.held.removeprefix(CLOUD))
        _lose(stage, flight)
        return
    row = stage.row_of(flight.held)
    hull = stage.world.hull[row]
    course = ask.whereabouts(stage.at, row, stage.now_s)[2]
    heading = ask.whereabouts(stage.at, stage.cast.rows[flight.body], stage.now_s)[2]
    across, up, _, _ = normals(stage, PURPOSE_MISSILE, name_hash(flight.body), mount.id32, _MISS)
    across_m, up_m = across * mount.miss_sd_m, up * mount.miss_sd_m
    aspect = course - heading
    half_m = 0.5 * (float(hull["length_m"]) * abs(math.sin(aspect)) + float(hull["beam_m"]) * abs(math.cos(aspect)))
    tall_m = 0.5 * SOLID_SHARE * float(hull["mast_height_m"])
    hit = abs(across_m) <= half_m and abs(up_m) <= tall_m
    miss_m = math.hypot(across_m, up_m)
    held = flight.held
    if not hit:
        _end(stage, missiles, flight, "miss", f"passed {held} at {miss_m:.0f} m", held, miss_m)
        return
    _end(stage, missiles, flight, "assessed hit", f"on {held}", held, miss_m)
    struck_ship(stage, missiles, row, mount.hit_worth, flight.firer, flight.serial, f"a {mount.name}")


def _end(
    stage: Stage, missiles: Missiles, flight: Flight, outcome: str, reason: str, by: str, miss_m: float | None
) -> None:
    """The flight is over."""
    missiles.flights.pop(flight.body)
    missile_places.end_flight(stage.at, stage.cast.rows[flight.body], stage.now_s)
    write_flight(stage, flight, outcome, reason, by, miss_m)


def aim_at(lat_rad: float, lon_rad: float, course_rad: float, speed_mps: float, wait_s: float) -> tuple[float, float]:
    """Where a track will be."""
    return offset(lat_rad, lon_rad, course_rad, speed_mps * wait_s) if speed_mps > 0.0 else (lat_rad, lon_rad)
