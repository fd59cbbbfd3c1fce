"""What a kind itself finds that can't be done in one of its serials: one message, at its place, with what to write."""

import re
from pathlib import Path

import pytest

from fleetex.scenario import Problem, ScenarioError, load_text

TEXT = (Path(__file__).parent / "conduct.yaml").read_text(encoding="utf-8")
ROUTE = "route: [39-00.0N 133-30.0E, 39-20.0N 133-30.0E]"


def problems(*changes: tuple[str, str]) -> tuple[Problem, ...]:
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    try:
        load_text(text, "conduct.yaml")
    except ScenarioError as error:
        return error.problems
    return ()


RESCUE = TEXT[TEXT.index("  RESCUE:\n") :]

ONE = {
    "a target ashore that is another place than its unit": (
        ("target: 42-48.0N 133-24.0E", "target: 42-58.0N 133-24.0E"),
        ("serials.SUPPORT.params.target", "`mark`, which is fired at, stands 10 nmi from there", "42-48.0N 133-24.0E"),
    ),
    "a line of fire whose ships would stand on land": (
        ("line_of_fire: 345T", "line_of_fire: 165T"),
        ("serials.SUPPORT.params.line_of_fire", "would stand on land, at 42-56.2N", ""),
    ),
    "an area that the firing ships of an NGFS find no room in": (
        ("area: COAST\n    oce: alpha", "area: SEA\n    oce: alpha"),
        ("serials.SUPPORT.area", "the water that the firing ships keep to: it has no room for 1 firing ship", ""),
    ),
    "a line of fire that comes over land": (
        ("line_of_fire: 000T", "line_of_fire: 180T"),
        ("serials.SHOOT.params.line_of_fire", "comes from or over land, at 42-50.0N", "000T"),
    ),
    "an oiler asked for more than she makes": (
        ("params: {speed: 12 kn, amount", "params: {speed: 25 kn, amount"),
        ("serials.HOSE.params.speed", "`oiler` sails at it and makes at most 19 kn", "19 kn"),
    ),
    "a patrol that goes nowhere": (
        ("duration: 2 h, area: SEA, oce: alpha, roles: {otc", "duration: 2 h, oce: alpha, roles: {otc"),
        ("serials.LOOK.area", "follows a `route` .in its params. or holds an `area`", "area: SEA"),
    ),
    "a patrol faster than its leader": (
        ("params: {speed: 14 kn}", "params: {speed: 45 kn}"),
        ("serials.LOOK.params.speed", "`alpha` sails at it and makes at most 30 kn", "30 kn"),
    ),
    "a guide asked for more than she makes": (
        ("{speed: 14 kn}]", "{speed: 50 kn}]"),
        ("serials.DANCE.params.evolutions.4.speed", "the guide, `alpha`, makes at most 30 kn", "30 kn"),
    ),
    "a tow faster than the tug": (
        ("tow_speed: 6 kn", "tow_speed: 20 kn"),
        ("serials.SHOOT.params.tow_speed", "`tug` sails at it and makes at most 13 kn", "13 kn"),
    ),
    "too many evolutions for the window": (
        ("interval: 12 min", "interval: 20 min"),
        (
            "serials.DANCE.duration",
            "it takes at least 1 h 21 min 25 s: 5 evolutions, with `interval` .20 min",
            "85 min",
        ),
    ),
    "too much fuel for the window": (
        ("amount: 100 t", "amount: 3000 t"),
        ("serials.HOSE.end", "it takes at least .* 6000 t to 2 ships, 2 at a time", ""),
    ),
    "a window in which no hose can be passed": (
        ("end: 200400ZJUL23\n    oce: oiler", "end: 200210ZJUL23\n    oce: oiler"),
        ("serials.HOSE.end", "it takes at least .* to connect", ""),
    ),
    "a tug whose target stands on another ship": (
        ("start: {deck: tug}", "start: {deck: oiler}"),
        ("serials.SHOOT.roles.tug.0", "`raft` stands on the deck of `oiler`.*start on the deck of `tug`", ""),
    ),
    "a search without anything to search for": (
        (", datum: [dinghy], layer", ", layer"),
        ("serials.RESCUE.roles.datum", "missing: role `datum` is due, 1 unit: the raft", ""),
    ),
    "a search without an area": (
        ("area: SEA\n    oce: bravo", "oce: bravo"),
        ("serials.RESCUE.area", "a SAREX needs an `area`: SEA", "area: SEA"),
    ),
    "a raft put in the water outside the area": (
        ("assembly: 6 nmi}", "datum: 39-20.0N 133-30.0E}"),
        ("serials.RESCUE.params.datum", "inside the area, `SEA`; its middle is 39-00.0N", "39-00.0N 133-30.0E"),
    ),
    "a raft put in the water ashore": (
        ("assembly: 6 nmi}", "datum: 42-58.0N 133-24.0E}"),
        ("serials.RESCUE.params.datum", "is on land .Natural Earth", ""),
    ),
    "searchers who would wait ashore": (
        (
            RESCUE,
            RESCUE.replace("area: SEA", "area: COAST").replace(
                "assembly: 6 nmi", "datum: 42-37.0N 133-24.0E, assembly: 15 nmi, assembly_bearing: 000T"
            ),
        ),
        ("serials.RESCUE.params.assembly_bearing", "the searchers would wait on land", ""),
    ),
    "tracks no distance apart": (
        ("track_spacing: 2 nmi", "track_spacing: 0 nmi"),
        ("serials.RESCUE.params.track_spacing", "at least 0.1 nmi", ""),
    ),
    "tracks that leave the box unsearched": (
        ("track_spacing: 2 nmi", "track_spacing: 7 nmi"),
        ("serials.RESCUE.params.track_spacing", "leave the box, 6 nmi wide", "3 nmi"),
    ),
    "a raft on another deck than the layer's": (
        ("start: {deck: oiler}", "start: {deck: tug}"),
        ("serials.RESCUE.roles.datum.0", "from her own deck: let it start on the deck of `oiler`", ""),
    ),
    "a search that its co-ordinator does not conduct": (
        ("oce: bravo", "oce: tug"),
        ("serials.RESCUE.oce", "the on-scene co-ordinator .role `osc`. conducts a SAREX", "bravo"),
    ),
    "a search that is over before it begins": (
        ("{search_radius: 3 nmi", "{reported_after: 90 min, search_radius: 3 nmi"),
        ("serials.RESCUE.duration", "it takes at least 2 h: it is reported after", "120 min"),
    ),
    "a search ship asked for more than she makes": (
        ("track_spacing: 2 nmi", "speed: 15 kn"),
        ("serials.RESCUE.params.speed", "`tug` sails at it and makes at most 13 kn", "13 kn"),
    ),
    "a link alone to talk on": (
        ("circuits: [TAC, DATA]", "circuits: [DATA]"),
        ("serials.CALLS.circuits", "`DATA` is a data link.*voice circuits are: TAC", "[TAC]"),
    ),
}


def test_what_is_spoilt_here_is_sound() -> None:
    assert problems() == ()


@pytest.mark.parametrize("what", ONE)
def test_what_cannot_be_done_is_one_problem_at_its_place(what: str) -> None:
    change, (where, says, write) = ONE[what]
    (problem, *others) = problems(change)
    assert not others, [str(other) for other in others]
    assert problem.where == where
    assert re.search(says, problem.allowed), str(problem)
    if write:
        assert problem.write == write, str(problem)


def test_what_is_advised_for_a_window_too_short_is_long_enough() -> None:
    """What else is then told is of serials that overlap."""
    for key, change in (
        ("duration: 50 min", ("interval: 12 min", "interval: 20 min")),
        ("end: 200400ZJUL23", ("amount: 100 t", "amount: 3000 t")),
    ):
        (problem,) = problems(change)
        longer = f"{key.split(':')[0]}: {problem.write}\n    "
        old = next(line for line in TEXT.splitlines() if line == f"    {key}") + "\n    "
        assert not any("takes at least" in one.allowed for one in problems(change, (old, f"    {longer}")))


def test_a_speed_that_stands_in_the_kind_alone_is_named_as_such() -> None:
    (problem,) = problems(
        ("params: {speed: 14 kn}", "params: {spacing: 1000 yd}"),
        ("oce: alpha, roles: {otc: [alpha]", "oce: tug, roles: {otc: [tug]"),
    )
    assert problem.where == "serials.LOOK.params.speed"
    assert "(`speed` unless given)" in problem.allowed
    assert problem.write == "speed: 13 kn"


ELSEWHERE = ("start: {deck: tug}", "start: {deck: oiler}")
SHOOT = TEXT[TEXT.index("  SHOOT:\n") : TEXT.index("  SUPPORT:\n")]
AGAIN = SHOOT.replace("SHOOT:", "AGAIN:").replace("200700Z", "200910Z")


def test_a_tug_whose_target_stands_on_another_tug_is_told_of_her() -> None:
    hose = TEXT[TEXT.index("  HOSE:\n") : TEXT.index("  LOOK:\n")]
    (problem,) = problems(("class: aor_903a", "class: generic_tug"), (hose, ""), ELSEWHERE)
    assert problem.where == "serials.SHOOT.roles.tug.0"
    assert "give `oiler` this role" in problem.allowed
    assert problem.write == "oiler"


def test_a_target_that_was_put_in_the_water_before_may_be_towed_by_another() -> None:
    adrift = SHOOT.replace(", tug: [tug]", "").replace("oce: tug", "oce: alpha").replace(", tow_speed: 6 kn", "")
    assert problems(ELSEWHERE, (SHOOT, adrift + AGAIN)) == ()
    assert [one.where for one in problems(ELSEWHERE, (SHOOT, SHOOT + AGAIN))] == ["serials.SHOOT.roles.tug.0"]


def test_a_patrol_with_a_route_needs_no_area() -> None:
    area = "duration: 2 h, area: SEA, oce: alpha, roles: {otc"
    assert problems((area, area.replace("area: SEA, ", "")), ("params: {speed: 14 kn}", f"params: {{{ROUTE}}}")) == ()


def test_nothing_is_doubted_that_rests_on_a_value_told_to_be_wrong() -> None:
    said = problems(("duration: 50 min\n    area", "duration: 5\n    area"), ("interval: 12 min", "interval: 20"))
    assert [problem.where for problem in said] == ["serials.DANCE.duration", "serials.DANCE.params.interval"]
    said = problems(("target: 42-48.0N 133-24.0E", "target: nowhere"))
    assert [problem.where for problem in said] == ["serials.SUPPORT.params.target"]


def test_more_units_than_a_run_holds_are_refused_with_the_limit() -> None:
    bravo = next(line for line in TEXT.splitlines() if line.startswith("  bravo: "))
    places = (f"{n // 100 + 20}-{n % 60:02d}.0N {n % 100 + 150}-30.0E" for n in range(1000))
    ships = [f"  s{n}: {bravo[9:].replace('39-02.0N 133-30.0E', place)}" for n, place in enumerate(places)]
    said = problems((bravo, "\n".join([bravo, *ships])))
    assert ["at most 1,000 units" in problem.allowed for problem in said if problem.where == "units"] == [True]
