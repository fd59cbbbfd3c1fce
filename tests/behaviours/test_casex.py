"""CASEX: hunters search, run down bearings, hold, attack and search the datum; the submarine evades."""

import math
from typing import Any

import pytest
from msgspec.structs import replace

from fleetex.behaviours import casex
from fleetex.engine import events, orders
from fleetex.engine.view import BearingEstimate
from fleetex.units import NMI_M
from fleetex.vocabulary import SurfaceKind
from tests.behaviours.sea import CALM, CENTRE, Boat, Sea, completed, offset, range_and_bearing

HUNTERS = ("alfa", "bravo")


def hunt(range_m: float = 30.0 * NMI_M, **params: Any) -> Sea:
    """Two hunters south of the middle, and the submarine so far north of the first."""
    boats = [
        Boat(unit, offset(CENTRE, math.pi, 5_000.0 + 4_000.0 * n), sonars=["ping"]) for n, unit in enumerate(HUNTERS)
    ]
    below = Boat("whale", offset(boats[0].position, 0.0, range_m), kind=SurfaceKind.SUBMARINE)
    sea = Sea([*boats, below])
    sea.blind |= {(unit, "whale") for unit in HUNTERS}
    roles = {"hunters": HUNTERS, "submarine": ("whale",)}
    sea.brief(casex.KIND, casex.doctrine, roles, "alfa", end_s=6.0 * 3_600.0, params=params)
    return sea


def gain(sea: Sea, unit: str = "alfa") -> None:
    sea.blind.discard((unit, "whale"))
    sea.tell(unit, events.TrackGained(2))


def lose(sea: Sea, unit: str = "alfa") -> None:
    sea.blind.add((unit, "whale"))
    sea.tell(unit, events.TrackLost(2))


def line(bearing_deg: float, *, pinging: bool = False) -> BearingEstimate:
    return BearingEstimate(math.radians(bearing_deg), 0.02, CENTRE, 1.0, pinging, None)


def test_each_hunter_searches_a_strip_of_her_own() -> None:
    sea = hunt()
    sea.run(10.0)
    ways = [sea.given(orders.FollowRoute, unit)[0].waypoints for unit in HUNTERS]
    lons = [[place.lon_rad for place in way] for way in ways]
    assert max(lons[0]) < min(lons[1])
    assert all(len(way) >= 6 for way in ways)
    assert [order.on for order in sea.given(orders.SetEmission)] == [True, True]


def test_a_contact_is_held_reported_and_closed_by_the_partner() -> None:
    sea = hunt(range_m=8.0 * NMI_M)
    sea.at(600.0, "alfa", lambda: gain(sea))
    sea.run(700.0)
    assert sea.given(orders.Shadow, "alfa")[0].range_m == 2.0 * NMI_M
    closing = sea.given(orders.FollowRoute, "bravo")[-1]
    assert closing.speed_mps == pytest.approx(18.0 * NMI_M / 3_600.0)
    assert range_and_bearing(closing.waypoints[0], sea.boats["whale"].position)[0] < 500.0
    assert len(sea.logged("sonar contact", "alfa")) == 1


def test_attacks_are_made_near_by_apart_in_time_and_so_many() -> None:
    sea = hunt(range_m=3.0 * NMI_M, attacks=2, attack_every="20 min")
    sea.at(600.0, "alfa", lambda: gain(sea))
    sea.run(2.0 * 3_600.0)
    times = [time_s for time_s, unit, log in sea.log if log.kind == "attack" and unit == "alfa"]
    assert len(times) == 2
    assert times[1] - times[0] >= 1_200.0


def test_no_attack_is_made_from_far_off() -> None:
    sea = hunt(range_m=9.0 * NMI_M, submarine_speed="1 kn", attack_range="1 nmi", stand_off="3 nmi")
    sea.at(600.0, "alfa", lambda: gain(sea))
    sea.run(2.0 * 3_600.0)
    assert sea.logged("attack") == []


def test_whom_she_holds_already_at_comex_is_found_in_her_picture() -> None:
    sea = hunt(range_m=4.0 * NMI_M)
    sea.blind.discard(("alfa", "whale"))
    sea.run(200.0)
    assert len(sea.logged("sonar contact", "alfa")) == 1


def test_a_lost_contact_is_searched_for_about_its_datum() -> None:
    sea = hunt(range_m=4.0 * NMI_M, lost_after="5 min", attacks=0)
    sea.at(600.0, "alfa", lambda: gain(sea))
    sea.at(1_200.0, "alfa", lambda: lose(sea))
    sea.run(1_600.0)
    assert sea.logged("contact lost", "alfa")[0]["seconds"] >= 300.0
    way = sea.given(orders.FollowRoute, "alfa")[-1].waypoints
    off_m = [range_and_bearing(way[0], place)[0] for place in way]
    assert off_m[0] == 0.0
    assert max(off_m) > 2.0 * off_m[1]


def test_a_contact_that_comes_back_in_time_is_the_same() -> None:
    sea = hunt(range_m=4.0 * NMI_M, lost_after="10 min")
    sea.at(600.0, "alfa", lambda: gain(sea))
    sea.at(1_200.0, "alfa", lambda: lose(sea))
    sea.at(1_400.0, "alfa", lambda: gain(sea))
    sea.run(3_000.0)
    assert len(sea.logged("sonar contact", "alfa")) == 1
    assert sea.logged("contact lost") == []


def test_a_strangers_bearing_is_run_down_and_a_known_ships_is_not() -> None:
    sea = hunt(sonar="passive first")
    _, to_bravo = range_and_bearing(sea.boats["alfa"].position, sea.boats["bravo"].position)

    def hear() -> None:
        sea.boats["alfa"].heard = {1: line(math.degrees(to_bravo))}
        sea.tell("alfa", events.BearingGained(1))

    def hear_another() -> None:
        sea.boats["alfa"].heard[2] = line(77.0)
        sea.tell("alfa", events.BearingGained(2))

    sea.at(5.0, "alfa", hear)
    sea.at(20.0, "alfa", hear_another)
    sea.run(15.0)
    assert sea.logged("sonar bearing") == []
    assert not any(order.on for order in sea.given(orders.SetEmission))
    sea.run(40.0)
    assert sea.logged("sonar bearing", "alfa")[0]["bearing_deg"] == pytest.approx(77.0)
    assert sea.given(orders.Steer, "alfa")[-1].course_rad == pytest.approx(math.radians(77.0))
    assert {unit for _, unit, order in sea.ordered if isinstance(order, orders.SetEmission) and order.on} == set(
        HUNTERS
    )


def test_a_bearing_run_down_in_vain_is_not_run_down_again() -> None:
    sea = hunt()
    sea.boats["alfa"].heard = {1: line(77.0)}
    sea.run(2.0 * 3_600.0)
    assert len(sea.logged("sonar bearing", "alfa")) == 1


def test_a_pinged_submarine_shows_her_stern_under_the_layer_and_comes_back() -> None:
    sea = hunt(evade_for="15 min")
    sea.weather = replace(CALM, layer_m=45.0)

    def ping() -> None:
        sea.boats["whale"].heard = {1: line(200.0, pinging=True)}

    def hush() -> None:
        sea.boats["whale"].heard = {1: line(200.0)}

    sea.at(300.0, "whale", ping)
    sea.at(900.0, "whale", hush)
    sea.run(3_600.0)
    steered = sea.given(orders.Steer, "whale")[0]
    assert steered.course_rad == pytest.approx(math.radians(20.0))
    assert [order.depth_m for order in sea.given(orders.SetDepth, "whale")][:2] == [60.0, 75.0]
    assert len(sea.logged("evading", "whale")) == 1
    assert len(sea.logged("evasion over", "whale")) == 1
    assert sea.given(orders.SetDepth, "whale")[-1].depth_m == 60.0


def test_noise_alone_is_no_reason_to_evade_and_some_never_do() -> None:
    for params, pinging in (({}, False), ({"evades": False}, True)):
        sea = hunt(**params)
        sea.boats["whale"].heard = {1: line(200.0, pinging=pinging)}
        sea.run(1_800.0)
        assert sea.logged("evading") == []


def test_the_submarine_turns_back_at_the_edge_of_her_water() -> None:
    sea = hunt()
    sea.at(300.0, "whale", events.AreaLeft("ALFA"))
    sea.run(400.0)
    own = sea.boats["whale"].position
    assert sea.given(orders.Steer, "whale")[0].course_rad == pytest.approx(range_and_bearing(own, CENTRE)[1], abs=0.02)
    sea.run(6.0 * 3_600.0)
    assert len(sea.given(orders.FollowRoute, "whale")) >= 2


@pytest.mark.parametrize("found", [False, True])
def test_the_run_is_completed_whether_she_is_found_or_not(found: bool) -> None:
    sea = hunt(range_m=3.0 * NMI_M)
    if found:
        sea.at(600.0, "bravo", lambda: gain(sea, "bravo"))
    sea.run(7.0 * 3_600.0)
    assert completed(sea)
    assert ("1 hunter" in sea.ended.reason) is found
    assert sea.given(orders.SetDepth, "whale")[-1].depth_m == 60.0
    assert not sea.given(orders.SetEmission, "alfa")[-1].on


def test_a_saved_and_restored_hunt_plays_the_same() -> None:
    told = []
    for restore in (False, True):
        sea = hunt(range_m=5.0 * NMI_M, lost_after="5 min")
        sea.restore = restore
        sea.at(600.0, "alfa", lambda sea=sea: gain(sea))
        sea.at(2_400.0, "alfa", lambda sea=sea: lose(sea))
        sea.run(7.0 * 3_600.0)
        told.append([(time_s, unit, log.kind) for time_s, unit, log in sea.log])
    assert told[0] == told[1]
