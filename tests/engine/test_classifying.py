"""What a contact is taken for: looks that err are weighed, as sure as they are right; and every look the same."""

import math
from dataclasses import replace

import numpy as np
import pytest

from fleetex.compiler.hulls import likeness_of
from fleetex.engine import ask, belief_rows
from fleetex.engine import tables as tb
from fleetex.engine.belief_rows import KINDS, OF_SHIPS
from fleetex.engine.classifying import DOUBT, OF_PRIOR
from fleetex.library import load_library
from fleetex.vocabulary import KIND_CODE, SurfaceKind
from tests.engine.seas import LOOKOUT, NOON_UNIX_S, RADAR, Sea, Sensor, Ship
from tests.engine.test_association import meeting
from tests.engine.test_oracle import first_difference

HOUR_S = 3_600.0
LIBRARY = load_library()
LIKENESS = likeness_of(LIBRARY)
NUMBER = {confusion: number for number, confusion in enumerate(sorted(LIBRARY.confusions), 1)}
PLOTS = LIBRARY.confusions["radar_plot"]
BY_RADAR = replace(RADAR, sound={"confusion": NUMBER["radar_plot"]})
BY_EYE = replace(LOOKOUT, sound={"confusion": NUMBER["seen_shape"]})
STILL = {"speed_mps_max": 0.0, "speed_mps_bound": 0.0}


def stranger(name: str, kind: SurfaceKind, range_m: float, bearing_deg: float = 40.0, **hull: float) -> Ship:
    east, north = math.sin(math.radians(bearing_deg)) * range_m, math.cos(math.radians(bearing_deg)) * range_m
    return Ship(name, east, north, speed_kn=0.0, side=1, sensors=(), hull={**STILL, "kind": KIND_CODE[kind], **hull})


def watch(*sensors: Sensor) -> Ship:
    return Ship("watch", speed_kn=0.0, sensors=sensors, hull={**STILL, "kind": KIND_CODE[SurfaceKind.WARSHIP]})


def sea_of(ships: list[Ship], **options: object) -> Sea:
    return Sea(ships, likeness=LIKENESS.copy(), **options).begin()  # type: ignore[arg-type]


def crowd() -> list[Ship]:
    """Two hundred ships in the shares of the prior, still, in a radar's reach."""
    ships = []
    for kind, share in PLOTS.prior.items():
        for k in range(round(200 * share)):
            number = len(ships)
            ships.append(stranger(f"{kind.value}-{k:03d}", kind, 3_000.0 + 80.0 * number, 360.0 * number / 61.0))
    return ships


def calls_of(sea: Sea, target: str) -> list[tuple[str, float, int]]:
    """(kind taken for, its probability, after how many calls), in time order."""
    kinds = ["", *(kind.value for kind in SurfaceKind)]
    rows = sea.rows_of("call")
    rows = rows[rows["target"] == sea.rows[target]]
    return [(kinds[row["kind"]], float(row["prob"]), int(row["calls"])) for row in rows]


def test_first_calls_are_as_often_right_as_they_are_sure_and_take_looks() -> None:
    """Of a crowd in the shares of the prior; and later looks correct most of what was wrong."""
    ships = crowd()
    sea = sea_of([*ships, watch(BY_RADAR)]).run(4.0 * HOUR_S)
    first, corrected, looks = [], [], []
    for ship in ships:
        calls = [call for call in calls_of(sea, ship.name) if call[0]]
        if calls:
            true = ship.name.rpartition("-")[0]
            first.append((calls[0][0] == true, calls[0][1]))
            looks.append(calls[0][2])
            if calls[0][0] != true:
                corrected.append(any(kind == true for kind, _, _ in calls))
    right, sure = np.mean([one for one, _ in first]), np.mean([prob for _, prob in first])
    assert len(first) > 0.9 * len(ships)
    assert right == pytest.approx(sure, abs=3.0 * math.sqrt(0.25 * 0.3 / len(first)))
    assert right < 1.0
    assert np.mean(corrected) > 0.5
    assert 2 <= min(looks) < np.mean(looks)


def test_beliefs_are_probabilities() -> None:
    sea = sea_of([*crowd(), watch(BY_RADAR)]).run(HOUR_S)
    beliefs = sea.world.belief[0][sea.world.belief[0]["calls"] > 0]
    assert len(beliefs) > 100
    total = sum(beliefs[f"p{k}"] for k in range(1, OF_SHIPS + 1))
    assert total == pytest.approx(np.ones(len(beliefs)))
    least = DOUBT * (1.0 - OF_PRIOR) / OF_SHIPS
    assert min(beliefs[f"p{k}"].min() for k in range(1, OF_SHIPS + 1)) >= least * (1.0 - 1e-9)


def test_kinds_that_a_sensor_cannot_tell_apart_stay_as_likely_to_each_other() -> None:
    """A ping calls a target under water as it calls a submarine; none is looked for, so however long she is held the
    submarine is taken for nothing else, and once doubted she is sure again."""
    ships = [stranger(f"boat-{k:02d}", SurfaceKind.SUBMARINE, 3_000.0 + 300.0 * k, 18.0 * k) for k in range(20)]
    sea = sea_of([*ships, watch(replace(RADAR, sound={"confusion": NUMBER["echo_of_ping"]}))]).run(24.0 * HOUR_S)
    held = sea.world.belief[0][[sea.rows[ship.name] for ship in ships]]
    boat, target = (held[f"p{KIND_CODE[kind]}"] for kind in (SurfaceKind.SUBMARINE, SurfaceKind.TARGET))
    assert held["calls"].min() >= 400
    assert (target < 0.05 * boat).all()
    taken = [[kind for kind, _, _ in calls_of(sea, ship.name)] for ship in ships]
    doubted = [kinds for kinds in taken if "" in kinds[kinds.index("submarine") :]]
    assert doubted
    assert (
        sum("submarine" in kinds[kinds.index("", kinds.index("submarine")) :] for kinds in doubted) > len(doubted) / 2
    )


def test_who_says_who_he_is_is_called_nothing() -> None:
    known = stranger("merchant", SurfaceKind.MERCHANT, 5_000.0, identifies=1)
    friend = replace(stranger("friend", SurfaceKind.WARSHIP, 5_000.0, 120.0), side=0)
    sea = sea_of([known, friend, watch(BY_RADAR, BY_EYE)]).run(2.0 * HOUR_S)
    assert not len(sea.rows_of("call"))
    assert len(sea.rows_of("track")) >= 2


def test_what_was_believed_is_forgotten_with_the_track() -> None:
    sea = sea_of([stranger("target", SurfaceKind.TARGET, 5_000.0), watch(BY_RADAR)]).run(2.0 * HOUR_S)
    assert sea.world.belief[0, sea.rows["target"]]["taken"] == KIND_CODE[SurfaceKind.TARGET]
    radar = sea.sensor_row("watch")
    ask.set_switch(sea.at, radar, 0, sea.now_s)
    ask.set_switch(sea.at, radar, 1, sea.now_s)
    sea.run(sea.now_s + 60.0)
    belief = sea.world.belief[0, sea.rows["target"]]
    assert (belief["calls"], belief["taken"]) == (1, 0)


def test_an_eye_tells_shapes_near_by_and_nothing_of_lights() -> None:
    night = NOON_UNIX_S + 11.0 * HOUR_S
    for range_m, start, told in (
        (3_000.0, NOON_UNIX_S, True),
        (20_000.0, NOON_UNIX_S, False),
        (10_000.0, night, False),
    ):
        ships = [stranger("warship", SurfaceKind.WARSHIP, range_m), watch(BY_EYE)]
        sea = sea_of(ships, start_unix_s=start).run(2.0 * HOUR_S)
        assert len(sea.rows_of("track")) >= 1
        assert bool(calls_of(sea, "warship")) is told


def test_a_lookout_goes_on_telling_while_a_radar_keeps_the_track() -> None:
    """An eye that does not keep the track would look in each half hour; while nobody knows what it is, each minute."""
    ships = [stranger("warship", SurfaceKind.WARSHIP, 3_000.0), watch(RADAR, BY_EYE)]
    sea = sea_of(ships).run(900.0)
    assert [kind for kind, _, _ in calls_of(sea, "warship")] == ["", "warship"]


def test_the_observer_is_told_when_it_changes() -> None:
    sea = sea_of([stranger("target", SurfaceKind.TARGET, 5_000.0), watch(BY_RADAR)]).run(2.0 * HOUR_S)
    events = sea.events(tb.OUT_CLASSIFIED, "watch")
    rows = sea.rows_of("call")
    assert (rows["calls"][0], rows["kind"][0]) == (1, 0)  # the first call is recorded, though nothing comes of it yet
    rows = rows[1:]
    assert len(events) == len(rows) > 0
    assert events["value"].astype(int).tolist() == rows["kind"].tolist()
    assert events["number"].tolist() == rows["track"].tolist()


DICE = (4, 6, 8, 12, 20)
ROLLED = 6


def dice() -> np.ndarray:
    """A confusion in which kinds 1 to 5 are dice of DICE sides, called by what is rolled; kind 6 is always called 6."""
    rows = np.zeros((KINDS, KINDS))
    for kind, sides in enumerate(DICE):
        rows[kind, : min(sides, KINDS)] = 1.0 / sides
    rows[5, ROLLED - 1] = 1.0
    prior = [1.0 / len(DICE)] * len(DICE) + [0.0] * (KINDS - len(DICE))
    table = np.concatenate(([0.99], prior, rows.ravel()))
    return np.array([(number,) for number in table], belief_rows.LIKENESS)


def test_a_roll_of_six_makes_of_equal_dice_what_the_textbook_has() -> None:
    """Downey, Think Bayes (O'Reilly 2013), chapter 3, the dice problem: 4, 6, 8, 12 or 20 sides after a roll of 6.

    A share of the textbook's probabilities, DOUBT, is given back: nine tenths to the dice, the rest to all seven kinds.
    """
    shaker = replace(stranger("shaker", SurfaceKind.WARSHIP, 5_000.0), hull={**STILL, "kind": 6})
    watcher = watch(replace(RADAR, sound={"confusion": 1}))
    sea = Sea([shaker, watcher], likeness=dice()).begin()
    while not (rolled := sea.world.belief[0, sea.rows["shaker"]])["calls"]:
        sea.run(sea.now_s + 1.0)
    assert rolled["calls"] == 1
    back = [
        DOUBT * (OF_PRIOR * (0.2 if k <= len(DICE) else 0.0) + (1.0 - OF_PRIOR) / OF_SHIPS)
        for k in range(1, OF_SHIPS + 1)
    ]
    told = [(rolled[f"p{k}"] - back[k - 1]) / (1.0 - DOUBT) for k in range(1, OF_SHIPS + 1)]
    assert told[:5] == pytest.approx([0.0, 0.392156862745, 0.294117647059, 0.196078431373, 0.117647058824], abs=1e-12)
    assert told[5:] == pytest.approx([0.0, 0.0], abs=1e-12)


def test_what_a_track_is_taken_for_changes_places_with_the_track() -> None:
    """A small target and a warship pass close and part: who follows the other's plots takes its belief along."""
    kinds = {"a": SurfaceKind.TARGET, "b": SurfaceKind.WARSHIP}
    mixed = None
    for seed in range(12):
        sea = meeting(300.0, seed, sensor=BY_EYE, likeness=LIKENESS.copy(), kinds=kinds)
        rows = sea.rows_of("call")
        swapped = [row for row in sea.rows_of("track") if row["change"] == tb.CHANGE_SWAPPED]
        before = {row["target"]: row["kind"] for row in rows if swapped and row["time_s"] < swapped[0]["time_s"]}
        if len(swapped) == 2 and sorted(before.values()) == sorted(KIND_CODE[kind] for kind in kinds.values()):
            mixed = seed
            break
    assert mixed is not None
    at_s = swapped[0]["time_s"]
    after = {row["target"]: row["kind"] for row in rows if row["time_s"] == at_s}
    assert [before[sea.rows[name]] for name in kinds] == [KIND_CODE[kind] for kind in kinds.values()]
    assert [after[sea.rows[name]] for name in reversed(kinds)] == [KIND_CODE[kind] for kind in kinds.values()]
    assert not [e for e in sea.events(tb.OUT_CLASSIFIED, "watch") if e["time_s"] == at_s]


def fleet(number: int, every_look: bool) -> Sea:
    """Nameless ships to and fro past two that watch by radar and by eye, into dusk."""
    rng = np.random.default_rng(5_000 + number)
    kinds = list(PLOTS.rows)
    ships = []
    for k in range(10):
        kind = kinds[int(rng.integers(len(kinds)))]
        ship = stranger(f"ship-{k}", kind, float(rng.uniform(2e3, 3e4)), float(rng.uniform(0.0, 360.0)))
        hull = {"kind": KIND_CODE[kind], "identifies": int(rng.integers(4) == 0)}
        ships.append(replace(ship, hull=hull, speed_kn=10.0, course_deg=float(rng.uniform(0.0, 360.0))))
    both = {"kind": KIND_CODE[SurfaceKind.WARSHIP]}
    ships.append(Ship("watch-a", sensors=(BY_RADAR, BY_EYE), hull=both))
    ships.append(Ship("watch-b", 9e3, 0.0, 200.0, sensors=(replace(BY_RADAR, period_s=4.0), BY_EYE), hull=both))
    start = NOON_UNIX_S + 5.0 * HOUR_S
    sea = Sea(ships, seed=number, every_look=every_look, start_unix_s=start, likeness=LIKENESS.copy()).begin()
    while sea.now_s < 6.0 * HOUR_S:
        sea.run(sea.now_s + float(rng.exponential(400.0)))
        name = f"ship-{int(rng.integers(10))}"
        sea.steer(name, float(rng.uniform(0.0, 360.0)), float(rng.uniform(5.0, 20.0)))
    return sea.finish()


@pytest.mark.parametrize("number", range(3))
def test_making_every_look_changes_no_row(number: int) -> None:
    skipping, every = fleet(number, False), fleet(number, True)
    assert first_difference(skipping, every) == ""
    assert skipping.world.belief.tobytes() == every.world.belief.tobytes()
    assert len(skipping.rows_of("call")) > 5
