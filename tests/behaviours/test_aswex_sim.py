"""ASWEX-SIM: a towed target, reflectors that fade, and calls of a submarine that is not there."""

import math
from itertools import pairwise
from typing import Any

import pytest

from fleetex.behaviours import aswex_sim
from fleetex.engine import events, orders
from fleetex.units import NMI_M
from fleetex.vocabulary import SerialState, SurfaceKind
from tests.behaviours.sea import CENTRE, Boat, Sea, completed, offset, range_and_bearing

HUNTERS = ("alfa", "bravo")
CALLS = [
    {"after": "30 min", "at": "39-05.0N 133-30.0E"},
    {"after": "90 min", "at": "39-00.0N 133-30.0E", "bearing": "090T"},
]


def search(mode: str, **params: Any) -> Sea:
    """Two hunters south of the middle; the tower with two targets, or control."""
    boats = [
        Boat(unit, offset(CENTRE, math.pi, 15_000.0 + 3_000.0 * n), sonars=["ping"]) for n, unit in enumerate(HUNTERS)
    ]
    roles: dict[str, tuple[str, ...]] = {"hunters": HUNTERS}
    if mode == "scripted":
        boats.append(Boat("excon", offset(CENTRE, 0.0, 30_000.0)))
        roles["control"] = ("excon",)
    else:
        boats.append(Boat("tug", CENTRE))
        names = ("fish",) if mode == "towed" else ("bubble_1", "bubble_2")
        boats += [Boat(name, CENTRE, kind=SurfaceKind.SUBMARINE) for name in names]
        roles |= {"tower": ("tug",), "target": names}
    sea = Sea(boats)
    sea.blind |= {(unit, boat.unit) for unit in HUNTERS for boat in boats[3:]}
    sea.brief(aswex_sim.KIND, aswex_sim.doctrine, roles, "alfa", end_s=4.0 * 3_600.0, params={"mode": mode, **params})
    return sea


def test_the_tower_streams_the_target_and_it_goes_to_its_depth() -> None:
    sea = search("towed", tow_line="700 m", target_depth="80 m")
    sea.run(300.0)
    (tow,) = sea.given(orders.Tow, "tug")
    assert (tow.towed, tow.line_m) == ("fish", 700.0)
    assert [order.depth_m for order in sea.given(orders.SetDepth, "fish")] == [80.0]
    assert sea.given(orders.FollowRoute, "tug")[0].speed_mps == pytest.approx(6.0 * NMI_M / 3_600.0)


def test_a_contact_on_the_target_is_held_like_any_other() -> None:
    sea = search("towed")

    def gain() -> None:
        sea.blind.discard(("alfa", "fish"))
        sea.tell("alfa", events.TrackGained(3))

    sea.at(900.0, "alfa", gain)
    sea.run(1_200.0)
    assert sea.given(orders.Shadow, "alfa")
    assert len(sea.logged("sonar contact", "alfa")) == 1
    sea.run(5.0 * 3_600.0)
    assert completed(sea)
    assert "1 hunter" in sea.ended.reason


def contact_on_the_target(taken: SurfaceKind | None, likely: float = 0.0, below: bool = True) -> Sea:
    """A hunter gains the target at 15 min, a mile off; five minutes later it is taken for something."""
    sea = search("towed")
    sea.boats["fish"].identity = False
    sea.boats["alfa"].position = offset(CENTRE, 0.0, NMI_M)
    sea.below |= {"fish"} if below else set()

    def gain() -> None:
        sea.blind.discard(("alfa", "fish"))
        sea.tell("alfa", events.TrackGained(3))

    def tell() -> None:
        sea.likely["fish"] = likely
        if taken is not None:
            sea.taken_for["fish"] = taken
            sea.tell("alfa", events.Classified(3, taken))

    sea.at(900.0, "alfa", gain)
    sea.at(1_200.0, "alfa", tell)
    sea.run(1_500.0)
    return sea


@pytest.mark.parametrize("taken", [SurfaceKind.SUBMARINE, SurfaceKind.TARGET])
def test_what_is_taken_for_the_target_is_the_game(taken: SurfaceKind) -> None:
    sea = contact_on_the_target(taken)
    assert sea.logged("attack", "alfa")
    assert not sea.logged("contact dismissed")


@pytest.mark.parametrize("taken", [SurfaceKind.MERCHANT, SurfaceKind.AUXILIARY, SurfaceKind.WARSHIP])
def test_what_is_taken_for_a_ship_is_dismissed(taken: SurfaceKind) -> None:
    sea = contact_on_the_target(taken)
    assert [row["kind"] for row in sea.logged("contact dismissed", "alfa")] == [taken.value]
    assert not sea.logged("attack")


def test_a_target_that_is_seen_on_the_surface_is_another_and_no_game() -> None:
    assert not contact_on_the_target(SurfaceKind.TARGET, below=False).logged("attack")


def test_a_contact_that_is_submarine_or_target_is_attacked_though_no_sonar_tells_which() -> None:
    assert contact_on_the_target(None, likely=0.95).logged("attack", "alfa")
    assert not contact_on_the_target(None, likely=0.5).logged("attack")


def test_without_a_target_in_the_water_the_serial_is_called_off() -> None:
    sea = search("towed")
    sea.at(20.0, "tug", events.OrderRefused("Tow", "fish is 9000 m off, out of reach"))
    sea.run(600.0)
    assert sea.ended is not None
    assert sea.ended.state is SerialState.ABORTED
    assert "out of reach" in sea.ended.reason


def test_reflectors_are_laid_in_turn_and_fade() -> None:
    sea = search("bubble", lay_after="10 min", lay_every="30 min", bubble_life="20 min")
    sea.run(3.0 * 3_600.0)
    laid = [(time_s, unit) for time_s, unit, order in sea.ordered if isinstance(order, orders.Drift)]
    assert laid == [(600.0, "bubble_1"), (2_400.0, "bubble_2")]
    switched = [
        (time_s, unit, order.on) for time_s, unit, order in sea.ordered if isinstance(order, orders.SwitchTarget)
    ]
    gone = [(time_s, unit) for time_s, unit, on in switched if not on]
    assert gone == [(1_800.0, "bubble_1"), (3_600.0, "bubble_2")]


def test_hunters_make_for_what_control_calls_and_search_there() -> None:
    """The nearest goes to the place, the other stays a mile off it on her own side."""
    sea = search("scripted", script=CALLS)
    sea.run(5.0 * 3_600.0)
    assert completed(sea)
    assert sea.ended.reason == "2 calls prosecuted"
    datum = orders.Position(math.radians(39.0 + 5.0 / 60.0), math.radians(133.5))
    places = (datum, offset(orders.Position(math.radians(39.0), math.radians(133.5)), math.pi / 2.0, 8.0 * NMI_M))
    offs: list[list[float]] = []
    for unit in HUNTERS:
        followed = [(time_s, who) for time_s, who, log in sea.log if log.kind == "call followed" and who == unit]
        assert [round(time_s, -2) for time_s, _ in followed] == [1_800.0, 5_400.0]
        ways = [order.waypoints for order in sea.given(orders.FollowRoute, unit)]
        ends = [way[0] for way in ways if len(way) == 1]
        offs += [[range_and_bearing(end, place)[0] for end, place in zip(ends, places, strict=False)]]
        squares = [way for way in ways if len(way) > 4 and range_and_bearing(way[0], places[0])[0] < NMI_M + 1.0]
        assert squares
    for place in range(2):
        assert sorted(off[place] for off in offs) == pytest.approx([0.0, NMI_M], abs=10.0)


def test_the_submarine_on_paper_is_in_the_area_and_its_calls_are_as_wrong_as_they_may_be() -> None:
    sea = search("scripted", call_after="10 min", call_every="10 min", call_error="0 nmi", phantom_speed="6 kn")
    sea.run(4.0 * 3_600.0 - 1.0)
    (paper,) = sea.logged("on paper", "excon")
    start = orders.Position(math.radians(paper["lat_deg"]), math.radians(paper["lon_deg"]))
    away = orders.Position(math.radians(paper["turn_lat_deg"]), math.radians(paper["turn_lon_deg"]))
    assert range_and_bearing(CENTRE, start)[0] <= 20_000.0
    assert range_and_bearing(start, away)[0] == pytest.approx(2.0 * range_and_bearing(CENTRE, start)[0], rel=1e-3)
    calls = sea.logged("scripted call", "excon")
    assert len(calls) == 23
    places = [orders.Position(math.radians(call["lat_deg"]), math.radians(call["lon_deg"])) for call in calls]
    assert all(range_and_bearing(CENTRE, place)[0] <= 20_100.0 for place in places)
    steps = [range_and_bearing(a, b)[0] for a, b in pairwise(places)]
    assert max(steps) <= 6.0 * NMI_M / 6.0 + 1.0


def test_two_runs_draw_the_same_submarine_and_errors_scatter_it() -> None:
    found = []
    for error in ("0 nmi", "0 nmi", "3 nmi"):
        sea = search("scripted", call_error=error)
        sea.run(3.0 * 3_600.0)
        found.append([(call["lat_deg"], call["lon_deg"]) for call in sea.logged("scripted call", "excon")])
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_fog_and_too_much_sea_end_it_with_their_reason() -> None:
    from msgspec.structs import replace

    for figures, words in (({"visibility_m": 500.0}, "visibility"), ({"sea_state": 6}, "sea state")):
        sea = search("towed")
        sea.weather = replace(sea.weather, **figures)
        sea.run(3_600.0)
        assert sea.ended is not None
        assert sea.ended.state is SerialState.ABORTED
        assert words in sea.ended.reason


def test_a_saved_and_restored_search_plays_the_same() -> None:
    told = []
    for restore in (False, True):
        sea = search("scripted", script=CALLS)
        sea.restore = restore
        sea.run(5.0 * 3_600.0)
        told.append([(time_s, unit, log.kind) for time_s, unit, log in sea.log])
    assert told[0] == told[1]
