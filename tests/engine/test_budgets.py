"""Why a unit is held or not: rows come as the decibels change, and each hour; nothing that changed goes untold."""

import numpy as np

from fleetex.engine import ask
from fleetex.physics.radar import radar_terms_db
from fleetex.units import NMI_M
from tests.engine.seas import LOOKOUT, RADAR, Sea, Ship, Weather
from tests.engine.test_sonar_looks import DIVES

SLACK_DB = 0.25
"""What a pair may have changed by while its range stayed the same to a hundredth, and single precision."""


def radar_rows(sea: Sea, unit: str, target: str) -> np.ndarray:
    """The decibels of a ship's radar and one target, in order of time."""
    rows = np.concatenate(sea.got["budget"])
    return rows[(rows["sensor"] == sea.sensor_row(unit)) & (rows["target"] == sea.rows[target])]


def test_in_company_the_decibels_are_told_each_hour_alone() -> None:
    sea = Sea([Ship("a", course_deg=90.0), Ship("b", north_m=-2_000.0, course_deg=90.0)])
    rows = radar_rows(sea.begin().run(6 * 3_600.0), "a", "b")
    assert np.diff(rows["time_s"][-5:]).tolist() == [3_600.0] * 4
    assert 6 <= len(rows) <= 9


def test_the_last_row_tells_the_decibels_of_now_to_one_decibel_or_a_tenth() -> None:
    sea = Sea([Ship("a"), Ship("b", east_m=20.0 * NMI_M, course_deg=270.0, speed_kn=15.0)]).begin()
    radar = sea.world.sensor[sea.sensor_row("a")]
    checked = 0
    for look in range(1, 13):
        sea.run(600.0 * look + 1.0)
        rows = radar_rows(sea, "a", "b")
        if not len(rows):
            continue
        pair = sea.world.pair.reshape(-1)[sea.sensor_row("a") * len(sea.ships) + sea.rows["b"]]
        range_m, _ = ask.range_and_bearing_between(sea.at, sea.rows["a"], sea.rows["b"], 600.0 * look)
        known = (float(radar[name]) for name in ("source_db", "noise_db", "threshold_db"))
        now_db = radar_terms_db(range_m, 5_000.0, float(pair["horizon_m"]), *known)[-1]
        if now_db > -60.0:  # in the shadow beyond the horizon a hundredth of the range is many decibels
            assert abs(now_db - rows["excess_db"][-1]) < max(1.0, 0.1 * abs(rows["excess_db"][-1])) + SLACK_DB
            checked += 1
    assert checked >= 8
    told = np.abs(np.diff(rows["excess_db"])) >= 1.0 - SLACK_DB
    assert (told | (np.diff(rows["held"]) != 0) | (np.diff(rows["time_s"]) >= 3_600.0)).all()
    assert len(rows) >= 6


def test_of_what_is_under_water_neither_eye_nor_radar_has_decibels() -> None:
    told = {}
    for depth_m in (60.0, 0.0):
        boat = Ship("boat", 3_000.0, 0.0, 90.0, 4.0, 1, (), DIVES, {}, depth_m)
        watch = Ship("watch", sensors=(RADAR, LOOKOUT))
        rows = Sea([boat, watch], weather=(Weather(depth_m=400.0),)).begin().run(1_900.0).rows_of("budget")
        told[depth_m] = len(rows)
    assert told[60.0] == 0
    assert told[0.0] >= 2
