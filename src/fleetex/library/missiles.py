"""Missiles, decoys and jammers: what the compiler reads of them, and how their rows become that. SI, radians.

Nothing of theirs is published by any navy but speeds, ranges, heights and numbers; the rest are planning values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fleetex.library.models import RadarClass, SensorClass
from fleetex.library.problems import MissingError
from fleetex.library.stated import flag, number, one_of, quantity, whole, word
from fleetex.library.weapons import Taking
from fleetex.quantities import measure
from fleetex.vocabulary import MissileGuidance

_length = quantity(measure.LENGTH)
_length_or_0 = quantity(measure.LENGTH, zero=True)
_speed = quantity(measure.SPEED)
_angle = quantity(measure.ANGLE)
_angle_or_0 = quantity(measure.ANGLE, zero=True)
_share_or_0 = quantity(measure.FRACTION, zero=True, most="100 %")
_duration = quantity(measure.DURATION)
_level = quantity(measure.LEVEL)

SURFACE_MISSILE_FIELDS: dict[str, Any] = {
    "name": word,
    "speed": _speed,
    "range_min": _length,
    "range_max": _length,
    "cruise_height": _length,
    "attack_height": _length,
    "turn_rate": quantity(measure.TURN_RATE),
    "climb_rate": _speed,
    "length": _length,
    "diameter": _length,
    "radar_cross_section": quantity(measure.CROSS_SECTION),
    "salvo": whole(1, 64),
    "interval": _duration,
    "reliability": _share_or_0,
    "line_sd": _angle_or_0,
    "seeker": word,
    "seeker_on": _length,
    "seeker_half_angle": _angle,
    "tells_merchants": _share_or_0,
    "tells_decoys": _share_or_0,
    "homes_on_jam": flag,
    "miss_sd": _length_or_0,
    "hit_worth": number(0.01, 10.0),
}

AIR_MISSILE_FIELDS: dict[str, Any] = {
    "name": word,
    "guidance": one_of(MissileGuidance),
    "speed": _speed,
    "range_min": _length,
    "range_max": _length,
    "height_min": _length_or_0,
    "height_max": _length,
    "salvo": whole(1, 16),
    "interval": _duration,
    "reaction": _duration,
    "assess": _duration,
    "reliability": _share_or_0,
    "seeker_range": _length_or_0,
    "miss_sd": _length_or_0,
    "miss_angle_sd": _angle_or_0,
    "low_height": _length_or_0,
    "lethal_radius": _length,
}

DECOY_FIELDS: dict[str, Any] = {
    "name": word,
    "radar_cross_section": quantity(measure.CROSS_SECTION),
    "bloom": _duration,
    "life": _duration,
    "throw": _length_or_0,
    "clouds": whole(1, 24),
    "interval": _duration,
}

JAMMER_FIELDS: dict[str, Any] = {
    "name": word,
    "power": quantity(measure.POWER),
    "gain": _level,
    "bandwidth": quantity(measure.FREQUENCY),
    "band_min": quantity(measure.FREQUENCY),
    "band_max": quantity(measure.FREQUENCY),
}


@dataclass(frozen=True)
class SurfaceMissileClass:
    """A missile against ships: it flies to the aim, switches its seeker on, and takes whom that finds."""

    id: str
    name: str
    speed_mps: float
    range_m_min: float
    range_m_max: float
    cruise_height_m: float
    attack_height_m: float
    """From when its seeker is on."""
    turn_radps: float
    climb_mps: float
    length_m: float
    diameter_m: float
    radar_cross_section_m2: float
    """Of its body, from ahead."""
    salvo: int
    """Rounds at most at a time."""
    interval_s: float
    reliability: float
    """Share of those launched that fly."""
    line_sd_rad: float
    """Of its line to the aim."""
    seeker: str
    """Sensor class of the radar in its nose."""
    seeker_on_m: float
    """Before the aim."""
    seeker_half_angle_rad: float
    tells_merchants: float
    """Share of ships that are no warships which it tells from warships, and leaves alone."""
    tells_decoys: float
    """Share of decoys which it tells from ships."""
    homes_on_jam: bool
    miss_sd_m: float
    """Of where it crosses the target's middle, each way."""
    hit_worth: float
    """What a hit counts for against staying power: 1 is a warhead of the kind that Hughes counts in."""


@dataclass(frozen=True)
class AirMissileClass:
    """A missile against aircraft and missiles."""

    id: str
    name: str
    guidance: MissileGuidance
    speed_mps: float
    """On the mean over its flight."""
    range_m_min: float
    range_m_max: float
    height_m_min: float
    height_m_max: float
    salvo: int
    interval_s: float
    reaction_s: float
    """From the order to the first launch."""
    assess_s: float
    """From the last meeting until fire control knows whether the target is still there."""
    reliability: float
    seeker_range_m: float
    """Of an active missile: so far before the meeting it needs the ship no more."""
    miss_sd_m: float
    """Of the miss, each way, of a missile that homes."""
    miss_angle_sd_rad: float
    """Adds so much of the range from the director, each way, to what is commanded from the ship."""
    low_height_m: float
    """Lower than this the sea's image of the target adds to the error."""
    lethal_radius_m: float


@dataclass(frozen=True)
class DecoyClass:
    """A salvo of chaff or of other passive decoys: each cloud blooms, drifts with the wind, and thins."""

    id: str
    name: str
    cross_section_m2: float
    """Of one cloud in full bloom."""
    bloom_s: float
    life_s: float
    """Time constant of its thinning."""
    throw_m: float
    clouds: int
    interval_s: float
    """From one salvo to the next."""


@dataclass(frozen=True)
class JammerClass:
    """A noise jammer on board."""

    id: str
    name: str
    power_w: float
    gain_db: float
    bandwidth_hz: float
    band_hz: tuple[float, float]


def resolve_surface_missile(
    missile_id: str, ledger: Taking, sensors: Mapping[str, SensorClass], own: Mapping[str, Any]
) -> SurfaceMissileClass:
    """A missile against ships. Raises MissingError: of one without a seeker, too."""
    take = ledger.take
    if "seeker" not in own:
        raise MissingError(("seeker",), "a missile against ships has a `seeker`: a radar of the library's sensors")
    seeker = take("seeker")
    if not isinstance(sensors.get(seeker), RadarClass):
        near = next((name for name, one in sensors.items() if isinstance(one, RadarClass) and "seeker" in name), "")
        raise MissingError(("seeker",), f"`{seeker}` is no radar of the library's sensors", near)
    found = SurfaceMissileClass(
        id=missile_id,
        name=take("name"),
        speed_mps=take("speed"),
        range_m_min=take("range_min"),
        range_m_max=take("range_max"),
        cruise_height_m=take("cruise_height"),
        attack_height_m=take("attack_height"),
        turn_radps=take("turn_rate"),
        climb_mps=take("climb_rate"),
        length_m=take("length"),
        diameter_m=take("diameter"),
        radar_cross_section_m2=take("radar_cross_section"),
        salvo=take("salvo"),
        interval_s=take("interval"),
        reliability=take("reliability"),
        line_sd_rad=take("line_sd"),
        seeker=seeker,
        seeker_on_m=take("seeker_on"),
        seeker_half_angle_rad=take("seeker_half_angle"),
        tells_merchants=take("tells_merchants"),
        tells_decoys=take("tells_decoys"),
        homes_on_jam=take("homes_on_jam"),
        miss_sd_m=take("miss_sd"),
        hit_worth=take("hit_worth"),
    )
    _ordered(found.range_m_min, found.range_m_max)
    return found


def _ordered(range_m_min: float, range_m_max: float) -> None:
    if range_m_min >= range_m_max:
        raise MissingError(("range_min",), "`range_min` is less than `range_max`")


def resolve_air_missile(missile_id: str, ledger: Taking) -> AirMissileClass:
    """A missile against what flies. Raises MissingError."""
    take = ledger.take
    found = AirMissileClass(
        id=missile_id,
        name=take("name"),
        guidance=MissileGuidance(take("guidance")),
        speed_mps=take("speed"),
        range_m_min=take("range_min"),
        range_m_max=take("range_max"),
        height_m_min=take("height_min"),
        height_m_max=take("height_max"),
        salvo=take("salvo"),
        interval_s=take("interval"),
        reaction_s=take("reaction"),
        assess_s=take("assess"),
        reliability=take("reliability"),
        seeker_range_m=take("seeker_range"),
        miss_sd_m=take("miss_sd"),
        miss_angle_sd_rad=take("miss_angle_sd"),
        low_height_m=take("low_height"),
        lethal_radius_m=take("lethal_radius"),
    )
    _ordered(found.range_m_min, found.range_m_max)
    if found.height_m_min >= found.height_m_max:
        raise MissingError(("height_min",), "`height_min` is less than `height_max`")
    if found.guidance is MissileGuidance.ACTIVE and found.seeker_range_m == 0.0:
        raise MissingError(("seeker_range",), "an active missile finds its target itself: it has a `seeker_range`")
    return found


def resolve_decoy(decoy_id: str, ledger: Taking) -> DecoyClass:
    """Chaff, or another passive decoy. Raises MissingError."""
    take = ledger.take
    return DecoyClass(
        id=decoy_id,
        name=take("name"),
        cross_section_m2=take("radar_cross_section"),
        bloom_s=take("bloom"),
        life_s=take("life"),
        throw_m=take("throw"),
        clouds=take("clouds"),
        interval_s=take("interval"),
    )


def resolve_jammer(jammer_id: str, ledger: Taking) -> JammerClass:
    """A noise jammer. Raises MissingError."""
    take = ledger.take
    band_hz = (take("band_min"), take("band_max"))
    if band_hz[0] >= band_hz[1]:
        raise MissingError(("band_min",), "`band_min` is less than `band_max`")
    return JammerClass(jammer_id, take("name"), take("power"), take("gain"), take("bandwidth"), band_hz)
