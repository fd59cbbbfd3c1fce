"""A raid that makes no sense is told before it runs: who is whose, who can jam, who flies how high."""

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
