"""Tracks against truth, and swell by its class, in the report of a lesson."""

from pathlib import Path

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

from fleetex.physics.consistency import nees_bounds
from fleetex.record.positions import positions
from fleetex.record.reader import Recording
from fleetex.report import build_report
from fleetex.report.track_errors import track_errors
from tests.simulate.lessons import lesson, ran


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return ran(tmp_path_factory.mktemp("watch"), lesson("watch"))[1]


def test_the_mean_is_that_of_errors_against_truth_in_their_own_covariances(watch: Recording) -> None:
    found = {row["name"]: row for row in track_errors(watch)}
    squared = []
    for row in watch.rows("tracks", unit_id="frigate"):
        if row["change"] not in ("gained", "update"):
            continue
        true = positions(watch, row["target_id"], [row["time_s"]])
        off = Geodesic.WGS84.Inverse(float(true.lat_deg[0]), float(true.lon_deg[0]), row["lat_deg"], row["lon_deg"])
        error = off["s12"] * np.array([np.sin(np.radians(off["azi1"])), np.cos(np.radians(off["azi1"]))])
        covariance = [
            [row["east_var_m2"], row["east_north_cov_m2"]],
            [row["east_north_cov_m2"], row["north_var_m2"]],
        ]
        squared.append(error @ np.linalg.solve(covariance, error))
    told = found["Frigate"]
    assert told["estimates"] == len(squared) > 20
    assert told["mean"] == pytest.approx(np.mean(squared), rel=0.01)
    assert (told["low"], told["high"]) == nees_bounds(2.0, len(squared), 0.95)


def test_the_report_tells_of_it_and_of_a_swell_that_no_wind_here_raised(watch: Recording) -> None:
    page = build_report(watch)
    assert "Were tracks as far off as they said?" in page
    assert "heavy swell: more than the wind raises" in page
    assert "m long (short) at" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_an_exercise_in_which_nobody_held_anybody_tells_nothing(recording: Recording, tmp_path: Path) -> None:
    assert all(row["estimates"] >= 20 for row in track_errors(recording))
