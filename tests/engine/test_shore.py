"""Land ahead: no course, station or alteration leads ashore, and a ship far from land does not look."""

import math

import numpy as np
import pytest
import shapely

from fleetex.compiler.chart import chart_of
from fleetex.engine import ask
from fleetex.engine import tables as tb
from fleetex.engine.shore import CELL_DEG, OFF_M, REACH_M
from tests.engine.seas import ORIGIN, Sea, Ship, spot

Points = list[tuple[float, float]]
ISLAND = [(8_000.0, -4_000.0), (12_000.0, -4_000.0), (12_000.0, 4_000.0), (8_000.0, 4_000.0)]
BAY = [(4e3, -9e3), (15e3, -9e3), (15e3, 9e3), (4e3, 9e3), (4e3, 7e3), (12e3, 7e3), (12e3, -7e3), (4e3, -7e3)]


def land_of(points: Points, origin: tuple[float, float] = ORIGIN) -> shapely.Polygon:
    """A polygon said in metres east and north, in degrees of (longitude, latitude) that run on across 180."""
    places = [spot(east, north, origin) for east, north in points]
    lons = [math.degrees(origin[1] + math.remainder(lon - origin[1], math.tau)) for _, lon in places]
    return shapely.Polygon([(lon, math.degrees(lat)) for lon, (lat, _) in zip(lons, places, strict=True)])


def off(sea: Sea, points: Points) -> shapely.Polygon:
    """Put land into a sea that has not begun."""
    land = land_of(points, sea.origin)
    chart = chart_of(land)
    head = sea.world.head[0]
    head["chart_south_deg"], head["chart_west_deg"], head["chart_columns"] = chart[2:]
    sea.world = tb.bind(sea.world._replace(shore=chart.shore, cell=chart.cell))
    return land


def least_room_m(sea: Sea, name: str, land: shapely.Polygon, until_s: float, step_s: float = 20.0) -> float:
    """Run, and tell the least distance between a ship and land, 0 ashore."""
    least = math.inf
    while sea.now_s < until_s:
        sea.run(sea.now_s + step_s)
        lat, lon, *_ = ask.whereabouts(sea.at, sea.rows[name], sea.now_s)
        east = math.degrees(sea.origin[1] + math.remainder(lon - sea.origin[1], math.tau))
        scale = np.array([111_195.0 * math.cos(lat), 111_195.0])
        scaled = shapely.set_coordinates(shapely.Polygon(land), shapely.get_coordinates(land) * scale)
        least = min(least, float(shapely.distance(scaled, shapely.Point(np.array([east, math.degrees(lat)]) * scale))))
    return least


@pytest.mark.parametrize("lon_deg", [133.5, 179.95, -179.95])
def test_a_course_that_leads_ashore_is_left_in_time(lon_deg: float) -> None:
    sea = Sea([Ship("a", course_deg=90.0, speed_kn=14.0)], origin=(ORIGIN[0], math.radians(lon_deg)))
    land = off(sea, ISLAND)
    sea.begin().steer("a", 90.0, 14.0)
    assert least_room_m(sea, "a", land, 3.0 * 3_600.0) > 0.8 * OFF_M
    told = np.concatenate(sea.got["event"])
    assert (told["kind"] == tb.OUT_LAND).any()


def test_a_bay_without_a_way_on_is_no_trap() -> None:
    sea = Sea([Ship("a", course_deg=90.0, speed_kn=16.0)])
    land = off(sea, BAY)
    sea.begin().steer("a", 90.0, 16.0)
    assert least_room_m(sea, "a", land, 5.0 * 3_600.0) > 300.0


def test_a_follower_whose_station_lies_ashore_stays_afloat() -> None:
    sea = Sea([Ship("guide", north_m=-6_500.0, course_deg=90.0), Ship("wing", north_m=-3_500.0, course_deg=90.0)])
    land = off(sea, ISLAND)
    sea.begin().run(600.0)
    sea.steer("guide", 90.0, 12.0)
    sea.station("wing", "guide", 3_000.0, 270.0)
    assert least_room_m(sea, "wing", land, 3.0 * 3_600.0) > 0.5 * OFF_M


def test_a_ship_that_begins_close_inshore_goes_no_nearer() -> None:
    sea = Sea([Ship("a", east_m=7_900.0, course_deg=0.0, speed_kn=5.0)])
    land = off(sea, ISLAND)
    sea.begin().steer("a", 60.0, 5.0)
    assert least_room_m(sea, "a", land, 3_600.0) > 60.0


def test_far_from_land_nothing_changes() -> None:
    tracks = []
    for with_land in (False, True):
        sea = Sea([Ship("a", east_m=-60_000.0, course_deg=270.0, speed_kn=14.0)])
        if with_land:
            off(sea, ISLAND)
        sea.begin().steer("a", 270.0, 14.0)
        sea.run(2.0 * 3_600.0)
        tracks.append(ask.whereabouts(sea.at, 0, sea.now_s))
    assert tracks[0] == tracks[1]


def test_every_stretch_within_reach_lies_in_its_cell() -> None:
    rng = np.random.default_rng(5)
    land = land_of(
        [
            (4e4 * math.sin(a) * f, 4e4 * math.cos(a) * f)
            for a, f in zip(np.linspace(0.0, 6.2, 200), rng.uniform(0.6, 1.0, 200), strict=True)
        ]
    )
    chart = chart_of(land)
    ends = np.stack([[chart.shore[f"{end}_lon_rad"], chart.shore[f"{end}_lat_rad"]] for end in "ab"]).transpose(2, 0, 1)
    for _ in range(200):
        lat, lon = ORIGIN[0] + rng.uniform(-0.004, 0.004), ORIGIN[1] + rng.uniform(-0.004, 0.004)
        row = math.floor((math.degrees(lat) - chart.south_deg) / CELL_DEG)
        cell = chart.cell[row * chart.columns + math.floor((math.degrees(lon) - chart.west_deg) / CELL_DEG)]
        there = chart.shore[cell["first"] : cell["first"] + cell["count"]]
        listed = {(s["a_lat_rad"], s["a_lon_rad"]) for s in there}
        scale = np.array([6_371_000.0 * math.cos(lat), 6_371_000.0])
        off_m = shapely.distance(shapely.linestrings(ends * scale), shapely.Point(np.array([lon, lat]) * scale))
        for stretch in chart.shore[off_m < REACH_M * 0.99]:
            assert (stretch["a_lat_rad"], stretch["a_lon_rad"]) in listed


def round_the_corner(line_m: float) -> tuple[Sea, shapely.Polygon]:
    """A tug passes the island's western shore and turns along its northern one, a target astern of her."""
    sea = Sea(
        [
            Ship("tug", east_m=6_900.0, north_m=0.0, speed_kn=6.0),
            Ship("target", 6_900.0, -line_m, 0.0, 6.0, unit={"mode": tb.MODE_TOWED}, sensors=()),
        ]
    )
    land = off(sea, ISLAND)
    sea.unit("target")["tow"], sea.unit("target")["tow_line_m"] = sea.rows["tug"], line_m
    sea.hull("target")["speed_mps_bound"] = sea.hull("tug")["speed_mps_bound"]
    sea.begin().steer("tug", 0.0, 6.0)
    ask.take_in_tow(sea.at, sea.rows["target"], 0.0)
    sea.run(1_750.0)
    sea.steer("tug", 90.0, 6.0)
    return sea, land


def test_a_target_on_a_long_line_that_cuts_a_corner_takes_the_ground() -> None:
    sea, land = round_the_corner(3_500.0)
    assert 0.0 < least_room_m(sea, "target", land, 5_400.0) < 60.0
    target = sea.unit("target")
    assert (target["mode"], target["tow"], target["aground"]) == (tb.MODE_DRIFT, tb.NOBODY, 1)
    told = np.concatenate(sea.got["event"])
    aground = told[told["kind"] == tb.OUT_AGROUND]
    assert aground["unit"].tolist() == [sea.rows["target"]]
    assert sea.where("target")[3] == 0.0
    assert sea.where("tug")[3] > 1.0


def test_on_a_short_line_it_follows_the_tug_round() -> None:
    sea, land = round_the_corner(600.0)
    assert least_room_m(sea, "target", land, 5_400.0) > 200.0
    assert sea.unit("target")["mode"] == tb.MODE_TOWED
