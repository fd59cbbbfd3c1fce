"""Routes round real shores, held against GeographicLib's geodesics and the bare coastline."""

import itertools
import math
import random
from functools import cache
from typing import Any

import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fleetex.engine.orders import Position
from fleetex.engine.routing import CLEARANCE_M, NoRoute, route_round_land, sea_leg_is_clear
from fleetex.library.coast import land_near
from fleetex.vocabulary import LineKind

BUSAN = (35.0, 129.45)
HOKKAIDO = (43.3, 140.1)
WGS84 = Geodesic.WGS84


@cache
def japan_sea() -> Any:
    land = land_near(33.0, 48.0, 126.0, 143.0)
    shapely.prepare(land)
    return land


def at(lat_deg: float, lon_deg: float) -> Position:
    return Position(math.radians(lat_deg), math.radians(lon_deg))


def degrees(position: Position) -> tuple[float, float]:
    return math.degrees(position.lat_rad), math.degrees(position.lon_rad)


def length_m(points: list[tuple[float, float]]) -> float:
    return sum(float(WGS84.Inverse(*here, *there)["s12"]) for here, there in itertools.pairwise(points))


def along(points: list[tuple[float, float]], every_m: float = 500.0) -> list[tuple[float, float]]:
    """Points of the geodesics between points, by GeographicLib."""
    places = []
    for here, there in itertools.pairwise(points):
        line = WGS84.InverseLine(*here, *there)
        count = max(1, math.ceil(line.s13 / every_m))
        for number in range(count + 1):
            spot = line.Position(line.s13 * number / count)
            places.append((spot["lat2"], spot["lon2"]))
    return places


def is_on(land: Any, place: tuple[float, float]) -> bool:
    return any(shapely.intersects_xy(land, place[1] + turn, place[0]) for turn in (-360.0, 0.0, 360.0))


def off_land_m(land: Any, place: tuple[float, float]) -> float:
    """Distance to the nearest shore: found on a local plane, measured by GeographicLib."""
    shrink = math.cos(math.radians(place[0]))
    local = shapely.transform(land, lambda points: points * [shrink, 1.0])
    _, nearest = shapely.shortest_line(shapely.Point(place[1] * shrink, place[0]), local).coords
    return float(WGS84.Inverse(*place, nearest[1], nearest[0] / shrink)["s12"])


def sail(start: tuple[float, float], *waypoints: tuple[float, float], **options: Any) -> list[tuple[float, float]]:
    """The whole route in degrees, start included, through the Sea of Japan."""
    way = route_round_land(
        japan_sea(), at(*start), [at(*waypoint) for waypoint in waypoints], LineKind.GEODESIC, **options
    )
    return [start, *(degrees(point) for point in way)]


def test_a_leg_over_open_water_is_left_as_it_is() -> None:
    waypoints = (at(39.5, 134.5), at(38.5, 134.0))
    assert route_round_land(japan_sea(), at(39.0, 133.5), waypoints, LineKind.RHUMB) == waypoints
    assert route_round_land(None, at(39.0, 133.5), waypoints, LineKind.RHUMB) == waypoints


def test_from_busan_to_hokkaido_the_straight_way_is_open() -> None:
    assert len(sail(BUSAN, HOKKAIDO)) == 2


@pytest.mark.parametrize(
    ("start", "end", "longer"),
    [
        pytest.param((37.1, 136.4), (37.1, 137.6), 1.6, id="round the Noto peninsula"),
        pytest.param((37.9, 137.9), (38.2, 138.75), 1.5, id="round Sado"),
        pytest.param((34.4, 128.9), (34.6, 129.8), 1.4, id="round Tsushima"),
        pytest.param((40.5, 139.0), (41.0, 142.5), 1.5, id="through Tsugaru strait"),
        pytest.param((36.9, 137.2), (38.0, 135.0), 1.5, id="out of Toyama bay"),
        pytest.param((37.3, 136.2), (36.0, 141.5), 3.5, id="round the north of Honshu"),
    ],
)
def test_a_route_keeps_off_land_and_is_not_much_longer(
    start: tuple[float, float], end: tuple[float, float], longer: float
) -> None:
    route = sail(start, end)
    assert any(is_on(japan_sea(), place) for place in along([start, end])) == (len(route) > 2)
    assert min(off_land_m(japan_sea(), place) for place in along(route, 4000.0)) >= 0.98 * CLEARANCE_M
    assert length_m([start, end]) < length_m(route) < longer * length_m([start, end])


def test_no_turning_point_can_be_left_out() -> None:
    route = sail((37.1, 136.4), (37.1, 137.6))
    for number in range(1, len(route) - 1):
        here, there = at(*route[number - 1]), at(*route[number + 1])
        assert not sea_leg_is_clear(japan_sea(), here, there, LineKind.GEODESIC, 1.7 * CLEARANCE_M)


def test_a_rhumb_line_is_judged_as_a_rhumb_line() -> None:
    """Between two places of one latitude the great circle bows 1.7 degrees poleward, on to the island."""
    land = shapely.Polygon([(-2.0, 51.6), (2.0, 51.5), (0.0, 53.0)])
    here, there = at(50.0, -20.0), at(50.0, 20.0)
    assert float(WGS84.InverseLine(50.0, -20.0, 50.0, 20.0).Position(1.4e6)["lat2"]) > 51.7
    assert route_round_land(land, here, [there], LineKind.RHUMB) == (there,)
    assert len(route_round_land(land, here, [there], LineKind.GEODESIC)) > 1


def test_out_of_a_harbour_the_clearance_gives_way_and_then_holds() -> None:
    start = (43.065, 131.87)
    assert 100.0 < off_land_m(japan_sea(), start) < CLEARANCE_M
    route = sail(start, (40.0, 134.5))
    places = along(route)
    assert not any(is_on(japan_sea(), place) for place in places)
    outside = [place for place in places if length_m([start, place]) > 60_000.0]
    assert min(off_land_m(japan_sea(), place) for place in outside[::20]) > 0.98 * CLEARANCE_M


def test_between_two_places_close_to_one_shore_a_ship_does_not_stand_out_to_sea() -> None:
    assert len(sail((37.2, 136.6), (37.25, 136.62))) == 2


def test_a_place_on_land_has_no_route() -> None:
    with pytest.raises(NoRoute, match=r"^37-00\.0N 128-12\.0E lies on land$"):
        sail((37.0, 128.2), (37.5, 130.0))
    with pytest.raises(NoRoute, match="lies on land"):
        sail((37.5, 130.0), (37.0, 128.2))


def test_a_lake_has_no_way_to_the_sea() -> None:
    shore = shapely.box(10.0, 50.0, 12.0, 51.0).difference(shapely.box(10.8, 50.4, 11.2, 50.6))
    with pytest.raises(NoRoute, match=r"no way by sea from 50-30\.0N 011-00\.0E to 50-30\.0N 009-00\.0E"):
        route_round_land(shore, at(50.5, 11.0), [at(50.5, 9.0)], LineKind.GEODESIC)


def test_nobody_turns_behind_the_line_where_the_coast_was_cropped() -> None:
    middle_of_korea = land_near(36.8, 37.4, 125.9, 130.0)
    with pytest.raises(NoRoute, match="no way by sea"):
        route_round_land(middle_of_korea, at(37.1, 126.1), [at(37.2, 129.9)], LineKind.GEODESIC)


def test_a_strait_narrower_than_twice_the_clearance_is_passed_where_no_other_way_is() -> None:
    outside = shapely.Polygon([(-3.1, 7.9), (3.0, 7.8), (3.1, 10.5), (-3.0, 10.6)])
    basin = outside.difference(shapely.union(shapely.box(-2.9, 8.0, 2.9, 10.0), shapely.box(-0.03, 9.0, 0.03, 11.0)))
    route = route_round_land(basin, at(9.0, 1.0), [at(11.0, -1.0)], LineKind.RHUMB)
    legs = [at(9.0, 1.0), *route]
    assert any(abs(degrees(point)[1]) < 0.03 for point in route)
    for here, there in itertools.pairwise(legs):
        assert sea_leg_is_clear(basin, here, there, LineKind.RHUMB, CLEARANCE_M / 4.0)


def test_a_route_across_180_degrees_goes_the_short_way_round_chukotka() -> None:
    start, end = at(63.6, 179.9), at(67.3, -172.5)
    ways = []
    for lon_min in (175.0, -185.0):
        land = land_near(62.0, 68.0, lon_min, lon_min + 17.0)
        way = route_round_land(land, start, [end], LineKind.GEODESIC)
        points = [degrees(start), *(degrees(point) for point in way)]
        assert all(-180.0 < lon <= 180.0 for _, lon in points)
        assert not any(is_on(land, place) for place in along(points))
        assert length_m(points) < 1.2e6
        ways.append(points)
    for here, there in zip(*ways, strict=True):
        assert here == pytest.approx(there, abs=1e-9)


def test_a_loop_is_closed_round_land() -> None:
    west, east = (37.1, 136.4), (37.1, 137.6)
    route = sail((36.9, 136.0), west, east, closed=True)[1:]
    assert route[0] == pytest.approx(west)
    assert not any(is_on(japan_sea(), place) for place in along([*route, route[0]]))
    assert len(sail((36.9, 136.0), west, east)) < len(route)


def test_the_same_question_gets_the_same_answer_whatever_was_asked_before() -> None:
    first = sail((37.1, 136.4), (37.1, 137.6))
    fresh = shapely.from_wkb(shapely.to_wkb(japan_sea()))
    route_round_land(fresh, at(37.8, 138.0), [at(38.3, 138.6)], LineKind.GEODESIC)
    again = route_round_land(fresh, at(37.1, 136.4), [at(37.1, 137.6)], LineKind.GEODESIC)
    assert [degrees(point) for point in again] == first[1:]


@pytest.mark.parametrize(
    ("start", "end"),
    [((37.1, 136.4), (37.1, 137.6)), ((40.5, 139.0), (41.0, 142.5)), ((43.065, 131.87), (40.0, 134.5))],
)
def test_a_route_does_not_depend_on_how_much_land_beyond_was_looked_up(
    start: tuple[float, float], end: tuple[float, float]
) -> None:
    """Where other units are decides how far the coast is cropped: it must not move anybody's turning point by a bit."""
    ways = []
    for lat_min, lat_max, lon_min, lon_max in ((33.0, 48.0, 126.0, 146.0), (31.7, 49.3, 121.9, 147.1)):
        land = land_near(lat_min, lat_max, lon_min, lon_max)
        ways.append(route_round_land(land, at(*start), [at(*end)], LineKind.GEODESIC))
    assert len(ways[0]) > 1
    assert ways[0] == ways[1]


def test_open_water_found_on_the_way_changes_no_answer() -> None:
    """What is remembered of open water depends on what was asked before; what is answered does not."""
    rng = random.Random(7)
    starts = [(rng.uniform(36.0, 43.0), rng.uniform(130.0, 139.0)) for _ in range(40)]
    legs = [(a, (a[0] + rng.uniform(-0.8, 0.8), a[1] + rng.uniform(-0.8, 0.8))) for a in starts for _ in range(5)]
    lands = [shapely.from_wkb(shapely.to_wkb(japan_sea())) for _ in range(2)]
    for land in lands:
        shapely.prepare(land)
    asked = [sea_leg_is_clear(lands[0], at(*a), at(*b), LineKind.GEODESIC) for a, b in legs]
    backwards = [sea_leg_is_clear(lands[1], at(*a), at(*b), LineKind.GEODESIC) for a, b in reversed(legs)]
    assert asked == backwards[::-1]
    assert 0 < sum(asked) < len(asked)


@pytest.mark.parametrize("clearance_m", [1000.0, 3704.0, 9260.0])
def test_a_clear_leg_is_as_far_off_as_geographiclib_measures(clearance_m: float) -> None:
    cape = shapely.Polygon([(138.0, 40.0), (138.4, 39.4), (138.4, 40.6)])
    for share, clear in ((0.98, False), (1.02, True)):
        lon = float(WGS84.Direct(40.0, 138.0, 270.0, share * clearance_m)["lon2"])
        assert sea_leg_is_clear(cape, at(39.5, lon), at(40.5, lon), LineKind.GEODESIC, clearance_m) is clear


PLACES = st.tuples(st.floats(36.0, 43.2), st.floats(130.0, 139.2))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(PLACES, PLACES)
def test_between_any_two_places_of_the_sea_of_japan_no_leg_touches_land(
    start: tuple[float, float], end: tuple[float, float]
) -> None:
    land = japan_sea()
    assume(not is_on(land, start) and not is_on(land, end))
    route = sail(start, end)
    assert not any(is_on(land, place) for place in along(route))
    direct_m = length_m([start, end])
    assert direct_m * (1.0 - 1e-9) <= length_m(route) <= 1.5 * direct_m + 150_000.0
