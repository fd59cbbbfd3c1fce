"""The coast that the page gets: as recorded, and on round it as far as a wide screen looks at first."""

from collections.abc import Callable
from functools import reduce

import numpy as np
import pytest
import shapely

from fleetex.library.coast import land_near
from fleetex.record.reader import Recording
from fleetex.replay.outlines import coast_columns, first_view, reach_of


def _shape(columns: dict[str, np.ndarray]) -> shapely.Geometry:
    rings = [columns["ring"] == number for number in np.unique(columns["ring"])]
    polygons = [shapely.Polygon(np.column_stack([columns["lon_deg"][one], columns["lat_deg"][one]])) for one in rings]
    return reduce(shapely.symmetric_difference, polygons)


class Changed:
    """A recording of which some columns are others."""

    def __init__(self, recording: Recording, change: Callable[[str, dict[str, np.ndarray]], dict[str, np.ndarray]]):
        self._recording, self._change = recording, change

    def table(self, name: str) -> dict[str, np.ndarray]:
        return self._change(name, dict(self._recording.table(name)))


@pytest.fixture(scope="module")
def reference(shipped: dict[str, Recording]) -> Recording:
    return shipped["northern-interaction-2023"]


def test_what_is_shown_at_first_holds_every_ship_and_is_wide_enough_for_any_screen(reference: Recording) -> None:
    south, north, west, east = first_view(reference)
    units, legs = reference.table("units"), reference.table("legs")
    ships = units["unit_id"][(units["domain"] == "surface") & ~units["neutral"].astype(bool)]
    sailed = np.isin(legs["unit_id"], ships)
    assert south < legs["lat_deg"][sailed].min() < legs["lat_deg"][sailed].max() < north
    assert west < legs["lon_deg"][sailed].min() < legs["lon_deg"][sailed].max() < east
    assert (east - west) * np.cos(np.radians(0.5 * (south + north))) > 2.5 * (north - south)


def test_the_coast_goes_on_beyond_the_recorded_box_without_a_seam(reference: Recording) -> None:
    recorded, packed = reference.table("coast"), coast_columns(reference)
    south, north, west, east = first_view(reference)
    edge = float(recorded["lon_deg"].max())
    assert edge < east
    assert packed["lon_deg"].max() == pytest.approx(east, abs=1e-6)
    land = _shape(packed)
    assert land.is_valid
    seen = shapely.box(west, south, east, north)
    expected = land_near(south, north, west, east)
    assert shapely.symmetric_difference(shapely.intersection(land, seen), expected).area < 1e-3
    across = shapely.box(edge - 0.01, south, edge + 0.01, north)
    assert shapely.intersection(land.boundary, across).length < 1.2 * (
        shapely.intersection(expected.boundary, across).length + 0.1
    )


def test_a_coast_that_reaches_beyond_the_view_stays_as_it_is(reference: Recording) -> None:
    square = {"ring": np.zeros(5, np.int32), "point": np.arange(5, dtype=np.int32)}
    square |= {"lat_deg": np.array([20.0, 20.0, 60.0, 60.0, 20.0]), "lon_deg": np.array([100.0, 170, 170, 100, 100])}
    changed = Changed(reference, lambda name, columns: square if name == "coast" else columns)
    assert coast_columns(changed) == square  # type: ignore[arg-type]


def test_a_fleet_on_both_sides_of_the_date_line_is_seen_in_one_view(reference: Recording) -> None:
    def east(_: str, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """47 degrees to the east, over the date line."""
        if "lon_deg" in columns:
            columns["lon_deg"] = (columns["lon_deg"] + 47.0 + 180.0) % 360.0 - 180.0
        return columns

    there = first_view(reference)
    moved = first_view(Changed(reference, east))  # type: ignore[arg-type]
    assert moved[3] - moved[2] == pytest.approx(there[3] - there[2], abs=1e-6)
    assert moved[:2] == pytest.approx(there[:2])


def test_the_first_view_holds_a_circle_whole_and_where_serials_name_no_area_all_of_them() -> None:
    def columns(**given: list[object]) -> dict[str, np.ndarray]:
        return {
            name: np.array(values, dtype=object if isinstance(values[0], str) else None)
            for name, values in given.items()
        }

    tables = {
        "units": columns(unit_id=["a"], domain=["surface"], neutral=[False]),
        "legs": columns(unit_id=["a"], lat_deg=[60.0], lon_deg=[5.0]),
        "areas": columns(area_id=["RING", "FAR"], lat_deg=[60.0, 64.0], lon_deg=[5.0, 5.0], radius_m=[111_195.0, 0.0]),
        "serials": columns(area_id=["RING"]),
    }
    reach = reach_of(type("Told", (), {"table": lambda _, name: tables[name]})())  # type: ignore[arg-type]
    assert reach == pytest.approx((59.0, 61.0, 3.0, 7.0))
    tables["units"] = columns(unit_id=["a", "radar"], domain=["air", "land"], neutral=[False, False])
    tables["legs"] = columns(unit_id=["a", "radar"], lat_deg=[63.0, 60.0], lon_deg=[5.0, 5.0])
    reach = reach_of(type("Told", (), {"table": lambda _, name: tables[name]})())  # type: ignore[arg-type]
    assert reach[1] == 63.0, "an air exercise is seen as far as it flies, with radars ashore or without"
    tables["serials"] = columns(area_id=[""])
    reach = reach_of(type("Told", (), {"table": lambda _, name: tables[name]})())  # type: ignore[arg-type]
    assert reach[1] == 64.0
