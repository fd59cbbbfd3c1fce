"""The page of the scenario file is the models', and what stands on it is accepted."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fleetex.scenario import ScenarioError, load_text
from fleetex.scenario.describe import example, page
from fleetex.scenario.page_words import SECTIONS
from fleetex.scenario.parts import Provenance
from fleetex.scenario.schema import json_schema

ROOT = Path(__file__).resolve().parents[2]
PAGE = page()
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
PARTS = PAGE.split("## The parts of the file")[1]


def keys_in(schema: dict[str, Any], parts: dict[str, Any], seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every key that the JSON Schema knows below a part, whatever kind of serial."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        if name not in seen:
            yield from keys_in(parts[name], parts, seen | {name})
    for key, value in schema.get("properties", {}).items():
        yield key
        yield from keys_in(value, parts, seen)
    for inner in (*schema.get("anyOf", []), schema.get("items"), schema.get("additionalProperties")):
        if isinstance(inner, dict):
            yield from keys_in(inner, parts, seen)


def test_the_committed_page_is_the_one_that_the_models_write() -> None:
    assert (ROOT / "docs" / "scenario.md").read_text("utf-8") == PAGE, (
        "run: python -m fleetex.scenario.describe > docs/scenario.md"
    )


def test_a_default_stands_on_the_page_as_a_person_writes_it() -> None:
    assert "| `30 m` | at least so much lies between two bands |" in PAGE
    assert not re.search(r"\| `0\.\d+ nmi` \|", PAGE)


def test_the_examples_of_the_page_are_one_sound_exercise() -> None:
    written = "\n".join(block for block in BLOCKS if re.match(r"\w+:", block))
    assert written.split() == example().split()
    exercise = load_text(written, file="page.yaml")
    assert set(exercise.units) == {"alpha", "bravo", "helicopter", "patrol", "tug", "raft", "merchant"}
    assert {area.kind.value for area in exercise.areas.values()} == {"polygon", "circle", "corridor", "line", "point"}
    assert len(exercise.serials) == 2


def test_the_long_form_and_the_steps_of_the_page_are_read() -> None:
    long_form, steps = (block.strip() for block in BLOCKS if not re.match(r"\w+:", block))
    text = example().replace("speed: 12 kn, notional: true}", f"speed: {long_form}}}", 1)
    text = text.replace("visibility: 8 nmi", f"visibility: {steps}", 1)
    exercise = load_text(text, file="page.yaml")
    assert exercise.units["alpha"].start.speed_mps == pytest.approx(12.0 * 1852.0 / 3600.0)
    assert exercise.provenance_of("units.alpha.start.speed").note == "read off a photograph"
    assert len(exercise.environment.base.visibility_m.steps) == 2


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_every_key_of_a_part_stands_in_its_table(section: Any) -> None:
    schema = json_schema()
    known = set(keys_in(schema["properties"][section.key], schema["$defs"])) - set(Provenance.model_fields) - {"value"}
    text = PARTS.split(f"\n### {section.key}\n")[1].split("\n### ")[0]
    listed = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.*?) \|$", text, re.M)
    assert known - {key for key, *_ in listed} == set()
    assert all(kind and default and meaning for _, kind, default, meaning in listed)


def test_every_top_level_key_has_its_part_in_the_order_of_the_schema() -> None:
    assert [section.key for section in SECTIONS] == list(json_schema()["properties"])


def test_defaults_are_written_as_a_person_would_write_them() -> None:
    for row in ("| `fuel` | share, at most 100 % | `100 %` |", "| `course` | course | `000T` |", "`geodesic` |"):
        assert row in PAGE
    assert "May be left out: `30 %`." in PAGE


def test_the_errors_of_the_page_are_those_that_the_example_gives_when_it_is_spoilt() -> None:
    lines = PAGE.split("```text\n")[1].split("```")[0].splitlines()
    assert len(lines) == 3
    text = example().replace("class: generic_ffg", "class: generic_fgf")
    with pytest.raises(ScenarioError) as refused:
        load_text(text, file="mine.yaml")
    (problem,) = refused.value.problems
    assert str(problem) in lines


def test_the_page_and_the_schema_say_what_the_current_sets() -> None:
    said = json_schema()["$defs"]["Conditions"]["properties"]["current"]["description"]
    assert "ships under way steer over the ground" in said
    assert "a ship under way steers over the ground" in " ".join(PAGE.split())
