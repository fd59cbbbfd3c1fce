"""Pydantic's own kinds of error in this house's words: what is allowed, and what to write. Its English reaches nobody.

less_than_equal of `swerling: 5`  ->  ("a whole number from 0 to 4 is due", "4")
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fleetex.quantities.errors import OTHER_DIGITS, ascii_digits
from fleetex.scenario import due
from fleetex.scenario.problems import as_id, nearest

NAME_DUE = "a name is letters, digits, `_`, `.` and `-`, at most 64"
OURS = {"value_error": "Value error, ", "assertion_error": "Assertion failed, "}
"""Kinds whose text a validator of ours wrote, and what pydantic puts before it."""


def worded(error: Mapping[str, Any], schemas: list[due.Schema], root: due.Schema) -> tuple[str, str]:
    """What is allowed and what to write, for any error of pydantic's; `schemas` are the value's, `root` has all."""
    kind, found = error["type"], error["input"]
    if kind in OURS:
        return str(error["msg"]).removeprefix(OURS[kind]), ""
    if isinstance(found, str) and (plain := ascii_digits(found)) != found and kind != "string_pattern_mismatch":
        return OTHER_DIGITS, plain
    choices = due.choices_of(schemas)
    if kind in ("enum", "literal_error") and choices:
        return f"one of {', '.join(choices)} is due", nearest(str(found), choices)
    if kind == "string_pattern_mismatch":
        if any(schema.get("pattern", "").startswith("^[A-Za-z0-9]") for schema in schemas):
            return NAME_DUE, as_id(str(found))
        return due.text_of(schemas), due.example_of(root, schemas)
    if kind == "string_type" and isinstance(found, int | float) and not isinstance(found, bool):
        return "text is due", f'"{found}"'
    if kind in ("too_short", "too_long", "string_too_short", "string_too_long"):
        return _by_length(error, schemas, root)
    if kind in ("tuple_type", "list_type"):
        return due.text_of(schemas), due.list_of(root, schemas, found)
    return due.text_of(schemas), due.number_of(schemas, found) or due.example_of(root, schemas)


def _by_length(error: Mapping[str, Any], schemas: list[due.Schema], root: due.Schema) -> tuple[str, str]:
    """Of texts and lists with too little or too much in them."""
    kind, found, context = error["type"], error["input"], error["ctx"]
    if kind == "string_too_short":
        return "text is due, and there is none", due.example_of(root, schemas)
    if kind == "string_too_long":
        return f"text of at most {context['max_length']:,} characters is due, and here are {len(found):,}", ""
    what = "list" if isinstance(found, Sequence) else "mapping"
    if kind == "too_long":
        return f"a {what} of at most {context['max_length']:,} is due", ""
    allowed = f"a {what} of at least {context['min_length']} is due"
    return allowed, due.list_of(root, schemas, "") if what == "list" else ""
