"""SURFEX: rules of engagement: when a group may fire at all, besides what must be known of a target.

Force has two grounds in any set of rules: a declaration that the others are hostile, or an act of theirs. Under
`declared hostile` a group may fire from COMEX on. Under `hostile act` it answers fire alone: a missile that comes at
one of its ships, a missile's seeker that she hears, or a hit. Whoever is fired on tells her consorts over the serial's
circuits; who is not told waits on. What is ordered for her own defence (`weapons`) is not touched by these rules.
Source of the two grounds: International Institute of Humanitarian Law, Sanremo Handbook on Rules of Engagement (2009),
parts I and II; own words.
"""

from dataclasses import dataclass
from typing import Literal

from fleetex.engine.orders import TrackId
from fleetex.units import DEG_RAD, NMI_M

Rules = Literal["declared hostile", "hostile act"]
DECLARED: Rules = "declared hostile"
HOSTILE_ACT: Rules = "hostile act"
UNDER_FIRE = "under fire"
"""What a ship that is fired on tells her consorts."""


@dataclass
class Engagement:
    """What one ship may do by the rules of her group."""

    rules: Rules = DECLARED
    act: str = ""
    """The hostile act that permits fire, in words."""
    holding: tuple[TrackId, ...] = ()
    """Tracks that were not fired at for the rules' sake."""

    @property
    def may_fire(self) -> bool:
        return self.rules == DECLARED or bool(self.act)

    def knows(self, act: str) -> bool:
        """A hostile act becomes known to her; whether it is the first, and matters."""
        if self.may_fire:
            return False
        self.act = act
        return True

    def hold(self, track: TrackId) -> bool:
        """She holds fire at a track; whether for the first time."""
        if track in self.holding:
            return False
        self.holding = (*self.holding, track)
        return True


def comes_in(bearing_rad: float, range_m: float) -> str:
    """A missile on her plot, in words."""
    return f"a missile comes in on {bearing_rad / DEG_RAD:03.0f}, {range_m / NMI_M:.1f} nmi"


def seeker(bearing_rad: float) -> str:
    """A missile's seeker on her ESM, in words."""
    return f"a missile's seeker is heard on {bearing_rad / DEG_RAD:03.0f}"
