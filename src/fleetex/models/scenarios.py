"""Which shipped scenario reaches which model: what of its recording shows it.

`scenarios.json` is written by `python -m fleetex.validation.shown DIR...`; tests hold it to what runs record.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from fleetex.models.stated import Model, Trace


@cache
def reached() -> Mapping[str, frozenset[Trace]]:
    """Scenario -> the traces in its recording."""
    text = (files("fleetex") / "models" / "scenarios.json").read_text(encoding="utf-8")
    return {name: frozenset(Trace[trace] for trace in found) for name, found in json.loads(text).items()}


def scenarios_that_show(model: Model) -> list[str]:
    """Shipped scenarios in whose recording it shows."""
    return [name for name, found in sorted(reached().items()) if found.intersection(model.traces)]
