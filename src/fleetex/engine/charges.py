"""A salvo of rocket-thrown drill charges: where they fall, and how near a hull each is when its fuse would act."""

import math
from dataclasses import dataclass, field

from fleetex.engine.arms import RocketFigures, WeaponMount
from fleetex.engine.places import normals, offset
from fleetex.engine.stage import Stage
from fleetex.physics.philox import PURPOSE_WEAPON, name_hash
from fleetex.physics.pursuit import ring_place_m


@dataclass
class Charge:
    """One charge of a salvo launched at `launched_s`: into the water at `entry_s`, at the fuse's depth at `fuse_s`."""

    number: int
    launched_s: float
    entry_s: float
    fuse_s: float
    lat_rad: float
    lon_rad: float
    entry_error_m: float


@dataclass
class ChargeSalvo:
    """All charges of a salvo; those whose fuse time has come are taken out."""

    firer: str
    mount: str
    salvo: str
    serial: str
    target: str
    range_m: float
    aim_lat_rad: float
    aim_lon_rad: float
    depth_m: float
    charges: list[Charge] = field(default_factory=list)
    hits: int = 0
    closest_m: float | None = None


def lay_charges(
    stage: Stage, mount: WeaponMount, figures: RocketFigures, salvo: ChargeSalvo, rounds: int, line_rad: float
) -> None:
    """Draw where each charge of a salvo falls: an error of the salvo, its place in the pattern, an error of its own."""
    about = name_hash(salvo.salvo)
    along, across, _, _ = normals(stage, PURPOSE_WEAPON, mount.id32, about, 0)
    over_m = along * figures.range_sd_share * salvo.range_m
    right_m = across * figures.line_sd_rad * salvo.range_m
    for number in range(rounds):
        east, north = ring_place_m(number, rounds, figures.pattern_radius_m)
        own_east, own_north, _, _ = normals(stage, PURPOSE_WEAPON, mount.id32, about, number + 1)
        east += own_east * figures.round_sd_m + over_m * math.sin(line_rad) + right_m * math.cos(line_rad)
        north += own_north * figures.round_sd_m + over_m * math.cos(line_rad) - right_m * math.sin(line_rad)
        lat, lon = offset(salvo.aim_lat_rad, salvo.aim_lon_rad, math.atan2(east, north), math.hypot(east, north))
        entry_s = stage.now_s + number * figures.interval_s + salvo.range_m / figures.flight_mps
        fuse_s = entry_s + salvo.depth_m / figures.sink_mps
        salvo.charges.append(Charge(number + 1, stage.now_s, entry_s, fuse_s, lat, lon, math.hypot(east, north)))
