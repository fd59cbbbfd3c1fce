"""Fire control: where to lay a gun so that the shell meets an estimate, and by how much a round then misses. SI, rad.

The table is entered with the range to where the target will be at the end of the flight (its estimate dead-reckoned),
spotted, and corrected for the wind fire control believes in. Own motion is known and allowed for exactly, so it
cancels. What is not known is drawn: muzzle velocity and wind once a shoot, the laying once a salvo, the rest a round.
Practice: Naval Ordnance and Gunnery (NAVPERS 10798), vol. 2, ch. 17 to 19, in own words.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

from fleetex.engine.cast import GunMount
from fleetex.engine.places import offset, range_and_bearing
from fleetex.physics.ballistics import RANGE_M, interpolate
from fleetex.physics.gunfire import impact_errors

WIND_SCALE_MPS = 10.0
"""Design value: a gun's wind error is that of light airs; the wind aloft differs the more from the deck's the more it
blows, sd sqrt(1 + (W / 10 m/s)^2) times as much at a surface wind W."""

_ROUNDS_OF_SOLVING = 20
_SOLVED_M = 1e-3
_LEVEL_FALL = 1e-3


class KnownTarget(NamedTuple):
    """What the firer believes of its target: place and motion now. A place ashore does not move."""

    lat_rad: float
    lon_rad: float
    course_rad: float
    speed_mps: float

    def after(self, seconds: float) -> "KnownTarget":
        """Dead-reckoned."""
        if self.speed_mps <= 0.0 or seconds <= 0.0:
            return self
        lat, lon = offset(self.lat_rad, self.lon_rad, self.course_rad, self.speed_mps * seconds)
        return self._replace(lat_rad=lat, lon_rad=lon)


class Wind(NamedTuple):
    """Where the air goes."""

    east_mps: float
    north_mps: float

    def along_and_right(self, line_rad: float) -> tuple[float, float]:
        sine, cosine = math.sin(line_rad), math.cos(line_rad)
        return self.east_mps * sine + self.north_mps * cosine, self.east_mps * cosine - self.north_mps * sine


@dataclass(frozen=True)
class Laying:
    """A solution: the point of aim from the gun, what the table is entered with, and what it then says."""

    line_rad: float
    aim_m: float
    """Along the line of fire to the point of aim, spot included."""
    aim_right_m: float
    entry_m: float
    flight_s: float
    fall_rad: float
    striking_mps: float
    per_wind: float
    per_cross_wind: float
    per_muzzle: float
    per_elevation: float


@dataclass(frozen=True)
class Spotted:
    """What is added to the estimate: the spot, and the height of the target above the sea."""

    range_m: float
    right_m: float
    height_m: float


def lay(
    mount: GunMount, gun: tuple[float, float], target: KnownTarget, spotted: Spotted, believed: Wind
) -> Laying | None:
    """Solve for the target's place after the flight; None out of the gun's range. `gun`: latitude, longitude.

    Wind along the line moves what the table is entered with, and so flight and dispersion; wind across it is a matter
    of training alone, which takes out what is believed of it.
    """
    furthest_m = min(float(mount.table[-1, RANGE_M]), mount.range_m_max)
    flight_s = entry_m = 0.0
    for _ in range(_ROUNDS_OF_SOLVING):
        ahead = target.after(flight_s)
        range_m, line_rad = range_and_bearing(gun[0], gun[1], ahead.lat_rad, ahead.lon_rad)
        columns = [float(x) for x in interpolate(mount.table, min(max(entry_m or range_m, 0.0), furthest_m))]
        _, flight, fall, striking, _, per_wind, per_cross_wind, per_muzzle, per_elevation = columns
        wind_along, _ = believed.along_and_right(line_rad)
        beyond_m = spotted.height_m / max(math.tan(fall), _LEVEL_FALL) if spotted.height_m > 0.0 else 0.0
        wanted_m = range_m + spotted.range_m + beyond_m - per_wind * wind_along
        settled = abs(wanted_m - entry_m) < _SOLVED_M and abs(flight - flight_s) < _SOLVED_M
        entry_m, flight_s = wanted_m, flight
        if settled:
            break
    if not 0.0 < entry_m <= furthest_m:
        return None
    return Laying(
        line_rad=line_rad,
        aim_m=range_m + spotted.range_m,
        aim_right_m=spotted.right_m,
        entry_m=entry_m,
        flight_s=flight,
        fall_rad=fall,
        striking_mps=striking,
        per_wind=per_wind,
        per_cross_wind=per_cross_wind,
        per_muzzle=per_muzzle,
        per_elevation=per_elevation,
    )


@dataclass(frozen=True)
class Ignorance:
    """What fire control does not know in one salvo: of the shoot (bias, wind) and of the salvo (laying)."""

    muzzle_bias_mps: float
    wind: Wind
    """True wind less the wind allowed for."""
    lay_elevation_rad: float
    lay_bearing_rad: float


def ignorance(
    mount: GunMount,
    wind_mps: float,
    of_the_shoot: tuple[float, float, float, float],
    of_the_salvo: tuple[float, float, float, float],
) -> Ignorance:
    """From standard normal draws of the shoot and of the salvo."""
    wind_sd = mount.wind_error_sd_mps * math.hypot(1.0, wind_mps / WIND_SCALE_MPS)
    return Ignorance(
        muzzle_bias_mps=mount.muzzle_bias_sd_mps * of_the_shoot[0],
        wind=Wind(wind_sd * of_the_shoot[1], wind_sd * of_the_shoot[2]),
        lay_elevation_rad=mount.lay_sd_rad * of_the_salvo[0],
        lay_bearing_rad=mount.lay_sd_rad * of_the_salvo[1],
    )


def impact(
    mount: GunMount,
    gun: tuple[float, float],
    laying: Laying,
    unknown: Ignorance,
    of_the_round: tuple[float, float, float, float],
) -> tuple[float, float]:
    """Latitude and longitude where one round comes down (at the height it was laid for)."""
    wind_along, wind_right = unknown.wind.along_and_right(laying.line_rad)
    range_error_m, line_error_m = impact_errors(
        laying.entry_m,
        laying.per_wind,
        laying.per_cross_wind,
        laying.per_muzzle,
        laying.per_elevation,
        mount.elevation_sd_rad,
        mount.bearing_sd_rad,
        mount.muzzle_sd_mps,
        unknown.muzzle_bias_mps,
        wind_along,
        wind_right,
        of_the_round[0],
        of_the_round[1],
        of_the_round[2],
    )
    along_m = laying.aim_m + range_error_m + laying.per_elevation * unknown.lay_elevation_rad
    right_m = laying.aim_right_m + line_error_m + laying.entry_m * unknown.lay_bearing_rad
    return offset(gun[0], gun[1], laying.line_rad + math.atan2(right_m, along_m), math.hypot(along_m, right_m))
