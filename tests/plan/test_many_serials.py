"""Programmes of many serials are placed part by part: all of them, by the rules, the same each time."""

import pytest

from benchmarks.programmes import programme_text
from fleetex.library import Library, load_library
from fleetex.plan.by_parts import solve_by_parts
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import Job, jobs_of
from fleetex.plan.judge import inside_windows, judge
from fleetex.plan.price import least, prices
from fleetex.plan.solve import MANY, Solved, solve
from fleetex.plan.timetable import Status, Timetable
from fleetex.scenario import Exercise, load_text


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def made(serials: int, units: int, seed: int) -> Exercise:
    return load_text(programme_text(serials, units, seed), open_serials=True)


def planned(exercise: Exercise, library: Library) -> Solved:
    return solve(Facts(exercise, library), jobs_of(exercise, library))


def settled(exercise: Exercise, library: Library, table: Timetable) -> dict[str, Job]:
    by_name = {job.name: job for job in jobs_of(exercise, library)}
    return {one.serial: by_name[one.serial].settled(exercise, one) for one in table.placed}


@pytest.mark.slow  # two solutions of half a minute each
def test_many_serials_are_all_placed_break_no_rule_and_are_the_same_each_time(library: Library) -> None:
    exercise = made(MANY + 5, 24, 3)
    told: list[tuple[int, int, float]] = []
    first = solve(Facts(exercise, library), jobs_of(exercise, library), lambda *one: told.append(one))
    assert first.timetable is not None
    assert len(first.timetable.placed) == MANY + 5
    assert judge(exercise, library, first.timetable) == ()
    assert inside_windows(exercise, first.timetable) == ()
    assert first.timetable.bound <= first.timetable.objective
    assert [best for best, _, _ in told] == sorted((best for best, _, _ in told), reverse=True)
    assert told[-1][:2] == (first.timetable.objective, first.timetable.bound)
    second = planned(exercise, library).timetable
    assert second is not None
    assert second.text() == first.timetable.text()


@pytest.mark.slow
def test_penalties_told_only_fall_where_a_better_place_leaves_a_ship_no_time_to_go_round_a_shoot(
    library: Library,
) -> None:
    """Of this programme cheaper places are found on the way that leave a passage too short for its way round."""
    exercise = made(30, 14, 3)
    facts, jobs = Facts(exercise, library), jobs_of(exercise, library)
    told: list[int] = []
    found = solve_by_parts(facts, jobs, lambda best, _, __: told.append(best), wall_s=120.0, effort_s=6.0)
    assert found.timetable is not None
    assert judge(exercise, library, found.timetable) == ()
    assert facts.detours
    assert told == sorted(told, reverse=True)
    assert told[-1] == found.timetable.objective


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_a_timetable_costs_is_what_the_solver_says_and_no_less_than_the_bound_of_serials_alone(
    seed: int, library: Library
) -> None:
    exercise = made(12, 9, seed)
    table = planned(exercise, library).timetable
    assert table is not None
    facts, jobs = Facts(exercise, library), jobs_of(exercise, library)
    assert table.status is Status.OPTIMAL
    assert prices(facts, jobs, settled(exercise, library, table)) == table.penalties
    assert least(facts, jobs) <= table.objective


@pytest.mark.slow
def test_two_hundred_serials_of_sixty_ships_come_down_to_the_bound(library: Library) -> None:
    exercise = made(200, 60, 1)
    table = planned(exercise, library).timetable
    assert table is not None
    assert judge(exercise, library, table) == ()
    assert len(table.placed) == 200
    assert table.objective <= 1.05 * table.bound
