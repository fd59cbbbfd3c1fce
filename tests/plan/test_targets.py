"""What is fired at: somebody in the serial carries it; a spare if the file asks for one; another where it is lost."""

from pathlib import Path

import pytest

from fleetex.library import Library, load_library
from fleetex.plan.events import checked, parse_event
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import jobs_of
from fleetex.plan.judge import judge
from fleetex.plan.reasons import why_not
from fleetex.plan.replan import Mended, replan
from fleetex.plan.solve import solve
from fleetex.plan.timetable import Timetable
from fleetex.scenario import Exercise, load, load_text
from tests.plan.made_programmes import serial
from tests.plan.one_range import one_range

REFERENCE = Path(__file__).resolve().parents[2] / "scenarios" / "northern-interaction-2023.yaml"
MORE_UNITS = """\
  oiler: {class: generic_aor, nation: AA, side: blue, start: {at: 38-44.0N 132-40.0E, speed: 5 kn}}
  raft: {class: generic_liferaft, nation: AA, side: blue, start: {deck: tug}}
  buoy: {class: generic_surface_target_drifting, nation: AA, side: blue, start: {deck: DECK}}
"""
SHOOT = serial(
    "SHOOT",
    "GUNEX-S",
    "2 h",
    "within: {from: 010000ZJUL23, to: 011000ZJUL23}",
    "area: RANGE",
    "firing: [alpha], target: TARGET, safety: [bravo]MORE",
    ", params: {line_of_fire: 090T, range: 3 nmi}",
)
TOWED = {"TARGET": "[sledge]", "MORE": ", tug: [tug]"}


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def exercise_of(**words: str) -> Exercise:
    text = one_range("K21: {spare: SPARE}", SHOOT, more_units=MORE_UNITS)
    for word, written in ({"SPARE": "0", "DECK": "oiler"} | words).items():
        text = text.replace(word, written)
    return load_text(text, open_serials=True)


def test_a_spare_is_a_target_of_the_kind_on_a_deck_that_is_there(library: Library) -> None:
    """The liferaft on the tug is none; a second buoy on her deck is one, and so says the judge."""
    with_one = exercise_of(DECK="tug", SPARE="1", **TOWED)
    found = solve(Facts(with_one, library), jobs_of(with_one, library)).timetable
    assert found is not None
    assert judge(with_one, library, found) == ()
    for spare, deck in (("2", "tug"), ("1", "oiler")):
        short = exercise_of(DECK=deck, SPARE=spare, **TOWED)
        (breach,) = judge(short, library, found)
        assert breach.rule == "K21"
        assert breach.text.startswith("SHOOT at 0")
        why = why_not(Facts(short, library), jobs_of(short, library))
        assert (why.serials, why.rules) == (("SHOOT",), ("K21",))
        held = "buoy alone" if deck == "tug" else "none"
        due = "2 spare targets are" if spare == "2" else "1 spare target is"
        assert any(f"{due} due on the decks of those in it, and there is {held}" in one for one in why.sentences)
        left = int(spare) - (deck != "tug") if spare == "1" else 1
        assert any(f"K21: the count of spare targets is {left}" in cure for cure in why.cures), why.cures


def test_who_carries_the_target_takes_part_or_there_is_nothing_to_fire_at(library: Library) -> None:
    exercise = exercise_of(TARGET="[buoy]", MORE="")
    why = why_not(Facts(exercise, library), jobs_of(exercise, library))
    assert why.rules == ("K21",)
    assert any("buoy stands on the deck of oiler, who is not in it" in one for one in why.sentences)
    (cure,) = (cure for cure in why.cures if "who carries buoy" in cure)
    assert cure.startswith("oiler, who carries buoy, takes part (`")
    joined = exercise_of(TARGET="[buoy]", MORE=", spotter: [oiler]")
    assert solve(Facts(joined, library), jobs_of(joined, library)).timetable is not None


def test_of_targets_left_to_the_planner_one_is_taken_that_is_carried_there(library: Library) -> None:
    exercise = exercise_of(TARGET="{number: 1, among: [buoy, sledge]}", MORE=", tug: [tug]")
    found = solve(Facts(exercise, library), jobs_of(exercise, library)).timetable
    assert found is not None
    assert found["SHOOT"].roles["target"] == ("sledge",)


def mended(library: Library, text: str) -> tuple[Exercise, Mended]:
    exercise = load(REFERENCE)
    before = Timetable.of(exercise)
    event = parse_event(text, exercise, before)
    return exercise, replan(exercise, library, before, (event,), checked((event,), exercise, before, None))


@pytest.mark.parametrize(
    ("text", "serial", "said"),
    [
        (
            "unserviceable target_gunboat from 220400ZJUL23",
            "GUNEX-S-4",
            "`target`: target_towed for target_gunboat; `tug`: russian_tug comes in",
        ),
        (
            "drop target_towed from 211400ZJUL23",
            "GUNEX-S-3",
            "`target`: target_gunboat for target_towed; `tug`: without russian_tug; `guard`: taihu comes in",
        ),
    ],
)
def test_another_target_comes_in_with_the_ship_that_carries_it(
    text: str, serial: str, said: str, library: Library
) -> None:
    exercise, found = mended(library, text)
    (change,) = (one for one in found.changes if one.serial == serial)
    assert change.text == f"{serial}: {said}"
    assert found.timetable is not None
    assert not judge(exercise, library, found.timetable)


def test_where_no_other_target_is_the_answer_says_so(library: Library) -> None:
    _, found = mended(library, "drop mock_air_target from 202300ZJUL23")
    (change,) = found.changes
    assert change.text == "GUNEX-A-1 is not held"
    assert "nobody else can be its `target`" in change.why
