"""Typed state to plain JSON values and back, for checkpoints: never pickle."""

from collections.abc import Hashable
from dataclasses import fields
from functools import cache
from typing import Any, cast, get_type_hints

from pydantic import TypeAdapter


@cache
def _adapters(kind: Hashable, left_out: frozenset[str]) -> dict[str, TypeAdapter[Any]]:
    assert isinstance(kind, type)
    hints = get_type_hints(kind)
    return {f.name: TypeAdapter(hints[f.name]) for f in fields(kind) if f.name not in left_out}


def to_plain(value: Any, left_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A dataclass's fields as JSON values."""
    adapters = _adapters(cast(Hashable, type(value)), left_out)
    return {name: adapter.dump_python(getattr(value, name), mode="json") for name, adapter in adapters.items()}


def fill_from_plain(value: Any, plain: dict[str, Any], left_out: frozenset[str] = frozenset()) -> None:
    """Set a dataclass's fields from what `to_plain` gave."""
    for name, adapter in _adapters(cast(Hashable, type(value)), left_out).items():
        setattr(value, name, adapter.validate_python(plain[name]))
