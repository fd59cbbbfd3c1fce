"""The reference programme can be sailed: distances, daylight, sea room, and the merchant at the right place."""

from datetime import timedelta
from itertools import combinations, pairwise

from shapely import LineString, Point, Polygon

from fleetex.library import Library, coast
from fleetex.quantities import Position
from fleetex.scenario.exercise import Exercise
from fleetex.scenario.programme import Serial
from fleetex.scenario.surroundings import Area
from fleetex.units import NMI_M
from fleetex.vocabulary import Capability, Domain
from tests.scenarios.almanac import sun_altitude_deg, sun_is_up
from tests.scenarios.chart import (
    bearing_deg,
    beyond,
    distance_m,
    entrance,
    exit_of,
    length_m,
    middle,
    outline,
    position_on_route,
)

KINDS = {
    "COMMEX",
    "LINKEX",
    "MANEX",
    "RAS-L",
    "GUNEX-A",
    "GUNEX-S",
    "NGFS",
    "PATROL",
    "SAREX",
    "CASEX",
    "FLYEX",
    "ADEX",
    "ESCORTEX",
    "SURFEX",
}
LIVE = ("GUNEX-S", "NGFS")
SETUP = timedelta(minutes=15)
MARGIN = timedelta(minutes=30)
"""Constraints K01 and K02 of the house's planning rules (design values)."""


def programme_of(exercise: Exercise, unit_id: str) -> list[tuple[str, Serial]]:
    mine = [(name, serial) for name, serial in exercise.serials.items() if unit_id in serial.participants]
    return sorted(mine, key=lambda item: item[1].start_utc)


def ships(exercise: Exercise, library: Library) -> list[str]:
    """Units of the detachment that move under their own power, but those that ride on another's deck."""
    return [
        unit_id
        for unit_id, unit in exercise.units.items()
        if not exercise.sides[unit.side].neutral
        and Capability.MOVES in library.platforms[unit.class_id].capabilities
        and unit.start.place is not None
    ]


def lies_in(place: Position, area: Area) -> bool:
    """Whether who is at a place has nowhere to go for an area (constraint K02); of a corridor, within its width."""
    if area.corridor is not None:
        return min(distance_m(place, point) for point in area.points) <= area.radius_m
    return Polygon(outline(area)).contains(Point(place.lon_deg, place.lat_deg))


def test_helicopters_ride_on_the_decks_that_they_fly_from(reference: Exercise, library: Library) -> None:
    flown = [serial for serial in reference.serials.values() if serial.kind == "FLYEX"]
    assert flown
    for serial in flown:
        decks, aircraft = serial.roles["decks"], serial.roles["aircraft"]
        assert {reference.units[unit].start.deck for unit in aircraft} == set(decks)
        assert {reference.units[unit].nation for unit in aircraft} == {"CN", "RU"}
        classes = [library.platforms[reference.units[unit].class_id] for unit in aircraft]
        assert all(Capability.HOVERS in one.capabilities for one in classes)


def test_the_submarine_is_hunted_from_the_air_by_aircraft_that_are_marked_assumed(reference: Exercise) -> None:
    (hunt,) = [serial for serial in reference.serials.values() if serial.kind == "CASEX"]
    aircraft = [*hunt.roles["helicopters"], *hunt.roles["patrol_aircraft"]]
    assert len(aircraft) == 2
    assert all(reference.units[unit].notional for unit in aircraft)
    assert all("(assumed)" in (reference.units[unit].name or "") for unit in aircraft)
    assert {reference.units[unit].home for unit in aircraft} == {"panteleyev", "FIELD"}


def test_every_kind_of_serial_appears_and_there_are_at_least_ten(reference: Exercise) -> None:
    assert {serial.kind for serial in reference.serials.values()} == KINDS
    assert len(reference.serials) >= 10


def test_one_surface_shoot_and_one_shore_shoot_are_joint(reference: Exercise) -> None:
    joint = [
        serial.kind
        for serial in reference.serials.values()
        if serial.kind in LIVE and len({reference.units[unit].nation for unit in serial.roles["firing"]}) > 1
    ]
    assert sorted(joint) == ["GUNEX-S", "NGFS"]


def test_each_nation_replenishes_a_ship_of_its_own(reference: Exercise) -> None:
    found = {
        tuple(sorted({reference.units[unit].nation for unit in serial.participants}))
        for serial in reference.serials.values()
        if serial.kind == "RAS-L"
    }
    assert found == {("CN",), ("RU",)}


def test_no_unit_is_in_two_serials_at_once_and_each_has_a_quarter_of_an_hour_between(reference: Exercise) -> None:
    for unit_id in reference.units:
        for (first_id, first), (second_id, second) in pairwise(programme_of(reference, unit_id)):
            assert second.start_utc - first.end_utc >= SETUP, f"{unit_id}: {first_id}, {second_id}"


def test_every_ship_reaches_its_next_serial_at_cruising_speed_with_half_an_hour_in_hand(
    reference: Exercise, library: Library
) -> None:
    for unit_id in ships(reference, library):
        cruise_mps = library.platforms[reference.units[unit_id].class_id].cruise_mps
        programme = programme_of(reference, unit_id)
        for (first_id, first), (second_id, second) in pairwise(programme):
            here, there = exit_of(reference, first), entrance(reference, second)
            if first.area_id == second.area_id or lies_in(here, reference.areas[second.area_id or ""]):
                continue
            run = timedelta(seconds=distance_m(here, there) / cruise_mps)
            allowed = second.start_utc - first.end_utc
            assert run + MARGIN <= allowed, f"{unit_id} from {first_id} to {second_id}: {run} of {allowed}"


def test_the_first_serial_of_each_ship_can_be_reached_from_where_she_starts(
    reference: Exercise, library: Library
) -> None:
    for unit_id in ships(reference, library):
        unit = reference.units[unit_id]
        first_id, first = programme_of(reference, unit_id)[0]
        area = reference.areas[first.area_id or ""]
        assert unit.start.at is not None
        inside = area.polygon is not None and Polygon(outline(area)).contains(
            Point(unit.start.at.lon_deg, unit.start.at.lat_deg)
        )
        inside |= unit.start.at == getattr(first.params, "submarine_at", None)  # she waits where she starts
        cruise_mps = library.platforms[unit.class_id].cruise_mps
        run = timedelta(seconds=0.0 if inside else distance_m(unit.start.at, entrance(reference, first)) / cruise_mps)
        assert reference.start_utc + run + SETUP <= first.start_utc, f"{unit_id} to {first_id}"


def test_patrol_routes_take_no_longer_than_their_window_at_the_ordered_speed(reference: Exercise) -> None:
    for name, serial in reference.serials.items():
        if serial.kind == "PATROL" and serial.params.route and not serial.params.repeat:
            run = timedelta(seconds=length_m(serial.params.route) / serial.params.speed)
            assert run + SETUP <= serial.end_utc - serial.start_utc, name


def test_a_patrol_assembles_where_its_route_begins_and_its_route_is_water(reference: Exercise) -> None:
    land = coast.land_near(38.0, 44.0, 130.0, 136.0)
    for name, serial in reference.serials.items():
        if serial.kind == "PATROL" and serial.params.route:
            route = serial.params.route
            assert distance_m(route[0], middle(reference.areas[serial.area_id or ""])) < NMI_M, name
            assert not LineString([(point.lon_deg, point.lat_deg) for point in route]).intersects(land), name


def test_the_almanac_agrees_with_the_published_sunrise_and_sunset(reference: Exercise) -> None:
    """39N 133.5E, 20 July 2023: 19:55Z (of the 19th) and 10:28Z."""
    rise, fall = (
        reference.start_utc.replace(day=19, hour=19, minute=55),
        reference.start_utc.replace(hour=10, minute=28),
    )
    for instant in (rise, fall):
        assert abs(sun_altitude_deg(instant, 39.0, 133.5) + 0.833) < 0.5


def test_live_serials_lie_in_daylight_from_start_to_end(reference: Exercise) -> None:
    live = [(name, serial) for name, serial in reference.serials.items() if serial.kind in LIVE]
    assert len(live) >= 4
    for name, serial in live:
        where = middle(reference.areas[serial.area_id or ""])
        for instant in (serial.start_utc, serial.end_utc):
            assert sun_is_up(instant, where.lat_deg, where.lon_deg), name
        assert serial.hazard is not None
        assert serial.hazard.live


def test_visibility_allows_live_fire_from_start_to_end(reference: Exercise, library: Library) -> None:
    """At least 5 nmi (constraint K08) in whatever zone the area lies."""
    for name, serial in reference.serials.items():
        if serial.kind not in LIVE:
            continue
        where = middle(reference.areas[serial.area_id or ""])
        zones = [
            zone
            for zone in reference.environment.zones.values()
            if Polygon(outline(reference.areas[zone.area_id])).contains(Point(where.lon_deg, where.lat_deg))
        ]
        seen = (zones[0].visibility_m if zones else None) or reference.environment.base.visibility_m
        instants = [serial.start_utc, serial.end_utc]
        instants += [change for change in seen.changes_utc if serial.start_utc <= change <= serial.end_utc]
        assert min(seen.at(instant) for instant in instants) >= 5.0 * NMI_M, name


def test_fog_comes_and_goes_within_the_window(reference: Exercise) -> None:
    foggy = [
        step
        for zone in reference.environment.zones.values()
        if zone.visibility_m
        for step in zone.visibility_m.steps
        if step.value < 2.0 * NMI_M
    ]
    assert len(foggy) >= 2


def test_serial_areas_lie_on_water_and_the_impact_area_on_land(reference: Exercise) -> None:
    land = coast.land_near(40.0, 44.0, 130.0, 136.0)
    for serial in reference.serials.values():
        area = reference.areas[serial.area_id or ""]
        assert not Polygon(outline(area)).intersects(land), serial.area_id
    impact = reference.areas["IMPACT"]
    assert land.contains(Polygon(outline(impact)))


def test_areas_keep_clear_of_the_coasts_of_third_states(reference: Exercise) -> None:
    """Japan and Korea: 12 nmi and more from any land south of 41-30N or west of 130-40E or east of 138E."""
    west = coast.land_near(35.0, 42.4, 127.0, 130.66)
    south = coast.land_near(33.0, 41.5, 128.0, 142.0)
    for serial in reference.serials.values():
        for lon_deg, lat_deg in outline(reference.areas[serial.area_id or ""]):
            for land in (west, south):
                assert land.distance(Point(lon_deg, lat_deg)) * 60.0 * 0.7 > 12.0, serial.area_id


def test_the_shore_target_is_within_range_of_every_firing_gun_from_the_water(
    reference: Exercise, library: Library
) -> None:
    shoot = next(serial for serial in reference.serials.values() if serial.kind == "NGFS")
    (target,) = shoot.roles["impact_target"]
    assert library.platforms[reference.units[target].class_id].domain is Domain.LAND
    place = reference.units[target].start.at
    assert place is not None
    assert shoot.params.target == place
    line_deg = shoot.params.line_of_fire * 57.29577951308232
    gun_line = beyond(place, (line_deg + 180.0) % 360.0, shoot.params.range)
    assert not coast.is_land(gun_line.lat_deg, gun_line.lon_deg)
    sea = reference.areas[shoot.area_id or ""]
    assert Polygon(outline(sea)).contains(Point(gun_line.lon_deg, gun_line.lat_deg))
    for firer in shoot.roles["firing"]:
        mounts = library.platforms[reference.units[firer].class_id].guns
        assert mounts
        reach_m = max(library.guns[mount.class_id].range_m_max for mount in mounts)
        assert shoot.params.range < 0.9 * reach_m, firer
    depth_m = coast.land_near(42.0, 43.2, 132.5, 134.0).boundary.distance(Point(place.lon_deg, place.lat_deg))
    assert depth_m * 60.0 > 0.8, "a target well inland, not on the beach"


def test_the_spotter_ashore_stands_off_the_line_of_fire_and_clear_of_the_impact_area(reference: Exercise) -> None:
    shoot = next(serial for serial in reference.serials.values() if serial.kind == "NGFS")
    (spotter,) = shoot.roles["spotter"]
    party, target = reference.units[spotter].start.at, reference.units[shoot.roles["impact_target"][0]].start.at
    assert party is not None
    assert target is not None
    assert 1.5 * NMI_M < distance_m(target, party) < 4.0 * NMI_M
    off_deg = abs((bearing_deg(target, party) - shoot.params.line_of_fire * 57.29577951308232 + 180.0) % 360.0 - 180.0)
    assert 45.0 < off_deg < 135.0


def test_the_merchant_crosses_the_gunnery_area_while_the_guns_of_the_twenty_first_are_manned(
    reference: Exercise,
) -> None:
    shoot = reference.serials["GUNEX-S-1"]
    area = Polygon(outline(reference.areas[shoot.area_id or ""]))
    merchant = reference.units["bulk_carrier"]
    inside = 0
    minutes = int((shoot.end_utc - shoot.start_utc) / timedelta(minutes=1))
    for minute in range(minutes):
        now = shoot.start_utc + timedelta(minutes=minute)
        where = position_on_route(merchant, reference.start_utc, now)
        inside += area.contains(Point(where.lon_deg, where.lat_deg))
    assert inside > minutes / 2


def test_no_two_units_of_the_detachment_start_within_a_mile_but_target_and_tug(reference: Exercise) -> None:
    joint = {key: unit.start.at for key, unit in reference.units.items() if unit.side == "joint" and unit.hull}
    for (_, one), (_, other) in combinations(joint.items(), 2):
        assert one is not None
        assert other is not None
        assert distance_m(one, other) > NMI_M
