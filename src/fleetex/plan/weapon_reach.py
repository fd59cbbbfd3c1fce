"""How far, how wide and how high a gun's shells can go: what its danger area is made of.

A danger zone is three-dimensional and reckoned for each weapon and its ammunition (DA PAM 385-63, Range Safety, ch. 3,
a public reference for the idea). This is a training aid, not a range-safety product: margins below are design values.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from fleetex.library.models import GunClass

SIGMAS = 3.0
"""Design value: so many standard deviations of each error are allowed for."""
NUDGE_RAD = 1e-3


@dataclass(frozen=True)
class GunReach:
    """One gun's shells. Metres and radians."""

    gun: str
    """Its name."""
    reach_m: float
    range_m: float
    """Of the model in still air, without errors."""
    ordinate_m: float
    dispersion_rad: float
    """To each side of the line the gun is laid on."""


@lru_cache(maxsize=64)
def gun_reach(gun: GunClass, wind_mps: float, at_aircraft: bool) -> GunReach:
    """The farthest, widest and highest that a gun's shells go in a wind of up to `wind_mps` (m/s).

    The model's own trajectory (a point mass with G7 drag in the ICAO atmosphere, `physics.ballistics`) at the elevation
    that carries furthest, or the mount's greatest if that is less, from a muzzle velocity three standard deviations
    fast: reach = X(V + 3 sqrt(s_round^2 + s_shoot^2)) + dX/dW (W + 3 s_wind), with W a following wind
    and dX/dW = T - cos(e) dX/dV + sin(e) / V dX/de, dZ/dW = T - X / (V cos e) (McCoy, ch. 7, lag rule). The ordinate is
    that trajectory's; of fire at aircraft that at the mount's greatest elevation. Dispersion to each side is
    3 sqrt(s_line^2 + s_lay^2 + (dZ/dW s_wind / X)^2). A point mass without yaw: shells that tumble, ricochet or lose a
    part are covered by the apron, not by this.
    """
    from fleetex.physics.ballistics import drag_per_kg, elevation_of_greatest_range_rad, trajectory

    drag, muzzle_mps = drag_per_kg(gun.shell_kg, gun.calibre_m, gun.form_factor), gun.muzzle_mps
    top_rad = min(gun.elevation_rad_max, elevation_of_greatest_range_rad(muzzle_mps, drag))
    range_m, flight_s, _, _, _ = trajectory(muzzle_mps, top_rad, drag)
    over_mps = max(1.0, SIGMAS * math.hypot(gun.muzzle_sd_mps, gun.muzzle_bias_sd_mps))
    fast_m, _, _, _, ordinate_m = trajectory(muzzle_mps + over_mps, top_rad, drag)
    if at_aircraft:
        ordinate_m = max(ordinate_m, trajectory(muzzle_mps + over_mps, gun.elevation_rad_max, drag)[4])
    lower_m = trajectory(muzzle_mps, top_rad - NUDGE_RAD, drag)[0]
    per_muzzle, per_elevation = (fast_m - range_m) / over_mps, (range_m - lower_m) / NUDGE_RAD
    per_wind = flight_s - math.cos(top_rad) * per_muzzle + math.sin(top_rad) / muzzle_mps * per_elevation
    reach_m = fast_m + max(0.0, per_wind) * (wind_mps + SIGMAS * gun.wind_error_sd_mps)
    per_cross_wind = flight_s - range_m / (muzzle_mps * math.cos(top_rad))
    aside_rad = per_cross_wind * gun.wind_error_sd_mps / range_m
    dispersion_rad = SIGMAS * math.sqrt(gun.bearing_sd_rad**2 + gun.lay_sd_rad**2 + aside_rad**2)
    return GunReach(gun.name, float(reach_m), float(range_m), float(ordinate_m), float(dispersion_rad))
