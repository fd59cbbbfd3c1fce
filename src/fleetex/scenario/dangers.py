"""What a serial kind says is dangerous about one of its serials, before anything runs: whence, whither, with what.

The kind knows the ground and gives places and lines; how far a weapon carries and how high is reckoned from the weapon
(`fleetex.plan.danger_areas`). Positions WGS84, bearings true, all SI and radians.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fleetex.quantities import Position
from fleetex.scenario.kinds import Player

if TYPE_CHECKING:
    from fleetex.library import Library
    from fleetex.scenario.surroundings import Area


@dataclass(frozen=True)
class Held:
    """One serial as it is to be held: where, how long and by whom."""

    serial: str
    params: Any
    """The kind's own."""
    players: Mapping[str, tuple[Player, ...]]
    """By role, in the order of the file."""
    area: "Area | None"
    seconds: float
    """From COMEX to FINEX."""
    library: "Library"

    def in_role(self, role: str) -> tuple[Player, ...]:
        return self.players.get(role, ())


@dataclass(frozen=True)
class GunFire:
    """One unit's guns: fired from anywhere about and between some places, on lines of fire from one to another."""

    unit: str
    places: tuple[Position, ...]
    within_m: float
    """How far from there she may lie when she fires."""
    lines_rad: tuple[float, ...]
    """Lines of fire from each place, in the places' order."""
    aside_rad: float
    """Kept clear to each side of every line."""
    at_aircraft: bool = False
    """At any elevation of the mount; else no higher than carries furthest."""
    guns: str = "main"
    """`main`, `close-in` or `all`: which of her mounts fire."""


@dataclass(frozen=True)
class Flight:
    """What flies or is thrown from anywhere about and between some places, other than a shell; reach as given."""

    weapon: str
    """In words, as a person reads them."""
    places: tuple[Position, ...]
    within_m: float
    lines_rad: tuple[float, ...]
    aside_rad: float
    reach_m: float
    ceiling_m: float
    """Above the sea."""
    because: str
    """How reach and ceiling follow from the weapon, in words."""


@dataclass(frozen=True)
class About:
    """Everything within a distance of some places, of the way between them, or of the serial's area."""

    weapon: str
    radius_m: float
    ceiling_m: float
    floor_m: float
    """Below the sea; 0: nothing under water."""
    because: str
    places: tuple[Position, ...] = ()
    """None: the serial's area."""


Danger = GunFire | Flight | About
