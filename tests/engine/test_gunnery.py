"""A gun fires, rounds fall, spotters look: the fall of shot on plain state."""

import math
import statistics
from typing import Any

import pytest

from fleetex.engine.cast import GunMount
from fleetex.engine.events import OrderRefused, SalvoFired, SplashSeen
from fleetex.engine.fire_control import KnownTarget
from fleetex.engine.orders import CheckFire, Fire, Position, Spot
from fleetex.engine.splashes import errors_sd_m, estimate
from fleetex.physics.ballistics import interpolate
from fleetex.vocabulary import LIGHT_CODE, Light
from tests.engine.theatre import ERRORS, Theatre, Track, gun, spot_of, table

RANGE_M = 8000.0
TARGET = "target"


def range_ground(patch: pytest.MonkeyPatch, *guns: GunMount, target: Track | None = None, **kept: Any) -> Theatre:
    """A gunner at the origin, a target 8 km to the north, a spotter 4 km east of it."""
    tracks = [
        Track("gunner", 0.0, 0.0),
        target or Track(TARGET, 0.0, RANGE_M, length_m=12.0, beam_m=6.0, mast_height_m=6.0),
        Track("watcher", 4000.0, RANGE_M),
    ]
    return Theatre(patch, tracks, list(guns) or [gun()], **kept)


def order(theatre: Theatre, salvo: str = "S-1", rounds: int = 4, known: KnownTarget | None = None, **more: Any) -> None:
    fire = Fire("main", rounds, salvo, track=1, target=TARGET, **more)
    known = theatre.known(TARGET) if known is None else known
    theatre.gunnery.fire(theatre.stage, theatre.row("gunner"), fire, "S", known)


def fired(patch: pytest.MonkeyPatch, *, known: dict[str, float] | None = None, **figures: Any) -> list[dict[str, Any]]:
    """The shots of one salvo of four with a gun of these figures."""
    theatre = range_ground(patch, gun(**figures))
    order(theatre, known=theatre.known(TARGET, **(known or {})))
    theatre.run(300.0)
    return theatre.rows.of("shots")


def test_a_gun_without_error_hits_what_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    shots = fired(monkeypatch)
    assert [shot["round"] for shot in shots] == [1, 2, 3, 4]
    assert all(math.hypot(shot["over_m"], shot["right_m"]) < 0.01 and shot["hit"] for shot in shots)


def test_a_moving_target_whose_motion_is_known_is_hit(monkeypatch: pytest.MonkeyPatch) -> None:
    target = Track(TARGET, 0.0, RANGE_M, course_rad=1.0, speed_mps=9.0)
    theatre = range_ground(monkeypatch, target=target)
    theatre.track("gunner").course_rad, theatre.track("gunner").speed_mps = 5.0, 7.0
    order(theatre)
    theatre.run(300.0)
    assert all(math.hypot(shot["over_m"], shot["right_m"]) < 0.05 for shot in theatre.rows.of("shots"))


def test_a_speed_misjudged_misses_by_so_much_in_the_time_of_flight(monkeypatch: pytest.MonkeyPatch) -> None:
    shots = fired(monkeypatch, known={"course_rad": math.pi / 2.0, "speed_mps": 5.0})
    first = shots[0]
    assert first["right_m"] == pytest.approx(5.0 * first["flight_s"], rel=1e-3)
    assert shots[3]["right_m"] == pytest.approx(5.0 * (first["flight_s"] + 3.0), rel=2e-3)


def test_rounds_leave_at_the_mounts_rate_and_each_falls_after_its_flight(monkeypatch: pytest.MonkeyPatch) -> None:
    shots = fired(monkeypatch, rate_per_s=0.5, barrels=2)
    assert [shot["time_s"] for shot in shots] == [0.0, 1.0, 2.0, 3.0]
    flight_s = interpolate(table(1.0), RANGE_M)[1]
    assert all(shot["fall_s"] - shot["time_s"] == pytest.approx(flight_s, rel=1e-6) for shot in shots)


def test_the_magazine_holds_what_has_not_left_and_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = range_ground(monkeypatch, gun(rounds=6))
    order(theatre)
    assert theatre.gunnery.rounds_left("gunner", "main") == 2
    theatre.run(60.0)
    order(theatre, "S-2")
    theatre.run(120.0)
    order(theatre, "S-3")
    assert [event.rounds for event in theatre.heard("gunner", SalvoFired)] == [4, 2]
    assert theatre.heard("gunner", OrderRefused) == [OrderRefused("Fire", "the magazine is empty", "S-3")]
    assert [row["rounds"] for row in theatre.rows.of("magazines")] == [2, 0]
    assert len(theatre.rows.of("shots")) == 6


def test_an_order_that_cannot_be_carried_out_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = range_ground(monkeypatch)
    far = KnownTarget(*spot_of(0.0, 40_000.0), 0.0, 0.0)
    order(theatre, "S-1", known=far)
    theatre.gunnery.fire(theatre.stage, 0, Fire("aft", 1, "S-2", track=1), "S", theatre.known(TARGET))
    theatre.gunnery.fire(theatre.stage, 0, Fire("main", 1, "S-3", track=9), "S", None)
    order(theatre, "S-4")
    order(theatre, "S-5")
    order(theatre, "S-4")
    reasons = {event.tag: event.reason for event in theatre.heard("gunner", OrderRefused)}
    assert reasons == {
        "S-1": "out of range",
        "S-2": "there is no mount aft",
        "S-3": "the track is not held",
        "S-4": "a salvo S-4 has been fired already",
        "S-5": "mount main is still firing",
    }


def test_check_fire_keeps_rounds_that_have_not_left_and_lets_the_others_fall(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = range_ground(monkeypatch)
    order(theatre, rounds=10)
    theatre.at(2.5, lambda: theatre.gunnery.check_fire(theatre.stage, 0, CheckFire("range fouled")))
    theatre.run(300.0)
    assert len(theatre.rows.of("shots")) == 3
    assert theatre.rows.of("magazines")[-1]["rounds"] == 37
    assert theatre.gunnery.rounds_left("gunner", "main") == 37
    order(theatre, "S-2")
    assert len(theatre.heard("gunner", SalvoFired)) == 2


def test_spot_corrections_move_the_fall_by_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = range_ground(monkeypatch)
    order(theatre, spot_range_m=150.0, spot_right_m=-60.0)
    theatre.run(300.0)
    shot = theatre.rows.of("shots")[0]
    assert shot["over_m"] == pytest.approx(150.0, abs=0.5)
    assert shot["right_m"] == pytest.approx(-60.0, abs=1.5)
    assert (shot["spot_range_m"], shot["spot_right_m"]) == (150.0, -60.0)


def test_wind_that_fire_control_knows_costs_nothing_but_changes_the_laying(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = range_ground(monkeypatch)
    theatre.stage.world.unit["wind_north_mps"] = -10.0
    order(theatre)
    theatre.run(300.0)
    calm, windy = fired(monkeypatch)[0], theatre.rows.of("shots")[0]
    assert abs(windy["over_m"]) < 0.05
    assert windy["flight_s"] > calm["flight_s"]


@pytest.mark.parametrize("figure", [*ERRORS, "form_factor", "rate_per_s", "barrels"])
def test_every_figure_of_a_gun_is_in_the_recording(monkeypatch: pytest.MonkeyPatch, figure: str) -> None:
    base = {**ERRORS, "form_factor": 1.0, "rate_per_s": 1.0, "barrels": 1}
    other = {**base, figure: base[figure] * 2 if figure != "form_factor" else 1.05}
    assert fired(monkeypatch, **base) == fired(monkeypatch, **base)
    assert fired(monkeypatch, **base) != fired(monkeypatch, **other)


def mean_miss_m(patch: pytest.MonkeyPatch, range_m: float = RANGE_M, wind_mps: float = 0.0, **figures: Any) -> float:
    """Of first salvoes, over replications."""
    target = Track(TARGET, 0.0, range_m, length_m=12.0, beam_m=6.0, mast_height_m=6.0)
    theatre = range_ground(patch, gun(**figures), target=target)
    theatre.stage.world.unit["wind_east_mps"] = wind_mps
    misses = []
    for replication in range(60):
        theatre.stage.world.head["replication"] = replication
        theatre.stage.now_s = 0.0
        theatre.gunnery = type(theatre.gunnery).loaded(theatre.stage.cast)
        theatre.rows.tables.clear()
        order(theatre, rounds=1)
        theatre.run(300.0)
        shot = theatre.rows.of("shots")[0]
        misses.append(math.hypot(shot["over_m"], shot["right_m"]))
    return statistics.mean(misses)


def test_the_first_salvo_misses_by_more_at_greater_range_and_in_more_wind(monkeypatch: pytest.MonkeyPatch) -> None:
    """By what lasts a shoot. An error of elevation throws a flat trajectory farther along the sea than a steep one."""
    shoot = {name: ERRORS[name] for name in ("muzzle_bias_sd_mps", "wind_error_sd_mps", "bearing_sd_rad")}
    near, far = mean_miss_m(monkeypatch, 4000.0, **shoot), mean_miss_m(monkeypatch, 14_000.0, **shoot)
    windy = mean_miss_m(monkeypatch, 14_000.0, wind_mps=20.0, **shoot)
    assert 2.0 * near < far < windy


def test_bias_and_wind_last_the_shoot_so_that_a_correction_takes_them_out(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = range_ground(monkeypatch, gun(muzzle_bias_sd_mps=6.0, wind_error_sd_mps=2.5))
    order(theatre, "S-1", rounds=1)
    theatre.run(60.0)
    first = theatre.rows.of("shots")[0]
    assert math.hypot(first["over_m"], first["right_m"]) > 10.0
    order(theatre, "S-2", rounds=1, spot_range_m=-first["over_m"], spot_right_m=-first["right_m"])
    theatre.run(120.0)
    second = theatre.rows.of("shots")[1]
    assert math.hypot(second["over_m"], second["right_m"]) < 0.02 * math.hypot(first["over_m"], first["right_m"])
    theatre.gunnery.fire(
        theatre.stage, 0, Fire("main", 1, "T-1", track=1, target=TARGET), "T", theatre.known(TARGET)
    )  # another serial: another shoot
    theatre.run(180.0)
    assert theatre.rows.of("shots")[2]["over_m"] != pytest.approx(first["over_m"], abs=1.0)


def test_dispersion_about_the_mean_is_that_of_the_gun(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = range_ground(monkeypatch, gun(rounds=400, elevation_sd_rad=8e-4, bearing_sd_rad=8e-4, rate_per_s=10.0))
    order(theatre, rounds=400)
    theatre.run(300.0)
    shots = theatre.rows.of("shots")
    per_elevation = interpolate(table(1.0), RANGE_M)[8]
    assert statistics.pstdev(s["over_m"] for s in shots) == pytest.approx(8e-4 * per_elevation, rel=0.1)
    assert statistics.pstdev(s["right_m"] for s in shots) == pytest.approx(8e-4 * RANGE_M, rel=0.1)


def test_a_place_ashore_is_hit_at_its_height_and_measured_against_the_unit_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    theatre = range_ground(monkeypatch)
    place = Position(*spot_of(0.0, RANGE_M + 100.0))
    flat = Fire("main", 1, "S-1", place=place, target=TARGET)
    high = Fire("main", 1, "S-2", place=place, height_m=120.0)
    theatre.gunnery.fire(theatre.stage, 0, flat, "S", None)
    theatre.at(5.0, lambda: theatre.gunnery.fire(theatre.stage, 0, high, "S", None))
    theatre.run(300.0)
    one, two = theatre.rows.of("shots")
    assert one["over_m"] == pytest.approx(100.0, abs=0.1)
    assert abs(two["over_m"]) < 0.05
    assert two["target_id"] == ""
    assert two["angle_of_fall_deg"] > one["angle_of_fall_deg"]


def test_a_track_without_a_target_named_is_fired_at_and_not_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = range_ground(monkeypatch)
    theatre.gunnery.fire(theatre.stage, 0, Fire("main", 1, "S-1", track=4), "S", theatre.known(TARGET))
    theatre.run(300.0)
    assert theatre.rows.of("shots")[0]["over_m"] is None
    assert "mean point" not in theatre.rows.of("events")[0]["text"]


def test_the_log_says_how_a_salvo_fell(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = range_ground(monkeypatch)
    order(theatre, spot_range_m=150.0, spot_right_m=-60.0)
    theatre.run(300.0)
    (line,) = theatre.rows.of("events")
    assert line["text"] == "gunner: salvo S-1, 4 rounds at 4.4 nmi, mean point 150 m over, 60 m left."
    assert (line["kind"], line["unit_id"], line["serial_id"], line["other_id"]) == ("salvo", "gunner", "S", TARGET)


def test_what_is_in_the_air_when_the_run_ends_is_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = range_ground(monkeypatch)
    order(theatre)
    theatre.run(1.5)
    theatre.gunnery.close(theatre.stage)
    assert [shot["over_m"] for shot in theatre.rows.of("shots")] == [None, None]
    assert theatre.rows.of("magazines") == [{"time_s": 1.5, "unit_id": "gunner", "mount_id": "main", "rounds": 38}]


def shoot(theatre: Theatre, cut_s: float | None = None) -> dict[str, list[dict[str, Any]]]:
    """Two salvoes, spotted, the second checked; through a checkpoint at `cut_s`."""
    spot = Spot("gunner", "S-1", target=3)
    theatre.at(0.0, lambda: order(theatre))
    theatre.at(2.0, lambda: theatre.gunnery.spot(theatre.stage, theatre.row("watcher"), spot, "S"))
    theatre.at(40.0, lambda: order(theatre, "S-2", rounds=9))
    theatre.at(44.5, lambda: theatre.gunnery.check_fire(theatre.stage, 0, CheckFire("fouled")))
    if cut_s is not None:
        theatre.at(cut_s, theatre.through_a_checkpoint)
    theatre.run(400.0)
    return theatre.rows.tables


@pytest.mark.parametrize("cut_s", [1.5, 14.2, 30.0, 41.5, 57.0])
def test_a_checkpoint_changes_nothing(monkeypatch: pytest.MonkeyPatch, cut_s: float) -> None:
    whole = shoot(range_ground(monkeypatch, gun(**ERRORS)))
    assert shoot(range_ground(monkeypatch, gun(**ERRORS)), cut_s) == whole
    assert len(whole["shots"]) == 9


def test_another_ships_fire_changes_no_round_of_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = range_ground(monkeypatch, gun(**ERRORS))
    order(alone)
    alone.run(300.0)
    both = Theatre(
        monkeypatch,
        [*alone.tracks, Track("another", 3000.0, 0.0)],
        [gun(row=1, **ERRORS), gun("another", 0, **ERRORS)],
    )
    for unit, rounds in (("another", 3), ("gunner", 4)):
        fire = Fire("main", rounds, "S-1", track=1, target=TARGET)
        both.gunnery.fire(both.stage, both.row(unit), fire, "S", both.known(TARGET))
    both.run(300.0)
    assert [s for s in both.rows.of("shots") if s["unit_id"] == "gunner"] == alone.rows.of("shots")
    assert len(both.rows.of("shots")) == 7


# Spotting.


def spotted(theatre: Theatre, rounds: int = 4) -> SplashSeen:
    """What the watcher says of one salvo of the gunner's."""
    order(theatre, rounds=rounds)
    theatre.gunnery.spot(theatre.stage, theatre.row("watcher"), Spot("gunner", "S-1", target=3), "S")
    theatre.run(300.0)
    (seen,) = theatre.heard("watcher", SplashSeen)
    assert isinstance(seen, SplashSeen)
    return seen


def test_a_spotter_reports_near_the_truth_and_the_recording_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = range_ground(monkeypatch, gun(**ERRORS))
    seen = spotted(theatre)
    shots = theatre.rows.of("shots")
    assert seen.seen
    assert seen.over_m == pytest.approx(statistics.mean(s["over_m"] for s in shots), abs=30.0)
    (row,) = theatre.rows.of("spots")
    assert (row["over_m"], row["seen"], row["spotter_id"]) == (seen.over_m, True, "watcher")
    assert row["time_s"] == max(s["fall_s"] for s in shots)


@pytest.mark.parametrize("why", ["fog", "night", "no eyes", "below the horizon"])
def test_a_spotter_who_cannot_see_says_so(monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    theatre = range_ground(monkeypatch)
    unit = theatre.stage.world.unit[theatre.row("watcher")]
    if why == "fog":
        unit["visibility_m"] = 500.0
    elif why == "night":
        unit["light"] = LIGHT_CODE[Light.NIGHT]
    elif why == "no eyes":
        theatre = Theatre(monkeypatch, [*theatre.tracks[:2], Track("watcher", 4000.0, RANGE_M, eye_m=0.0)], [gun()])
    else:
        theatre.track("watcher").east_m = 60_000.0
    seen = spotted(theatre)
    assert seen == SplashSeen("gunner", "S-1", False, 0.0, 0.0, False)
    assert theatre.rows.of("spots")[0]["over_m"] is None


def test_a_spot_ordered_too_late_or_of_a_salvo_that_never_comes_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = range_ground(monkeypatch)
    order(theatre)
    theatre.run(100.0)
    row = theatre.row("watcher")
    theatre.gunnery.spot(theatre.stage, row, Spot("gunner", "S-1", target=3), "S")
    assert [event.seen for event in theatre.heard("watcher", SplashSeen)] == [False]
    theatre.gunnery.spot(theatre.stage, row, Spot("gunner", "S-2", target=3), "S")
    theatre.run(399.0)
    assert len(theatre.heard("watcher", SplashSeen)) == 1
    theatre.run(401.0)
    assert [event.salvo for event in theatre.heard("watcher", SplashSeen)] == ["S-1", "S-2"]
    assert theatre.gunnery.spotters.watches == []


def test_a_straddle_is_seen_from_abeam(monkeypatch: pytest.MonkeyPatch) -> None:
    theatre = range_ground(monkeypatch, gun(elevation_sd_rad=2e-3))
    seen = spotted(theatre, rounds=16)
    overs = [shot["over_m"] for shot in theatre.rows.of("shots")]
    assert min(overs) < -30.0 < 30.0 < max(overs)
    assert seen.straddle


def test_abeam_range_is_seen_better_than_line_and_along_the_line_the_other_way_round() -> None:
    draws = [(a, b) for a in (-1.5, -0.5, 0.5, 1.5) for b in (-1.5, -0.5, 0.5, 1.5)]

    def spread(sight_off_rad: float) -> tuple[float, float]:
        found = [estimate(300.0, 200.0, sight_off_rad, 6000.0, 20.0, 10.0, pair) for pair in draws]
        return statistics.pstdev(f.over_m for f in found), statistics.pstdev(f.right_m for f in found)

    over_abeam, right_abeam = spread(math.pi / 2.0)
    over_along, right_along = spread(0.0)
    assert over_abeam < 0.3 * right_abeam
    assert right_along < 0.3 * over_along


def test_what_is_seen_badly_is_called_with_reserve() -> None:
    good = estimate(300.0, 0.0, 0.0, 1000.0, 20.0, 10.0, (0.0, 0.0))
    bad = estimate(300.0, 0.0, 0.0, 15_000.0, 20.0, 10.0, (0.0, 0.0))
    abeam = estimate(300.0, 0.0, math.pi / 2.0, 15_000.0, 20.0, 10.0, (0.0, 0.0))
    assert 0.0 < bad.over_m < 0.6 * 300.0 < 0.8 * 300.0 < good.over_m < 300.0
    assert abeam.over_m > 0.95 * 300.0


def test_spotting_is_worse_from_farther_off_and_better_from_higher_up() -> None:
    near, far = errors_sd_m(2000.0, 20.0, 0.0, 0.0), errors_sd_m(9000.0, 20.0, 0.0, 0.0)
    assert near[0] < far[0]
    assert near[1] < far[1]
    assert errors_sd_m(9000.0, 250.0, 0.0, 0.0)[0] < far[0]


def test_a_splash_in_line_with_the_target_is_never_called_on_the_wrong_side() -> None:
    for draw in (-4.0, -1.0, 0.0, 1.0, 4.0):
        assert estimate(15.0, 0.0, 0.0, 8000.0, 20.0, 10.0, (draw, 0.0)).over_m > 0.0
        assert estimate(-15.0, 0.0, 0.0, 8000.0, 20.0, 10.0, (draw, 0.0)).over_m < 0.0


def test_now_and_then_another_ships_splash_is_taken_for_this_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    tracks = [
        Track("another", 3000.0, 0.0),
        Track("gunner", 0.0, 0.0),
        Track(TARGET, 0.0, RANGE_M),
        Track("watcher", 4000.0, RANGE_M),
    ]
    theatre = Theatre(monkeypatch, tracks, [gun("another", 0, rate_per_s=4.0), gun(row=1)])
    taken = 0
    for number in range(1, 61):
        fire = Fire("main", 1, f"A-{number}", track=1, target=TARGET, spot_range_m=300.0)
        theatre.gunnery.fire(theatre.stage, 0, fire, "A", theatre.known(TARGET))
        salvo = f"S-{number}"
        theatre.gunnery.spot(theatre.stage, theatre.row("watcher"), Spot("gunner", salvo, target=3), "S")
        theatre.run(theatre.stage.now_s + 3.0)
        order(theatre, salvo, rounds=1)
        theatre.run(theatre.stage.now_s + 120.0)
        taken += theatre.heard("watcher", SplashSeen)[-1].over_m > 150.0
    assert 4 <= taken <= 22
