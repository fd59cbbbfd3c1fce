"""A submarine's battery over legs, what diesels do to it, who finds her while she snorts, and every look the same."""

from dataclasses import replace

import pytest

from fleetex.engine import ask
from fleetex.engine import batteries as bt
from fleetex.engine import tables as tb
from fleetex.physics.battery import EFFICIENCY, drawn_w
from fleetex.units import KN_MPS
from tests.engine.seas import LOOKOUT, RADAR, Sea, Ship
from tests.engine.test_oracle import first_difference
from tests.engine.test_sonar_looks import DIVES, EAR, LAYERED, LOUD, STILL

HOUR_S = 3_600.0
LAW = (60e3, 4.1e6 / (20.0 * KN_MPS) ** 3, 3.0)
DIESELS = {
    "battery_j_max": 9e9,
    "battery_j_low": 2e9,
    "battery_hotel_w": LAW[0],
    "battery_a": LAW[1],
    "battery_n": LAW[2],
    "diesel_w": 2e6,
    "diesel_kgpj": 6e-8,
    "snort_m": 12.0,
    "snort_mps_max": 7.0 * KN_MPS,
    "snort_db": 125.0,
    "mast_m": 1.0,
    "mast_size_m": 0.6,
    "mast_m2": 1.0,
}


def electric(charge_j: float = 6e9, speed_kn: float = 5.0, depth_m: float = 60.0, east_m: float = 0.0) -> Ship:
    """A boat driven by a battery."""
    ear = replace(EAR, name="bow")
    return Ship("boat", east_m, 0.0, 0.0, speed_kn, 1, (ear,), {**DIVES, **DIESELS}, {"charge_j": charge_j}, depth_m)


def snort(sea: Sea, on: int = 1) -> None:
    ask.change_snort(sea.at, sea.rows["boat"], on, sea.now_s)


def charge_j(sea: Sea) -> float:
    return ask.power_now(sea.at, sea.rows["boat"], sea.now_s)[0]


def marks(sea: Sea) -> list[tuple[int, float]]:
    return [(int(row["number"]), float(row["time_s"])) for row in sea.events(tb.OUT_BATTERY, "boat")]


def test_a_steady_leg_takes_out_what_the_law_says_and_no_fuel() -> None:
    sea = Sea([electric()]).begin()
    sea.run(2.0 * HOUR_S)
    spent = drawn_w(5.0 * KN_MPS, *LAW) * 2.0 * HOUR_S
    assert 6e9 - charge_j(sea) == pytest.approx(spent, rel=1e-6)
    assert ask.fuel_now(sea.at, 0, sea.now_s) == 9e5


def test_it_is_low_then_empty_at_the_times_of_the_law_and_then_her_screw_stops() -> None:
    sea = Sea([electric(2.5e9, 12.0)]).begin()
    sea.run(4.0 * HOUR_S)
    load_w = drawn_w(12.0 * KN_MPS, *LAW)
    assert marks(sea) == [(bt.LOW, pytest.approx(0.5e9 / load_w)), (bt.EMPTY, pytest.approx(2.5e9 / load_w))]
    ask.replan(sea.at, 0, sea.now_s)
    sea.run(5.0 * HOUR_S)
    assert sea.where("boat")[3] == 0.0
    assert charge_j(sea) == 0.0


def test_snorting_she_is_held_back_by_her_masts_charges_and_burns_fuel_and_deeper_she_stops() -> None:
    sea = Sea([electric(4e9, 10.0)]).begin()
    sea.steer("boat", 0.0, 10.0)
    snort(sea)
    sea.run(600.0)
    before_j, began_s, fuel_kg = charge_j(sea), sea.now_s, ask.fuel_now(sea.at, 0, sea.now_s)
    assert sea.unit("boat")["height_m"] == -12.0
    assert sea.where("boat")[3] == pytest.approx(7.0 * KN_MPS)
    sea.run(began_s + 0.5 * HOUR_S)
    surplus_w = 2e6 - drawn_w(7.0 * KN_MPS, *LAW)
    assert charge_j(sea) - before_j == pytest.approx(EFFICIENCY * surplus_w * 0.5 * HOUR_S, rel=1e-6)
    assert fuel_kg - ask.fuel_now(sea.at, 0, sea.now_s) == pytest.approx(6e-8 * 2e6 * 0.5 * HOUR_S, rel=1e-6)
    sea.run(3.0 * HOUR_S)
    assert [mark for mark, _ in marks(sea)] == [bt.FULL]
    assert charge_j(sea) == 9e9
    ask.change_depth(sea.at, 0, -60.0, sea.now_s)
    sea.run(4.0 * HOUR_S)
    assert [int(row["number"]) for row in sea.events(tb.OUT_DIESELS, "boat")] == [1, 0]
    assert sea.where("boat")[3] == pytest.approx(10.0 * KN_MPS)


def test_a_radar_finds_the_mast_near_by_and_not_from_afar_and_nothing_when_it_is_lowered() -> None:
    holds = []
    for east_m in (4_000.0, 11_000.0):
        watch = Ship("watch", speed_kn=0.0, sensors=(RADAR,), hull=STILL)
        sea = Sea([electric(east_m=east_m, speed_kn=0.0), watch]).begin()
        for on in (1, 0):
            snort(sea, on)
            sea.run(sea.now_s + 900.0)
            holds.append(sea.holds(0 if sea.hull("watch")["observer"] == 0 else 1, sea.rows["boat"]))
    assert holds == [True, False, False, False]


def test_her_diesels_are_heard_further_than_her_battery() -> None:
    ranges = {}
    for on in (0, 1):
        watch = Ship("watch", 0.0, 0.0, 0.0, 6.0, 0, (EAR,), LOUD)
        sea = Sea([electric(east_m=9_000.0), watch], weather=(LAYERED,)).begin()
        snort(sea, on)
        sea.run(HOUR_S).finish()
        rows = sea.rows_of("budget")
        mine = rows[(rows["target"] == sea.rows["boat"]) & (rows["time_s"] > 300.0)]
        ranges[on] = float(mine["source_db"].max())
    assert ranges[1] > ranges[0] + 10.0


def test_a_kernel_that_makes_every_look_leaves_the_same() -> None:
    both = []
    for every in (False, True):
        watch = Ship("watch", -6_000.0, 0.0, 90.0, 8.0, 0, (RADAR, EAR), LOUD)
        boat = electric(2.2e9, 6.0)
        boat = replace(boat, sensors=(*boat.sensors, LOOKOUT))  # her periscope
        sea = Sea([boat, watch], weather=(LAYERED,), every_look=every).begin()
        for turn in range(8):
            snort(sea, turn % 2)
            if turn % 2 == 0:
                ask.change_depth(sea.at, 0, -60.0, sea.now_s)
            sea.steer("watch", 45.0 * turn, 10.0)
            sea.run(sea.now_s + 0.4 * HOUR_S)
        both.append(sea.finish())
    assert both[0].got["contact"]
    assert first_difference(*both) == ""
