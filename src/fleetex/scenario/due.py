"""What is due at a place of the file, read off the JSON Schema: the keys of a mapping, an example, the choices."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from fleetex.scenario.problems import Path

Schema = dict[str, Any]


def schemas_at(root: Schema, path: Path) -> list[Schema]:
    """The schemas, with references resolved and alternatives side by side, of the value at a path."""
    found = list(_branches(root, root))
    for word in path:
        found = [branch for schema in found for inner in _inner(schema, word) for branch in _branches(root, inner)]
    return found


def keys_of(schemas: Sequence[Schema]) -> list[str]:
    """The keys that a mapping there may have."""
    return list(dict.fromkeys(key for schema in schemas for key in schema.get("properties", {})))


def choices_of(schemas: Sequence[Schema]) -> list[str]:
    """The words that are allowed there, if they are counted."""
    words: list[str] = []
    for schema in schemas:
        words += [str(word) for word in schema.get("enum", [])]
        if "const" in schema:
            words.append(str(schema["const"]))
    return list(dict.fromkeys(words))


def example_of(root: Schema, schemas: Sequence[Schema], depth: int = 3) -> str:
    """What one could write there, in flow style; empty if nothing can be said."""
    for schema in schemas:
        for key in ("examples", "enum"):
            if schema.get(key):
                return flow(schema[key][0])
        if "const" in schema:
            return str(schema["const"])
        if depth and schema.get("required"):
            inner = [(key, list(_branches(root, schema["properties"][key]))) for key in schema["required"][:4]]
            texts = [f"{key}: {example_of(root, branches, depth - 1) or '...'}" for key, branches in inner]
            return "{" + ", ".join(texts) + "}"
        if depth and (inner_schema := named_by(schema)) is not None:
            return f"{{name: {example_of(root, list(_branches(root, inner_schema)), depth - 1) or '...'}}}"
    return ""


def named_by(schema: Schema) -> Schema | None:
    """What stands behind each name of a mapping whose keys are names; None of any other."""
    every = [*schema.get("patternProperties", {}).values(), schema.get("additionalProperties")]
    return next((one for one in every if isinstance(one, dict)), None)


def list_of(root: Schema, schemas: Sequence[Schema], found: object) -> str:
    """A list of one where a single value was found: of that value if the list's items are texts, else of an example."""
    for schema in schemas:
        if isinstance(schema.get("items"), dict):
            items = list(_branches(root, schema["items"]))
            plain = any(item.get("type") in ("string", "integer") for item in items)
            one = str(found) if plain and isinstance(found, str | int | float) else example_of(root, items)
            return f"[{one}]" if one else ""
    return ""


def flow(value: Any) -> str:
    """A value in the flow style of YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    return str(value)


def text_of(schemas: Sequence[Schema]) -> str:
    """What is due there, in words."""
    for schema in schemas:
        kind = schema.get("type")
        if kind == "string" and "description" in schema and "pattern" in schema and "examples" in schema:
            return f"{schema['description']} is due"
        if words := choices_of([schema]):
            return f"one of {', '.join(words)} is due"
        if kind == "object":
            keys = keys_of([schema])
            anyhow = "a mapping is due" if named_by(schema) is None else "a mapping is due, of names that are yours"
            return f"a mapping is due with the keys {', '.join(keys)}" if keys else anyhow
        if kind in ("array", "string", "integer", "number", "boolean"):
            words_of = {"array": "a list", "string": "text", "integer": "a whole number", "number": "a number"}
            return f"{words_of.get(kind, 'true or false')}{_limits(schema)} is due"
    return "another value is due"


def number_of(schemas: Sequence[Schema], found: object) -> str:
    """The number allowed there that is nearest to what was found; of what is none the least. Empty if none is due."""
    for schema in schemas:
        if schema.get("type") not in ("integer", "number"):
            continue
        low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
        number = _as_number(found)
        if math.isnan(number):
            return f"{low:g}" if math.isfinite(low) else ""
        near = min(max(number, low), high)
        if not math.isfinite(near):
            return ""
        return str(math.ceil(near) if near == low else math.floor(near)) if schema["type"] == "integer" else f"{near:g}"
    return ""


def _as_number(found: object) -> float:
    """NaN for what is no number, nor a text of one."""
    try:
        return math.nan if isinstance(found, bool) else float(found)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return math.nan


def _limits(schema: Schema) -> str:
    """What a number lies between, in words."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f" from {low:g} to {high:g}"
    return f" of at least {low:g}" if low is not None else f" of at most {high:g}" if high is not None else ""


def _branches(root: Schema, schema: Schema) -> Iterator[Schema]:
    """A schema with its reference resolved, and its alternatives after it; never null."""
    while "$ref" in schema:
        target: Any = root
        for word in schema["$ref"].removeprefix("#/").split("/"):
            target = target[word]
        schema = target
    if schema.get("type") != "null":
        yield schema
    for key in ("anyOf", "oneOf", "allOf"):
        for inner in schema.get(key, []):
            yield from _branches(root, inner)


def _inner(schema: Schema, word: str | int) -> Iterator[Schema]:
    if isinstance(word, int):
        if isinstance(schema.get("prefixItems"), list) and word < len(schema["prefixItems"]):
            yield schema["prefixItems"][word]
        elif isinstance(schema.get("items"), dict):
            yield schema["items"]
        return
    if word in schema.get("properties", {}):
        yield schema["properties"][word]
    elif isinstance(schema.get("additionalProperties"), dict):
        yield schema["additionalProperties"]
    yield from schema.get("patternProperties", {}).values()
