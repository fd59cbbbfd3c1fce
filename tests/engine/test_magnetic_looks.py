"""What a magnetic anomaly detector finds: by slant range, height and depth; a mark; and every look the same."""

import math

import numpy as np
import pytest

from fleetex.engine import tables as tb
from fleetex.physics.magnetic import mad_range_m
from tests.engine.seas import Sea, Sensor, Ship, spot
from tests.engine.test_oracle import first_difference

MOMENT_AM2, THRESHOLD_T = 216e3, 0.2e-9
SLANT_M = mad_range_m(MOMENT_AM2, THRESHOLD_T)
BOOM = Sensor(
    "boom", tb.MAGNETIC, 1.0, 2_000.0, 0.0, 100.0, 0.0, 0.0, 5.0, 1, 1, 3, 1.0, sound={"anomaly_t": THRESHOLD_T}
)
STEEL = {"moment_am2": MOMENT_AM2, "depth_m_max": 300.0, "mast_height_m": 8.0, "dive_mps": 0.5}
WINGS = {"domain": tb.AIR, "speed_mps_max": 150.0, "speed_mps_bound": 150.0, "ceiling_m": 5_000.0, "dive_mps": 10.0}


def pass_over(off_m: float, height_m: float, depth_m: float, *, every_look: bool = False, iron: bool = True) -> Sea:
    """An aircraft that flies north at 200 kn and passes a submarine at a distance abeam."""
    boat = Ship("boat", off_m, 6_000.0, 90.0, 0.0, 1, (), STEEL if iron else {**STEEL, "moment_am2": 0.0})
    plane = Ship("plane", 0.0, 0.0, 0.0, 200.0, 0, (BOOM,), WINGS)
    sea = Sea([boat, plane], every_look=every_look)
    sea.unit("boat")["height_m"] = sea.unit("boat")["cmd_height_m"] = -depth_m
    sea.unit("plane")["height_m"] = sea.unit("plane")["cmd_height_m"] = height_m
    sea.unit("plane")["listens"] = 1
    return sea.begin().run(120.0)


def found(sea: Sea) -> bool:
    return bool(len(sea.rows_of("contact")))


@pytest.mark.parametrize(("height_m", "depth_m"), [(100.0, 60.0), (60.0, 200.0), (300.0, 100.0)])
def test_height_and_depth_eat_the_range_abeam(height_m: float, depth_m: float) -> None:
    reach_m = math.sqrt(max(SLANT_M**2 - (height_m + depth_m) ** 2, 0.0))
    assert found(pass_over(0.97 * reach_m, height_m, depth_m))
    assert not found(pass_over(1.03 * reach_m, height_m, depth_m))


def test_high_over_deep_water_nothing_is_found_and_what_is_not_of_iron_never() -> None:
    assert not found(pass_over(0.0, 450.0, 200.0))
    assert not found(pass_over(0.0, 100.0, 60.0, iron=False))


def test_a_mark_is_a_track_near_the_hull_and_is_lost_when_she_has_gone_by() -> None:
    sea = pass_over(200.0, 100.0, 60.0)
    gained, lost = sea.rows_of("contact")
    assert (gained["gained"], lost["gained"]) == (1, 0)
    assert 5.0 < lost["time_s"] - gained["time_s"] < 20.0
    track = sea.rows_of("track")[0]
    sd_m = BOOM.range_sd_m
    assert (track["p_ee"], track["p_nn"], track["p_en"]) == pytest.approx((sd_m**2, sd_m**2, 0.0))
    lat, lon = spot(200.0, 6_000.0)
    off_m = math.hypot(track["lat_rad"] - lat, (track["lon_rad"] - lon) * math.cos(lat)) * 6.37e6
    assert 0.0 < off_m < 4.0 * sd_m
    assert len(sea.events(tb.OUT_ANOMALY, "plane")) == 1


@pytest.mark.parametrize("off_m", [100.0, 550.0, 700.0])
def test_making_every_look_changes_no_row(off_m: float) -> None:
    skipping, looking = pass_over(off_m, 100.0, 60.0), pass_over(off_m, 100.0, 60.0, every_look=True)
    assert not first_difference(skipping, looking)
    assert int(skipping.world.head[0]["looks_made"]) <= int(looking.world.head[0]["looks_made"])
    assert np.array_equal(skipping.rows_of("contact"), looking.rows_of("contact"))
