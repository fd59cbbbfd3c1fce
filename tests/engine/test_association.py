"""Whose plot feeds which track: two ships that meet and part, watched by one that tells them apart by place alone."""

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from fleetex.engine import belief_rows
from fleetex.engine import tables as tb
from fleetex.vocabulary import KIND_CODE, SurfaceKind
from tests.engine.seas import LOOKOUT, RADAR, Sea, Sensor, Ship
from tests.engine.test_oracle import first_difference
from tests.engine.test_tracking import error_of
from tests.physics.test_tracker import chi2_between

OFF_M = 9_000.0
NOTHING_TOLD = np.zeros(0, belief_rows.LIKENESS)
SEEDS = range(12)


def meeting(
    gap_m: float,
    seed: int,
    *,
    sensor: Sensor = LOOKOUT,
    ais: int = 0,
    side: int = 1,
    every_look: bool = False,
    hours: float = 2.0,
    shadowed: bool = False,
    likeness: np.ndarray = NOTHING_TOLD,
    kinds: Mapping[str, SurfaceKind] | None = None,
) -> Sea:
    """Two ships come together 5 miles off, sail side by side for a quarter of an hour, part to where they came from.

    The watcher and both are aircraft to each other's helmsmen: nobody keeps clear of anybody.
    """
    hull = {"identifies": ais, "domain": 1}
    a, b = ({**hull, "kind": KIND_CODE[kinds[name]]} if kinds else hull for name in ("a", "b"))
    ships = [
        Ship("a", -8_000.0, OFF_M + 3_000.0, 90.0, 10.0, sensors=(), hull=a),
        Ship("b", -8_000.0, OFF_M - 3_000.0, 90.0, 10.0, sensors=(), hull=b),
        Ship("watch", speed_kn=0.0, side=side, sensors=(sensor,), hull={"domain": 1}),
    ]
    sea = Sea(ships, seed=seed, every_look=every_look, likeness=likeness).begin()
    for name, way in (("a", 1.0), ("b", -1.0)):
        near = OFF_M + way * 0.5 * gap_m
        sea.route(name, [(-1_500.0, near), (1_500.0, near), (12_000.0, OFF_M + way * 3_000.0)], 10.0)
    if shadowed:
        sea.run(600.0)
        sea.shadow("watch", "a", 8_500.0)
    return sea.run(3_600.0 * hours).finish()


def swaps(sea: Sea) -> int:
    return int(np.count_nonzero(sea.rows_of("track")["change"] == tb.CHANGE_SWAPPED)) // 2


def swaps_at(gap_m: float, sensor: Sensor) -> int:
    """Runs in which tracks changed places."""
    return sum(swaps(meeting(gap_m, seed, sensor=sensor)) > 0 for seed in SEEDS)


def test_the_closer_two_ships_meet_the_more_often_their_tracks_change_places() -> None:
    by_eye = [swaps_at(gap_m, LOOKOUT) for gap_m in (3_000.0, 1_500.0, 300.0)]
    assert by_eye == sorted(by_eye)
    assert by_eye[0] == 0 < by_eye[1] < by_eye[2]


def test_what_a_lookout_mixes_up_a_radar_keeps_apart() -> None:
    assert swaps_at(1_000.0, RADAR) == 0 < swaps_at(1_000.0, LOOKOUT)


@pytest.mark.parametrize("known", [{"ais": 1}, {"side": 0}])
def test_who_says_who_she_is_is_taken_for_nobody_else(known: dict[str, int]) -> None:
    for seed in SEEDS:
        assert swaps(meeting(100.0, seed, **known)) == 0  # type: ignore[arg-type]


def test_of_two_ships_one_that_answers_is_enough() -> None:
    """Her plots and her track are known to be hers: the other has nobody to be taken for."""
    ships = [
        Ship("a", -4_000.0, 5_000.0, 90.0, 8.0, sensors=(), hull={"identifies": 1, "domain": 1}),
        Ship("b", -4_000.0, 5_100.0, 90.0, 8.0, sensors=(), hull={"domain": 1}),
        Ship("watch", speed_kn=0.0, side=1, sensors=(LOOKOUT,)),
    ]
    for seed in SEEDS:
        assert swaps(Sea(ships, seed=seed).begin().run(3_600.0)) == 0
    silent = [replace(ship, hull={"domain": 1}) for ship in ships[:2]]
    assert sum(swaps(Sea([*silent, ships[2]], seed=seed).begin().run(3_600.0)) for seed in SEEDS) > 0


def test_numbers_and_estimates_go_together_and_the_holding_stays_with_the_unit() -> None:
    sea = next(sea for sea in (meeting(300.0, seed) for seed in SEEDS) if swaps(sea) % 2 == 1)
    rows, held = sea.rows_of("track"), sea.world.holding[int(sea.hull("watch")["observer"])]
    first = {int(row["target"]): int(row["number"]) for row in rows[rows["change"] == tb.CHANGE_GAINED]}
    a, b = sea.rows["a"], sea.rows["b"]
    assert (int(held["number"][a]), int(held["number"][b])) == (first[b], first[a])
    for name in ("a", "b"):  # in each ship's row stands the track that her plots feed: it is where she is
        error, p = error_of(sea, "watch", name)
        assert error @ np.linalg.solve(p, error) < 23.5  # 99.99 % of four degrees of freedom
    assert held["sensors"].tolist() == [1, 1, 0]
    swapped = rows[rows["change"] == tb.CHANGE_SWAPPED]
    told = sea.events(tb.OUT_SWAP, "watch")
    assert len(told) * 2 == len(swapped)
    assert {int(row["number"]) for row in swapped} == {1, 2}


def test_a_shadow_goes_after_her_track_whoever_it_follows() -> None:
    """What she was told to shadow is a track: when that goes with another ship, so does she, and cannot know it."""
    found = [meeting(100.0, seed, shadowed=True) for seed in SEEDS]
    followed = {int(sea.unit("watch")["guide"]) for sea in found}
    assert followed == {sea.rows[name] for sea in found[:1] for name in ("a", "b")}
    for sea in found:
        rows = sea.rows_of("track")
        number = next(
            int(r["number"]) for r in rows if r["change"] == tb.CHANGE_GAINED and r["target"] == sea.rows["a"]
        )
        held = sea.world.holding[int(sea.hull("watch")["observer"])]
        assert int(held["number"][int(sea.unit("watch")["guide"])]) == number


def test_a_consort_close_to_her_guide_follows_no_stranger() -> None:
    """The guide answers: a stranger who passes at two cables takes neither her number nor her track."""
    for seed in range(4):
        ships = [
            Ship("consort", -1_000.0, 0.0, 90.0, 12.0),
            Ship("guide", 0.0, 0.0, 90.0, 12.0, sensors=()),
            Ship("stranger", 6_000.0, 400.0, 270.0, 12.0, side=1, sensors=()),
            Ship("trader", -6_000.0, 300.0, 90.0, 18.0, side=1, sensors=()),
        ]
        sea = Sea(ships, seed=seed).begin()
        sea.station("consort", "guide", 1_000.0, 180.0)
        sea.run(3_600.0)
        guide = sea.rows["guide"]
        assert int(sea.unit("consort")["guide"]) == guide
        of_guide = sea.rows_of("track")
        assert len(set(of_guide[of_guide["target"] == guide]["number"].tolist())) == 1
        assert tb.CHANGE_SWAPPED not in of_guide[of_guide["target"] == guide]["change"].tolist()


@pytest.mark.parametrize("gap_m", [100.0, 1_200.0])
def test_making_every_look_changes_no_row_where_tracks_change_places(gap_m: float) -> None:
    mixed = 0
    for seed in range(4):
        skipping, every = meeting(gap_m, seed), meeting(gap_m, seed, every_look=True)
        assert first_difference(skipping, every) == ""
        assert skipping.world.track.tobytes() == every.world.track.tobytes()
        mixed += swaps(skipping)
    assert mixed > 0


def test_where_plots_are_dealt_out_rightly_the_tracks_are_those_of_ships_that_answer() -> None:
    """Gates overlap for half an hour, every plot goes to its own track: then association must change no figure."""
    for seed in range(6):
        named, unnamed = (meeting(900.0, seed, sensor=RADAR, ais=ais) for ais in (1, 0))
        assert swaps(unnamed) == 0
        for field in ("time_s", "east_m", "north_m", "v_east_mps", "p_ee", "p_en", "p_nn", "p_aa"):
            assert np.array_equal(named.world.track[field], unnamed.world.track[field])


@pytest.mark.parametrize(("ais", "gap_m"), [(1, 600.0), (0, 600.0), (0, 100.0)])
def test_tracks_are_no_worse_than_they_say_with_association_and_without(ais: int, gap_m: float) -> None:
    """Side by side on a steady course, by radar: NEES under four, whether plots are dealt out or known to be whose."""
    nees = []
    for seed in range(40):
        ships = [
            Ship("a", -4_000.0, OFF_M + 0.5 * gap_m, 90.0, 8.0, sensors=(), hull={"identifies": ais, "domain": 1}),
            Ship("b", -4_000.0, OFF_M - 0.5 * gap_m, 90.0, 8.0, sensors=(), hull={"identifies": ais, "domain": 1}),
            Ship("watch", speed_kn=0.0, side=1, sensors=(RADAR,), hull={"domain": 1}),
        ]
        sea = Sea(ships, seed=seed).begin().run(2_400.0)
        for name in ("a", "b"):
            error, p = error_of(sea, "watch", name)
            assert np.min(np.linalg.eigvalsh(p)) > 0.0
            nees.append(float(error @ np.linalg.solve(p, error)))
    _, most = chi2_between(4 * len(nees))
    assert 0.1 * 4 * len(nees) < float(np.sum(nees)) < most


def test_in_a_crowd_each_track_keeps_one_number_and_no_number_is_lost() -> None:
    """Twelve boats that drift about each other: exchanges only ever deal out the same numbers anew."""
    rng = np.random.default_rng(3)
    boats = [
        Ship(f"boat-{k:02d}", float(rng.uniform(-900.0, 900.0)), 7_000.0 + float(rng.uniform(-900.0, 900.0)),
             float(rng.uniform(0.0, 360.0)), 1.5, sensors=(), hull={"domain": 1})
        for k in range(12)
    ]  # fmt: skip
    sea = Sea([*boats, Ship("watch", speed_kn=0.0, side=1, sensors=(LOOKOUT,))], seed=5).begin().run(3_600.0)
    held, known = sea.world.holding[0, :12], sea.world.track[0, :12]
    rows = sea.rows_of("track")
    gained = rows[rows["change"] == tb.CHANGE_GAINED]
    assert swaps(sea) > 5
    assert sorted(held["number"][held["sensors"] > 0].tolist()) == sorted(gained["number"].tolist())
    assert not known["was"].any()
    assert int(sea.world.head[0]["plots_waiting"]) == 0
    assert math.isfinite(float(known["p_ee"].sum()))
