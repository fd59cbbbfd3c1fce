"""Why a mended programme changed is told truly, by name; and what an event means for serials in progress."""

from dataclasses import replace
from pathlib import Path

import pytest

from fleetex.library import Library, load_library
from fleetex.plan.events import checked, parse_event
from fleetex.plan.judge import judge
from fleetex.plan.replan import Mended, replan
from fleetex.plan.timetable import Timetable
from fleetex.scenario import Exercise, load, load_text

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def lesson() -> Exercise:
    return load(SCENARIOS / "lesson-programme.yaml")


@pytest.fixture(scope="module")
def reference() -> Exercise:
    return load(SCENARIOS / "northern-interaction-2023.yaml")


def mended(exercise: Exercise, library: Library, *texts: str) -> Mended:
    before = Timetable.of(exercise)
    events = tuple(parse_event(text, exercise, before) for text in texts)
    return replan(exercise, library, before, events, checked(events, exercise, before, None))


def whys(found: Mended) -> dict[str, str]:
    return {change.serial: change.why for change in found.changes}


def test_a_serial_whose_area_only_overlaps_the_closed_one_says_so_and_how_it_could_stay(
    reference: Exercise, library: Library
) -> None:
    why = whys(mended(reference, library, "close HOTEL from 221200ZJUL23"))["PATROL-5"]
    assert why.startswith("HOTEL is closed from 221200ZJUL23, and INDIA overlaps it by 5 %")
    assert "it stays as planned if INDIA is trimmed to the 95 % outside HOTEL" in why


def test_an_area_that_is_said_to_fit_instead_does(reference: Exercise, library: Library) -> None:
    found = mended(reference, library, "close HOTEL from 221200ZJUL23")
    why = whys(found)["PATROL-5"]
    area = why.partition("it fits at its own time in ")[2].partition(",")[0].split(" or ")[0]
    assert found.timetable is not None
    old = Timetable.of(reference)["PATROL-5"]
    assert area in reference.areas
    assert area != "INDIA"
    there = replace(found.timetable, placed=(*found.timetable.placed, replace(old, area_id=area)))
    assert not judge(reference, library, there)


def test_a_serial_that_no_event_hits_names_what_it_would_break_where_it_was(
    reference: Exercise, library: Library
) -> None:
    found = whys(mended(reference, library, "overrun GUNEX-S-1 until 210930ZJUL23"))
    assert found["GUNEX-S-2"].startswith(
        "left as it was it would break K01: gremyashchiy is in GUNEX-S-1 until 210930ZJUL23"
    )
    assert "(GUNEX-S-1 overruns until 210930ZJUL23)" in found["GUNEX-S-2"]


def test_a_shoot_that_overruns_is_told_until_when_it_was_announced(reference: Exercise, library: Library) -> None:
    found = whys(mended(reference, library, "overrun GUNEX-S-1 until 210930ZJUL23"))
    assert "out until 210800ZJUL23 alone, and a new one needs 7 d: no fire after that" in found["GUNEX-S-1"]


@pytest.mark.parametrize(
    ("text", "said", "stops"),
    [
        ("drop panteleyev from 210900ZJUL23", "it loses panteleyev as `guard` at 210900ZJUL23, and goes on without", 0),
        (
            "unserviceable qiqihar_helicopter from 220600ZJUL23",
            "FLYEX-1 is in progress, 220540ZJUL23 to 220825ZJUL23: it loses qiqihar_helicopter as `aircraft`",
            0,
        ),
        (
            "drop qiqihar from 220600ZJUL23",
            "it loses qiqihar as `decks` at 220600ZJUL23, and 1 of 2 are left; it loses qiqihar_helicopter as "
            "`aircraft` at 220600ZJUL23, and 1 of 2 are left; qiqihar_helicopter, if in the air, comes down on "
            "tsydenzhapov, which is in it: tell her; so no FLYEX is held: to land on each other's decks there "
            "are two of them: give `decks` a second ship, or cross none (it is `cross_deck` unless given); stop it by "
            "hand",
            1,
        ),
        ("drop tsydenzhapov from 210900ZJUL23", "0 of 1 are left where it needs 1: stop it by hand", 1),
        ("fog CHARLIE from 210900ZJUL23 until 211200ZJUL23", "check fire and stop it by hand", 1),
        ("close CHARLIE from 210900ZJUL23", "CHARLIE is closed from 210900ZJUL23: leave the area", 1),
    ],
)
def test_a_serial_in_progress_that_is_hit_stays_and_is_told(
    text: str, said: str, stops: int, reference: Exercise, library: Library
) -> None:
    found = mended(reference, library, text)
    assert found.timetable is not None
    (hit,) = (one for one in found.in_progress if one.serial in ("GUNEX-S-2", "FLYEX-1"))
    assert said in hit.text
    assert hit.stops is bool(stops)
    assert found.timetable[hit.serial].roles == Timetable.of(reference)[hit.serial].roles


def test_no_tug_takes_over_where_a_warship_is_left(reference: Exercise, library: Library) -> None:
    (hit,) = mended(reference, library, "drop tsydenzhapov from 210900ZJUL23").in_progress
    assert "tsydenzhapov conducts it no longer: gremyashchiy takes over" in hit.text
    assert hit.text.endswith("then cancel its warnings")


def test_who_conducts_a_serial_in_progress_is_followed(lesson: Exercise, library: Library) -> None:
    before = Timetable.of(lesson)["MANEX-1"]
    text = f"drop {before.oce} from {before.start_utc:%d%H}30ZJUL23"
    (hit,) = mended(lesson, library, text).in_progress
    assert f"{before.oce} conducts it no longer" in hit.text


def test_what_is_over_or_not_begun_is_not_in_progress(lesson: Exercise, library: Library) -> None:
    table = Timetable.of(lesson)
    gap = next(
        one.end_utc
        for one in table.placed
        if all(not other.start_utc < one.end_utc < other.end_utc for other in table.placed)
    )
    assert mended(lesson, library, f"drop alpha from {gap:%d%H%M}ZJUL23").in_progress == ()


def test_the_console_tells_what_is_in_progress(capsys: pytest.CaptureFixture[str]) -> None:
    from fleetex.cli.planning import replan as command

    file = SCENARIOS / "northern-interaction-2023.yaml"
    event = ["unserviceable qiqihar_helicopter from 220600ZJUL23"]
    command(file, event, None, None, None, (), as_json=False)
    said = capsys.readouterr().out
    assert "FLYEX-1 is in progress" in said
    assert "0 serials change, 24 stay as they are." in said


def test_fog_is_nothing_to_a_serial_that_asks_for_no_sight(lesson: Exercise, library: Library) -> None:
    found = mended(lesson, library, "fog everywhere from 200045ZJUL23 until 200125ZJUL23")  # radio checks, by night
    assert found.in_progress == ()
    assert found.changes == ()


BUSY = """
  PATROL-2: {kind: PATROL, start: 200430ZJUL23, end: 210330ZJUL23, area: MIDDLE, oce: alpha, roles: {otc: [alpha]},
             circuits: [TG]}
"""


def test_a_shoot_goes_on_with_fewer_than_were_asked_for_where_it_would_be_left_out_else(library: Library) -> None:
    """Two were to fire, by number; one is lost, and who else could is on patrol. The kind takes one."""
    text = (SCENARIOS / "lesson-programme.yaml").read_text(encoding="utf-8")
    before, rest = text.split("  PATROL-1:\n", 1)
    text = before + BUSY.lstrip("\n") + "# What" + rest.partition("# What")[2].partition("  PATROL-1:")[0]
    exercise = load_text(text, "busy.yaml", library)
    found = mended(exercise, library, "unserviceable bravo from 200500ZJUL23")
    assert found.timetable is not None
    assert found.timetable["GUNEX-S-1"].roles["firing"] == ("delta",)
    assert found.timetable["GUNEX-S-1"].start_utc == Timetable.of(exercise)["GUNEX-S-1"].start_utc
    assert whys(found)["GUNEX-S-1"] == "bravo is unserviceable from 200500ZJUL23"
    assert found.breaches == ()


def test_where_somebody_is_free_as_many_fire_as_were_asked_for(lesson: Exercise, library: Library) -> None:
    found = mended(lesson, library, "unserviceable bravo from 200500ZJUL23")
    assert found.timetable is not None
    assert found.timetable["GUNEX-S-1"].roles["firing"] == ("delta", "alpha")


def test_who_else_could_come_in_is_named_and_breaks_nothing(lesson: Exercise, library: Library) -> None:
    found = mended(lesson, library, "drop bravo from 200600ZJUL23")
    told = {change.serial: change.instead for change in found.changes}
    assert told == {"GUNEX-S-1": "", "PATROL-1": "alpha could come in as `units`"}  # charlie is busy in the GUNEX-S
    assert found.timetable is not None
    patrol = found.timetable["PATROL-1"]
    with_her = replace(patrol, roles={**patrol.roles, "units": (*patrol.roles.get("units", ()), "alpha")})
    others = tuple(one for one in found.timetable.placed if one.serial != "PATROL-1")
    tried = replace(found.timetable, placed=(*others, with_her))
    assert set(judge(lesson, library, tried)) <= set(judge(lesson, library, found.timetable))


def test_who_is_away_or_busy_is_not_said_to_be_free(lesson: Exercise, library: Library) -> None:
    found = mended(lesson, library, "drop bravo from 200600ZJUL23", "drop charlie from 200600ZJUL23")
    assert all("charlie" not in change.instead for change in found.changes)
