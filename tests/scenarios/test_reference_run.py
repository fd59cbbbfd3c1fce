"""The reference exercise, sailed: every serial is completed, a merchant stops fire once, sets fail, fuel flows."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shapely import Point, Polygon

from fleetex.library import Library
from fleetex.record.positions import positions
from fleetex.record.reader import Recording
from fleetex.report import build_report
from fleetex.report.announcing import ClassWords, announcement
from fleetex.report.answering import answers
from fleetex.report.head import exercise_head
from fleetex.report.page import recorded_measures
from fleetex.scenario.exercise import Exercise
from fleetex.simulate import RunResult, run
from tests.shipped import recorded

SCENARIO = Path(__file__).parents[2] / "scenarios" / "northern-interaction-2023.yaml"


@dataclass
class Sailed:
    """One run and its log."""

    result: RunResult
    recording: Recording

    def times_s(self, serial: str, kind: str, containing: str = "") -> list[float]:
        """When events of a kind whose sentence contains some words were logged in a serial, in order of time."""
        log = self.recording.table("events")
        rows = zip(log["serial_id"], log["kind"], log["text"], log["time_s"], strict=True)
        return sorted(
            float(time) for of, word, text, time in rows if (of, word) == (serial, kind) and containing in text
        )

    def measures(self, serial: str) -> dict[str, Any]:
        return dict(next(row["measures"] for row in self.result.serials if row["id"] == serial))


@pytest.fixture(scope="module", params=[1, 2])
def sailed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sailed:
    folder = recorded(tmp_path_factory, SCENARIO.stem, request.param)
    result = run(SCENARIO, folder, seed=request.param, resume=True)  # it is complete: nothing is run
    return Sailed(result, Recording.open(folder))


def test_every_serial_is_completed(sailed: Sailed, reference: Exercise) -> None:
    states = {row["id"]: (row["state"], row["reason"]) for row in sailed.result.serials}
    assert set(states) == set(reference.serials)
    assert {name: state for name, state in states.items() if state[0] != "completed"} == {}


def test_evolutions_end_in_station(sailed: Sailed) -> None:
    """Of the stations ordered in a MANEX seven in ten at the least are reported, and every evolution is begun."""
    for serial in ("MANEX-1", "MANEX-2"):
        begun = len(sailed.times_s(serial, "signal executed"))
        assert begun >= 4
        assert len(sailed.times_s(serial, "in station")) >= 0.7 * 7 * begun


def test_the_merchant_stops_fire_once_and_fire_goes_on_when_she_has_passed(sailed: Sailed) -> None:
    shots = sailed.times_s("GUNEX-S-1", "shot")
    fouled = [time for time in sailed.times_s("GUNEX-S-1", "range fouled", "bulk_carrier") if time > shots[0]]
    clear = [time for time in sailed.times_s("GUNEX-S-1", "range clear") if time > fouled[0]]
    heard = [time for time in sailed.times_s("GUNEX-S-1", "check fire") if time >= fouled[0]]
    assert shots[0] < fouled[0] < clear[0] < shots[-1]
    assert heard[0] < fouled[0] + 30.0, "on the alternate at the latest"
    assert not [time for time in shots if heard[0] + 1.0 < time < clear[0] - 1.0]
    assert fouled[-1] < clear[0], "once"


def danger_of(recording: Recording, serial: str) -> Polygon:
    rows = sorted(recording.rows("danger_areas", serial_id=serial), key=lambda row: row["point"])
    return Polygon([(row["lon_deg"], row["lat_deg"]) for row in rows])


def test_every_round_falls_inside_its_serials_danger_area(sailed: Sailed) -> None:
    """Of fire at what flies, where the bursts met their target."""
    places = [
        (str(row["serial_id"]), row["lat_deg"], row["lon_deg"])
        for table in ("shots", "bursts")
        for row in sailed.recording.rows(table)
        if row["serial_id"] != "SURFEX-1" and not np.isnan(row["lat_deg"])
    ]
    fired = {serial for serial, _, _ in places}
    assert fired == {row["serial_id"] for row in sailed.recording.rows("danger_areas")}
    areas = {serial: danger_of(sailed.recording, serial) for serial in fired}
    for serial, lat, lon in places:
        assert areas[serial].contains(Point(lon, lat)), serial


def test_who_fouls_the_range_is_inside_the_live_area_and_the_log_says_where(sailed: Sailed) -> None:
    """The log's place is what a sensor made of it, the area's edge within a mile of it; the truth is inside."""
    (event, *_) = [
        row
        for row in sailed.recording.rows("events", kind="range fouled", serial_id="GUNEX-S-1")
        if "bulk_carrier" in row["text"]
    ]
    told, area = json.loads(event["data"]), danger_of(sailed.recording, "GUNEX-S-1")
    assert "in the danger area" in event["text"]
    assert area.distance(Point(told["lon_deg"], told["lat_deg"])) == 0.0
    truth = positions(sailed.recording, "bulk_carrier", np.array([event["time_s"]]))
    assert area.buffer(1.0 / 60.0).contains(Point(float(truth.lon_deg[0]), float(truth.lat_deg[0])))
    (held,) = sailed.recording.rows("serials", serial_id="GUNEX-S-1")
    assert held["start_s"] <= event["time_s"] <= held["end_s"]


def test_nothing_else_stops_fire(sailed: Sailed) -> None:
    for serial in ("GUNEX-S-2", "GUNEX-S-3", "GUNEX-S-4", "NGFS-1"):
        assert sailed.times_s(serial, "shot")
        assert not sailed.times_s(serial, "range fouled")


def test_a_set_fails_during_the_radio_checks_and_is_found_and_restored(sailed: Sailed) -> None:
    checks = [sailed.times_s(serial, "circuit check", "does not answer") for serial in ("COMMEX-1", "COMMEX-2")]
    restored = [sailed.times_s(serial, "circuit restored") for serial in ("COMMEX-1", "COMMEX-2")]
    assert any(checks)
    assert any(restored)


def test_both_ships_of_each_joint_shoot_fire(sailed: Sailed) -> None:
    for serial, ships in (("GUNEX-S-3", ("rizhao", "tributs")), ("NGFS-1", ("guiyang", "gremyashchiy"))):
        measures = sailed.measures(serial)
        assert all(measures[f"rounds [{ship}]"] > 10 for ship in ships)
        assert measures["time_on_target_spread"] < 10.0


def test_fuel_flows_to_the_emptiest_ship_of_each_nation(sailed: Sailed) -> None:
    for serial, ship in (("RAS-L-1", "zaozhuang"), ("RAS-L-2", "tsydenzhapov")):
        assert sailed.measures(serial)[f"delivered [{ship}]"] > 50.0


def test_no_ship_falls_below_the_fuel_reserve(sailed: Sailed, reference: Exercise) -> None:
    fuel, units = sailed.recording.table("fuel"), sailed.recording.table("units")
    bunkers = dict(zip(units["unit_id"], units["fuel_kg_max"], strict=True))
    for unit, fuel_kg in zip(fuel["unit_id"], fuel["fuel_kg"], strict=True):
        assert not fuel_kg < reference.fuel_reserve * bunkers[unit], unit


def test_patrols_meet_traffic(sailed: Sailed) -> None:
    held = {name: sailed.measures(name)["contacts_held"] for name in ("PATROL-2", "PATROL-4", "PATROL-5")}
    assert all(count >= 1 for count in held.values()), held


def test_the_raft_is_searched_for_found_and_taken_aboard(sailed: Sailed) -> None:
    """By who did not put it in the water, after the report and a search laid by it."""
    story = ("adrift", "distress", "distress heard", "search laid", "sighted", "alongside", "recovered")
    times = [sailed.times_s("SAREX-1", kind)[0] for kind in story]
    assert times == sorted(times)
    measures = sailed.measures("SAREX-1")
    assert measures["datum_error"] > 0.2
    assert 0.0 < measures["time_to_detection"] < measures["time_to_recovery"]
    log = sailed.recording.table("events")
    (taker,) = log["unit_id"][log["kind"] == "taken aboard"]
    assert taker in ("tributs", "rizhao")


def test_both_nations_share_contacts_over_the_common_picture_and_lose_what_a_silent_ship_gave(sailed: Sailed) -> None:
    (serial,) = [row for row in sailed.recording.rows("serials") if row["serial_id"] == "LINKEX-1"]
    shares = [
        (row["from_id"], row["to_id"])
        for row in sailed.recording.rows("shares")
        if row["change"] == "shared" and serial["start_s"] < row["time_s"] < serial["end_s"]
    ]
    assert {pair for pair in shares if set(pair) <= {"qiqihar", "guiyang", "panteleyev", "tributs"}}
    chinese, russian = ("qiqihar", "guiyang"), ("panteleyev", "tributs")
    assert any(giver in russian and taker in chinese for giver, taker in shares)
    found = sailed.measures("LINKEX-1")
    assert found["contacts"] >= 4
    assert 80.0 < found["completeness"] <= 100.0
    assert found["held_own [CN]"] < found["held [CN]"]
    assert found["held_own [RU]"] < found["held [RU]"]
    assert found["time_to_screen [RU>CN]"] >= 90.0, "the common picture is a minute and a half late"
    assert found["lost_in_silence [tributs]"] > 0
    assert found["lost_in_silence [panteleyev]"] > 0, "she relays to the ship at the other end"
    assert found["time_to_regain"] > 90.0
    assert found["dual_tracks"] >= 1, "two radars' errors at twenty miles are wider than the correlation distance"


def test_every_salvo_is_fired_near_the_range_ordered(sailed: Sailed) -> None:
    log = sailed.recording.table("events")
    shots = [json.loads(data) for data in log["data"][log["kind"] == "shot"]]
    assert len(shots) > 60
    for shot in shots:
        assert abs(shot["range_m"] - shot["range_ordered_m"]) < 2.0 * 914.4, shot
    serial = sailed.recording.table("events")["serial_id"]
    ashore = [json.loads(data) for data in log["data"][(log["kind"] == "shot") & (serial == "NGFS-1")]]
    assert max(abs(shot["range_m"] - shot["range_ordered_m"]) for shot in ashore) < 2.0 * 457.2


def test_no_order_is_refused_and_nobody_is_left_out(sailed: Sailed) -> None:
    log = sailed.recording.table("events")
    assert not [
        text for kind, text in zip(log["kind"], log["text"], strict=True) if kind in ("order refused", "left out")
    ]


def test_the_card_of_a_shoot_tells_the_range_and_the_line_ordered_and_fired_at(sailed: Sailed) -> None:
    found = sailed.measures("NGFS-1")
    for ship in ("guiyang", "gremyashchiy"):
        assert 0.0 < found[f"range_off [{ship}]"] < 2.0 * 457.2
        assert 0.0 <= found[f"line_off [{ship}]"] < 20.0
    table = sailed.recording.table("measures")
    rows = zip(table["serial_id"], table["name"], table["text"], strict=True)
    told = [text for serial, name, text in rows if (serial, name) == ("NGFS-1", "range_off")]
    assert all("nmi off the target, 8.5 nmi ordered." in text for text in told)
    page = build_report(sailed.recording)
    assert page.count("fired from where, as ordered and in fact") == 5
    assert '<td class="n">8.50\N{NO-BREAK SPACE}nmi</td>' in page


def test_the_report_answers_each_line_that_was_announced(sailed: Sailed, reference: Exercise, library: Library) -> None:
    """What `fleetex announce` says of the file stands in the report word for word, with what came of it beside it."""
    classes = {name: ClassWords(platform.name, platform.kind.value) for name, platform in library.platforms.items()}
    lines = announcement(reference.resolved(), classes)
    measures = recorded_measures(sailed.recording)
    told = {answer.announced: answer for answer in answers(sailed.recording, exercise_head(sailed.recording), measures)}
    asked = [line.text for line in lines if line.topic not in ("exercise", "safety")]
    assert list(told) == asked
    assert all(answer.came for answer in told.values())
    gunnery = next(answer for text, answer in told.items() if "(GUNEX-S)" in text)
    hits = sum(measure.value for measure in measures if (measure.name, measure.subject) == ("hits", ""))
    assert gunnery.came[0] == "4 of 4 serials carried out."
    assert gunnery.met
    assert hits > 0.0
    assert sailed.result.serials[0]["id"] in " ".join(said for answer in told.values() for said in answer.came)
