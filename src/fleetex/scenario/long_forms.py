"""Every value of the JSON Schema may stand as `{value: ..., source: ...}` too; what it is has a name a person can read.

A length is `length` wherever it stands, and `length.sourced` with the long form; a choice has the name of its key, as
`GUNEX-S.params.fire`.
"""

from typing import Any

from fleetex.quantities import DIMENSIONS
from fleetex.quantities.bearings import COURSE_PATTERN
from fleetex.quantities.measure import pattern
from fleetex.quantities.places import POSITION_PATTERN
from fleetex.quantities.times import TIME_PATTERN, ZONE_PATTERN
from fleetex.scenario.parts import ID_PATTERN, Provenance

Schema = dict[str, Any]
SAID = tuple(Provenance.model_fields)
SOURCED = ".sourced"
_TEXTS = {pattern(one): one.name.partition(" ")[2].replace(" ", "-") for one in DIMENSIONS}
_TEXTS |= {COURSE_PATTERN: "course", POSITION_PATTERN: "position", TIME_PATTERN: "time", ZONE_PATTERN: "zone"}
_TEXTS |= {ID_PATTERN: "name"}
_SWITCH: Schema = {"anyOf": [{"enum": ["on", "off"]}, {"type": "boolean"}]}
_BESIDE = ("description", "default")
"""What stays with the key."""


def open_long_forms(parts: dict[str, Schema], tops: Schema) -> None:
    """Open all values of the definitions and of the top-level keys, in place; definitions are added to `parts`."""
    for key in SAID:
        parts[f"said.{key}"] = parts["Unit"]["properties"][key]
    for name, part in list(parts.items()):
        _open(parts, part, name)
    _open(parts, {"properties": tops}, "")


def _open(parts: dict[str, Schema], part: Schema, where: str) -> None:
    for name, value in part.get("properties", {}).items():
        if name not in SAID:
            part["properties"][name] = _either(parts, value, f"{where}.{name}".strip("."))
    for key, word in (("items", "item"), ("additionalProperties", "each")):
        if isinstance(part.get(key), dict):
            part[key] = _either(parts, part[key], f"{where}.{word}")
    for alternative in part.get("anyOf", []):
        _open(parts, alternative, where)


def _either(parts: dict[str, Schema], value: Schema, where: str) -> Schema:
    """A reference to the definition that allows both forms; what the key means stays with the key."""
    _open(parts, value, where)
    plain = {key: inner for key, inner in value.items() if key not in _BESIDE}
    if set(plain) == {"$ref"}:
        name = plain["$ref"].removeprefix("#/$defs/")
    else:
        name = _name(plain) or where
        while parts.get(name, plain) != plain:
            name += "-too"
        parts[name] = plain
    said = {key: {"$ref": f"#/$defs/said.{key}"} for key in SAID}
    long_form = {
        "type": "object",
        "properties": {"value": {"$ref": f"#/$defs/{name}"}, **said},
        "required": ["value"],
        "additionalProperties": False,
    }
    parts[name + SOURCED] = {"anyOf": [{"$ref": f"#/$defs/{name}"}, long_form]}
    return {"$ref": f"#/$defs/{name}{SOURCED}"} | {key: value[key] for key in _BESIDE if key in value}


def _name(plain: Schema) -> str:
    """The name of what is the same wherever it stands; empty for what belongs to its key."""
    if plain == _SWITCH:
        return "on-or-off"
    if plain == {"type": "boolean"}:
        return "true-or-false"
    if plain.get("type") == "string":
        words = "text" if "minLength" in plain else "any-text"
        return _TEXTS.get(plain.get("pattern", ""), "" if {"enum", "const", "pattern"} & set(plain) else words)
    return ""
