"""Fire at one air target from one mount, as plain state, and what of it goes into the recording. SI, radians, ECEF."""

import math
from dataclasses import dataclass, field
from typing import Any

from fleetex.engine.orders import UnitId
from fleetex.engine.stage import Stage
from fleetex.units import DEG_RAD

Sample = list[float]
"""A look: time, x, y, z; of the truth besides its velocity and its height."""


@dataclass
class Flock:
    """Rounds of one burst that left within one step, taken as one instant, and are to arrive at another."""

    burst: int
    fired_s: float
    meets_s: float
    rounds: int
    first: int
    """Number of its first round in the shoot."""
    aim: list[float]
    shell: list[float]
    """Its velocity at the point of aim."""
    gun: list[float]
    slant_m: float
    ship_mps: float = 0.0


@dataclass
class Burst:
    """What came of one burst: sums over its rounds so far."""

    number: int
    fired_s: float
    rounds: int = 0
    passed: int = 0
    hits: int = 0
    near: int = 0
    nearest_m: float = math.inf
    total_m: float = 0.0
    bias_m: float = 0.0
    """Sum, over the rounds, of how far the point of aim passes the target."""
    expected: float = 0.0
    """Sum of the rounds' own probabilities to hit."""
    slant_m: float = 0.0
    flight_s: float = 0.0
    height_m: float = 0.0
    bearing_deg: float = 0.0
    at: list[float] = field(default_factory=list)
    """The target's place when the burst's first rounds pass it: latitude and longitude (degrees)."""
    full: bool = False
    """The last of its rounds has left."""


@dataclass
class Shoot:
    """One mount takes one target under fire."""

    firer: UnitId
    mount: str
    salvo: str
    serial: str
    track: int
    target: UnitId
    """Behind the track, truly: for what the shells meet, and for the recording."""
    meant: UnitId
    to_leave: int
    open_m: float
    cease_m: float
    ordered_s: float
    laid_s: float
    """From then on the director looks for its target."""
    by_itself: bool = False
    """Close-in defence, no order."""
    looks: list[Sample] = field(default_factory=list)
    truth: list[Sample] = field(default_factory=list)
    flocks: list[Flock] = field(default_factory=list)
    bursts: list[Burst] = field(default_factory=list)
    """Those of which rounds are still in the air, and the one under way."""
    look_count: int = 0
    bursts_begun: int = 0
    fired: int = 0
    hits: int = 0
    burst_left: int = 0
    carried: float = 0.0
    """The part of a round that the last step left over."""
    rests_until_s: float = 0.0
    locked_s: float = math.nan
    opened_s: float = math.nan
    last_m: float = math.inf
    """Slant range at the last look."""
    least_m: float = math.inf
    """The least that the director has seen."""
    unseen_s: float = 0.0
    """How long the director has seen nothing."""
    ceased: str = ""
    """Why no more rounds leave; empty while they may."""

    @property
    def over(self) -> bool:
        return bool(self.ceased) and not self.flocks


def shoot_of(plain: dict[str, Any]) -> Shoot:
    """From what `dataclasses.asdict` and JSON made of it; JSON knows no infinity and no NaN, as figures begin."""
    bursts = [Burst(**_told(one)) for one in plain["bursts"]]
    parts = {"flocks": [Flock(**one) for one in plain["flocks"]], "bursts": bursts}
    return Shoot(**{**_told(plain), **parts})


def _told(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if value is not None}


def write_burst(stage: Stage, shoot: Shoot, burst: Burst) -> None:
    """A row of `bursts`, when its last round has passed."""
    passed = burst.passed > 0
    stage.sink.row(
        "bursts",
        time_s=burst.fired_s,
        unit_id=shoot.firer,
        mount_id=shoot.mount,
        salvo=shoot.salvo,
        burst=burst.number,
        serial_id=shoot.serial,
        target_id=shoot.target,
        rounds=burst.rounds,
        range_m=burst.slant_m,
        bearing_deg=burst.bearing_deg,
        height_m=burst.height_m,
        flight_s=burst.flight_s,
        lat_deg=burst.at[0] if burst.at else math.nan,
        lon_deg=burst.at[1] if burst.at else math.nan,
        aim_off_m=burst.bias_m / burst.passed if passed else math.nan,
        miss_m=burst.total_m / burst.passed if passed else math.nan,
        nearest_m=burst.nearest_m if passed else math.nan,
        near=burst.near,
        expected_hits=burst.expected,
        hits=burst.hits,
    )


def log_shoot(stage: Stage, shoot: Shoot, left: int) -> None:
    """One line when a mount has ceased and its last round has passed."""
    row = stage.cast.rows[shoot.firer]
    rounds = "1 round" if shoot.fired == 1 else f"{shoot.fired} rounds"
    hits = "1 hit" if shoot.hits == 1 else f"{shoot.hits} hits"
    text = f"{shoot.firer}: {shoot.mount} has fired {rounds} at {shoot.meant or 'a track'}, {hits}; {shoot.ceased}"
    if shoot.fired == 0:
        text = f"{shoot.firer}: {shoot.mount} has not fired at {shoot.meant or 'a track'}: {shoot.ceased}"
    values = {
        "salvo": shoot.salvo,
        "mount": shoot.mount,
        "target": shoot.target,
        "rounds": shoot.fired,
        "hits": shoot.hits,
        "left": left,
        "by_itself": shoot.by_itself,
        "reason": shoot.ceased,
        "locked_s": None if math.isnan(shoot.locked_s) else round(shoot.locked_s - shoot.ordered_s, 1),
        "opened_s": None if math.isnan(shoot.opened_s) else round(shoot.opened_s - shoot.ordered_s, 1),
    }
    stage.log("air fire", row, text, serial=shoot.serial, other=shoot.meant, values=values)


def truth_at(shoot: Shoot, time_s: float) -> tuple[list[float], list[float], float]:
    """Place, velocity and height of the target at an instant between two of the samples: the cubic through both."""
    after = next((k for k, one in enumerate(shoot.truth) if one[0] >= time_s), len(shoot.truth) - 1)
    two = shoot.truth[after]
    one = shoot.truth[max(after - 1, 0)]
    gap = two[0] - one[0]
    if gap <= 0.0:
        late = time_s - two[0]
        return [two[k] + two[k + 3] * late for k in (1, 2, 3)], two[4:7], two[7]
    u = (time_s - one[0]) / gap
    a, b, c, d = (1.0 + 2.0 * u) * (1.0 - u) ** 2, u * (1.0 - u) ** 2, u * u * (3.0 - 2.0 * u), u * u * (u - 1.0)
    place = [a * one[k] + b * gap * one[k + 3] + c * two[k] + d * gap * two[k + 3] for k in (1, 2, 3)]
    speed = [(1.0 - u) * one[k] + u * two[k] for k in (4, 5, 6)]
    return place, speed, (1.0 - u) * one[7] + u * two[7]


def degrees_of(lat_rad: float, lon_rad: float) -> list[float]:
    return [lat_rad / DEG_RAD, lon_rad / DEG_RAD]
