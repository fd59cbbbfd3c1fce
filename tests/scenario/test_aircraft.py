"""Mistakes about aircraft: one message each, at its place, with what to write."""

import pytest

from tests.scenario.sound import TEXT, changed, problems

TUG = "  tug:\n    class: generic_tug\n"
AIRCRAFT = """\
  helo:
    class: ka27pl
    nation: AA
    side: blue
    start: {deck: alpha}
  lynx:
    class: generic_helo
    nation: BB
    side: blue
    home: bravo
    start: {at: 39-10.0N 133-30.0E, height: 200 m, course: 090T, speed: 60 kn}
    route: {waypoints: [39-10.0N 135-00.0E, 39-40.0N 135-00.0E], speed: 110 kn, then: loop}
  bear:
    class: il38
    nation: BB
    side: blue
    home: FIELD
    start: {at: 43-20.0N 132-09.0E, height: 3000 m, course: 180T, speed: 290 kn}
    route: {waypoints: [39-00.0N 135-00.0E, 37-00.0N 135-00.0E], speed: 300 kn, then: loop}
  scout:
    class: il38
    nation: BB
    side: blue
    start: {airfield: FIELD}
"""
FLOWN = TEXT.replace(TUG, AIRCRAFT + TUG)
LYNX = "start: {at: 39-10.0N 133-30.0E, height: 200 m, course: 090T, speed: 60 kn}"
HELO = "start: {deck: alpha}"
BEAR = "start: {airfield: FIELD}"


def one_wrong(old: str, new: str) -> tuple[str, str, str]:
    """Where the only problem is, what it says, what it says to write."""
    assert FLOWN.count(old) == 1, old
    text = FLOWN.replace(old, new)
    found = problems(text)
    assert len(found) == 1, [str(problem) for problem in found]
    (problem,) = found
    at, key = text.splitlines()[problem.line - 1][problem.column - 1 :], problem.where.split(".")[-1]
    assert not problem.found or key.isdigit() or at.startswith(f"{key}:"), at
    return problem.where, problem.allowed, problem.write


def test_aircraft_on_a_deck_in_the_air_and_at_an_airfield_are_sound() -> None:
    assert problems(FLOWN) == ()


@pytest.mark.parametrize(
    ("old", "new", "where", "says", "write"),
    [
        (LYNX, LYNX.replace("height: 200 m, ", ""), "units.lynx.start.height", "it has a height", "height: 300 m"),
        (LYNX, LYNX.replace("200 m", "0 m"), "units.lynx.start.height", "it has a height", "300 m"),
        (LYNX, LYNX.replace("200 m", "5 m"), "units.lynx.start.height", "flies lower than 15 m", "15 m"),
        (LYNX, LYNX.replace("200 m", "5000 m"), "units.lynx.start.height", "flies up to 4000 m", "4000 m"),
        (LYNX, LYNX.replace("60 kn", "160 kn"), "units.lynx.start.speed", "at most 145 kn", "145 kn"),
        (BEAR, LYNX, "units.scout.start.speed", "stays up at 130 kn or more", "130 kn"),
        (BEAR, "start: {airfield: FIELD, speed: 200 kn}", "units.scout.start.speed", "leave out speed", ""),
        (
            BEAR,
            "start: {deck: bravo}",
            "units.scout.start.deck",
            "does not hover: it starts at an airfield",
            "airfield: FIELD",
        ),
        (HELO, "start: {deck: alpha, height: 20 m}", "units.helo.start.height", "the ship's height", ""),
        (HELO, "start: {deck: trader}", "units.helo.start.deck", "needs a ship with a deck", "alpha"),
        ("home: bravo", "home: brave", "units.lynx.home", "no ship with a deck, nor an airfield", "bravo"),
        ("home: bravo", "home: trader", "units.lynx.home", "it has no deck; decks are on: alpha, bravo", "alpha"),
        ("home: FIELD", "home: alpha", "units.bear.home", "its home is an airfield", "FIELD"),
        ("home: FIELD", "home: ALFA", "units.bear.home", "an airfield has `use: airfield`", "FIELD"),
        (BEAR, "start: {airfield: ALFA}", "units.scout.start.airfield", "an airfield has `use: airfield`", "FIELD"),
        (
            BEAR,
            f"{BEAR}\n    route: {{waypoints: [39-00.0N 135-00.0E], speed: 300 kn}}",
            "units.scout.route",
            "stands there until a serial sends it up",
            "",
        ),
        ("speed: 300 kn", "speed: 90 kn", "units.bear.route.speed", "stays up at 130 kn or more", "130 kn"),
        ("speed: 110 kn", "speed: 200 kn", "units.lynx.route.speed", "at most 145 kn", "145 kn"),
        ("    hull: 012\n", "    hull: 012\n    home: alpha\n", "units.bravo.home", "aircraft alone have a home", ""),
        ("followers: [bravo]", "followers: [helo]", "serials.DANCE-1.roles.followers.0", "is a part for ships", ""),
    ],
)
def test_a_mistake_about_an_aircraft_is_told_at_its_place(
    old: str, new: str, where: str, says: str, write: str
) -> None:
    found = one_wrong(old, new)
    assert found[0] == where
    assert says in found[1]
    assert found[2] == write


def test_a_route_longer_than_its_fuel_is_refused_with_the_figures() -> None:
    """682 nmi by the great circle, at 465 kg/h (429 to stay up, 36 for the speed)."""
    where, says, _ = one_wrong("[39-10.0N 135-00.0E, 39-40.0N 135-00.0E]", "[39-10.0N 138-00.0E, 41-40.0N 134-00.0E]")
    assert where == "units.lynx.route.waypoints"
    assert says == "the route once round takes 2.89 t, and it carries 1.59 t: that is 375 nmi"


def test_a_third_of_the_tank_takes_it_a_third_as_far() -> None:
    text = FLOWN.replace("    home: bravo\n", "    home: bravo\n    fuel: 30 %\n")
    (problem,) = problems(text)
    assert problem.where == "units.lynx.route.waypoints"
    assert "it carries 476 kg: that is 113 nmi" in problem.allowed


def test_the_way_home_to_an_airfield_counts() -> None:
    text = FLOWN.replace("37-00.0N 135-00.0E], speed: 300 kn", "9-00.0N 135-00.0E], speed: 300 kn")
    (problem,) = problems(text)
    assert problem.where == "units.bear.route.waypoints"
    assert "the route once round and home to `FIELD` takes" in problem.allowed


def test_a_ship_holds_as_many_aircraft_as_her_spots_and_her_hangar() -> None:
    third = "".join(AIRCRAFT.split("  lynx:")[0].replace("helo:", f"helo{n}:") for n in (2, 3))
    (problem,) = problems(FLOWN.replace(TUG, third + TUG))
    assert problem.where == "units.helo3.start.deck"
    assert problem.allowed == "`alpha` has 1 spot and a hangar for 1, and there start on it already: helo, helo2"


def test_a_helicopter_flies_from_an_airfield_too() -> None:
    assert problems(FLOWN.replace(HELO, BEAR)) == ()


def test_nothing_of_this_is_said_of_ships() -> None:
    assert problems(changed()) == ()
