"""A LINKEX sailed by four ships of two nations: what they share, and what a worse link does to their pictures."""

import math
from pathlib import Path
from typing import Any

import pytest

from fleetex.record.reader import Recording
from tests.simulate.lessons import ran

TEXT = """
fleetex: 1
exercise: {id: link, names: [Link], window: {start: 201500ZJUL23, end: 201830ZJUL23}, otc: alpha, zone: "UTC"}
environment: {base: {wind: {speed: 8 kn, from: 200T}, sea_state: 2, visibility: 3 nmi, depth: 3000 m}}
areas:
  SEA: {circle: {centre: 40-00.0N 134-00.0E, radius: 25 nmi}}
nations: {AA: {name: one}, BB: {name: two}, ZZ: {name: traffic}}
sides:
  blue: {name: group, nations: [AA, BB]}
  traffic: {name: traffic, neutral: true, nations: [ZZ]}
units:
  alpha: {class: generic_ddg, nation: AA, side: blue, ais: on, start: {at: 40-00.0N 133-41.0E}}
  bravo: {class: generic_ffg, nation: AA, side: blue, ais: on, start: {at: 40-00.0N 133-53.0E}}
  carol: {class: generic_ffg, nation: BB, side: blue, ais: on, start: {at: 40-00.0N 134-07.0E}}
  delta: {class: generic_ddg, nation: BB, side: blue, ais: on, start: {at: 40-00.0N 134-19.0E}}
  trader:
    class: generic_container_ship
    nation: ZZ
    side: traffic
    start: {at: 39-40.0N 132-25.0E, course: 080T, speed: 20 kn}
    route: {waypoints: [40-05.0N 134-50.0E], speed: 20 kn, line: geodesic, then: hold}
  coaster:
    class: generic_bulk_carrier
    nation: ZZ
    side: traffic
    start: {at: 40-06.0N 135-10.0E, course: 270T, speed: 14 kn}
    route: {waypoints: [40-06.0N 133-00.0E], speed: 14 kn, line: geodesic, then: hold}
  boat_1: {class: generic_fishing_vessel, nation: ZZ, side: traffic, start: {at: 40-05.0N 133-32.0E, speed: 1 kn}}
  boat_2: {class: generic_fishing_vessel, nation: ZZ, side: traffic, start: {at: 39-54.0N 134-27.0E, speed: 1 kn}}
  boat_3: {class: generic_fishing_vessel, nation: ZZ, side: traffic, start: {at: 39-54.2N 134-27.2E, speed: 1 kn}}
circuits:
  TAC: {kind: voice, band: HF, range: 200 nmi, delay: 3 s}
  DATA: {kind: link, band: HF, range: 25 nmi, delay: 30 s, members: [alpha, bravo, carol, delta], relay: [carol]}
serials:
  LINKEX-1:
    kind: LINKEX
    start: 201600ZJUL23
    end: 201800ZJUL23
    oce: alpha
    area: SEA
    circuits: [TAC]
    roles: {all: [alpha, bravo, carol, delta]}
    params: {link: DATA, spacing: 10 nmi, relay: carol}
"""


@pytest.fixture(scope="module")
def sailed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Recording]:
    return of(tmp_path_factory.mktemp("linkex"), TEXT)


def of(folder: Path, text: str, **options: Any) -> tuple[dict[str, Any], Recording]:
    """The measures of the LINKEX and the recording; it was completed."""
    result, recording = ran(folder, text, **options)
    (serial,) = result.serials
    assert serial["state"] == "completed", serial["reason"]
    return serial["measures"], recording


def changed(old: str, new: str) -> str:
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new)


def test_both_nations_share_tracks_while_the_serial_runs(sailed: tuple[dict[str, Any], Recording]) -> None:
    _, recording = sailed
    (serial,) = recording.rows("serials")
    rows = [row for row in recording.rows("shares") if serial["start_s"] < row["time_s"] < serial["end_s"]]
    contacts = {"trader", "coaster", "boat_1", "boat_2", "boat_3"}
    pairs = {(r["from_id"], r["to_id"]) for r in rows if r["change"] == "shared" and r["target_id"] in contacts}
    assert {taker for _, taker in pairs} == {"alpha", "bravo", "carol", "delta"}
    assert any(a in ("alpha", "bravo") and b in ("carol", "delta") for a, b in pairs)
    assert any(b in ("alpha", "bravo") and a in ("carol", "delta") for a, b in pairs)


def test_each_ship_knows_of_more_than_she_holds_and_the_link_is_one_delay_late(
    sailed: tuple[dict[str, Any], Recording],
) -> None:
    measures, _ = sailed
    for unit in ("alpha", "bravo", "carol", "delta"):
        assert measures[f"held_own [{unit}]"] < measures[f"held [{unit}]"] <= 100.0
    assert measures["completeness"] > 80.0
    assert 30.0 <= measures["time_to_screen"] < 60.0
    assert measures["time_to_regain"] > 30.0
    assert 0.0 < measures["position_error"] < 1500.0


def test_each_ship_but_net_control_falls_silent_once_and_the_others_lose_what_she_gave(
    sailed: tuple[dict[str, Any], Recording],
) -> None:
    measures, recording = sailed
    silences = [row["unit_id"] for row in recording.rows("phases") if row["phase"] == "silent on link"]
    assert sorted(silences) == ["bravo", "carol", "delta"]
    assert measures["lost_in_silence [delta]"] > 0
    assert measures["lost_in_silence [carol]"] > 0, "she relays between the two outer ships"


def test_a_ship_out_of_reach_of_the_others_gets_through_a_relay_alone(tmp_path: Path) -> None:
    (tmp_path / "with").mkdir()
    with_relay, _ = of(tmp_path / "with", TEXT)
    without, _ = of(tmp_path / "without", changed(", relay: [carol]}", "}").replace(", relay: carol", ""))
    assert without["completeness"] < with_relay["completeness"]
    assert without["missing_called"] > with_relay["missing_called"]


def test_a_slower_link_brings_contacts_later_to_the_partners_screen(
    sailed: tuple[dict[str, Any], Recording], tmp_path: Path
) -> None:
    fast, _ = sailed
    slow, _ = of(tmp_path, changed("delay: 30 s", "delay: 4 min"))
    assert slow["time_to_screen"] >= 240.0 > fast["time_to_screen"]
    assert slow["completeness"] < fast["completeness"]
    assert slow["time_to_regain"] > fast["time_to_regain"]
    assert slow["position_error"] > fast["position_error"]


def test_a_link_that_reaches_nobody_leaves_each_ship_with_what_she_holds(tmp_path: Path) -> None:
    measures, recording = of(tmp_path, changed("range: 25 nmi, delay: 30 s", "range: 1 nmi, delay: 30 s"))
    contacts = ("trader", "coaster", "boat_1", "boat_2", "boat_3")
    assert not [row for row in recording.rows("shares") if row["target_id"] in contacts]
    for unit in ("alpha", "bravo", "carol", "delta"):
        assert measures[f"held [{unit}]"] == measures[f"held_own [{unit}]"]
    assert measures["not_reached"] > 0
    assert measures["time_to_screen"] is None
    assert measures["missing_called"] > 5


def test_a_correlation_distance_below_the_sensors_errors_gives_contacts_two_numbers(tmp_path: Path) -> None:
    among = changed("40-05.0N 133-32.0E", "40-05.0N 134-00.0E").replace("134-27", "134-03")
    found = []
    for distance in ("60 yd", "250 yd", "1000 yd"):
        text = among.replace("spacing: 10 nmi", f"correlation: {distance}, spacing: 4 nmi, silent: []")
        runs = [of(tmp_path / f"{distance} {seed}", text, seed=seed)[0]["dual_tracks"] for seed in (1, 2, 3)]
        found.append(sum(runs))
    assert found[0] > found[1] > found[2]


def test_a_correlation_distance_as_wide_as_the_sea_takes_several_contacts_for_one(
    sailed: tuple[dict[str, Any], Recording], tmp_path: Path
) -> None:
    narrow, _ = sailed
    wide, _ = of(tmp_path, changed("spacing: 10 nmi", "correlation: 50 nmi, spacing: 10 nmi"))
    assert wide["mixed_tracks"] > narrow["mixed_tracks"]
    assert wide["missing_called"] < narrow["missing_called"]


def test_sets_that_fail_make_the_picture_poorer_and_the_net_goes_on(
    sailed: tuple[dict[str, Any], Recording], tmp_path: Path
) -> None:
    whole, _ = sailed
    failing = ", failure: {mean_time_between: 20 min, mean_time_to_repair: 20 min}}"
    poor, recording = of(tmp_path, changed("relay: [carol]}", "relay: [carol]" + failing))
    assert len(recording.rows("circuit_states")) > 4
    assert poor["completeness"] < whole["completeness"] - 5.0
    assert poor["continuity"] < whole["continuity"]


def test_no_measure_is_out_of_bounds_over_seeds(tmp_path: Path) -> None:
    for seed in range(4, 10):
        measures, _ = of(tmp_path / str(seed), TEXT, seed=seed)
        for name, value in measures.items():
            if value is not None and (name.startswith(("held", "completeness", "continuity", "reports"))):
                assert -1e-9 <= value <= 100.0 + 1e-9, (seed, name)
            assert value is None or not math.isinf(value)
