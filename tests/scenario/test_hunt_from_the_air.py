"""What `check` says of aircraft in a CASEX."""

from pathlib import Path

import pytest

from fleetex.scenario.loading import load_text
from fleetex.scenario.problems import ScenarioError

TEXT = (Path(__file__).parents[2] / "scenarios" / "hunt-from-the-air.yaml").read_text(encoding="utf-8")


def said(text: str) -> list[str]:
    """Every message of a check."""
    with pytest.raises(ScenarioError) as caught:
        load_text(text)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("params: {", "params: {patrol_speed: 100 kn, ", "`patrol` stays up at 130 kn or more"),
        ("params: {", "params: {helicopter_height: 5 km, ", "`helicopter` climbs to 4000 m at most; write `4000 m`"),
        ("helicopters: [helicopter]", "helicopters: [frigate]", "hovers"),
        (
            "hunters: [frigate], helicopters: [helicopter]",
            "hunters: [frigate, helicopter]",
            "a part for it: helicopters",
        ),
        ("params: {", "params: {helicopter_speed: 300 kn, ", "`helicopter` flies at it"),
        ("params: {", "params: {dip_spacing: 4, ", "write `4 nmi`"),
        ("params: {", "params: {dip_depth: 0 m, ", "at least 5 m"),
        ("params: {", "params: {buoy_depth: 0 m, ", "at least 5 m"),
        ("params: {", "params: {buoy_depth: , ", "a length with a unit is due"),
        (
            "start: {deck: frigate, notional: true}",
            "start: {deck: frigate, notional: true}\n    route: {waypoints: [40-20.0N 134-00.0E], speed: 100 kn}",
            "stands there until a serial sends it up",
        ),
        ("params: {", "params: {dip_depth: 2000 m, ", "the sonars of `helicopter` hang no deeper than 150 m"),
        ("params: {", "params: {buoy_depth: 5 km, ", "the sonars of `patrol` hang no deeper than 305 m"),
        ("params: {", "params: {buoy_count: 100, ", "`patrol` carries 40 buoys that listen"),
        ("params: {", "params: {bingo_reserve: 6 h, ", "the fuel of `helicopter` lasts"),
        (
            "start: {deck: frigate, notional: true}",
            "start: {at: 39-40.0N 134-00.0E, height: 150 m, notional: true}",
            "home: frigate",
        ),
        ("patrol_aircraft: [patrol]", "patrol_aircraft: [helicopter, frigate]", "flies"),
        (
            'FIELD: {name: "Airfield", circle: {centre: 43-24.0N 132-09.0E',
            'FIELD: {name: "Airfield", circle: {centre: 10-00.0N 105-00.0E',
            "its fuel lasts",
        ),
    ],
)
def test_what_aircraft_cannot_do_is_said_with_its_line(old: str, new: str, words: str) -> None:
    assert old in TEXT
    messages = said(TEXT.replace(old, new, 1))
    assert any(words in message for message in messages), messages
    assert all(":" in message for message in messages)


def test_a_ship_in_the_air_and_a_helicopter_among_ships_are_each_one_mistake() -> None:
    for old, new in (
        ("helicopters: [helicopter]", "helicopters: [frigate]"),
        ("hunters: [frigate], helicopters: [helicopter]", "hunters: [frigate, helicopter]"),
    ):
        messages = said(TEXT.replace(old, new, 1))
        assert sum("needs" in message for message in messages) == 1
        assert not [message for message in messages if "kn" in message or "write `submarine`" in message]


def test_an_aircraft_that_starts_with_little_fuel_cannot_go_there_and_back() -> None:
    low = TEXT.replace(
        "start: {airfield: FIELD, notional: true}", "start: {airfield: FIELD, notional: true}\n    fuel: 10 %", 1
    )
    (message,) = said(low)
    assert "its fuel lasts" in message
    assert "nmi from its airfield" in message


@pytest.mark.parametrize("key", ["dip_depth", "buoy_depth"])
def test_a_sonar_hangs_in_water(key: str) -> None:
    shallow = TEXT.replace("depth: 1200 m", "depth: 120 m").replace("params: {", f"params: {{{key}: 140 m, ", 1)
    (message,) = said(shallow)
    assert "the water of the area is 120 m deep at most; write `110 m`" in message


def test_an_aircraft_is_there_before_the_serial_is_over() -> None:
    """220 nmi at 220 kn: an hour."""
    (message,) = said(TEXT.replace("duration: 7 h", "duration: 45 min"))
    assert "serials.CASEX-1.roles.patrol_aircraft" in message
    assert "nmi from its airfield: at 220 kn it is there after 1 h, and" in message
    assert message.endswith("the serial lasts 45 min")
