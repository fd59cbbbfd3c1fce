"""Two mistakes at once: each is told, nothing else is, and above all nothing is called missing that is there."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fleetex.scenario import Problem, ScenarioError, load_text
from fleetex.scenario.problems import Path, dotted
from fleetex.scenario.reading import read_text
from fleetex.scenario.starter import new_starter_text

STARTER = new_starter_text()
TREE: dict[str, Any] = read_text(STARTER, "starter.yaml").root.plain()


def told(text: str) -> tuple[Problem, ...]:
    try:
        load_text(text, "pairs.yaml")
    except ScenarioError as error:
        return error.problems
    return ()


def wheres(text: str) -> list[str]:
    return [problem.where for problem in told(text)]


def starter_with(*changes: tuple[str, str]) -> str:
    text = STARTER
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


CURRENT = ("to: 110T", "from: 110T")
OF_THE_CURRENT = ["environment.base.current.to", "environment.base.current.from"]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("depth: 4500 m", "depth: 4500", ["environment.base.depth"]),
        ("sea_state: 3 ", "sea_state: 3-4 ", ["environment.base.sea_state"]),
        ("class: generic_ffg\n", "class: generic_frigate\n", ["units.bravo.class"]),
        ("start: {deck: tug}", "start: {deck: tag}", ["units.target.start.deck"]),
        ("members: [alpha, bravo, oiler]", "members: [alpha, bravo, boiler]", ["circuits.LINK.members.2"]),
        ("kind: RAS-L", "kind: RAS", ["serials.RAS-1.kind"]),
        ("area: RANGE", "area: RANG", ["serials.GUNEX-1.area"]),
        ("spotter: [bravo]", "spotters: [bravo]", ["serials.GUNEX-1.roles.spotters"]),
    ],
)
def test_a_key_under_another_name_beside_another_mistake_takes_nothing_along(
    old: str, new: str, where: list[str]
) -> None:
    assert sorted(wheres(starter_with(CURRENT, (old, new)))) == sorted([*OF_THE_CURRENT, *where])


STEP = "{from: 101500ZJUN26, value: {speed: 14 kn, from: 260T}}"


@pytest.mark.parametrize("spoilt", [STEP.replace("from: 101500ZJUN26, ", ""), "{speed: 14 kn, from: 260T}"])
def test_a_step_without_a_time_is_called_so_and_no_value_missing(spoilt: str) -> None:
    (problem,) = told(starter_with((STEP, spoilt)))
    assert problem.where == "environment.base.wind"
    assert problem.found == "step 2 of 2 without a time"


def test_a_step_without_a_value_is_told_at_its_place() -> None:
    found = wheres(starter_with((STEP, "{from: 101500ZJUN26, valeu: {speed: 14 kn, from: 260T}}")))
    assert sorted(found) == ["environment.base.wind.1.valeu", "environment.base.wind.1.value"]


def test_two_keys_that_are_due_in_one_item_leave_the_item_after_it_alone() -> None:
    layers = ("{depth: 50 m, temperature: 13.5 degC, salinity: 35.6 psu}", "{deep: 50 m, temp: 13.5 degC, salt: 35}")
    found = wheres(starter_with(layers, ("{depth: 1000 m, temp", "{depth: 1000, temp")))
    # `deep` is told to be `depth`: that alone is not due, for a layer may lie at a pressure
    keys = [("1", key) for key in ("deep", "salinity", "salt", "temp", "temperature")] + [("2", "depth")]
    assert sorted(found) == [f"environment.base.profile.{place}.{key}" for place, key in keys]


def part_of(tree: Any, path: Path) -> Any:
    for word in path:
        tree = tree[word]
    return tree


def drop(tree: Any, path: Path) -> None:
    del part_of(tree, path[:-1])[path[-1]]


def rename(tree: Any, path: Path) -> None:
    parent = part_of(tree, path[:-1])
    kept = {f"{key}x" if key == path[-1] else key: inner for key, inner in parent.items()}
    parent.clear()
    parent.update(kept)


def spoil(tree: Any, path: Path) -> None:
    part_of(tree, path[:-1])[path[-1]] = {"strange": [3.5]}


def strip(tree: Any, path: Path) -> None:
    part_of(tree, path[:-1])[path[-1]] = 4500


MISTAKES: tuple[Callable[[Any, Path], None], ...] = (drop, rename, spoil, strip)


def keys_in(part: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(part, dict):
        for key, inner in part.items():
            yield (*path, key)
            yield from keys_in(inner, (*path, key))
    elif isinstance(part, list):
        for place, inner in enumerate(part):
            yield from keys_in(inner, (*path, place))


KEYS = [path for path in keys_in(TREE) if len(path) > 1 and path[-1] not in ("from", "value")]
KEYS = [path for path in KEYS if isinstance(path[-1], str)]
OFTEN_DUE = {
    *("id", "names", "window", "start", "end", "zone", "otc", "title", "base", "wind", "speed", "sea_state"),
    *("visibility", "to", "depth", "temperature", "salinity", "area", "centre", "radius", "name", "class", "nation"),
    *("side", "at", "waypoints", "kind", "band", "range", "duration", "oce", "roles", "topic", "versions", "text"),
}
DUE = [path for path in KEYS if path[-1] in OFTEN_DUE]


def with_mistakes(*mistakes: tuple[Callable[[Any, Path], None], Path]) -> dict[str, Any]:
    tree = copy.deepcopy(TREE)
    for mistake, path in mistakes:
        mistake(tree, path)
    return tree


@pytest.mark.parametrize("seed", range(8))
def test_of_two_mistakes_nothing_that_is_there_is_called_missing(seed: int) -> None:
    chance = random.Random(seed)
    for path in chance.sample(DUE, 12):
        apart = [other for other in KEYS if other[: len(path)] != path and path[: len(other)] != other]
        near = [other for other in apart if other[:1] == path[:1]]
        other = chance.choice(chance.choice((apart, near)) or apart)
        first, second = (chance.choice((drop, rename)), path), (chance.choice(MISTAKES), other)
        tree = with_mistakes(first, second)
        there = {dotted(key) for key in keys_in(tree)}
        missing = [one.where for one in told(json.dumps(tree)) if one.allowed.startswith("missing: the key")]
        assert not there & set(missing), (first, second)
        assert all(where.split(".")[-1:] != where.split(".")[-2:-1] for where in missing), (first, second)


@pytest.mark.parametrize("seed", range(4))
def test_of_two_mistakes_nothing_is_told_that_neither_has_by_itself(seed: int) -> None:
    chance = random.Random(seed)
    for path in chance.sample(DUE, 6):
        apart = [other for other in KEYS if other[:2] != path[:2] and path[: len(other)] != other]
        first, second = (chance.choice((drop, rename)), path), (chance.choice(MISTAKES), chance.choice(apart))
        each = {where for one in (first, second) for where in wheres(json.dumps(with_mistakes(one)))}
        assert set(wheres(json.dumps(with_mistakes(first, second)))) <= each, (first, second)
