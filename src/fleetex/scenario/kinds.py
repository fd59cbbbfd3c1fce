"""What a serial kind tells the scenario: its code, its roles with what each needs, its params, its limits.

A kind is found by the entry point group `fleetex.kinds`; the group `fleetex.doctrine` holds its doctrine, and
`fleetex.measures` and `fleetex.figures` what is measured and drawn. So a new kind stands in a package of its own.
"""

from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from pydantic import BaseModel

from fleetex.vocabulary import Capability


@dataclass(frozen=True)
class RoleSpec:
    """One part in a serial: how many units may play it and what each must be able to do."""

    text: str
    units_min: int = 1
    units_max: int | None = None
    needs: frozenset[Capability] = frozenset()


@dataclass(frozen=True)
class KindSpec:
    """A serial kind as the planner and `fleetex check` see it. Limits are design values that a serial may override."""

    code: str
    name: str
    text: str
    roles: dict[str, RoleSpec]
    params: type[BaseModel]
    needs_area: bool
    source: str
    live: bool = False
    daylight_only: bool = False
    sea_state_max: int = 9
    visibility_m_min: float = 0.0
    limits: dict[str, Any] = field(default_factory=dict)
    fires: dict[str, str] = field(default_factory=dict)
    """For each role whose guns fire, the param that says how far."""


@cache
def kinds() -> dict[str, KindSpec]:
    """All serial kinds installed, by code, in order of their codes."""
    found = {point.name: point.load() for point in entry_points(group="fleetex.kinds")}
    return dict(sorted(found.items()))
