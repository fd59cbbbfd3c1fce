"""A raid that makes no sense is told before it runs: who is whose, who can jam, who flies how high."""

import re
from pathlib import Path

import pytest

from fleetex.scenario import ScenarioError, load_text

TEXT = (Path(__file__).parents[2] / "scenarios" / "lesson-jamming.yaml").read_text("utf-8")


def test_the_lesson_that_is_spoilt_here_is_sound() -> None:
    assert load_text(TEXT).serials["ADEX-1"].kind == "ADEX"


@pytest.mark.parametrize(
    ("old", "new", "where", "says", "write"),
    [
        ("params: {", "params: {jamming: true, ", "params.jamming", "no raider carries a jammer", "false"),
        (
            "params: {raid_height: 6000 m,",
            "params: {raid_height: 6000 m, cap_height: 14 km,",
            "params.cap_height",
            "`raider-1` flies up to 12000 m",
            "12000 m",
        ),
        ("jammers: [noise]", "jammers: [raider-2]", "roles.jammers.0", "an aircraft with a jammer plays `jammers`", ""),
        (
            'name: "Noise", nation: BB, side: orange',
            'name: "Noise", nation: BB, side: blue',
            "roles.jammers.0",
            "who jams is of another side than the force",
            "",
        ),
    ],
)
def test_a_raid_without_sense_is_told(old: str, new: str, where: str, says: str, write: str) -> None:
    text = TEXT.replace(old, new)
    if "raider-2]}" in text:
        text = text.replace("raiders: [raider-1, raider-2]", "raiders: [raider-1]")
    if "cap_height" in text:
        text = text.replace("generic_strike_fighter", "generic_bomber")
    with pytest.raises(ScenarioError) as raised:
        load_text(text)
    found = [one for one in raised.value.problems if one.where == f"serials.ADEX-1.{where}"]
    assert [(says in one.allowed, one.write) for one in found] == [(True, write)], str(raised.value)


DUEL = (Path(__file__).parents[2] / "scenarios" / "duel-air.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "wheres", "says"),
    [
        (
            "centre: 37-40.0N 134-40.0E",
            "centre: 12-40.0N 134-40.0E",
            ["roles.alert.0", "roles.cap.0", "roles.cap.1", "roles.early_warning.0"],
            "no base is in reach",
        ),
        (
            "centre: 42-50.0N 134-10.0E",
            "centre: 58-50.0N 134-10.0E",
            [f"roles.raiders.{k}" for k in range(4)],
            "from its base to the point of entry, 1021 nmi",
        ),
        ("release_range: 15 nmi", "release_range: 15 nmi, cap_after: 4 h", ["end"], "until the patrol takes off"),
    ],
)
def test_an_aircraft_without_a_base_in_reach_or_without_time_is_told(
    old: str, new: str, wheres: list[str], says: str
) -> None:
    with pytest.raises(ScenarioError) as raised:
        load_text(DUEL.replace(old, new))
    found = {one.where.removeprefix("serials.ADEX-1."): one for one in raised.value.problems}
    assert sorted(found) == wheres
    assert all(says in one.allowed for one in found.values())
    assert all(one.line > 1 and one.column > 1 for one in found.values())


def test_a_raider_over_a_convoy_needs_a_base_in_reach_too() -> None:
    text = (Path(__file__).parents[2] / "scenarios" / "lesson-raid.yaml").read_text("utf-8")
    far = re.sub(r"(NORTHFIELD: .*?centre: )\d\d", r"\g<1>66", text)
    assert far != text
    with pytest.raises(ScenarioError) as raised:
        load_text(far)
    assert {one.where for one in raised.value.problems} == {f"serials.ESCORTEX-1.roles.raiders.{k}" for k in range(6)}
