"""Who is chosen for a serial suits it: an aircraft has its deck there (K14), and no submarine spots falls."""

from pathlib import Path

import pytest

from fleetex.library import Library, load_library
from fleetex.plan.casts import with_casts_that_hold
from fleetex.plan.facts import Facts
from fleetex.plan.first_fit import first_fit
from fleetex.plan.jobs import Able, jobs_of
from fleetex.plan.judge import judge
from fleetex.plan.reasons import why_not
from fleetex.plan.solve import solve
from fleetex.scenario import Exercise, ScenarioError, load_text

SCENARIOS = Path(__file__).parents[2] / "scenarios"
HUNT = """
fleetex: 1
exercise:
  id: hunt
  names: [Hunt]
  aim: Two ships and a helicopter hunt a submarine; ships fire.
  window: {start: 200000ZJUL23, end: 211200ZJUL23}
  zone: "UTC+09:00"
  otc: alpha
environment:
  base: {wind: {speed: 5 kn, from: 220T}, sea_state: 2, visibility: 10 nmi, depth: 2000 m}
areas:
  WEST: {name: West, circle: {centre: 39-00.0N 132-30.0E, radius: 12 nmi}, use: submarines}
  EAST: {name: East, circle: {centre: 39-00.0N 134-00.0E, radius: 15 nmi}, use: gunnery}
nations: {AA: {name: first nation}, BB: {name: second nation}}
sides: {blue: {name: both, nations: [AA, BB]}, orange: {name: opposition, nations: [BB]}}
units:
  sub: {class: generic_ssk, nation: BB, side: orange, start: {at: 39-00.0N 132-30.0E, course: 000T, speed: 4 kn}}
  alpha: {class: generic_ddg, nation: AA, side: blue, start: {at: 39-00.0N 133-08.0E, course: 000T, speed: 5 kn}}
  bravo: {class: generic_ffg, nation: BB, side: blue, start: {at: 39-00.0N 133-10.0E, course: 000T, speed: 5 kn}}
  charlie: {class: generic_ffg, nation: BB, side: blue, start: {at: 39-00.0N 133-12.0E, course: 000T, speed: 5 kn}}
  delta: {class: generic_ffg, nation: AA, side: blue, start: {at: 39-00.0N 133-06.0E, course: 000T, speed: 5 kn}}
  tug: {class: generic_tug, nation: AA, side: blue, start: {at: 39-00.0N 133-14.0E, course: 000T, speed: 5 kn}}
  sled: {class: generic_surface_target_towed, nation: AA, side: blue, start: {deck: tug}, emission: {radar: off}}
  helo: {class: generic_helo, nation: AA, side: blue, start: {deck: alpha}}
circuits:
  TG: {name: Task group, kind: voice, band: HF, members: all, range: 200 nmi, delay: 3 s}
plan:
  as_of: 010000ZJUL23
  rules: {K09: {apply: off}}
serials:
  CASEX-1:
    kind: CASEX
    duration: 4 h
    within: {}
    area: WEST
    roles:
      hunters: {number: 1, able: [sonar]}
      helicopters: [helo]
      submarine: [sub]
    circuits: [TG]
  GUNEX-1:
    kind: GUNEX-S
    duration: 2 h
    within: {}
    area: EAST
    roles: {firing: [charlie], target: [sled], tug: [tug], spotter: {number: 1, able: [radar]}, safety: [bravo]}
    circuits: [TG]
    params: {line_of_fire: 090T}
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def hunt(*changes: tuple[str, str]) -> Exercise:
    text = HUNT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return load_text(text, open_serials=True)


BUSY = ("roles: {firing: [charlie]", "roles: {firing: [alpha]")
"""Her own ship fires elsewhere, and may do so first."""


@pytest.mark.parametrize("changes", [(), (BUSY,)], ids=["free", "firing too"])
def test_a_helicopter_without_the_endurance_hunts_beside_the_ship_that_she_lands_on(
    changes: tuple[tuple[str, str], ...], library: Library
) -> None:
    exercise = hunt(*changes)
    facts, jobs = Facts(exercise, library), jobs_of(exercise, library)
    found = with_casts_that_hold(exercise, library, jobs, lambda now: solve(facts, now)).timetable
    assert found is not None
    assert found["CASEX-1"].roles["hunters"] == ("alpha",)
    assert not judge(exercise, library, found)
    fitted = first_fit(facts, jobs)
    assert not fitted.left
    assert fitted.settled["CASEX-1"].roles["hunters"].named == ("alpha",)


def test_where_her_ship_cannot_come_both_are_told(library: Library) -> None:
    away = ("hunters: {number: 1, able: [sonar]}", "hunters: {number: 1, able: [sonar], among: [alpha, delta]}")
    short = ("window: {start: 200000ZJUL23, end: 211200ZJUL23}", "window: {start: 200000ZJUL23, end: 201000ZJUL23}")
    exercise = hunt(away, short, BUSY)
    found = why_not(Facts(exercise, library), jobs_of(exercise, library))
    assert "K14: helo has not the endurance for CASEX-1 in WEST unless alpha, from whose deck it flies, takes part" in (
        found.sentences
    )
    assert set(found.serials) == {"CASEX-1", "GUNEX-1"}


def test_a_ship_whose_aircraft_has_not_the_endurance_comes_too(library: Library) -> None:
    exercise = hunt(("hunters: {number: 1, able: [sonar]}", "hunters: [bravo]"))
    found = why_not(Facts(exercise, library), jobs_of(exercise, library))
    assert found.rules == ("K14",)
    assert found.sentences[-1].endswith("; alpha, from whose deck it flies, takes no part")
    assert "alpha, who carries helo, takes part (`hunters: [bravo, alpha]`)" in found.cures
    cured = hunt(("hunters: {number: 1, able: [sonar]}", "hunters: [bravo, alpha]"))
    assert solve(Facts(cured, library), jobs_of(cured, library)).timetable is not None


def test_no_submarine_is_chosen_to_spot_falls_unless_she_is_named(library: Library) -> None:
    exercise = hunt()
    gunnery = next(job for job in jobs_of(exercise, library) if job.name == "GUNEX-1")
    assert Able.of(exercise, library).can("sub", ())
    assert "sub" not in gunnery.roles["spotter"].able
    assert {"alpha", "bravo"} <= set(gunnery.roles["spotter"].able)
    named = hunt(("spotter: {number: 1, able: [radar]}", "spotter: {number: 1, among: [sub, alpha]}"))
    gunnery = next(job for job in jobs_of(named, library) if job.name == "GUNEX-1")
    assert gunnery.roles["spotter"].able == ("sub", "alpha")


def test_too_shallow_for_a_submarine_another_area_of_the_programme_is_a_cure(library: Library) -> None:
    shoal = ("environment:\n", "environment:\n  zones: {shoal: {area: WEST, depth: 60 m}}\n")
    exercise = hunt(shoal)
    found = why_not(Facts(exercise, library), jobs_of(exercise, library))
    assert found.rules == ("K15",)
    assert any("CASEX-1 moves to area EAST" in cure for cure in found.cures)
    moved = hunt(shoal, ("area: WEST\n", "area: EAST\n"))
    assert solve(Facts(moved, library), jobs_of(moved, library)).timetable is not None


def test_what_the_file_says_amiss_is_told_without_choices_of_the_planner(library: Library) -> None:
    exercise = hunt(("    params: {line_of_fire: 090T}\n", FLYING))
    jobs = jobs_of(exercise, library)
    with pytest.raises(ScenarioError) as refused:
        with_casts_that_hold(exercise, library, jobs, lambda now: solve(Facts(exercise, library), now))
    assert refused.value.problems
    assert not [one for one in refused.value.problems if one.where.startswith("timetable.")]
    assert any(one.where == "serials.FLYEX-1.params.cross_deck" for one in refused.value.problems)


FLYING = """    params: {line_of_fire: 090T}
  FLYEX-1:
    kind: FLYEX
    duration: 2 h
    within: {}
    area: EAST
    roles: {decks: [alpha], aircraft: [helo]}
    circuits: [TG]
"""


def test_a_drone_is_flown_by_runs_and_needs_no_endurance_for_the_whole_serial(library: Library) -> None:
    """MISSILEX of nearly three hours at a drone that stays up for one and a half; too far off is too far still."""
    text = (SCENARIOS / "lesson-missilex-air.yaml").read_text(encoding="utf-8")
    text = text.replace("    start: 200015ZJUL23\n    end: 200300ZJUL23\n", "    duration: 165 min\n    within: {}\n")
    text = text.replace("\nserials:\n", "\nplan:\n  as_of: 010000ZJUL23\n\nserials:\n")
    exercise = load_text(text, open_serials=True)
    facts, jobs = Facts(exercise, library), jobs_of(exercise, library)
    found = solve(facts, jobs).timetable
    assert found is not None
    assert not judge(exercise, library, found)
    away = text.replace("circle: {centre: 40-38.0N 134-10.0E", "circle: {centre: 45-38.0N 137-10.0E")
    far = load_text(away, open_serials=True)
    why = why_not(Facts(far, library), jobs_of(far, library))
    assert why.rules == ("K14",)
