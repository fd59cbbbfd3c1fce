"""AIS as CSV: what a scenario's traffic reads back, at the intervals of the recommendation."""

import csv
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from fleetex.export.ais import ais_class, write_ais
from fleetex.measures.reading import recorded_s, start_utc
from fleetex.record.positions import positions
from fleetex.record.reader import Recording
from fleetex.scenario.ais_csv import read_ais


@pytest.fixture(scope="module")
def rows(recording: Recording, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    file = tmp_path_factory.mktemp("ais") / "tracks.csv"
    write_ais(recording, file, (0.0, recorded_s(recording)), 0.0)
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def seconds(recording: Recording, row: dict[str, str]) -> float:
    return (datetime.fromisoformat(row["time"]) - start_utc(recording)).total_seconds()


def test_those_report_who_say_who_they_are(recording: Recording, rows: list[dict[str, str]]) -> None:
    told = {row["unit_id"] for row in recording.rows("units", ais=True)}
    told |= {row["ship_id"] for row in recording.rows("traffic", ais=True)}
    silent = {row["unit_id"] for row in recording.rows("units", ais=False)}
    reporting = {row["ship"] for row in rows}
    assert reporting
    assert reporting <= told
    assert silent
    assert not reporting & silent


def test_each_report_is_where_she_was(recording: Recording, rows: list[dict[str, str]]) -> None:
    ship = next(row["ship"] for row in rows if "/" not in row["ship"])
    hers = [row for row in rows if row["ship"] == ship]
    true = positions(recording, ship, np.array([seconds(recording, row) for row in hers]))
    assert [float(row["lat"]) for row in hers] == pytest.approx(true.lat_deg, abs=2e-6)
    assert [float(row["lon"]) for row in hers] == pytest.approx(true.lon_deg, abs=2e-6)


def test_steady_ships_of_class_a_report_at_their_speeds_interval(
    recording: Recording, rows: list[dict[str, str]]
) -> None:
    merchants = {row["ship_id"] for row in recording.rows("traffic")}
    found: dict[bool, set[float]] = {True: set(), False: set()}
    for before, after in pairwise(rows):
        if before["ship"] == after["ship"] and before["ship"] in merchants:
            gap_s = seconds(recording, after) - seconds(recording, before)
            speed = float(before["speed_kn"])
            if not 13.9 < speed < 14.1:  # told to a tenth
                found[speed < 14.0].add(round(gap_s, 2))
    assert 10.0 in found[True]
    assert 6.0 not in found[True]
    assert 6.0 in found[False]
    assert 10.0 not in found[False]


def test_boats_carry_class_b() -> None:
    assert ais_class(30.0) == "B-CS"
    assert ais_class(180.0) == "A"


def test_a_scenario_reads_it_back(recording: Recording, tmp_path: Path) -> None:
    file = tmp_path / "tracks.csv"
    written = write_ais(recording, file, (0.0, recorded_s(recording)), 60.0)
    voyages = read_ais(file).voyages
    assert len(voyages) == written.ships
    assert sum(len(voyage.fixes) for voyage in voyages) == written.reports
    gaps = [(b[0] - a[0]).total_seconds() for v in voyages for a, b in pairwise(v.fixes)]
    assert min(gaps) >= 59.9


def test_a_span_is_kept_to(recording: Recording, tmp_path: Path) -> None:
    file = tmp_path / "tracks.csv"
    write_ais(recording, file, (600.0, 1200.0), 0.0)
    with file.open(newline="") as stream:
        times = [seconds(recording, row) for row in csv.DictReader(stream)]
    assert min(times) >= 600.0
    assert max(times) < 1200.0
