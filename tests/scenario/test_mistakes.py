"""One mistake at a time: where it is, what was found, what is allowed, what to write."""

import csv
import re
from pathlib import Path

import pytest

from tests.scenario.sound import TEXT, changed, line_of, problems

ALPHA = "start: {at: 39-00.0N 133-30.0E, course: 045T, speed: 12 kn}"
RAFT = "start: {deck: tug}"
PORT = "start: {port: Vladivostok, seaward: 42-50.0N 131-40.0E}"
with (Path(__file__).parent / "mistakes.csv").open(encoding="utf-8", newline="") as stream:
    ONE = {row["what"]: {key: text.replace("\\n", "\n") for key, text in row.items()} for row in csv.DictReader(stream)}
"""What is replaced by what in the sound text, and of the problem: where it is, what it says, what it says to write."""


def test_the_text_that_is_spoilt_here_is_sound() -> None:
    assert problems(TEXT) == ()


@pytest.mark.parametrize("what", ONE)
def test_one_mistake_is_one_problem_at_its_place(what: str) -> None:
    row = ONE[what]
    text = changed((row["old"], row["new"]))
    (problem, *others) = problems(text)
    assert not others, [str(other) for other in others]
    assert problem.where == row["where"]
    assert re.search(row["says"], problem.allowed), str(problem)
    if "on land" not in row["says"]:
        assert problem.write == row["write"], str(problem)
    pointed_at = text.splitlines()[problem.line - 1][problem.column - 1 :]
    key = row["where"].split(".")[-1]
    if key.isdigit() and "[[" not in pointed_at:
        assert pointed_at.startswith((problem.found.split()[0], "{")) or "itself" in problem.allowed, pointed_at
    elif not problem.write.startswith(f"{key}: "):  # what is missing stands nowhere
        assert pointed_at.startswith((f"{key}:", problem.found)), pointed_at


def test_a_problem_reads_as_editors_expect() -> None:
    text = changed((ALPHA, ALPHA.replace("12 kn", "18")))
    (problem,) = problems(text)
    line = line_of(TEXT, ALPHA)
    column = text.splitlines()[line - 1].index("speed") + 1
    assert str(problem) == (
        f"passage.yaml:{line}:{column}: units.alpha.start.speed: "
        "found `18`; a speed with a unit is due (kn, m/s, km/h); write `18 kn`"
    )


@pytest.mark.parametrize(("units", "found"), [("[]", "found `an empty list`; "), ("5", "found `5`; "), ("", "missing")])
def test_units_that_are_no_mapping_are_one_mistake(units: str, found: str) -> None:
    begin, end = TEXT.index("\nunits:"), TEXT.index("\ncircuits:")
    (problem,) = problems(f"{TEXT[:begin]}\nunits: {units}{TEXT[end:]}")
    assert problem.where == "units"
    assert found in str(problem)
    assert "{name: {class: ..., nation: ..., side: ..., start: ...}}" in problem.write


def test_an_empty_list_is_told_in_our_words() -> None:
    text = TEXT.replace(
        "\ncircuits:", "\nwaterspace: {A: {area: ALFA, bands: [{units: [], not_below: 9 m}]}}\n\ncircuits:"
    )
    (problem,) = problems(text)
    assert problem.where == "waterspace.A.bands.0.units"
    assert (problem.found, problem.allowed) == ("an empty list", "a list of at least 1 is due")


def test_what_is_offered_for_a_ship_on_land_is_water() -> None:
    text = changed((ALPHA, ALPHA.replace("39-00.0N 133-30.0E", "43-12.0N 131-55.0E")))
    (problem,) = problems(text)
    assert "on land" in problem.allowed
    assert problems(changed((ALPHA, ALPHA.replace("39-00.0N 133-30.0E", problem.write)))) == ()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (("start: 200100ZJUL23", "start: 200100Z"), "serials.DANCE-1.start"),
        (("start: 200100ZJUL23", "start: 190100ZJUL23"), "serials.DANCE-1.start"),
        (("duration: 90 min", "duration: 30 d"), "serials.DANCE-1.duration"),
        (("\nexercise:\n", "\nexercise:\nexercise:\n"), "exercise"),
        ((ALPHA, ALPHA.replace("12 kn", "{value: .nan, source: BOOK}")), "units.alpha.start.speed"),
    ],
)
def test_one_mistake_is_told_once(change: tuple[str, str], where: str) -> None:
    assert [problem.where for problem in problems(changed(change))] == [where]


def test_a_duration_beyond_the_window_is_answered_with_one_that_fits() -> None:
    (problem,) = problems(changed(("duration: 90 min", "duration: 30 d")))
    assert (problem.found, problem.write) == ("30 d", "11 h")


def test_decks_that_carry_each_other_are_refused_for_both() -> None:
    text = changed((PORT, "start: {deck: raft}"))
    assert {problem.where for problem in problems(text)} >= {"units.raft.start.deck", "units.tug.start.deck"}


def test_serials_that_wait_for_each_other_are_named_as_a_circle() -> None:
    text = changed(("    area: ALFA\n", "    area: ALFA\n    after: [SHOOT-1]\n"))
    said = [problem for problem in problems(text) if "in a circle" in problem.allowed]
    assert [problem.where for problem in said] == ["serials.DANCE-1.after"]
    assert said[0].found == "DANCE-1 after SHOOT-1 after DANCE-1"


def test_a_unit_in_two_serials_at_once_is_named_in_the_later() -> None:
    text = changed(("duration: 90 min", "duration: 150 min"), ("    after: [DANCE-1]\n", ""))
    (problem,) = problems(text)
    assert problem.where == "serials.SHOOT-1.roles.firing.0"
    assert "`DANCE-1` until 200330ZJUL23" in problem.allowed


def test_a_prerequisite_that_ends_too_late_is_named() -> None:
    said = [str(problem) for problem in problems(changed(("duration: 90 min", "duration: 3 h")))]
    assert any("serials.SHOOT-1.after.0" in line and "`DANCE-1` ends 200400ZJUL23" in line for line in said)


def test_an_oce_that_is_on_none_of_the_circuits_is_told_so() -> None:
    text = changed(("members: [alpha, bravo, tug]", "members: [bravo, tug]"))
    (problem,) = problems(text)
    assert problem.where == "serials.SHOOT-1.circuits.1"
    assert "`alpha`, is no member" in problem.allowed


def test_a_unit_on_land_stands_on_land() -> None:
    at_sea = changed(
        ("class: generic_surface_target_towed", "class: shore_impact_target"),
        (RAFT, "start: {at: 39-20.0N 133-30.0E, height: 20 m}"),
    )
    (problem,) = problems(at_sea)
    assert problem.where == "units.raft.start.at"
    assert problems(at_sea.replace("39-20.0N 133-30.0E", "36-00.0N 138-00.0E")) == ()


def test_a_unit_on_land_stands_on_no_deck() -> None:
    (problem,) = problems(changed(("class: generic_surface_target_towed", "class: shore_impact_target")))
    assert problem.where == "units.raft.start.deck"
    assert "a unit on land stands on no deck" in problem.allowed


@pytest.mark.parametrize(
    ("given", "key", "found"),
    [
        ("course: 045T", "course", "course"),
        ("speed: 40 kn", "speed", "speed"),
        ("speed: 40 kn, course: 045T", "course", "course and speed"),
    ],
)
def test_a_course_and_a_speed_on_a_deck_are_told_once_to_be_the_ships(given: str, key: str, found: str) -> None:
    """The speed is not measured against the raft's own besides."""
    (problem,) = problems(changed((RAFT, f"start: {{deck: tug, {given}}}")))
    assert problem.where == f"units.raft.start.{key}"
    assert problem.found == found
    assert f"the course and speed of the ship, here `tug`: leave out {found}" in problem.allowed


def test_an_alternate_is_never_advised_to_be_itself() -> None:
    (problem,) = problems(changed(("alternate: LINK", "alternate: TAC2")))
    assert problem.where == "circuits.TAC.alternate"
    assert "there are: LINK" in problem.allowed
    assert problem.write != "TAC"


def test_what_is_missing_is_called_missing() -> None:
    (problem,) = problems(changed(("  otc: alpha\n", "")))
    assert "missing: the key `otc` is due" in str(problem)
    assert "found" not in str(problem)


def test_of_several_firing_ships_one_that_reaches_is_enough() -> None:
    far = changed(("params: {range: 4 nmi}", "params: {range: 11 nmi}"), ("[alpha], target", "[bravo], target"))
    far = far.replace("oce: alpha\n    roles: {firing", "oce: bravo\n    roles: {firing")
    assert [problem.where for problem in problems(far)] == ["serials.SHOOT-1.params.range"]
    assert problems(far.replace("[bravo], target", "[bravo, alpha], target")) == ()


def test_a_serial_that_may_be_held_by_night_is_not_asked_for_daylight() -> None:
    night = changed(("start: 201100HJUL23\n    end: 201130JJUL23", "start: 201900HJUL23\n    end: 201930JJUL23"))
    assert len(problems(night)) == 1
    assert problems(night.replace("daylight: true", "daylight: false")) == ()
