"""Which model answers for which published quantity: a function of a row's inputs that calls what a run calls.

@covers("radar", "horizon_range", by="radar horizon", of=(radar_horizon_m,))
def _horizon(row, rows): ...                # the value in the row's unit; MissingInputError if the row lacks an input
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from fleetex.validation.truth_set import TruthRow

Rows = Sequence[TruthRow]
Value = Callable[[TruthRow, Rows], float | str]

TOPICS = (
    "geodesy",
    "ocean_acoustics",
    "propagation",
    "sonar_detection",
    "search",
    "radar",
    "visual_solar",
    "gunnery",
    "salvo",
    "ship",
    "tma_tracking",
    "weather_sea",
    "datalink",
)
"""Topics of which this version has models, each in the module `of_TOPIC`."""


class OutsideModelError(Exception):
    """The model does not answer for a row with such inputs: it counts as not modelled."""


@dataclass(frozen=True)
class Covered:
    """One model's answer for one quantity."""

    topic: str
    quantity: str
    where: Callable[[TruthRow], bool]
    """Whether a row's inputs are of what it answers for."""
    model: str
    functions: tuple[Callable[..., Any], ...]
    """The functions of the models that a run calls too."""
    value: Value

    def answers_for(self, row: TruthRow) -> bool:
        return self.where(row)


_COVERED: list[Covered] = []


def covers(
    topic: str,
    *quantities: str,
    by: str,
    of: tuple[Callable[..., Any], ...],
    where: Callable[[TruthRow], bool] = lambda _: True,
) -> Callable[[Value], Value]:
    """The decorated function answers for these quantities of a topic. `by`: the model's name; `of`: what it calls;
    `where`: for which rows, by their inputs, where not for all."""

    def entered(value: Value) -> Value:
        _COVERED.extend(Covered(topic, quantity, where, by, of, value) for quantity in quantities)
        return value

    return entered


@cache
def covered() -> Mapping[tuple[str, str], Sequence[Covered]]:
    """(Topic, quantity) -> the models that answer for it."""
    for topic in TOPICS:
        import_module(f"fleetex.validation.of_{topic}")
    found: dict[tuple[str, str], list[Covered]] = {}
    for one in _COVERED:
        found.setdefault((one.topic, one.quantity), []).append(one)
    return found


def model_of(row: TruthRow) -> Covered | None:
    """The model that answers for a row; None if there is none. In a table of another name, or of another topic, a
    quantity is known by its own name."""
    known = covered()
    models = known.get((row.topic, row.quantity))
    if models is None:
        models = [one for (_, quantity), ones in known.items() if quantity == row.quantity for one in ones]
    return next((one for one in models if one.answers_for(row)), None)


def model_names() -> Sequence[str]:
    return sorted({one.model for ones in covered().values() for one in ones})
