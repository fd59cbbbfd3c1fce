"""A patrol without a route of its own goes to and fro inside its area, whatever the area's shape."""

from pathlib import Path

import numpy as np
import pytest

from fleetex.measures.reading import distance_m
from fleetex.record.positions import positions, ranges_and_bearings
from fleetex.units import NMI_M
from tests.simulate.lessons import ran

TEXT = """
fleetex: 1
exercise: {id: rounds, names: [Rounds], window: {start: 100800ZMAR26, end: 101400ZMAR26}, otc: lead, zone: "UTC"}
environment: {base: {wind: {speed: 8 kn, from: 200T}, sea_state: 2, visibility: 12 nmi, depth: 3000 m}}
areas:
  NORTE: {SHAPE}
nations:
  CHL: {name: Chile}
sides:
  blue: {name: group, nations: [CHL]}
units:
  lead: {class: generic_ffg, nation: CHL, side: blue, start: {at: 20-10.0S 71-00.0W, course: 000T, speed: 10 kn}}
  wing: {class: generic_corvette, nation: CHL, side: blue, start: {at: 20-12.0S 71-02.0W, course: 000T, speed: 10 kn}}
circuits:
  TAC: {kind: voice, band: UHF, range: 25 nmi, delay: 2 s}
serials:
  PATROL-1: {kind: PATROL, start: 100830ZMAR26, end: 101330ZMAR26, oce: lead, area: NORTE, circuits: [TAC],
    roles: {otc: [lead], units: [wing]}}
"""


@pytest.mark.parametrize(
    "shape",
    ["circle: {centre: 20-10.0S 71-00.0W, radius: 20 nmi}", "polygon: [20-00S 71-20W, 20-00S 70-40W, 20-30S 70-40W]"],
)
def test_without_a_route_the_otc_covers_ground_inside_the_area(tmp_path: Path, shape: str) -> None:
    _, recording = ran(tmp_path, TEXT.replace("SHAPE", shape))
    (serial,) = recording.rows("serials")
    begin, end = serial["start_s"], serial["end_s"]
    assert serial["state"] == "completed"
    assert distance_m(recording, "lead", begin, end) > 0.9 * 14.0 * 5.0 * NMI_M
    way = positions(recording, "lead", np.arange(begin + 3600.0, end, 60.0))
    off_m, _ = ranges_and_bearings(-20.0 - 10.0 / 60.0, -71.0, way.lat_deg, way.lon_deg)
    assert np.max(off_m) < 20.0 * NMI_M
    assert np.ptp(off_m) > 2.0 * NMI_M
