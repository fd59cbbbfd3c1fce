"""What `check` finds that can't be done in a LINKEX: one message, at its place, with what to write."""

import re

import pytest

from fleetex.scenario import Problem, ScenarioError, load_text

TEXT = """\
fleetex: 1
exercise: {id: link, names: [Link], window: {start: 200000ZJUL23, end: 201200ZJUL23}, zone: "UTC", otc: alpha}
environment: {base: {wind: {speed: 10 kn, from: 220T}, sea_state: 2, visibility: 8 nmi}}
nations: {AA: {name: one}, BB: {name: two}}
sides: {blue: {nations: [AA, BB]}}
units:
  alpha: {class: ddg_052d, nation: AA, side: blue, start: {at: 39-00.0N 133-30.0E}}
  bravo: {class: ffg_054a, nation: AA, side: blue, start: {at: 39-02.0N 133-30.0E}}
  carol: {class: bpk_1155, nation: BB, side: blue, start: {at: 39-04.0N 133-30.0E}}
  delta: {class: bpk_1155, nation: BB, side: blue, start: {at: 39-06.0N 133-30.0E}}
circuits:
  TAC: {kind: voice, band: HF, range: 300 nmi}
  DATA: {kind: link, band: UHF, range: 60 nmi, members: [alpha, bravo, carol], relay: [bravo]}
  OTHERS: {kind: link, band: UHF, range: 60 nmi, members: [carol, delta]}
serials:
  LINK:
    kind: LINKEX
    start: 200100ZJUL23
    duration: 80 min
    oce: alpha
    roles: {all: [alpha, bravo, carol]}
    circuits: [TAC]
    params:
      link: DATA
      relay: bravo
      silence: 8 min
      check_every: 12 min
"""
LINK, PARAMS = "      link: DATA\n", "serials.LINK.params."


def problems(*changes: tuple[str, str]) -> tuple[Problem, ...]:
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    try:
        load_text(text, "link.yaml")
    except ScenarioError as error:
        return error.problems
    return ()


ONE = {
    "a LINKEX without a link": (
        (LINK, ""),
        (PARAMS + "link", "a LINKEX exercises a data link.*data links are: DATA, OTHERS", "link: DATA"),
    ),
    "a link that is not there": (
        (LINK, "      link: DATTA\n"),
        (PARAMS + "link", "no key of `circuits`; data links are: DATA, OTHERS", "DATA"),
    ),
    "a voice circuit in place of a link": (
        (LINK, "      link: TAC\n"),
        (PARAMS + "link", "a voice circuit: what a LINKEX exercises is a data link", "DATA"),
    ),
    "a link to nobody of the serial": (
        ("all: [alpha, bravo, carol]", "all: [alpha, bravo]"),
        ("      link: DATA\n      relay: bravo\n", "      link: OTHERS\n"),
        (PARAMS + "link", "of this serial nobody is a member of it; its members are: carol, delta", "DATA"),
    ),
    "a link with one member of the serial": (
        ("      link: DATA\n      relay: bravo\n", "      link: OTHERS\n"),
        (PARAMS + "link", "of this serial `carol` alone is a member of it", "DATA"),
    ),
    "a unit that is not on the link": (
        ("all: [alpha, bravo, carol]", "all: [alpha, bravo, delta]"),
        ("serials.LINK.roles.all.2", "no member of this serial's link `DATA`; its members are: .*carol", "carol"),
    ),
    "one unit alone": (
        ("all: [alpha, bravo, carol]", "all: [alpha]"),
        ("      relay: bravo\n", ""),
        ("serials.LINK.roles.all", "at least 2 units: every unit of the link", ""),
    ),
    "a silence longer than the window": (
        ("silence: 8 min", "silence: 90 min"),
        (PARAMS + "silence", "the serial lasts 1 h 20 min", "12 min"),
    ),
    "a silence longer than the time between two checks": (
        ("silence: 8 min", "silence: 15 min"),
        (PARAMS + "silence", "checks are 12 min apart .`check_every`.", "12 min"),
    ),
    "checks nearer together than a silence is long": (
        ("      silence: 8 min\n      check_every: 12 min\n", "      check_every: 6 min\n"),
        (PARAMS + "check_every", "a silence of 10 min .`silence` unless given.", "10 min"),
    ),
    "too few checks for the silences": (
        ("      silence: 8 min\n", "      checks: 2\n"),
        (PARAMS + "checks", "2 units fall silent, each about a check of its own", "4"),
    ),
    "a window too short for the checks": (
        ("duration: 80 min", "duration: 30 min"),
        ("serials.LINK.duration", "it takes at least 47 min: 5 min to report in, 4 checks 12 min apart", "50 min"),
    ),
    "a relay that relays nothing": (
        ("      relay: bravo\n", "      relay: carol\n"),
        (PARAMS + "relay", "relays of `DATA` are: bravo", "bravo"),
    ),
    "net control told to fall silent": (
        ("      relay: bravo\n", "      silent: [alpha]\n"),
        (PARAMS + "silent.0", "net control does not fall silent; the others are: bravo, carol", ""),
    ),
    "a stranger told to fall silent": (
        ("      relay: bravo\n", "      silent: [karol]\n"),
        (PARAMS + "silent.0", "no unit of this serial; the others are: bravo, carol", "carol"),
    ),
    "one unit told twice": (
        ("      relay: bravo\n", "      silent: [carol, carol]\n"),
        (PARAMS + "silent.1", "a unit falls silent once", ""),
    ),
    "a correlation distance without a unit": (
        ("      relay: bravo\n", "      correlation: 1000\n"),
        (PARAMS + "correlation", "unit is due", "1000 m"),
    ),
}


def test_the_exercise_is_sound_as_it_stands() -> None:
    assert problems() == ()


@pytest.mark.parametrize("name", ONE)
def test_what_cant_be_done_is_told_once_at_its_place_with_what_to_write(name: str) -> None:
    *changes, (path, says, write) = ONE[name]
    found = problems(*changes)
    assert [problem.where for problem in found] == [path], [str(problem) for problem in found]
    assert re.search(says, found[0].allowed), found[0].allowed
    assert found[0].write == write
    assert found[0].line > 16
    assert found[0].column > 0


def test_nothing_is_said_of_a_link_that_is_wrong_by_itself() -> None:
    found = problems(("relay: [bravo]", "relay: [delta]"))
    assert [problem.where for problem in found] == ["circuits.DATA.relay.0"]
