"""One pass finds everything: no mistake hides another, and no mistake is told twice over in what follows from it."""

import csv
from pathlib import Path

import pytest

from tests.scenario.sound import TEXT, changed, problems

with (Path(__file__).parent / "mistakes.csv").open(encoding="utf-8", newline="") as stream:
    ONE = {row["what"]: {key: text.replace("\\n", "\n") for key, text in row.items()} for row in csv.DictReader(stream)}

HIDERS = (
    "an unknown kind",
    "an end before the start",
    "an OCE that is not there",
    "a prerequisite that is not there",
    "an alternate that is not there",
    "no area where one is due",
    "neither end nor duration",
    "both end and duration",
    "a stranger in a role",
    "an unknown role",
    "a strange key",
    "a missing key",
    "a strange id",
    "two places to start",
    "no place to start",
    "an area of no shape",
    "an area of two shapes",
    "a polygon of two corners",
    "a circle without a radius",
    "a window that ends before it starts",
    "text for a mapping",
    "a mapping for a list",
    "an unknown class",
    "no params where they are due",
)
"""Mistakes that leave a part of the file without sense: all that lies about them is checked none the less."""
ELSEWHERE = (
    "a sea state beyond the scale",
    "a zone nowhere",
    "a deck that is not there",
    "an unknown source",
    "a relay that is no member",
    "a unit in two roles",
    "a bare length in params",
    "an unknown source of a fact",
)
BROKEN_SERIAL = """\
  DANCE-2:
    kind: DANCE
    start: 200300ZJUL23
    area: BANC
    roles: {guide: [raft], followers: [brava, {a: 1}], dancers: [tug]}
    after: [DANCE-9]
    circuits: [TIC]
    limits: {sea_state_max: 12}
    params: {spacing: 5, rounds: 40, evolutions: [{speed: 5}, {formation: ring}]}
"""


def wheres(text: str) -> list[str]:
    return [problem.where for problem in problems(text)]


@pytest.mark.parametrize("what", HIDERS)
def test_a_mistake_hides_none_of_the_others_and_adds_none(what: str) -> None:
    one = ONE[what]
    changes, due = [(one["old"], one["new"])], {one["where"]}
    for name in ELSEWHERE:
        other = ONE[name]
        try:
            changed(*changes, (other["old"], other["new"]))
        except AssertionError:
            continue  # both would change the same words
        changes.append((other["old"], other["new"]))
        due.add(other["where"])
    assert len(changes) >= len(ELSEWHERE)
    assert sorted(wheres(changed(*changes))) == sorted(due)


def test_a_serial_that_is_wrong_in_every_line_is_told_every_line() -> None:
    found = wheres(TEXT.replace("facts:\n", BROKEN_SERIAL + "facts:\n"))
    assert sorted(word.removeprefix("serials.DANCE-2.") for word in found) == sorted(
        [
            "area",
            "oce",
            "roles.guide.0",
            "roles.followers.0",
            "roles.followers.1",
            "roles.dancers",
            "after.0",
            "circuits.0",
            "limits.sea_state_max",
            "params.spacing",
            "params.rounds",
            "params.evolutions.0.speed",
            "params.evolutions.1.formation",
            "serials.DANCE-2",
        ]
    )


def test_items_after_a_wrong_one_are_told_at_their_own_places() -> None:
    text = changed(("[39-00.0N 132-20.0E, 40-00.0N 132-40.0E]", "[39-00.0N, 36-00.0N 138-00.0E, 36-10.0N 138-00.0E]"))
    places = [(problem.where, problem.found) for problem in problems(text)]
    assert [where for where, _ in places] == [f"units.trader.route.waypoints.{place}" for place in range(3)]
    assert "36-10" in places[2][1]


def test_a_unit_under_a_name_that_is_none_is_checked_all_the_same() -> None:
    text = changed(("  trader:\n", "  the trader:\n"), ("speed: 12 kn, line: rhumb", "speed: 50 kn, line: rumb"))
    assert wheres(text) == ["units.the trader", "units.the trader.route.speed", "units.the trader.route.line"]


def test_a_mistyped_kind_with_that_kinds_roles_is_checked_as_that_kind() -> None:
    text = changed(("kind: DANCE", "kind: DANSE"), ("spacing: 500 yd", "spacing: 500"), ("    area: ALFA\n", ""))
    assert wheres(text) == ["serials.DANCE-1.area", "serials.DANCE-1.kind", "serials.DANCE-1.params.spacing"]


def test_a_mistyped_class_is_checked_as_the_class_it_is_like() -> None:
    text = changed(
        ("class: ddg_052d", "class: ddg_052"),
        (
            "start: {at: 39-00.0N 133-30.0E, course: 045T, speed: 12 kn}",
            "start: {at: 36-00.0N 138-00.0E, speed: 50 kn}",
        ),
    )
    assert wheres(text) == ["units.alpha.class", "units.alpha.start.at", "units.alpha.start.speed"]


SECTIONS = [line.partition(":")[0] for line in TEXT.splitlines() if line[0] not in " #" and "fuel" not in line]


@pytest.mark.parametrize("section", [section for section in SECTIONS if section != "fleetex"])
@pytest.mark.parametrize("shape", ["5", "word", "[a, b]", "true"])
def test_a_section_of_another_shape_is_told_once_and_nothing_that_follows(section: str, shape: str) -> None:
    lines = TEXT.splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{section}:"))
    end = next(n for n in range(start + 1, len(lines)) if not lines[n].startswith(" "))
    assert wheres("".join([*lines[:start], f"{section}: {shape}\n", *lines[end:]])) == [section]


def test_a_wrong_zone_is_told_once_though_local_times_can_not_be_read() -> None:
    assert wheres(changed(('zone: "UTC+08:00"', "zone: Beijing"))) == ["exercise.zone"]


def test_a_key_without_a_value_is_a_key_that_is_not_there() -> None:
    assert wheres(changed(("{point: 43-24.0N 132-09.0E, use: airfield}", "{point: , use: airfield}"))) == [
        "areas.FIELD"
    ]
    assert wheres(changed(("start: {deck: tug}", "start: {deck: }"))) == ["units.raft.start"]
