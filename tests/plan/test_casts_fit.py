"""Whoever is chosen for a serial its kind takes at once: no aircraft steams in company, a tug has the target on her own
deck, a helicopter its deck there; and where one of two decks is lost another comes in, or it is said what lacks."""

from collections.abc import Sequence

import pytest

from fleetex.library import Library, load_library
from fleetex.plan.casts import with_casts_that_hold
from fleetex.plan.events import checked, parse_event
from fleetex.plan.facts import Facts
from fleetex.plan.first_fit import first_fit
from fleetex.plan.jobs import Job, jobs_of
from fleetex.plan.pinning import placed_by
from fleetex.plan.reasons import left_out, why_not
from fleetex.plan.replan import replan
from fleetex.plan.solve import Solved, solve
from fleetex.plan.timetable import Timetable
from fleetex.scenario import Exercise, ScenarioError, load_text
from tests.plan.one_day import HEAD

AT = "start: {at: 39-%02d.0N 133-20.0E, course: 045T, speed: 5 kn}"
UNITS = f"""
sides: {{blue: {{name: joint group, nations: [AA, BB]}}}}
units:
  helo_b: {{class: generic_helo, nation: BB, side: blue, start: {{deck: bravo}}}}
  helo_a: {{class: generic_helo, nation: AA, side: blue, start: {{deck: alpha}}}}
  buoy: {{class: generic_surface_target_drifting, nation: AA, side: blue, start: {{deck: oiler}}}}
  raft_b: {{class: generic_surface_target_towed, nation: BB, side: blue, start: {{deck: tug_b}}}}
  raft_a: {{class: generic_surface_target_towed, nation: AA, side: blue, start: {{deck: tug_a}}}}
  tug_a: {{class: generic_tug, nation: AA, side: blue, {AT % 1}}}
  tug_b: {{class: generic_tug, nation: BB, side: blue, {AT % 2}}}
  oiler: {{class: generic_aor, nation: AA, side: blue, {AT % 3}}}
  alpha: {{class: generic_ddg, nation: AA, side: blue, {AT % 4}}}
  bravo: {{class: generic_ffg, nation: BB, side: blue, {AT % 5}}}
  charlie: {{class: generic_ffg, nation: BB, side: blue, {AT % 6}}}
circuits: {{TG: {{name: Group, kind: voice, band: HF, members: all, range: 200 nmi, delay: 3 s}}}}
"""
SHOOTING = "kind: GUNEX-S, duration: 2 h, area: BRAVO, circuits: [TG], params: {line_of_fire: 090T, range: 3 nmi}"
FLYING = "kind: FLYEX, duration: 2 h, area: ALFA, circuits: [TG]"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def exercise_of(*serials: str, units: str = UNITS) -> Exercise:
    return load_text(HEAD.lstrip() + units + "serials:\n" + "\n".join(serials) + "\n", open_serials=True)


def planned(exercise: Exercise, library: Library) -> Timetable:
    """At the first trial: the kinds refuse nothing."""
    trials: list[Sequence[Job]] = []

    def place(jobs: Sequence[Job]) -> Solved:
        trials.append(jobs)
        return solve(Facts(exercise, library), jobs)

    found = with_casts_that_hold(exercise, library, jobs_of(exercise, library), place).timetable
    assert found is not None
    assert len(trials) == 1
    return found


def test_no_aircraft_is_chosen_to_steam_in_company(library: Library) -> None:
    """Helicopters have a radar too, and stand first in the file."""
    patrol = "kind: PATROL, duration: 4 h, area: ALFA, circuits: [TG], within: {}"
    exercise = exercise_of(f"  P: {{{patrol}, roles: {{otc: [alpha], units: {{number: 2, able: [radar]}}}}}}")
    found = planned(exercise, library)
    assert len(found["P"].roles["units"]) == 2
    assert not {"helo_a", "helo_b"} & set(found["P"].units)


def test_a_firing_ship_is_chosen_for_the_missiles_that_the_serial_fires(library: Library) -> None:
    """At ships a fast attack craft, at a drone the ship against submarines, each the only one with such missiles."""
    units = f"""
sides: {{blue: {{name: joint group, nations: [AA, BB]}}}}
units:
  swift: {{class: generic_fac, nation: AA, side: blue, {AT % 1}}}
  alpha: {{class: generic_asw_ship, nation: AA, side: blue, {AT % 3}}}
  tug: {{class: generic_tug, nation: BB, side: blue, {AT % 5}}}
  raft: {{class: generic_surface_target_towed, nation: BB, side: blue, start: {{deck: tug}}}}
  drone: {{class: generic_target_drone, nation: BB, side: blue, start: {{airfield: FIELD}}, home: FIELD}}
circuits: {{TG: {{name: Group, kind: voice, band: HF, members: all, range: 200 nmi, delay: 3 s}}}}
"""
    field = "  FIELD: {name: Field, circle: {centre: 39-00.0N 134-40.0E, radius: 2 nmi}, use: airfield}\n"
    fires = "kind: MISSILEX, duration: 40 min, area: BRAVO, circuits: [TG], within: {}"
    for params, target, firer in (("at: air", "drone", "alpha"), ("range: 8 nmi, tow_line: 1 nmi", "raft", "swift")):
        roles = f"firer: {{number: 1}}, target: [{target}]" + (", tug: [tug]" if target == "raft" else "")
        text = HEAD.lstrip().replace("areas:\n", f"areas:\n{field}") + units
        text += f"serials:\n  M: {{{fires}, roles: {{{roles}}}, params: {{{params}}}}}\n"
        found = planned(load_text(text, open_serials=True), library)
        assert found["M"].roles["firer"] == (firer,)


SIDES = UNITS.replace("sides: {blue:", "sides: {orange: {name: opposition, nations: [BB]}, blue:").replace(
    "units:\n",
    f"""units:
  foe: {{class: generic_ffg, nation: BB, side: orange, {AT % 11}}}
  foes_tug: {{class: generic_tug, nation: BB, side: orange, {AT % 13}}}
  foes_raft: {{class: generic_surface_target_towed, nation: BB, side: orange, start: {{deck: foes_tug}}}}
  boat: {{class: generic_ssk, nation: BB, side: orange, start: {{at: 39-20.0N 133-20.0E, depth: 60 m}}}}
""",
)
"""The opposition stands first in the file."""


@pytest.mark.parametrize(
    ("serial", "cast"),
    [
        (f"{SHOOTING}, roles: {{firing: [alpha], target: [raft_a], tug: [tug_a], safety: NEED}}", {"safety": {"blue"}}),
        ("kind: PATROL, duration: 4 h, area: ALFA, circuits: [TG], roles: {otc: NEED, units: NEED}",
         {"otc": {"blue"}, "units": {"blue"}}),
        ("kind: PATROL, duration: 4 h, area: ALFA, circuits: [TG], oce: foe, roles: {otc: [foe], units: NEED}",
         {"units": {"orange"}}),
        ("kind: SURFEX, duration: 3 h, area: ALFA, circuits: [TG], roles: {blue: NEED, orange: NEED}",
         {"blue": {"blue"}, "orange": {"orange"}}),
        ("kind: SURFEX, duration: 3 h, area: ALFA, circuits: [TG], roles: {blue: NEED, orange: [alpha]}",
         {"blue": {"orange"}}),
        ("kind: CASEX, duration: 4 h, area: ALFA, circuits: [TG], roles: {hunters: NEED, submarine: {number: 1}}",
         {"hunters": {"blue"}, "submarine": {"orange"}}),
    ],
)  # fmt: skip
def test_units_are_chosen_of_the_side_that_holds_the_serial_or_of_the_other_where_the_part_opposes(
    library: Library, serial: str, cast: dict[str, set[str]]
) -> None:
    text = serial.replace("NEED", "{number: 1, able: [radar]}")
    exercise = exercise_of(f"  S: {{{text}, within: {{}}}}", units=SIDES)
    for job in jobs_of(exercise, library):
        for role, sides in cast.items():
            assert {exercise.units[unit].side for unit in job.roles[role].able} == sides, role
    facts = Facts(exercise, library)
    found = with_casts_that_hold(
        exercise, library, jobs_of(exercise, library), lambda jobs: solve(facts, jobs)
    ).timetable
    assert found is not None
    for role, sides in cast.items():
        assert {exercise.units[unit].side for unit in found["S"].roles[role]} == sides


def test_a_target_of_the_own_side_comes_first_and_another_where_there_is_none(library: Library) -> None:
    roles = "firing: [alpha], target: {number: 1}, tug: {number: 1}"
    exercise = exercise_of(f"  S: {{{SHOOTING}, within: {{}}, roles: {{{roles}}}}}", units=SIDES)
    (job,) = jobs_of(exercise, library)
    assert set(job.roles["target"].able) == {"raft_a", "raft_b", "buoy"}
    gone = "".join(line for line in SIDES.splitlines(keepends=True) if not line.lstrip().startswith(("raft_", "buoy")))
    (job,) = jobs_of(exercise_of(f"  S: {{{SHOOTING}, within: {{}}, roles: {{{roles}}}}}", units=gone), library)
    assert job.roles["target"].able == ("foes_raft",)


def test_too_few_of_the_own_side_are_told_with_who_else_could_and_of_lets_them(library: Library) -> None:
    many = "kind: PATROL, duration: 4 h, area: ALFA, circuits: [TG], within: {}, roles: {otc: [alpha], units: NEED}"
    with pytest.raises(ScenarioError) as caught:
        exercise_of(f"  P: {{{many.replace('NEED', '{number: 7, able: [gun]}')}}}", units=SIDES)
    (problem,) = caught.value.problems
    assert problem.where == "serials.P.roles.units.number"
    assert problem.allowed.startswith("so many of side `blue` do not exist that can: there are 3: ")
    assert problem.allowed.endswith("; with `of` others may be chosen from: foe")
    meant = exercise_of(f"  P: {{{many.replace('NEED', '{number: 1, able: [gun], of: [orange]}')}}}", units=SIDES)
    assert planned(meant, library)["P"].roles["units"] == ("foe",)


def test_ships_talk_before_helicopters_do(library: Library) -> None:
    """Aircraft have a radio too: they are chosen where a role asks for them, or too few ships are there."""
    talk = "kind: COMMEX, duration: 1 h, circuits: [TG], within: {}"
    for number, flying in ((6, 0), (8, 2)):
        exercise = exercise_of(f"  T: {{{talk}, roles: {{all: {{number: {number}, able: [radio]}}}}}}")
        cast = planned(exercise, library)["T"].roles["all"]
        assert len(cast) == number
        assert len({"helo_a", "helo_b"} & set(cast)) == flying


def test_of_what_is_left_out_it_is_told_why(library: Library) -> None:
    """What clashes with what must be held; and that of two of the same worth there is room for one."""
    patrol = "kind: PATROL, duration: 9 h, circuits: [TG], within: {from: 200100ZJUL23, to: 201500ZJUL23}"
    must = f"  M: {{{patrol}, area: ALFA, roles: {{otc: [alpha]}}}}"
    barred = f"  O: {{{patrol}, area: BRAVO, optional: true, roles: {{otc: [alpha]}}}}"
    some = [f"  {name}: {{{patrol}, area: BRAVO, optional: true, roles: {{otc: [bravo]}}}}" for name in ("P", "Q")]
    exercise = exercise_of(must, barred, *some)
    facts, jobs = Facts(exercise, library), jobs_of(exercise, library)
    found = solve(facts, jobs)
    assert set(found.dropped) == {"O", min({"P", "Q"} & set(found.dropped))}
    whys = left_out(facts, jobs, found.dropped, {})
    assert "K01" in whys["O"]
    assert "alpha" in whys["O"]
    assert "M" in whys["O"]
    (other,) = set(found.dropped) - {"O"}
    assert whys[other] == "it fits only where others that may be left out are"


def test_a_tug_that_is_chosen_has_the_target_on_her_own_deck(library: Library) -> None:
    """Also of a target that another serial has too, whoever is first."""
    roles = "roles: {firing: [alpha], safety: [bravo], target: {number: 1}, tug: TUG}"
    other = "roles: {firing: [alpha], safety: [charlie], target: [raft_a], tug: [tug_a]}"
    wider = "kind: GUNEX-S, duration: 2 h, area: BRAVO, circuits: [TG], params: {line_of_fire: 270T}"
    for tug, due in (("{number: 1}", ("tug_a", "tug_b")), ("[tug_b]", ("tug_b",))):
        mine = f"  S: {{{SHOOTING}, within: {{}}, {roles.replace('TUG', tug)}}}"
        exercise = exercise_of(mine, f"  T: {{{wider}, within: {{}}, {other}}}")
        placed = planned(exercise, library)["S"]
        (target,), (by,) = placed.roles["target"], placed.roles["tug"]
        assert exercise.units[target].start.deck == by
        assert by in due
        fitted = first_fit(Facts(exercise, library), jobs_of(exercise, library)).settled["S"].roles
        assert exercise.units[fitted["target"].named[0]].start.deck == fitted["tug"].named[0]


def test_a_target_that_is_chosen_comes_with_its_ship_whatever_another_serial_leaves_behind(library: Library) -> None:
    """That one may be held later, and what it sets adrift lies in its own area."""
    mine = "roles: {firing: [alpha], safety: [bravo], target: {number: 1}, spotter: {number: 1, able: [radar]}}"
    other = "roles: {firing: [alpha], safety: [charlie], target: [buoy], spotter: [oiler]}"
    fire = SHOOTING.replace("area: BRAVO", "area: ALFA")
    exercise = exercise_of(f"  S: {{{SHOOTING}, within: {{}}, {mine}}}", f"  T: {{{fire}, within: {{}}, {other}}}")
    placed = planned(exercise, library)["S"]
    assert exercise.units[placed.roles["target"][0]].start.deck in placed.units


def test_a_helicopter_that_is_chosen_has_its_deck_there(library: Library) -> None:
    one = f"  F: {{{FLYING}, within: {{}}, params: {{cross_deck: false}}, roles: {{decks: DECKS, aircraft: AIRCRAFT}}}}"
    for decks, aircraft in (("{number: 1}", "{number: 1}"), ("[alpha]", "{number: 1}"), ("{number: 1}", "[helo_a]")):
        exercise = exercise_of(one.replace("DECKS", decks).replace("AIRCRAFT", aircraft))
        placed = planned(exercise, library)["F"]
        assert exercise.units[placed.roles["aircraft"][0]].start.deck in placed.roles["decks"]


CROSSING = f"  F: {{{FLYING}, within: {{from: 200200ZJUL23}}, roles: {{decks: [alpha, bravo], aircraft: [helo_a]}}}}"


def without_bravo(exercise: Exercise, library: Library) -> tuple[Timetable, str]:
    """The programme without a deck, and what is said of that."""
    table = planned(exercise, library)
    placed = placed_by(exercise, table, library)
    event = parse_event("drop bravo from 200100ZJUL23", placed, table)
    found = replan(placed, library, table, (event,), checked((event,), placed, table, None))
    assert found.timetable is not None
    (change,) = found.changes
    return found.timetable, f"{change.text} -- {change.why}"


def test_where_one_of_two_decks_is_lost_another_comes_in(library: Library) -> None:
    after, said = without_bravo(exercise_of(CROSSING), library)
    assert after["F"].roles["decks"][0] == "alpha"
    assert len(after["F"].roles["decks"]) == 2
    assert "bravo drops out from 200100ZJUL23" in said


def test_where_none_can_it_is_told_that_two_are_due(library: Library) -> None:
    """The role has enough with one; who cross from deck to deck have not."""
    no_decks = UNITS.replace("generic_aor", "generic_tug")
    no_decks = no_decks.replace("charlie: {class: generic_ffg", "charlie: {class: generic_fac")
    after, said = without_bravo(exercise_of(CROSSING, units=no_decks), library)
    assert "F" not in {one.serial for one in after.placed}
    assert said.startswith("F is not held -- bravo drops out from 200100ZJUL23; with who is left, to land on each")
    assert "there are two of them" in said


def test_of_serials_whom_the_planner_casts_the_rules_that_clash_are_named_too(library: Library) -> None:
    """Nobody in them is named: what is asked without a rule about roles asks for no conductor either."""
    cast = "roles: {otc: {number: 1, able: [radar]}, units: {number: 1, able: [radar]}}"
    early = (
        f"  EARLY: {{kind: PATROL, duration: 3 h, within: {{from: 200200ZJUL23, to: 200700ZJUL23}}, area: ALFA, {cast}"
    )
    late = (
        f"  LATE: {{kind: PATROL, duration: 3 h, within: {{from: 200800ZJUL23}}, area: BRAVO, {cast}, circuits: [TG]}}"
    )
    exercise = exercise_of(f"{early}, circuits: [TG], after: [LATE]}}", late)
    facts, jobs = Facts(exercise, library), jobs_of(exercise, library)
    assert solve(facts, jobs).timetable is None
    found = why_not(facts, jobs)
    assert found.proven
    assert found.serials == ("EARLY", "LATE")
    assert found.rules == ("K09",)
    assert "K09: EARLY comes after LATE" in found.sentences
    assert found.cures[0].startswith("EARLY need not come after LATE")


def test_how_long_each_who_may_be_chosen_takes_to_leave_a_range_is_one_sentence(library: Library) -> None:
    cast = "roles: {otc: {number: 1, able: [radar]}}"
    near = "  NEAR: {kind: PATROL, duration: 2 h, within: {from: 200500ZJUL23, to: 200700ZJUL23}, area: NEXT, "
    fire = f"  FIRE: {{{SHOOTING}, within: {{from: 200705ZJUL23, to: 200905ZJUL23}}, "
    fire += "roles: {firing: [alpha], safety: [charlie], target: [raft_a], tug: [tug_a]}}"
    next_to = "  NEXT: {circle: {centre: 39-00.0N 134-28.0E, radius: 4 nmi}, use: patrol}\nnations:"
    short = "plan: {rules: {K17: {clear: 5 min}}}\n"
    text = (HEAD.lstrip() + UNITS + short).replace("nations:", next_to, 1)
    text += f"serials:\n{near}{cast}, circuits: [TG]}}\n{fire}\n"
    exercise = load_text(text, open_serials=True)
    facts, jobs = Facts(exercise, library), jobs_of(exercise, library)
    whys = [one for one in why_not(facts, jobs).sentences if "takes to leave the danger area" in one]
    assert len(whys) == 1, str(why_not(facts, jobs).sentences)
    assert "if tug_b" in whys[0]
    assert "oiler" in whys[0]
