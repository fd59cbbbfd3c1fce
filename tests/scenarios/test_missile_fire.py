"""Missiles: what orders meet, whom seekers take, what a defence spends, and what an umpire makes of it."""

import math
from pathlib import Path

import numpy as np
import pytest

from fleetex.engine import orders
from fleetex.measures.surfex import draw
from fleetex.record.reader import Recording
from fleetex.simulate import checkpoints
from fleetex.simulate.loop import Loop
from fleetex.simulate.plain import to_plain
from tests.scenarios.firing_range import column, firing_range, ready_loop, run_with

NOBODY_FIRES = {"salvoes": "0", "weapons": "hold", "start_range": "11 nmi", "spacing": "1 nmi"}
FIRE = {"salvoes": "1", "weapons": "hold", "rounds": "1", "start_range": "11 nmi", "spacing": "1 nmi"}
MERCHANT = """
  freighter:
    class: generic_bulk_carrier
    nation: AA
    side: passing
    notional: true
    start: {at: 40-20.0N 133-47.0E, course: 000T, speed: 0 kn, notional: true}
"""
AT_THE_FREIGHTER = orders.Position(math.radians(40.0 + 20.0 / 60.0), math.radians(133.0 + 47.0 / 60.0))


def launch(loop: Loop, **changed: object) -> None:
    order = {"mount": "ssm", "salvo": "one", "rounds": 8, "place": AT_THE_FREIGHTER, **changed}
    loop.carry_out(loop.compiled.cast.rows["attacker"], "SURFEX-1", orders.LaunchMissiles(**order))  # type: ignore[arg-type]


def refusals(recording: Recording) -> list[str]:
    found = zip(column(recording, "events", "kind"), column(recording, "events", "text"), strict=True)
    return [text for kind, text in found if kind == "order refused"]


def test_an_empty_launcher_and_a_track_that_nobody_holds_are_refused(tmp_path: Path) -> None:
    ready = firing_range(tmp_path, params=NOBODY_FIRES, ssm_rounds=3)

    def all_of_them(loop: Loop) -> None:
        launch(loop)
        launch(loop, salvo="two", place=None, track=99)

    recording = run_with(ready, 1, 300.0, all_of_them)
    assert column(recording, "missile_flights", "round") == [1, 2, 3]
    assert column(recording, "magazines", "rounds")[-1] == 0
    assert any("track is not held" in text for text in refusals(recording))


def test_a_missile_is_on_the_picture_of_those_who_see_it_and_gone_when_its_flight_is_over(tmp_path: Path) -> None:
    ready = firing_range(tmp_path, params=FIRE, ssm_rounds=2)
    recording = ready.run(3)
    flown = set(column(recording, "missile_flights", "missile_id"))
    tracks = recording.table("tracks")
    held = {target for unit, target in zip(tracks["unit_id"], tracks["target_id"], strict=True) if unit == "defender"}
    assert flown == {"attacker/ssm-01", "attacker/ssm-02"}
    assert flown <= held
    legs = recording.table("legs")
    for body in flown:
        ends = legs["end_s"][legs["unit_id"] == body].max()
        flight = np.flatnonzero(recording.table("missile_flights")["missile_id"] == body)[0]
        assert ends == recording.table("missile_flights")["end_s"][flight]


def test_measures_and_figure_tell_what_became_of_the_missiles(tmp_path: Path) -> None:
    ready = firing_range(tmp_path, params=FIRE, sam_rounds=4, ssm_rounds=4, staying=1.0)
    recording = ready.run(2)
    names = zip(column(recording, "measures", "name"), column(recording, "measures", "subject"), strict=True)
    told = dict(zip(names, column(recording, "measures", "value"), strict=True))
    hit, stopped = outcomes(recording)
    assert told["missiles", ""] == 4.0
    assert told["hits", "blue"] == hit
    assert told.get(("shot_down", ""), 0.0) == stopped
    assert told["correct_engagements", "blue"] == 100.0
    assert told["detection_to_shot", "blue"] >= 0.0
    assert told["out_of_action", "orange"] == (1.0 if hit else 0.0)
    serial = {name: values[0] for name, values in recording.table("serials").items()}
    svg = draw(recording, serial)
    assert svg.startswith("<svg")
    assert "ways of four missiles" in svg
    assert svg.count('stroke-dasharray="3 3"') == 1


def test_lower_flight_is_seen_later_and_a_silent_ship_sees_it_later_still(tmp_path: Path) -> None:
    seen = []
    for cruise, radar in (("300 m", "on"), ("5 m", "on"), ("5 m", "silent")):
        params = {**FIRE, "orange_radar": radar}
        ready = firing_range(
            tmp_path, params=params, ssm={"cruise_height": cruise, "attack_height": "5 m"}, ssm_rounds=1
        )
        recording = ready.run(1)
        contacts = recording.table("contacts")
        gained = (contacts["unit_id"] == "defender") & (contacts["target_id"] == "attacker/ssm-01")
        plots = gained & (contacts["sensor_id"] != "esm") & (contacts["change"] == "gained")
        seen.append(float(contacts["range_m"][plots].max(initial=0.0)))
    assert seen[0] > seen[1] > seen[2]


@pytest.mark.slow
def test_a_merchant_alone_in_the_basket_is_taken_as_often_as_the_seeker_does_not_tell_her(tmp_path: Path) -> None:
    """Of 25 x 8 missiles that find nobody else, 40 %: within three standard errors (0.1)."""
    ready = firing_range(tmp_path, params=NOBODY_FIRES, ssm={"tells_merchants": "60 %"}, more=MERCHANT)
    taken = []
    for seed in range(25):
        recording = run_with(ready, seed, 300.0, launch)
        taken += [name == "freighter" for name in column(recording, "missile_flights", "acquired_id")]
    assert len(taken) == 200
    assert abs(np.mean(taken) - 0.4) < 0.105


def outcomes(recording: Recording) -> tuple[int, int]:
    """Missiles that hit, and those that air defence stopped."""
    found = column(recording, "missile_flights", "outcome")
    return found.count("assessed hit"), found.count("shot down")


def test_chaff_is_recorded_to_drift_with_the_wind(tmp_path: Path) -> None:
    """5 m/s from the west: to the east."""
    ready = firing_range(tmp_path, params={**FIRE, "weapons": "free"}, decoys=2)
    recording = ready.run(1)
    east, north = (column(recording, "decoy_launches", name) for name in ("east_mps", "north_mps"))
    assert len(east)
    assert east == pytest.approx([5.0] * len(east))
    assert north == pytest.approx([0.0] * len(north), abs=1e-9)


@pytest.mark.slow
def test_more_decoys_let_fewer_missiles_hit(tmp_path: Path) -> None:
    hits = []
    for salvoes in (0, 6):
        params = {**FIRE, "weapons": "free"}
        ready = firing_range(tmp_path, params=params, decoys=salvoes, staying=99.0)
        hits.append(sum(outcomes(ready.run(seed))[0] for seed in range(15)))
    assert hits[1] < 0.9 * hits[0]


@pytest.mark.slow
def test_fewer_rounds_stop_fewer_missiles_and_none_leaves_an_empty_magazine(tmp_path: Path) -> None:
    stopped = []
    for rounds in (8, 2):
        ready = firing_range(tmp_path, params=FIRE, sam_rounds=rounds, staying=99.0)
        runs = [ready.run(seed) for seed in range(15)]
        stopped.append(sum(outcomes(recording)[1] for recording in runs))
        for recording in runs:
            assert len(column(recording, "air_engagements", "round")) <= rounds
            assert min(column(recording, "air_engagements", "left"), default=0) >= 0
    assert stopped[1] < 0.6 * stopped[0]


PUBLISHED = {"mean_loss_B": 0.7095663090208006, "var_loss_B": 0.15906739116787816, "P_no_loss": 0.1964045490681602}
"""One ship against one: 8 missiles that are accurate with 0.7, 6 interceptors that hit with 0.6, two hits to put out of
action. Structure of Armstrong, A Stochastic Salvo Model for Naval Surface Combat, Operations Research 53 (2005); exact
enumeration of max(0, Bin(8, 0.7) - Bin(6, 0.6)) / 2, at most 1."""


@pytest.mark.slow
def test_the_mean_of_salvoes_is_that_of_the_stochastic_salvo_model(tmp_path: Path) -> None:
    """Where its assumptions hold: duds are not shot at, each interceptor meets one live missile, leakers hit."""
    ready = firing_range(tmp_path, params=FIRE, ssm={"reliability": "70 %"}, sam_rounds=6, staying=2.0)
    runs = 150
    losses = np.array([min(1.0, outcomes(ready.run(seed))[0] / 2.0) for seed in range(runs)])
    error = 3.0 * math.sqrt(PUBLISHED["var_loss_B"] / runs)
    assert abs(losses.mean() - PUBLISHED["mean_loss_B"]) < error
    none = PUBLISHED["P_no_loss"]
    assert abs(np.mean(losses == 0.0) - none) < 3.0 * math.sqrt(none * (1.0 - none) / runs)


def test_a_run_that_is_cut_off_with_missiles_in_the_air_ends_the_same(tmp_path: Path) -> None:
    ready = firing_range(tmp_path, params={**FIRE, "weapons": "free"}, sam_rounds=4, decoys=2, ssm_rounds=4)
    whole, cut = ready_loop(ready, 5), ready_loop(ready, 5)
    while whole.step():
        pass
    while not (len(cut.missiles.flights) > 1 and cut.missiles.engagements):
        cut.step()
    text, arrays = checkpoints.take(cut)
    resumed = ready_loop(ready, 5)
    checkpoints.restore(resumed, text, arrays)
    while resumed.step():
        pass
    assert to_plain(resumed.missiles, frozenset({"close_in"})) == to_plain(whole.missiles, frozenset({"close_in"}))
    assert resumed.counts == whole.counts
    for name in ("x0", "y0", "z0", "speed_mps"):
        assert np.array_equal(resumed.stage.world.unit[name], whole.stage.world.unit[name])
