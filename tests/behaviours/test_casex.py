"""CASEX: hunters search, run down bearings, hold, attack and search the datum; the submarine evades."""

import math
from typing import Any

import pytest
from msgspec.structs import replace

from fleetex.behaviours import casex, casex_attack
from fleetex.engine import events, orders
from fleetex.engine.orders import Position
from fleetex.engine.view import BearingEstimate, WeaponState
from fleetex.units import NMI_M
from fleetex.vocabulary import SurfaceKind
from tests.behaviours.sea import CALM, CENTRE, Boat, Sea, Window, completed, offset, range_and_bearing

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
    off_m, bearing_rad = range_and_bearing(sea.boats["whale"].position, closing.waypoints[0])
    assert off_m == pytest.approx(NMI_M, abs=500.0)  # alfa is the nearer: bravo keeps off her, on her own side
    own_rad = range_and_bearing(sea.boats["whale"].position, sea.boats["bravo"].position)[1]
    assert bearing_rad == pytest.approx(own_rad, abs=0.5)
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


def test_two_hunters_bearings_cross_to_a_fix_and_both_close_it() -> None:
    sea = hunt(range_m=12.0 * NMI_M, sonar="passive first")
    whale = sea.boats["whale"].position = offset(sea.boats["alfa"].position, math.pi / 2.0, 8_000.0)
    for k, unit in enumerate(HUNTERS):
        at = sea.boats[unit].position
        heard = BearingEstimate(range_and_bearing(at, whale)[1], 0.02, at, 1.0, False, None)

        def hear(unit: str = unit, heard: BearingEstimate = heard) -> None:
            sea.boats[unit].heard = {1: heard}
            sea.tell(unit, events.BearingGained(1))

        sea.at(5.0 + 20.0 * k, unit, hear)
    sea.run(90.0)
    fix = sea.logged("cross-fix")[0]
    off_m, _ = range_and_bearing(Position(math.radians(fix["lat_deg"]), math.radians(fix["lon_deg"])), whale)
    assert fix["lines"] == 2
    assert off_m < 200.0
    ways = [sea.given(orders.FollowRoute, unit)[-1].waypoints for unit in HUNTERS]
    assert all(len(way) == 1 for way in ways)
    offs = sorted(range_and_bearing(way[0], whale)[0] for way in ways)
    assert offs == pytest.approx([0.0, NMI_M], abs=200.0)


def test_a_lone_hunters_bearing_is_no_fix() -> None:
    sea = hunt(range_m=12.0 * NMI_M, sonar="passive first")
    sea.boats["alfa"].heard = {1: line(77.0)}
    sea.run(600.0)
    assert sea.logged("sonar bearing", "alfa")
    assert not sea.logged("cross-fix")


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


@pytest.mark.parametrize("still", [False, True])
def test_an_evasion_that_ends_at_the_edge_of_her_water_is_written_down_as_over(still: bool) -> None:
    """She turns back and goes to her track, and says so; whoever pings then is evaded anew."""
    sea = hunt(evade_for="15 min")

    def hear(pinging: bool) -> None:
        sea.boats["whale"].heard = {1: line(200.0, pinging=pinging)}

    sea.at(300.0, "whale", lambda: hear(True))
    sea.at(600.0, "whale", events.AreaLeft("ALFA"))
    sea.at(30_000.0 if still else 700.0, "whale", lambda: hear(False))
    sea.run(4.0 * 3_600.0)
    kinds = [log.kind for _, unit, log in sea.log if unit == "whale" and log.kind in ("evading", "evasion over")]
    assert kinds == ["evading", "evasion over", *(["evading"] if still else [])]


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


def test_who_is_held_and_taken_for_no_submarine_is_not_called_no_contact() -> None:
    """A surfaced submarine on the radar, that nobody has told from a ship."""
    sea = hunt(range_m=3.0 * NMI_M)
    sea.boats["whale"].kind = SurfaceKind.MERCHANT
    sea.at(600.0, "bravo", lambda: gain(sea, "bravo"))
    sea.run(7.0 * 3_600.0)
    assert sea.ended.reason == "the area was searched to the end; no contact was taken for a submarine"


TUBES = WeaponState("tubes", "torpedo", 2, 1, 0.0, 8_000.0)
LAUNCHER = WeaponState("launcher", "rockets", 24, 12, 500.0, 5_000.0)


def armed(weapon: str, *weapons: WeaponState, range_m: float = 2.0 * NMI_M, **params: Any) -> Sea:
    """A hunt in which the first hunter carries these, and holds the submarine from the tenth minute on."""
    sea = hunt(range_m=range_m, weapon=weapon, attacks=4, **params)
    sea.boats["alfa"].weapons = list(weapons)
    sea.at(600.0, "alfa", lambda: gain(sea))
    return sea


def test_an_attack_launches_what_the_exercise_wants_and_she_carries() -> None:
    for weapon, mount, rounds in (("torpedo", "tubes", 1), ("rockets", "launcher", 12)):
        sea = armed(weapon, TUBES, LAUNCHER, weapon_depth="90 m", clear_of_ships="0 m")
        sea.run(1_200.0)
        (order,) = sea.given(orders.Launch, "alfa")
        assert (order.mount, order.rounds, order.depth_m, order.clear_m) == (mount, rounds, 90.0, 0.0)
        assert (order.track, order.target, order.salvo) == (2, "whale", "S1/1")
        (attack,) = sea.logged("attack", "alfa")
        assert (attack["weapon"], attack["salvo"], attack["rounds"]) == (weapon, "S1/1", rounds)


def test_without_a_word_about_weapons_attacks_are_simulated() -> None:
    sea = armed("none", TUBES)
    sea.run(1_200.0)
    assert sea.given(orders.Launch) == []
    assert len(sea.logged("attack", "alfa")) == 1


def test_an_empty_magazine_leaves_simulated_attacks_and_says_so() -> None:
    sea = armed("torpedo", TUBES)
    sea.run(2.0 * 3_600.0)
    attacks = sea.logged("attack", "alfa")
    assert [attack.get("reason", "") for attack in attacks] == [
        "",
        "",
        "the magazine is empty",
        "the magazine is empty",
    ]
    assert len(sea.given(orders.Launch, "alfa")) == 2
    assert sea.boats["alfa"].weapons[0].rounds == 0


def test_who_carries_none_simulates_and_says_so() -> None:
    sea = armed("torpedo", LAUNCHER)
    sea.run(1_200.0)
    assert sea.logged("attack", "alfa")[0]["reason"] == "she carries no torpedoes"


def test_a_refused_launch_becomes_a_simulated_attack() -> None:
    sea = armed("torpedo", TUBES)
    sea.no_launch = "a ship is 300 m from the aim, within 914 m"
    sea.run(1_200.0)
    assert sea.logged("attack", "alfa")[0]["reason"] == sea.no_launch


def test_she_closes_before_she_attacks_with_a_short_weapon() -> None:
    sea = armed("rockets", LAUNCHER, stand_off="1 nmi")
    params = sea.doctrines["alfa"].briefing.params
    view = Window(sea, "alfa")
    assert casex_attack.waits(view, params, 4_500.0)
    assert not casex_attack.waits(view, params, 3_700.0)
    sea.boats["alfa"].weapons = [replace(LAUNCHER, rounds=0)]
    assert not casex_attack.waits(view, params, 4_500.0)


def test_a_submarine_runs_from_a_torpedo_and_hides_again_when_it_is_silent() -> None:
    sea = hunt(sprint_speed="15 kn")
    sea.weather = replace(CALM, layer_m=45.0)
    for at_s in (300.0, 360.0):
        sea.at(at_s, "whale", events.TorpedoHeard(math.radians(170.0)))
    sea.run(500.0)
    run = sea.given(orders.Steer, "whale")[-1]
    assert (run.course_rad, run.speed_mps) == (
        pytest.approx(math.radians(350.0)),
        pytest.approx(15.0 * NMI_M / 3_600.0),
    )
    assert sea.given(orders.SetDepth, "whale")[-1].depth_m == 75.0
    assert len(sea.logged("torpedo heard", "whale")) == 1
    assert sea.doctrines["whale"].phase == "running from a torpedo"
    sea.run(600.0)
    assert sea.doctrines["whale"].phase == "on her track"


def test_a_submarine_that_does_not_evade_does_not_run() -> None:
    sea = hunt(evades=False)
    sea.at(300.0, "whale", events.TorpedoHeard(0.0))
    sea.run(500.0)
    assert sea.logged("torpedo heard") == []


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


def charged(share: float, *, pinging: bool = False) -> Sea:
    """A hunt whose submarine has so much charge left; she may hear a ping from the start."""
    sea = hunt()
    sea.boats["whale"].charge_share = share
    sea.boats["whale"].heard = {1: line(200.0, pinging=True)} if pinging else {}
    return sea


def test_a_submarine_snorts_in_time_and_goes_down_charged() -> None:
    sea = charged(0.39)
    sea.at(1_800.0, "whale", lambda: setattr(sea.boats["whale"], "charge_share", 0.81))
    sea.run(3_600.0)
    assert [order.on for order in sea.given(orders.Snort, "whale")] == [True]
    assert [log["reason"] for log in sea.logged("comes up to snort")] == ["nobody pings"]
    assert [log["charge_percent"] for log in sea.logged("snorting over")] == [81.0]
    assert sea.given(orders.SetDepth, "whale")[-1].depth_m == 60.0


def test_she_waits_while_pings_are_heard_until_her_battery_is_all_but_empty() -> None:
    sea = charged(0.39, pinging=True)
    sea.at(3_600.0, "whale", lambda: setattr(sea.boats["whale"], "charge_share", 0.19))
    sea.run(3_500.0)
    assert sea.given(orders.Snort, "whale") == []
    assert len(sea.logged("evading")) == 1
    sea.run(7_200.0)
    assert [order.on for order in sea.given(orders.Snort, "whale")][:1] == [True]
    assert len(sea.logged("evading")) == 1


def test_who_had_to_come_up_stays_up_until_she_has_charge_to_evade_with() -> None:
    """Pinged all the while, with ships near: she does not go up and down about the mark."""
    sea = charged(0.19, pinging=True)
    sea.weather = replace(CALM, clear_of_ships_m=80.0 * NMI_M, safety_depth_m=50.0)
    sea.at(1_800.0, "whale", lambda: setattr(sea.boats["whale"], "charge_share", 0.22))
    sea.at(3_600.0, "whale", lambda: setattr(sea.boats["whale"], "charge_share", 0.31))
    sea.run(3_500.0)
    assert [order.on for order in sea.given(orders.Snort, "whale")] == [True]
    assert sea.logged("snorting over") == []
    sea.run(4_000.0)
    assert [log["reason"] for log in sea.logged("snorting over")] == ["a ship is near"]


def test_an_empty_battery_waits_for_no_notice_and_no_band() -> None:
    sea = charged(0.0)
    sea.weather = replace(CALM, notice_s=18_000.0, not_above_m=80.0)
    sea.at(900.0, "whale", events.BatteryEmpty())
    sea.run(3_000.0)
    (came,) = (time_s for time_s, unit, order in sea.ordered if isinstance(order, orders.Snort))
    assert came == 900.0
    assert sea.logged("snorting over") == []


def test_pinged_while_she_snorts_she_goes_down() -> None:
    sea = charged(0.39)
    sea.at(1_200.0, "whale", lambda: sea.boats["whale"].heard.update({1: line(200.0, pinging=True)}))
    sea.run(1_500.0)
    assert [order.on for order in sea.given(orders.Snort, "whale")] == [True]
    assert len(sea.logged("evading")) == 1
    assert sea.given(orders.SetDepth, "whale")[-1].depth_m == 60.0


def test_a_submarine_without_a_battery_never_snorts() -> None:
    sea = charged(math.nan)
    sea.run(6.0 * 3_600.0)
    assert sea.given(orders.Snort, "whale") == []


def test_who_came_up_before_a_shoal_goes_down_again_in_deep_water_and_no_deeper_than_it_lets_her() -> None:
    sea = hunt()
    sea.weather = replace(CALM, deepest_m=45.0)
    sea.at(300.0, "whale", events.ShoalAhead(30.0))
    sea.at(900.0, "whale", lambda: setattr(sea, "weather", replace(CALM, deepest_m=200.0)))
    sea.run(1_200.0)
    assert [order.depth_m for order in sea.given(orders.SetDepth, "whale")] == [45.0, 45.0, 60.0]


def allotted(**rules: float) -> Sea:
    """A submarine that would snort, in water with rules."""
    sea = charged(0.39)
    sea.boats["whale"].weapons = []
    sea.weather = replace(CALM, **rules)
    return sea


def test_a_band_holds_her_down_until_it_ends_or_her_battery_does() -> None:
    sea = allotted(not_above_m=80.0)
    sea.at(3_000.0, "whale", lambda: setattr(sea, "weather", CALM))
    sea.run(2_900.0)
    assert [order.depth_m for order in sea.given(orders.SetDepth, "whale")] == [80.0]
    assert sea.given(orders.Snort, "whale") == []
    sea.run(3_200.0)
    assert len(sea.given(orders.Snort, "whale")) == 1
    empty = allotted(not_above_m=80.0)
    empty.at(900.0, "whale", events.BatteryEmpty())
    empty.run(1_000.0)
    assert len(empty.given(orders.Snort, "whale")) == 1


def test_she_gives_notice_before_she_comes_up() -> None:
    sea = allotted(notice_s=300.0)
    sea.run(1_800.0)
    asked = next(time_s for time_s, unit, order in sea.ordered if isinstance(order, orders.Smoke))
    came = next(time_s for time_s, unit, order in sea.ordered if isinstance(order, orders.Snort))
    assert came == pytest.approx(asked + 300.0)
    assert [log["seconds"] for log in sea.logged("signals")] == [300.0]


def test_near_a_ship_that_she_knows_of_she_stays_down_and_goes_down() -> None:
    near = allotted(clear_of_ships_m=80.0 * NMI_M, safety_depth_m=50.0)
    near.run(1_800.0)
    assert near.given(orders.Snort, "whale") == []
    sea = allotted(clear_of_ships_m=1_000.0, safety_depth_m=90.0)
    rule = replace(CALM, clear_of_ships_m=80.0 * NMI_M, safety_depth_m=90.0)
    sea.at(1_500.0, "whale", lambda: setattr(sea, "weather", rule))
    sea.run(1_700.0)
    assert len(sea.given(orders.Snort, "whale")) == 1
    assert [log["reason"] for log in sea.logged("snorting over")] == ["a ship is near"]
    assert sea.given(orders.SetDepth, "whale")[-1].depth_m == 90.0


def test_a_hunter_writes_down_the_smoke_she_sees() -> None:
    sea = hunt()
    sea.at(300.0, "alfa", events.SmokeSeen(math.radians(45.0), 3_000.0))
    sea.run(400.0)
    assert sea.logged("smoke seen", "alfa") == [{"bearing_deg": 45.0, "range_m": 3_000.0}]
