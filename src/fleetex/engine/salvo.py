"""A salvo and its rounds as plain state, and what of them goes into the recording. SI and radians, units by name."""

import math
from dataclasses import dataclass, field
from typing import Any

from fleetex.engine.fire_control import KnownTarget, Spotted
from fleetex.engine.orders import UnitId
from fleetex.engine.places import Place, place_of
from fleetex.engine.stage import Stage
from fleetex.units import DEG_RAD, NMI_M


@dataclass
class Round:
    """One round: fired, and where and how it comes down. Truth about its fall is filled in then."""

    number: int
    fired_s: float
    gun_lat_rad: float
    gun_lon_rad: float
    range_m: float
    flight_s: float
    fall_s: float
    fall_rad: float
    striking_mps: float
    lat_rad: float
    lon_rad: float
    fallen: bool = False
    over_m: float | None = None
    right_m: float | None = None
    line_rad: float | None = None
    hit: bool = False


@dataclass
class Salvo:
    """A salvo that is being fired or in the air. `known` is what fire control held when it was ordered."""

    firer: UnitId
    mount: str
    salvo: str
    serial: str
    target: UnitId
    at_place: bool
    known: KnownTarget
    known_s: float
    spotted: Spotted
    ordered: int
    to_leave: int
    next_s: float
    rounds: list[Round] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        return self.to_leave == 0 and all(shot.fallen for shot in self.rounds)

    def middle(self) -> tuple[float, float]:
        """Latitude and longitude of the middle of its splashes."""
        first = self.rounds[0]
        count = len(self.rounds)
        lat = sum(shot.lat_rad for shot in self.rounds) / count
        off = sum(math.remainder(shot.lon_rad - first.lon_rad, math.tau) for shot in self.rounds) / count
        return lat, first.lon_rad + off


def reference_of(stage: Stage, salvo: Salvo) -> Place | None:
    """What the salvo is measured against: the unit meant, else the place fired at."""
    if salvo.target in stage.cast.rows:
        return place_of(stage, salvo.target)
    return Place(*salvo.known) if salvo.at_place else None


def salvo_of(plain: dict[str, Any]) -> Salvo:
    """From what `dataclasses.asdict` and JSON made of it."""
    made = {
        **plain,
        "known": KnownTarget(*plain["known"]),
        "spotted": Spotted(**plain["spotted"]),
        "rounds": [Round(**shot) for shot in plain["rounds"]],
    }
    return Salvo(**made)


def write_shot(stage: Stage, salvo: Salvo, shot: Round) -> None:
    stage.sink.row(
        "shots",
        time_s=shot.fired_s,
        unit_id=salvo.firer,
        mount_id=salvo.mount,
        round=shot.number,
        salvo=salvo.salvo,
        serial_id=salvo.serial,
        target_id=salvo.target,
        range_m=shot.range_m,
        flight_s=shot.flight_s,
        fall_s=shot.fall_s,
        angle_of_fall_deg=shot.fall_rad / DEG_RAD,
        striking_mps=shot.striking_mps,
        lat_deg=shot.lat_rad / DEG_RAD,
        lon_deg=shot.lon_rad / DEG_RAD,
        over_m=shot.over_m,
        right_m=shot.right_m,
        spot_range_m=salvo.spotted.range_m,
        spot_right_m=salvo.spotted.right_m,
        hit=shot.hit,
    )


def log_salvo(stage: Stage, salvo: Salvo) -> None:
    """One line a salvo, once it is down."""
    rounds = salvo.rounds
    overs = [shot.over_m for shot in rounds if shot.over_m is not None]
    rights = [shot.right_m for shot in rounds if shot.right_m is not None]
    hits = sum(shot.hit for shot in rounds)
    range_m = rounds[0].range_m
    spelled = "1 round" if len(rounds) == 1 else f"{len(rounds)} rounds"
    text = f"{salvo.firer}: salvo {salvo.salvo}, {spelled} at {range_m / NMI_M:.1f} nmi"
    values: dict[str, Any] = {"salvo": salvo.salvo, "other": salvo.target, "rounds": len(rounds), "range_m": range_m}
    if overs:
        over_m, right_m = sum(overs) / len(overs), sum(rights) / len(rights)
        straddle = hits > 0 or min(overs) < 0.0 < max(overs)
        text += f", mean point {abs(over_m):.0f} m {'over' if over_m >= 0.0 else 'short'}"
        text += f", {abs(right_m):.0f} m {'right' if right_m >= 0.0 else 'left'}"
        text += ", a straddle in range" if straddle else ""
        values |= {"over_m": over_m, "right_m": right_m, "straddle": straddle, "hits": hits}
    text += f", {hits} {'hit' if hits == 1 else 'hits'}." if hits else "."
    row = stage.cast.rows[salvo.firer]
    stage.log("salvo", row, text, serial=salvo.serial, other=salvo.target, values=values)
