"""What a gun needs to fire at what flies: how its library row is read, and what becomes of it. SI, radians."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fleetex.library.problems import MissingError
from fleetex.library.stated import flag, one_of, quantity, whole
from fleetex.library.weapons import Taking
from fleetex.quantities import measure


class Fuze(StrEnum):
    """What makes a shell count."""

    CONTACT = "contact"
    PROXIMITY = "proximity"


class Director(StrEnum):
    """By what a gun's fire control follows its target."""

    RADAR = "radar"
    OPTICAL = "optical"


_length = quantity(measure.LENGTH)
_length_or_0 = quantity(measure.LENGTH, zero=True)
_angle = quantity(measure.ANGLE)
_angle_or_0 = quantity(measure.ANGLE, zero=True)
_duration = quantity(measure.DURATION)

AIR_FIRE_FIELDS: dict[str, Any] = {
    "close_in": flag,
    "fuze": one_of(Fuze),
    "trigger_radius": _length_or_0,
    "lethal_radius": _length_or_0,
    "range_max": _length,
    "range_min": _length_or_0,
    "burst": whole(1, 2000),
    "pause": _duration,
    "heat": whole(1, 10_000),
    "cooling": _duration,
    "reaction": _duration,
    "director": one_of(Director),
    "basket": _angle,
    "look_angle_sd": _angle_or_0,
    "look_range_sd": _length_or_0,
}


@dataclass(frozen=True)
class AirFire:
    """Of a gun that can engage air targets."""

    close_in: bool
    """Part of a ship's own defence: it engages by itself where weapons are free or tight."""
    fuze: Fuze
    trigger_m: float
    """A proximity fuze acts within this; of a contact fuze the misses that are counted as near."""
    lethal_m: float
    """Its lethal area is that of this circle; 0 of a contact fuze."""
    range_m_max: float
    """Published effective range against aircraft."""
    range_m_min: float
    burst: int
    """Rounds between two pauses."""
    pause_s: float
    heat: int
    """Rounds within which barrels must cool."""
    cooling_s: float
    reaction_s: float
    """From the order until the director has its target and the mount is laid."""
    director: Director
    basket_rad: float
    """So far off may a designation be for the director to find its target."""
    look_angle_sd_rad: float
    look_range_sd_m: float
    """Of the director's half-second looks."""


def resolve_air_fire(ledger: Taking, given: bool) -> AirFire | None:
    """None of a gun of which nothing is said about air targets. Raises MissingError."""
    if not given:
        return None

    def take(key: str) -> Any:
        return ledger.take("air", key)

    fuze, lethal_m, trigger_m = take("fuze"), take("lethal_radius"), take("trigger_radius")
    if fuze is Fuze.PROXIMITY and not 0.0 < lethal_m <= trigger_m:
        allowed = "a proximity fuze has a `lethal_radius` above 0 and at most its `trigger_radius`"
        raise MissingError(("air", "lethal_radius"), allowed)
    if fuze is Fuze.CONTACT and lethal_m > 0.0:
        raise MissingError(("air", "lethal_radius"), "a contact fuze has none: it hits or it does not", "0 m")
    range_m_max, range_m_min = take("range_max"), take("range_min")
    if range_m_min >= range_m_max:
        raise MissingError(("air", "range_min"), "`range_min` is less than `range_max`")
    return AirFire(
        close_in=take("close_in"),
        fuze=fuze,
        trigger_m=trigger_m,
        lethal_m=lethal_m,
        range_m_max=range_m_max,
        range_m_min=range_m_min,
        burst=take("burst"),
        pause_s=take("pause"),
        heat=take("heat"),
        cooling_s=take("cooling"),
        reaction_s=take("reaction"),
        director=take("director"),
        basket_rad=take("basket"),
        look_angle_sd_rad=take("look_angle_sd"),
        look_range_sd_m=take("look_range_sd"),
    )
