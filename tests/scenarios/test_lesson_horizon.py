"""The lesson on a radar's reach: air moves the horizon, a steady echo is found otherwise, and both are recorded."""

import math
from pathlib import Path

import pytest

from fleetex.models.scenarios import reached
from fleetex.physics.radar import from_db, radar_look_prob
from fleetex.physics.swerling import fading_detection_prob
from fleetex.record.reader import Recording
from fleetex.report.models_used import traces
from tests.cli.command import typed
from tests.simulate.lessons import lesson, ran, rows_of

TEXT = lesson("horizon")
BENT = "  refraction: {gradient: -100 N/km}\n"
PULSES = {"nav": 26, "search": 12}
FALSE_ALARM = {"nav": 4.6e-12, "search": 1e-6}
CLASSES = {"nav": "nav_radar_x", "search": "surface_search_radar"}


@pytest.fixture(scope="module")
def bent(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return ran(tmp_path_factory.mktemp("bent"), TEXT)[1]


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return ran(tmp_path_factory.mktemp("usual"), TEXT.replace(BENT, ""))[1]


def first_range_m(recording: Recording, sensor: str) -> float:
    rows = recording.rows("contacts", unit_id="frigate", sensor_id=sensor, target_id="trader", change="gained")
    return float(rows[0]["range_m"])


def test_the_trader_is_found_farther_out_by_the_root_of_k(bent: Recording, usual: Recording) -> None:
    """Her echo is strong: it is the horizon that shows her. sqrt(2.756 / (4/3)) is 1.438."""
    (air,) = bent.rows("refraction")
    assert air["k"] == pytest.approx(1.0 / (1.0 - 0.6371), rel=1e-3)
    assert not usual.rows("refraction")
    ratio = first_range_m(bent, "search") / first_range_m(usual, "search")
    assert ratio == pytest.approx(math.sqrt(air["k"] / (4.0 / 3.0)), rel=0.02)


@pytest.mark.parametrize("sensor", ["nav", "search"])
def test_a_look_at_the_steady_echo_has_the_exact_chance(bent: Recording, sensor: str) -> None:
    rows = bent.rows("budgets", unit_id="frigate", sensor_id=sensor, target_id="reflector")
    assert rows
    for row in rows:
        snr_db = row["excess_db"] + row["threshold_db"]
        assert row["prob"] == pytest.approx(
            fading_detection_prob(snr_db, FALSE_ALARM[sensor], PULSES[sensor], 0), abs=0.02
        )
        assert (row["prob"] > 0.5) == (row["excess_db"] > 0.0)


def test_who_states_nothing_goes_by_the_closed_form(bent: Recording) -> None:
    rows = bent.rows("budgets", unit_id="frigate", sensor_id="search", target_id="boat")
    assert rows
    half = math.log(1e-6) / math.log(0.5) - 1.0
    for row in rows:
        assert row["prob"] == pytest.approx(
            radar_look_prob(1.0, half * from_db(row["excess_db"]), 10.0, 1e-6), abs=1e-6
        )


def test_what_echoes_need_is_recorded_and_the_steady_one_needs_less_to_be_sure(bent: Recording) -> None:
    needs = {(row["class_id"], row["prob"]): row["snr_db"] for row in bent.rows("radar_needs", swerling=0)}
    for name, sensor in ((CLASSES[sensor], sensor) for sensor in PULSES):
        found = fading_detection_prob(needs[name, 0.9], FALSE_ALARM[sensor], PULSES[sensor], 0)
        assert found == pytest.approx(0.9, abs=1e-6)


def test_without_the_case_the_recording_differs_in_the_reflectors_rows_and_with_the_law_in_all(
    bent: Recording, tmp_path: Path
) -> None:
    _, plain = ran(tmp_path / "plain", TEXT.replace("    swerling: 0\n", ""))
    assert rows_of(plain, "budgets", target_id="reflector") == rows_of(bent, "budgets", target_id="reflector")
    assert plain.rows("budgets", target_id="reflector") != bent.rows("budgets", target_id="reflector")
    _, formula = ran(tmp_path / "formula", TEXT.replace("  base:\n", "  radar_law: shnidman\n  base:\n"))
    thresholds = [
        {row["threshold_db"] for row in one.rows("budgets", sensor_id="search", target_id="boat")}
        for one in (formula, bent)
    ]
    assert len(thresholds[0]) == len(thresholds[1]) == 1
    assert 0.01 < abs(thresholds[0].pop() - thresholds[1].pop()) < 0.5
    assert {row["law"] for row in formula.rows("radar_needs")} == {"shnidman"}


def test_the_patrol_to_and_fro_has_the_barrier_of_theory_beside_it(bent: Recording, tmp_path: Path) -> None:
    """On five miles of line nobody slips through; on sixty, W / L sqrt(1 + (v / u)^2) is below one, and above W / L."""
    (found,) = bent.rows("measures", name="barrier_prob")
    assert found["value"] == 100.0
    long = TEXT.replace(
        "route: [40-00.0N 133-56.0E, 40-00.0N 133-50.0E]", "route: [40-00.0N 134-50.0E, 40-00.0N 133-30.0E]"
    )
    _, recording = ran(tmp_path, long.replace(BENT, ""))
    (first,) = recording.rows("measures", name="first_detection")
    (found,) = recording.rows("measures", name="barrier_prob")
    line_nmi = 80.0 * math.cos(math.radians(40.0))
    assert 1.05 * 2.0 * first["value"] / line_nmi < found["value"] / 100.0 < 1.0


def test_the_register_says_what_the_lesson_shows(bent: Recording) -> None:
    assert frozenset(traces(bent)) == reached()["lesson-horizon"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("{gradient: -160 N/km}", "26:16: environment.refraction.gradient: found `-160 N/km`; down to -150 N/km"),
        ("{gradient: -160}", "a gradient of refractivity with a unit is due (N/km)"),
        ("{pressure: 1010 hPa}", "either the gradient, or pressure, temperature and vapour_pressure"),
        ("{pressure: 1010 hPa, temperature: 45 degC, vapour_pressure: 95 hPa}", "rays are caught in a duct"),
    ],
)
def test_air_that_makes_no_radius_is_refused_with_what_to_write(tmp_path: Path, wrong: str, said: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(TEXT.replace("{gradient: -100 N/km}", wrong), encoding="utf-8")
    answer = typed("check", path, cwd=tmp_path)
    assert answer.returncode == 2
    assert said in answer.stdout + answer.stderr, answer.stdout + answer.stderr


def test_a_case_that_swerling_does_not_have_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(TEXT.replace("swerling: 0", "swerling: 5"), encoding="utf-8")
    answer = typed("check", path, cwd=tmp_path)
    assert answer.returncode == 2
    assert "units.reflector.swerling: found `5`" in answer.stdout + answer.stderr
