"""What lies on the water is held where it is put until its serial begins; then it drifts, and may take the ground."""

from pathlib import Path

import pytest

from fleetex.library.coast import land_near
from fleetex.record.reader import Recording
from tests.simulate.lessons import SCENARIOS, ran

MISSILEX = (SCENARIOS / "lesson-missilex.yaml").read_text(encoding="utf-8")
STREAM = ("    sea_state: 2\n", "    sea_state: 2\n    current: {speed: 1 kn, to: 090T}\n")
DERELICT = """fleetex: 1
exercise:
  id: derelict
  names: ["Derelict"]
  aim: "What drifts ashore."
  window: {start: 200000ZJUL23, end: 200800ZJUL23}
  zone: "UTC+08:00"
  otc: frigate
environment:
  base:
    wind: {speed: 0 m/s, from: 200T}
    sea_state: 1
    visibility: 10 nmi
    current: {speed: SPEED, to: 252T}
nations:
  XX: {name: "the school"}
sides:
  blue: {name: "blue", nations: [XX]}
units:
  frigate: {class: generic_ffg, nation: XX, side: blue, start: {at: 37-40.0N 137-40.0E, course: 000T, speed: 0 kn}}
  derelict:
    class: generic_surface_target_drifting
    nation: XX
    side: blue
    lights: off
    emission: {radar: off}
    start: {at: 37-21.8N 137-19.2E}
"""


def legs_of(recording: Recording, unit: str) -> list[dict[str, float]]:
    return [row for row in recording.rows("legs") if row["unit_id"] == unit]


def test_a_target_is_held_where_it_lies_until_comex_and_drifts_then(tmp_path: Path) -> None:
    _, recording = ran(tmp_path, MISSILEX.replace(*STREAM))
    (serial,) = recording.rows("serials")
    held, *adrift = legs_of(recording, "target")
    assert (held["time_s"], held["speed_mps"]) == (0.0, 0.0)
    assert adrift[0]["time_s"] == serial["start_s"] > 0.0
    assert adrift[0]["lat_deg"] == pytest.approx(40.0, abs=1e-9)
    assert adrift[0]["speed_mps"] > 0.5
    assert recording.rows("missile_flights")


def test_what_drifts_ashore_lies_aground_off_the_shore(tmp_path: Path) -> None:
    import shapely

    _, recording = ran(tmp_path, DERELICT.replace("SPEED", "1 kn"))
    (aground,) = [row for row in recording.rows("events") if row["kind"] == "aground"]
    assert aground["unit_id"] == "derelict"
    last = legs_of(recording, "derelict")[-1]
    assert (last["time_s"], last["speed_mps"]) == (aground["time_s"], 0.0)
    land = land_near(37.0, 38.0, 136.5, 138.0)
    place = shapely.Point(last["lon_deg"], last["lat_deg"])
    assert not land.contains(place)
    assert land.distance(place) * 60.0 < 0.25, "within three looks' drift of the charted shore"


def test_in_still_water_nothing_goes_ashore(tmp_path: Path) -> None:
    _, recording = ran(tmp_path, DERELICT.replace("SPEED", "0 kn"))
    assert [row["kind"] for row in recording.rows("events") if row["unit_id"] == "derelict"] == []
