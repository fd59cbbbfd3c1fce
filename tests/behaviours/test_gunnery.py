"""GUNEX-S and NGFS played on the small sea: corrections, check fire, who fires when."""

import math
from itertools import pairwise

import pytest
from msgspec.structs import replace

from fleetex.behaviours import gunex_s, ngfs
from fleetex.behaviours.spotting import SpottingDesk
from fleetex.engine import events, orders
from fleetex.units import NMI_M
from fleetex.vocabulary import Light, SerialState, SurfaceKind
from tests.behaviours.sea import CALM, CENTRE, GUN, Boat, Sea, completed, offset

FIRST_SHOTS_S = 2150.0
"""The tug is on track and the first ship has opened fire by then."""
TOWED = {
    "firing": ("alfa", "bravo"),
    "target": ("hulk",),
    "tug": ("tug",),
    "spotter": ("eye",),
    "safety": ("safe",),
}


def gunex(roles: dict[str, tuple[str, ...]] = TOWED, oce: str = "alfa", **envelope: object) -> Sea:
    boats = []
    for n, unit in enumerate(dict.fromkeys(unit for row in roles.values() for unit in row)):
        kind = SurfaceKind.TARGET if unit == "hulk" else SurfaceKind.WARSHIP
        guns = [GUN] if unit in roles["firing"] else []
        boats.append(Boat(unit, offset(CENTRE, float(n), 2000.0), kind=kind, guns=guns))
    sea = Sea(boats)
    sea.boats["hulk"].identity = False
    sea.brief(gunex_s.KIND, gunex_s.doctrine, roles, oce, **envelope)
    return sea


def test_the_spotter_brings_the_fall_onto_the_target() -> None:
    sea = gunex()
    sea.run()
    assert completed(sea)
    falls = [abs(row["over_m"]) for row in sea.logged("fall") if row["other"] == "alfa"]
    assert falls[0] == 300.0
    assert max(falls[1:]) <= 50.0
    assert sea.ended.reason == "alfa fired 24 rounds in 6 salvoes; bravo fired 24 rounds in 6 salvoes"


def test_in_turn_means_that_the_second_ship_waits_for_the_first() -> None:
    sea = gunex()
    sea.run()
    shots = [(time_s, unit) for time_s, unit, order in sea.ordered if isinstance(order, orders.Fire)]
    assert [unit for _, unit in shots] == ["alfa"] * 6 + ["bravo"] * 6


def test_the_firing_line_lies_abeam_of_the_run_at_the_ordered_range() -> None:
    sea = gunex()
    sea.run()
    ranges = [row["range_m"] for row in sea.logged("shot")]
    assert ranges == pytest.approx([4.5 * NMI_M] * len(ranges), rel=0.02)


def test_time_on_target_lays_the_falls_of_both_on_one_second() -> None:
    sea = gunex(params={"fire": "time on target"})
    sea.run()
    assert completed(sea)
    together = [row for row in sea.logged("shot") if row["mode"] == "time on target"]
    assert len(together) == 6
    for row in together:
        assert abs(row["splash_s_at"] - row["on_target_s_at"]) < 3.5
    wanted = [row["on_target_s_at"] for row in together]
    assert sorted(wanted) == sorted(wanted[::2] * 2)


def test_falls_on_one_second_are_often_not_told_apart() -> None:
    sea = gunex(params={"fire": "time on target", "confused": "100 %"})
    sea.run()
    whys = [row["why"] for row in sea.logged("fall")]
    assert whys.count("not told apart") >= 4


def test_slots_of_time_keep_the_falls_apart() -> None:
    sea = gunex(params={"fire": "together", "confused": "100 %", "timing_error": "0 s"})
    sea.run()
    assert completed(sea)
    assert {row["why"] for row in sea.logged("fall")} == {""}
    falls = sorted(row["splash_s_at"] for row in sea.logged("shot"))
    assert min(b - a for a, b in pairwise(falls)) > 25.0


def fired_between(sea: Sea, from_s: float, to_s: float) -> list[float]:
    return [time_s for time_s, _, order in sea.ordered if isinstance(order, orders.Fire) and from_s < time_s < to_s]


def merchant_in_the_arc(sea: Sea) -> None:
    """A merchant behind the target, as the first firing ship sees it."""
    gun, hulk = sea.boats["alfa"].position, sea.boats["hulk"].position
    bearing_rad = math.atan2((hulk.lon_rad - gun.lon_rad) * math.cos(gun.lat_rad), hulk.lat_rad - gun.lat_rad)
    stranger = Boat("merchant", offset(hulk, bearing_rad, 6000.0), speed_mps=0.0, kind=SurfaceKind.MERCHANT)
    sea.boats["merchant"] = stranger


def test_a_merchant_in_the_arc_stops_fire_until_she_is_clear() -> None:
    sea = gunex()
    sea.at(FIRST_SHOTS_S, "alfa", lambda: merchant_in_the_arc(sea))
    sea.at(3000.0, "alfa", lambda: sea.boats.pop("merchant"))
    sea.run()
    fouled = sea.logged("range fouled")
    assert fouled[0]["other"] == "merchant"
    assert fouled[0]["off_deg"] < 10.0
    assert sea.given(orders.CheckFire)
    assert fired_between(sea, FIRST_SHOTS_S + 60.0, 3000.0) == []
    assert sea.logged("range clear")
    assert completed(sea)


def test_a_ship_that_nobody_senses_stops_nobody() -> None:
    sea = gunex()
    sea.unseen.add("merchant")
    sea.at(FIRST_SHOTS_S, "alfa", lambda: merchant_in_the_arc(sea))
    sea.run()
    assert sea.logged("range fouled") == []
    assert completed(sea)


def test_beyond_the_guns_reach_or_outside_the_arc_nobody_fouls_the_range() -> None:
    sea = gunex()

    def far_and_aside() -> None:
        merchant_in_the_arc(sea)
        alfa, ship = sea.boats["alfa"].position, sea.boats["merchant"]
        ship.position = offset(alfa, math.pi, 25_000.0)

    sea.at(FIRST_SHOTS_S, "alfa", far_and_aside)
    sea.run()
    assert sea.logged("range fouled") == []


def test_a_silent_spotter_is_replaced_by_the_ships_own_spotting() -> None:
    sea = gunex()
    sea.at(FIRST_SHOTS_S - 60.0, "alfa", lambda: sea.cut.update({("TG1", "eye"), ("TG2", "eye")}))
    sea.run()
    assert len(sea.logged("not observed", "alfa")) == 2
    assert sea.logged("own spotting", "alfa")
    assert completed(sea)
    assert sea.logged("fall", "alfa")


def test_without_a_spotter_each_ship_spots_her_own() -> None:
    sea = gunex({key: units for key, units in TOWED.items() if key not in ("spotter", "safety")})
    sea.run()
    assert completed(sea)
    assert {unit for _, unit, order in sea.ordered if isinstance(order, orders.Spot)} == {"alfa", "bravo"}


def test_a_bracket_halves_its_step_until_it_straddles() -> None:
    sea = gunex(params={"spotting": "bracket", "salvoes": 8})
    sea.bias_m = (330.0, 0.0)
    sea.run()
    steps = [row["add_m"] for row in sea.logged("correction") if row["other"] == "alfa"]
    assert steps[:4] == [-200.0, -200.0, 100.0, -50.0]


def test_an_empty_magazine_ends_the_ships_fire() -> None:
    sea = gunex()
    sea.boats["alfa"].guns = [replace(GUN, rounds=6)]
    sea.run()
    done = sea.logged("task done", "alfa")
    assert done[0]["rounds"] == 6
    assert done[0]["reason"] == "magazine empty"
    assert completed(sea)


def test_a_target_adrift_is_fired_at_from_a_line_abeam() -> None:
    sea = gunex({"firing": ("alfa",), "target": ("hulk",)})
    sea.boats["hulk"].speed_mps = 0.3
    sea.run()
    assert sea.given(orders.Drift, "hulk")
    assert completed(sea)


def test_nightfall_holds_fire_and_then_ends_the_serial() -> None:
    sea = gunex()

    def dusk() -> None:
        sea.weather = replace(CALM, light=Light.TWILIGHT)

    sea.at(FIRST_SHOTS_S, "alfa", dusk)
    sea.run()
    assert sea.ended.state is SerialState.ABORTED
    assert "twilight" in sea.ended.reason
    assert fired_between(sea, FIRST_SHOTS_S + 60.0, sea.ended_s) == []


def test_refused_fire_is_given_up_after_three_tries() -> None:
    sea = gunex()
    sea.run(FIRST_SHOTS_S)
    for _ in range(3):
        sea.tell("alfa", events.OrderRefused("Fire", "mount out of action"))
    sea.run()
    assert sea.logged("task done", "alfa")[0]["reason"] == "mount out of action"


NGFS = {"firing": ("alfa", "bravo"), "spotter": ("eye",), "impact_target": ("hulk",), "range_party": ("party",)}


def shore(oce: str = "alfa", roles: dict[str, tuple[str, ...]] = NGFS, **params: object) -> Sea:
    boats = [Boat(unit, offset(CENTRE, 1.5 * math.pi, 7000.0), guns=[GUN]) for unit in roles["firing"]]
    ashore = [("eye", 2000.0), ("hulk", 0.0), ("party", 3000.0)]
    boats += [Boat(unit, offset(CENTRE, 0.1, m), speed_mps=0.0, kind=SurfaceKind.SHORE) for unit, m in ashore]
    sea = Sea(boats)
    written = {"target": "39-00.0N 133-30.0E", "line_of_fire": "090T", **params}
    sea.brief(ngfs.KIND, ngfs.doctrine, roles, oce, params=written)
    return sea


def test_single_rounds_adjust_and_then_all_fire_for_effect() -> None:
    sea = shore()
    sea.run()
    assert completed(sea)
    by_mode = [(row["mode"], row["rounds"]) for row in sea.logged("shot")]
    assert by_mode[0] == ("adjust", 1)
    assert by_mode.count(("adjust", 1)) == 4
    assert by_mode.count(("time on target", 5)) == 8
    mission = sea.logged("end of mission", "eye")[0]
    assert mission["rounds_adjusting"] == 4
    assert mission["rounds_effect"] == 40
    assert mission["corrections"] == len(sea.logged("correction"))


def test_one_ship_alone_fires_for_effect_by_herself() -> None:
    sea = shore(roles={**NGFS, "firing": ("alfa",)})
    sea.run()
    assert completed(sea)
    assert {row["mode"] for row in sea.logged("shot")} == {"adjust", "effect"}


def test_the_spotter_may_conduct() -> None:
    sea = shore(oce="eye")
    sea.run()
    assert completed(sea)


def test_the_range_party_stops_fire_for_a_boat_at_the_target() -> None:
    sea = shore()

    def boat() -> None:
        sea.boats["boat"] = Boat("boat", offset(CENTRE, 0.0, 800.0), speed_mps=0.0, kind=SurfaceKind.MERCHANT)

    sea.at(100.0, "party", boat)
    sea.at(3600.0, "party", lambda: sea.boats.pop("boat"))
    sea.run()
    assert sea.logged("range fouled")
    assert min(time_s for time_s, _, order in sea.ordered if isinstance(order, orders.Fire)) > 3600.0
    assert completed(sea)


@pytest.mark.parametrize("build", [gunex, shore])
def test_a_saved_and_restored_shoot_plays_the_same(build: object) -> None:
    plain, saved = build(), build()
    saved.restore = True
    plain.run()
    saved.run()
    assert plain.log == saved.log


@pytest.mark.parametrize("params", [{}, {"fire": "together"}, {"fire": "time on target"}])
def test_no_ship_reports_her_fire_done_before_her_last_round_is_down(params: dict[str, str]) -> None:
    sea = gunex(params=params)
    sea.run()
    for unit in ("alfa", "bravo"):
        last_s = max(row["splash_s_at"] + row["rounds"] / GUN.rate_per_s for row in sea.logged("shot", unit))
        done = [time_s for time_s, who, order in sea.ordered if who == unit and is_log(order, "task done")]
        assert done[-1] > last_s
        assert sea.ended_s > last_s


def is_log(order: object, kind: str) -> bool:
    return isinstance(order, orders.Log) and order.kind == kind


def test_rounds_that_a_check_fire_kept_in_the_gun_are_not_counted_as_fired() -> None:
    sea = gunex()
    full = GUN.rounds

    def two_rounds_stay() -> None:
        sea.boats["alfa"].guns = [replace(gun, rounds=gun.rounds + 2) for gun in sea.boats["alfa"].guns]

    sea.at(FIRST_SHOTS_S + 60.0, "alfa", two_rounds_stay)
    sea.run()
    left = sea.boats["alfa"].guns[0].rounds
    assert sea.logged("task done", "alfa")[0]["rounds"] == full - left == 22


def test_a_straddle_holds_the_range_until_two_falls_running_lie_off_on_one_side() -> None:
    desk, params = SpottingDesk(), gunex_s.KIND.params.model_validate({})

    def added_m(over_m: float, straddle: bool) -> float:
        splash = events.SplashSeen("alfa", "G-1", True, over_m, 0.0, straddle)
        return desk._correct(splash, params, own=False)[0].add_m

    falls = [(200.0, False), (40.0, True), (100.0, False), (-100.0, False), (-150.0, False), (60.0, False)]
    assert [added_m(*fall) for fall in falls] == [-200.0, 0.0, 0.0, 0.0, 100.0, 0.0]


def test_nothing_is_corrected_after_the_last_salvo() -> None:
    sea = gunex()
    sea.run()
    assert len(sea.logged("correction")) == len(sea.logged("shot")) - 2
