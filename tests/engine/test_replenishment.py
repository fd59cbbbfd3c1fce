"""A hose is passed, connected, pumped through and cleared; or let go, when the ships or the sea do not allow it."""

import math
from typing import Any

import numpy as np
import pytest

from fleetex.engine.cast import FuelRig
from fleetex.engine.events import Disconnected, OrderRefused, PumpDone, RigConnected, RigFailed
from fleetex.engine.orders import ConnectRig, Disconnect, Pump, StopPump
from fleetex.engine.places import body_of, side_gap_m
from fleetex.engine.replenishment import rigs_in_turn
from fleetex.record.positions import Positions
from fleetex.record.positions import side_gap_m as recorded_gap_m
from tests.engine.theatre import Theatre, Track

ABEAM_M = 18.0
"""Both ships' half beams together."""
CONNECT_S, CLEAR_S, AT_ONCE_S = 720.0, 360.0, 60.0
RATE = 125.0


def rig(name: str = "starboard_1", **changed: Any) -> FuelRig:
    figures = {
        "unit": 0,
        "side": name.partition("_")[0],
        "rate_kgps": RATE,
        "gap_m": changed.pop("band", (27.0, 55.0)),
        "connect_s": CONNECT_S,
        "clear_s": CLEAR_S,
        "emergency_clear_s": AT_ONCE_S,
        "sea_state_max": 5,
        **changed,
    }
    return FuelRig(rig=name, **figures)


def alongside(patch: pytest.MonkeyPatch, gap_m: float = 40.0, *, cargo_kg: float = 5e6, **rig_figures: Any) -> Theatre:
    """An oiler on a northerly course, one thirsty ship to starboard and one to port of her, at this gap."""
    off_m = gap_m + ABEAM_M
    tracks = [
        Track("aor", 0.0, 0.0, speed_mps=6.0, length_m=178.0),
        Track("east", off_m, 0.0, speed_mps=6.0),
        Track("west", -off_m, 0.0, speed_mps=6.0),
    ]
    theatre = Theatre(patch, tracks, rigs=[rig(**rig_figures), rig("port_1")])
    world = theatre.stage.world
    world.hull["fuel_kg_max"] = 900_000.0
    world.unit["fuel_kg"] = 300_000.0
    world.unit["rate_kgps"] = 0.5
    world.unit["cargo_kg"][0] = cargo_kg
    return theatre


def connect(theatre: Theatre, receiver: str = "east", name: str = "starboard_1") -> None:
    theatre.replenishment.connect(theatre.stage, 0, ConnectRig(name, receiver), "RAS")


def pump(theatre: Theatre, amount_kg: float, receiver: str = "east", name: str = "starboard_1") -> None:
    theatre.replenishment.pump(theatre.stage, 0, Pump(name, receiver, amount_kg), "RAS")


def disconnect(theatre: Theatre, emergency: bool = False) -> None:
    theatre.replenishment.disconnect(theatre.stage, 0, Disconnect("starboard_1", "east", emergency), "RAS")


def changes(theatre: Theatre, rig_name: str = "starboard_1") -> list[tuple[float, str]]:
    return [(row["time_s"], row["change"]) for row in theatre.rows.of("rigs") if row["rig"] == rig_name]


def connected(theatre: Theatre) -> Theatre:
    connect(theatre)
    theatre.run(CONNECT_S)
    assert theatre.heard("aor", RigConnected)
    return theatre


def test_a_hose_is_connected_after_the_rigs_time_and_both_ships_hear_it(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = alongside(monkeypatch)
    connect(theatre)
    theatre.run(CONNECT_S - 0.1)
    assert theatre.heard("aor", RigConnected) == []
    theatre.run(CONNECT_S)
    assert theatre.heard("aor", RigConnected) == [RigConnected("starboard_1", "east")]
    assert theatre.heard("east", RigConnected) == [RigConnected("starboard_1", "east")]
    assert theatre.heard("west", RigConnected) == []
    assert changes(theatre) == [(0.0, "passing"), (CONNECT_S, "connected")]
    assert all(row["gap_m"] == pytest.approx(40.0, abs=0.05) for row in theatre.rows.of("rigs"))


def test_the_amount_ordered_is_passed_at_the_rigs_rate_and_leaves_the_cargo(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = connected(alongside(monkeypatch))
    pump(theatre, 50_000.0)
    theatre.run(2000.0)
    (done,) = theatre.heard("aor", PumpDone)
    assert theatre.heard("east", PumpDone) == [done]
    assert (done.passed_kg, done.reason) == (pytest.approx(50_000.0, abs=1.0), "amount passed")
    told_s = next(time_s for time_s, _, event in theatre.told if isinstance(event, PumpDone))
    assert told_s - CONNECT_S == pytest.approx(50_000.0 / RATE, abs=0.1)
    assert theatre.stage.world.unit["cargo_kg"][0] == pytest.approx(5e6 - 50_000.0, abs=1.0)
    first, last = (row for row in theatre.rows.of("fuel") if row["unit_id"] == "east")
    assert (first["flow_kgps"], last["flow_kgps"]) == (RATE, 0.0)
    assert last["fuel_kg"] - first["fuel_kg"] == pytest.approx((RATE - 0.5) * (told_s - CONNECT_S))
    giver = [row for row in theatre.rows.of("fuel") if row["unit_id"] == "aor"]
    assert [row["flow_kgps"] for row in giver] == [-RATE, 0.0]


def test_each_minute_of_pumping_has_a_row_with_flow_and_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = connected(alongside(monkeypatch))
    pump(theatre, 1e6)
    theatre.run(CONNECT_S + 200.0)
    flows = [row for row in theatre.rows.of("rigs") if row["change"] == "flow"]
    assert [row["time_s"] for row in flows] == [CONNECT_S + 60.0 * n for n in (1, 2, 3)]
    assert [row["passed_kg"] for row in flows] == pytest.approx([60.0 * RATE * n for n in (1, 2, 3)])
    assert {row["flow_kgps"] for row in flows} == {RATE}


def test_pumping_ends_when_the_tanks_are_full(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = alongside(monkeypatch)
    theatre.stage.world.unit["fuel_kg"][1] = 880_000.0
    pump(connected(theatre), 1e6)
    theatre.at(CONNECT_S + 20.0, lambda: theatre.stage.world.unit["rate_kgps"].__setitem__(1, 3.0))
    theatre.run(3000.0)
    (done,) = theatre.heard("aor", PumpDone)
    assert done.reason == "tanks full"
    last = [row for row in theatre.rows.of("fuel") if row["unit_id"] == "east"][-1]
    assert last["fuel_kg"] == pytest.approx(0.995 * 900_000.0, abs=2.0)


def test_an_empty_cargo_stops_both_hoses_and_no_more_is_passed_than_there_was(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = alongside(monkeypatch, cargo_kg=60_000.0)
    connect(theatre)
    connect(theatre, "west", "port_1")
    theatre.run(CONNECT_S)
    pump(theatre, 1e6)
    theatre.at(CONNECT_S + 100.0, lambda: pump(theatre, 1e6, "west", "port_1"))
    theatre.run(3000.0)
    done = theatre.heard("aor", PumpDone)
    assert [event.reason for event in done] == ["cargo empty", "cargo empty"]
    assert sum(event.passed_kg for event in done) == pytest.approx(60_000.0, abs=2.0)
    assert {event.receiver: event.passed_kg for event in done} == pytest.approx(
        {"east": 12_500.0 + 23_750.0, "west": 23_750.0}, abs=2.0
    )
    assert theatre.stage.world.unit["cargo_kg"][0] == pytest.approx(0.0, abs=2.0)
    pump(theatre, 1e6)
    assert theatre.heard("aor", PumpDone)[-1] == PumpDone("starboard_1", "east", 0.0, "cargo empty")


def test_stop_ends_pumping_and_pumping_may_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = connected(alongside(monkeypatch))
    pump(theatre, 1e6)
    theatre.at(
        CONNECT_S + 30.0, lambda: theatre.replenishment.stop(theatre.stage, 0, StopPump("starboard_1", "east"), "RAS")
    )
    theatre.at(CONNECT_S + 45.0, lambda: pump(theatre, 2000.0))
    theatre.run(2000.0)
    assert [(event.passed_kg, event.reason) for event in theatre.heard("aor", PumpDone)] == [
        (30.0 * RATE, "stopped"),
        (pytest.approx(2000.0, abs=1.0), "amount passed"),
    ]
    assert theatre.rows.of("rigs")[-1]["passed_kg"] == pytest.approx(30.0 * RATE + 2000.0, abs=1.0)
    assert [change for _, change in changes(theatre)[2:]] == ["pumping", "stopped", "pumping", "stopped"]


@pytest.mark.parametrize(("emergency", "seconds"), [(False, CLEAR_S), (True, AT_ONCE_S)])
def test_a_hose_is_cleared_in_the_rigs_time(monkeypatch: pytest.MonkeyPatch, emergency: bool, seconds: float) -> None:
    theatre = connected(alongside(monkeypatch))
    disconnect(theatre, emergency)
    theatre.run(3000.0)
    assert changes(theatre)[-1] == (CONNECT_S + seconds, "clear")
    assert theatre.heard("aor", Disconnected) == theatre.heard("east", Disconnected)
    assert theatre.heard("aor", Disconnected) == [Disconnected("starboard_1", "east")]
    connect(theatre)
    assert theatre.heard("aor", OrderRefused) == []


def test_an_emergency_hastens_a_hose_that_is_being_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = connected(alongside(monkeypatch))
    disconnect(theatre)
    theatre.at(CONNECT_S + 100.0, lambda: disconnect(theatre, emergency=True))
    theatre.run(3000.0)
    assert [time_s for time_s, change in changes(theatre) if change == "clear"] == [CONNECT_S + 100.0 + AT_ONCE_S]
    assert len(theatre.heard("aor", Disconnected)) == 1


@pytest.mark.parametrize("gap_m", [20.0, 60.0])
def test_out_of_the_band_for_twenty_seconds_lets_the_hose_go(monkeypatch: pytest.MonkeyPatch, gap_m: float) -> None:
    theatre = connected(alongside(monkeypatch))
    pump(theatre, 1e6)
    theatre.at(CONNECT_S + 95.0, lambda: setattr(theatre.track("east"), "east_m", gap_m + ABEAM_M))
    theatre.run(3000.0)
    reason = f"out of station: the gap is {gap_m:.0f} m, the rig holds 27 to 55 m"
    assert theatre.heard("aor", RigFailed) == theatre.heard("east", RigFailed)
    assert theatre.heard("east", RigFailed) == [RigFailed("starboard_1", "east", reason)]
    assert theatre.heard("aor", PumpDone) == theatre.heard("aor", Disconnected) == []
    failed_s = next(time_s for time_s, change in changes(theatre) if change == "failed")
    assert 20.0 <= failed_s - (CONNECT_S + 95.0) <= 30.0
    assert changes(theatre)[-1] == (failed_s + AT_ONCE_S, "clear")
    last = theatre.rows.of("rigs")[-1]
    assert (last["flow_kgps"], last["reason"]) == (0.0, reason)
    assert last["passed_kg"] == pytest.approx(RATE * (failed_s - CONNECT_S))
    assert theatre.stage.world.unit["flow_kgps"][1] == 0.0


def test_a_short_yaw_out_of_the_band_is_borne(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = alongside(monkeypatch)
    connect(theatre)
    theatre.at(CONNECT_S - 12.0, lambda: setattr(theatre.track("east"), "east_m", 60.0 + ABEAM_M))
    theatre.at(CONNECT_S + 5.0, lambda: setattr(theatre.track("east"), "east_m", 40.0 + ABEAM_M))
    theatre.run(3000.0)
    assert theatre.heard("aor", RigFailed) == []
    assert changes(theatre) == [(0.0, "passing"), (CONNECT_S + 10.0, "connected")]


def test_a_sea_above_the_rigs_limit_lets_the_hose_go(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = connected(alongside(monkeypatch))
    theatre.at(CONNECT_S + 100.0, lambda: theatre.stage.world.unit["sea_state"].__setitem__(0, 6))
    theatre.run(3000.0)
    assert [event.reason for event in theatre.heard("east", RigFailed)] == ["sea state 6 is above the rig's limit of 5"]
    connect(theatre)
    assert theatre.heard("aor", OrderRefused)[0].reason == "sea state 6 is above the rig's limit of 5"


def test_an_order_that_cannot_be_carried_out_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = alongside(monkeypatch)
    pump(theatre, 1e6)
    connect(theatre, "west", "starboard_1")
    connect(theatre, "east", "aft")
    connect(theatre, "nobody", "starboard_1")
    connect(theatre)
    connect(theatre)
    connect(theatre, "east", "port_1")
    theatre.track("west").east_m = -600.0
    connect(theatre, "west", "port_1")
    theatre.replenishment.stop(theatre.stage, 0, StopPump("starboard_1", "east"), "RAS")
    theatre.replenishment.disconnect(theatre.stage, 0, Disconnect("port_1", "west"), "RAS")
    assert [event.reason for event in theatre.heard("aor", OrderRefused)] == [
        "no hose is connected to east by starboard_1",
        "starboard_1 is to starboard, west to port",
        "there is no rig aft",
        "there is no ship nobody to pass a hose to",
        "starboard_1 is in use",
        "east has a hose already",
        "west is not alongside: the gap is 582 m",
        "starboard_1 is not pumping",
        "no hose is across to west by port_1",
    ]


def test_after_a_failure_orders_for_the_hose_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = connected(alongside(monkeypatch))
    theatre.stage.world.unit["sea_state"][0] = 6
    theatre.run(CONNECT_S + 15.0)
    disconnect(theatre)
    theatre.run(3000.0)
    assert len(theatre.heard("aor", OrderRefused)) == 1
    assert theatre.heard("aor", Disconnected) == []


def whole_evolution(theatre: Theatre, cut_s: float | None = None) -> dict[str, list[dict[str, Any]]]:
    """Two ships, one of whom leaves; through a checkpoint at `cut_s`."""
    theatre.at(0.0, lambda: connect(theatre))
    theatre.at(1.0, lambda: connect(theatre, "west", "port_1"))
    theatre.at(CONNECT_S + 5.0, lambda: pump(theatre, 70_000.0))
    theatre.at(CONNECT_S + 9.0, lambda: pump(theatre, 1e6, "west", "port_1"))
    theatre.at(CONNECT_S + 300.0, lambda: setattr(theatre.track("west"), "east_m", -90.0))
    theatre.at(CONNECT_S + 700.0, lambda: disconnect(theatre))
    if cut_s is not None:
        theatre.at(cut_s, theatre.through_a_checkpoint)
    theatre.run(4000.0)
    return theatre.rows.tables


@pytest.mark.parametrize("cut_s", [5.0, CONNECT_S + 7.0, CONNECT_S + 128.3, CONNECT_S + 330.0, CONNECT_S + 800.0])
def test_a_checkpoint_changes_nothing(monkeypatch: pytest.MonkeyPatch, cut_s: float) -> None:
    whole = whole_evolution(alongside(monkeypatch))
    assert whole_evolution(alongside(monkeypatch), cut_s) == whole
    assert {row["change"] for row in whole["rigs"]} == {
        "passing", "connected", "pumping", "flow", "stopped", "failed", "clear",
    }  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [{"rate_kgps": 126.0}, {"connect_s": 721.0}, {"clear_s": 361.0}, {"band": (27.0, 39.0)}, {"sea_state_max": -1}],
)
def test_every_figure_of_a_rig_is_in_the_recording(monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any]) -> None:
    assert whole_evolution(alongside(monkeypatch, **changed)) != whole_evolution(alongside(monkeypatch))


def test_the_gap_sailed_is_in_the_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    assert whole_evolution(alongside(monkeypatch, 41.0)) != whole_evolution(alongside(monkeypatch))


def test_what_flows_when_the_run_ends_is_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = connected(alongside(monkeypatch))
    pump(theatre, 1e6)
    theatre.run(CONNECT_S + 90.0)
    theatre.replenishment.close(theatre.stage)
    assert theatre.rows.of("rigs")[-1]["passed_kg"] == pytest.approx(90.0 * RATE)


def test_rigs_are_offered_one_of_each_side_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = alongside(monkeypatch)
    names = ["port_1", "port_2", "starboard_1", "starboard_2"]
    theatre = Theatre(monkeypatch, theatre.tracks, rigs=[rig(name) for name in names])
    offered = [found.rig for found in rigs_in_turn(theatre.stage.cast, 0)]
    assert offered == ["starboard_1", "port_1", "starboard_2", "port_2"]
    assert rigs_in_turn(theatre.stage.cast, 1) == ()


def test_the_gap_is_the_one_that_a_reader_of_the_recording_works_out(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = alongside(monkeypatch)
    rng = np.random.default_rng(3)
    for _ in range(40):
        east = theatre.track("east")
        east.east_m, east.north_m = rng.uniform(-150.0, 150.0), rng.uniform(-200.0, 200.0)
        east.course_rad = theatre.track("aor").course_rad + rng.uniform(-0.6, 0.6)
        ours, theirs = body_of(theatre.stage, "aor"), body_of(theatre.stage, "east")
        places = [
            Positions(*(np.array([math.degrees(x)]) for x in body.place[:3]), np.zeros(1), np.zeros(1))
            for body in (ours, theirs)
        ]
        expected = recorded_gap_m(places[0], ours.length_m, ours.beam_m, places[1], theirs.length_m, theirs.beam_m)
        assert side_gap_m(ours, theirs) == pytest.approx(float(expected[0]), abs=1e-3)
