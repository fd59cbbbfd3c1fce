"""Practice weapons against submarines as mounted: the figures that the engine takes from the library. SI, radians."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TorpedoFigures:
    """An exercise torpedo (see `fleetex.library.weapons.TorpedoClass`)."""

    speed_mps: float
    run_m: float
    ceiling_m: float
    floor_m: float
    snakes: bool
    """Searches to and fro on its line before it circles."""
    search_radius_m: float
    seeker_range_m: float
    seeker_half_angle_rad: float
    seeker_spread_db: float
    turn_radps: float
    dive_mps: float
    line_sd_rad: float
    place_sd_m: float
    heard_m: float
    keep_off_m: float
    assess_m: float
    reload_s: float


@dataclass(frozen=True)
class RocketFigures:
    """A launcher of drill charges (see `fleetex.library.weapons.RocketClass`)."""

    range_m_min: float
    range_m_max: float
    salvo: int
    interval_s: float
    pattern_radius_m: float
    flight_mps: float
    sink_mps: float
    fuse_m_max: float
    line_sd_rad: float
    range_sd_share: float
    round_sd_m: float
    assess_m: float
    reload_s: float


@dataclass(frozen=True)
class WeaponMount:
    """One set of tubes or one launcher as fitted. `figures` say which of the two it is."""

    unit: int
    mount: str
    id32: int
    weapon: str
    """Class in the library."""
    name: str
    rounds: int
    figures: TorpedoFigures | RocketFigures
