"""The part "Roles and params" of `docs/serials.md`, written from the serial kinds installed.

`python -m fleetex.scenario.describe_kinds docs/serials.md` writes it anew into the page; the rest stays as it is.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from fleetex.quantities import format_length
from fleetex.quantities.fields import WIDEST
from fleetex.scenario.describe import direct_models, kind_words, limit_words
from fleetex.scenario.due import flow
from fleetex.scenario.kinds import KindSpec, RoleSpec, kinds

BEGIN, END = "## Roles and params\n", "\n## Measures\n"
_HEAD = """
<!-- From here to "Measures" written by `python -m fleetex.scenario.describe_kinds docs/serials.md` from the kinds. -->

Quantities are text with a unit, as [everywhere in the file](scenario.md#how-things-are-written). A role is a list of
unit ids. A length is at most {}, a speed {}, a duration {}.
"""
ORDER = ("COMMEX", "LINKEX", "MANEX", "RAS-L", "GUNEX-S", "GUNEX-A", "NGFS", "PATROL")
"""The order of the page; kinds of other packages follow by code."""


def section(specs: Mapping[str, KindSpec] | None = None) -> str:
    """From the heading to the next, as Markdown."""
    known = kinds() if specs is None else specs
    codes = [code for code in ORDER if code in known] + [code for code in known if code not in ORDER]
    shared = _shared([known[code].params for code in codes])
    first = known[codes[0]].params
    parts = [BEGIN + _HEAD.format(*WIDEST), "### The radio drill, in every kind\n", *_table(first, shared), ""]
    for code in codes:
        parts += _kind(known[code], [name for name in known[code].params.model_fields if name not in shared])
    return "\n".join(parts)


def page_with(page: str, written: str) -> str:
    """A page with its part replaced."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + written.rstrip("\n") + "\n" + END + after


def _shared(models: list[type[BaseModel]]) -> list[str]:
    """The params that every kind has, with the same meaning."""
    first = models[0].model_fields

    def same(name: str) -> bool:
        return all(name in one.model_fields and _said(one.model_fields[name]) == _said(first[name]) for one in models)

    return [name for name in first if same(name)]


def _said(field: FieldInfo) -> tuple[Any, ...]:
    return field.description, str(field.default)


def _kind(spec: KindSpec, names: list[str]) -> Iterator[str]:
    yield from (f"### {spec.code}: {spec.name}\n", f"{spec.text}\n")
    yield from ("| role | units | part | needs |", "|---|---|---|---|")
    yield from (f"| `{role}` | {_units(one)} | {one.text} | {_needs(one)} |" for role, one in spec.roles.items())
    limits = [f"sea state {spec.sea_state_max}"] * (spec.sea_state_max < 9)
    limits += [f"visibility {format_length(spec.visibility_m_min)}"] * (spec.visibility_m_min > 0.0)
    limits += ["daylight"] * spec.daylight_only
    said = [f"Limits unless the serial gives others: {', '.join(limits)}."] * bool(limits)
    said += ["Needs an area."] * spec.needs_area
    yield from ("", " ".join(said) + "\n")
    yield from _table(spec.params, names)
    for model, where in _inner_models(spec.params):
        yield from ("", f"**{', '.join(f'`{key}`' for key in where)}**: {_first_line(model)}\n")
        yield from _table(model, list(model.model_fields))
        for example in model.model_json_schema().get("examples", []):
            yield f"\nFor example `{flow(example)}`."
    yield ""


def _units(role: RoleSpec) -> str:
    least, most = role.units_min, role.units_max
    if most is None:
        return f"{least} or more"
    return str(least) if least == most else f"{least} to {most}"


def _needs(role: RoleSpec) -> str:
    words = [", ".join(sorted(role.needs)) or "–"]
    words += [f"with `{param}: {value}` {', '.join(sorted(needs))}" for (param, value), needs in role.where.items()]
    return "; ".join(words)


def _first_line(model: type[BaseModel]) -> str:
    line = (model.__doc__ or model.__name__).splitlines()[0]
    return line[0].lower() + line[1:]


def _inner_models(model: type[BaseModel]) -> list[tuple[type[BaseModel], list[str]]]:
    """The parts that params are made of, each with the keys under which it stands."""
    found: dict[type[BaseModel], list[str]] = {}
    queue = [model]
    for owner in queue:
        for name, field in owner.model_fields.items():
            for inner in direct_models(field):
                if inner not in found:
                    queue.append(inner)
                found.setdefault(inner, []).append(name)
    return list(found.items())


def _table(model: type[BaseModel], names: list[str]) -> Iterator[str]:
    schema = model.model_json_schema()
    yield from ("| param | what | if not given | meaning |", "|---|---|---|---|")
    for name in names:
        field = model.model_fields[name]
        words = [*kind_words(schema["properties"][name], schema.get("$defs", {})).split(", "), *limit_words(field)]
        words = [word for word in dict.fromkeys(words) if word.removeprefix("at most ") not in WIDEST]
        yield f"| `{name}` | {', '.join(words)} | {_default(field)} | {field.description or ''} |"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    if field.default_factory is not None:
        found = field.get_default(call_default_factory=True)
        return f"a programme of {len(found)}" if found else "none"
    found = field.default
    if found is None or found == ():
        return "none"
    return f"`{str(found).lower() if isinstance(found, bool) else found}`"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(page_with(path.read_text("utf-8"), section()), encoding="utf-8")
