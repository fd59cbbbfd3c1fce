"""IMO's standards for manoeuvrability hold for the library's ships, and a class that breaks them is told of."""

from dataclasses import replace

import pytest

from fleetex.compiler.handling import beyond_standards, handled_beyond_standards
from fleetex.compiler.world import compile_world
from fleetex.library import load_library
from fleetex.library.models import Steering
from fleetex.scenario.loading import load
from tests.simulate.lessons import SCENARIOS


def test_every_ship_of_the_library_turns_and_stops_as_the_standard_asks() -> None:
    assert [words for one in load_library().platforms.values() for words in beyond_standards(one)] == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"turn_diameter_m": 1500.0}, ["tactical diameter 1,500 m, 900 m allowed"]),
        ({"turn_diameter_m": 1700.0}, ["advance 850 m, 810 m allowed", "tactical diameter 1,700 m, 900 m allowed"]),
        ({"decel_mps2": 0.005}, ["way to stop"]),
        ({"length_m": 99.0, "turn_diameter_m": 1500.0}, []),
    ],
)
def test_a_worse_ship_is_told_of_with_what_is_allowed(changed: dict[str, float], told: list[str]) -> None:
    sound = {"length_m": 180.0, "turn_diameter_m": 800.0, "decel_mps2": 0.05}
    ship = replace(load_library().platforms["generic_container_ship"], **sound)
    found = list(beyond_standards(replace(ship, **changed)))
    assert len(found) == len(told)
    assert all(words.startswith(begin) for words, begin in zip(found, told, strict=True))


MARINER = load_library().platforms["mariner_cargo"]


def test_the_mariner_goes_straight_and_overshoots_less_than_is_allowed() -> None:
    """10 and 21 degrees of 14 and 31 that are allowed: she is known to handle well."""
    assert MARINER.steering is not None
    assert list(beyond_standards(MARINER)) == []


FAST = replace(MARINER, speed_mps_max=22.0, decel_mps2=0.12)
"""So fast for her length that 10 and 25 degrees are allowed."""


@pytest.mark.parametrize(
    ("steering", "told"),
    [
        (Steering(-0.019, -124.1, 16.4, 46.0), ["left alone she does not go straight"]),
        (
            Steering(0.185, 20_000.0, 7.8, 18.5),
            [
                "first overshoot of 10 degrees 10.1 deg, 10.0 deg allowed",
                "second overshoot of 10 degrees 29.1 deg, 25.0 deg allowed",
            ],
        ),
        (Steering(0.3, 60.0, 2.0, 5.0), ["first overshoot of 10 degrees 13.0 deg, 10.0 deg allowed"]),
        (Steering(0.05, 20.0, 1.0, 0.0), []),
    ],
)
def test_a_ship_that_answers_her_helm_badly_is_told_of(steering: Steering, told: list[str]) -> None:
    """The first are Fossen's figures of a tanker of 350 m, which is known not to go straight."""
    assert list(beyond_standards(replace(FAST, steering=steering))) == told


def test_the_recording_warns_of_her() -> None:
    library = load_library()
    compiled = compile_world(load(SCENARIOS / "lesson-horizon.yaml", library), library, 1)
    assert list(handled_beyond_standards(compiled)) == []
    slow = replace(FAST, steering=Steering(0.185, 20_000.0, 7.8, 18.5))
    changed = replace(library, platforms={**library.platforms, "mariner_cargo": slow})
    (row,) = handled_beyond_standards(replace(compiled, library=changed))
    assert row["text"].startswith("mariner_cargo first overshoot of 10 degrees")


def test_it_stands_in_the_recording_once_and_not_of_classes_that_stay_at_home() -> None:
    library = load_library()
    path = SCENARIOS / "lesson-ras.yaml"
    compiled = compile_world(load(path, library), library, 1)
    assert list(handled_beyond_standards(compiled)) == []
    wide = {name: replace(one, turn_diameter_m=9.0 * one.length_m) for name, one in library.platforms.items()}
    (row,) = handled_beyond_standards(replace(compiled, library=replace(library, platforms=wide)))
    assert row["model"] == "ship handling"
    assert "generic_aor" in row["text"]
    assert "generic_fac" not in row["text"]
    assert row["text"].endswith("(IMO MSC.137(76))")
