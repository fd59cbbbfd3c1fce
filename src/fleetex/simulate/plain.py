"""Typed state to plain JSON values and back, for checkpoints: never pickle."""

from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, cast, get_type_hints

from pydantic import TypeAdapter


@cache
def _adapters(kind: Hashable, left_out: frozenset[str]) -> dict[str, TypeAdapter[Any]]:
    assert isinstance(kind, type)
    hints = get_type_hints(kind)
    return {f.name: TypeAdapter(hints[f.name]) for f in fields(kind) if f.name not in left_out}


def to_plain(value: Any, left_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A dataclass's fields as JSON values.

    In plain Python: making pydantic's adapters takes longer than a whole run's checkpoints, and only a resumed run
    needs them, to check what it reads.
    """
    return {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name not in left_out}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    assert is_dataclass(value), f"a checkpoint cannot hold {value!r}"
    return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}


def fill_from_plain(value: Any, plain: dict[str, Any], left_out: frozenset[str] = frozenset()) -> None:
    """Set a dataclass's fields from what `to_plain` gave."""
    for name, adapter in _adapters(cast(Hashable, type(value)), left_out).items():
        setattr(value, name, adapter.validate_python(plain[name]))
