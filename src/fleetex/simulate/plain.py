"""Typed state to plain JSON values and back, for checkpoints: never pickle."""

from collections.abc import Hashable
from dataclasses import fields
from functools import cache
from typing import Any, cast, get_type_hints

import msgspec


@cache
def _hints(kind: Hashable, left_out: frozenset[str]) -> dict[str, Any]:
    assert isinstance(kind, type)
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in fields(kind) if f.name not in left_out}


def to_plain(value: Any, left_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A dataclass's fields as JSON values."""
    return {
        name: msgspec.to_builtins(getattr(value, name), str_keys=True)
        for name in _hints(cast(Hashable, type(value)), left_out)
    }


def fill_from_plain(value: Any, plain: dict[str, Any], left_out: frozenset[str] = frozenset()) -> None:
    """Set a dataclass's fields from what `to_plain` gave. ValueError if it does not fit them."""
    for name, hint in _hints(cast(Hashable, type(value)), left_out).items():
        setattr(value, name, msgspec.convert(plain[name], hint, strict=False))
