"""IMO's standards for manoeuvrability hold for the library's ships, and a class that breaks them is told of."""

from dataclasses import replace

import pytest

from fleetex.compiler.handling import beyond_standards, handled_beyond_standards
from fleetex.compiler.world import compile_world
from fleetex.library import load_library
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
