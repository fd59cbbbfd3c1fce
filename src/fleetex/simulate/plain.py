"""Typed state to plain JSON values and back, for checkpoints: never pickle."""

import math
from collections.abc import Hashable
from dataclasses import fields
from functools import cache
from typing import Any, cast, get_type_hints

import msgspec
from msgspec import json

_UNBOUND = "not finite"
"""JSON has no infinity and no NaN: such a number stands as `{"not finite": "inf"}`."""


def text_of(state: dict[str, Any]) -> str:
    """State as JSON that gives every number back."""
    return json.encode(_worded(msgspec.to_builtins(state, str_keys=True))).decode()


def state_of(text: str) -> dict[str, Any]:
    """What `text_of` was given, as plain values."""
    found: dict[str, Any] = _numbered(json.decode(text))
    return found


def _worded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _worded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_worded(one) for one in value]
    return {_UNBOUND: str(value)} if isinstance(value, float) and not math.isfinite(value) else value


def _numbered(value: Any) -> Any:
    if isinstance(value, dict):
        word = value.get(_UNBOUND) if len(value) == 1 else None
        return {key: _numbered(one) for key, one in value.items()} if word is None else float(word)
    return [_numbered(one) for one in value] if isinstance(value, list) else value


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
