"""The page `docs/scenario.md`, its tables written from the models so that it cannot differ from them.

`python -m fleetex.scenario.describe > docs/scenario.md`
"""

import math
import sys
from collections.abc import Iterator
from enum import Enum
from textwrap import fill
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from fleetex.quantities import DIMENSIONS, Dimension, format_course, format_length, show
from fleetex.quantities.bearings import COURSE_EXAMPLES, COURSE_PATTERN
from fleetex.quantities.fields import TextField
from fleetex.quantities.measure import LENGTH, pattern
from fleetex.quantities.places import POSITION_EXAMPLES, POSITION_PATTERN
from fleetex.quantities.times import TIME_EXAMPLES, TIME_PATTERN, ZONE_PATTERN
from fleetex.scenario.exercise import SCHEMA_VERSION, Exercise
from fleetex.scenario.loading import load_text
from fleetex.scenario.page_words import ERRORS, HEAD, MISTAKES, SAID, SECTIONS, SERIES, Section
from fleetex.scenario.parts import ID_PATTERN, Provenance, Series
from fleetex.scenario.problems import ScenarioError

Schema = dict[str, Any]
WIDTH = 118
_WHOLE = Exercise.model_json_schema()
_FIELDS = {field.alias or name: field for name, field in Exercise.model_fields.items()}
_OTHERS = {COURSE_PATTERN: "course", POSITION_PATTERN: "position", TIME_PATTERN: "time", ZONE_PATTERN: "zone"}
"""What texts other than quantities are called in the tables, by their patterns."""
_OTHERS |= {ID_PATTERN: "name"}
_BY_PATTERN = {pattern(dimension): dimension for dimension in DIMENSIONS}


def page() -> str:
    """The whole page as Markdown."""
    contents = [f"- [`{section.key}`](#{section.key}): {_first_sentence(section)}" for section in SECTIONS]
    parts = [HEAD.format(version=SCHEMA_VERSION), _quantities(), SAID, SERIES]
    parts += ["## The parts of the file\n", "\n".join(contents) + "\n", *(_section(section) for section in SECTIONS)]
    return "\n".join([*parts, ERRORS.format(lines=_errors())])


def example() -> str:
    """The page's examples, one below the other: a whole exercise."""
    return "\n".join(section.example for section in SECTIONS)


def _first_sentence(section: Section) -> str:
    words = section.words.split(". ")[0].rstrip(".")
    return words[0].lower() + words[1:]


def _errors() -> str:
    text = example()
    for right, wrong in MISTAKES:
        assert right in text, right
        text = text.replace(right, wrong, 1)
    try:
        load_text(text, file="mine.yaml")
    except ScenarioError as error:
        return str(error)
    raise AssertionError("the page's mistakes are none")


def _quantities() -> str:
    rows = []
    for dimension in DIMENSIONS:
        if _is_used(dimension):
            units = ", ".join(f"`{unit}`" for unit in dimension.units)
            rows.append(f"| {_noun(dimension)} | `{dimension.example}` | {units} |")
    rows += [
        f"| course | {_listed(COURSE_EXAMPLES)} | degrees true, clockwise from north |",
        f"| position | {_listed(POSITION_EXAMPLES)} | WGS84, latitude first |",
        f"| time | {_listed(TIME_EXAMPLES)} | a date-time group with any zone letter, or ISO with its offset |",
        "| zone | `UTC+08:00`, `UTC` | an offset from UTC |",
    ]
    return "\n".join(["| | for example | units |", "|---|---|---|", *rows, ""])


def _is_used(dimension: Dimension) -> bool:
    return repr(pattern(dimension)) in repr(_WHOLE)


def _noun(dimension: Dimension) -> str:
    return dimension.name.removeprefix("an ").removeprefix("a ")


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _section(section: Section) -> str:
    field = _FIELDS[section.key]
    lines = [f"### {section.key}", "", fill(section.words, WIDTH, break_long_words=False), ""]
    if not field.is_required():
        default = default_words(field, _WHOLE["properties"][section.key])
        lines += [f"May be left out{f': {default}' if default else ''}.", ""]
    lines += ["```yaml", section.example.rstrip("\n"), "```", ""]
    named = _WHOLE["properties"][section.key].get("type") == "object"
    for number, model in enumerate(_models(field.annotation)):
        title = f"`{section.key}`{', each name of yours' if named else ''}" if number == 0 else _where(section, model)
        lines += [f"**{title}**", "", *_table(model), ""]
    lines += ["Refused:", "", *(fill(f"- {text}", WIDTH, subsequent_indent="  ") for text in section.refused), ""]
    return "\n".join(lines)


def _where(section: Section, model: type[BaseModel]) -> str:
    """Under which keys a part stands."""
    keys = []
    for owner in _models(_FIELDS[section.key].annotation):
        keys += [
            f"`{_key(name, field)}`" for name, field in owner.model_fields.items() if model in direct_models(field)
        ]
    if not keys:  # another form of the section's own part: told by what its key that is no other form's says
        (key,) = (_key(name, field) for name, field in model.model_fields.items() if _tells_apart(section, model, name))
        return f"`{section.key}`, one with `{key}`"
    return ", ".join(dict.fromkeys(keys))


def _tells_apart(section: Section, model: type[BaseModel], name: str) -> bool:
    """Whether a key is due in one form of a section's part and unknown to the others."""
    others = [one for one in _inner(_FIELDS[section.key].annotation) if one is not model]
    return model.model_fields[name].is_required() and not any(name in one.model_fields for one in others)


def _models(annotation: Any) -> list[type[BaseModel]]:
    """The rows that a value is made of, outermost first, each once."""
    found: list[type[BaseModel]] = []
    queue = list(_inner(annotation))
    for model in queue:
        if model not in found:
            found.append(model)
            for field in model.model_fields.values():
                queue += direct_models(field)
    return found


def direct_models(field: FieldInfo) -> list[type[BaseModel]]:
    return list(_inner(field.annotation))


def _inner(annotation: Any) -> Iterator[type[BaseModel]]:
    """The rows named in an annotation; a series stands for what its steps hold."""
    if isinstance(annotation, type) and issubclass(annotation, Series):
        (step,) = (part for part in get_args(annotation.model_fields["steps"].annotation) if part is not Ellipsis)
        yield from _inner(step.model_fields["value"].annotation)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    else:
        for part in get_args(annotation):
            yield from _inner(part)


def _key(name: str, field: FieldInfo) -> str:
    return field.alias or name


def _table(model: type[BaseModel]) -> list[str]:
    """The keys of one part. What every part may say of its source stands once on the page."""
    said = set(Provenance.model_fields) if issubclass(model, Provenance) else set()
    schema = model.model_json_schema()
    rows = ["| key | what | if not given | meaning |", "|---|---|---|---|"]
    for name, field in model.model_fields.items():
        if name in said:
            continue
        key = _key(name, field)
        value = schema["properties"][key]
        kind = ", ".join([kind_words(value, schema.get("$defs", {})), *limit_words(field)])
        default = "required" if field.is_required() else default_words(field, value) or "–"
        rows.append(f"| `{key}` | {kind} | {default} | {field.description or _doc(field)} |")
    if said:
        rows.append(f"| {', '.join(f'`{name}`' for name in Provenance.model_fields)} | | | who says so, see above |")
    return rows


def _doc(field: FieldInfo) -> str:
    """What the part itself says, where its key says nothing."""
    for model in direct_models(field):
        return (model.__doc__ or "").split("\n")[0].split(". ")[0].rstrip(".").lower()
    return ""


def limit_words(field: FieldInfo) -> list[str]:
    """The limits of a quantity whose key says something else about it."""
    texts = [str(one.schema["description"]) for one in field.metadata if isinstance(one, TextField)]
    return [limit for text in texts if field.description for limit in text.split("; ")[1:]]


def default_words(field: FieldInfo, value: Schema) -> str:
    found = field.get_default(call_default_factory=True)
    if isinstance(found, bool):
        words = ("on", "off") if _is_switch(value) else ("true", "false")
        return f"`{words[0] if found else words[1]}`"
    if isinstance(found, Enum):
        return f"`{found.value}`"
    if isinstance(found, float) and not math.isnan(found):
        dimension = _BY_PATTERN.get(value["pattern"])
        if dimension is LENGTH:
            return f"`{format_length(found, 6)}`"
        return f"`{show(dimension, found, dimension.example.split()[-1]) if dimension else format_course(found)}`"
    return f"`{found}`" if isinstance(found, str) else ""


def _is_switch(value: Schema) -> bool:
    return any(one.get("enum") == ["on", "off"] for one in value.get("anyOf", []))


def kind_words(value: Schema, parts: dict[str, Schema]) -> str:
    """What to write under a key, in a word or two."""
    while "$ref" in value:
        value = parts[value["$ref"].removeprefix("#/$defs/")]
    if _is_switch(value):
        return "`on`, `off`"
    alternatives = [one for one in (value.get("anyOf") or value.get("oneOf") or []) if one != {"type": "null"}]
    if alternatives:
        words = [kind_words(one, parts) for one in alternatives]
        if any(one.get("items", {}).get("required") == ["from", "value"] for one in alternatives):
            return f"{words[0]}; may change"
        return " or ".join(dict.fromkeys(words))
    if "enum" in value:
        return _listed(tuple(str(word) for word in value["enum"]))
    if "const" in value:
        return f"`{value['const']}`"
    if value.get("type") == "array":
        return f"list of {_plural(kind_words(value['items'], parts))}"
    return _mapping(value, parts) if value.get("type", "object") == "object" else _scalar(value)


def _mapping(value: Schema, parts: dict[str, Schema]) -> str:
    """A part with keys of its own, or one whose keys are names."""
    if "properties" in value:
        return "mapping, below"
    named = [*value.get("patternProperties", {}).values(), value.get("additionalProperties")]
    inner = next((one for one in named if isinstance(one, dict)), None)
    return "mapping" if inner is None else f"names, each with a {kind_words(inner, parts)}"


def _plural(kind: str) -> str:
    noun, comma, limits = kind.partition(", ")
    return f"{noun if noun == 'text' else f'{noun}s'}{comma}{limits}"


def _scalar(value: Schema) -> str:
    text_pattern = value.get("pattern", "")
    if text_pattern in _BY_PATTERN:
        dimension = _BY_PATTERN[text_pattern]
        text = value.get("description", "")
        return ", ".join([_noun(dimension), *(text.split("; ")[1:] if text.startswith(dimension.name) else ())])
    if text_pattern in _OTHERS:
        return _OTHERS[text_pattern]
    if value.get("type") == "integer" and "maximum" in value:
        return f"whole number, {value['minimum']} to {value['maximum']}"
    plain = {"boolean": "`true`, `false`", "integer": "whole number", "string": "text"}
    return plain[value["type"]]


if __name__ == "__main__":
    sys.stdout.write(page())
