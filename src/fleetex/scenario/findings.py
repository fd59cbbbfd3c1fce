"""What pydantic found, as the writer of the file reads it: line, column, found, allowed, what to write."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fleetex.quantities.errors import shown
from fleetex.scenario import due
from fleetex.scenario.problems import Path, Problem, as_id, dotted, listed, nearest
from fleetex.scenario.reading import Document
from fleetex.scenario.worded import NAME_DUE, worded

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
        found, allowed = str(loc[-1]), NAME_DUE
        write = as_id(found)
    else:
        allowed, write = worded(error, due.schemas_at(root, inside), root)
    return Problem(document.file, line, column, found, allowed, write, dotted(path))
