"""Pydantic types that read the text of a quantity and hold SI: `speed: Speed` takes "18 kn" and is 9.26.

    class Params(BaseModel):
        speed: Speed
        spacing: Annotated[float, quantity(LENGTH, least="100 m", most="5 nmi")]
        alternate: Speed | None = None

Each carries a pattern, a description and examples in the JSON Schema, so that an editor completes and checks it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StrictBool, StrictInt
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from fleetex.quantities.bearings import COURSE_EXAMPLES, COURSE_PATTERN, parse_course
from fleetex.quantities.errors import QuantityError
from fleetex.quantities.measure import (
    ACCELERATION,
    ANGLE,
    AREA,
    CROSS_SECTION,
    DENSITY,
    DURATION,
    FRACTION,
    FREQUENCY,
    LENGTH,
    LEVEL,
    MASS,
    MASS_FLOW,
    POWER,
    ROUND_RATE,
    SALINITY,
    SPEED,
    TEMPERATURE,
    TURN_RATE,
    VOLUME,
    VOLUME_FLOW,
    Dimension,
    parse,
    pattern,
)
from fleetex.quantities.places import POSITION_EXAMPLES, POSITION_PATTERN, Position, format_position, parse_position
from fleetex.quantities.times import (
    TIME_EXAMPLES,
    TIME_PATTERN,
    ZONE_PATTERN,
    format_iso,
    format_zone,
    parse_time,
    parse_zone,
)

ZONE_CONTEXT = "zone"
"""Key of the validation context under which a file's local zone (a timezone) reaches letter J."""


def as_pydantic(error: QuantityError) -> PydanticCustomError:
    """The same error as pydantic carries it; `found`, `allowed` and `write` stand in its context."""
    parts = {"found": error.found, "allowed": error.allowed, "write": error.write}
    message = str(error).replace("{", "(").replace("}", ")")
    return PydanticCustomError("quantity", message, parts)


@dataclass(frozen=True, eq=False)
class TextField:
    """Annotation metadata: a value read from text by `read`, described to editors by `schema`."""

    read: Callable[[object, Mapping[str, Any]], Any]
    schema: Mapping[str, Any]
    show: Callable[[Any], str] | None = None
    """How JSON has the value; None: as the number it is."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def validate(found: object, found_in: core_schema.ValidationInfo) -> Any:
            try:
                return self.read(found, found_in.context or {})
            except QuantityError as error:
                raise as_pydantic(error) from None

        to_json = core_schema.plain_serializer_function_ser_schema(self.show, when_used="json") if self.show else None
        return core_schema.with_info_plain_validator_function(validate, serialization=to_json)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.schema)


def quantity(
    dimension: Dimension, least: str | None = None, most: str | None = None, above: str | None = None
) -> TextField:
    """A quantity of one dimension between limits written as text (`above` is exclusive)."""
    low = None if least is None else parse(dimension, least)
    high = None if most is None else parse(dimension, most)
    floor = None if above is None else parse(dimension, above)

    def fits(text: str) -> bool:
        """Whether a text is a quantity between the limits."""
        try:
            value = parse(dimension, text)
        except QuantityError:
            return False
        return (low is None or value >= low) and (high is None or value <= high) and (floor is None or value > floor)

    def read(found: object, context: Mapping[str, Any]) -> float:
        try:
            value = parse(dimension, found)
        except QuantityError as error:
            limit = least or most or ""
            meant = f"{found} {limit.rpartition(' ')[2]}" if isinstance(found, int | float) else ""
            write = next((text for text in (error.write, meant, limit) if text and fits(text)), "")
            raise QuantityError(found, error.allowed, write) from None
        if low is not None and value < low:
            raise QuantityError(found, f"at least {least} is allowed", least or "")
        if floor is not None and value <= floor:
            raise QuantityError(found, f"more than {above} is allowed", dimension.example)
        if high is not None and value > high:
            raise QuantityError(found, f"at most {most} is allowed", most or "")
        return value

    limits = [f"at least {least}"] * (least is not None) + [f"more than {above}"] * (above is not None)
    limits += [f"at most {most}"] * (most is not None)
    text = f"{dimension.name} with its unit: {', '.join(dimension.units)}" + "".join(f"; {limit}" for limit in limits)
    schema = {"type": "string", "pattern": pattern(dimension), "description": text, "examples": [dimension.example]}
    return TextField(read, schema | ({"limits": limits} if limits else {}))


def _string(pattern_text: str, description: str, examples: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern_text, "description": description, "examples": list(examples)}


def _read_time(found: object, context: Mapping[str, Any]) -> datetime:
    return parse_time(found, context.get(ZONE_CONTEXT))


_COURSE = _string(COURSE_PATTERN, "a course or bearing in degrees true, 000T to 360T", COURSE_EXAMPLES)
_PLACE = _string(POSITION_PATTERN, "latitude then longitude, degrees-minutes with hemisphere", POSITION_EXAMPLES)
_TIME = _string(TIME_PATTERN, "a date-time group with a zone letter, or ISO with an offset", TIME_EXAMPLES)
_ZONE = _string(ZONE_PATTERN, "a zone as an offset from UTC", ("UTC+08:00", "UTC"))

WIDEST = ("50000 km", "3000 kn", "3660 d")
"""Length, speed and duration that nobody exceeds: the limit where no nearer one is given."""
Length = Annotated[float, quantity(LENGTH, most=WIDEST[0])]
Speed = Annotated[float, quantity(SPEED, most=WIDEST[1])]
Duration = Annotated[float, quantity(DURATION, most=WIDEST[2])]
Angle = Annotated[float, quantity(ANGLE)]
TurnRate = Annotated[float, quantity(TURN_RATE)]
Acceleration = Annotated[float, quantity(ACCELERATION)]
Mass = Annotated[float, quantity(MASS)]
Temperature = Annotated[float, quantity(TEMPERATURE, least="-273.15 degC")]
"""Degrees Celsius."""
Salinity = Annotated[float, quantity(SALINITY, most="50 psu")]
Share = Annotated[float, quantity(FRACTION, most="100 %")]
"""`90 %` is 0.9; at most 1."""
Percent = Annotated[float, quantity(FRACTION)]
"""`120 %` is 1.2."""
Power = Annotated[float, quantity(POWER)]
Frequency = Annotated[float, quantity(FREQUENCY, above="0 Hz")]
Density = Annotated[float, quantity(DENSITY, above="0 kg/m3")]
Area = Annotated[float, quantity(AREA)]
CrossSection = Annotated[float, quantity(CROSS_SECTION)]
Volume = Annotated[float, quantity(VOLUME)]
MassFlow = Annotated[float, quantity(MASS_FLOW)]
VolumeFlow = Annotated[float, quantity(VOLUME_FLOW)]
Level = Annotated[float, quantity(LEVEL)]
RoundRate = Annotated[float, quantity(ROUND_RATE)]
"""Rounds a second; `40 rpm` is 40 rounds a minute."""
Course = Annotated[float, TextField(lambda found, _: parse_course(found), _COURSE)]
"""Radians in [0, 2 pi)."""
Bearing = Course
PositionText = Annotated[Position, TextField(lambda found, _: parse_position(found), _PLACE, lambda p: _exact(p))]
Time = Annotated[datetime, TextField(_read_time, _TIME, format_iso)]
"""An aware datetime in UTC."""
Zone = Annotated[timezone, TextField(lambda found, _: parse_zone(found), _ZONE, format_zone)]
Count = Annotated[StrictInt, Field(ge=0, description="a whole number from 0")]
Flag = StrictBool


def _exact(position: Position) -> str:
    """A position to seven decimals of a minute (0.2 mm), for hashing and for reading again."""
    return format_position(position, decimals=7)


__all__ = [
    "ZONE_CONTEXT",
    "Acceleration",
    "Angle",
    "Area",
    "Bearing",
    "Count",
    "Course",
    "CrossSection",
    "Density",
    "Duration",
    "Flag",
    "Frequency",
    "Length",
    "Level",
    "Mass",
    "MassFlow",
    "Percent",
    "PositionText",
    "Power",
    "RoundRate",
    "Salinity",
    "Share",
    "Speed",
    "Temperature",
    "TextField",
    "Time",
    "TurnRate",
    "Volume",
    "VolumeFlow",
    "Zone",
    "as_pydantic",
    "quantity",
]
