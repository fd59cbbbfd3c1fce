"""A value with where it came from. Written plainly, or as a mapping that names its source:

speed_max: 29 kn
range:     {value: 4500 nmi, source: "Jane's 2014", confidence: medium, note: "at 15 kn"}
"""

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from fleetex.vocabulary import Confidence

T = TypeVar("T")


class Sourced(BaseModel, Generic[T]):
    """A value, its source (free text in the library, a key of `sources` in a scenario) and how far it is trusted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: T
    source: str | None = Field(default=None, description="who says so")
    confidence: Confidence | None = Field(default=None, description="how far it is trusted; design: a value of ours")
    notional: bool = Field(default=False, description="reported by nobody")
    note: str | None = Field(default=None, description="conflicts and remarks")

    @model_validator(mode="before")
    @classmethod
    def _from_plain(cls, found: Any) -> Any:
        """A mapping with the key `value` is the long form; anything else is the value itself."""
        if isinstance(found, cls) or (isinstance(found, dict) and "value" in found):
            return found
        return {"value": found}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        long_form = handler(schema)
        value = handler.resolve_ref_schema(long_form)["properties"]["value"]
        return {"anyOf": [value, long_form]}
