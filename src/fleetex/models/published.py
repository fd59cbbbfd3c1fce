"""How well each model met the published values when this version was made, for readers that judge nothing themselves.

`published.json` is written by `python -m fleetex.validation.shown`; a test holds it to what is.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

APART = ("closed-form", "memory")


@dataclass(frozen=True)
class Shown:
    """The values of one quantity that a model answers for."""

    quantity: str
    errors: tuple[float, ...]
    """In units of the source's own tolerance; over 1: short. Infinite: the model raised."""
    kinds: tuple[str, ...]
    """Of source, one an error."""

    @property
    def met(self) -> int:
        return sum(error <= 1.0 for error in self.errors)

    @property
    def worst(self) -> float:
        return max(self.errors)


@cache
def published() -> Mapping[str, tuple[Shown, ...]]:
    """Model -> its quantities in the shipped tables; a model of which nothing is published there is not in it."""
    text = (files("fleetex") / "models" / "published.json").read_text(encoding="utf-8")
    return {
        name: tuple(
            Shown(quantity, tuple(float(error) for error, _ in values), tuple(kind for _, kind in values))
            for quantity, values in quantities.items()
        )
        for name, quantities in json.loads(text).items()
    }
