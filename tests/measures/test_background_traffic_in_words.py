"""Ships of the background traffic are counted in no measure of contacts, and are told all the same."""

from pathlib import Path

import numpy as np
import pytest

from fleetex.measures.patrol import NOBODY_MET
from fleetex.measures.reading import participants
from fleetex.measures.values import count_words
from fleetex.record.reader import Recording
from fleetex.report import build_report
from tests.report.reading_html import Page
from tests.simulate.lessons import ran

PATROL = """
fleetex: 1
exercise:
  id: lane-patrol
  names: [Patrol of a lane]
  window: {start: 120400ZSEP24, end: 120800ZSEP24}
  zone: "UTC+02:00"
  otc: alpha
environment:
  base: {wind: {speed: 8 kn, from: 250T}, sea_state: 2, visibility: 10 nmi, depth: 90 m}
areas:
  MIKE: {circle: {centre: 55-55.0N 018-20.0E, radius: 9 nmi}, use: patrol}
nations: {AA: {name: first}, BB: {name: second}}
sides: {blue: {name: blue, nations: [AA, BB]}}
units:
  alpha: {class: generic_ffg, name: Alpha, nation: AA, side: blue, ais: on, start: {at: 55-55.0N 018-20.0E}}
  bravo: {class: generic_ffg, name: Bravo, nation: BB, side: blue, ais: on, start: {at: 55-54.0N 018-20.0E}}
circuits:
  TAC: {name: Tactical, kind: voice, band: HF, members: all, range: 200 nmi, delay: 3 s}
  LNK: {name: Link, kind: link, band: UHF, members: all, range: 60 nmi, delay: 5 s}
serials:
  PATROL-1:
    kind: PATROL
    start: 120430ZSEP24
    duration: 3 h
    area: MIKE
    oce: alpha
    roles: {otc: [alpha], units: [bravo]}
    circuits: [TAC]
traffic:
  lanes:
    DW: {line: [55-40.0N 017-30.0E, 56-10N 019-10E], per_day: 60, class: generic_bulk_carrier, speed: [9 kn, 14 kn]}
"""


@pytest.fixture(scope="module")
def patrol(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return ran(tmp_path_factory.mktemp("lane"), PATROL)[1]


def held_in_the_serial(recording: Recording) -> int:
    """Ships of the traffic of which a ship on patrol had a track between COMEX and FINEX, from the rows alone."""
    begin_s, end_s = 1800.0, 1800.0 + 3.0 * 3600.0
    units = [unit for own in participants(recording, "PATROL-1").values() for unit in own]
    ships = set(recording.table("traffic")["ship_id"].tolist())
    open_since: dict[tuple[str, str], float] = {}
    found = set()
    for row in sorted(recording.rows("tracks"), key=lambda row: float(row["time_s"])):
        key = (str(row["unit_id"]), str(row["target_id"]))
        if key[0] not in units or key[1] not in ships:
            continue
        if row["change"] == "lost":
            if key in open_since and open_since.pop(key) < end_s and row["time_s"] > begin_s:
                found.add(key[1])
        else:
            open_since.setdefault(key, float(row["time_s"]))
    return len(found | {ship for (_, ship), since in open_since.items() if since < end_s})


def test_a_patrol_that_held_only_background_traffic_does_not_say_that_nobody_was_met(patrol: Recording) -> None:
    told = {row["name"]: row for row in patrol.rows("measures", serial_id="PATROL-1") if not row["subject"]}
    number = held_in_the_serial(patrol)
    assert number > 0
    assert told["shadowed"]["value"] > 0  # what contradicted it
    assert told["contacts_held"]["value"] == 0
    assert told["contacts_held"]["text"].startswith(f"{count_words(number, 'ship').capitalize()} of the background")
    assert NOBODY_MET not in {row["text"] for row in told.values()}


def test_the_report_counts_the_background_traffic_that_was_held(patrol: Recording) -> None:
    tracks, ships = patrol.table("tracks"), patrol.table("traffic")["ship_id"]
    number = int(np.unique(tracks["target_id"][np.isin(tracks["target_id"], ships)]).size)
    text = next(element.text for element in Page(build_report(patrol)).elements if element.tag == "body")
    assert f"{count_words(number, 'ship').capitalize()} of the background traffic were held on a sensor" in text
    assert NOBODY_MET not in text
    assert "passing vessels were held" not in text


def test_of_vessels_with_a_name_none_is_missed_out(tmp_path: Path) -> None:
    merchant = (
        "  merchant: {class: generic_bulk_carrier, name: Merchant, nation: BB, side: white, "
        "start: {at: 55-56.0N 018-30.0E, course: 250T, speed: 10 kn}, "
        "route: {waypoints: [55-40.0N 017-00.0E], speed: 10 kn}}\ncircuits:"
    )
    sides = "sides: {white: {name: traffic, neutral: true}, blue: {name: blue, nations: [AA, BB]}}"
    text = PATROL.replace("circuits:\n  TAC", merchant + "\n  TAC", 1)
    text = text.replace("sides: {blue: {name: blue, nations: [AA, BB]}}", sides, 1)
    recording = ran(tmp_path, text)[1]
    told = {row["name"]: row["text"] for row in recording.rows("measures", serial_id="PATROL-1") if not row["subject"]}
    assert told["contacts_held"].startswith("One neutral held, ")
    assert told["contacts_held"].endswith(" of the background traffic besides.")
    body = next(element.text for element in Page(build_report(recording)).elements if element.tag == "body")
    assert "1 of 1 passing vessel named in the file was held on a sensor at some time." in body
