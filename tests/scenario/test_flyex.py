"""Mistakes about a FLYEX: one message each, at its place, with what to write."""

from pathlib import Path

import pytest

from fleetex.behaviours import flyex
from fleetex.scenario import Problem, ScenarioError, load_text

TEXT = (Path(__file__).parents[2] / "scenarios" / "lesson-flight-deck.yaml").read_text(encoding="utf-8")
ROLES = "roles: {decks: [north, south], aircraft: [swift, heron]}"
PARAMS = "params: {gap: 15 min, out: 6 nmi}"


def problems(old: str, new: str, text: str = TEXT) -> tuple[Problem, ...]:
    assert text.count(old) == 1, old
    try:
        load_text(text.replace(old, new), "flyex.yaml", serial_kinds={"FLYEX": flyex.KIND})
    except ScenarioError as error:
        return error.problems
    return ()


def test_the_lesson_is_sound() -> None:
    assert problems(PARAMS, PARAMS) == ()


@pytest.mark.parametrize(
    ("old", "new", "where", "says", "write"),
    [
        ("    oce: north\n", "    oce: swift\n", "oce", "a ship of the role `decks` conducts a FLYEX", "north"),
        (
            ROLES,
            ROLES.replace("heron]", "south]").replace(", south], air", "], air"),
            "roles.aircraft.1",
            "hovers",
            "heron",
        ),
        (ROLES, ROLES.replace("north, south]", "north, heron]"), "roles.decks.1", "needs deck", "south"),
        (
            PARAMS,
            PARAMS.replace("6 nmi", "200 nmi"),
            "params.out",
            "takes 1.98 t, and `swift` carries 1.59 t",
            "157 nmi",
        ),
        (PARAMS, PARAMS.replace("6 nmi", "6 nmi, reserve: 4 h"), "params.out", "and `swift` carries 1.59 t", ""),
        (
            PARAMS,
            PARAMS.replace("6 nmi", "6 nmi, height: 5000 m"),
            "params.height",
            "`swift` flies up to 4000 m",
            "4000 m",
        ),
        (
            PARAMS,
            PARAMS.replace("6 nmi", "6 nmi, flight_speed: 160 kn"),
            "params.flight_speed",
            "makes at most 145 kn",
            "145 kn",
        ),
        (PARAMS, PARAMS.replace("6 nmi", "6 nmi, speed: 30 kn"), "params.speed", "makes at most 27 kn", "27 kn"),
        ("    end: 200400ZJUL23", "    end: 200130ZJUL23", "end", "it takes at least 1 h 35 min", "200210ZJUL23"),
    ],
)
def test_a_mistake_about_flying_is_told_at_its_place(old: str, new: str, where: str, says: str, write: str) -> None:
    found = problems(old, new)
    mine = [problem for problem in found if problem.where == f"serials.FLYEX-1.{where}"]
    assert mine, [str(problem) for problem in found]
    assert says in mine[0].allowed
    assert mine[0].write == write
    assert mine[0].line == TEXT[: TEXT.index(old)].count("\n") + 1


def test_one_deck_has_no_other_to_cross_to() -> None:
    found = problems(ROLES, "roles: {decks: [north], aircraft: [swift]}")
    assert [problem.where for problem in found] == ["serials.FLYEX-1.params.cross_deck"]
    assert found[0].write == "cross_deck: false"
    alone = TEXT.replace(ROLES, "roles: {decks: [north], aircraft: [swift]}")
    assert problems(PARAMS, PARAMS.replace("6 nmi", "6 nmi, cross_deck: false"), alone) == ()


def test_a_helicopter_from_a_ship_that_is_no_deck_of_the_serial_is_refused() -> None:
    found = problems(ROLES, "roles: {decks: [north], aircraft: [swift, heron]}\n    params: {cross_deck: false}")
    assert "serials.FLYEX-1.roles.aircraft.1" in [problem.where for problem in found]


def test_a_deck_full_of_her_own_takes_no_guest() -> None:
    third = "  third:\n    class: generic_helo\n    nation: AA\n    side: blue\n    start: {deck: north}\n"
    text = TEXT.replace("circuits:\n  DECK", third + "circuits:\n  DECK")
    found = problems(ROLES, ROLES.replace("heron]", "heron, third]"), text)
    assert [problem.where for problem in found] == ["serials.FLYEX-1.roles.decks.0"]
    assert "its deck and hangar hold 2, and its own swift, third fill them" in found[0].allowed


def test_an_aircraft_that_does_not_hover_has_no_part() -> None:
    text = TEXT.replace('class: generic_helo\n    name: "Heron"', 'class: il38\n    name: "Heron"')
    found = problems("    start: {deck: south, notional: true}", "    start: {airfield: CIRCUIT}", text)
    assert [problem.where for problem in found if "hovers" in problem.allowed] == ["serials.FLYEX-1.roles.aircraft.1"]
