"""What every part of a scenario is made of: frozen rows, ids, who says so, switches, values that change with time.

visibility: 8 nmi
visibility: [{from: 200000ZJUL23, value: 8 nmi}, {from: 210600ZJUL23, value: 2 nmi}]
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StrictBool,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from fleetex.quantities import Time
from fleetex.quantities.errors import shown
from fleetex.vocabulary import Confidence

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
"""Letters, digits, `_`, `.` and `-`; the name under which other parts of the file refer to this one."""
Line = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
"""Text a person reads: not empty."""

T = TypeVar("T")


def is_none(value: object) -> bool:
    """Whether a value is not given."""
    return value is None


def misfit(
    found: object, allowed: str, write: str = "", key: str = "", cut: str = "", about: Sequence[str] = ()
) -> PydanticCustomError:
    """An error that says what was found, what is allowed and what to write; to be raised in a validator.

    `key` names the key of the part at fault, when it is one; `cut` the key that is taken out so that the rest can be
    checked (`key` unless given); `about` all keys that the error speaks of.
    """
    parts = {"found": shown(found), "allowed": allowed, "write": write, "key": key, "cut": cut, "about": tuple(about)}
    return PydanticCustomError("misfit", "{allowed}", parts)


class Row(BaseModel):
    """A frozen part of the scenario that refuses keys it doesn't know. Numbers where text is due are read as text."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, allow_inf_nan=False)


def _as_list(found: Any) -> Any:
    return [found] if isinstance(found, str) else found


SourceKeys = Annotated[
    tuple[Id, ...],
    BeforeValidator(_as_list),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class Provenance(Row):
    """Who says so, and how far it is trusted."""

    source: SourceKeys = Field(default=(), description="key, or list of keys, of `sources`")
    confidence: Confidence | None = Field(default=None, description="how far it is trusted; design: a value of ours")
    notional: StrictBool = Field(default=False, description="true: nobody reported it")
    note: Line | None = Field(default=None, description="remarks")


def _as_switch(found: Any) -> Any:
    if isinstance(found, str) and found.lower() in ("on", "off"):
        return found.lower() == "on"
    if isinstance(found, bool):
        return found
    raise misfit(found, "a switch is on or off", "on")


Switch = Annotated[
    bool, BeforeValidator(_as_switch), WithJsonSchema({"anyOf": [{"enum": ["on", "off"]}, {"type": "boolean"}]})
]


_TIME_BEGINS = re.compile(r"\s*\d{4}")


def _is_step(found: Any) -> bool:
    """Whether an item is meant as a step: the `from` of a wind alone is a course."""
    if not isinstance(found, dict) or "from" not in found:
        return False
    return "value" in found or not isinstance(found["from"], str) or bool(_TIME_BEGINS.match(found["from"]))


class Step(Row, Generic[T]):
    """A value that holds from an instant on; without one, from the beginning."""

    since_utc: Time | None = Field(default=None, alias="from", description="from when on the value holds")
    value: T


class Series(Row, Generic[T]):
    """A value constant or changing by steps: each holds until the next."""

    steps: tuple[Step[T], ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _from_constant(cls, found: Any) -> Any:
        if isinstance(found, list) and any(isinstance(step, dict) and {"from", "value"} <= set(step) for step in found):
            bare = [place for place, step in enumerate(found) if not _is_step(step)]
            if bare:
                said = f"step {bare[0] + 1} of {len(found)} without a time"
                allowed = "each step of a value that changes has a `from`, a time, and a `value`"
                raise misfit(said, allowed, "{from: 201430ZJUL23, value: ...}")
        if isinstance(found, list) and found and all(isinstance(step, dict) and "from" in step for step in found):
            return {"steps": found}
        return {"steps": [{"value": found}]}

    def at(self, time_utc: datetime) -> T:
        """The value at an instant; before the first step, the first value."""
        value = self.steps[0].value
        for step in self.steps[1:]:
            if step.since_utc is not None and step.since_utc > time_utc:
                break
            value = step.value
        return value

    @property
    def changes_utc(self) -> Sequence[datetime]:
        """The instants at which a new step begins, beyond the first."""
        return [step.since_utc for step in self.steps[1:] if step.since_utc is not None]

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        whole = handler.resolve_ref_schema(handler(schema))
        steps = whole["properties"]["steps"]
        step = handler.resolve_ref_schema(steps["items"])
        value = step["properties"]["value"]
        since = step["properties"]["from"]
        timed = {
            "type": "object",
            "properties": {"from": since, "value": {"description": "what holds from then on", **value}},
            "required": ["from", "value"],
            "additionalProperties": False,
        }
        text = "a constant, or a list of steps, each of which holds until the next"
        return {"anyOf": [value, {"type": "array", "items": timed, "minItems": 1}], "description": text}
