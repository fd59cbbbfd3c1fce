"""RAS-L played by an oiler and two ships to be replenished."""

import math
from itertools import pairwise

import pytest
from msgspec.structs import replace

from fleetex.behaviours import ras_l
from fleetex.engine import events, orders
from fleetex.vocabulary import SerialState
from tests.behaviours.sea import CALM, CENTRE, RIG, Boat, Sea, completed, offset, range_and_bearing


def oiler(receivers: tuple[str, ...] = ("alfa",), rigs: int = 2, oce: str = "taihu", **envelope: object) -> Sea:
    fitted = [replace(RIG, rig=f"hose{n}") for n in range(rigs)]
    boats = [Boat("taihu", CENTRE, rigs=fitted)]
    boats += [Boat(unit, offset(CENTRE, float(n), 4000.0)) for n, unit in enumerate(receivers)]
    sea = Sea([*boats, Boat("guard", offset(CENTRE, 3.0, 5000.0))], luck=0.5)
    roles = {"delivering": ("taihu",), "receiving": receivers, "lifeguard": ("guard",)}
    sea.brief(ras_l.KIND, ras_l.doctrine, roles, oce, **{"end_s": 6.0 * 3600.0, **envelope})
    return sea


def test_a_ship_is_called_in_filled_to_the_mark_and_let_go() -> None:
    sea = oiler()
    sea.run(7.0 * 3600.0)
    assert completed(sea)
    steps = [log.kind for _, unit, log in sea.log if unit == "alfa"]
    assert steps == ["in waiting station", "approach", "alongside", "hose asked", "break away"]
    assert sea.given(orders.Pump)[0].amount_kg == 0.95 * 600_000.0 - 300_000.0
    assert sea.logged("task done", "taihu")[0]["passed_kg"] == 270_000.0
    assert sea.ended.reason == "1 of 1 ships replenished, 270 t passed"


def test_the_gap_is_laid_between_the_ships_sides() -> None:
    sea = oiler()
    sea.run(7.0 * 3600.0)
    beside = [order for order in sea.given(orders.KeepStation, "alfa") if order.steer_every_s == 10.0]
    assert beside[0].range_m == 45.0 + 16.0
    assert beside[0].bearing_rad == math.pi / 2


def test_the_course_is_into_the_wind() -> None:
    sea = oiler()
    sea.run(60.0)
    assert sea.given(orders.Steer, "taihu")[0].course_rad == CALM.wind_from_rad


def test_two_ships_lie_one_on_each_side_and_are_filled_at_the_same_time() -> None:
    sea = oiler(("alfa", "bravo"))
    sea.run(7.0 * 3600.0)
    assert completed(sea)
    sides = {order.bearing_rad for order in sea.given(orders.KeepStation) if order.steer_every_s == 10.0}
    assert sides == {math.pi / 2, 1.5 * math.pi}
    connected = [time_s for time_s, _, log in sea.log if log.kind == "connected"]
    done = [time_s for time_s, _, log in sea.log if log.kind == "pump done"]
    assert max(connected) < min(done)


def test_with_one_rig_the_second_ship_waits_her_turn() -> None:
    sea = oiler(("alfa", "bravo"), rigs=1)
    sea.run(7.0 * 3600.0)
    assert completed(sea)
    connected = [time_s for time_s, _, log in sea.log if log.kind == "connected"]
    done = [time_s for time_s, _, log in sea.log if log.kind == "pump done"]
    assert len(connected) == 2
    assert connected[1] > done[0]


def test_a_rising_sea_breaks_the_ships_apart_and_the_serial_ends_aborted() -> None:
    sea = oiler()

    def rough() -> None:
        sea.weather = replace(CALM, sea_state=6)

    sea.at(3000.0, "taihu", rough)
    sea.run(7.0 * 3600.0)
    assert [order.emergency for order in sea.given(orders.Disconnect)][:1] == [True]
    assert sea.logged("break away", "alfa")[0]["emergency"] is True
    assert sea.ended.state is SerialState.ABORTED
    assert "sea state 6" in sea.ended.reason


def test_land_ahead_sends_ships_off_and_turns_the_oiler_round() -> None:
    sea = oiler()
    sea.at(3000.0, "taihu", events.LandAhead(0.0))
    sea.run(7.0 * 3600.0)
    steered = [order.course_rad for order in sea.given(orders.Steer, "taihu")]
    assert abs(math.remainder(steered[1] - steered[0], math.tau)) == pytest.approx(math.pi)
    assert sea.logged("break away", "alfa")[0]["reason"] == "land ahead"
    clear_s = next(time_s for time_s, unit, log in sea.log if log.kind == "break away" and unit == "alfa")
    turned_s = [time_s for time_s, unit, order in sea.ordered if isinstance(order, orders.Steer) and unit == "taihu"][1]
    assert turned_s - clear_s > 120.0
    assert completed(sea)


def test_who_broke_off_is_called_back_when_nobody_else_is_on_the_way() -> None:
    """Two that turn to new stations at once turn into each other."""
    sea = oiler(("alfa", "bravo"))
    sea.at(3000.0, "taihu", events.LandAhead(0.0))
    sea.run(7.0 * 3600.0)
    assert completed(sea)
    called = {
        unit: next(time_s for time_s, who, sent in _called(sea, "romeo corpen") if who == unit and time_s > 3000.0)
        for unit in ("alfa", "bravo")
    }
    first, second = sorted(called, key=lambda unit: called[unit])
    back = [time_s for time_s, unit, log in sea.log if (log.kind, unit) == ("in waiting station", first)]
    assert called[first] < back[1] <= called[second]


def test_nobody_is_called_alongside_while_who_is_for_the_other_side_is_still_on_hers() -> None:
    """The second comes to waiting station later, and the first has been set over to her side meanwhile."""
    sea = oiler(("alfa", "bravo"))
    sea.blind |= {("bravo", "taihu")}

    def stray() -> None:
        sea.blind.clear()
        side_rad = sea.given(orders.KeepStation, "alfa")[-1].bearing_rad
        sea.boats["alfa"].order += 1
        sea.boats["alfa"].station = ("taihu", 800.0, math.tau - side_rad, True)

    def come_over() -> None:
        sea.boats["alfa"].station = ("taihu", 300.0, sea.given(orders.KeepStation, "alfa")[-1].bearing_rad, True)

    sea.at(250.0, "alfa", stray)
    sea.at(2_000.0, "alfa", come_over)
    sea.run(7.0 * 3600.0)
    waits = [time_s for time_s, unit, log in sea.log if (log.kind, unit) == ("in waiting station", "bravo")]
    times = [time_s for time_s, unit, _ in _called(sea, "come alongside") if unit == "bravo"]
    assert waits[0] < 1_000.0
    assert 2_000.0 < times[0] < 2_100.0


def _called(sea: Sea, kind: str) -> list[tuple[float, str, orders.Send]]:
    """Calls of a kind by the oiler: when, whom."""
    sent = [
        (time_s, order) for time_s, unit, order in sea.ordered if unit == "taihu" and isinstance(order, orders.Send)
    ]
    return [(time_s, to, order) for time_s, order in sent if order.kind == kind for to in order.to]


@pytest.mark.parametrize("aside_m", [100.0, -100.0])
def test_with_a_ship_alongside_she_passes_who_lies_stopped_ahead_by_small_alterations(aside_m: float) -> None:
    sea = oiler()
    far = offset(CENTRE, CALM.wind_from_rad, 25_000.0)
    sea.boats["wreck"] = Boat("wreck", offset(far, CALM.wind_from_rad + math.pi / 2, aside_m), speed_mps=0.0)
    near: list[float] = []

    def look() -> None:
        near.append(range_and_bearing(sea.boats["taihu"].position, sea.boats["wreck"].position)[0])
        sea.later(30.0, "taihu", look)

    sea.at(1.0, "taihu", look)
    sea.run(7.0 * 3600.0)
    assert completed(sea)
    bends = [row["bend_deg"] for row in sea.logged("romeo corpen", "taihu") if "bend_deg" in row]
    assert max(map(abs, bends)) >= 10.0
    assert bends[-1] == pytest.approx(0.0)
    assert all(abs(b - a) <= 5.0 + 1e-9 for a, b in pairwise([0.0, *bends]))
    assert min(near) > 800.0
    assert [row["reason"] for row in sea.logged("break away", "alfa")] == ["replenishment complete"]


def test_where_no_small_alteration_passes_who_lies_stopped_she_sends_the_ships_off() -> None:
    sea = oiler()

    def appear() -> None:
        own = sea.boats["taihu"]
        for n in range(-2, 3):
            place = offset(own.position, own.course_rad + math.radians(20.0 * n), 3_000.0)
            sea.boats[f"wreck{n}"] = Boat(f"wreck{n}", place, speed_mps=0.0)

    sea.at(3000.0, "taihu", appear)
    sea.run(3600.0)
    assert [row["reason"] for row in sea.logged("break away", "alfa")] == ["a ship lies stopped ahead"]


def test_a_failed_hose_is_tried_once_more() -> None:
    sea = oiler()
    sea.at(1500.0, "taihu", events.RigFailed("hose0", "alfa", "out of the band"))
    sea.run(7.0 * 3600.0)
    assert sea.logged("rig failed", "taihu")[0]["reason"] == "out of the band"
    assert [row["attempt"] for row in sea.logged("alongside", "alfa")] == [1, 2]
    assert completed(sea)


def test_losing_the_guide_alongside_is_a_breakaway() -> None:
    sea = oiler()

    def lose() -> None:
        sea.blind.add(("alfa", "taihu"))
        sea.tell("alfa", events.TrackLost(0))

    sea.at(2500.0, "alfa", lose)
    sea.run(3600.0)
    assert sea.logged("approach broken off", "alfa")[0]["reason"] == "lost the guide"
    assert sea.given(orders.Disconnect, "taihu")[0].emergency is True


def test_a_ship_that_hears_nothing_is_given_up() -> None:
    sea = oiler()
    sea.cut |= {("TG1", "alfa"), ("TG2", "alfa")}
    sea.run(7.0 * 3600.0)
    assert sea.ended.state is SerialState.ABORTED
    assert "alfa given up: did not come" in sea.ended.reason
    assert len(sea.logged("no answer")) > 5


def test_pumping_stops_before_the_window_is_over() -> None:
    sea = oiler(end_s=5400.0, params={"amount": "2000 t"})
    sea.run(7.0 * 3600.0)
    stopped = [time_s for time_s, _, order in sea.ordered if isinstance(order, orders.StopPump)]
    assert stopped[0] == 5400.0 - 900.0
    assert sea.given(orders.Disconnect, "taihu")


def test_the_receiver_may_conduct() -> None:
    sea = oiler(oce="alfa")
    sea.run(7.0 * 3600.0)
    assert completed(sea)


def test_an_oiler_without_a_hose_ends_the_serial_in_words() -> None:
    sea = oiler(rigs=0)
    sea.run(60.0)
    assert sea.ended == orders.EndSerial(SerialState.ABORTED, "the delivering ship has no hose")


def test_a_saved_and_restored_replenishment_plays_the_same() -> None:
    plain, saved = oiler(("alfa", "bravo")), oiler(("alfa", "bravo"))
    saved.restore = True
    plain.run(7.0 * 3600.0)
    saved.run(7.0 * 3600.0)
    assert plain.log == saved.log


def test_a_ship_that_needs_no_fuel_is_not_counted_as_replenished() -> None:
    sea = oiler(("alfa", "bravo"))
    sea.boats["bravo"].fuel_kg = 600_000.0
    sea.run(7.0 * 3600.0)
    assert completed(sea)
    assert sea.ended.reason == (
        "1 of 2 ships replenished, 270 t passed; bravo asked for none: she has 100 %, fill_to is 95 %"
    )
    told = [log.text for _, unit, log in sea.log if log.kind in ("hose asked", "task done")]
    assert "bravo asks for no fuel: she has 100 %, fill_to is 95 %." in told
    assert "bravo asked for no fuel: she has 100 %, fill_to is 95 %." in told
    assert [order.receiver for order in sea.given(orders.Pump)] == ["alfa"]


@pytest.mark.parametrize("oce", ["taihu", "alfa"])
def test_a_serial_in_which_nobody_needs_fuel_says_so(oce: str) -> None:
    sea = oiler(("alfa", "bravo"), oce=oce, params={"fill_to": "50 %"})
    sea.run(7.0 * 3600.0)
    assert completed(sea)
    assert sea.ended.reason.startswith("no ship asked for fuel: 0 of 2 ships replenished, 0 t passed; alfa asked for")


def test_nobody_needing_any_and_somebody_given_up_is_no_success() -> None:
    sea = oiler(("alfa", "bravo"), params={"fill_to": "50 %"})
    sea.cut |= {("TG1", "alfa"), ("TG2", "alfa")}
    sea.run(7.0 * 3600.0)
    assert sea.ended.state is SerialState.ABORTED
    assert sea.ended.reason.startswith("0 of 2 ships replenished, 0 t passed; bravo asked for none")


def test_a_ship_that_asked_and_got_nothing_is_given_up() -> None:
    sea = oiler()
    sea.run(3000.0)
    (connected,) = [time_s for time_s, _, log in sea.log if log.kind == "connected"]
    sea = oiler()
    sea.at(connected + 1.0, "taihu", events.PumpDone("hose0", "alfa", 0.0, "no fuel left to give"))
    sea.run(7.0 * 3600.0)
    assert sea.ended.state is SerialState.ABORTED
    assert sea.ended.reason == "0 of 1 ships replenished, 0 t passed; alfa given up: no fuel left to give"
