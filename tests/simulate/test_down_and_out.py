"""Aircraft that find no deck, no room or no fuel: the shipped hunt from the air, changed in one place."""

from pathlib import Path
from typing import Any

import pytest

from fleetex.record.reader import Recording
from tests.simulate.lessons import SCENARIOS, ran

HUNT = (SCENARIOS / "hunt-from-the-air.yaml").read_text(encoding="utf-8")
ALONE = (", patrol_aircraft: [patrol]", "")
LATE = ("start: 200030ZJUL23\n    duration: 7 h", "start: 200300ZJUL23\n    duration: 30 min")


def helicopter(name: str, at: str, fuel: str = "100 %") -> tuple[str, str]:
    """One more of them, in the air, that belongs to the frigate."""
    block = f"""  {name}:
    class: generic_helo
    name: {name}
    nation: XX
    side: blue
    notional: true
    home: frigate
    fuel: {fuel}
    start: {{at: {at}, course: 000T, speed: 60 kn, height: 100 m, notional: true}}
"""
    return "  patrol:\n    class", f"{block}  patrol:\n    class"


def flown(folder: Path, *changes: tuple[str, str], **options: Any) -> Recording:
    text = HUNT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return ran(folder, text, **options)[1]


def logged(recording: Recording, unit: str) -> list[tuple[str, float]]:
    return [(row["kind"], row["time_s"]) for row in recording.rows("events") if row["unit_id"] == unit]


@pytest.mark.parametrize("duration", ["95 min", "2 h"])
def test_who_dips_beyond_the_horizon_at_finex_climbs_until_she_hears_the_beacon(tmp_path: Path, duration: str) -> None:
    recording = flown(tmp_path, ALONE, ("duration: 7 h", f"duration: {duration}"))
    kinds = [kind for kind, _ in logged(recording, "helicopter")]
    assert "landed" in kinds
    assert "ditched" not in kinds


@pytest.mark.parametrize("fuel", ["1.6 %", "2 %"])
def test_who_ditches_on_final_does_not_land(tmp_path: Path, fuel: str) -> None:
    still = ("speed: 8 kn, notional: true}   # where", "speed: 0 kn, notional: true}   # where")
    recording = flown(tmp_path, ALONE, LATE, still, helicopter("second", "39-35.5N 134-00.0E", fuel))
    last, ditched_s = logged(recording, "second")[-1]
    assert last == "ditched"
    legs = [row for row in recording.rows("legs") if row["unit_id"] == "second" and row["time_s"] >= ditched_s]
    assert all(row["height_m"] == 0.0 and row["speed_mps"] < 2.0 for row in legs)


def test_who_ditched_before_her_serial_has_no_part_in_it(tmp_path: Path) -> None:
    """She waits in the air for a serial that begins when her fuel is burnt."""
    start = "home: FIELD\n    fuel: 5 %\n    start: {at: 40-40.0N 134-00.0E, course: 000T, speed: 200 kn, height: 1 km}"
    recording = flown(tmp_path, ("start: {airfield: FIELD, notional: true}", start), LATE)
    kinds = logged(recording, "patrol")
    assert kinds[-1][0] == "ditched"
    legs = [row for row in recording.rows("legs") if row["unit_id"] == "patrol" and row["time_s"] >= kinds[-1][1]]
    assert all(row["height_m"] == 0.0 for row in legs)


def test_a_deck_takes_no_more_than_it_has_room_for(tmp_path: Path) -> None:
    """One stands there, one is coming down, a third asks."""
    others = (helicopter("second", "39-34.0N 134-02.0E"), helicopter("third", "39-34.0N 133-57.9E"))
    recording = flown(tmp_path, ALONE, LATE, *others, ("params: {", "params: {launch: on contact, "))
    landed = [row["other_id"] for row in recording.rows("events") if row["kind"] == "landed"]
    assert landed.count("frigate") == 1


def test_a_buoy_that_lives_for_less_than_it_takes_to_work_is_no_trouble(tmp_path: Path) -> None:
    sensors = (Path(__file__).parents[2] / "src/fleetex/library/sensors.yaml").read_text(encoding="utf-8")
    kind = sensors[sensors.index("  sonobuoy_directional:") :].split("\n\n", 1)[0]
    own = tmp_path / "own.yaml"
    own.write_text("sensors:\n" + kind.replace("value: 8 h", "value: 30 s"), encoding="utf-8")
    recording = flown(tmp_path, ("duration: 7 h", "duration: 2 h"), own_library=[own])
    kinds = [row["kind"] for row in recording.rows("events")]
    assert kinds.count("buoy laid") == kinds.count("buoy spent") > 0
