"""Nations by name, from the scenario in a recording's header."""

from collections.abc import Mapping
from typing import Any

from fleetex.record.reader import Recording

NOTIONAL = "notional: "
"""So the name of a nation that nobody reported may begin."""
PAIR = " on "
"""Between two nations that a measure is about: the helicopters of the one on decks of the other."""


def nation_name(recording: Recording, code: str) -> str:
    """A nation's name as a sentence has it; the code where the header has none."""
    scenario = recording.header.get("scenario")
    nations = scenario.get("nations") if isinstance(scenario, Mapping) else None
    row: Any = nations.get(code) if isinstance(nations, Mapping) else None
    told = row.get("name") if isinstance(row, Mapping) else row
    told = told.get("value") if isinstance(told, Mapping) else told
    return in_a_sentence(str(told)) if told else code


def in_a_sentence(name: str) -> str:
    """`shipping under escort` of `notional: shipping under escort`."""
    return name.removeprefix(NOTIONAL)


def on_its_own(name: str) -> str:
    """The same where no sentence says that it is made up: `shipping under escort (notional)`."""
    return f"{in_a_sentence(name)} (notional)" if name.startswith(NOTIONAL) else name
