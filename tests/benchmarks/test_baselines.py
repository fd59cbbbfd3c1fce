"""The loops that fleetex's speed is held against do what they claim, so that the ratios mean something."""

import math

import pytest
from geographiclib.geodesic import Geodesic

from benchmarks.baselines import _place, _range_m, _stepped, interpreted_s, stepped_s, tracks_from

ROWS = [
    {"unit_id": unit, "time_s": 0.0, "end_s": 7200.0, "lat_deg": 39.0 + row * 0.1, "lon_deg": 133.5, "speed_mps": 6.0}
    | {"course_deg": 45.0 + 90.0 * row}
    for row, unit in enumerate(("tributs", "rizhao", "taihu"))
]


def test_the_python_loop_puts_a_ship_where_the_geodesic_has_her_to_a_third_of_a_percent() -> None:
    leg = tracks_from(ROWS)["tributs"][0]
    lat_rad, lon_rad = _place(leg, 7200.0)
    line = Geodesic.WGS84.Inverse(39.0, 133.5, math.degrees(lat_rad), math.degrees(lon_rad))
    assert line["s12"] == pytest.approx(7200.0 * 6.0, rel=0.0034)
    assert line["azi1"] == pytest.approx(45.0, abs=0.2)


def test_the_python_loop_measures_range_to_a_third_of_a_percent() -> None:
    a, b = (math.radians(39.0), math.radians(133.5)), (math.radians(39.5), math.radians(134.5))
    line = Geodesic.WGS84.Inverse(39.0, 133.5, 39.5, 134.5)
    assert _range_m(a, b) == pytest.approx(line["s12"], rel=0.0034)


def test_the_stepping_loop_counts_a_ship_that_comes_inside_the_ring_once() -> None:
    import numpy as np

    course_rad = np.array([-math.pi / 2.0, -math.pi / 2.0])  # the first hour turns a quarter, to north
    count = _stepped(
        np.array([0.0, 0.0]), np.array([0.0, -50_000.0]), course_rad, np.array([0.0, 10.0]), 40_000.0, 3600
    )
    assert count == 1


def test_both_loops_run_over_the_legs_of_a_recording() -> None:
    tracks = tracks_from(ROWS)
    assert list(tracks) == ["tributs", "rizhao", "taihu"]
    assert interpreted_s(tracks, 7200.0) > 0.0
    assert stepped_s(tracks, 7200.0) > 0.0
