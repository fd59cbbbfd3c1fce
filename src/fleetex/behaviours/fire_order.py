"""What a firing ship was ordered to fire, and how far it has got with it."""

from dataclasses import dataclass


@dataclass
class FireOrder:
    """The director's order that is being carried out."""

    step: int
    mode: str
    salvoes_left: int
    rounds: int
    first_s: float
    interval_s: float
    slot: int
    slots: int
    until_adjusted: bool
    magazine: int
    """Rounds in the magazines when the order came: what is missing at the end has left the muzzle."""
    fired_salvoes: int = 0
    last_fall_s: float | None = None
    down_s: float = 0.0
    """When the last round of the last salvo fired is down, and the spotter has had his say."""
    over: str | None = None
    """Why no more is fired ("": all salvoes are); None while there is fire to come."""
