"""What a look finds: as often as the formula says, as far as the horizon, by day and night, whoever else is there.

A sensor that confirms with one look and drops with one shows in its contacts which of its looks hit.
"""

import math
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from fleetex.engine import ask
from fleetex.engine.worlds import LOSS_PROB
from fleetex.physics.geodesy import arc_from_chord
from fleetex.physics.radar import radar_look_prob, radar_snr_1m
from fleetex.physics.sight import sight_look_prob
from tests.engine.seas import HULL, LOOKOUT, NOON_UNIX_S, RADAR, SEARCH, Sea, Sensor, Ship, Weather
from tests.engine.test_oracle import theatre
from tests.physics.test_tracker import chi2_between

HOUR_S = 3_600.0
SPELL_S = 1_500.0
MEMORYLESS = {"confirm_hits": 1, "confirm_looks": 1, "drop_looks": 1}
STILL = {"speed_mps_max": 0.0, "speed_mps_bound": 0.0}
NIGHT_UNIX_S = NOON_UNIX_S + 12.0 * HOUR_S
EYE = replace(LOOKOUT, **MEMORYLESS, period_s=5.0)
NAKED_EYE = replace(LOOKOUT, period_s=10.0, optics=1.0)


def hits(sea: Sea, target: str, sensor: int, until_s: float) -> tuple[int, int, int]:
    """Looks, those that hit, and contacts gained, of a sensor that holds exactly what its last look hit."""
    m = sea.world.sensor[sensor]
    rows = sea.rows_of("contact")
    rows = rows[(rows["target"] == sea.rows[target]) & (rows["sensor"] == sensor)]
    looks = math.floor((until_s - float(m["phase_s"])) / float(m["period_s"])) + 1
    gained, lost = rows["time_s"][rows["gained"] == 1], rows["time_s"][rows["gained"] == 0]
    last_s = float(m["phase_s"] + looks * m["period_s"])
    held_s = float(np.sum(np.append(lost, last_s if len(lost) < len(gained) else []) - gained))
    return looks, round(held_s / float(m["period_s"])), len(gained)


def true_range_m(sea: Sea, target: str) -> float:
    return float(ask.range_and_bearing_between(sea.at, sea.rows["watch"], sea.rows[target], 0.0)[0])


@pytest.mark.parametrize("every_look", [False, True])
def test_a_radar_finds_as_often_as_the_formula_says(every_look: bool) -> None:
    """Eighteen targets from sure to hopeless, 4,320 looks each: counts, and no memory from look to look."""
    radar = replace(RADAR, **MEMORYLESS, period_s=1.0, range_m_max=90_000.0, height_m=30.0)
    hull = {**STILL, "mast_height_m": 60.0, "radar_cross_section_m2": 0.05, "domain": 1}
    names = [f"t{k:02d}" for k in range(18)]
    ships = [Ship(name, 1_500.0 + 700.0 * k, 0.0, 0.0, 0.0, 0, (), hull) for k, name in enumerate(names)]
    watch = Ship("watch", 0.0, 0.0, 0.0, 0.0, 0, (radar,), {**STILL, "domain": 1})
    until_s = 1.2 * HOUR_S
    sea = Sea([*ships, watch], every_look=every_look).begin().run(until_s)
    snr = radar_snr_1m(*SEARCH) * 0.05
    total, middling = 0.0, 0
    for name in names:
        prob = radar_look_prob(true_range_m(sea, name), snr, 1e6, 1e-6)
        looks, hit, gained = hits(sea, name, 0, until_s)
        variance = looks * prob * (1.0 - prob)
        total += (hit - looks * prob) ** 2 / variance if variance > 5.0 else 0.0
        middling += variance > 5.0
        assert abs(gained - variance) < 5.0 * math.sqrt(variance) + 2.0
    assert middling >= 12
    least, most = chi2_between(middling)
    assert least < total < most


def test_a_radar_sees_to_the_horizon_of_four_thirds_of_the_earth_and_no_further() -> None:
    """sqrt(2 4/3 R h), summed over both heights; a great target just within is seen, just beyond never."""
    for eye_m, mast_m in ((10.0, 4.0), (25.0, 10.0), (40.0, 30.0)):
        reach = sum(math.sqrt(2.0 * 4.0 / 3.0 * 6_371_008.8 * height) for height in (eye_m, mast_m))
        hull = {**STILL, "mast_height_m": mast_m, "radar_cross_section_m2": 1e12, "domain": 1}
        ships = [
            Ship("in", reach - 50.0, 0.0, 0.0, 0.0, 0, (), hull),
            Ship("out", 0.0, reach + 50.0, 0, 0, 0, (), hull),
        ]
        radar = replace(RADAR, **MEMORYLESS, height_m=eye_m, range_m_max=1e6)
        sea = Sea([*ships, Ship("watch", 0.0, 0.0, 0.0, 0.0, 0, (radar,), {**STILL, "domain": 1})]).begin().run(HOUR_S)
        looks, hit, _ = hits(sea, "in", 0, HOUR_S)
        assert hit == looks
        assert hits(sea, "out", 0, HOUR_S)[1] == 0


def test_a_radar_sees_nothing_beyond_its_instrumented_range() -> None:
    hull = {**STILL, "radar_cross_section_m2": 1e9, "domain": 1}
    ships = [Ship("in", 11_950.0, 0.0, 0.0, 0.0, 0, (), hull), Ship("out", 0.0, 12_050.0, 0.0, 0.0, 0, (), hull)]
    radar = replace(RADAR, **MEMORYLESS, range_m_max=12_000.0)
    sea = Sea([*ships, Ship("watch", 0, 0, 0, 0, 0, (radar,), {**STILL, "domain": 1})]).begin().run(HOUR_S)
    looks, hit, _ = hits(sea, "in", 0, HOUR_S)
    assert (hit, hits(sea, "out", 0, HOUR_S)[1]) == (looks, 0)


@pytest.mark.parametrize(
    ("start_unix_s", "light", "visibility_m", "lights"),
    [
        (NOON_UNIX_S, 0, 20_000.0, 0),
        (NOON_UNIX_S, 0, 3_000.0, 1),
        (NIGHT_UNIX_S, 2, 20_000.0, 1),
        (NIGHT_UNIX_S, 2, 3_000.0, 1),
        (NIGHT_UNIX_S, 2, 20_000.0, 0),
    ],
)
def test_a_lookout_finds_as_often_as_the_formula_says(
    start_unix_s: float, light: int, visibility_m: float, lights: int
) -> None:
    """Where the chance of a look falls from sure to none, by day, by night and in haze, lit and dark."""
    figures = (HULL["size_m"], HULL["contrast"], EYE.height_m, HULL["mast_height_m"], visibility_m, light)
    lamp = HULL["lights_cd"] if lights else 0.0
    look = (*figures, lamp, EYE.optics)
    doubtful = [r for r in np.geomspace(100.0, 24_000.0, 400) if 0.02 < _sight_prob(look, float(r)) < 0.98]
    ranges = np.linspace(doubtful[0], doubtful[-1], 12)
    names = [f"t{k:02d}" for k in range(len(ranges))]
    hull = {**STILL, "domain": 1}
    ships = [Ship(n, float(r), 0.0, 0, 0, 0, (), hull, {"lights": lights}) for n, r in zip(names, ranges, strict=True)]
    watch = Ship("watch", 0, 0, 0, 0, 0, (EYE,), hull)
    sea = Sea([*ships, watch], weather=(Weather(visibility_m=visibility_m),), start_unix_s=start_unix_s)
    sea.begin().run(2.0 * HOUR_S)
    assert sea.unit("watch")["light"] == light
    total, counted = 0.0, 0
    for name in names:
        prob = _sight_prob(look, true_range_m(sea, name))
        looks, hit, _ = hits(sea, name, 0, 2.0 * HOUR_S)
        variance = looks * prob * (1.0 - prob)
        if variance > 5.0:
            total, counted = total + (hit - looks * prob) ** 2 / variance, counted + 1
    assert counted >= 8
    least, most = chi2_between(counted)
    assert least < total < most


def _seen(start_unix_s: float, visibility_m: float, lights: int, east_m: float = 6_000.0) -> bool:
    ships = [Ship("a", sensors=(NAKED_EYE,)), Ship("b", east_m, 0.0, sensors=(), unit={"lights": lights})]
    sea = Sea(ships, weather=(Weather(visibility_m=visibility_m),), start_unix_s=start_unix_s).begin().run(1_200.0)
    return bool(len(sea.rows_of("contact")))


def test_a_ship_is_seen_by_day_and_by_her_lights_at_night_but_not_darkened_nor_in_fog() -> None:
    assert _seen(NOON_UNIX_S, 20_000.0, 0)
    assert _seen(NIGHT_UNIX_S, 20_000.0, 1)
    assert not _seen(NIGHT_UNIX_S, 20_000.0, 0)
    assert not _seen(NOON_UNIX_S, 1_000.0, 1)
    assert _seen(NOON_UNIX_S, 1_000.0, 1, 600.0)


def test_lights_put_out_at_night_lose_the_lookouts_contact_and_lit_again_regain_it() -> None:
    sea = Sea([Ship("a", sensors=(NAKED_EYE,)), Ship("b", 5_000.0, 0.0, sensors=())], start_unix_s=NIGHT_UNIX_S).begin()
    held = []
    for burning in (1, 0, 1):
        ask.set_lights(sea.at, sea.rows["b"], burning, sea.now_s)
        sea.run(sea.now_s + 600.0)
        held.append(sea.holds(0, sea.rows["b"]))
    assert held == [True, False, True]


def test_a_radar_switched_off_loses_its_contacts_at_once_and_looks_no_more() -> None:
    sea = Sea([Ship("a", sensors=(RADAR,)), Ship("b", 6_000.0, 0.0, sensors=())]).begin().run(600.0)
    assert sea.holds(0, sea.rows["b"])
    ask.set_switch(sea.at, 0, 0, 600.0)
    made = int(sea.world.head[0]["looks_made"])
    sea.run(3_000.0)
    rows = sea.rows_of("contact")
    assert rows[-1]["gained"] == 0
    assert rows[-1]["time_s"] == 600.0
    assert int(sea.world.head[0]["looks_made"]) == made
    ask.set_switch(sea.at, 0, 1, 3_000.0)
    sea.run(3_100.0)
    assert sea.holds(0, sea.rows["b"])


@pytest.mark.parametrize("rule", [(1, 1, 4), (3, 5, 3), (2, 2, 10)])
def test_contacts_are_gained_and_lost_by_the_rule_of_hits_in_looks(rule: tuple[int, int, int]) -> None:
    """The kernel's contacts against the rule played on the same draws, as a sensor without memory shows them."""
    confirm_hits, confirm_looks, drop_looks = rule
    hull = {**STILL, "mast_height_m": 60.0, "radar_cross_section_m2": 0.05, "domain": 1}
    ships = [Ship(f"t{k:02d}", 5_000.0 + 300.0 * k, 0.0, 0, 0, 0, (), hull) for k in range(20)]
    own = {**STILL, "domain": 1}

    def played(radar: Sensor) -> Sea:
        return Sea([*ships, Ship("watch", 0, 0, 0, 0, 0, (radar,), own)]).begin().run(SPELL_S)

    base = replace(RADAR, period_s=1.0, range_m_max=90_000.0)
    plain = played(replace(base, **MEMORYLESS))
    ruled = played(replace(base, confirm_hits=confirm_hits, confirm_looks=confirm_looks, drop_looks=drop_looks))
    phase_s = float(plain.world.sensor[0]["phase_s"])
    happened = 0
    for ship in ships:
        shown = [s.rows_of("contact")[s.rows_of("contact")["target"] == s.rows[ship.name]] for s in (plain, ruled)]
        changes = {round(float(row["time_s"] - phase_s)): int(row["gained"]) for row in shown[0]}
        wanted, recent, misses, held, hit = [], [0] * confirm_looks, 0, False, 0
        for look in range(int(SPELL_S - phase_s) + 1):
            hit = changes.get(look, hit)
            if held:
                misses = 0 if hit else misses + 1
                if misses == drop_looks:
                    held, recent = False, [0] * confirm_looks
                    wanted.append((look, 0))
                continue
            recent = [*recent[1:], hit]
            if hit and sum(recent) >= confirm_hits:
                held, misses = True, 0
                wanted.append((look, 1))
        found = [(round(float(row["time_s"] - phase_s)), int(row["gained"])) for row in shown[1]]
        assert found == wanted
        happened += len(wanted)
    assert happened > 20


def test_ranges_at_which_looks_are_certain_are_certain() -> None:
    """Beyond the one nothing is found; within the other, looks that would lose a contact all fail once in 1e12."""
    sea = theatre(3, False)
    checked = 0
    for s, m in enumerate(sea.world.sensor):
        if sea.world.switch[s]["on"] == 0:
            continue
        watcher = sea.world.unit[m["unit"]]
        seen_in = (watcher["visibility_m"], int(watcher["light"]))
        for v, p in enumerate(sea.world.pair[s]):
            if v == m["unit"] or p["stale"] != 0:
                continue
            hull = sea.world.hull[v]
            if m["kind"] == 0:
                chance = partial(_radar_prob, p["snr_1m"], p["horizon_m"], m["false_alarm_prob"])
            else:
                lamp = float(hull["lights_cd"]) if sea.world.unit[v]["lights"] else 0.0
                body = (hull["size_m"], hull["contrast"], m["height_m"], hull["mast_height_m"])
                chance = partial(_sight_prob, (*body, *seen_in, lamp, m["optics"]))
            zero, hold = arc_from_chord(p["chord_m_zero"]), arc_from_chord(p["chord_m_hold"])
            assert zero >= float(m["range_m_max"]) or chance(zero * (1.0 + 1e-9)) == 0.0
            if hold > 1.0:
                assert (1.0 - chance(hold)) ** int(m["drop_looks"]) <= LOSS_PROB * (1.0 + 1e-9)
                checked += 1
    assert checked > 50


def _radar_prob(snr_1m: float, horizon_m: float, false_alarm_prob: float, range_m: float) -> float:
    return float(radar_look_prob(range_m, snr_1m, horizon_m, false_alarm_prob))


def _sight_prob(look: tuple[float, ...], range_m: float) -> float:
    return float(sight_look_prob(range_m, *look))


def test_nobodys_looks_depend_on_who_else_is_in_the_tables() -> None:
    """Rows shift and others come and go; a ship's draws are keyed by names."""
    ships = [Ship("b", course_deg=90.0), Ship("c", 9_000.0, 4_000.0, 200.0), Ship("d", -7_000.0, 2_000.0, 20.0)]
    far = [Ship("a", 900e3, 0.0, side=1), Ship("bb", 0.0, 900e3, side=2), Ship("z", -900e3, 0.0)]

    def contacts(sea: Sea) -> list[tuple[object, ...]]:
        names = [ship.name for ship in sea.ships]
        sensors = [f"{ship.name}/{sensor.name}" for ship in sea.ships for sensor in ship.sensors]
        rows = sea.rows_of("contact")
        return sorted(
            (r["time_s"], sensors[r["sensor"]], names[r["target"]], r["gained"], r["looks"], r["range_m"]) for r in rows
        )

    alone = contacts(Sea(ships).begin().run(3.0 * HOUR_S))
    among = contacts(Sea([*far, *reversed(ships)]).begin().run(3.0 * HOUR_S))
    assert alone == among
    assert len(alone) > 5
    assert contacts(Sea(ships, seed=8).begin().run(3.0 * HOUR_S)) != alone
