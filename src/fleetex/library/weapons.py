"""Practice weapons against submarines: what the compiler reads of them, and how their rows become that. SI, radians."""

from dataclasses import dataclass
from typing import Any, Protocol

from fleetex.library.problems import MissingError
from fleetex.library.stated import one_of, quantity, whole, word
from fleetex.quantities import measure
from fleetex.vocabulary import TorpedoSearch

_length = quantity(measure.LENGTH)
_length_or_0 = quantity(measure.LENGTH, zero=True)
_speed = quantity(measure.SPEED)
_angle = quantity(measure.ANGLE)
_angle_or_0 = quantity(measure.ANGLE, zero=True)
_share_or_0 = quantity(measure.FRACTION, zero=True)
_duration = quantity(measure.DURATION)
_spread = quantity(measure.LEVEL, zero=True)

TORPEDO_FIELDS: dict[str, Any] = {
    "name": word,
    "speed": _speed,
    "run": _length,
    "ceiling": _length,
    "floor": _length,
    "search": one_of(TorpedoSearch),
    "search_radius": _length,
    "seeker_range": _length,
    "seeker_half_angle": _angle,
    "seeker_spread": _spread,
    "turn_rate": quantity(measure.TURN_RATE),
    "dive_rate": _speed,
    "line_sd": _angle_or_0,
    "place_sd": _length_or_0,
    "heard": _length,
    "keep_off": _length_or_0,
    "assess_within": _length,
    "reload": _duration,
}

ROCKET_FIELDS: dict[str, Any] = {
    "name": word,
    "range_min": _length,
    "range_max": _length,
    "salvo": whole(1, 100),
    "interval": _duration,
    "pattern_radius": _length_or_0,
    "flight_speed": _speed,
    "sink_rate": _speed,
    "fuse_depth_max": _length,
    "line_sd": _angle_or_0,
    "range_sd_share": _share_or_0,
    "round_sd": _length_or_0,
    "assess_within": _length,
    "reload": _duration,
}


@dataclass(frozen=True)
class MountedWeapon:
    """Torpedo tubes or a rocket launcher as fitted."""

    id: str
    class_id: str
    rounds: int
    """Aboard when the magazine is full."""


@dataclass(frozen=True)
class MountedMissiles:
    """A launcher of missiles against what flies."""

    id: str
    class_id: str
    rounds: int
    channels: int
    """Fire-control channels: so many engagements at a time."""


@dataclass(frozen=True)
class MountedJammer:
    id: str
    class_id: str


@dataclass(frozen=True)
class TorpedoClass:
    """An exercise torpedo as its run takes it. It damages nobody: an umpire assesses what it would have done."""

    id: str
    name: str
    speed_mps: float
    run_m: float
    """Through the water, all told."""
    ceiling_m: float
    """Never shallower."""
    floor_m: float
    """Never deeper."""
    search: TorpedoSearch
    search_radius_m: float
    """Of the circle; half the breadth of the snake."""
    seeker_range_m: float
    """At a target strength of 15 dB, both on one side of the layer."""
    seeker_half_angle_rad: float
    seeker_spread_db: float
    """Of the echo, from one draw of its luck to the next."""
    turn_radps: float
    dive_mps: float
    line_sd_rad: float
    """Of the line on which it leaves, or is thrown."""
    place_sd_m: float
    """Of the place where its search begins, each way."""
    heard_m: float
    """How far off a submarine hears its screw, on the mean."""
    keep_off_m: float
    """Height above or below her at which it is set to pass."""
    assess_m: float
    """Passed so near her hull while it held her, it is assessed a hit."""
    reload_s: float


@dataclass(frozen=True)
class RocketClass:
    """A launcher of rocket-thrown drill charges: a pattern that sinks to a set depth. Nothing bursts."""

    id: str
    name: str
    range_m_min: float
    range_m_max: float
    salvo: int
    """Rounds at most at a time."""
    interval_s: float
    pattern_radius_m: float
    """Of the ring on which the charges of a salvo are laid."""
    flight_mps: float
    """Range over time of flight."""
    sink_mps: float
    fuse_m_max: float
    line_sd_rad: float
    range_sd_share: float
    """Both once a salvo."""
    round_sd_m: float
    """Of each charge about its place in the pattern, each way."""
    assess_m: float
    """So near her hull at the fuse's time, a charge is assessed a hit."""
    reload_s: float


class Taking(Protocol):
    """What gives a class its values, and writes down where each came from (`resolving.Ledger`)."""

    def take(self, *keys: str) -> Any: ...


def resolve_torpedo(torpedo_id: str, ledger: Taking) -> TorpedoClass:
    """An exercise torpedo. Raises MissingError."""
    take = ledger.take
    ceiling_m, floor_m = take("ceiling"), take("floor")
    if ceiling_m >= floor_m:
        raise MissingError(("ceiling",), "`ceiling` is less deep than `floor`")
    return TorpedoClass(
        id=torpedo_id,
        name=take("name"),
        speed_mps=take("speed"),
        run_m=take("run"),
        ceiling_m=ceiling_m,
        floor_m=floor_m,
        search=TorpedoSearch(take("search")),
        search_radius_m=take("search_radius"),
        seeker_range_m=take("seeker_range"),
        seeker_half_angle_rad=take("seeker_half_angle"),
        seeker_spread_db=take("seeker_spread"),
        turn_radps=take("turn_rate"),
        dive_mps=take("dive_rate"),
        line_sd_rad=take("line_sd"),
        place_sd_m=take("place_sd"),
        heard_m=take("heard"),
        keep_off_m=take("keep_off"),
        assess_m=take("assess_within"),
        reload_s=take("reload"),
    )


def resolve_rocket(rocket_id: str, ledger: Taking) -> RocketClass:
    """A launcher of rocket-thrown charges. Raises MissingError."""
    take = ledger.take
    range_m_min, range_m_max = take("range_min"), take("range_max")
    if range_m_min >= range_m_max:
        raise MissingError(("range_min",), "`range_min` is less than `range_max`")
    return RocketClass(
        id=rocket_id,
        name=take("name"),
        range_m_min=range_m_min,
        range_m_max=range_m_max,
        salvo=take("salvo"),
        interval_s=take("interval"),
        pattern_radius_m=take("pattern_radius"),
        flight_mps=take("flight_speed"),
        sink_mps=take("sink_rate"),
        fuse_m_max=take("fuse_depth_max"),
        line_sd_rad=take("line_sd"),
        range_sd_share=take("range_sd_share"),
        round_sd_m=take("round_sd"),
        assess_m=take("assess_within"),
        reload_s=take("reload"),
    )
