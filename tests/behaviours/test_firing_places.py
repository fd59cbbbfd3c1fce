"""Where ships fire from at a place ashore, and who is waited for before fire is opened."""

import math
from dataclasses import replace

import pytest

from fleetex.behaviours import ngfs
from fleetex.behaviours.firing_places import Berths, bearings, flank, lies_in
from fleetex.behaviours.formation import angle_between_rad
from fleetex.engine import orders
from fleetex.engine.orders import Position
from fleetex.engine.view import AreaShape
from fleetex.library.coast import is_land
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import SerialState
from tests.behaviours.sea import CENTRE, Sea, completed, offset, range_and_bearing
from tests.behaviours.test_gunnery import gunex, shore

CAPE = Position(math.radians(42.8), math.radians(133.4))
"""On the coast east of Cape Povorotny, north of open water."""
SEA_AREA = AreaShape("circle", (), 10.0 * NMI_M, Position(math.radians(42.6), math.radians(133.45)))
TWO = Berths(CAPE, math.radians(345.0), 8.5 * NMI_M, 2, 3000.0, math.radians(15.0), None)


def beyond(place: Position, bearing_rad: float, range_m: float) -> Position:
    lat_rad = place.lat_rad + range_m * math.cos(bearing_rad) / 6_371_000.0
    east_rad = range_m * math.sin(bearing_rad) / (6_371_000.0 * math.cos(lat_rad))
    return Position(lat_rad, place.lon_rad + east_rad)


def test_berths_lie_about_the_line_of_fire_apart_on_one_arc() -> None:
    left, right = bearings(TWO)
    assert left is not None
    assert right is not None
    assert math.degrees((left + right) / 2.0) == pytest.approx(165.0, abs=1e-6)
    assert angle_between_rad(left, right) * TWO.range_m == pytest.approx(3000.0)


@pytest.mark.parametrize("line_deg", [78.0, 250.0])
def test_a_berth_that_would_be_on_land_is_found_on_the_nearest_water_of_the_arc(line_deg: float) -> None:
    berths = replace(TWO, line_rad=math.radians(line_deg), within_rad=math.radians(60.0))
    straight = beyond(CAPE, berths.line_rad + math.pi, berths.range_m)
    assert is_land(math.degrees(straight.lat_rad), math.degrees(straight.lon_rad))
    found = [bearing for bearing in bearings(berths) if bearing is not None]
    assert found
    for bearing in found:
        place = beyond(CAPE, bearing, berths.range_m)
        assert not is_land(math.degrees(place.lat_rad), math.degrees(place.lon_rad))


def test_berths_lie_inside_the_area() -> None:
    west = AreaShape("circle", (), 4.0 * NMI_M, beyond(CAPE, math.radians(175.0), 8.5 * NMI_M))
    found = bearings(replace(TWO, area=west, apart_m=2000.0))
    assert None not in found
    for bearing in found:
        assert lies_in(west, beyond(CAPE, bearing or 0.0, TWO.range_m))


def test_a_ship_for_whom_there_is_no_water_inside_the_area_finds_no_berth() -> None:
    far = AreaShape("circle", (), 2.0 * NMI_M, beyond(CAPE, math.radians(165.0), 20.0 * NMI_M))
    assert bearings(replace(TWO, area=far)) == (None, None)


@pytest.mark.parametrize(
    ("area", "inside"),
    [
        (AreaShape("circle", (), 3000.0, CENTRE), [True, True, False]),
        (AreaShape("corridor", (CENTRE, offset(CENTRE, 0.0, 9000.0)), 1500.0, CENTRE), [True, False, False]),
        (
            AreaShape("polygon", tuple(offset(CENTRE, k * math.pi / 2.0, 3000.0) for k in range(4)), 0.0, CENTRE),
            [True, True, False],
        ),
    ],
    ids=["circle", "corridor", "polygon"],
)
def test_a_place_lies_in_an_area_or_not(area: AreaShape, inside: list[bool]) -> None:
    east = [offset(CENTRE, math.pi / 2.0, range_m) for range_m in (500.0, 2500.0, 5000.0)]
    assert [lies_in(area, place) for place in east] == inside


def test_a_spotter_afloat_stands_off_every_line_of_fire() -> None:
    lines = tuple(bearing for bearing in bearings(TWO) if bearing is not None)
    bearing = flank(CAPE, 5000.0, TWO.line_rad, lines)
    assert bearing is not None
    assert min(angle_between_rad(bearing, line) for line in lines) > 19.0 * DEG_RAD


def shots(sea: Sea, unit: str | None = None) -> list[dict[str, object]]:
    return sea.logged("shot", unit)


def test_every_salvo_of_an_ngfs_is_fired_near_the_range_and_the_line_ordered() -> None:
    sea = shore(range="6 nmi")
    sea.run()
    assert completed(sea)
    assert shots(sea)
    for row in shots(sea):
        assert row["range_ordered_m"] == pytest.approx(6.0 * NMI_M)
        assert abs(row["range_m"] - row["range_ordered_m"]) < 2.0 * 457.2
        assert abs(row["bearing_deg"] - row["bearing_ordered_deg"]) < 20.0


def test_a_stated_place_is_fired_from() -> None:
    sea = shore(firing_from=["39-00.0N 133-24.0E"])
    sea.run()
    assert completed(sea)
    stated = Position(math.radians(39.0), math.radians(133.4))
    ordered_m, _ = range_and_bearing(stated, CENTRE)
    assert next(row["range_ordered_m"] for row in shots(sea, "alfa")) == pytest.approx(ordered_m)
    assert next(row["range_ordered_m"] for row in shots(sea, "bravo")) == pytest.approx(4.5 * NMI_M)


def test_a_ship_that_is_not_in_place_in_time_is_left_out_and_says_how_far_she_is() -> None:
    sea = shore(setup="20 min")
    sea.boats["bravo"].position = offset(CENTRE, 1.5 * math.pi, 30_000.0)
    sea.run()
    assert completed(sea)
    assert {unit for _, unit, order in sea.ordered if isinstance(order, orders.Fire)} == {"alfa"}
    (left,) = sea.logged("left out")
    assert left["other"] == "bravo"
    assert "nmi from the target, 4.5 nmi ordered" in left["reason"]
    assert "bravo left out: not ready in time" in sea.ended.reason


def test_without_a_firing_position_nobody_fires_and_the_reason_is_told() -> None:
    sea = shore(range="14 nmi", setup="20 min")
    sea.run()
    assert shots(sea) == []
    assert sea.ended.state is SerialState.ABORTED
    assert "no firing position: the area has no water 14.0 nmi from the target" in sea.ended.reason


def test_fire_is_not_opened_before_the_spotter_is_heard() -> None:
    sea = gunex(params={"setup": "40 min"})
    sea.cut |= {("TG1", "eye"), ("TG2", "eye")}
    sea.run()
    assert shots(sea) == []
    assert sea.ended.state is SerialState.ABORTED
    assert sea.ended.reason == "fire was not opened, for want of eye (spotter), no report came"
    assert sea.ended_s == pytest.approx(2400.0, abs=60.0)


def test_fire_is_not_opened_while_the_safety_ship_does_not_hold_the_target() -> None:
    sea = gunex(params={"setup": "40 min"})
    sea.blind.add(("safe", "hulk"))
    sea.run()
    assert shots(sea) == []
    assert "safe (safety), does not hold the target" in sea.ended.reason


def test_a_report_of_readiness_that_nobody_answered_is_made_again() -> None:
    sea = gunex()
    sea.cut |= {("TG1", "eye"), ("TG2", "eye")}
    sea.at(1500.0, "alfa", sea.cut.clear)
    sea.run()
    assert completed(sea)
    ready = [time_s for time_s, who, heard in sea.heard if who == "alfa" and heard.kind == "ready"]
    assert max(ready) > 1500.0
    assert min(time_s for time_s, _, order in sea.ordered if isinstance(order, orders.Fire)) > 1500.0


def test_fire_is_held_when_a_ship_falls_off_her_range_and_goes_on_when_she_is_back() -> None:
    sea = gunex({"firing": ("alfa",), "target": ("hulk",)}, params={"salvoes": 30})
    sea.boats["hulk"].speed_mps = 0.0

    def drift() -> None:
        sea.boats["hulk"].position = offset(sea.boats["hulk"].position, 0.5 * math.pi, 4000.0)

    sea.at(1000.0, "alfa", drift)
    sea.run()
    assert completed(sea)
    held = [row["reason"] for row in sea.logged("hold fire")]
    assert held
    assert "nmi ordered" in held[0]
    assert all(abs(row["range_m"] - row["range_ordered_m"]) < 2.1 * 914.4 for row in shots(sea))


def test_ships_make_for_their_firing_places_and_not_for_the_middle_of_the_area() -> None:
    sea = shore()
    briefing = sea.doctrines["alfa"].briefing
    place = briefing.params.rendezvous(briefing, offset)
    range_m, bearing_rad = range_and_bearing(place, CENTRE)
    assert range_m == pytest.approx(4.5 * NMI_M)
    assert angle_between_rad(bearing_rad, math.pi / 2) < 20.0 * DEG_RAD
    party = sea.doctrines["party"].briefing
    assert party.params.rendezvous(party, offset) is None
    assert ngfs.KIND.needs_area
