"""What pydantic found, as the writer of the file reads it: line, column, found, allowed, what to write."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from fleetex.quantities.errors import OTHER_DIGITS, ascii_digits, shown
from fleetex.scenario import due
from fleetex.scenario.problems import Path, Problem, as_id, dotted, listed, nearest
from fleetex.scenario.reading import Document

Schemas = Callable[[], dict[str, Any]]
"""The JSON Schema, made only when there is something to explain."""


def problems_of(
    errors: Iterable[Mapping[str, Any]], document: Document, schema: Schemas, prefix: Path = ()
) -> list[Problem]:
    """One problem for each error; `prefix` is the path in the file of the model that was validated."""
    root: dict[str, Any] | None = None
    problems = []
    for error in errors:
        root = root or schema()
        problems.append(_problem(error, document, root, prefix))
    return list(dict.fromkeys(problems))


def without_counts(errors: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Errors without "too few items" of lists whose items are wrong: pydantic counts the valid ones alone."""
    every = list(errors)
    return [
        error
        for error in every
        if error["type"] != "too_short" or not any(_inside(other["loc"], error["loc"]) for other in every)
    ]


def _inside(loc: tuple[str | int, ...], outer: tuple[str | int, ...]) -> bool:
    return len(loc) > len(outer) and loc[: len(outer)] == outer


def _loc(error: Mapping[str, Any]) -> Path:
    return tuple(word for word in error["loc"] if word != "[key]")


def _problem(error: Mapping[str, Any], document: Document, root: dict[str, Any], prefix: Path) -> Problem:
    kind, context, loc = error["type"], error.get("ctx", {}), _loc(error)
    line, column, path = document.place((*prefix, *loc))
    if len(path) < len(prefix):  # the part itself is not written
        path = prefix
    inside = path[len(prefix) :]
    if context.get("key") and kind == "misfit":
        line, column, path = document.place((*path, context["key"]))
    found, allowed, write = shown(error["input"]), "", ""
    if kind in ("quantity", "misfit"):
        found, allowed, write = context["found"], context["allowed"], context["write"]
    elif kind == "missing":
        key = str(loc[-1])
        written = len(loc) > 0 and path == (*prefix, *loc)  # the key stands there, with nothing behind it
        path, inside, found = (path, inside, "") if written else ((*path, key), (*inside, key), "")
        schemas = due.schemas_at(root, inside)
        example = due.example_of(root, schemas) or "..."
        allowed, write = f"missing: the key `{key}` is due", f"{key}: {example}"
    elif kind == "extra_forbidden":
        keys = due.keys_of(due.schemas_at(root, inside[:-1]))
        found, allowed = str(loc[-1]), f"no such key here; allowed: {listed(keys, 40)}"
        write = nearest(found, keys)
    elif "[key]" in error["loc"]:
        found, allowed = str(loc[-1]), "a name is letters, digits, `_`, `.` and `-`, at most 64"
        write = as_id(found)
    else:
        allowed, write = _allowed(error, due.schemas_at(root, inside), root)
    return Problem(document.file, line, column, found, allowed, write, dotted(path))


def _allowed(error: Mapping[str, Any], schemas: list[dict[str, Any]], root: dict[str, Any]) -> tuple[str, str]:
    """For pydantic's own kinds of error: what is allowed, and what to write."""
    kind, found = error["type"], error["input"]
    if isinstance(found, str) and (plain := ascii_digits(found)) != found and kind != "string_pattern_mismatch":
        return OTHER_DIGITS, plain
    choices = due.choices_of(schemas)
    if kind in ("enum", "literal_error") and choices:
        return f"one of {', '.join(choices)} is due", nearest(str(found), choices)
    if kind == "string_pattern_mismatch":
        if any(schema.get("pattern", "").startswith("^[A-Za-z0-9]") for schema in schemas):
            return "a name is letters, digits, `_`, `.` and `-`, at most 64", as_id(str(found))
        return due.text_of(schemas) + f" like {error['ctx']['pattern']}", due.example_of(root, schemas)
    types = ("_type", "_parsing", "_attributes_type")
    if kind.endswith(types) or kind in ("none_required", "union_tag_not_found"):
        if isinstance(found, int | float) and not isinstance(found, bool) and kind == "string_type":
            return "text is due", f'"{found}"'
        if kind in ("tuple_type", "list_type"):
            return due.text_of(schemas), due.list_of(root, schemas, found)
        return due.text_of(schemas), due.example_of(root, schemas)
    if kind == "too_short":
        least = error["ctx"]["min_length"]
        some = f"a list of at least {least}" if isinstance(found, Sequence) else f"a mapping of at least {least}"
        return f"{some} is due", due.list_of(root, schemas, "") if isinstance(found, Sequence) else ""
    message = str(error["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    message = message[:1].lower() + message[1:]
    return message.replace("input should", "the value should").replace("tuple", "list"), ""
