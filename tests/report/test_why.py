"""Why one unit held another or did not: the decibels add up, and the words follow from them."""

import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.record.reader import Recording
from fleetex.record.writer import Writer
from fleetex.report.why import TERMS, WhyError, why
from fleetex.report.why_figure import why_figure
from fleetex.report.why_words import added_up, reason, why_plain, why_text
from fleetex.units import DEG_RAD, EARTH_RADIUS_M
from tests import shipped

HOUR = 3600.0
APART_M = 20_000.0


def told(tmp_path: Path, *budgets: dict[str, object], gained_s: float | None = None) -> Recording:
    """Alpha with a radar, a lookout and a listening sonar, and Bravo 20 km north of her; and these decibels."""
    header = {"version": "0.1.0", "seed": 1, "start_utc": "2023-07-20T00:00:00+00:00", "names": []}
    writer = Writer.create(tmp_path / "r", header, sync=False)
    for unit_id, north_m in (("alpha", 0.0), ("bravo", APART_M)):
        writer.row("units", unit_id=unit_id, name=unit_id.title(), nation="AA", side="a", kind="warship")
        lat = 39.0 + north_m / EARTH_RADIUS_M / DEG_RAD
        leg = {"time_s": 0.0, "end_s": 6 * HOUR, "lat_deg": lat, "lon_deg": 133.0, "line": "geodesic"}
        still = dict.fromkeys(("course_deg", "speed_mps", "accel_mps2", "turn_degps", "height_m", "climb_mps"), 0.0)
        writer.row("legs", unit_id=unit_id, leg=1, **still, **leg)
    for sensor_id, kind, range_m in (
        ("nav", "radar", 37e3),
        ("eyes", "sight", 15e3),
        ("listen", "passive sonar", 46e3),
    ):
        writer.row("sensors", unit_id="alpha", sensor_id=sensor_id, kind=kind, period_s=3.0, range_m_max=range_m)
    for row in budgets:
        terms = [float(str(row[name])) for name in TERMS]
        excess = terms[0] + terms[1] - terms[2] - terms[3] - terms[4]
        writer.row("budgets", unit_id="alpha", target_id="bravo", excess_db=excess, range_m=APART_M, **row)
    if gained_s is not None:
        pair = {"unit_id": "alpha", "target_id": "bravo"}
        writer.row("contacts", time_s=gained_s, sensor_id="nav", change="gained", **pair)
        writer.row("tracks", time_s=gained_s, track=1, change="gained", **pair)
    writer.reached(6 * HOUR)
    writer.close({})
    return Recording.open(tmp_path / "r")


def decibels(time_s: float, sensor_id: str, *terms: float, prob: float, held: bool = False) -> dict[str, object]:
    return {
        "time_s": time_s,
        "sensor_id": sensor_id,
        "prob": prob,
        "held": held,
        **dict(zip(TERMS, terms, strict=True)),
    }


def test_the_terms_told_add_up_to_the_excess(tmp_path: Path) -> None:
    recording = told(
        tmp_path, decibels(HOUR, "nav", 50.0, 40.0, 172.0, -100.0, 5.0, prob=0.99, held=True), gained_s=600.0
    )
    found = why(recording, "alpha", "bravo", HOUR + 60.0)
    (nav,) = [sensor for sensor in found.sensors if sensor.sensor_id == "nav"]
    source, target, loss, noise, threshold = nav.terms_db
    assert nav.excess_db == pytest.approx(source + target - loss - noise - threshold, abs=1e-4)
    text = why_text(recording, found)
    assert "source 50.0 + target 40.0 - loss 172.0 - noise (-100.0) - threshold 5.0 = excess +13.0 dB" in text
    assert "Held: a track since 20 Jul 00:10:00Z, by nav." in text
    assert "10.8 nmi apart, bearing 000" in text


def test_without_a_time_the_likeliest_look_is_told_of(tmp_path: Path) -> None:
    far = decibels(HOUR, "listen", 100.0, 0.0, 95.0, 20.0, 5.0, prob=0.001)
    near = decibels(3 * HOUR, "listen", 100.0, 0.0, 80.0, 20.0, 5.0, prob=0.3)
    found = why(told(tmp_path, far, near), "alpha", "bravo", None)
    assert found.time_s == 3 * HOUR


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (decibels(HOUR, "nav", 50.0, 40.0, 572.0, -100.0, 5.0, prob=0.0), "The target lies behind the horizon."),
        (decibels(HOUR, "nav", 50.0, 20.0, 172.0, -90.0, 5.0, prob=0.01), "The echo is too weak: 17 dB short"),
        (decibels(HOUR, "eyes", -3.0, -2.0, 30.0, -20.0, 3.0, prob=0.0), "To the eye it is lost in haze: 18 dB short"),
        (decibels(HOUR, "eyes", -3.0, -32.0, 3.0, -20.0, 3.0, prob=0.0), "To the eye it is too small at that range"),
        (decibels(HOUR, "eyes", -3.0, -2.0, 3.0, 20.0, 3.0, prob=0.0), "To the eye it is too little light or contrast"),
        (decibels(HOUR, "listen", 100.0, 0.0, 95.0, 20.0, 5.0, prob=0.001), "Of 100 dB the way takes 95, and 20 dB of"),
        (decibels(HOUR, "nav", 50.0, 40.0, 172.0, -100.0, 5.0, prob=0.99), "the contact is not confirmed yet"),
        (decibels(HOUR, "listen", 100.0, 0.0, 80.0, 20.0, 5.0, prob=0.6), "Luck is against it now: over all luck more"),
    ],
)
def test_what_was_not_held_is_told_why(tmp_path: Path, row: dict[str, object], said: str) -> None:
    recording = told(tmp_path, row)
    found = why(recording, "alpha", "bravo", HOUR)
    (sensor,) = [one for one in found.sensors if one.sensor_id == row["sensor_id"]]
    assert not sensor.held
    assert said in reason(sensor, found.range_m)
    assert "Not held by any sensor of its own." in why_text(recording, found)


def test_what_luck_alone_holds_is_said_to_be_so(tmp_path: Path) -> None:
    """Its excess is of now, its chance over all luck."""
    found = why(
        told(tmp_path, decibels(HOUR, "nav", 50.0, 40.0, 172.0, -100.0, 5.0, prob=0.4, held=True), gained_s=600.0),
        "alpha",
        "bravo",
        HOUR,
    )
    (nav,) = [one for one in found.sensors if one.sensor_id == "nav"]
    assert (
        reason(nav, found.range_m) == "Luck is with it now: over all luck fewer than half of its looks would find it."
    )


@given(st.lists(st.floats(-300.0, 300.0), min_size=5, max_size=5))
def test_the_decibels_add_up_as_they_are_written(terms: list[float]) -> None:
    excess_db = terms[0] + terms[1] - terms[2] - terms[3] - terms[4]
    *told_db, excess = added_up(terms, excess_db)
    written = [Decimal(f"{one:.1f}") for one in (*told_db, excess)]
    assert written[0] + written[1] - written[2] - written[3] - written[4] == written[5]
    assert written[5] == Decimal(f"{round(10.0 * excess_db) / 10.0:.1f}")
    assert all(abs(one - term) < 0.1501 for one, term in zip(told_db, terms, strict=True))


def test_where_nothing_was_worked_out_the_range_is_told_of(tmp_path: Path) -> None:
    recording = told(tmp_path, decibels(HOUR, "nav", 50.0, 40.0, 172.0, -100.0, 5.0, prob=0.99))
    because = {
        one["sensor"]: one["because"]
        for one in why_plain(recording, why(recording, "alpha", "bravo", 4 * HOUR))["sensors"]
    }
    assert because["eyes"] == "Beyond its instrumented range of 8.1 nmi."
    assert because["nav"].startswith("Nothing was worked out: it was off")  # its last decibels are three hours old


def test_the_picture_draws_each_sensor_and_the_moment(tmp_path: Path) -> None:
    rows = [decibels(600.0 * i, "nav", 50.0, 40.0 - i, 172.0, -100.0, 5.0, prob=0.9, held=i < 9) for i in range(18)]
    svg = why_figure(told(tmp_path, *rows), "alpha", "bravo", HOUR)
    assert svg.startswith("<svg")
    assert ">nav<" in svg
    assert ">01:00Z<" in svg
    assert svg.count("<circle") == 18
    assert "nan" not in svg


@pytest.mark.parametrize(
    ("unit", "target", "said"),
    [
        ("alfa", "bravo", "no unit 'alfa'; did you mean alpha?"),
        ("alpha", "zulu", "no unit 'zulu'; they are alpha, bravo"),
        ("alpha", "alpha", "does not look for itself"),
        ("bravo", "alpha", "no sensor of bravo ever had alpha inside its instrumented range"),
    ],
)
def test_a_pair_that_is_none_is_answered_plainly(tmp_path: Path, unit: str, target: str, said: str) -> None:
    with pytest.raises(WhyError, match=said):
        why(told(tmp_path), unit, target, None)


def test_every_budget_of_the_synthetic_exercise_can_be_told(recording: Recording) -> None:
    budgets = recording.table("budgets")
    pairs = sorted(set(zip(budgets["unit_id"].tolist(), budgets["target_id"].tolist(), strict=True)))
    for unit, target in pairs:
        text = why_text(recording, why(recording, unit, target, None))
        assert "nan" not in text.lower()
    assert np.isfinite(budgets["excess_db"]).all()


def test_what_is_under_water_is_said_to_be(tmp_path: Path) -> None:
    sensors = why(told(tmp_path), "alpha", "bravo", HOUR).sensors
    (radar,) = [sensor for sensor in sensors if sensor.kind == "radar"]
    assert reason(radar, APART_M, under_water=True) == "The target is under water."
    assert reason(radar, APART_M).startswith("Nothing was worked out")


def test_an_aircraft_s_sonar_that_is_not_in_the_water_is_said_to_be_out_of_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    recording = Recording.open(shipped.recorded(tmp_path_factory, "hunt-from-the-air"))
    log = recording.rows("events", unit_id="helicopter")
    dips = [row["time_s"] for row in log if row["kind"] == "dips"]
    raised = [row["time_s"] for row in log if row["kind"] == "sonar raised"]
    between = 0.5 * (raised[-2] + next(time_s for time_s in dips if time_s > raised[-2]))
    told = why_text(recording, why(recording, "helicopter", "submarine", between))
    assert "dipping (active sonar): not held. It is not in the water." in told
    assert "difar-01 to difar-12 (passive sonar): not held. They are not in the water." in told
    wet = why(recording, "helicopter", "submarine", dips[-1] + 60.0)
    assert next(sensor for sensor in wet.sensors if sensor.sensor_id == "dipping").in_water
    laid = next(row for row in recording.rows("events", unit_id="patrol") if row["kind"] == "buoy laid")
    name = json.loads(laid["data"])["sensor"]
    for after_s, is_wet in ((-1.0, False), (1.0, True)):
        found = why(recording, "patrol", "submarine", laid["time_s"] + after_s)
        assert next(sensor for sensor in found.sensors if sensor.sensor_id == name).in_water is is_wet
