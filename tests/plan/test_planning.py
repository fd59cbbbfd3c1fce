"""Serials with windows are placed so that every rule is kept, and the same each time; what cannot be is told why."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.programmes import programme_text
from fleetex.library import Library, load_library
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import jobs_of
from fleetex.plan.judge import inside_windows, judge
from fleetex.plan.pairs import clashes
from fleetex.plan.pinning import pins_of, placed_by
from fleetex.plan.reasons import WhyNot, why_not
from fleetex.plan.solve import Solved, solve
from fleetex.plan.timetable import Status, Timetable
from fleetex.scenario import Exercise, ScenarioError, load_text
from fleetex.scenario.placing import pinned_text

LESSON = (Path(__file__).resolve().parents[2] / "scenarios" / "lesson-programme.yaml").read_text("utf-8")
OPEN = pinned_text(LESSON, {})


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def exercise_of(*changes: tuple[str, str]) -> Exercise:
    """The lesson without its timetable, changed."""
    text = OPEN
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return load_text(text, open_serials=True)


@pytest.fixture(scope="module")
def planned(library: Library) -> Callable[..., Solved]:
    def plan(*changes: tuple[str, str]) -> Solved:
        exercise = exercise_of(*changes)
        return solve(Facts(exercise, library), jobs_of(exercise, library))

    return plan


def reasons(library: Library, *changes: tuple[str, str]) -> WhyNot:
    exercise = exercise_of(*changes)
    return why_not(Facts(exercise, library), jobs_of(exercise, library))


def test_the_lesson_is_placed_to_the_best_that_can_be_and_its_timetable_is_the_pinned_one(
    planned: Callable[..., Solved], library: Library
) -> None:
    found = planned()
    assert found.timetable is not None
    assert found.timetable.status is Status.OPTIMAL
    assert found.timetable.objective == found.timetable.bound
    exercise = exercise_of()
    assert judge(exercise, library, found.timetable) == ()
    assert inside_windows(exercise, found.timetable) == ()
    pinned = load_text(LESSON)
    assert [(one.serial, one.start_utc, one.roles) for one in Timetable.of(pinned).placed] == [
        (one.serial, one.start_utc, one.roles) for one in found.timetable.placed
    ]


def test_the_same_exercise_gives_the_same_timetable_byte_for_byte(planned: Callable[..., Solved]) -> None:
    first, second = planned().timetable, planned().timetable
    assert first is not None
    assert second is not None
    assert first.text() == second.text()


def test_a_pinned_timetable_is_the_same_exercise_to_a_run(planned: Callable[..., Solved], library: Library) -> None:
    exercise, table = exercise_of(), planned().timetable
    assert table is not None
    placed = placed_by(exercise, table, library)
    assert set(placed.serials) == set(exercise.programme)
    assert placed.wanted_hash == exercise.wanted_hash
    assert pins_of(exercise, Timetable.of(placed)) == pins_of(exercise, table)


def test_fog_in_its_window_leaves_a_shoot_no_time_and_says_so(library: Library) -> None:
    why = reasons(library, ("to: 211000ZJUL23", "to: 210030ZJUL23"), ("from: 200600ZJUL23", "from: 201000ZJUL23"))
    assert why.serials == ("GUNEX-S-1",)
    assert set(why.rules) <= {"K06", "K08"}
    assert any("is barred from" in sentence for sentence in why.sentences)
    assert any("its window runs" in cure for cure in why.cures)


def test_two_serials_that_want_one_ship_in_one_hour_are_the_whole_of_the_reason(library: Library) -> None:
    manex = ("within: {day: 2023-07-20}\n", "within: {from: 200200ZJUL23, to: 200500ZJUL23}\n")
    ras = ("within: {}\n    area: WEST", "within: {from: 200300ZJUL23, to: 200800ZJUL23}\n    area: WEST")
    why = reasons(library, manex, ras)
    assert why.serials == ("MANEX-1", "RAS-L-1")
    assert why.rules == ("K02",)
    assert any("delta needs" in sentence for sentence in why.sentences)
    assert any(cure.startswith("RAS-L-1 may end later") for cure in why.cures)


def test_one_oiler_wanted_by_two_is_told_as_a_ship_in_two_places(library: Library) -> None:
    late = "within: {from: 201000ZJUL23, to: 201500ZJUL23}\n    area: WEST"
    roles = "roles: {delivering: [oiler], receiving: [%s]}\n    circuits: [TG]\n"
    again = f"  RAS-L-2:\n    kind: RAS-L\n    duration: 3 h\n    {late}\n    {roles % 'bravo'}  PATROL-1:\n"
    why = reasons(library, ("within: {}\n    area: WEST", late), ("  PATROL-1:\n    kind", f"{again}    kind"))
    assert why.serials == ("RAS-L-1", "RAS-L-2")
    assert why.rules == ("K01",)
    assert any("oiler cannot be in RAS-L-1 and RAS-L-2 at once" in sentence for sentence in why.sentences)


def test_of_two_who_come_too_late_the_later_alone_is_told(library: Library) -> None:
    window = "within: {from: 200130ZJUL23, to: 200500ZJUL23}\n    area: WEST"
    why = reasons(library, ("within: {}\n    area: WEST", window))
    assert [sentence.rsplit(": ", 1)[1] for sentence in why.sentences if sentence.startswith("K02")] == [
        "oiler makes 14 kn and is not there before"
    ]


def test_she_whose_fuel_does_not_last_is_named_with_what_she_has(library: Library) -> None:
    why = reasons(library, ("fuel: 60 %", "fuel: 3 %"))
    (said,) = [sentence for sentence in why.sentences if sentence.startswith("K10")]
    assert said.endswith(": delta begins with 3 %, her reserve is 30 %")


def test_more_guns_than_there_are_is_a_mistake_of_the_file_told_with_those_there_are() -> None:
    with pytest.raises(ScenarioError, match="there are 4: alpha, bravo, charlie, delta; write `4`"):
        exercise_of(("number: 2, able: [gun]", "number: 5, able: [gun]"))


MISTAKES = {
    "a circle of prerequisites": (
        ("    area: MIDDLE\n", "    area: MIDDLE\n    after: [RAS-L-1]\n"),
        ("    area: WEST\n", "    area: WEST\n    after: [MANEX-1]\n"),
        "MANEX-1 after RAS-L-1 after MANEX-1`; serials can't wait for each other in a circle: leave one of these out",
    ),
    "nobody asked for can": (
        ("delivering: [oiler]", "delivering: {number: 1, of: [AA]}"),
        "no unit asked for can (hose delivery, radio); these can: oiler; write `{number: 1, among: [oiler]}`",
    ),
    "longer than its window": (
        ("within: {}\n    area: WEST", "within: {from: 200500ZJUL23, to: 200600ZJUL23}\n    area: WEST"),
        "longer than its window",
    ),
    "an area on land": (("centre: 39-02.0N 132-20.0E", "centre: 36-30.0N 128-20.0E"), "it lies on land"),
    "a day outside": (("within: {day: 2023-07-20}", "within: {day: 2023-07-25}"), "outside the exercise's window"),
    "no such objective": (("objectives: [FUEL]", "objectives: [FUELS]"), "write `FUEL`"),
    "no such rule": (("K02: {margin: 20 min}", "K29: {margin: 20 min}"), "plan.rules.K29"),
    "no such nation": (("of: [AA, BB]", "of: [AA, CC]"), "no key of `nations` or `sides`"),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_what_is_left_to_the_planner_is_checked(what: str) -> None:
    *changes, said = MISTAKES[what]
    with pytest.raises(ScenarioError) as found:
        exercise_of(*changes)  # type: ignore[arg-type]
    assert str(said) in str(found.value)
    assert all(problem.line > 1 for problem in found.value.problems)


def test_a_warning_that_cannot_go_out_in_time_names_its_lead(library: Library) -> None:
    why = reasons(library, ("as_of: 100000ZJUL23", "as_of: 150000ZJUL23"))
    assert why.rules == ("K05",)
    assert any("the lead of NOTAMs" in cure for cure in why.cures)


BROKEN = {
    "K01": ("start: 200200ZJUL23, oce: alpha", "start: 200115ZJUL23, oce: alpha"),
    "K09": ("start: 200200ZJUL23, oce: alpha", "start: 200010ZJUL23, oce: alpha"),
    "K20": ("delivering: [oiler], receiving: [delta]", "delivering: [bravo], receiving: [delta]"),
    "K06": ("start: 200640ZJUL23", "start: 200930ZJUL23"),
    "K08": ("start: 200640ZJUL23", "start: 202200ZJUL23"),
    "K05": ("as_of: 100000ZJUL23", "as_of: 180000ZJUL23"),
}


def test_live_fire_waits_until_its_water_was_watched_clear_and_the_judge_says_where_it_was_not(
    library: Library,
) -> None:
    patrol = "start: 200910ZJUL23, area: SOUTH, oce: charlie, roles: {otc: [charlie]}"
    text = LESSON.replace(patrol, patrol.replace("200910Z", "200230Z").replace("charlie", "alpha"))
    assert text != LESSON
    exercise = load_text(text, rules_apart=True)
    watched, caught = (one for one in judge(exercise, library, Timetable.of(exercise)) if one.rule == "K17")
    assert "PATROL-1 leaves SOUTH 10 min before GUNEX-S-1 fires" in watched.text
    assert "inside the danger area of GUNEX-S-1 when PATROL-1 ends, and has 0 h 10 min to leave it" in caught.text
    facts = Facts(exercise, library)
    by_name = {job.name: job for job in jobs_of(exercise, library)}
    table = Timetable.of(exercise)
    one, other = (by_name[name].settled(exercise, table[name]) for name in ("PATROL-1", "GUNEX-S-1"))
    (clash,) = (clash for clash in clashes(facts, one, other) if clash.rule == "K17")
    assert clash.back_min == 0  # nobody waits after fire
    assert 15 < clash.gap_min < 25  # her way out takes longer than the watch


def test_a_target_on_a_short_line_is_refused_with_the_line_that_is_due(library: Library) -> None:
    text = programme_text(6, 8).replace("range: 3 nmi", "range: 3 nmi, tow_line: 600 m")
    exercise = load_text(text, open_serials=True)
    why = why_not(Facts(exercise, library), jobs_of(exercise, library))
    assert why.rules == ("K21",)
    assert any("600 m behind the tug (`tow_line`), and 1 nmi are due" in sentence for sentence in why.sentences)
    eased = load_text(
        text.replace("fuel_reserve:", "plan: {rules: {K21: {tow: 500 m}}}\nfuel_reserve:"), open_serials=True
    )
    assert solve(Facts(eased, library), jobs_of(eased, library)).timetable is not None


@pytest.mark.parametrize("rule", BROKEN)
def test_the_judge_sees_a_rule_broken_by_hand(rule: str, library: Library) -> None:
    old, new = BROKEN[rule]
    assert old in LESSON, old
    exercise = load_text(LESSON.replace(old, new, 1), rules_apart=True)
    found = judge(exercise, library, Timetable.of(exercise))
    assert rule in {one.rule for one in found}
    assert all(one.text for one in found)


def test_the_judge_finds_nothing_in_the_pinned_lesson(library: Library) -> None:
    exercise = load_text(LESSON)
    assert judge(exercise, library, Timetable.of(exercise)) == ()


def test_she_who_leads_a_serial_conducts_it(planned: Callable[..., Solved]) -> None:
    """Nobody conducts manoeuvres from a follower's bridge, or a patrol that another commands."""
    for changes in ((), (("guide: [alpha]", "guide: [charlie]"), ("bravo, charlie, delta]", "bravo, alpha, delta]"))):
        table = planned(*changes).timetable
        assert table is not None
        assert (table["MANEX-1"].oce,) == table["MANEX-1"].roles["guide"]
        assert (table["PATROL-1"].oce,) == table["PATROL-1"].roles["otc"]


def test_where_no_warship_leads_another_conducts(planned: Callable[..., Solved]) -> None:
    table = planned(("guide: [alpha]", "guide: [oiler]"), ("followers: [bravo", "followers: [alpha, bravo")).timetable
    assert table is not None
    assert table["MANEX-1"].oce in ("alpha", "bravo", "charlie", "delta")
