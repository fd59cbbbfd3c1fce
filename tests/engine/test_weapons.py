"""Practice torpedoes and charges: what an order meets, how a run goes against a true track, what is told."""

import json
import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from fleetex.engine import ask, events, orders
from fleetex.engine.arms import RocketFigures, TorpedoFigures, WeaponMount
from fleetex.engine.cast import Cast
from fleetex.engine.orders import Position
from fleetex.engine.places import range_and_bearing
from fleetex.engine.stage import Timers
from fleetex.engine.view import TrackEstimate
from fleetex.engine.weapons import Weapons
from fleetex.physics.philox import name_hash
from fleetex.simulate.plain import fill_from_plain, to_plain
from fleetex.vocabulary import SurfaceKind
from tests.engine.theatre import Theatre, Track, spot_of

TORPEDO = TorpedoFigures(
    speed_mps=20.0,
    run_m=8_000.0,
    ceiling_m=25.0,
    floor_m=180.0,
    snakes=False,
    search_radius_m=500.0,
    seeker_range_m=900.0,
    seeker_half_angle_rad=math.radians(30.0),
    seeker_spread_db=0.0,
    turn_radps=math.radians(12.0),
    dive_mps=8.0,
    line_sd_rad=0.0,
    place_sd_m=0.0,
    heard_m=4_000.0,
    keep_off_m=15.0,
    assess_m=45.0,
    reload_s=60.0,
)
ROCKETS = RocketFigures(
    range_m_min=500.0,
    range_m_max=5_000.0,
    salvo=12,
    interval_s=0.5,
    pattern_radius_m=0.0,
    flight_mps=200.0,
    sink_mps=10.0,
    fuse_m_max=300.0,
    line_sd_rad=0.0,
    range_sd_share=0.0,
    round_sd_m=0.0,
    assess_m=15.0,
    reload_s=120.0,
)
ERRORS = {"line_sd_rad": 0.026, "place_sd_m": 100.0, "seeker_spread_db": 6.0}


class Range(Theatre):
    """A firing ship at the origin, and a submarine (`whale`) on a straight track at a depth of her own."""

    def __init__(
        self,
        patch: pytest.MonkeyPatch,
        whale: Track,
        *,
        depth_m: float = 60.0,
        rounds: int = 3,
        seed: int = 7,
        **figures: Any,
    ) -> None:
        super().__init__(patch, [Track("firer", 0.0, 0.0, 0.0, 5.0), whale], seed=seed)
        self.depth_m, self.height_m = {"whale": depth_m}, 0.0
        mounts = {
            (0, "tubes"): WeaponMount(
                0, "tubes", name_hash("firer/tubes"), "t", "exercise torpedo", rounds, replace(TORPEDO, **figures)
            ),
            (0, "rbu"): WeaponMount(0, "rbu", name_hash("firer/rbu"), "r", "drill charges", 14, ROCKETS),
        }
        cast: Cast = replace(self.stage.cast, launchers=mounts)
        self.stage.cast = cast
        hull = self.stage.world.hull[1]
        hull["length_m"], hull["dive_mps"], hull["mast_height_m"] = 74.0, 0.5, 8.0
        hull["echo_bow_db"], hull["echo_quarter_db"], hull["echo_beam_db"] = 10.0, 15.0, 25.0
        self.stage.divers = {1: 8.0}
        self.stage.world.unit["height_m"][1] = -depth_m
        self.arms = Weapons.loaded(cast)
        self.water_m, self.layer_m = math.nan, 0.0
        patch.setattr(ask, "whereabouts", lambda _, row, now_s: self.truth(row, now_s))
        patch.setattr(ask, "surroundings", lambda *_: (0.0, 0.0, 3, 1.0, 2e4, 0, self.water_m, self.layer_m))

    def truth(self, row: int, now_s: float) -> tuple[float, float, float, float, float]:
        lat, lon, course, speed, _ = self.tracks[row].at(now_s)
        return lat, lon, course, speed, -self.depth_m["whale"] if row else self.height_m

    def estimate(self, unit: str = "whale", kind: SurfaceKind = SurfaceKind.SUBMARINE, **wrong: Any) -> TrackEstimate:
        own, there = self.truth(0, self.stage.now_s), self.track(unit).at(self.stage.now_s)
        range_m, bearing_rad = range_and_bearing(own[0], own[1], there[0], there[1])
        told = TrackEstimate(
            Position(there[0], there[1]), there[2], there[3], 50.0, 0.2, range_m, bearing_rad, 1.0, None, None, kind
        )
        return (
            told if not wrong else TrackEstimate(**{**{f: getattr(told, f) for f in told.__struct_fields__}, **wrong})
        )

    def launch(self, mount: str = "tubes", ships: list[TrackEstimate] | None = None, **order: Any) -> None:
        filled = {"salvo": f"A{len(self.arms.launched) + 1}", "track": 1, "rounds": 12, "target": "whale", **order}
        known = self.estimate() if filled["track"] is not None else None
        self.arms.launch(self.stage, 0, orders.Launch(mount=mount, **filled), "S1", known, ships or [])

    def run(self, until_s: float) -> None:
        while self.stage.timers.next_s() <= until_s:
            ring = self.stage.timers.pop()
            self.stage.now_s = ring.time_s
            self.arms.on_ring(self.stage, ring)
            self._deliver()
        self.stage.now_s = until_s

    def refused(self) -> str:
        (reason,) = [event.reason for event in self.heard("firer", events.OrderRefused)]
        return str(reason)

    @property
    def row_of_run(self) -> dict[str, Any]:
        (row,) = self.rows.of("launches")
        return row


def whale(range_m: float = 4_000.0, course_deg: float = 90.0, speed_mps: float = 3.0) -> Track:
    return Track("whale", 0.0, range_m, math.radians(course_deg), speed_mps)


def test_a_torpedo_at_a_submarine_that_goes_on_is_assessed_a_hit(monkeypatch: pytest.MonkeyPatch) -> None:
    sea = Range(monkeypatch, whale())
    sea.launch()
    sea.run(1_000.0)
    row = sea.row_of_run
    assert (row["outcome"], row["acquired_id"], row["closest_id"]) == ("assessed hit", "whale", "whale")
    assert row["closest_m"] == pytest.approx(15.0, abs=3.0)
    assert row["acquired_s"] < row["closest_s"] <= row["end_s"]
    assert row["run_m"] == pytest.approx(20.0 * (row["end_s"] - row["time_s"]))
    assert row["entry_error_m"] == pytest.approx(0.0, abs=1.0)
    assert sea.rows.of("magazines") == [{"time_s": 0.0, "unit_id": "firer", "mount_id": "tubes", "rounds": 2}]


def test_the_aim_is_where_she_will_be(monkeypatch: pytest.MonkeyPatch) -> None:
    sea = Range(monkeypatch, whale(speed_mps=5.0))
    sea.launch()
    (told,) = sea.heard("firer", events.WeaponLaunched)
    assert told.range_m == pytest.approx(20.0 * told.wait_s, rel=1e-3)
    sea.run(1_000.0)
    there = spot_of(5.0 * told.wait_s, 4_000.0)
    row = sea.row_of_run
    aim = math.radians(row["aim_lat_deg"]), math.radians(row["aim_lon_deg"])
    assert range_and_bearing(*aim, *there)[0] < 10.0


def test_a_submarine_that_is_not_where_the_track_says_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    sea = Range(monkeypatch, whale())
    monkeypatch.setattr(
        sea, "estimate", lambda: Range.estimate(sea, bearing_rad=math.pi, position=Position(*spot_of(0.0, -4_000.0)))
    )
    sea.launch()
    sea.run(1_000.0)
    row = sea.row_of_run
    assert (row["outcome"], row["acquired_id"], row["acquired_s"]) == ("miss", "", None)
    assert row["run_m"] == pytest.approx(8_000.0, abs=11.0)
    assert "nothing that it homes on" in row["reason"]


@pytest.mark.parametrize(("depth_m", "words"), [(300.0, "deeper than it may go"), (12.0, "ran out in the chase")])
def test_a_torpedo_keeps_between_its_ceiling_and_its_floor(
    monkeypatch: pytest.MonkeyPatch, depth_m: float, words: str
) -> None:
    """Whom it may not come near it does not hit, and it never comes up to where ships are."""
    sea = Range(monkeypatch, whale(2_500.0), depth_m=depth_m, assess_m=10.0, seeker_half_angle_rad=1.2)
    depths = []
    sea.launch()
    while sea.stage.timers.next_s() <= 600.0:
        sea.run(sea.stage.timers.next_s())
        depths += [run.depth_m for run in sea.arms.runs.values()]
    assert max(depths) <= 180.0
    assert min(depths[3:]) >= 25.0
    assert sea.row_of_run["outcome"] == "miss"
    assert words in sea.row_of_run["reason"] or "lost" in sea.row_of_run["reason"]


def test_who_runs_faster_is_hit_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over 200 seeds; she hurries away from a torpedo that was aimed at her as she crept before."""
    shares = []
    for speed_mps in (2.0, 6.0, 10.0):
        hits = 0
        for seed in range(200):
            sea = Range(monkeypatch, whale(course_deg=0.0, speed_mps=2.0), seed=seed, **ERRORS)
            sea.launch()
            sea.tracks[1] = whale(course_deg=0.0, speed_mps=speed_mps)
            sea.run(1_000.0)
            hits += sea.row_of_run["outcome"] == "assessed hit"
        shares.append(hits / 200)
    assert shares[0] > shares[1] + 0.05
    assert shares[1] > shares[2] + 0.05


def test_a_submarine_hears_it_on_its_bearing_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    sea = Range(monkeypatch, whale(3_000.0))
    sea.launch()
    sea.run(1_000.0)
    heard = [(time_s, event) for time_s, unit, event in sea.told if isinstance(event, events.TorpedoHeard)]
    assert len(heard) >= 2
    assert all(b[0] - a[0] >= 60.0 for a, b in pairwise(heard))
    assert math.cos(heard[0][1].bearing_rad - math.pi) > 0.95
    assert not [1 for _, unit, event in sea.told if unit == "firer" and isinstance(event, events.TorpedoHeard)]


def test_a_magazine_holds_no_less_than_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sea = Range(monkeypatch, whale(), rounds=2)
    for at_s in (0.0, 100.0, 200.0):
        sea.run(at_s)
        sea.launch()
    assert [row["rounds"] for row in sea.rows.of("magazines")] == [1, 0]
    assert sea.refused() == "the magazine is empty"
    assert sea.arms.rounds_left("firer", "tubes") == 0


def test_a_salvo_is_cut_to_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    sea = Range(monkeypatch, whale(3_000.0))
    sea.launch("rbu")
    sea.run(300.0)
    sea.launch("rbu")
    assert [row["rounds"] for row in sea.rows.of("magazines")] == [2, 0]
    assert [event.rounds for event in sea.heard("firer", events.WeaponLaunched)] == [12, 2]


@pytest.mark.parametrize(
    ("track", "order", "words"),
    [
        (whale(9_000.0), {}, "out of range"),
        (whale(4_000.0, 0.0, 25.0), {}, "never reach"),
        (whale(800.0), {}, "own ship is within 914 m"),
        (whale(), {"mount": "stern"}, "no mount stern"),
        (whale(), {"rounds": 0}, "0 rounds"),
        (whale(300.0), {"mount": "rbu", "clear_m": 0.0}, "too near"),
        (whale(6_000.0), {"mount": "rbu"}, "out of range"),
        (whale(3_000.0), {"mount": "rbu", "depth_m": 400.0}, "cannot be set"),
        (whale(), {"track": None}, "not held"),
    ],
)
def test_what_cannot_be_launched_is_refused_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, track: Track, order: dict[str, Any], words: str
) -> None:
    sea = Range(monkeypatch, track)
    sea.launch(**order)
    assert words in sea.refused()
    assert sea.rows.tables == {}


def test_it_is_not_launched_while_it_is_reloaded_or_under_a_number_given_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sea = Range(monkeypatch, whale())
    sea.launch(salvo="A1")
    sea.run(30.0)
    sea.launch(salvo="A2")
    sea.run(90.0)
    sea.launch(salvo="A1")
    reasons = [event.reason for event in sea.heard("firer", events.OrderRefused)]
    assert reasons == ["tubes is being reloaded", "a salvo A1 has been launched already"]


@pytest.mark.parametrize(("water_m", "refused"), [(40.0, True), (60.0, False), (math.nan, False)])
def test_shallow_water_is_no_place_for_a_torpedo(
    monkeypatch: pytest.MonkeyPatch, water_m: float, refused: bool
) -> None:
    sea = Range(monkeypatch, whale())
    sea.water_m = water_m
    sea.launch()
    assert bool(sea.heard("firer", events.OrderRefused)) is refused
    if not refused:
        (run,) = sea.arms.runs.values()
        assert run.depth_set_m <= (water_m - 20.0 if water_m > 0.0 else 60.0)


def test_ships_in_the_way_stop_a_launch_unless_the_exercise_allows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, clear_m, refused in (
        (SurfaceKind.WARSHIP, 914.4, True),
        (None, 914.4, True),
        (SurfaceKind.AIRCRAFT, 914.4, False),
        (SurfaceKind.WARSHIP, 0.0, False),
    ):
        sea = Range(monkeypatch, whale())
        near = sea.estimate(kind=kind)
        sea.launch(ships=[near], clear_m=clear_m)
        assert bool(sea.heard("firer", events.OrderRefused)) is refused


def test_from_the_air_it_falls_near_the_aircraft_and_searches_where_it_fell(monkeypatch: pytest.MonkeyPatch) -> None:
    sea = Range(monkeypatch, whale(300.0))
    sea.height_m = 50.0
    sea.launch(clear_m=914.4)
    sea.run(1_000.0)
    row = sea.row_of_run
    assert row["entry_s"] == pytest.approx(2.0)
    entry = math.radians(row["entry_lat_deg"]), math.radians(row["entry_lon_deg"])
    assert range_and_bearing(*entry, *spot_of(6.0, 300.0))[0] < 10.0
    assert row["outcome"] == "assessed hit"
    far = Range(monkeypatch, whale(3_000.0))
    far.height_m = 50.0
    far.launch()
    assert "out of range" in far.refused()


def test_charges_at_her_depth_are_hits_and_at_another_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    for depth_m, hit in ((60.0, True), (60.0 + 14.0, True), (60.0 + 30.0, False), (20.0, False)):
        sea = Range(monkeypatch, whale(3_000.0), depth_m=60.0)
        sea.launch("rbu", depth_m=depth_m)
        sea.run(300.0)
        rows = sea.rows.of("launches")
        assert len(rows) == 12
        assert any(row["outcome"] == "assessed hit" for row in rows) is hit
        assert rows[0]["closest_m"] >= abs(depth_m - 60.0) - 1e-6
        assert rows[0]["end_s"] == pytest.approx(rows[0]["entry_s"] + depth_m / 10.0)


def test_a_run_saved_in_the_middle_ends_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = []
    for saved in (False, True):
        sea = Range(monkeypatch, whale(), **ERRORS)
        sea.launch()
        sea.launch("rbu", salvo="R1")
        sea.run(12.0)
        if saved:
            again = Weapons()
            fill_from_plain(again, json.loads(json.dumps(to_plain(sea.arms))))
            sea.arms = again
            heap = [type(ring)(*json.loads(json.dumps(ring))) for ring in sea.stage.timers.heap]
            sea.stage.timers = Timers(heap, sea.stage.timers.count)
        sea.run(1_000.0)
        ends.append(sea.rows.of("launches"))
    assert ends[0] == ends[1]
    assert len(ends[0]) == 13


def test_what_still_runs_when_the_exercise_ends_is_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    sea = Range(monkeypatch, whale())
    sea.launch()
    sea.run(30.0)
    sea.arms.close(sea.stage)
    assert sea.row_of_run["reason"] == "the exercise ended before its run"
    assert sea.row_of_run["run_m"] == pytest.approx(600.0, abs=101.0)


def test_the_same_launch_is_drawn_the_same_whatever_else_is_launched(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = []
    for others in (False, True):
        sea = Range(monkeypatch, whale(), **ERRORS)
        if others:
            sea.launch("rbu", salvo="R1", clear_m=0.0)
        sea.launch(salvo="A1")
        sea.run(1_000.0)
        rows.append([row for row in sea.rows.of("launches") if row["salvo"] == "A1"])
    assert rows[0] == rows[1]
