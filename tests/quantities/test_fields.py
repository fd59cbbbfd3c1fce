"""Quantities as fields of a model: read from text, held in SI, described to editors, with who says so."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ValidationError

from fleetex.quantities import (
    Course,
    Duration,
    Length,
    Position,
    PositionText,
    Share,
    Sourced,
    Speed,
    Temperature,
    Time,
    Zone,
    parse_zone,
    quantity,
)
from fleetex.quantities.fields import ZONE_CONTEXT
from fleetex.quantities.measure import LENGTH
from fleetex.vocabulary import Confidence


class Voyage(BaseModel):
    speed: Speed = 5.0
    alternate: Speed | None = None
    at: PositionText | None = None
    time: Time | None = None
    course: Course = 0.0
    spacing: Annotated[float, quantity(LENGTH, least="100 m", most="5 nmi")] = 1000.0
    zone: Zone | None = None


class Ship(BaseModel):
    range: Sourced[Length]
    speed: Sourced[Speed]
    names: tuple[Sourced[str], ...] = ()


def error_of(model: type[BaseModel], **values: Any) -> Any:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(values)
    (error,) = caught.value.errors()
    return error


def test_fields_read_text_and_hold_si() -> None:
    voyage = Voyage.model_validate({"speed": "18 kn", "at": "39-30.0N 133-15.0E", "time": "201430ZJUL23"})
    assert voyage.speed == pytest.approx(9.26)
    assert isinstance(voyage.at, Position)
    assert voyage.time == datetime(2023, 7, 20, 14, 30, tzinfo=UTC)


def test_an_error_carries_found_allowed_and_write_in_its_context() -> None:
    error = error_of(Voyage, alternate=18)
    assert error["type"] == "quantity"
    assert error["ctx"]["found"] == "18"
    assert error["ctx"]["write"] == "18 kn"


def test_limits_are_written_as_text_and_said_as_text() -> None:
    assert error_of(Voyage, spacing="6 nmi")["ctx"]["allowed"] == "at most 5 nmi is allowed"
    assert error_of(Voyage, spacing="99 m")["ctx"]["write"] == "100 m"
    assert Voyage.model_validate({"spacing": "5 nmi"}).spacing == 9260.0


def test_letter_j_needs_the_zone_that_the_reader_hands_over() -> None:
    assert error_of(Voyage, time="202230JJUL23")["ctx"]["write"] == "202230ZJUL23"
    context = {ZONE_CONTEXT: parse_zone("UTC+08:00")}
    voyage = Voyage.model_validate({"time": "202230JJUL23"}, context=context)
    assert voyage.time == datetime(2023, 7, 20, 14, 30, tzinfo=UTC)


def test_braces_in_a_wrong_text_do_not_disturb_the_message() -> None:
    assert "18 {kn}" in error_of(Voyage, speed="18 {kn}")["ctx"]["found"]


def test_json_has_si_numbers_and_exact_places() -> None:
    voyage = Voyage.model_validate({"speed": "36 km/h", "at": "39-00.0N 133-30.0E", "zone": "UTC+08:00"})
    plain = voyage.model_dump(mode="json")
    assert plain["speed"] == 10.0
    assert plain["at"] == "39-00.0000000N 133-30.0000000E"
    assert plain["zone"] == "UTC+08:00"


def test_the_schema_of_a_field_has_a_pattern_that_its_examples_match() -> None:
    schema = Voyage.model_json_schema()
    for name, field in schema["properties"].items():
        text = next((part for part in (field, *field.get("anyOf", [])) if "pattern" in part), None)
        assert text is not None, name
        assert text["description"]
        assert all(re.search(text["pattern"], example) for example in text["examples"])


def test_a_sourced_value_is_plain_or_says_who_says_so() -> None:
    ship = Ship.model_validate(
        {
            "speed": "29 kn",
            "range": {"value": "4500 nmi", "source": "SAUNDERS", "confidence": "medium", "note": "at 15 kn"},
            "names": ["Taihu", {"value": "Tai Hu", "notional": True}],
        }
    )
    assert ship.speed.source is None
    assert ship.range.value == 4500 * 1852.0
    assert ship.range.confidence is Confidence.MEDIUM
    assert [name.value for name in ship.names] == ["Taihu", "Tai Hu"]
    assert ship.names[1].notional


def test_a_sourced_value_in_its_long_form_refuses_keys_it_does_not_know() -> None:
    error = error_of(Ship, speed="29 kn", range={"value": "1 nmi", "sorce": "SAUNDERS"})
    assert error["type"] == "extra_forbidden"
    assert error["loc"] == ("range", "sorce")


def test_the_schema_of_a_sourced_value_shows_both_forms() -> None:
    schema = Ship.model_json_schema()
    name = schema["properties"]["speed"]["$ref"].removeprefix("#/$defs/")
    short, long = schema["$defs"][name]["anyOf"]
    assert "pattern" in short
    assert long["required"] == ["value"]


@pytest.mark.parametrize(
    ("kind", "text"), [(Share, "101 %"), (Temperature, "-300 degC"), (Duration, "-1 s"), (Length, "-1 m")]
)
def test_what_nature_does_not_allow_is_refused(kind: Any, text: str) -> None:
    from pydantic import TypeAdapter

    with pytest.raises(ValidationError, match="found"):
        TypeAdapter(kind).validate_python(text)
