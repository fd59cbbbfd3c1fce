"""Whatever stands wrong at whatever key, the message is this house's: pydantic's own English reaches nobody."""

import math
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from fleetex.scenario.exercise import Exercise
from fleetex.scenario.findings import problems_of
from fleetex.scenario.kinds import kinds
from fleetex.scenario.problems import Problem
from fleetex.scenario.reading import read_text
from fleetex.scenario.worded import OURS
from tests.scenario.sound import TEXT, changed, problems

ALPHA = "start: {at: 39-00.0N 133-30.0E, course: 045T, speed: 12 kn}"
SPOILT: tuple[Any, ...] = (
    *(None, True, "", "x", " ", "x" * 3000, "nan", "18 kn", "1e400 m", "200000ZJUL23", "91-00.0N 133-00.0E"),
    *(5, -1, 0, 0.5, 1e300, 10**17, math.nan, math.inf),
    *([], [1], ["x"], [[]], [None], ["x"] * 40, [{"from": 1, "value": 2}]),
    *({}, {"a": 1}, {"value": 3}, {"x": {}}, {"x": None}, {"": 1}),
)
"""Wrong types, what is out of any range, words that are no choice, too little and too much of everything."""
ENGLISH = re.compile(r"input|should|valid (string|integer|boolean|dictionary|tuple|list)|field required|\^\[", re.I)


def models(annotation: Any, found: list[type[BaseModel]]) -> list[type[BaseModel]]:
    """All models within an annotation, in the order met."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation in found:
            return found
        found.append(annotation)
        for field in annotation.model_fields.values():
            models(field.annotation, found)
    for part in get_args(annotation):
        models(part, found)
    return found


@cache
def every_model() -> tuple[type[BaseModel], ...]:
    found = models(Exercise, [])
    for kind in kinds().values():
        models(kind.params, found)
    return tuple(found)


@cache
def told(model: type[BaseModel]) -> tuple[tuple[str, str, str, Problem], ...]:
    """(what was written, kind of pydantic's error, its text, what we say) for each mistake that each value makes."""
    return tuple(_told(model))


def _told(model: type[BaseModel]) -> Iterator[tuple[str, str, str, Problem]]:
    document, schema = read_text("fleetex: 1\n", "x.yaml"), model.model_json_schema()
    for name, field in model.model_fields.items():
        key = field.alias or name
        for value in SPOILT:
            try:
                model.model_validate({key: value})
            except ValidationError as error:
                for one in error.errors(include_url=False):
                    if one["loc"][:1] == (key,):
                        (said,) = problems_of([one], document, lambda: schema)
                        yield f"{model.__name__}.{key}: {str(value)[:40]}", one["type"], one["msg"], said


def shared_run(theirs: str, ours: str, words: int = 4) -> bool:
    """Whether so many words in a row of one text stand in another."""
    each, other = theirs.lower().split(), " ".join(ours.lower().split())
    return any(" ".join(each[at : at + words]) in other for at in range(len(each) - words + 1))


def test_the_walk_comes_to_every_part_of_a_scenario() -> None:
    names = {model.__name__ for model in every_model()}
    assert {"Wind", "WaterLayer", "Unit", "Serial", "OpenSerial", "Circuit", "Target", "MissilexParams"} <= names
    assert len(names) > 90


@pytest.mark.parametrize("model", every_model(), ids=lambda model: model.__name__)
def test_no_message_is_pydantics_own(model: type[BaseModel]) -> None:
    for written, kind, theirs, said in told(model):
        if kind in ("quantity", "misfit"):
            continue
        assert said.allowed, written
        assert kind in OURS or not shared_run(theirs, said.allowed), f"{written}: {said}"
        assert not ENGLISH.search(said.allowed), f"{written}: {said}"


def test_the_walk_meets_every_kind_of_error_that_a_range_or_a_length_makes() -> None:
    met = {kind for model in every_model() for _, kind, _, _ in told(model)}
    assert {"greater_than_equal", "less_than_equal", "int_from_float", "finite_number"} <= met
    assert {"string_too_short", "string_too_long", "too_short", "string_pattern_mismatch", "enum"} <= met


@pytest.mark.parametrize(
    ("found", "write"), [("5", "4"), ("-1", "0"), ("1.7", "1"), ('"3"', "3"), ("true", "0"), ("99999999999", "4")]
)
def test_a_whole_number_out_of_its_range_is_told_its_range_and_the_nearest(found: str, write: str) -> None:
    (problem,) = problems(changed((ALPHA, f"{ALPHA}\n    swerling: {found}")))
    assert (problem.allowed, problem.write) == ("a whole number from 0 to 4 is due", write)


def test_more_spare_targets_than_a_deck_holds_are_told_how_many_may_be() -> None:
    (problem,) = problems(TEXT + "\nplan: {rules: {K21: {spare: 11}}}\n")
    assert problem.where == "plan.rules.K21.spare"
    assert (problem.allowed, problem.write) == ("a whole number from 0 to 10 is due", "10")
