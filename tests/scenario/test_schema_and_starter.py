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


def keys_of(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key that a person may write, with what the schema says there; those of the long form once."""
    for name, part in [("", schema), *schema["$defs"].items()]:
        if not name.endswith(".sourced"):
            yield from ((f"{name}.{key}", value) for key, value in part.get("properties", {}).items())


def test_every_key_is_described_and_leads_to_what_may_stand_there() -> None:
    schema = json_schema()
    keys = dict(keys_of(schema))
    assert len(keys) > 200
    assert [key for key, value in keys.items() if not value.get("description")] == []
    assert [key for key, value in keys.items() if not {"$ref", "type", "enum", "anyOf"} & set(value)] == []


def test_every_definition_has_a_name_that_a_person_can_read() -> None:
    names = set(json_schema()["$defs"])
    assert [name for name in names if re.search(r"value\d|__|Series|Annotated|\d$|-too", name)] == []
    assert {"length", "length.sourced", "duration", "position", "wind.in-time", "GUNEX-S.params.fire"} <= names


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("GUNEX-S.params.fire", ["in turn", "together", "time on target"]),
        ("NGFS.params.spotting", ["direct", "bracket"]),
        ("PATROL.params.formation", ["column", "line abreast", "echelon", "diamond"]),
        ("MANEX.Evolution.formation", ["column", "line abreast", "echelon", "diamond", "screen"]),
    ],
)
def test_an_editor_offers_the_words_of_a_choice(key: str, words: list[str]) -> None:
    schema = json_schema()
    part, _, name = key.rpartition(".")
    wrapped = schema["$defs"][part]["properties"][name]["$ref"].removeprefix("#/$defs/")
    plain = schema["$defs"][wrapped]["anyOf"][0]["$ref"].removeprefix("#/$defs/")
    assert schema["$defs"][plain]["enum"] == words


def test_the_limits_of_a_quantity_are_said_beside_what_its_key_means() -> None:
    keys = dict(keys_of(json_schema()))
    said = {key: value.get("description", "") for key, value in keys.items()}
    assert said["COMMEX.params.retry_every"].startswith("how often a circuit found down is tried again; at least 30 s")
    assert "at least 10 min" in said["Failure.mean_time_between"]
    assert "at least 1 min" in said["Serial.duration"]


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
