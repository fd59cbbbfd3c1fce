"""The sun for kernels: the formulas of `sun_formula`, compiled."""

from fleetex.physics import sun_formula
from fleetex.physics.compiled import kernel

sun_direction = kernel(sun_formula.sun_direction)
light_of_altitude = kernel(sun_formula.light_of_altitude)


@kernel
def sun_altitude_rad(lat_rad: float, lon_rad: float, unix_s: float) -> float:
    """Altitude of the sun's centre above the horizon, without refraction."""
    return sun_direction(lat_rad, lon_rad, unix_s)[0]


@kernel
def sun_azimuth_rad(lat_rad: float, lon_rad: float, unix_s: float) -> float:
    """Azimuth of the sun, clockwise from true north in [0, 2 pi)."""
    return sun_direction(lat_rad, lon_rad, unix_s)[1]


@kernel
def light_code(lat_rad: float, lon_rad: float, unix_s: float) -> int:
    """vocabulary.LIGHT_CODE at a place and time: 0 day, 1 civil twilight, 2 night."""
    return light_of_altitude(sun_direction(lat_rad, lon_rad, unix_s)[0])
