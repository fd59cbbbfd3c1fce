"""One mistake at a time: where it is, what was found, what is allowed, what to write."""

import pytest

from tests.scenario.sound import TEXT, changed, line_of, problems

ALPHA = "start: {at: 39-00.0N 133-30.0E, course: 045T, speed: 12 kn}"
RAFT = "start: {deck: tug}"
PORT = "start: {port: Vladivostok, seaward: 42-50.0N 131-40.0E}"
SHOOT_ROLES = "roles: {firing: [alpha], target: [raft], watcher: [tug]}"
DANCE_ROLES = "roles: {guide: [alpha], followers: [bravo]}"
BANK = "[40-00.0N 133-00.0E, 40-00.0N 134-00.0E, 39-30.0N 134-00.0E, 39-30.0N 133-00.0E]"
WEATHER = "sea_state: [{from: 192300ZJUL23, value: 2}, {from: 200600ZJUL23, value: {value: 4, source: BOOK}}]"

ONE: dict[str, tuple[str, str, str, str, str]] = {
    # what: (old, new, where, says, write)
    "a bare speed": (ALPHA, ALPHA.replace("12 kn", "12"), "units.alpha.start.speed", "unit is due", "12 kn"),
    "a speed beyond the hull": (ALPHA, ALPHA.replace("12 kn", "40 kn"), "units.alpha.start.speed", "at most 30 kn", "30 kn"),
    "a ship on land": (ALPHA, ALPHA.replace("39-00.0N 133-30.0E", "36-00.0N 138-00.0E"), "units.alpha.start.at", "on land", ""),
    "a ship inside another": (
        ALPHA,
        ALPHA.replace("39-00.0N 133-30.0E", "39-02.0N 133-30.01E"),
        "units.bravo.start.at",
        "at least 100 m apart",
        "",
    ),
    "two places to start": (ALPHA, ALPHA.replace("at:", "deck: tug, at:"), "units.alpha.start", "one of at, deck", "at: 39-00.0N 133-30.0E"),
    "no place to start": ("start: {deck: tug}", "start: {course: 045T}", "units.raft.start", "one of at, deck", "at: 39-00.0N 133-30.0E"),
    "a port without its seaward point": (PORT, "start: {port: Vladivostok}", "units.tug.start", "seaward", "port: Vladivostok, seaward: 42-50.0N 131-40.0E"),
    "a port's seaward point on land": (PORT, PORT.replace("42-50.0N 131-40.0E", "44-00.0N 132-00.0E"), "units.tug.start.seaward", "on land", ""),
    "a ship at an airfield": (PORT, "start: {airfield: FIELD}", "units.tug.start.airfield", "aircraft alone", ""),
    "a height of a ship": (ALPHA, ALPHA.replace("}", ", height: 5 m}"), "units.alpha.start.height", "aircraft", ""),
    "a depth of a ship": (ALPHA, ALPHA.replace("}", ", depth: 5 m}"), "units.alpha.start.depth", "submarines alone", ""),
    "a deck that is not there": (RAFT, "start: {deck: tugg}", "units.raft.start.deck", "no key of `units`", "tug"),
    "a deck of its own": (RAFT, "start: {deck: raft}", "units.raft.start.deck", "own deck", ""),
    "a ship on a deck": (PORT, "start: {deck: alpha}", "units.tug.start.deck", "aircraft and targets alone", "at: 39-00.0N 133-30.0E"),
    "an unknown class": ("class: ddg_052d", "class: ddg_052", "units.alpha.class", "no class of the library", "ddg_052d"),
    "an unknown nation": ("nation: AA\n", "nation: CC\n", "units.alpha.nation", "no key of `nations`", ""),
    "a nation of another side": ("blue: {nations: [AA, BB]}", "blue: {nations: [BB]}", "units.alpha.nation", "side `blue` has the nations BB", ""),
    "an unknown nation of a side": ("[AA, BB]", "[AA, BB, AB]", "sides.blue.nations.2", "no key of `nations`", ""),
    "an unknown OTC": ("otc: alpha", "otc: alpah", "exercise.otc", "no key of `units`", "alpha"),
    "an OTC without a radio": ("otc: alpha", "otc: raft", "exercise.otc", "needs a unit with a radio", ""),
    "an unknown source": ("source: [BOOK]", "source: [BOOK, BOKO]", "units.bravo.source.1", "no key of `sources`", "BOOK"),
    "an unknown source of a value": ("{value: 4, source: BOOK}", "{value: 4, source: LOOK}", "environment.base.sea_state.1.value.source", "no key of `sources`", "BOOK"),
    "an unknown source of a fact": ("{text: in port, source: BOOK}", "{text: in port, source: BUCH}", "facts.F1.versions.1.source", "no key of `sources`", ""),
    "a strange confidence": ("confidence: low", "confidence: lov", "exercise.names.1.confidence", "one of high, medium, low, design", "low"),
    "a strange key of a long form": ("source: BOOK, confidence: low", "sauce: BOOK", "exercise.names.1.sauce", "no such key", "source"),
    "a strange key": ("  aim: Two", "  aims: Two", "exercise.aims", "no such key", "aim"),
    "a strange section": ("facts:\n", "fact:\n", "fact", "no such key", "facts"),
    "a missing key": ("  otc: alpha\n", "", "exercise.otc", "is due", "otc: ..."),
    "a strange id": ("  trader:\n", "  the trader:\n", "units.the trader", "a name is letters", "the-trader"),
    "a strange word": ("line: rhumb", "line: rumb", "units.trader.route.line", "one of geodesic, rhumb", "rhumb"),
    "text for a mapping": ("{circle: {centre: 39-00.0N 133-30.0E, radius: 10 nmi}, use: manoeuvring}", "round", "areas.ALFA", "mapping is due", ""),
    "a mapping for a list": ("[39-00.0N 132-20.0E, 40-00.0N 132-40.0E]", "{a: 1}", "units.trader.route.waypoints", "a list is due", ""),
    "a switch that is neither": ("ais: on", "ais: maybe", "units.trader.ais", "on or off", "on"),
    "no number": ("hull: 012", "hull: .nan", "units.bravo.hull", "finite number", ""),
    "a sea state beyond the scale": ("value: 2}", "value: 12}", "environment.base.sea_state.0.value", "less than or equal to 9", ""),
    "weather that begins too late": ("192300ZJUL23", "200100ZJUL23", "environment.base.sea_state.0.from", "from the window's start", "200000ZJUL23"),
    "weather out of order": ("{from: 200600ZJUL23", "{from: 192200ZJUL23", "environment.base.sea_state.1.from", "follow each other", ""),
    "water upside down": ("depth: 50 m", "depth: 0 m", "environment.base.profile.1.depth", "go down", ""),
    "a zone on a line": ("area: BANK", "area: TRACK", "environment.zones.fog.area", "not a line", ""),
    "a zone nowhere": ("area: BANK", "area: BANQUE", "environment.zones.fog.area", "no key of `areas`", "BANK"),
    "an area of no shape": ("FIELD: {point: 43-24.0N 132-09.0E, ", "FIELD: {", "areas.FIELD", "one of polygon", ""),
    "an area of two shapes": ("FIELD: {point:", "FIELD: {line: [38-00.0N 133-00.0E, 39-00.0N 133-00.0E], point:", "areas.FIELD", "one of polygon", ""),
    "a polygon that crosses itself": (BANK, "[40-00.0N 133-00.0E, 39-30.0N 134-00.0E, 40-00.0N 134-00.0E, 39-30.0N 133-00.0E]", "areas.BANK.polygon", "don't cross", ""),
    "a polygon of nothing": (BANK, "[40-00.0N 133-00.0E, 40-00.0N 134-00.0E, 40-00.0N 135-00.0E]", "areas.BANK.polygon", "encloses some water", ""),
    "a polygon of two corners": (BANK, "[40-00.0N 133-00.0E, 40-00.0N 134-00.0E]", "areas.BANK", "at least 3 points", ""),
    "a polygon round the pole": (BANK, "[80-00.0N 000-00.0E, 80-00.0N 120-00.0E, 80-00.0N 120-00.0W]", "areas.BANK.polygon", "round the earth", ""),
    "a polygon that stands still": (BANK, "[40-00.0N 133-00.0E, 40-00.0N 133-00.0E, 39-30.0N 134-00.0E, 39-30.0N 133-00.0E]", "areas.BANK.polygon.1", "follows itself", ""),
    "a circle without a radius": ("radius: 10 nmi", "radius: 0 nmi", "areas.ALFA.circle.radius", "more than 0 m", "2.5 nmi"),
    "a route over land": ("40-00.0N 132-40.0E]", "36-00.0N 138-00.0E]", "units.trader.route.waypoints.1", "on land", ""),
    "a route faster than the hull": ("speed: 12 kn, line", "speed: 50 kn, line", "units.trader.route.speed", "at most 15 kn", "15 kn"),
    "a route at no speed": ("speed: 12 kn, line", "speed: 0 kn, line", "units.trader.route.speed", "at some speed", ""),
    "an arrival after the end": ("then: hold", "then: hold, arrive: 210000ZJUL23", "units.trader.route.arrive", "window is", "201200ZJUL23"),
    "a circuit of one": ("members: [alpha, bravo, tug], range: 60 nmi, delay: 5 s, relay: [bravo]", "members: [alpha], range: 60 nmi", "circuits.LINK.members", "at least two members", ""),
    "a member without a radio": ("members: [alpha, bravo, tug]", "members: [alpha, bravo, tug, raft]", "circuits.LINK.members.3", "no radio", ""),
    "a member twice": ("members: [alpha, bravo, tug]", "members: [alpha, bravo, tug, alpha]", "circuits.LINK.members.3", "once", ""),
    "a stranger as member": ("members: [alpha, bravo, tug]", "members: [alpha, bravo, tug, alfa]", "circuits.LINK.members.3", "no key of `units`", "alpha"),
    "everybody misspelt": ("members: [alpha, bravo, tug]", "members: al", "circuits.LINK.members", "one of all", "all"),
    "a relay that is no member": ("relay: [bravo]", "relay: [trader]", "circuits.LINK.relay.0", "member of its circuit", ""),
    "an alternate that is itself": ("alternate: LINK", "alternate: TAC", "circuits.TAC.alternate", "another circuit", ""),
    "an alternate that is not there": ("alternate: LINK", "alternate: LINKS", "circuits.TAC.alternate", "no key of `circuits`", "LINK"),
    "sets that fail at once": ("mean_time_between: 20 h", "mean_time_between: 0 h", "circuits.TAC.failure.mean_time_between", "longer than nothing", ""),
    "an unknown kind": ("kind: DANCE", "kind: DANSE", "serials.DANCE-1.kind", "no serial kind", "DANCE"),
    "an unknown role": (DANCE_ROLES, "roles: {guide: [alpha], follower: [bravo], followers: [tug]}", "serials.DANCE-1.roles.follower", "no role", "followers"),
    "a role that nobody plays": (DANCE_ROLES, "roles: {guide: [alpha]}", "serials.DANCE-1.roles.followers", "at least|1 to 3", "followers: [...]"),
    "too many in a role": (DANCE_ROLES, "roles: {guide: [alpha, bravo], followers: [tug]}", "serials.DANCE-1.roles.guide", "1 unit", ""),
    "a role beyond the unit": (SHOOT_ROLES, SHOOT_ROLES.replace("firing: [alpha]", "firing: [alpha, bravo]").replace("target: [raft]", "target: [tug]").replace("watcher: [tug]", "watcher: [raft]"), "serials.SHOOT-1.roles.target.0", "needs target", "raft"),
    "a stranger in a role": (DANCE_ROLES, "roles: {guide: [alpha], followers: [brava]}", "serials.DANCE-1.roles.followers.0", "no key of `units`", "bravo"),
    "a unit in two roles": (SHOOT_ROLES, SHOOT_ROLES.replace("watcher: [tug]", "watcher: [alpha]"), "serials.SHOOT-1.roles.watcher.0", "plays `firing` already", ""),
    "a neutral in a serial": (SHOOT_ROLES, SHOOT_ROLES.replace("watcher: [tug]", "watcher: [trader]"), "serials.SHOOT-1.roles.watcher.0", "neutral", ""),
    "an OCE that is not there": (f"oce: alpha\n    {DANCE_ROLES}", f"oce: tug\n    {DANCE_ROLES}", "serials.DANCE-1.oce", "on a participant", "alpha"),
    "no area where one is due": ("    area: ALFA\n", "", "serials.DANCE-1.area", "needs an `area`", "area: ALFA"),
    "a serial on a line": ("    area: ALFA\n", "    area: TRACK\n", "serials.DANCE-1.area", "not a line", ""),
    "a serial nowhere": ("    area: ALFA\n", "    area: ALPHA\n", "serials.DANCE-1.area", "no key of `areas`", "ALFA"),
    "neither end nor duration": ("    duration: 90 min\n", "", "serials.DANCE-1", "an end or a duration", "duration: 90 min"),
    "both end and duration": ("duration: 90 min", "duration: 90 min\n    end: 200200ZJUL23", "serials.DANCE-1", "an end or a duration", "duration: 90 min"),
    "an end before the start": ("end: 201130JJUL23", "end: 201030JJUL23", "serials.SHOOT-1.end", "ends after it starts", ""),
    "a window that ends before it starts": ("end: 201200ZJUL23}", "end: 191200ZJUL23}", "exercise.window.end", "ends after it starts", ""),
    "a serial after the window": ("end: 201130JJUL23", "end: 211130JJUL23", "serials.SHOOT-1.end", "window is 200000ZJUL23 to 201200ZJUL23", "201200ZJUL23"),
    "a serial before the window": ("start: 200100ZJUL23", "start: 192330ZJUL23", "serials.DANCE-1.start", "window is", "200000ZJUL23"),
    "a prerequisite that is not there": ("after: [DANCE-1]", "after: [DANCE]", "serials.SHOOT-1.after.0", "no key of `serials`", "DANCE-1"),
    "a serial after itself": ("after: [DANCE-1]", "after: [SHOOT-1]", "serials.SHOOT-1.after.0", "after itself", ""),
    "a circuit that is not there": ("circuits: [TAC]", "circuits: [TIC]", "serials.DANCE-1.circuits.0", "no key of `circuits`", "TAC"),
    "an unknown key of params": ("spacing: 500 yd", "spaceing: 500 yd", "serials.DANCE-1.params.spaceing", "no such key", "spacing"),
    "a bare length in params": ("spacing: 500 yd", "spacing: 500", "serials.DANCE-1.params.spacing", "unit is due", "500 m"),
    "a bare speed deep in params": ("speed: 10 kn}, {", "speed: 10}, {", "serials.DANCE-1.params.evolutions.0.speed", "unit is due", "10 kn"),
    "a strange choice deep in params": ("{formation: line abreast}", "{formation: line abrest}", "serials.DANCE-1.params.evolutions.1.formation", "one of column, line abreast", "line abreast"),
    "a missing key of params": ("params: {range: 4 nmi}", "params: {}", "serials.SHOOT-1.params.range", "is due", "range: 2.5 nmi"),
    "no params where they are due": ("    params: {range: 4 nmi}\n", "", "serials.SHOOT-1.params.range", "is due", "range: 2.5 nmi"),
    "a key given twice": ("    name: Alpha\n", "    name: Alpha\n    name: Beta\n", "units.alpha.name", "given twice", ""),
    "a tag": ("aim: Two", "aim: !!python/name:os.system Two", "exercise.aim", "tags are not read", ""),
}  # fmt: skip


def test_the_text_that_is_spoilt_here_is_sound() -> None:
    assert problems(TEXT) == ()


@pytest.mark.parametrize("what", ONE)
def test_one_mistake_is_one_problem_at_its_place(what: str) -> None:
    import re

    old, new, where, says, write = ONE[what]
    text = changed((old, new))
    (problem, *others) = problems(text)
    assert not others, [str(other) for other in others]
    assert problem.where == where
    assert re.search(says, problem.allowed), str(problem)
    if write or "on land" not in problem.allowed:
        assert problem.write == write, str(problem)
    first = line_of(TEXT, old)
    assert first - 11 <= problem.line <= first + 62
    assert problem.column >= 1


def test_a_problem_reads_as_editors_expect() -> None:
    text = changed((ALPHA, ALPHA.replace("12 kn", "18")))
    (problem,) = problems(text)
    line = line_of(TEXT, ALPHA)
    column = text.splitlines()[line - 1].index("speed") + 1
    assert str(problem) == (
        f"passage.yaml:{line}:{column}: units.alpha.start.speed: found `18`; a speed with a unit is due (kn, m/s, km/h); "
        "write `18 kn`"
    )


def test_what_is_offered_for_a_ship_on_land_is_water() -> None:
    text = changed((ALPHA, ALPHA.replace("39-00.0N 133-30.0E", "43-12.0N 131-55.0E")))
    (problem,) = problems(text)
    assert "on land" in problem.allowed
    assert problems(changed((ALPHA, ALPHA.replace("39-00.0N 133-30.0E", problem.write)))) == ()


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
    at_sea = changed(("class: generic_surface_target_towed", "class: shore_impact_target"), (RAFT, ALPHA.replace("00.0N", "20.0N").replace("course: 045T, speed: 12 kn", "height: 20 m")))  # fmt: skip
    (problem,) = problems(at_sea)
    assert problem.where == "units.raft.start.at"
    assert problems(at_sea.replace("39-20.0N 133-30.0E", "36-00.0N 138-00.0E")) == ()
