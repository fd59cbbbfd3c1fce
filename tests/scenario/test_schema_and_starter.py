"""What an editor is told about the file, and the starter a person begins with."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fleetex.library import load_library
from fleetex.scenario import json_schema, new_starter_text, write_starter
from fleetex.scenario.kinds import kinds
from fleetex.scenario.tree import TreeReader
from tests.scenario.checker import complaints
from tests.scenario.sound import KINDS, TEXT, changed, loaded

with (Path(__file__).parent / "mistakes.csv").open(encoding="utf-8", newline="") as stream:
    MISTAKES = {row["what"]: row for row in csv.DictReader(stream)}
SEEN_BY_EDITORS = (
    "a bare speed",
    "an unknown class",
    "a strange confidence",
    "a strange key",
    "a strange key of a long form",
    "a missing key",
    "a strange word",
    "a switch that is neither",
    "a mapping for a list",
    "a sea state beyond the scale",
    "an unknown kind",
    "an unknown role",
    "a role that nobody plays",
    "no area where one is due",
    "neither end nor duration",
    "both end and duration",
    "an unknown key of params",
    "a bare length in params",
    "a strange choice deep in params",
    "a missing key of params",
    "no params where they are due",
)


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json_schema(serial_kinds=KINDS)


def plain(text: str) -> Any:
    return TreeReader("any.yaml").read(text).plain()


def test_a_sound_file_meets_the_schema(schema: dict[str, Any]) -> None:
    assert list(complaints(schema, schema, plain(TEXT))) == []


@pytest.mark.parametrize("what", SEEN_BY_EDITORS)
def test_an_editor_sees_a_mistake_while_it_is_made(schema: dict[str, Any], what: str) -> None:
    row = MISTAKES[what]
    old, new = (row[key].replace("\\n", "\n") for key in ("old", "new"))
    assert list(complaints(schema, schema, plain(changed((old, new)))))


def test_every_leaf_may_be_written_in_the_long_form(schema: dict[str, Any]) -> None:
    said = "source: BOOK, confidence: low, notional: true, note: why"
    for old, value in (
        ("speed: 0.5 kn, to", "0.5 kn"),
        ("visibility: 8 nmi", "8 nmi"),
        ("fuel_reserve: 25 %", "25 %"),
        ("spacing: 500 yd", "500 yd"),
        ("hull: 012", "'012'"),
        ("radius: 10 nmi", "10 nmi"),
        ("start: 200100ZJUL23", "200100ZJUL23"),
        ("lights: off", "off"),
        ("centre: 39-00.0N 133-30.0E", "39-00.0N 133-30.0E"),
    ):
        key, _, rest = old.partition(": ")
        text = changed((old, f"{key}: {{value: {value}, {said}}}" + (", to" if rest.endswith(", to") else "")))
        assert list(complaints(schema, schema, plain(text))) == [], old
        exercise = loaded(text)
        assert len(exercise.provenance) == len(loaded().provenance) + 1


def test_the_schema_is_plain_json_of_its_draft_and_names_what_is_installed() -> None:
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json.loads(json.dumps(schema, allow_nan=False)) == schema
    assert schema["$defs"]["Serial"]["properties"]["kind"]
    classes = next(part for part in strings(schema) if "ddg_052d: " in part)
    assert all(f"{key}: " in classes for key in load_library().platforms)


def strings(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for inner in part.values():
            yield from strings(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from strings(inner)


def test_every_reference_of_the_schema_leads_somewhere(schema: dict[str, Any]) -> None:
    names = [text.removeprefix("#/$defs/") for text in strings(schema) if text.startswith("#/$defs/")]
    assert names
    assert set(names) <= set(schema["$defs"])


def test_every_key_of_a_unit_a_serial_and_a_circuit_is_described(schema: dict[str, Any]) -> None:
    told = schema["$defs"]
    for name, self_evident in (
        ("Unit", {"start", "emission", "route"}),
        ("Serial", {"title", "limits", "hazard"}),
        ("Circuit", {"kind", "band"}),
    ):
        for key, value in told[name]["properties"].items():
            assert "description" in value or key in self_evident, (name, key)


def test_the_starter_is_sound_and_meets_the_schema() -> None:
    text = new_starter_text()
    if not kinds():
        pytest.fail("no serial kind is installed: install the package first")
    from fleetex.scenario import load_text

    exercise = load_text(text, "starter.yaml")
    assert [serial.kind for serial in exercise.serials.values()] == ["COMMEX", "MANEX", "RAS-L", "GUNEX-S"]
    assert exercise.exercise.notional
    schema = json_schema()
    assert list(complaints(schema, schema, plain(text))) == []


def test_the_starter_explains_itself() -> None:
    lines = new_starter_text().splitlines()
    assert sum("#" in line for line in lines) >= 40
    assert all(len(line) <= 140 for line in lines)
    for word in ("fleetex check", "fleetex run", "fleetex report", "fleetex schema"):
        assert any(re.search(rf"#.*{word}", line) for line in lines)


def test_a_starter_is_never_written_over_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    write_starter(path)
    assert path.read_text(encoding="utf-8") == new_starter_text()
    path.write_text("my own work")
    with pytest.raises(FileExistsError):
        write_starter(path)
    assert path.read_text() == "my own work"
