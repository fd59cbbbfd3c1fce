"""The JSON Schema (draft 2020-12) of a scenario, so that an editor completes and checks the file while it is written.

It knows the library's classes and the installed kinds with their roles and params. What only `fleetex check` can see
(references, places, times) it leaves alone. Every value may stand in the long form, `{value: ..., source: ...}`.
"""

from collections.abc import Mapping
from typing import Any

from fleetex.library import Library, load_library
from fleetex.quantities.fields import WIDEST
from fleetex.scenario.exercise import SCHEMA_VERSION, Exercise
from fleetex.scenario.kinds import KindSpec, kinds
from fleetex.scenario.long_forms import open_long_forms
from fleetex.scenario.parts import ID_PATTERN

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_WIDEST = " ".join(f"at most {limit}" for limit in WIDEST)
_ID: Schema = {"type": "string", "pattern": ID_PATTERN}


def json_schema(library: Library | None = None, serial_kinds: Mapping[str, KindSpec] | None = None) -> Schema:
    """The schema of the version this fleetex reads, for a library and kinds (those installed unless given)."""
    whole = Exercise.model_json_schema()
    whole = _with_series_named(whole)
    parts: dict[str, Schema] = whole.pop("$defs")
    specs = kinds() if serial_kinds is None else serial_kinds
    _name_classes(parts, library or load_library())
    _name_kinds(parts, specs)
    shaped = {name: _with_limits(_shaped(part)) for name, part in parts.items()}
    tops = {key: _with_limits(_shaped(part)) for key, part in whole["properties"].items()}
    open_long_forms(shaped, tops)
    head: Schema = {
        "$schema": DIALECT,
        "title": f"fleetex scenario, version {SCHEMA_VERSION}",
        "description": "One exercise: who, where, when, and what was reported. `fleetex check` finds the rest.",
        "type": "object",
        "properties": tops,
        "required": whole["required"],
        "additionalProperties": False,
    }
    head["$defs"] = {name: shaped[name] for name in sorted(shaped)}
    return head


def _name_classes(parts: dict[str, Schema], library: Library) -> None:
    names = {key: platform.name for key, platform in library.platforms.items()}
    listed = "; ".join(f"{key}: {name}" for key, name in names.items())
    parts["Unit"]["properties"]["class"] = {"enum": list(names), "description": f"a class of the library: {listed}"}


def _name_kinds(parts: dict[str, Schema], specs: Mapping[str, KindSpec]) -> None:
    """The kinds as choices, and for each its roles and params under if/then."""
    listed = "; ".join(f"{code}: {spec.name}" for code, spec in specs.items())
    rules = []
    for code, spec in specs.items():
        params = _renamed(spec.params.model_json_schema(ref_template="#/$defs/{model}"), f"{code}.")
        parts.update(params.pop("$defs", {}))
        parts[f"{code}.params"] = params
        rules.append((code, spec, bool(params.get("required"))))
    for name in ("Serial", "OpenSerial"):
        serial = parts[name]
        serial["properties"]["kind"] = {"enum": list(specs), "description": f"a serial kind: {listed}"}
        serial["properties"]["params"] = {"type": "object", "description": "the kind's own"}
        serial["allOf"] = [_kind_rule(code, spec, due, name == "OpenSerial") for code, spec, due in rules]
    parts["Serial"]["oneOf"] = [{"required": ["end"]}, {"required": ["duration"]}]


def _kind_rule(code: str, spec: KindSpec, params_due: bool, waits: bool) -> Schema:
    """What a serial of a kind is: its roles and params, and an area where the kind needs one."""
    then: Schema = {"properties": {"params": {"$ref": f"#/$defs/{code}.params"}, "roles": _roles(spec, waits)}}
    if spec.needs_area and waits:
        then["anyOf"] = [{"required": ["area"]}, {"required": ["areas"]}]
    required = ["area"] * (spec.needs_area and not waits) + ["params"] * params_due
    if required:
        then["required"] = required
    return {"if": {"properties": {"kind": {"const": code}}, "required": ["kind"]}, "then": then}


def _roles(spec: KindSpec, waits: bool) -> Schema:
    properties: Schema = {}
    for role, role_spec in spec.roles.items():
        needs = f" (needs {', '.join(sorted(role_spec.needs))})" if role_spec.needs else ""
        for (param, value), instead in role_spec.where.items():
            needs += f" (with `{param}: {value}` needs {', '.join(sorted(instead))})"
        part: Schema = {"type": "array", "items": _ID, "description": role_spec.text + needs}
        part["minItems"] = role_spec.units_min
        if role_spec.units_max is not None:
            part["maxItems"] = role_spec.units_max
        properties[role] = {"anyOf": [part, {"$ref": "#/$defs/Wanted"}]} if waits else part
    required = [role for role, role_spec in spec.roles.items() if role_spec.units_min > 0]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _renamed(schema: Any, prefix: str) -> Any:
    """A kind's schema with its definitions under names of its own."""
    if isinstance(schema, list):
        return [_renamed(inner, prefix) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    renamed: Schema = {}
    for key, inner in schema.items():
        if key == "$ref":
            renamed[key] = inner.replace("#/$defs/", f"#/$defs/{prefix}")
        elif key == "$defs":
            renamed[key] = {prefix + name: _renamed(part, prefix) for name, part in inner.items()}
        else:
            renamed[key] = _renamed(inner, prefix)
    return renamed


def _shaped(schema: Any) -> Any:
    """Without titles, nulls and defaults in SI, which help nobody who writes text."""
    if isinstance(schema, list):
        return [_shaped(inner) for inner in schema if inner != {"type": "null"}]
    if not isinstance(schema, dict):
        return schema
    shaped: Schema = {}
    for key, inner in schema.items():
        if key == "properties":
            shaped[key] = {name: _shaped(part) for name, part in inner.items()}
        elif key == "title" or (key == "default" and not isinstance(inner, str | bool | int)):
            continue
        elif key in ("enum", "examples", "const", "required", "default"):
            shaped[key] = inner
        else:
            shaped[key] = _shaped(inner)
    if "patternProperties" in shaped:  # names by a pattern: said so that a name of another shape is refused
        ((named_by, part),) = shaped.pop("patternProperties").items()
        shaped |= {"propertyNames": {"pattern": named_by}, "additionalProperties": part}
    alternatives = shaped.get("anyOf")
    if isinstance(alternatives, list) and len(alternatives) == 1:
        del shaped["anyOf"]
        shaped = {**alternatives[0], **shaped}
    return shaped


def _with_limits(schema: Any) -> Any:
    """With a quantity's limits in what is said of its key, where the key says something of its own."""
    if isinstance(schema, list):
        return [_with_limits(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    told = {key: _with_limits(inner) for key, inner in schema.items() if key != "limits" or isinstance(inner, dict)}
    limits = schema.get("limits")
    if isinstance(limits, list):
        said = told.get("description", "")
        told["description"] = "; ".join([said, *(limit for limit in limits if limit not in said + _WIDEST)])
    return told


def _with_series_named(whole: Schema) -> Schema:
    """Values that may change, under the names of their keys: `wind.in-time`."""
    names: dict[str, str] = {}
    for key, value in whole["$defs"]["Conditions"]["properties"].items():
        for one in [value, *value.get("anyOf", [])]:
            name = one.get("$ref", "").removeprefix("#/$defs/")
            if "Series" in name:
                names[name] = f"{key}.in-time"
    known = {old: part for old, part in whole["$defs"].items() if "Step_" not in old}
    renamed: Schema = _referred({**whole, "$defs": {names.get(old, old): part for old, part in known.items()}}, names)
    return renamed


def _referred(schema: Any, names: Mapping[str, str]) -> Any:
    """A schema with its references under other names."""
    if isinstance(schema, list):
        return [_referred(inner, names) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    referred = {key: _referred(inner, names) for key, inner in schema.items()}
    if isinstance(schema.get("$ref"), str):
        old = schema["$ref"].removeprefix("#/$defs/")
        referred["$ref"] = f"#/$defs/{names.get(old, old)}"
    return referred
