"""What random exercises once broke, each in an exercise as small as it can be."""

from pathlib import Path

import pytest

from tests.swarm import at_sea, stores
from tests.swarm.evidence import Evidence
from tests.swarm.voyages import sailed

SMALL = """\
fleetex: 1
exercise:
  {{id: small, names: [Small], window: {{start: 200000ZJUL23, end: 200200ZJUL23}}, zone: "UTC+09:00", otc: ship}}
environment: {{base: {{wind: {{speed: 4 m/s, from: 270T}}, sea_state: 2, visibility: 10 nmi}}}}
nations: {{AA: {{name: A}}}}
sides: {{blue: {{name: blue}}, traffic: {{neutral: true}}}}
units:
  ship: {{class: generic_ffg, nation: AA, side: blue, start: {{at: 40-00.0N 134-00.0E}}}}
  trader:
    class: generic_bulk_carrier
    nation: AA
    side: traffic
    start: {{at: 39-30.0N 134-00.0E, course: {course}, speed: {start}}}
    route: {{waypoints: {waypoints}, speed: {speed}, then: {then}}}
"""


def sailing(folder: Path, **how: str) -> Evidence:
    """A merchant on her own route; what is not given is a straight run north that ends in a stop."""
    usual = {"course": "000T", "start": "0 kn", "waypoints": "[39-40.0N 134-00.0E]", "speed": "12 kn", "then": "stop"}
    return Evidence(sailed(folder, SMALL.format(**{**usual, **how}))[1])


def test_a_loop_of_marks_all_under_the_keel_is_ended_by_losing_way(tmp_path: Path) -> None:
    evidence = sailing(tmp_path, waypoints="[39-31.0N 134-00.0E]", then="loop", start="12 kn")
    assert evidence.legs["trader"][-1]["speed_mps"] == 0.0
    assert list(at_sea.hulls_obey_their_limits(evidence)) == []


def test_a_slow_ship_turns_before_she_runs(tmp_path: Path) -> None:
    evidence = sailing(tmp_path, start="2.87 kn", speed="2.90 kn", course="180T")
    assert any(leg["turn_degps"] != 0.0 for leg in evidence.legs["trader"])
    assert list(at_sea.hulls_obey_their_limits(evidence)) == []


def test_a_ship_starts_on_the_course_that_the_file_gives(tmp_path: Path) -> None:
    evidence = sailing(tmp_path, start="8 kn", course="117T")
    assert list(at_sea.everybody_starts_as_the_file_says(evidence)) == []


@pytest.mark.parametrize("waypoints", ["[39-40.0N 134-00.0E]", "[39-31.5N 134-00.0E, 39-31.0N 134-03.0E]"])
def test_what_a_ship_burns_while_she_gathers_way_is_what_her_curve_says(tmp_path: Path, waypoints: str) -> None:
    evidence = sailing(tmp_path, waypoints=waypoints)
    assert any(leg["accel_mps2"] > 0.0 for leg in evidence.legs["trader"])
    assert list(stores.fuel_is_burnt_or_pumped(evidence)) == []
