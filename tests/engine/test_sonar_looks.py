"""What sonars find: as often as the sonar equations say, less far in noise, speed and shadow; and every look the same.

The excess of a pair wanders by jumps, so a sonar that confirms with one look shows in its contacts when it was over 0.
"""

import math
from dataclasses import replace

import numpy as np
import pytest

from fleetex.engine import ask
from fleetex.engine import tables as tb
from fleetex.physics.ambient import ambient_noise_db, power_sum_db, sea_state_between
from fleetex.physics.propagation import sound_loss_db
from fleetex.physics.seawater import absorption_db_per_m
from fleetex.physics.ship_noise import radiated_noise_db, self_noise_db, vessel_source_db
from fleetex.physics.sonar import passive_terms_db
from fleetex.physics.sonar_detection import excess_prob
from fleetex.units import KN_MPS
from tests.engine.seas import MUD, RADAR, Sea, Sensor, Ship, Weather
from tests.engine.test_oracle import first_difference
from tests.physics.test_tracker import chi2_between

HOUR_S = 3_600.0
OWN = {"own_noise_db": 50.0, "own_noise_mps": 5.0, "sigma_db": 7.0, "fade_per_s": 1.0 / 600.0}
EAR = Sensor("ear", tb.PASSIVE, 30.0, 60_000.0, 0.0, 0.0, 0.0, 0.02, 120.0, 2, 3, 4, 1.0)
EAR = replace(EAR, sound={**OWN, "freq_hz": 1_500.0, "deep_m": 6.0, "directivity_db": 18.0, "threshold_db": -10.0})
PING = Sensor("ping", tb.ACTIVE, 40.0, 30_000.0, 0.0, 60.0, 0.0, 0.02, 80.0, 2, 3, 4, 1.0)
PING = replace(
    PING,
    sound={
        **OWN,
        "freq_hz": 6_000.0,
        "deep_m": 6.0,
        "directivity_db": 22.0,
        "threshold_db": 12.0,
        "source_db": 222.0,
        "pulse_s": 0.01,
        "beam_rad": 0.2,
    },
)
LOUD = {"noise_class_mps": 11.1 * KN_MPS}
DIVES = {
    "domain": 1,
    "dive_mps": 0.5,
    "depth_m_max": 240.0,
    "mast_height_m": 8.0,
    "quiet_db": 112.0,
    "quiet_mps": 3.0,
    "inception_mps": 2.6,
    "cavitation_db": 20.0,
    "echo_bow_db": 10.0,
    "echo_quarter_db": 15.0,
    "echo_beam_db": 25.0,
    "speed_mps_max": 20.0 * KN_MPS,
    "speed_mps_bound": 20.0 * KN_MPS,
}
STILL = {"speed_mps_max": 0.0, "speed_mps_bound": 0.0}
LAYERED = Weather(wind_mps=(6.0, 2.0), depth_m=900.0, layer_m=50.0, below_per_s=0.15)


def boat(name: str, east_m: float, north_m: float, depth_m: float = 80.0, speed_kn: float = 0.0, **hull: float) -> Ship:
    """A submarine of the other side, lying still unless told otherwise."""
    return Ship(name, east_m, north_m, 0.0, speed_kn, 1, (), {**DIVES, **hull}, {}, depth_m)


def held_seconds(sea: Sea, target: str, until_s: float) -> float:
    """How long any sonar's contact on a unit stood."""
    rows = sea.rows_of("contact")
    rows = rows[rows["target"] == sea.rows[target]]
    gained, lost = rows["time_s"][rows["gained"] == 1], rows["time_s"][rows["gained"] == 0]
    return float(np.sum(np.append(lost, [until_s] * (len(gained) - len(lost))) - gained))


def heard(names: int, weather: Weather, depth_m: float, *, sonar: Sensor = EAR, speed_kn: float = 0.0) -> float:
    """Mean share of six hours for which still submarines at a ring of ranges are held by a ship at a speed."""
    until_s = 6.0 * HOUR_S
    ships = [
        boat(f"b{k:02d}", *_on_ring(2_000.0 + 14_000.0 * k / names, 2.4 * k), depth_m=depth_m) for k in range(names)
    ]
    watch = Ship("watch", speed_kn=0.0, sensors=(sonar,), hull=STILL)
    sea = Sea([*ships, watch], weather=(weather,)).begin()
    sea.unit("watch")["noise_mps"] = speed_kn * KN_MPS  # as if she steamed, and stayed
    sea.run(until_s)
    return float(np.mean([held_seconds(sea, ship.name, until_s) for ship in ships])) / until_s


def _on_ring(range_m: float, bearing_rad: float) -> tuple[float, float]:
    return range_m * math.sin(bearing_rad), range_m * math.cos(bearing_rad)


@pytest.mark.parametrize("every_look", [False, True])
def test_a_passive_sonar_holds_as_often_as_the_sonar_equation_says(every_look: bool) -> None:
    """Thirty-two boats from sure to hopeless for thirty hours, jumps three a look: shares against Phi(SE / 7)."""
    quick = replace(EAR, confirm_hits=1, confirm_looks=1, drop_looks=1, period_s=60.0, report_s=60.0)
    quick = replace(quick, sound={**EAR.sound, "fade_per_s": 1.0 / 20.0})
    until_s = 30.0 * HOUR_S
    ranges = np.geomspace(300.0, 40_000.0, 32)
    boats = [boat(f"b{k:02d}", *_on_ring(float(r), 0.7 * k), depth_m=30.0, **STILL) for k, r in enumerate(ranges)]
    watch = Ship("watch", speed_kn=0.0, sensors=(quick,), hull=STILL)
    sea = Sea([*boats, watch], weather=(LAYERED,), every_look=every_look).begin().run(until_s)
    looks = math.floor((until_s - float(sea.world.sensor[0]["phase_s"])) / 60.0) + 1
    total, middling = 0.0, 0
    for ship in boats:
        range_m = float(ask.range_and_bearing_between(sea.at, sea.rows["watch"], sea.rows[ship.name], 0.0)[0])
        prob = excess_prob(_passive_excess_db(range_m, 30.0), 7.0)
        found = held_seconds(sea, ship.name, until_s) / 60.0
        variance = looks * prob * (1.0 - prob) * (1.0 + 2.0 * math.exp(-3.0) / (1.0 - math.exp(-3.0)))
        if variance > 5.0:
            total, middling = total + (found - looks * prob) ** 2 / variance, middling + 1
    assert middling >= 8
    least, most = chi2_between(middling)
    assert least < total < most


def _passive_excess_db(range_m: float, depth_m: float) -> float:
    """The mean excess of the still boats above, put together from the published parts once more."""
    freq_hz = EAR.sound["freq_hz"]
    level = radiated_noise_db(freq_hz, 0.0, depth_m, DIVES["quiet_db"], DIVES["quiet_mps"], 2.6, 20.0)
    absorption = absorption_db_per_m(freq_hz, 10.0, 35.0, 6.0, 8.0)
    water = (LAYERED.layer_m, LAYERED.depth_m, absorption, math.hypot(6.0, 2.0), 1_490.0, LAYERED.below_per_s, *MUD)
    loss = sound_loss_db(range_m, freq_hz, depth_m, 6.0, *water)
    sea_noise = ambient_noise_db(freq_hz, sea_state_between(LAYERED.wave_height_m), 4.0)
    noise = power_sum_db(sea_noise, self_noise_db(freq_hz, 0.0, OWN["own_noise_db"], OWN["own_noise_mps"]))
    return float(passive_terms_db(level, loss, noise, EAR.sound["directivity_db"], EAR.sound["threshold_db"])[5])


def test_a_boat_under_the_layer_is_held_less_than_one_in_it() -> None:
    """By ear and by echo; and a deeper layer covers a boat that a shallow one did not."""
    for sonar in (EAR, PING):
        assert heard(12, LAYERED, 40.0, sonar=sonar) > heard(12, LAYERED, 120.0, sonar=sonar) + 0.05
    shallow = replace(LAYERED, layer_m=20.0)
    deep = replace(LAYERED, layer_m=100.0)
    assert heard(12, deep, 60.0) > heard(12, shallow, 60.0) + 0.05


def test_a_rougher_sea_deafens_and_so_does_own_speed() -> None:
    """By ear and by echo; an echo that stands out from reverberation alone does not mind the ship's own speed."""
    rough = replace(LAYERED, wave_height_m=5.0, wind_mps=(15.0, 5.0))
    for sonar in (EAR, PING):
        assert heard(12, LAYERED, 40.0, sonar=sonar) > heard(12, rough, 40.0, sonar=sonar) + 0.2
    assert heard(12, LAYERED, 40.0) > heard(12, LAYERED, 40.0, speed_kn=24.0) + 0.2


def test_a_boat_that_hurries_is_heard_and_one_that_slows_down_is_lost() -> None:
    """Her speed enters from the leg on which she changes it."""
    ear = replace(EAR, sound={**EAR.sound, "sigma_db": 0.5})
    watch = Ship("watch", speed_kn=0.0, sensors=(ear,), hull=STILL)
    creeper = boat("boat", 9_000.0, 0.0, depth_m=30.0, speed_kn=2.0, quiet_db=96.0)
    sea = Sea([creeper, watch], weather=(LAYERED,)).begin()
    holds = []
    for speed_kn in (2.0, 16.0, 2.0):
        sea.steer("boat", 0.0, speed_kn)
        sea.run(sea.now_s + 900.0)
        holds.append(bool(sea.world.bearing[0, sea.rows["boat"]]["sensors"]))
    assert holds == [False, True, False]


def test_a_ping_is_heard_where_its_echo_is_not_and_gives_a_bearing_of_a_ping() -> None:
    short = replace(PING, on=False, range_m_max=20_000.0)
    listener = Ship("boat", 24_000.0, 0.0, speed_kn=0.0, side=1, sensors=(EAR,), hull=DIVES, depth_m=40.0)
    pinger = Ship("watch", speed_kn=0.0, sensors=(short,), hull=STILL)
    sea = Sea([listener, pinger], weather=(LAYERED,)).begin().run(HOUR_S)
    assert len(sea.rows_of("contact")) == 0
    ask.set_switch(sea.at, sea.sensor_row("watch", "ping"), 1, HOUR_S)
    sea.run(2.0 * HOUR_S)
    rows = sea.rows_of("bearing")
    assert rows[0]["change"] == tb.CHANGE_GAINED
    assert np.all(rows["emission"] == tb.PING)
    assert abs(math.remainder(float(rows[0]["bearing_rad"]) - 1.5 * math.pi, math.tau)) < 0.1
    assert np.all(sea.rows_of("contact")["target"] == sea.rows["watch"])
    ask.set_switch(sea.at, sea.sensor_row("watch", "ping"), 0, 2.0 * HOUR_S)
    sea.run(2.2 * HOUR_S)
    assert sea.rows_of("bearing")[-1]["change"] == tb.CHANGE_LOST


def test_what_a_passive_sonar_holds_is_a_line_and_no_track() -> None:
    """Events and rows of bearings; no track of hers to shadow or to shoot at; the line is within its error."""
    listener = Ship("boat", 6_000.0, 0.0, speed_kn=3.0, side=1, sensors=(EAR,), hull=DIVES, depth_m=40.0)
    liner = Ship("liner", sensors=(), hull=LOUD, speed_kn=14.0)
    sea = Sea([listener, liner], weather=(LAYERED,)).begin().run(HOUR_S)
    gained = sea.events(tb.OUT_BEARING_GAINED, "boat")
    assert len(gained) >= 1
    assert not len(sea.events(tb.OUT_TRACK_GAINED))
    assert not len(sea.rows_of("track"))
    assert not sea.holds(0, sea.rows["liner"])
    _, line, sd, _, _, measured_s, _ = ask.bearing_of(sea.at, 0, int(gained[-1]["number"]))
    _, truly = ask.range_and_bearing_between(sea.at, sea.rows["boat"], sea.rows["liner"], measured_s)
    assert sd == pytest.approx(EAR.bearing_sd_rad)
    assert abs(math.remainder(line - truly, math.tau)) < 4.0 * sd


def test_consorts_are_not_reported_and_an_active_sonar_has_ears_for_what_dives_alone() -> None:
    consort = Ship("consort", 2_000.0, 0.0, sensors=(), hull=LOUD)
    stranger = Ship("stranger", 0.0, 3_000.0, side=2, sensors=(), hull=LOUD)
    watch = Ship("watch", sensors=(EAR, PING), hull=LOUD)
    sea = Sea([consort, stranger, watch, boat("boat", -2_500.0, 0.0)], weather=(LAYERED,)).begin().run(HOUR_S)
    found = {(int(r["sensor"]), int(r["target"])) for r in sea.rows_of("contact")}
    assert found == {(0, sea.rows["stranger"]), (0, sea.rows["boat"]), (1, sea.rows["boat"])}
    assert {int(r["sensor"]) for r in sea.rows_of("budget")} == {0, 1}
    assert sea.rows["consort"] not in sea.rows_of("budget")["target"]


def test_an_echo_becomes_a_track_near_the_boat() -> None:
    sea = Sea([boat("boat", 0.0, 4_000.0, speed_kn=4.0), Ship("watch", sensors=(PING,), hull=LOUD)], weather=(LAYERED,))
    sea.begin().run(1_800.0)
    assert sea.world.holding[0, sea.rows["boat"]]["sensors"] == 1
    lat, lon, *_, sd, _, age, _, _ = ask.estimate(sea.at, sea.rows["watch"], 0, sea.rows["boat"], 1_800.0, 1_800.0)
    where = ask.whereabouts(sea.at, sea.rows["boat"], 1_800.0)
    off_m = 6.371e6 * math.hypot(lat - where[0], (lon - where[1]) * math.cos(lat))
    assert off_m < 5.0 * sd + 100.0
    assert age < 200.0


# ---- motion analysis


def _listening(turns: bool) -> Sea:
    """A boat that hears a steady merchant for two hours, on one course or on legs across it."""
    sharp = replace(EAR, bearing_sd_rad=0.008, report_s=60.0, sound={**EAR.sound, "sigma_db": 0.1})
    ear = Ship("boat", 0.0, 0.0, 90.0, 8.0, 1, (sharp,), {**DIVES, "turn_diameter_m": 400.0}, depth_m=40.0)
    liner = Ship("liner", 4_000.0, 14_000.0, 150.0, 12.0, sensors=(), hull=LOUD)
    sea = Sea([ear, liner], weather=(replace(LAYERED, below_per_s=0.0),)).begin()
    for leg in range(6):
        if turns:
            sea.steer("boat", 90.0 if leg % 2 == 0 else 300.0, 8.0)
        sea.run(sea.now_s + 900.0)
    return sea


def test_own_turns_make_the_range_of_what_is_heard_known_and_a_steady_course_does_not() -> None:
    """A track from bearings alone, off by no more than its own error says; without a turn there is none."""
    steady, turning = _listening(False), _listening(True)
    assert not len(steady.events(tb.OUT_TRACK_GAINED))
    assert not len(steady.rows_of("track"))
    rows = turning.rows_of("track")
    assert rows[0]["change"] == tb.CHANGE_GAINED
    assert len(turning.events(tb.OUT_TRACK_GAINED, "boat")) >= 1
    assert rows[0]["time_s"] > 900.0
    o, liner = int(turning.hull("boat")["observer"]), turning.rows["liner"]
    assert turning.holds(o, liner)
    now_s = turning.now_s
    lat, lon, _, speed, sd, *_ = ask.estimate(turning.at, turning.rows["boat"], o, liner, now_s, now_s)
    where = ask.whereabouts(turning.at, liner, now_s)
    off_m = 6.371e6 * math.hypot(lat - where[0], (lon - where[1]) * math.cos(lat))
    assert off_m < 3.5 * sd
    assert sd < 0.3 * turning.range_m("boat", "liner")
    assert speed == pytest.approx(12.0 * KN_MPS, abs=4.0)


def test_what_is_heard_no_more_has_no_place_any_more() -> None:
    sea = _listening(True)
    ask.set_switch(sea.at, 0, 0, sea.now_s)
    sea.run(sea.now_s + 1.0)
    assert sea.rows_of("track")[-1]["change"] == tb.CHANGE_LOST
    assert not sea.holds(int(sea.hull("boat")["observer"]), sea.rows["liner"])
    assert len(sea.events(tb.OUT_TRACK_LOST, "boat")) == len(sea.events(tb.OUT_TRACK_GAINED, "boat"))


# ---- depth


def test_a_boat_dives_at_her_rate_while_she_turns_and_tells_when_she_is_there() -> None:
    sea = Sea([boat("boat", 0.0, 0.0, depth_m=0.0, speed_kn=6.0)]).begin()
    sea.steer("boat", 120.0, 8.0)
    ask.change_depth(sea.at, 0, -100.0, 0.0)
    sea.run(600.0).finish()
    assert sea.unit("boat")["height_m"] == -100.0
    told = sea.events(tb.OUT_DEPTH, "boat")
    assert told["time_s"].tolist() == pytest.approx([200.0])
    legs = sea.legs("boat")
    depths = legs["height_m"] + legs["climb_mps"] * (legs["end_s"] - legs["time_s"])
    assert depths[:-1] == pytest.approx(legs["height_m"][1:], abs=1e-6)
    assert np.max(np.abs(legs["climb_mps"])) == 0.5
    _, _, course_deg, speed = sea.where("boat")
    assert (course_deg, speed) == pytest.approx((120.0, 8.0 * KN_MPS), abs=0.5)


def test_a_route_is_sailed_through_a_dive() -> None:
    """Legs cut short by the dive reach no waypoint."""
    sea = Sea([boat("boat", 0.0, 0.0, depth_m=0.0, speed_kn=6.0)]).begin()
    sea.route("boat", [(0.0, 3_000.0), (3_000.0, 3_000.0)], 10.0)
    sea.run(100.0)
    ask.change_depth(sea.at, 0, -120.0, 100.0)
    sea.run(2_500.0)
    east, north, _, speed = sea.where("boat")
    assert math.hypot(east - 3_000.0, north - 3_000.0) < 150.0
    assert speed == 0.0


def test_a_radar_loses_a_boat_that_dives_and_finds_her_when_she_is_up() -> None:
    watch = Ship("watch", speed_kn=0.0, sensors=(RADAR,), hull=STILL)
    sea = Sea([boat("boat", 5_000.0, 0.0, depth_m=0.0), watch]).begin()
    holds = []
    for height_m in (0.0, -60.0, 0.0):
        ask.change_depth(sea.at, sea.rows["boat"], height_m, sea.now_s)
        sea.run(sea.now_s + 600.0)
        holds.append(sea.holds(0, sea.rows["boat"]))
    assert holds == [True, False, True]


# ---- every look


STORM = (
    LAYERED,
    Weather(1.5 * HOUR_S, 3.2, 9_000.0, (12.0, 3.0), (0.2, 0.0), 900.0, 90.0, 0.15),
    Weather(4.0 * HOUR_S, 0.4, 20_000.0, (2.0, 0.0), (0.0, 0.1), 300.0, 15.0, 0.3),
)


def deep_theatre(number: int, every_look: bool) -> Sea:
    """Ships that listen and ping and boats that listen, steering, diving and switching at random for ten hours."""
    rng = np.random.default_rng(number)
    array = replace(EAR, name="array", period_s=60.0, sound={**EAR.sound, "freq_hz": 400.0, "deep_m": 80.0})
    quick = replace(PING, name="quick", period_s=15.0, confirm_hits=1, confirm_looks=1, drop_looks=2)
    ships = []
    for k in range(4):
        east, north = (float(x) for x in rng.uniform(-20e3, 20e3, 2))
        sonars = (RADAR, EAR, PING, array, quick)[: int(rng.integers(3, 6))]
        ships.append(Ship(f"ship-{k}", east, north, float(rng.uniform(0, 360)), 12.0, k % 2, sonars, LOUD))
    for k in range(4):
        east, north = (float(x) for x in rng.uniform(-15e3, 15e3, 2))
        ears = (replace(EAR, name="bow", bearing_sd_rad=0.01),) if k % 2 else ()
        course, depth = float(rng.uniform(0, 360)), float(rng.choice([0.0, 30.0, 80.0]))
        ships.append(Ship(f"boat-{k}", east, north, course, 5.0, 1 + k % 2, ears, DIVES, {}, depth))
    sea = Sea(ships, weather=STORM, seed=number, every_look=every_look).begin()
    while sea.now_s < 10.0 * HOUR_S:
        sea.run(sea.now_s + float(rng.exponential(400.0)))
        name = sea.ships[int(rng.integers(8))].name
        what = rng.random()
        if what < 0.5:
            sea.steer(name, float(rng.uniform(0, 360)), float(rng.uniform(1.0, 18.0)))
        elif what < 0.8 and name.startswith("boat"):
            ask.change_depth(sea.at, sea.rows[name], -float(rng.choice([0.0, 20.0, 60.0, 150.0])), sea.now_s)
        else:
            row = int(rng.integers(len(sea.world.sensor)))
            ask.set_switch(sea.at, row, 1 - int(sea.world.switch[row]["on"]), sea.now_s)
    return sea.finish()


@pytest.mark.parametrize("number", range(4))
def test_making_every_look_of_the_sonars_changes_no_row(number: int) -> None:
    skipping, every = deep_theatre(number, False), deep_theatre(number, True)
    assert first_difference(skipping, every) == ""
    assert skipping.world.unit.tobytes() == every.world.unit.tobytes()
    assert skipping.world.track.tobytes() == every.world.track.tobytes()
    assert skipping.world.bearing.tobytes() == every.world.bearing.tobytes()
    contacts = skipping.rows_of("contact")
    kinds = skipping.world.sensor["kind"][contacts["sensor"]]
    assert {(int(k), int(g)) for k, g in zip(kinds, contacts["gained"], strict=True)} >= {
        (2, 0),
        (2, 1),
        (3, 0),
        (3, 1),
    }
    assert int(skipping.world.head[0]["looks_skipped"]) > int(skipping.world.head[0]["looks_made"])


def test_a_ship_is_louder_than_a_creeping_boat_by_the_published_spectrum() -> None:
    """What the listener's budget says of a source is the model's level at the speed of the leg."""
    listener = Ship("boat", 6_000.0, 0.0, speed_kn=3.0, side=1, sensors=(EAR,), hull=DIVES, depth_m=40.0)
    liner = Ship("liner", sensors=(), hull=LOUD, speed_kn=14.0)
    sea = Sea([listener, liner], weather=(LAYERED,)).begin().run(HOUR_S)
    wanted = vessel_source_db(EAR.sound["freq_hz"], 14.0 * KN_MPS, 130.0, 11.1 * KN_MPS, 0.0, 3.0)
    assert sea.rows_of("budget")["source_db"] == pytest.approx(wanted, abs=1e-9)
