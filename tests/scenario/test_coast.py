"""Land is where it is: Natural Earth at 1:10m, across 180 and at the pole, whole or cropped."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleetex.library.coast import is_land, land_near, water_near

# Places as any atlas has them.
LAND = {
    "Wrangel Island, on 180": (71.2, 180.0),
    "Wrangel Island, west longitude": (71.2, -179.5),
    "Chukotka, either side of 180": (67.5, -179.99),
    "Chukotka, east longitude": (67.5, 179.99),
    "Tsushima": (34.4, 129.33),
    "Ulleungdo": (37.5, 130.86),
    "Vladivostok": (43.17, 132.0),
    "Taveuni, Fiji": (-16.85, 180.0),
    "Antarctica": (-80.0, 0.0),
    "the South Pole": (-90.0, 0.0),
    "the South Pole by another name": (-90.0, 123.0),
    "Moscow": (55.75, 37.6),
}
WATER = {
    "the Bering Strait": (65.9, -169.0),
    "the Bering Sea on 180": (60.0, 180.0),
    "the middle of the Sea of Japan": (39.0, 133.5),
    "the Korea Strait": (34.9, 129.4),
    "the Tsugaru Strait": (41.3, 140.3),
    "Peter the Great Gulf": (42.7, 131.8),
    "the North Pole": (90.0, 0.0),
    "Null Island": (0.0, 0.0),
    "the Drake Passage": (-58.0, -65.0),
}


@pytest.mark.parametrize("name", LAND)
def test_land_is_land(name: str) -> None:
    assert is_land(*LAND[name])


@pytest.mark.parametrize("name", WATER)
def test_water_is_water(name: str) -> None:
    assert not is_land(*WATER[name])


def test_a_crop_is_valid_and_inside_its_box() -> None:
    shores = land_near(34.0, 46.0, 127.0, 142.0)
    assert shores.is_valid
    west, south, east, north = shores.bounds
    assert (west, south, east) == (127.0, 34.0, 142.0)
    assert north == 46.0


@pytest.mark.parametrize(
    ("box", "area_km2"),
    [((37.7, 38.4, 138.1, 138.7), 854.8), ((34.0, 34.8, 129.1, 129.6), 708.6), ((33.1, 33.6, 126.1, 127.0), 1849.0)],
    ids=["Sado", "Tsushima with its islets", "Jeju"],
)
def test_islands_are_as_large_as_surveys_say(box: tuple[float, float, float, float], area_km2: float) -> None:
    # Geospatial Information Authority of Japan, areas of islands (Sado 854.8, Tsushima group 708.6); Jeju Province.
    middle = math.cos(math.radians((box[0] + box[1]) / 2.0))
    assert land_near(*box).area * 110.99 * 111.32 * middle == pytest.approx(area_km2, rel=0.05)


def test_a_crop_across_180_runs_on() -> None:
    east = land_near(64.0, 70.0, 175.0, -165.0)
    same = land_near(64.0, 70.0, 175.0, 195.0)
    west = land_near(64.0, 70.0, -185.0, -165.0)
    assert east.equals(same)
    assert east.bounds[0] >= 175.0
    assert east.bounds[2] <= 195.0
    assert west.area == pytest.approx(east.area, rel=1e-9)
    assert west.bounds[2] == pytest.approx(east.bounds[2] - 360.0)


def test_the_open_sea_is_an_empty_crop() -> None:
    assert land_near(38.5, 39.5, 133.0, 134.0).is_empty


def test_the_world_at_the_coarse_scale_has_the_land_that_it_has() -> None:
    # 148.9 million km2 of land (The World Factbook), of 510.1 million in all; each shape weighed by its own latitude.
    world = land_near(-90.0, 90.0, -180.0, 180.0, "110m")
    assert world.is_valid
    bands = [
        land_near(lat, lat + 1.0, -180.0, 180.0, "110m").area * math.cos(math.radians(lat + 0.5))
        for lat in range(-90, 90)
    ]
    assert sum(bands) * 111.19**2 == pytest.approx(148.9e6, rel=0.03)


@settings(max_examples=40, deadline=None)
@given(st.floats(-89.0, 86.0), st.floats(-180.0, 176.0))
def test_a_crop_agrees_with_the_question_for_one_place(lat_deg: float, lon_deg: float) -> None:
    from shapely import intersects_xy

    crop = land_near(lat_deg, lat_deg + 3.0, lon_deg, lon_deg + 4.0, "10m")
    assert bool(intersects_xy(crop, lon_deg + 1.9, lat_deg + 1.4)) == is_land(lat_deg + 1.4, lon_deg + 1.9)


def test_water_near_a_place_on_land_is_the_nearest_of_a_rose_of_points() -> None:
    found = water_near(43.17, 132.0)
    assert found is not None
    assert not is_land(*found)
    assert math.hypot(found[0] - 43.17, (found[1] - 132.0) * math.cos(math.radians(43.17))) < 10.0 / 60.0
    assert water_near(48.0, 68.0) is None


@pytest.mark.parametrize("box", [(40.0, 30.0, 0.0, 1.0), (30.0, 95.0, 0.0, 1.0), (30.0, 40.0, 0.0, 400.0)])
def test_a_box_that_is_none_is_refused(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="a box"):
        land_near(*box)
