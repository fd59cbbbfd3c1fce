"""The joint patrol of June 2023 and the lesson beside it: who met whom, and what follows when one thing changes."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from fleetex.library import load_library
from fleetex.measures.intercept import apart_m, fighters, strangers
from fleetex.record.positions import positions
from fleetex.record.reader import Recording
from fleetex.scenario.loading import load, load_text
from fleetex.simulate.replications import Replications

SCENARIOS = Path(__file__).parents[2] / "scenarios"
LESSON = (SCENARIOS / "lesson-intercept.yaml").read_text(encoding="utf-8")
JOINT = SCENARIOS / "joint-air-patrol-2023.yaml"
DIRECTIONS = range(1, 6)


@cache
def flown(text: str, seed: int = 1) -> Recording:
    return exercise(text).run(seed)


@cache
def exercise(text: str) -> Replications:
    library = load_library()
    return Replications.of(load_text(text, "patrol.yaml", library), library)


def logged(recording: Recording, kind: str) -> list[dict[str, object]]:
    return [row for row in recording.rows("events") if row["kind"] == kind]


def value(recording: Recording, name: str) -> float:
    return next(row["value"] for row in recording.rows("measures") if row["name"] == name and not row["subject"])


def test_the_patrol_meets_flies_its_route_and_lands() -> None:
    lesson = flown(LESSON)
    assert {row["serial_id"]: row["state"] for row in lesson.rows("serials")} == {
        "AIRPATROL-1": "completed",
        "INTERCEPT-1": "completed",
    }
    assert value(lesson, "joined") == 2.0
    assert value(lesson, "rendezvous_error") < 5.0
    assert value(lesson, "landed") == 3.0


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 41))])
def test_nobody_is_identified_out_of_range_in_truth(seed: int) -> None:
    """By the pilot's own estimate he is within reach; in truth within what his radar errs by."""
    lesson = exercise(LESSON).run(seed)
    rows = logged(lesson, "identified")
    assert rows
    for row in rows:
        near = min(
            float(apart_m(lesson, str(row["unit_id"]), other, (row["time_s"], row["time_s"]))[0])
            for other in strangers(lesson, "INTERCEPT-1")
        )
        assert near <= 1_000.0 + 3.0 * 40.0


def test_no_fighter_comes_nearer_than_the_least_distance() -> None:
    assert value(flown(LESSON), "closest_distance") >= 150.0


def test_the_controller_knows_nothing_before_his_radar_shows_it() -> None:
    lesson = flown(LESSON)
    first = min(row["time_s"] for row in logged(lesson, "group detected"))
    held = min(row["time_s"] for row in lesson.rows("contacts") if row["unit_id"] == "radar")
    assert held <= first
    assert all(row["time_s"] >= first for row in logged(lesson, "scramble"))


def test_who_takes_off_gathers_speed_on_the_runway_before_she_turns() -> None:
    lesson = flown(LESSON)
    off = next(row["time_s"] for row in logged(lesson, "take-off") if row["unit_id"] == "north-1")
    state = positions(lesson, "north-1", np.arange(off + 100.0, off + 600.0, 10.0))
    assert float(state.speed_mps.min()) > 92.0


def test_an_alert_pair_without_fuel_is_refused_at_check_and_in_a_run_the_next_one_goes() -> None:
    dry = LESSON.replace("fuel: 63 %", "fuel: 45 %")
    run = flown(dry)
    assert [row["other_id"] for row in logged(run, "pair unable")] == ["alert-1"]
    assert {row["unit_id"] for row in logged(run, "identified")} == {"alert-3"}


def test_a_second_pair_takes_over_from_the_first_before_its_fuel_ends() -> None:
    lesson = flown(LESSON)
    (over,) = logged(lesson, "hand-over")
    assert json.loads(str(over["data"]))["in_time"] is True
    home = {row["unit_id"]: row for row in reversed(logged(lesson, "goes home"))}
    for unit in ("alert-1", "alert-2"):
        assert json.loads(str(home[unit]["data"]))["reason"] == "relieved"
        assert float(home[unit]["time_s"]) >= float(over["time_s"])  # type: ignore[arg-type]
    assert value(lesson, "hand_overs") == 1.0


def test_a_relief_that_is_asked_for_late_comes_when_the_first_pair_has_gone_and_the_serial_says_so() -> None:
    asked_late = LESSON.replace("relief_before: 60 min", "relief_before: 20 min, outside: 20 min")
    late = flown(asked_late.replace("fuel: 63 %", "fuel: 50 %"))
    (over,) = logged(late, "hand-over")
    assert json.loads(str(over["data"]))["in_time"] is False
    reasons = {json.loads(str(row["data"]))["reason"] for row in logged(late, "goes home")}
    assert "fuel" in reasons


def test_an_identification_that_never_comes_is_told_and_everybody_comes_home() -> None:
    """It would take a pilot two hours beside them; nobody has fuel for so long."""
    blind = flown(LESSON.replace("relief_before: 60 min", "relief_before: 60 min, identify_time: 2 h"))
    assert logged(blind, "identified") == []
    serial = next(row for row in blind.rows("serials") if row["serial_id"] == "INTERCEPT-1")
    assert serial["state"] == "aborted"
    assert "0 of 3 groups in the zone identified" in serial["reason"]
    down = {row["unit_id"] for row in logged(blind, "landed")}
    assert {"alert-1", "alert-2"} <= down
    assert next(row for row in blind.rows("serials") if row["serial_id"] == "AIRPATROL-1")["state"] == "completed"


def test_with_no_pair_that_has_fuel_nobody_goes_and_the_serial_says_why() -> None:
    dry = LESSON.replace("fuel: 63 %, ", "").replace(
        "side: third, notional: true, start: {airfield", "side: third, notional: true, fuel: 45 %, start: {airfield"
    )
    run = flown(dry)
    assert {row["other_id"] for row in logged(run, "pair unable")} == {"alert-1", "alert-3"}
    assert logged(run, "nobody left")
    assert logged(run, "identified") == []
    reason = {row["serial_id"]: row["reason"] for row in run.rows("serials")}["INTERCEPT-1"]
    assert "alert-1" in reason
    assert "alert-3" in reason


def test_without_the_radar_nobody_is_scrambled_and_the_serial_says_so() -> None:
    blind = flown(LESSON.replace('name: "Radar", nation: CC', 'name: "Radar", emission: {radar: off}, nation: CC'))
    assert logged(blind, "scramble") == []
    reason = {row["serial_id"]: row["reason"] for row in blind.rows("serials")}["INTERCEPT-1"]
    assert reason == "no stranger came into the zone"


def test_the_joint_patrol_keeps_its_sources_and_names_no_type_of_the_third_country() -> None:
    joint = load(JOINT, load_library())
    assert all(unit.notional for unit in joint.units.values() if unit.nation == "KR")
    assert {unit.class_id for unit in joint.units.values() if unit.nation == "KR"} == {
        "generic_fighter",
        "generic_air_radar",
    }
    assert all(unit.source for unit in joint.units.values() if unit.nation != "KR")
    assert {fact.topic for fact in joint.facts.values()} >= {"The day of the patrol", "How many aircraft"}
    assert all(len(fact.versions) > 1 and fact.resolution for fact in joint.facts.values())


def test_the_joint_patrol_is_met_keeps_out_of_national_airspace_and_hands_its_days_on() -> None:
    joint = flown(JOINT.read_text(encoding="utf-8"))
    states = {row["serial_id"]: row["state"] for row in joint.rows("serials")}
    assert set(states.values()) == {"completed"}
    outside = [row["value"] for row in joint.rows("measures") if row["name"] == "distance_to_airspace"]
    assert len(outside) == 6, outside
    assert min(outside) > 0.0
    assert {row["unit_id"][:5] for row in logged(joint, "identified")} == {"alert"}
    for row in logged(joint, "identified"):
        moment = (row["time_s"], row["time_s"])
        others = strangers(joint, str(row["serial_id"]))
        near = [float(apart_m(joint, str(row["unit_id"]), other, moment)[0]) for other in others]
        assert min(off for off in near if off == off) <= 1_000.0 + 3.0 * 40.0
    assert fighters(joint, "INTERCEPT-6")


def test_what_a_radar_beyond_the_horizon_of_the_first_circuit_sees_is_told_on_another() -> None:
    """Two hundred miles lie between the southern radar and the controller; UHF does not carry so far, the line does."""
    joint = flown(JOINT.read_text(encoding="utf-8"))
    told = [row for row in joint.rows("messages") if row["from_id"] == "picket" and row["kind"] == "plots"]
    assert {row["outcome"] for row in told} == {"heard"}
    assert {row["circuit_id"] for row in told} == {"LINE"}
    first = next(row for row in logged(joint, "group detected") if row["serial_id"] == "INTERCEPT-6")
    held = {row["unit_id"] for row in joint.rows("contacts") if row["time_s"] <= float(str(first["time_s"]))}
    assert "picket" in held
    assert "control" not in held


def test_who_leaves_the_zone_and_comes_back_is_known_and_met_again() -> None:
    """The patrol crosses the strait outside the zone and enters it again in the south: another pair comes."""
    joint = flown(JOINT.read_text(encoding="utf-8"))
    rows = [row for row in logged(joint, "group returned") if row["serial_id"] == "INTERCEPT-6"]
    back = json.loads(str(rows[0]["data"]))["group"]
    again = [row for row in logged(joint, "scramble") if row["time_s"] >= rows[0]["time_s"]]
    assert json.loads(str(again[0]["data"]))["group"] == back
    entered = [json.loads(str(row["data"]))["group"] for row in logged(joint, "group entered")]
    assert entered.count(back) <= 2  # once each day


@pytest.mark.slow
def test_an_earlier_scramble_identifies_earlier_over_seeds() -> None:
    late = LESSON.replace("{relief_before: 60 min}", "{relief_before: 60 min, lead_time: 0 min}")
    assert late != LESSON
    for_early = [value(flown(LESSON, seed), "entry_to_identification") for seed in DIRECTIONS]
    for_late = [value(flown(late, seed), "entry_to_identification") for seed in DIRECTIONS]
    assert np.mean(for_early) < np.mean(for_late)


@pytest.mark.slow
def test_who_flies_lower_is_detected_later_over_seeds() -> None:
    low = LESSON.replace("      rendezvous_after: 75 min", "      rendezvous_after: 75 min\n      height: 500 m")
    high_range = [value(flown(LESSON, seed), "detection_range") for seed in DIRECTIONS]
    low_range = [value(flown(low, seed), "detection_range") for seed in DIRECTIONS]
    assert max(low_range) < min(high_range)
