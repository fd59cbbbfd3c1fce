"""What cures a clash is a number with the key to write: written into the file it cures, and a little less does not."""

import json
import re

import pytest
from ruamel.yaml import YAML

from fleetex.library import Library, load_library
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import jobs_of
from fleetex.plan.reasons import WhyNot, why_not
from fleetex.plan.solve import solve
from fleetex.scenario import load_text
from tests.plan.known_clashes import FREE, Tree, hours, merged, patrol, shoot, with_cure, written
from tests.plan.made_programmes import serial


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


NOON = hours("010200", "010500")
CLASHES: dict[str, tuple[list[str], Tree, str, str]] = {
    "K01": (
        [
            patrol("X-1", "2 h", hours("010600", "010800"), "A", "alpha"),
            patrol("X-2", "2 h", hours("010820", "011020"), "A", "alpha"),
        ],
        {},
        "K01: set-up is 5 min, 10 min less (`plan: {rules: {K01: {setup: 5 min}}}`)",
        "plan: {rules: {K01: {setup: 6 min}}}",
    ),
    "K02": (
        [
            patrol("X-1", "2 h", hours("010600", "010800"), "A", "alpha"),
            patrol("X-2", "2 h", hours("011500", "011700"), "FAR", "alpha"),
        ],
        {},
        r"K02: the margin of passages is (\d+) min",
        "plan: {rules: {K02: {margin: 30 min}}}",
    ),
    "K03": (
        [
            shoot(NOON, FREE),
            patrol("X-2", "3 h", NOON, "B", "oiler"),
        ],
        {"rules": {"K04": {"apply": "off"}}},
        r"K03: the buffer about live fire is .* less \(`plan: \{rules: \{K03: \{buffer: ",
        "plan: {rules: {K03: {buffer: 4.9 nmi}}}",
    ),
    "K04": (
        [shoot(NOON, FREE), patrol("X-2", "3 h", NOON, "B", "oiler")],
        {"rules": {"K03": {"apply": "off"}}},
        r"X-1 fires along \d+T",
        "serials: {X-1: {params: {line_of_fire: 095T}}}",
    ),
    "K05": (
        [shoot(NOON, FREE)],
        {"as_of": "260000ZJUN23"},
        "K05: the lead of NOTAMs is 5 d 3 h, 1 d 21 h less (`plan: {rules: {K05: {notam: 5 d 3 h}}}`)",
        "plan: {rules: {K05: {notam: 5 d 4 h}}}",
    ),
    "K06": (
        [shoot(hours("011000", "011400"), ", limits: {visibility_min: 0 m, sea_state_max: 9}")],
        {},
        "X-1 is allowed by night (`limits: {daylight: false}`)",
        "serials: {X-1: {limits: {daylight: true}}}",
    ),
    "K07": (
        [shoot(hours("020000", "020400"))],
        {},
        "X-1 is allowed in sea state 5, not 4 at most (`limits: {sea_state_max: 5}`)",
        "serials: {X-1: {limits: {sea_state_max: 4}}}",
    ),
    "K08": (
        [shoot(hours("030000", "030400"), ", limits: {sea_state_max: 9}")],
        {},
        r"X-1 is allowed with 2 nmi of visibility, not 5 nmi \(`",
        "plan: {rules: {K08: {fire: 2.1 nmi}}}",
    ),
    "K09": (
        [
            patrol("X-1", "2 h", hours("010600", "010900"), "A", "alpha"),
            patrol("X-2", "2 h", hours("010500", "010730"), "B", "oiler", f", after: [X-1]{FREE}"),
        ],
        {},
        "X-2 need not come after X-1 (leave it out of `after`)",
        "serials: {X-2: {after: [X-1]}}",
    ),
    "K10": (
        [patrol("X-1", "20 h", hours("010000", "030000"), "A", "echo")],
        {},
        r"echo begins with (\d+) %, (\d+) % more \(`fuel: \d+ %`\)",
        "units: {echo: {fuel: 35 %}}",
    ),
    "K11": (
        [shoot(NOON, FREE, params="line_of_fire: 090T, range: 3 nmi, salvoes: 60, rounds: 10")],
        {},
        r"X-1 fires (\d+) salvoes, (\d+) fewer \(`params: \{salvoes: \d+\}`\)",
        "serials: {X-1: {params: {salvoes: 59}}}",
    ),
    "K13": (
        [
            serial(
                "X-1",
                "FLYEX",
                "1 h",
                hours("010200", "010300"),
                "areas: [A]",
                "decks: [alpha], aircraft: [helo]",
                f", params: {{cross_deck: false}}{FREE}",
            ),
            serial(
                "X-2",
                "FLYEX",
                "1 h",
                hours("010315", "010415"),
                "areas: [A]",
                "decks: [alpha], aircraft: [helo]",
                f", params: {{cross_deck: false}}{FREE}",
            ),
        ],
        {"rules": {"K01": {"apply": "off"}}},
        "K13: the deck cycle is 1 h 15 min, 15 min less (`plan: {rules: {K13: {cycle: 1 h 15 min}}}`)",
        "plan: {rules: {K13: {cycle: 80 min}}}",
    ),
    "K14": (
        [
            serial(
                "X-1",
                "CASEX",
                "2 h",
                hours("010300", "010900"),
                "areas: [B]",
                "hunters: [delta], submarine: [boat], helicopters: [helo]",
                FREE,
            )
        ],
        {"rules": {"K14": {"reserve": "60 %"}}},
        r"K14: an aircraft's reserve of endurance is (\d+) %, (\d+) % less",
        "plan: {rules: {K14: {reserve: 59 %}}}",
    ),
    "K15": (
        [serial("X-1", "CASEX", "2 h", NOON, "areas: [A]", "hunters: [alpha, delta], submarine: [boat]", FREE)],
        {"rules": {"K15": {"depth": "3000 m"}}},
        "K15: the least depth for a submarine is 2000 m, 1000 m less (`plan: {rules: {K15: {depth: 2000 m}}}`)",
        "plan: {rules: {K15: {depth: 2001 m}}}",
    ),
    "K16": (
        [
            patrol("X-1", "2 h", hours("010200", "010500"), "A", "alpha"),
            patrol("X-2", "2 h", hours("010200", "010500"), "B", "oiler"),
        ],
        {"rules": {"K16": {"distance": "2 nmi"}}},
        "K16: the distance between areas is 1.15 nmi, 1574 m less (`plan: {rules: {K16: {distance: 1.15 nmi}}}`)",
        "plan: {rules: {K16: {distance: 1.2 nmi}}}",
    ),
    "K17": (
        [
            patrol("X-2", "2 h", hours("010000", "010200"), "A", "oiler"),
            shoot(hours("010210", "010410"), FREE),
        ],
        {},
        "K17: the time that a range is watched clear is 10 min, 5 min less (`plan: {rules: {K17: {clear: 10 min}}}`)",
        "plan: {rules: {K17: {clear: 11 min}}}",
    ),
    "K18": (
        [patrol("X-1", "2 h", hours("010200", "010500"), "A", "delta")],
        {"rules": {"K18": {"cleared": {"BB": "010500ZJUL23"}}}},
        "BB is cleared from 010300ZJUL23, 2 h earlier (`plan: {rules: {K18: {cleared: {BB: 010300ZJUL23}}}}`)",
        "plan: {rules: {K18: {cleared: {BB: 010400ZJUL23}}}}",
    ),
    "K20": (
        [
            serial(
                "X-1",
                "MANEX",
                "2 h",
                NOON,
                "areas: [A]",
                "guide: [alpha], followers: {number: 2, among: [alpha, delta]}",
                FREE,
            ),
        ],
        {},
        "X-1 makes do with 1 as `followers` (`followers: {number: 1}`)",
        "serials: {X-1: {roles: {followers: {number: 2}}}}",
    ),
    "K21": (
        [shoot(NOON, FREE, params="line_of_fire: 090T, range: 3 nmi, tow_line: 600 m")],
        {},
        "X-1 tows its target on 1 nmi (`params: {tow_line: 1 nmi}`)",
        "serials: {X-1: {params: {tow_line: 700 m}}}",
    ),
    "K22": (
        [patrol("X-1", "2 h", NOON, "A", "alpha", f", circuits: [TG]{FREE}")],
        {"rules": {"K22": {"cleared": ["HF"]}}},
        "UHF cleared too (`plan: {rules: {K22: {cleared: [HF, UHF]}}}`)",
        "plan: {rules: {K22: {cleared: [HF, VHF]}}}",
    ),
    "K25": (
        [patrol("X-1", "2 h", hours("010200", "010500"), "A", "alpha")],
        {"rules": {"K25": {"wash_up": "031200ZJUL23"}}},
        "K25: the time from the last serial to the wash-up is",
        "plan: {rules: {K25: {within: 54 h}}}",
    ),
    "K26": (
        [shoot(NOON, FREE)],
        {"rules": {"K26": {"prohibited": ["SEA"]}}},
        r"X-1 fires along \d+T",
        "serials: {X-1: {params: {line_of_fire: 100T}}}",
    ),
}
"""By rule: serials that clash, what the plan says besides, a cure that is told, and a little less, that does not do."""


def asked(tree: Tree, library: Library) -> WhyNot | None:
    """The reasons, or None if it can be held."""
    exercise = load_text(json.dumps(tree), open_serials=True)
    facts, jobs = Facts(exercise, library), jobs_of(exercise, library)
    return None if solve(facts, jobs).timetable is not None else why_not(facts, jobs)


@pytest.mark.parametrize("rule", CLASHES)
def test_a_cure_written_into_the_file_cures_and_a_little_less_does_not(rule: str, library: Library) -> None:
    lines, plan, told, less = CLASHES[rule]
    why = asked(written(lines, plan), library)
    assert why is not None
    assert rule in why.rules
    assert set(why.serials) == set(YAML(typ="safe").load("\n".join(lines)))
    (cure, *_) = [cure for cure in why.cures if told in cure or re.match(told, cure)] or [""]
    assert cure, why.cures
    assert asked(with_cure(written(lines, plan), cure), library) is None
    assert asked(merged(written(lines, plan), YAML(typ="safe").load(less)), library) is not None


def test_fuel_that_does_not_last_is_cured_by_a_replenishment_where_there_is_room_for_one(library: Library) -> None:
    why = asked(written(CLASHES["K10"][0], {}), library)
    assert why is not None
    (cure,) = [one for one in why.cures if "replenished" in one]
    found = re.match(
        r"echo is replenished by oiler in another RAS-L of 3 h: there is room for it in A at (\w+ZJUL23)", cure
    )
    assert found is not None, cure
    ends = f"{found[1][:2]}{int(found[1][2:4]) + 3:02d}{found[1][4:6]}"
    window = hours(found[1][:6], ends)
    ras = serial("RAS", "RAS-L", "3 h", window, "areas: [A]", "delivering: [oiler], receiving: [echo]", FREE)
    assert asked(written([*CLASHES["K10"][0], ras], {}), library) is None


def test_no_serial_is_told_to_make_do_with_fewer_than_its_kind_asks_for(library: Library) -> None:
    roles = "guide: [alpha], followers: {number: 1, among: [alpha]}"
    why = asked(written([serial("X-1", "MANEX", "2 h", NOON, "areas: [A]", roles, FREE)], {}), library)
    assert why is not None
    assert why.rules == ("K20",)
    assert [cure for cure in why.cures if "makes do" in cure] == []


def test_a_shoot_in_a_rough_sea_fits_if_the_sea_is_calm_sooner_or_for_longer(library: Library) -> None:
    tree = written([shoot(hours("020000", "020700"), params="line_of_fire: 090T, range: 3 nmi, tow_line: 1 nmi")], {})
    why = asked(tree, library)
    assert why is not None
    assert "the sea in A is forecast 4 or less from 020500ZJUL23 on, 1 h sooner" in why.cures
    assert why.cures[-1].startswith("the sea")  # after all that a planner can do
    assert not any("2 h longer" in cure for cure in why.cures)  # more than an hour is asked of no weather then
    sea = tree["environment"]["base"]["sea_state"]
    sea[2]["from"] = "020500ZJUL23"
    assert asked(tree, library) is None
    sea[2]["from"] = "020505ZJUL23"
    assert asked(tree, library) is not None


def test_what_only_the_sun_could_mend_is_told_last_and_only_where_little_is_asked(library: Library) -> None:
    """Sunset in A is at 1033Z: a shoot that cannot end before noon, then one that wants some minutes more."""
    night = asked(written([shoot(hours("011000", "011600"))], {}), library)
    assert night is not None
    assert night.rules == ("K06",)
    assert not any(cure.startswith(("sunset", "sunrise")) for cure in night.cures)
    dusk = asked(written([shoot(hours("010845", "011100"))], {}), library)
    assert dusk is not None
    assert re.fullmatch(r"sunset is \d+ min later", dusk.cures[-1])
    assert not any(cure.startswith("sun") for cure in dusk.cures[:-1])


def test_what_clashes_besides_is_told_with_the_first_cure_done(library: Library) -> None:
    calm = ", limits: {visibility_min: 0 m, sea_state_max: 2}"
    lines = [*CLASHES["K07"][0], patrol("Y-1", "2 h", hours("011000", "011300"), "B", "oiler", calm)]
    why = asked(written(lines, {}), library)
    assert why is not None
    assert {why.serials, why.next.serials if why.next is not None else ()} == {("X-1",), ("Y-1",)}
    assert why.next is not None
    assert why.next.next is None


def test_of_two_rules_that_bar_one_serial_each_is_told_with_what_cures_it(library: Library) -> None:
    lines = [shoot(hours("020000", "020400"), params="line_of_fire: 090T, range: 3 nmi, tow_line: 600 m")]
    why = asked(written(lines, {}), library)
    assert why is not None
    assert why.next is not None
    assert not why.cures_all
    assert {why.rules, why.next.rules} == {("K07",), ("K21",)}
