"""A serial that is on the air alone is held on the way: ships with far to go do not wait for its FINEX."""

import math
from pathlib import Path

from fleetex import scenario
from fleetex.library import load_library
from fleetex.plan.judge import judge
from fleetex.plan.timetable import Timetable
from tests.simulate.lessons import ran

FAR_APART = """
fleetex: 1
exercise:
  id: far-apart
  names: [Far apart]
  window: {start: 120400ZSEP24, end: 121600ZSEP24}
  zone: "UTC+02:00"
  otc: alpha
environment:
  base: {wind: {speed: 8 kn, from: 250T}, sea_state: 2, visibility: 10 nmi, depth: 90 m}
areas:
  MIKE: {circle: {centre: 55-55.0N 018-20.0E, radius: 9 nmi}, use: manoeuvres}
nations: {AA: {name: first}, BB: {name: second}}
sides: {blue: {name: blue, nations: [AA, BB]}}
units:
  alpha: {class: generic_ffg, nation: AA, side: blue, ais: on, start: {at: 55-58.0N 016-20.0E}}
  bravo: {class: generic_ffg, nation: BB, side: blue, ais: on, start: {at: 55-08.0N 018-45.0E}}
circuits:
  HFN: {name: HF net, kind: voice, band: HF, members: all, range: 200 nmi, delay: 3 s}
serials:
  COMMEX-1:
    kind: COMMEX
    start: 120930ZSEP24
    duration: 90 min
    oce: alpha
    roles: {all: [alpha, bravo]}
    circuits: [HFN]
  MANEX-1:
    kind: MANEX
    start: 121130ZSEP24
    duration: 2 h
    area: MIKE
    oce: alpha
    roles: {guide: [alpha], followers: [bravo]}
    circuits: [HFN]
"""

WHERE = "SELECT unit_id, lat_deg, lon_deg FROM positions('*', 27000) WHERE time_s = 27000 ORDER BY unit_id"
"""At the MANEX's COMEX."""


def off_and_breaches(folder: Path, text: str) -> tuple[dict[str, float], list[str]]:
    """How far each ship is from the middle of MIKE at COMEX, in nmi, and what the judge says of passages."""
    _, recording = ran(folder, text)
    library = load_library()
    exercise = scenario.load(folder / "scenario.yaml", library)
    breaches = [one.serial for one in judge(exercise, library, Timetable.of(exercise)) if one.rule == "K02"]
    middle = (55.0 + 55.0 / 60.0, 18.0 + 20.0 / 60.0)
    off = {
        str(unit): 60.0 * math.hypot(lat_deg - middle[0], (lon_deg - middle[1]) * math.cos(math.radians(lat_deg)))
        for unit, lat_deg, lon_deg in recording.sql(WHERE)[1]
    }
    return off, breaches


def test_ships_are_where_the_plan_says_they_can_be_though_a_commex_lies_between(tmp_path: Path) -> None:
    """From their start they have the time; between the COMMEX and the MANEX they have half an hour."""
    off, breaches = off_and_breaches(tmp_path, FAR_APART)
    assert breaches == []
    assert sorted(off) == ["alpha", "bravo"]
    assert max(off.values()) < 2.0


def test_a_commex_in_an_area_of_its_own_is_gone_to_and_the_judge_says_who_is_late(tmp_path: Path) -> None:
    west = "  WEST: {circle: {centre: 55-58.0N 016-20.0E, radius: 5 nmi}}\nnations:"
    text = FAR_APART.replace("nations:", west, 1).replace("    oce: alpha", "    area: WEST\n    oce: alpha", 1)
    off, breaches = off_and_breaches(tmp_path, text)
    assert "MANEX-1" in breaches
    assert min(off.values()) > 40.0
