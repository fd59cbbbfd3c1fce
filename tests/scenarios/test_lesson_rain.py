"""The lesson in rain: a radar of short waves loses the boat, one of longer waves keeps her, and the decibels add up."""

import math
from pathlib import Path

import pytest

from fleetex.physics.air_loss import gas_np_per_m, rain_law
from fleetex.physics.air_loss_law import NEPER_DB, rain_np_per_m
from fleetex.record.reader import Recording
from fleetex.report import build_report
from tests.simulate.lessons import lesson, ran

RAIN_S = 3 * 3600.0
RAIN = "    rain: [{from: 200000ZJUL23, value: 0 mm/h}, {from: 200300ZJUL23, value: 25 mm/h}]\n"
AIR = "  air: {temperature: 25 degC, vapour: 20 g/m3}\n"


@pytest.fixture(scope="module")
def wet(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return ran(tmp_path_factory.mktemp("wet"), lesson("rain"))[1]


def held_s(recording: Recording, sensor: str) -> float:
    """How long the frigate's sensor held the boat after the rain began."""
    end_s = 6 * 3600.0
    since, total = None, 0.0
    for row in recording.rows("contacts", unit_id="frigate", sensor_id=sensor, target_id="boat"):
        if row["change"] == "gained":
            since = row["time_s"]
        elif since is not None:
            total += max(row["time_s"] - max(since, RAIN_S), 0.0)
            since = None
    return total if since is None else total + end_s - max(since, RAIN_S)


def test_rain_takes_the_boat_from_the_navigation_radar_and_not_from_the_search_radar(
    wet: Recording, tmp_path: Path
) -> None:
    _, dry = ran(tmp_path, lesson("rain").replace(RAIN, ""))
    assert held_s(wet, "nav") < 0.7 * held_s(dry, "nav")
    assert held_s(wet, "search") == held_s(dry, "search") > 9000.0


@pytest.mark.parametrize(("sensor", "freq_hz"), [("nav", 9.4e9), ("search", 5.5e9)])
def test_the_loss_is_spreading_and_what_rain_and_air_take_out_and_back(
    wet: Recording, sensor: str, freq_hz: float
) -> None:
    rows = [row for row in wet.rows("budgets", sensor_id=sensor, target_id="boat") if row["time_s"] > RAIN_S + 300.0]
    assert rows
    for row in rows:
        taken_db = row["loss_db"] - 40.0 * math.log10(row["range_m"])
        expected = (rain_np_per_m(25.0, *rain_law(freq_hz, 0.0, 0.0)) + gas_np_per_m(freq_hz, 25.0, 20.0)) * NEPER_DB
        assert taken_db / row["range_m"] == pytest.approx(expected, rel=0.1)
        parts = row["source_db"] + row["target_db"] - row["loss_db"] - row["noise_db"] - row["threshold_db"]
        assert row["excess_db"] == pytest.approx(parts, abs=1e-3)


def test_air_alone_takes_a_little_and_nothing_said_takes_nothing(tmp_path: Path) -> None:
    losses = []
    for number, text in enumerate(
        (lesson("rain").replace(RAIN, ""), lesson("rain").replace(RAIN, "").replace(AIR, ""))
    ):
        _, recording = ran(tmp_path / str(number), text)
        rows = recording.rows("budgets", sensor_id="nav", target_id="boat")
        losses.append([(row["loss_db"] - 40.0 * math.log10(row["range_m"])) / row["range_m"] for row in rows])
        assert bool(recording.rows("air")) is (number == 0)
    assert min(losses[0]) > 1e-5
    assert max(map(abs, losses[1])) < 1e-8


def test_the_report_tells_of_the_rain_and_has_the_card_of_it(wet: Recording) -> None:
    page = build_report(wet)
    assert "rain 25\N{NO-BREAK SPACE}mm/h" in page
    assert '<div id="model-rain-and-gases">' in page


def test_rain_without_its_unit_is_refused_with_what_to_write(tmp_path: Path) -> None:
    from tests.cli.command import typed

    path = tmp_path / "wrong.yaml"
    path.write_text(lesson("rain").replace("value: 25 mm/h", "value: 25"), encoding="utf-8")
    said = typed("check", path, cwd=tmp_path)
    assert said.returncode == 2
    assert "a rain rate with a unit is due (mm/h)" in said.stdout + said.stderr
    assert "25 mm/h" in said.stdout + said.stderr
