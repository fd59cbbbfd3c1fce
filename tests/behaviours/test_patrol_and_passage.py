"""PATROL in company, and the way of a unit between serials."""

import math
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from fleetex.behaviours import passage, patrol
from fleetex.engine import events, orders
from fleetex.engine.view import AreaShape, Briefing
from fleetex.units import NMI_M
from fleetex.vocabulary import SurfaceKind
from tests.behaviours.sea import CENTRE, Boat, Sea, completed, offset, range_and_bearing

ROUTE = ["39-00.0N 133-40.0E", "39-20.0N 133-40.0E"]


def force(**params: Any) -> Sea:
    boats = [Boat(unit, offset(CENTRE, float(n), 3000.0)) for n, unit in enumerate(("lead", "one", "two"))]
    sea = Sea(boats)
    roles = {"otc": ("lead",), "units": ("one", "two")}
    sea.brief(patrol.KIND, patrol.doctrine, roles, "lead", params={"route": ROUTE, **params})
    return sea


def meet_a_merchant(sea: Sea, range_m: float = 6.0 * NMI_M) -> None:
    place = offset(sea.boats["lead"].position, 1.0, range_m)
    sea.boats["merchant"] = Boat("merchant", place, kind=SurfaceKind.MERCHANT)
    for unit in ("lead", "one", "two"):
        sea.tell(unit, events.TrackGained(len(sea.boats) - 1))


def test_the_ships_take_station_and_the_route_is_done() -> None:
    sea = force()
    sea.run()
    assert completed(sea)
    assert sea.ended.reason == "the route is done"
    assert {order.range_m for order in sea.given(orders.KeepStation)} == {1828.8, 3657.6}


def test_every_ship_reports_a_stranger_once_and_the_otc_sends_one_to_shadow() -> None:
    sea = force()
    sea.at(1200.0, "lead", lambda: meet_a_merchant(sea))
    sea.run()
    assert len(sea.logged("contact reported")) == 3
    assert len(sea.logged("shadow ordered")) == 1
    assert len(sea.logged("shadowing")) == 1
    assert sea.logged("shadow ended")[0]["seconds"] == pytest.approx(1800.0)
    assert len(sea.logged("rejoined")) == 1
    assert completed(sea)


def test_a_stranger_outside_the_shadowing_range_is_reported_and_left_alone() -> None:
    sea = force()
    sea.at(1200.0, "lead", lambda: meet_a_merchant(sea, 40.0 * NMI_M))
    sea.run(2400.0)
    assert sea.logged("contact reported")
    assert sea.logged("shadow ordered") == []


def test_ships_in_company_are_no_strangers_even_without_a_name() -> None:
    sea = force()
    sea.at(1200.0, "lead", lambda: sea.tell("lead", events.TrackGained(1)))
    sea.run()
    assert sea.logged("contact reported") == []


def test_a_contact_that_is_lost_and_not_found_again_lets_the_shadower_rejoin() -> None:
    sea = force()
    sea.at(1200.0, "lead", lambda: meet_a_merchant(sea))

    def lose() -> None:
        sea.unseen.add("merchant")
        for unit in ("one", "two"):
            sea.tell(unit, events.TrackLost(3))

    sea.at(2000.0, "lead", lose)
    sea.run()
    assert sea.logged("shadow ended")[0]["reason"] == "track lost"


def test_silence_is_kept_and_ended_with_the_serial() -> None:
    sea = force(radar="silent")
    sea.run()
    for unit in ("lead", "one", "two"):
        assert [order.on for order in sea.given(orders.SetEmission, unit)] == [False, True]


def test_without_a_route_the_area_is_patrolled_until_finex() -> None:
    sea = force(route=[])
    sea.run()
    assert completed(sea)
    assert sea.ended_s == 3.0 * 3600.0
    (route,) = sea.given(orders.FollowRoute, "lead")
    off = [range_and_bearing(CENTRE, point) for point in route.waypoints]
    assert [range_m for range_m, _ in off] == pytest.approx([10_000.0] * 4)
    assert [math.degrees(bearing_rad) for _, bearing_rad in off] == pytest.approx([0.0, 90.0, 180.0, 270.0])


def test_a_point_is_patrolled_as_the_water_about_it() -> None:
    sea = force(route=[])
    for doctrine in sea.doctrines.values():
        doctrine.briefing = replace(doctrine.briefing, area=AreaShape("point", (CENTRE,), 0.0, CENTRE))
    sea.run(600.0)
    (route,) = sea.given(orders.FollowRoute, "lead")
    assert [range_and_bearing(CENTRE, point)[0] for point in route.waypoints] == pytest.approx([5.0 * NMI_M] * 4)


def test_a_route_of_one_point_cannot_be_repeated() -> None:
    with pytest.raises(ValidationError, match="two waypoints"):
        patrol.KIND.params.model_validate({"route": ROUTE[:1], "repeat": True})


def test_a_saved_and_restored_patrol_plays_the_same() -> None:
    logs = []
    for restore in (False, True):
        sea = force()
        sea.restore = restore
        sea.at(1200.0, "lead", lambda sea=sea: meet_a_merchant(sea))
        sea.run()
        logs.append(sea.log)
    assert logs[0] == logs[1]


def way(plan: passage.PassagePlan, units: tuple[str, ...] = ("alfa",)) -> Sea:
    sea = Sea([Boat(unit, CENTRE) for unit in units])
    for unit in units:
        briefing = Briefing("", "", unit, "", {}, unit, None, None, 0.0, 1e6, (), plan, {}, {}, {}, 9, 0.0, False)
        sea.doctrines[unit] = passage.doctrine(briefing)
        sea.at(0.0, unit, events.Started())
    return sea


def test_a_unit_makes_its_rendezvous_and_waits_there() -> None:
    there = offset(CENTRE, 1.0, 20_000.0)
    sea = way(passage.PassagePlan(there, 7200.0, 8.0, 1500.0, "S1"))
    sea.run(7200.0)
    (first,) = sea.given(orders.FollowRoute)
    assert first.arrive_s == 7200.0
    assert first.then == "stop"
    assert sea.logged("arrived")[0]["serial"] == "S1"
    assert [order.speed_mps for order in sea.given(orders.Steer)] == [0.0]


def test_units_with_one_rendezvous_wait_on_berths_of_their_own() -> None:
    there = offset(CENTRE, 1.0, 20_000.0)
    sea = way(passage.PassagePlan(there, None, 8.0, 1500.0), ("alfa", "bravo", "charlie"))
    sea.run(60.0)
    assert len({order.waypoints for order in sea.given(orders.FollowRoute)}) == 3


def test_a_unit_without_a_rendezvous_waits_where_it_is() -> None:
    sea = way(passage.PassagePlan(None, None, 8.0, 1500.0))
    sea.run(60.0)
    assert sea.given(orders.FollowRoute) == []
    assert [order.speed_mps for order in sea.given(orders.Steer)] == [0.0]


def test_a_refused_route_is_tried_again_and_not_for_ever() -> None:
    sea = way(passage.PassagePlan(CENTRE, None, 8.0, 1500.0))
    sea.run(0.0)
    for _ in range(10):
        sea.tell("alfa", events.OrderRefused("FollowRoute", "no way round the land"))
    assert len(sea.logged("order refused")) == passage.TRIES_MAX


def test_who_found_no_way_to_wait_outside_tries_the_way_in_as_often_as_any() -> None:
    there = offset(CENTRE, 1.0, 20_000.0)
    plan = passage.PassagePlan(there, None, 8.0, 1500.0, wait_at=offset(CENTRE, 2.0, 5_000.0), wait_until_s=3600.0)
    sea = way(plan)
    sea.run(0.0)
    for _ in range(10):
        sea.tell("alfa", events.OrderRefused("FollowRoute", "no way round the land"))
    sea.tell("alfa", events.TimerRang("over"))
    sea.tell("alfa", events.OrderRefused("FollowRoute", "no way round the land"))
    assert len(sea.logged("order refused")) == passage.TRIES_MAX + 1
