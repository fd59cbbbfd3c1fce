"""Tracks as the kernel keeps them: how wrong reports are, how wrong tracks are, and how sure of themselves."""

import math

import numpy as np
import pytest

from fleetex.engine import ask
from fleetex.engine import tables as tb
from fleetex.engine.motion import place_now
from fleetex.engine.tables import track_at
from fleetex.engine.tracking import report
from fleetex.physics.compiled import kernel
from tests.engine.seas import ORIGIN, RADAR, Sea, Sensor, Ship, spot
from tests.engine.test_oracle import theatre
from tests.physics.legs import WGS84, to_ecef
from tests.physics.test_tracker import chi2_between, unfold

COVARIANCE = ["p_ee", "p_en", "p_ea", "p_eb", "p_nn", "p_na", "p_nb", "p_aa", "p_ab", "p_bb"]


@kernel
def reports(w, s, v, t, out):  # type: ignore[no-untyped-def]
    """So many reports of sensor s on unit v at one instant, each the first of a track: place (ECEF) and covariance."""
    x, y, z = place_now(w, 0, t)
    a, b, c = place_now(w, v, t)
    k = track_at(w, v)
    for look in range(len(out)):
        report(w, s, v, look, t, True, x, y, z, a, b, c)
        out[look, 0], out[look, 1], out[look, 2] = k.x_m, k.y_m, k.z_m
        out[look, 3], out[look, 4], out[look, 5] = k.p_ee, k.p_en, k.p_nn


@pytest.mark.parametrize(("east_m", "north_m"), [(3_000.0, 0.0), (-9_000.0, 12_000.0), (20_000.0, -30_000.0)])
def test_a_report_errs_by_the_sensors_own_figures_in_range_and_bearing(east_m: float, north_m: float) -> None:
    sea = Sea([Ship("a"), Ship("b", east_m, north_m, sensors=())]).begin()
    out = np.zeros((20_000, 6))
    reports(sea.world.head[0], 0, 1, 0.0, out)
    lon, lat = (
        np.degrees(np.arctan2(out[:, 1], out[:, 0])),
        np.degrees(np.arctan2(out[:, 2], (1.0 - 0.0066943799901413165) * np.hypot(out[:, 0], out[:, 1]))),
    )
    own = np.degrees(ORIGIN)
    azimuth, _, range_m = WGS84.inv(np.full(len(out), own[1]), np.full(len(out), own[0]), lon, lat)
    true_lat, true_lon = np.degrees(spot(east_m, north_m))
    true_rad, _, true_m = WGS84.inv(own[1], own[0], true_lon, true_lat)
    along = (range_m - true_m) / RADAR.range_sd_m
    across = np.radians((azimuth - true_rad + 180.0) % 360.0 - 180.0) / RADAR.bearing_sd_rad
    for error in (along, across):
        assert abs(float(np.mean(error))) < 4.0 / math.sqrt(len(out)) + 0.01
        least, most = chi2_between(len(out))
        assert least * 0.999 < float(np.sum(error**2)) < most * 1.001
    assert abs(float(np.corrcoef(along, across)[0, 1])) < 4.5 / math.sqrt(len(out))
    # the covariance it goes with, in the plane at the watcher
    mean_ee, mean_en, mean_nn = (float(np.mean(out[:, k])) for k in (3, 4, 5))
    bearing = math.radians(true_rad)
    sd2, cross2 = RADAR.range_sd_m**2, (true_m * RADAR.bearing_sd_rad) ** 2
    assert mean_ee == pytest.approx(sd2 * math.sin(bearing) ** 2 + cross2 * math.cos(bearing) ** 2, rel=0.02)
    assert mean_nn == pytest.approx(sd2 * math.cos(bearing) ** 2 + cross2 * math.sin(bearing) ** 2, rel=0.02)
    assert mean_en == pytest.approx((sd2 - cross2) * math.sin(bearing) * math.cos(bearing), rel=0.03, abs=cross2 * 0.02)


def error_of(sea: Sea, name: str, of: str) -> tuple[np.ndarray, np.ndarray]:
    """A track's error (east, north, v_east, v_north in its plane) and its covariance, at its last report."""
    row = sea.rows[of]
    k = sea.world.track[int(sea.hull(name)["observer"]), row]
    anchor = np.array([k["x_m"], k["y_m"], k["z_m"]])
    plane = np.array([[k[f"{way}_{axis}"] for axis in "xyz"] for way in ("east", "north")])
    lat, lon, course, speed, _ = ask.whereabouts(sea.at, row, sea.now_s)
    here = to_ecef(np.float64(lat), np.float64(lon))
    ahead_lon, ahead_lat, _ = WGS84.fwd(*np.degrees((lon, lat, course)), 1_000.0)
    way = to_ecef(np.radians(ahead_lat), np.radians(ahead_lon)) - here
    velocity = plane @ way / np.linalg.norm(way) * speed
    age = sea.now_s - float(k["time_s"])
    place = plane @ (here - anchor) - velocity * age
    estimate = np.array([k[f] for f in ("east_m", "north_m", "v_east_mps", "v_north_mps")])
    return estimate - np.concatenate([place, velocity]), unfold(tuple(float(k[f]) for f in COVARIANCE))


def test_tracks_of_steady_ships_are_no_worse_than_they_say_and_better_than_a_report() -> None:
    """The filter allows for manoeuvres, so that of a steady ship it is the better of the two: NEES under its four."""
    nees, off_m = [], []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        bearing = float(rng.uniform(0.0, math.tau))
        there = (10e3 * math.sin(bearing), 10e3 * math.cos(bearing))
        # opposite ends of a mile-wide lane: nobody need alter
        ships = [Ship("a", course_deg=45.0), Ship("b", *there, course_deg=45.0, speed_kn=12.0, sensors=())]
        sea = Sea(ships, seed=seed).begin().run(2_400.0)
        error, p = error_of(sea, "a", "b")
        assert np.min(np.linalg.eigvalsh(p)) > 0.0
        nees.append(float(error @ np.linalg.solve(p, error)))
        off_m.append(math.hypot(error[0], error[1]))
    _, most = chi2_between(4 * len(nees))
    assert float(np.sum(nees)) < most
    assert float(np.sum(nees)) > 0.1 * 4 * len(nees)
    assert float(np.mean(off_m)) < 0.8 * 10e3 * RADAR.bearing_sd_rad


def test_a_turn_is_noticed_and_followed() -> None:
    worst = []
    for seed in range(12):
        ships = [Ship("a", speed_kn=0.0), Ship("b", 8_000.0, 0.0, 0.0, 16.0, sensors=())]
        sea = Sea(ships, seed=seed).begin().run(1_800.0)
        sea.steer("b", 90.0, 16.0)
        sea.run(1_800.0 + 900.0)
        error, p = error_of(sea, "a", "b")
        worst.append(math.hypot(error[2], error[3]))
        assert error @ np.linalg.solve(p, error) < 23.5  # 99.99 % of four degrees of freedom
    assert float(np.mean(worst)) < 2.0


def test_every_track_of_a_busy_sea_keeps_a_sound_covariance() -> None:
    sea = theatre(0, False)
    held = sea.world.track[sea.world.track["time_s"] > 0.0]
    assert len(held) > 50
    for k in held:
        p = unfold(tuple(float(k[f]) for f in COVARIANCE))
        deviations = np.sqrt(np.diag(p))
        assert np.min(np.linalg.eigvalsh(p / np.outer(deviations, deviations))) > 1e-9
    rows = sea.rows_of("track")
    assert np.all(rows["p_ee"] * rows["p_nn"] > rows["p_en"] ** 2)


def test_a_track_carried_over_the_ocean_keeps_its_place_when_its_plane_moves() -> None:
    """Side by side for 300 miles: the plane is moved every 50 km, and the track with it."""
    pair = [Ship("a", course_deg=60.0, speed_kn=20.0), Ship("b", 3_000.0, 0.0, 60.0, 20.0, sensors=())]
    sea = Sea(pair, origin=(math.radians(65.0), math.radians(179.0))).begin()
    moved, anchor = 0, 0.0
    for hour in range(1, 16):
        sea.run(3_600.0 * hour)
        error, p = error_of(sea, "a", "b")
        assert error @ np.linalg.solve(p, error) < 23.5
        k = sea.world.track[0, sea.rows["b"]]
        moved += float(k["x_m"]) != anchor
        anchor = float(k["x_m"])
    assert moved >= 8


def test_a_lookouts_guess_does_not_spoil_a_radars_plot() -> None:
    """A worse sensor's report is put off while a better one keeps the track fresh."""
    crude = Sensor("lookout", 1, 60.0, 25_000.0, range_sd_fraction=0.3, bearing_sd_rad=0.05)
    errors = {}
    for name, sensors in (("radar", (RADAR,)), ("both", (RADAR, crude)), ("eye", (crude,))):
        off = []
        for seed in range(15):
            ships = [Ship("a", sensors=sensors), Ship("b", 6_000.0, 0.0, sensors=())]
            error, _ = error_of(Sea(ships, seed=seed).begin().run(3_000.0), "a", "b")
            off.append(math.hypot(error[0], error[1]))
        errors[name] = float(np.mean(off))
    assert errors["both"] < 1.15 * errors["radar"]
    assert errors["eye"] > 3.0 * errors["radar"]


def test_a_track_is_recorded_when_its_dead_reckoning_goes_astray_and_not_otherwise() -> None:
    steady = Sea([Ship("a"), Ship("b", 8_000.0, 0.0, sensors=())]).begin().run(7_200.0)
    rows = steady.rows_of("track")
    assert rows[0]["change"] == tb.CHANGE_GAINED
    assert len(rows) < 20
    turning = Sea([Ship("a", speed_kn=0.0), Ship("b", 8_000.0, 0.0, sensors=())]).begin()
    for leg in range(24):
        turning.run(300.0 * (leg + 1))
        turning.steer("b", 90.0 * (leg % 4), 12.0)
    assert len(turning.rows_of("track")) > 2 * len(rows)
