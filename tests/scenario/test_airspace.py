"""Mistakes about zones of air and about a patrol through them: one message each, at its place, with what to write."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from fleetex.behaviours import airpatrol, intercept
from fleetex.behaviours.intercept_params import InterceptParams
from fleetex.scenario import Problem, ScenarioError, load_text

TEXT = (Path(__file__).parents[2] / "scenarios" / "lesson-intercept.yaml").read_text(encoding="utf-8")


def problems(text: str) -> tuple[Problem, ...]:
    try:
        load_text(text, "patrol.yaml", serial_kinds={"AIRPATROL": airpatrol.KIND, "INTERCEPT": intercept.KIND})
    except ScenarioError as error:
        return error.problems
    return ()


def one_wrong(old: str, new: str) -> tuple[str, str]:
    """Where the only problem is, and what it says."""
    assert TEXT.count(old) == 1, old
    found = problems(TEXT.replace(old, new))
    assert len({problem.allowed for problem in found}) == 1, [str(problem) for problem in found]
    return found[0].where, found[0].allowed


def test_the_lesson_is_sound() -> None:
    assert problems(TEXT) == ()


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        (
            "42-00.0N 026-30.0W, 37-00.0N 026-30.0W",
            "37-00.0N 026-30.0W, 42-00.0N 026-30.0W",
            "areas.ZONE.polygon",
            "sides of a polygon don't cross",
        ),
        ("use: adiz", "use: adiz, floor: 9000 m, ceiling: 3000 m", "areas.ZONE.ceiling", "its ceiling above its floor"),
        ("zones: [ZONE, AIRSPACE]", "zones: [ZONE, NOWHERE]", "serials.AIRPATROL-1.params.zones.1", "an area of this"),
        (
            "{joins: 1, leaves: 3}",
            "{joins: 3, leaves: 2}",
            "serials.AIRPATROL-1.params.escorts",
            "of a route of 5 points",
        ),
        ("oce: north-1\n", "oce: east-1\n", "serials.AIRPATROL-1.oce", "the lead conducts"),
        ("41-30.0N 028-00.0W", "39-30.0N 031-10.0W", "serials.AIRPATROL-1.params.route.1", "lay it round"),
        (
            'Four", nation: CC, side: third, notional: true,',
            'Four", nation: CC, side: third, notional: true, fuel: 5 %,',
            "serials.INTERCEPT-1.roles.alert.3",
            "with the reserve, takes",
        ),
        (
            "centre: 38-31.0N 028-42.0W",
            "centre: 20-00.0N 020-00.0W",
            "serials.INTERCEPT-1.roles.alert.0",
            "full tanks reach",
        ),
        ("oce: radar\n", "oce: alert-1\n", "serials.INTERCEPT-1.oce", "the controller conducts"),
        ("rendezvous_after: 75 min", "rendezvous_after: 4 h", "serials.AIRPATROL-1.end", "half an hour home"),
    ],
)
def test_a_mistake_in_a_patrol_is_named_at_its_place(old: str, new: str, where: str, says: str) -> None:
    found, allowed = one_wrong(old, new)
    assert found == where
    assert says in allowed


def test_a_least_distance_beyond_the_range_of_identification_is_told_one_that_is_sound() -> None:
    with pytest.raises(ValidationError) as refused:
        InterceptParams.model_validate({"night_range": "100 m"})
    (error,) = refused.value.errors()
    key, _, written = error["ctx"]["write"].partition(": ")
    assert InterceptParams.model_validate({"night_range": "100 m", key: written}).min_distance == 50.0
