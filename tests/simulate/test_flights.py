"""Aircraft in whole runs: off a deck and onto one, at a height, in the hover, over a field of buoys."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from fleetex.engine.buoys import RADIO_M, WHIP_M
from fleetex.engine.flight_deck import LAND_S, TAKE_OFF_S, TURN_ROUND_S
from fleetex.engine.orders import (
    FollowRoute,
    LandOn,
    LayBuoy,
    LowerSonar,
    Position,
    RaiseSonar,
    SetHeight,
    Steer,
    TakeOff,
)
from fleetex.physics.horizon import RADIO_EARTH_M, radar_horizon_m
from fleetex.record.reader import Recording
from tests.simulate.flights import HOME, SEA, Script, flown

KN = 1852.0 / 3600.0
OUTING: Script = [
    (600.0, "helo", TakeOff(150.0)),
    (700.0, "helo", FollowRoute((Position(0.70336, 2.34921),), 120.0 * KN)),
    (1200.0, "helo", FollowRoute((Position(0.70336, 2.34921),), 120.0 * KN)),
    (3600.0, "helo", HOME),
]


def at(lat_deg: float, lon_deg: float) -> Position:
    return Position(math.radians(lat_deg), math.radians(lon_deg))


DIPS: Script = [
    (0.0, "helo", TakeOff(150.0)),
    (600.0, "helo", FollowRoute((at(40.38, 134.33),), 120.0 * KN)),
    (2300.0, "helo", LowerSonar("dipping", 100.0)),
    (2400.0, "helo", SetHeight(20.0)),
    (2700.0, "helo", LowerSonar("dipping", 100.0)),
    (3000.0, "helo", Steer(0.0, 30.0)),
    (5700.0, "helo", RaiseSonar("dipping")),
    (6000.0, "helo", HOME),
]
BUOYS: Script = [
    (0.0, "patrol", TakeOff(600.0)),
    (600.0, "patrol", FollowRoute((at(40.36, 134.30), at(40.30, 134.40)), 250.0 * KN, then="loop")),
    *[(3600.0 + 20.0 * k, "patrol", LayBuoy("difar", 90.0)) for k in range(8)],
    *[(4000.0 + 20.0 * k, "patrol", LayBuoy("dicass", 90.0)) for k in range(4)],
    (9000.0, "patrol", HOME),
]


def logged(recording: Recording, kind: str) -> list[dict[str, Any]]:
    return [
        row | (json.loads(row["data"]) if row["data"] else {})
        for row in recording.rows("events")
        if row["kind"] == kind
    ]


def heights(recording: Recording, unit: str) -> list[tuple[float, float]]:
    return [(row["time_s"], row["height_m"]) for row in recording.rows("legs") if row["unit_id"] == unit]


def test_a_helicopter_takes_off_flies_and_comes_home_by_herself(tmp_path: Path) -> None:
    recording = flown(tmp_path, OUTING)
    (off,) = logged(recording, "take-off")
    (down,) = logged(recording, "landed")
    assert off["time_s"] == 600.0 + TAKE_OFF_S
    assert off["other_id"] == down["other_id"] == "north"
    assert max(height for _, height in heights(recording, "helo")) == 150.0
    assert 0.0 < down["fuel_kg"] < off["fuel_kg"]
    assert [row["phase"] for row in recording.rows("phases") if row["unit_id"] == "helo"] == ["homeward", "on deck"]


def test_on_deck_she_burns_nothing_goes_where_the_ship_goes_and_is_refuelled(tmp_path: Path) -> None:
    recording = flown(tmp_path, OUTING)
    (down,) = logged(recording, "landed")
    fuel = {row["time_s"]: row["fuel_kg"] for row in recording.rows("fuel") if row["unit_id"] == "helo"}
    assert fuel[0.0] > fuel[3600.0]
    assert fuel[math.ceil((down["time_s"] + TURN_ROUND_S) / 3600.0) * 3600.0] == pytest.approx(fuel[0.0], rel=1e-6)
    last = {row["unit_id"]: row for row in recording.rows("legs") if row["unit_id"] in ("helo", "north")}
    for column in ("lat_deg", "lon_deg", "course_deg", "speed_mps", "end_s"):
        assert last["helo"][column] == last["north"][column]


def test_she_sees_farther_from_above_and_is_seen_farther_when_high(tmp_path: Path) -> None:
    recording = flown(tmp_path, OUTING)
    seen = [r for r in recording.rows("contacts") if r["unit_id"] == "helo" and r["sensor_id"] == "search"]
    assert max(row["range_m"] for row in seen) > 60_000.0
    assert all(row["time_s"] > 600.0 + TAKE_OFF_S for row in seen)
    assert not [r for r in recording.rows("contacts") if r["target_id"] == "helo" and r["time_s"] < 900.0]


def test_a_dipping_sonar_hangs_from_the_low_hover_alone_and_pings(tmp_path: Path) -> None:
    recording = flown(tmp_path, DIPS)
    (dip,) = logged(recording, "dips")
    assert dip["time_s"] == pytest.approx(2700.0 + (20.0 + 100.0) / 3.0)
    held = [r for r in recording.rows("contacts") if r["sensor_id"] == "dipping" and r["target_id"] == "submarine"]
    assert [row["change"] for row in held] == ["gained", "lost"]
    assert dip["time_s"] < held[0]["time_s"] < held[1]["time_s"] == 5700.0
    heard = [r for r in recording.rows("contacts") if r["unit_id"] == "submarine" and r["target_id"] == "helo"]
    assert heard[0]["change"] == "gained"
    assert heard[0]["range_m"] == pytest.approx(held[0]["range_m"], rel=0.01)
    moved = [r for r in recording.rows("legs") if r["unit_id"] == "helo" and 2700.0 < r["time_s"] < 5700.0]
    assert all(row["speed_mps"] < 1.0 for row in moved)


def test_buoys_are_laid_heard_by_radio_and_spent(tmp_path: Path) -> None:
    recording = flown(tmp_path, BUOYS)
    laid = logged(recording, "buoy laid")
    assert [row["left"] for row in laid] == [39, 38, 37, 36, 35, 34, 33, 32, 9, 8, 7, 6]
    places = {(row["lat_deg"], row["lon_deg"]) for row in laid}
    assert len(places) == len(laid)
    contacts = [r for r in recording.rows("contacts") if r["unit_id"] == "patrol" and r["target_id"] == "submarine"]
    assert {r["sensor_id"].split("-")[0] for r in contacts if r["change"] == "gained"} == {"difar", "dicass"}
    assert all(r["time_s"] > 3660.0 for r in contacts)
    spent = logged(recording, "buoy spent")
    assert [row["time_s"] - 3600.0 for row in spent] == [4000.0, 4020.0, 4040.0, 4060.0]
    horizon_m = min(RADIO_M, float(radar_horizon_m(WHIP_M, 600.0, RADIO_EARTH_M)))
    assert horizon_m == RADIO_M
    (down,) = logged(recording, "landed")
    assert down["other_id"] == "FIELD"
    assert not [r for r in contacts if r["change"] == "gained" and r["time_s"] > down["time_s"]]


def test_a_landing_out_of_reach_and_a_fixed_wing_on_a_deck_are_refused(tmp_path: Path) -> None:
    script: Script = [
        (0.0, "helo", TakeOff(150.0)),
        (0.0, "patrol", TakeOff(300.0)),
        (900.0, "helo", FollowRoute((at(40.2, 134.2),), 120.0 * KN)),
        (1800.0, "helo", LandOn("north")),
        (1800.0, "helo", LandOn("submarine")),
        (1800.0, "patrol", LandOn("north")),
        (1900.0, "helo", HOME),
        (1900.0, "patrol", HOME),
    ]
    recording = flown(tmp_path, script)
    landed = {row["unit_id"]: row for row in logged(recording, "landed")}
    assert set(landed) == {"helo", "patrol"}
    off = logged(recording, "wave-off")
    assert {(row["unit_id"], row["other_id"]) for row in off} == {("helo", "north")}
    assert "off" in off[0]["reason"]
    assert all(row["time_s"] > 1900.0 + LAND_S for row in landed.values())


def test_a_deck_makes_one_movement_at_a_time_and_the_second_waits(tmp_path: Path) -> None:
    second = SEA.replace(
        "  patrol:\n",
        "  other:\n    class: generic_helo\n    nation: XX\n    side: blue\n    start: {deck: north}\n  patrol:\n",
    )
    script: Script = [(60.0, "helo", TakeOff(150.0)), (60.0, "other", TakeOff(150.0))]
    recording = flown(tmp_path, script, second)
    off = logged(recording, "take-off")
    assert [(row["unit_id"], row["time_s"]) for row in off] == [
        ("helo", 60.0 + TAKE_OFF_S),
        ("other", 60.0 + 2.0 * TAKE_OFF_S),
    ]
    (wait,) = logged(recording, "deck waits")
    assert wait["unit_id"] == "other"
    assert "foul" in wait["reason"]


def test_nobody_flies_off_a_deck_in_a_sea_that_is_too_much(tmp_path: Path) -> None:
    rough = SEA.replace("sea_state: 3", "sea_state: 6")
    recording = flown(tmp_path, [(60.0, "helo", TakeOff(150.0)), (60.0, "patrol", TakeOff(300.0))], rough)
    assert [row["unit_id"] for row in logged(recording, "take-off")] == ["patrol"]
    assert "sea state 6" in logged(recording, "deck waits")[0]["reason"]


def test_without_fuel_she_ditches(tmp_path: Path) -> None:
    recording = flown(tmp_path, [(0.0, "helo", TakeOff(150.0))])
    (ditched,) = logged(recording, "ditched")
    legs = [row for row in recording.rows("legs") if row["unit_id"] == "helo" and row["time_s"] >= ditched["time_s"]]
    assert legs
    assert all(row["height_m"] == 0.0 and row["speed_mps"] == 0.0 for row in legs)


@pytest.mark.parametrize("script", [OUTING, DIPS, BUOYS], ids=["outing", "dips", "buoys"])
def test_making_every_look_changes_no_row_of_a_flight(tmp_path: Path, script: Script) -> None:
    text = SEA.replace("end: 200600ZJUL23", "end: 200230ZJUL23")
    quick, all_looks = (flown(tmp_path, script, text, every_look=every) for every in (False, True))
    for table in ("legs", "contacts", "tracks", "bearings", "budgets", "shares"):
        assert quick.table(table).keys() == all_looks.table(table).keys()
        for name, column in quick.table(table).items():
            assert column.tolist() == pytest.approx(all_looks.table(table)[name].tolist(), abs=0.0, nan_ok=True), (
                table,
                name,
            )


def test_what_she_burnt_was_given_and_flew_is_told_without_the_deck(tmp_path: Path) -> None:
    recording = flown(tmp_path, OUTING)
    (off,) = logged(recording, "take-off")
    (down,) = logged(recording, "landed")
    told = {row["name"]: row["value"] for row in recording.rows("measures") if row["subject"] == "helo"}
    burnt_t = (off["fuel_kg"] - down["fuel_kg"]) / 1000.0
    assert told["fuel_burnt"] == pytest.approx(burnt_t, rel=0.01)
    assert told["fuel_received"] == pytest.approx(burnt_t, rel=0.01)
    assert 50.0 < told["distance"] < 100.0
    passed = next(row["value"] for row in recording.rows("measures") if row["name"] == "fuel_passed")
    assert passed == 0.0
