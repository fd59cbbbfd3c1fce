"""Whole programmes that cannot be, by rules that work together, put to the command: the fewest serials that clash are
named, with unit, time and rule; what is in nobody's way is not; and a cure that is told, once written, cures."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from fleetex.cli.planning import plan
from tests.plan.known_clashes import FREE, Tree, hours, merged, patrol, with_cure, written
from tests.plan.made_programmes import serial

OTHERS = [
    patrol("ASIDE", "1 h", hours("010130", "040000"), "FAR", "oiler"),
    patrol("BESIDE", "1 h", hours("020130", "040000"), "SEA", "boat"),
]
"""What is in nobody's way."""
BY_DAY = ", limits: {visibility_min: 0 m, sea_state_max: 9, daylight: true}"
FORMATION = "guide: [alpha], followers: [delta]"
HOSES = "delivering: [oiler], receiving: [echo]"
HUNT = "hunters: [alpha], submarine: [boat]"
NO_SAFETY_SHIP = {"rules": {"K19": {"roles": {"GUNEX-S": []}}}}


class Impossible(NamedTuple):
    """A programme, the rules by which its serials clash, what is said of that, and what one of the cures says."""

    lines: list[str]
    rules: set[str]
    said: tuple[str, ...]
    cure: str
    plan: Tree = {}  # noqa: RUF012


def shoot(
    name: str, firing: str, window: str, lasting: str = "2 h", more: str = FREE, salvoes: int = 4, **at: str
) -> str:
    cast = f"firing: {firing}, target: [raft], tug: [tug]"
    params = f", params: {{line_of_fire: 090T, range: 3 nmi, salvoes: {salvoes}, rounds: 10}}"
    return serial(name, "GUNEX-S", lasting, window, f"areas: [{at.get('area', 'A')}]", cast, params + more)


def flight(name: str) -> str:
    cast = "decks: [alpha], aircraft: [helo]"
    window = hours("010700", "011500")
    return serial(name, "FLYEX", "1 h", window, "areas: [A]", cast, f", params: {{cross_deck: false}}{BY_DAY}")


PROGRAMMES = {
    "a ship cannot go out and come back in a day, though each leg would do": Impossible(
        [
            patrol("P-1", "2 h", hours("010100", "010400"), "A", "alpha"),
            patrol("P-2", "2 h", hours("010400", "011600"), "FAR", "alpha"),
            patrol("P-3", "2 h", hours("011300", "011900"), "A", "alpha"),
        ],
        {"K02"},
        ("K02: alpha needs 7 h 10 min from P-1 to P-2", "K02: alpha needs 7 h 10 min from P-2 to P-3"),
        "P-3 may end later",
    ),
    "two patrols by day take one water": Impossible(
        [
            patrol(f"P-{number}", "3 h 30 min", hours("010400", "011500"), "A", ship, BY_DAY)
            for number, ship in enumerate(("alpha", "delta"), 1)
        ],
        {"K03", "K06"},
        ("P-1 in A and P-2 in A cannot be held at once", "barred from 011038ZJUL23 to 011500ZJUL23: it is held by day"),
        "P-2 takes 3 h 5 min, 25 min less",
    ),
    "night, then fog, leave a long shoot too little": Impossible(
        [shoot("G-1", "[alpha]", hours("021800", "030300"), "5 h", "")],
        {"K06", "K08"},
        ("K06: G-1 in A is barred from 021800ZJUL23", "K08: G-1 in A is barred from 030000ZJUL23 to 030300ZJUL23"),
        "G-1 takes 4 h 10 min",
    ),
    "a live shoot by day waits for a dry one": Impossible(
        [
            shoot("G-DRY", "[delta]", hours("010800", "011400"), more=f", hazard: {{live: false}}{FREE}"),
            shoot("G-LIVE", "[alpha]", hours("010200", "011400"), more=BY_DAY),
        ],
        {"K06", "K09"},
        ("K09: G-LIVE comes after a dry GUNEX-S, G-DRY", "K06: G-LIVE in A is barred from 011038ZJUL23"),
        "G-DRY may begin earlier",
    ),
    "two magazines do not last for three shoots": Impossible(
        [
            shoot(f"G-{n}", "{number: 1, among: [alpha, delta]}", hours("010130", "040000"), salvoes=20)
            for n in (1, 2, 3)
        ],
        {"K11", "K20"},
        ("K11: no more rounds are planned than are in the magazine: alpha has 300 rounds; delta has 300 rounds",),
        "G-3 fires 10 salvoes, 10 fewer",
    ),
    "fuel is passed only after manoeuvres that come too late": Impossible(
        [
            patrol("P-1", "20 h", hours("010130", "020230"), "A", "echo"),
            serial("M-1", "MANEX", "2 h", hours("012200", "020100"), "areas: [B]", FORMATION, FREE),
            serial("R-1", "RAS-L", "3 h", hours("010130", "020600"), "areas: [A]", HOSES, FREE),
        ],
        {"K01", "K09", "K10"},
        ("K09: R-1 comes after a MANEX, M-1", "echo begins with 34 %, her reserve is 30 %"),
        "echo begins with 37 %",
    ),
    "three sorties from one deck before dark": Impossible(
        [flight("F-1"), flight("F-2"), flight("F-3")],
        {"K06", "K13"},
        ("K13: helo on the deck of alpha: 1 h 30 min lie between launches for F-1 and F-2", "011038ZJUL23"),
        "F-1 takes 35 min",
        {"rules": {"K01": {"setup": "0 min", "teardown": "0 min"}}},
    ),
    "a submarine comes too near below": Impossible(
        [
            serial("C-1", "CASEX", "3 h", hours("010130", "010500"), "areas: [A]", HUNT,
                   f", levels: {{from: 90 m, to: 300 m, of: depth}}{FREE}"),
            patrol("P-1", "2 h", hours("010130", "010500"), "A", "delta",
                   f", levels: {{from: 1 m, to: 70 m, of: depth}}{FREE}"),
        ],
        {"K03"},
        ("the depths of P-1 and C-1 lie 20 m apart, and K15 asks for 30 m",),
        "K15: what lies between depth bands is 20 m",
    ),
    "one target is wanted in two waters": Impossible(
        [
            shoot("G-1", "[alpha]", hours("010130", "010430")),
            shoot("G-2", "[delta]", hours("010130", "010430"), area="B"),
        ],
        {"K01"},
        ("K01: raft, tug cannot be in G-1 and G-2 at once",),
        "G-2 may end later",
    ),
    "warnings are out when the light goes": Impossible(
        [shoot("G-1", "[alpha]", hours("010130", "011600"), more=BY_DAY)],
        {"K05", "K06"},
        ("K05: G-1 in A is barred from 010130ZJUL23 to 010845ZJUL23", "K06: G-1 in A is barred from 011038ZJUL23"),
        "K05: the lead of NOTAMs is 6 d 23 h",
        {"as_of": "240845ZJUN23"},
    ),
    "a range is left, and watched clear, until it is dark": Impossible(
        [
            patrol("P-1", "2 h", hours("010640", "010840"), "A", "delta"),
            shoot("G-1", "[alpha]", hours("010640", "011400"), "1 h 50 min", BY_DAY),
        ],
        {"K06", "K17"},
        ("K17: G-1 is live", "K06: G-1 in A is barred from 011038ZJUL23"),
        "G-1 takes 1 h 35 min, 15 min less",
    ),
}  # fmt: skip


def put(tree: Tree, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, Tree]:
    file = folder / "programme.yaml"
    file.write_text("".join(f"{key}: {json.dumps(part)}\n" for key, part in tree.items()), encoding="utf-8")
    code = 0
    try:
        plan(file, None, (), check=False, timetable_file=None, time_limit_s=60.0, as_json=True)
    except SystemExit as left:
        code = int(str(left.code))
    said = capsys.readouterr()
    assert said.out, said.err
    answer: Tree = json.loads(said.out)
    return code, answer


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_programme_that_cannot_be_is_told_why_and_cured(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = PROGRAMMES[name]
    tree = merged(written([*OTHERS, *one.lines], NO_SAFETY_SHIP), {"plan": one.plan})
    own = set(tree["serials"]) - {"ASIDE", "BESIDE"}
    code, answer = put(tree, tmp_path, capsys)
    assert code == 3
    assert set(answer["serials"]) == own
    assert set(answer["rules"]) == one.rules
    assert answer["proven"]
    sentences = "\n".join(answer["sentences"])
    for said in one.said:
        assert said in sentences
    assert all(any(f"{rule}: " in line for line in answer["sentences"]) for rule in one.rules)
    (cure,) = [cure for cure in answer["cures"] if cure.startswith(one.cure)]
    code, answer = put(with_cure(tree, cure), tmp_path, capsys)
    assert code == 0
    assert own <= set(answer["serials"])


def test_no_cure_sets_a_rule_aside_where_something_can_be_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = written(
        [*OTHERS, *PROGRAMMES["a ship cannot go out and come back in a day, though each leg would do"].lines], {}
    )
    _, answer = put(tree, tmp_path, capsys)
    assert not any("set aside" in cure for cure in answer["cures"])
    assert all("`" in cure for cure in answer["cures"])  # each with the key to write
