"""A JSON Schema checker for those words of draft 2020-12 that the scenario's schema uses: an editor's eye."""

import re
from collections.abc import Iterator
from typing import Any

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
KNOWN = {
    *("$schema", "$defs", "$ref", "title", "description", "default", "examples", "type", "properties", "required"),
    *(
        "additionalProperties",
        "items",
        "minItems",
        "maxItems",
        "enum",
        "const",
        "anyOf",
        "oneOf",
        "allOf",
        "if",
        "then",
    ),
    *(
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "propertyNames",
        "exclusiveMinimum",
        "exclusiveMaximum",
    ),
}


def complaints(root: dict[str, Any], schema: Any, value: Any, path: str = "") -> Iterator[str]:
    """What is wrong with a value, each with its path."""
    assert set(schema) <= KNOWN, f"the checker does not know {set(schema) - KNOWN}"
    if "$ref" in schema:
        yield from complaints(root, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], value, path)
    kind = schema.get("type")
    if kind is not None and (not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
        yield f"{path}: {value!r} is no {kind}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is none of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{path}: {value!r} is not {schema['const']!r}"
    if isinstance(value, dict):
        yield from _mapping(root, schema, value, path)
    elif isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            yield f"{path}: {len(value)} items"
        for place, item in enumerate(value):
            yield from complaints(root, schema.get("items", {}), item, f"{path}.{place}")
    elif isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{path}: {value!r} does not match {schema['pattern']}"
        if len(value) < schema.get("minLength", 0):
            yield f"{path}: too short"
    elif isinstance(value, int | float) and not isinstance(value, bool):
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        if not low <= value <= high:
            yield f"{path}: {value} is not from {low} to {high}"
    yield from _joined(root, schema, value, path)


def _mapping(root: dict[str, Any], schema: Any, value: dict[str, Any], path: str) -> Iterator[str]:
    for key in schema.get("required", []):
        if key not in value:
            yield f"{path}: no {key}"
    for key, inner in value.items():
        if key in schema.get("properties", {}):
            yield from complaints(root, schema["properties"][key], inner, f"{path}.{key}")
        elif schema.get("additionalProperties") is False:
            yield f"{path}: {key} is not known"
        elif isinstance(schema.get("additionalProperties"), dict):
            yield from complaints(root, schema["additionalProperties"], inner, f"{path}.{key}")
        yield from complaints(root, schema.get("propertyNames", {}), key, f"{path}.{key}")


def _joined(root: dict[str, Any], schema: Any, value: Any, path: str) -> Iterator[str]:
    if "anyOf" in schema:
        each = [list(complaints(root, inner, value, path)) for inner in schema["anyOf"]]
        if all(each):
            yield min(each, key=len)[0]
    if "oneOf" in schema:
        met = sum(not list(complaints(root, inner, value, path)) for inner in schema["oneOf"])
        if met != 1:
            yield f"{path}: {met} of the alternatives hold"
    for inner in schema.get("allOf", []):
        yield from complaints(root, inner, value, path)
    if "if" in schema and not list(complaints(root, schema["if"], value, path)):
        yield from complaints(root, schema.get("then", {}), value, path)
