"""Air-defence missiles at a drone: the range first, one ship at a time, own tracks, hits that a scorer counts."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from shapely import Point, Polygon

from fleetex.library import load_library
from fleetex.measures.missilex import draw
from fleetex.plan.danger_areas import danger_areas
from fleetex.plan.timetable import Timetable
from fleetex.record.positions import positions
from fleetex.record.reader import Recording
from fleetex.scenario import ScenarioError
from fleetex.scenario.loading import load_text
from fleetex.simulate.replications import Replications
from tests.swarm.voyages import cut_and_resumed, sailed

TEXT = (Path(__file__).parents[2] / "scenarios" / "lesson-missilex-air.yaml").read_text(encoding="utf-8")
SECOND = """  second:
    class: generic_ffg
    name: "Second frigate"
    nation: XX
    side: blue
    notional: true
    start: {at: 39-57.0N 133-44.0E, course: 000T, speed: 6 kn, notional: true}
  drone:
"""
TWO = (
    TEXT.replace("  drone:\n", SECOND)
    .replace("firer: [frigate]", "firer: [frigate, second]")
    .replace("salvoes: 2", "salvoes: 1")
)
IN_THE_WAY = TEXT.replace("at: 40-09.0N 133-58.0E, course: 000T, speed: 7 kn", "at: 40-00.0N 134-06.0E")
IN_THE_WAY = IN_THE_WAY.replace("    route: {waypoints: [40-40.0N 133-58.0E], speed: 7 kn, notional: true}\n", "")
BLIND = TEXT.replace('name: "Frigate (fires)"', 'name: "Frigate (fires)"\n    emission: {radar: off}')


@cache
def flown(text: str, seed: int = 1) -> Recording:
    library = load_library()
    return Replications.of(load_text(text, "drone.yaml", library), library).run(seed)


def logged(recording: Recording, kind: str) -> list[dict[str, object]]:
    return [row for row in recording.rows("events") if row["kind"] == kind]


def value(recording: Recording, name: str) -> float:
    return next(
        row["value"]
        for row in recording.rows("measures")
        if (row["name"], row["subject"], row["serial_id"]) == (name, "", "MISSILEX-1")
    )


def mean_of(text: str, name: str, seeds: range) -> float:
    return float(np.mean([value(flown(text, seed), name) for seed in seeds]))


def test_the_range_is_swept_before_each_run_and_the_drone_comes_home() -> None:
    run = flown(TEXT)
    (serial,) = run.rows("serials")
    assert (serial["state"], serial["reason"]) == ("completed", "every firing ship has fired out")
    clear = [row["time_s"] for row in logged(run, "range clear") if row["unit_id"] == "frigate"]
    cleared = [row["time_s"] for row in logged(run, "run cleared")]
    assert len(cleared) == 2
    for time_s in cleared:
        assert time_s - max(since for since in clear if since < time_s) >= 600.0
    assert [row["other_id"] for row in logged(run, "landed")] == ["FIELD"]
    assert not logged(run, "ditched")


def test_each_missile_leaves_on_a_run_at_what_is_held_and_the_scorer_tells_what_hit() -> None:
    run = flown(TEXT)
    shots = run.rows("air_engagements")
    begun = [float(str(row["time_s"])) for row in logged(run, "run begun")]
    assert len(shots) == 4
    for shot in shots:
        assert shot["target_id"] == "drone"
        assert any(0.0 < shot["time_s"] - since < 180.0 for since in begun)
        assert 4_000.0 <= shot["range_m"] <= 12.0 * 1852.0
        assert (shot["outcome"] == "hit") is bool(shot["miss_m"] <= 10.0)
    hits = sum(shot["outcome"] == "hit" for shot in shots)
    assert hits == len(logged(run, "scored hit")) == len(run.rows("assessed_hits")) == value(run, "hits")
    assert value(run, "missiles") == 4.0
    assert value(run, "runs") == 2.0
    svg = draw(run, run.rows("serials")[0])
    assert svg.startswith("<svg")
    assert "four missiles at a drone" in svg


def test_ships_take_turns_and_no_two_are_at_the_drone_at_once() -> None:
    run = flown(TWO)
    assert run.rows("serials")[0]["state"] == "completed"
    shots = run.rows("air_engagements")
    first, second = ([row for row in shots if row["unit_id"] == unit] for unit in ("frigate", "second"))
    assert len(first) == len(second) == 2
    assert max(row["end_s"] for row in first) < min(row["time_s"] for row in second)


@pytest.mark.parametrize(("text", "why"), [(IN_THE_WAY, "is in the danger area"), (BLIND, "target is not held")])
def test_who_lies_in_the_way_or_sees_nothing_stops_it_and_the_serial_says_so(text: str, why: str) -> None:
    run = flown(text)
    assert run.rows("air_engagements") == []
    (serial,) = run.rows("serials")
    assert serial["state"] == "aborted"
    assert serial["reason"].startswith("no missile was fired")
    assert any(why in str(row["text"]) for row in logged(run, "range fouled"))


NEAR = (
    ("range: 12 nmi", "range: 3 nmi\n      cease_range: 2 km\n      target_speed: 150 kn\n      offset: 500 m"),
    ("at: 40-00.0N 133-44.0E", "at: 40-00.0N 133-57.0E"),
    ("at: 40-09.0N 133-58.0E, course: 000T", "at: 40-29.0N 133-28.0E, course: 000T"),
)


def test_who_holds_the_drone_by_eye_alone_fires_no_missile_her_director_is_silent_too() -> None:
    """So near her lookouts see it; as guns do, missiles need a radar of hers on (decisions 51 and 52)."""
    sees, blind = TEXT, BLIND
    for old, new in NEAR:
        assert old in sees
        sees, blind = sees.replace(old, new), blind.replace(old, new)
    assert flown(sees).rows("air_engagements")
    run = flown(blind)
    held = {
        row["sensor_id"] for row in run.rows("contacts") if (row["unit_id"], row["target_id"]) == ("frigate", "drone")
    }
    kinds = {row["kind"] for row in run.rows("sensors") if row["unit_id"] == "frigate" and row["sensor_id"] in held}
    assert "sight" in kinds
    assert "radar" not in kinds
    assert run.rows("air_engagements") == []
    assert {row["text"] for row in logged(run, "hold fire")} == {"frigate holds fire: her fire-control radar is off."}
    assert "her fire-control radar is off" in run.rows("serials")[0]["reason"]


def test_a_ship_without_missiles_against_ships_fires_at_a_drone() -> None:
    run = flown(TEXT.replace("class: generic_ffg", "class: generic_asw_ship"))
    assert run.rows("serials")[0]["state"] == "completed"
    assert {row["unit_id"] for row in run.rows("air_engagements")} == {"frigate"}


def test_a_stranger_who_comes_in_on_a_live_run_stops_it() -> None:
    """She crosses the edge of the danger area half a minute after the run was cleared."""
    comes = TEXT.replace(
        "40-09.0N 133-58.0E, course: 000T, speed: 7 kn", "40-17.0N 134-00.0E, course: 180T, speed: 10 kn"
    )
    comes = comes.replace("[40-40.0N 133-58.0E], speed: 7 kn", "[39-30.0N 134-00.0E], speed: 10 kn")
    run = flown(comes)
    (cleared,) = logged(run, "run cleared")
    (held,) = logged(run, "hold fire")
    assert 0.0 < float(str(held["time_s"])) - float(str(cleared["time_s"])) < 60.0
    assert "merchant" in str(held["text"])
    assert run.rows("air_engagements") == []
    assert "the range was foul" in run.rows("serials")[0]["reason"]


def test_every_meeting_lies_in_the_danger_area_that_was_told() -> None:
    exercise = load_text(TEXT, "drone.yaml", load_library())
    (area,) = danger_areas(exercise, Timetable.of(exercise).placed)
    shape = Polygon([(place.lon_deg, place.lat_deg) for place in area.ring])
    run = flown(TEXT)
    for shot in run.rows("air_engagements"):
        for unit, time_s in (("frigate", shot["time_s"]), ("drone", shot["end_s"])):
            at = positions(run, unit, [time_s])
            assert shape.contains(Point(at.lon_deg[0], at.lat_deg[0]))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("      at: air\n", "", "params.at: found `surface`; `drone` is of class `generic_target_drone`, which flies"),
        ("at: air", "at: air\n      height: 7 km", "`drone` flies up to 6000 m"),
        ("at: air", "at: air\n      cease_range: 30 nmi", "params.cease_range"),
        ("at: air", "at: air\n      offset: 5 km", "a drone passes nearer than `cease_range`"),
        ("at: air", "at: air\n      target_speed: 90 kn", "`drone` flies at 120 kn to 370 kn"),
        ("rounds: 2", "rounds: 4", "`frigate` launches 2 at one target"),
        ("salvoes: 2", "salvoes: 20", "`frigate` has 32 missiles"),
        ("oce: frigate", "oce: corvette", "a firing ship conducts a MISSILEX at what flies"),
        ("40-38.0N 134-10.0E", "48-00.0N 136-00.0E", "no base is in reach"),
    ],
)
def test_what_cannot_be_done_is_told_before_anything_runs(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(ScenarioError) as raised:
        load_text(TEXT.replace(old, new), "drone.yaml", load_library())
    assert said in str(raised.value)


def test_a_firing_that_is_cut_and_resumed_is_the_same(tmp_path: Path) -> None:
    whole, _ = sailed(tmp_path / "whole", TEXT)
    resumed = cut_and_resumed(tmp_path / "cut", TEXT, whole.counts["rings"] // 2)
    assert (resumed.hash, resumed.serials) == (whole.hash, whole.serials)


@pytest.mark.parametrize(
    "seeds", [range(1, 5), pytest.param(range(1, 21), marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_fewer_missiles_hit_less_often_and_a_faster_drone_is_met_nearer(seeds: range) -> None:
    one = TEXT.replace("rounds: 2", "rounds: 1")
    slow, fast = (TEXT.replace("at: air", f"at: air\n      target_speed: {speed}") for speed in ("150 kn", "350 kn"))
    assert mean_of(one, "hits", seeds) < mean_of(TEXT, "hits", seeds)
    assert mean_of(fast, "meeting_range", seeds) < mean_of(slow, "meeting_range", seeds)
