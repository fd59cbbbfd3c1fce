"""A target that comes ashore during its serial ends it, and the reason stands where anybody looks for it."""

from pathlib import Path

import pytest

from fleetex.record.reader import Recording
from fleetex.report.page import build_report
from tests.simulate.lessons import ran

LEE_SHORE = """fleetex: 1
exercise:
  id: lee-shore
  names: ["Lee shore"]
  aim: "A shoot at what drifts ashore."
  window: {start: 200000ZJUL23, end: 200600ZJUL23}
  zone: "UTC+08:00"
  otc: frigate
environment:
  base:
    wind: {speed: 0 m/s, from: 200T}
    sea_state: 1
    visibility: 10 nmi
    current: {speed: 1.2 kn, to: 252T}
areas:
  RANGE: {circle: {centre: 37-24.0N 137-30.0E, radius: 9 nmi}, use: gunnery}
nations:
  XX: {name: "the school"}
sides:
  blue: {name: "blue", nations: [XX]}
units:
  frigate: {class: generic_ffg, nation: XX, side: blue, start: {at: 37-22.6N 137-23.5E, course: 090T, speed: 6 kn}}
  corvette:
    class: generic_corvette
    nation: XX
    side: blue
    start: {at: 37-26.0N 137-22.0E, course: 090T, speed: 6 kn}
  mark:
    class: generic_surface_target_drifting
    nation: XX
    side: blue
    lights: off
    emission: {radar: off}
    start: {at: 37-21.8N 137-19.2E}
circuits:
  GUN: {name: "Fire control", kind: voice, band: VHF, range: 20 nmi, delay: 2 s}
serials:
  SHOOT:
    kind: GUNEX-S
    start: 200030ZJUL23
    end: 200430ZJUL23
    area: RANGE
    oce: frigate
    roles: {firing: [frigate], target: [mark], spotter: [corvette]}
    circuits: [GUN]
    params: {range: 4 nmi, setup: 200 min, line_of_fire: 270T, salvoes: 30, rounds: 2}
"""
WHY = "mark came ashore and lies aground"


@pytest.fixture(scope="module")
def ashore(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    _, recording = ran(tmp_path_factory.mktemp("ashore"), LEE_SHORE)
    return recording


def test_the_serial_ends_with_its_target(ashore: Recording) -> None:
    (serial,) = ashore.rows("serials")
    (aground,) = [row for row in ashore.rows("events") if row["kind"] == "aground"]
    assert (aground["unit_id"], aground["serial_id"]) == ("mark", "SHOOT")
    assert (serial["state"], serial["end_s"]) == ("aborted", aground["time_s"])
    assert serial["reason"].startswith(WHY)
    assert serial["end_s"] < serial["planned_end_s"]


def test_the_report_tells_why(ashore: Recording) -> None:
    assert WHY in build_report(ashore)


def test_with_a_current_off_shore_the_shoot_goes_on(tmp_path: Path) -> None:
    _, recording = ran(tmp_path, LEE_SHORE.replace("to: 252T", "to: 072T"))
    assert not [row for row in recording.rows("events") if row["kind"] == "aground"]
    (serial,) = recording.rows("serials")
    assert "ashore" not in serial["reason"]
