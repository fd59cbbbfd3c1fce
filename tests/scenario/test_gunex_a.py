"""A GUNEX-A that cannot be held is refused at check, at its line."""

from pathlib import Path

import pytest

from fleetex.library import load_library
from fleetex.scenario.loading import load_text
from fleetex.scenario.problems import ScenarioError

TEXT = (Path(__file__).parents[2] / "scenarios" / "lesson-gunex-a.yaml").read_text(encoding="utf-8")
BY_ITSELF = "      fire: by itself\n"
MISTAKES = {
    "a gun that cannot reach so high": (
        ("      height: 60 m\n", "      height: 5 km\n"),
        "serials.GUNEX-A-2.params.height",
        "engage aircraft up to",
    ),
    "a target out of reach": (
        (BY_ITSELF, f"{BY_ITSELF}      incoming_offset: 2500 m\n"),
        "serials.GUNEX-A-2.params.incoming_offset",
        "stays beyond",
    ),
    "a drone without a base in reach": (
        ("centre: 43-05.0N 132-40.0E", "centre: 38-05.0N 137-00.0E"),
        "serials.GUNEX-A-2.roles.target.0",
        "no base is in reach",
    ),
    "a range that ends before it begins": (
        ("      cease_range: 1500 m\n", "      cease_range: 6 km\n"),
        "serials.GUNEX-A-1.params.cease_range",
        "nearer than `open_range`",
    ),
    "a sleeve without a tug": (
        ("target: [sleeve], tug: [tug]}", "target: [sleeve]}"),
        "serials.GUNEX-A-1.roles.target.0",
        "it has no engine",
    ),
    "a drone that is towed": (
        ("target: [sleeve], tug: [tug]}", "target: [drone], tug: [tug]}"),
        "serials.GUNEX-A-1.roles.tug.0",
        "flies by itself",
    ),
    "a drone in command": (
        (
            "    oce: corvette\n    roles: {firing: [corvette], target: [drone]}",
            "    oce: drone\n    roles: {firing: [corvette], target: [drone]}",
        ),
        "serials.GUNEX-A-2.oce",
        "a ship conducts",
    ),
    "a drone slower than it flies": (
        ("      height: 60 m\n", "      height: 60 m\n      target_speed: 100 kn\n"),
        "serials.GUNEX-A-2.params.target_speed",
        "stays up at",
    ),
}


def test_the_lesson_itself_is_sound() -> None:
    exercise = load_text(TEXT, "lesson.yaml", library=load_library())
    assert {serial.kind for serial in exercise.serials.values()} == {"GUNEX-A"}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_cannot_be_held_is_refused_where_it_is_written(mistake: str) -> None:
    (old, new), where, said = MISTAKES[mistake]
    assert old in TEXT
    with pytest.raises(ScenarioError) as refused:
        load_text(TEXT.replace(old, new), "lesson.yaml", library=load_library())
    found = [problem for problem in refused.value.problems if problem.where == where]
    assert found, str(refused.value)
    assert any(said in str(problem) for problem in found)
    assert all(problem.line > 1 for problem in found)
